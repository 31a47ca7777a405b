"""Bulk import with interruptions: the command line, changed files, other units, lists with numbers of their own, rows that break."""

from __future__ import annotations

import io
import json
import logging
import zipfile

import pytest
from django.core.management import CommandError, call_command

from yangguang.publications.importing import running
from yangguang.publications.models import Attachment, ImportBatch, ImportedRow, ImportSource, Publication

from .factories import Team
from .test_importing import receive, work

pytestmark = [pytest.mark.django_db, pytest.mark.task(29)]


def lines(*numbers: int) -> str:
    rows = ({"标题": f"示例{n}", "内容": f"示例正文{n}"} for n in numbers)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """A file of six rows whose import for 区发改局's stand-in ended after two pieces of two."""
    team, path = Team(), tmp_path / "示例.jsonl"
    path.write_text(lines(*range(6)), encoding="utf-8")
    monkeypatch.setattr(running, "PIECE", 2)
    original, taken = running._take_in, []

    def until(*args):
        taken.append(args)
        if len(taken) == 3:
            raise OSError("disk full")
        return original(*args)

    monkeypatch.setattr(running, "_take_in", until)
    with pytest.raises(OSError, match="disk full"):
        run(path, team)
    monkeypatch.setattr(running, "_take_in", original)
    assert Publication.objects.count() == 4
    return team, path


def run(path, team, *more):
    call_command("publications", "import", str(path), "--unit", team.unit.code, *more)


def test_a_preview_after_a_broken_import_touches_nothing(broken):
    team, path = broken
    before = (
        list(ImportedRow.objects.order_by("pk").values()),
        list(ImportBatch.objects.values("pk", "state")),
    )
    run(path, team, "--preview")
    assert (
        list(ImportedRow.objects.order_by("pk").values()),
        list(ImportBatch.objects.values("pk", "state")),
    ) == before
    run(path, team)
    assert sorted(Publication.objects.values_list("title", flat=True)) == [f"示例{n}" for n in range(6)]


def test_a_preview_of_a_new_file_leaves_no_source_and_no_reading_of_its_columns(tmp_path):
    team, path = Team(), tmp_path / "示例.csv"
    path.write_text("甲,乙\n示例,示例正文\n", encoding="utf-8")
    run(path, team, "--preview", "--map", "甲=title", "--map", "乙=body")
    assert not ImportSource.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not Publication.objects.exists()


def test_a_file_that_was_changed_meanwhile_is_read_from_its_first_row(broken):
    team, path = broken
    path.write_text(lines(10, 11, *range(6)), encoding="utf-8")
    run(path, team)
    assert sorted(Publication.objects.values_list("title", flat=True)) == sorted(
        f"示例{n}" for n in (*range(6), 10, 11)
    )


def test_another_unit_or_kind_does_not_go_on_with_what_was_broken_off(broken):
    team, path = broken
    other = Team()
    run(path, other, "--kind", "news")
    mine = Publication.objects.filter(unit=other.unit)
    assert set(mine.values_list("kind", flat=True)) == {"news"}
    assert mine.count() == 6
    assert Publication.objects.filter(unit=team.unit).count() == 4


def test_two_lists_that_both_count_from_one_come_in_and_each_only_once():
    team = Team()
    one = "编号,标题,内容\n1,示例甲,示例正文甲\n2,示例乙,示例正文乙\n"
    two = "编号,标题,内容\n1,示例丙,示例正文丙\n2,示例乙,示例正文乙\n"
    assert work(team, receive(team, one, "甲.csv", source="甲目录")).created == 2
    second = work(team, receive(team, two, "乙.csv", source="乙目录"))
    assert (second.created, second.duplicates) == (1, 1)  # 示例乙 is the same text under the same number
    again = work(team, receive(team, two, "乙.csv", source="乙目录"))
    assert (again.created, again.duplicates) == (0, 2)
    changed = work(team, receive(team, one.replace("示例甲", "示例改"), "甲.csv", source="甲目录"))
    assert (changed.created, changed.duplicates) == (0, 2)  # a number of the same list is the same text


def test_a_row_that_no_file_can_hold_keeps_itself_out_and_not_the_others(monkeypatch, caplog):
    team = Team()
    odd = [
        {"标题": "示例\ud800甲\x08", "内容": "示例\x00正文"},
        {"标题": "示例乙", "内容": "示例正文", "附件": "名\u0000称.pdf"},
        {"标题": "示例丙", "内容": "示例正文", "附件": "长" * 5000},
        {"标题": "示例丁", "内容": "示例正文丁"},
    ]
    batch = receive(team, "".join(json.dumps(row) + "\n" for row in odd), "示例.jsonl")
    assert batch.sample[0][0] == "示例甲"
    original = running.prepare

    def breaks(row, *args, **more):
        if row.values.get("标题") == "示例丁":
            raise ZeroDivisionError
        return original(row, *args, **more)

    monkeypatch.setattr(running, "prepare", breaks)
    with caplog.at_level(logging.CRITICAL, logger="yangguang.publications.importing.running"):
        batch = work(team, batch)
    assert batch.state == "done"
    assert list(Publication.objects.values_list("title", "body")) == [("示例甲", "<p>示例正文</p>")]
    assert {r.row: r.reason for r in batch.rejects.all()} == {
        2: "没有找到附件“名称.pdf”",
        3: f"没有找到附件“{'长' * 60}”",
        4: "这一行读不出来，请在文件里检查它的各格，改正后再导入",
    }


def test_a_field_of_json_lines_that_comes_late_is_read():
    team = Team()
    late = json.dumps(
        {"标题": "示例晚", "内容": "示例正文", "文号": "厦思政办〔2021〕1号"}, ensure_ascii=False
    )
    work(team, receive(team, lines(*range(60)) + late + "\n", "示例.jsonl"))
    assert Publication.objects.get(title="示例晚").document_number == "厦思政办〔2021〕1号"


def test_a_column_that_the_sources_last_file_had_not_is_read_and_one_left_out_stays_out():
    team = Team()
    first = receive(team, "标题,内容,备注,来源\n示例甲,示例正文甲,示例,示例社\n")
    mapping = {"标题": "title", "内容": "body"}
    from yangguang.publications.actions import importing

    importing.set_mapping(first, actor=team.head, mapping=mapping)
    second = receive(
        team, "标题,内容,备注,来源,文号\n示例乙,示例正文乙,示例,示例社,厦思政办〔2021〕2号\n", "二.csv"
    )
    assert second.source.mapping == {**mapping, "文号": "document_number"}


def test_rows_that_bring_files_are_written_a_few_at_a_time(tmp_path, monkeypatch):
    team, path = Team(), tmp_path / "示例.csv"
    folder = tmp_path / "示例附件"
    folder.mkdir()
    for n in range(9):
        (folder / f"{n}.txt").write_text(f"示例附件{n}", encoding="utf-8")
    path.write_text(
        "标题,内容,附件\n" + "".join(f"示例{n},示例正文{n},{n}.txt\n" for n in range(9)), encoding="utf-8"
    )
    sizes, original = [], running._take_in

    def counted(batch, piece, *rest):
        sizes.append(len(piece))
        return original(batch, piece, *rest)

    monkeypatch.setattr(running, "_take_in", counted)
    run(path, team)
    assert sizes == [4, 4, 1]
    assert Attachment.objects.count() == Publication.objects.count() == 9


def test_a_unit_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="没有“U99”这个单位"):
        call_command("publications", "import", str(tmp_path), "--unit", "U99")


class Windows(zipfile.ZipInfo):
    """A name as Windows packs it: in GBK, without a word of it."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def test_a_zip_packed_on_windows_brings_its_files_and_a_missing_one_is_told():
    team = Team()
    held = {
        "示例一.html": '<h1>示例甲</h1><p>示例正文，见<a href="示例表.txt">附件</a>。</p>',
        "示例二.html": '<h1>示例乙</h1><p>示例正文，见<a href="没有.pdf">附件</a>。</p>',
        "示例表.txt": "示例附件",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in held.items():
            archive.writestr(Windows(name), text)
    batch = work(team, receive(team, packed.getvalue(), "示例.zip"))
    assert Publication.objects.get().title == "示例甲"
    assert Attachment.objects.get().name == "示例表.txt"
    assert [r.reason for r in batch.rejects.all()] == ["没有找到附件“没有.pdf”"]
