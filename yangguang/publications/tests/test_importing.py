"""Bulk import: preview rolled back, whole pieces, going on, never twice, every reject with its reason."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import openpyxl
import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client

from yangguang.core.actions import Refused
from yangguang.core.audit import verify
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for
from yangguang.publications.actions import importing
from yangguang.publications.importing import running
from yangguang.publications.models import ImportBatch, Publication, Version

from .factories import Team, make_column

pytestmark = pytest.mark.django_db

CSV = (
    "序号,标题,发文日期,文号,效力状态,内容\n"
    '1,示例办法,2021-03-01,厦思政办[2021]1号,有效,"\n\n　　第一条　示例。\n\n\n第二条 示例。"\n'
    "2,示例通知,2021.2.30,,有效,示例正文\n"
    "3,示例空白,2021-03-02,,有效,   \n"
    '4,示例办法,2021-03-01,厦思政办[2021]1号,有效,"第一条　示例。\n第二条 示例。"\n'
    "5,示例决定,二〇二〇年十二月三日,,废止,<p onclick=x()>示例<script>alert(1)</script></p>\n"
)


def receive(team: Team, data: bytes | str, name: str = "示例.csv", **more) -> ImportBatch:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    given = {"kind": "policy", "source": "示例来源", **more}
    return importing.receive(team.unit, actor=team.head, stream=stream, name=name, **given)


def work(team: Team, batch: ImportBatch) -> ImportBatch:
    batch = importing.work(importing.start(batch, actor=team.head), actor=team.head)
    batch.refresh_from_db()
    return batch


def test_good_rows_come_in_and_every_other_row_is_reported_with_its_reason():
    team = Team()
    column = make_column(team.unit, query={"kinds": ["policy"]})
    batch = work(team, receive(team, CSV))
    assert (batch.created, batch.duplicates, batch.rejected, batch.state) == (2, 1, 2, "done")
    reasons = {r.row: r.reason for r in batch.rejects.all()}
    assert any("2021.2.30" in r and "不存在" in r for r in reasons.values())
    assert any("正文是空的" in r for r in reasons.values())
    assert any("相同" in r for r in reasons.values())
    first, second = Publication.objects.order_by("pk")
    assert first.document_number == "厦思政办〔2021〕1号"
    assert first.body == "<p>第一条　示例。</p>\n<p>第二条 示例。</p>"
    assert second.written_on == dt.date(2020, 12, 3)
    assert second.validity == "repealed"
    assert "script" not in second.body
    assert "onclick" not in second.body
    assert Version.objects.count() == 2
    assert first.latest_revision.content["title"] == "示例办法"
    assert first.latest_revision.as_object().body == first.body
    assert AuditEntry.objects.filter(code="publications.imported").count() == 2
    assert list(verify()) == []
    column.refresh_from_db()
    assert column.entry_count == 2
    assert Client().get(first.get_absolute_url()).status_code == 200


def test_a_preview_says_what_would_happen_and_leaves_nothing_behind():
    team = Team()
    batch = receive(team, CSV)
    batch = importing.set_mapping(batch, actor=team.head, mapping=batch.source.mapping)
    assert batch.preview["created"] == 2
    assert batch.preview["rejected"] == 2
    assert not Publication.objects.exists()
    assert batch.rejects.count() == 0
    assert list(verify()) == []


def test_the_same_file_twice_brings_nothing_new():
    team = Team()
    work(team, receive(team, CSV))
    again = work(team, receive(team, CSV))
    assert again.created == 0
    assert again.duplicates == 3
    assert Publication.objects.count() == 2


def test_a_killed_import_goes_on_behind_its_last_whole_piece(monkeypatch):
    team = Team()
    monkeypatch.setattr(running, "PIECE", 2)
    lines = "".join(
        json.dumps({"标题": f"示例{n}", "内容": f"示例正文{n}"}, ensure_ascii=False) + "\n" for n in range(7)
    )
    batch = receive(team, lines, "示例.jsonl")
    taken = []

    def broken(*args):
        taken.append(args)
        if len(taken) == 3:
            raise OSError("disk full")
        return original(*args)

    original = running._take_in
    monkeypatch.setattr(running, "_take_in", broken)
    with pytest.raises(OSError, match="disk full"):
        work(team, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.position, Publication.objects.count()) == ("failed", 4, 4)
    monkeypatch.setattr(running, "_take_in", original)
    batch = work(team, batch)
    assert batch.created == 7
    assert sorted(Publication.objects.values_list("title", flat=True)) == [f"示例{n}" for n in range(7)]


def test_the_reading_of_columns_is_remembered_for_the_source():
    team = Team()
    data = "甲,乙\n示例标题,示例正文\n"
    batch = receive(team, data)
    with pytest.raises(Refused) as error:
        importing.start(batch, actor=team.head)
    assert "标题" in str(error.value)
    importing.set_mapping(batch, actor=team.head, mapping={"甲": "title", "乙": "body"})
    assert receive(team, data, "示例二.csv").source.mapping == {"甲": "title", "乙": "body"}


def test_sheets_with_formulas_and_gb18030_files_are_read():
    team = Team()
    book = openpyxl.Workbook()
    book.active.append(["标题", "内容", "发布时间"])
    book.active.append(["示例表格", "示例正文", dt.datetime(2021, 3, 1, 9, 30)])
    buffer = io.BytesIO()
    book.save(buffer)
    batch = work(team, receive(team, buffer.getvalue(), "示例.xlsx"))
    assert batch.created == 1
    published = Publication.objects.get().first_published_at
    assert published == dt.datetime(2021, 3, 1, 1, 30, tzinfo=dt.UTC)
    assert (
        work(team, receive(team, "标题,内容\n示例编码,示例正文㐂\n".encode("gb18030"), "示例.csv")).created
        == 1
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("示例.pdf", b"%PDF-", "不能导入"),
        ("示例.csv", b"", "空文件"),
        ("示例.csv", b"\x00\x01\x02\x03", "不是文本文件"),
        ("示例.csv", "标题,内容\n".encode(), "没有数据"),
        ("示例.xlsx", b"PK\x03\x04 no", "不是 xlsx 格式"),
        ("示例.jsonl", b"not json\n", "不是 JSON 行文件"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_in_words(name, data, words):
    team = Team()
    with pytest.raises(Refused) as error:
        receive(team, data, name)
    assert words in str(error.value)
    assert not ImportBatch.objects.exists()


def test_pages_in_a_zip_bring_their_attachments_and_nothing_from_outside():
    team = Team()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(
            "a.html",
            '<html><head><meta name="ArticleTitle" content="示例网页"><meta name="PubDate" content="2021-03-01 09:30">'
            '</head><body><div><p>示例正文一段，讲清楚一件事。</p><a href="files/a.txt">附件</a>'
            '<a href="../../etc/passwd.pdf">外面</a></div></body></html>',
        )
        packed.writestr("files/a.txt", "示例附件")
    batch = work(team, receive(team, buffer.getvalue(), "示例.zip", kind="notice"))
    assert batch.created == 1, [r.reason for r in batch.rejects.all()]
    record = Publication.objects.get()
    assert record.title == "示例网页"
    assert [u.attachment.name for u in record.attachment_uses.all()] == ["a.txt"]
    use = record.attachment_uses.get().attachment
    assert Client().get(f"/files/{use.pk}/a.txt").status_code == 200


def test_only_the_units_head_may_import_because_it_is_public_at_once():
    team = Team()
    with pytest.raises(Refused):
        importing.receive(
            team.unit, actor=actor_for(Role.EDITOR, team.unit), kind="notice", source="示例", name="示例.csv",
            stream=io.BytesIO(CSV.encode()),
        )  # fmt: skip


def test_the_first_revision_of_every_row_holds_exactly_the_record():
    """Rows of one piece differ in what they fill; none may inherit another's."""
    rows = [
        {"标题": "示例甲", "正文": "示例正文甲。", "成文日期": "2021-03-01", "来源": "示例来源", "关键词": "甲"},
        {"标题": "示例乙", "正文": "示例正文乙。"},
        {"标题": "示例丙", "正文": "示例正文丙。", "成文日期": "2020-12-31", "内容概述": "示例概述", "文号": "厦思示〔2020〕8号"},
    ]  # fmt: skip
    team = Team()
    lines = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)
    assert work(team, receive(team, lines, "混合.jsonl")).created == 3
    records = list(Publication.objects.filter(title__startswith="示例"))
    assert len(records) == 3
    for record in records:
        expected = {**record.serializable_data(), "latest_revision": None, "live_revision": None}
        stored = {**record.latest_revision.content, "latest_revision": None, "live_revision": None}
        assert stored == json.loads(json.dumps(expected, cls=DjangoJSONEncoder))


def test_what_must_not_go_public_stays_out_and_is_told_without_being_shown():
    team = Team()
    number, mobile = "11010519491231002X", "13950112233"  # the standard's own example; a made-up telephone
    data = (
        "标题,成文日期,正文\n"
        f"示例公示,2021-03-01,申请人示例甲，身份证号 {number}，拟予救助。\n"
        f"示例名单 {number},2021-03-01,名单见附表。\n"
        f"示例答复,2021-03-01,投诉人示例乙，手机 {mobile}，已电话答复。\n"
        "示例纪要,2021-03-01,<p>机密★10年</p><p>示例</p>\n"
        "示例通知,2021-03-01,咨询电话：0592-5858000，经办人不得泄露秘密，严禁收费。\n"
    )
    batch = receive(team, data)
    importing.set_mapping(batch, actor=team.head, mapping=batch.source.mapping)
    batch = work(team, batch)
    assert (batch.created, batch.rejected) == (1, 4)
    assert Publication.objects.get().title == "示例通知"
    told = " ".join(f"{r.title} {r.reason}" for r in batch.rejects.all()) + json.dumps(
        batch.preview, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    for words in ("居民身份证号码（110*", "密级标志", "手机号码", "再导入这一行"):
        assert words in told
    for kept_back in (number, mobile):
        assert kept_back not in told


def test_a_file_with_identity_numbers_in_a_hidden_column_stays_out_with_its_row(tmp_path):
    team = Team()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号码", "金额"])
    sheet.append(["示例甲", "11010519491231002X", 100])
    sheet.column_dimensions["B"].hidden = True
    (tmp_path / "公示附件").mkdir()
    book.save(tmp_path / "公示附件" / "名单.xlsx")
    (tmp_path / "公示.csv").write_text(
        "标题,正文,附件\n示例公示,见附件,名单.xlsx\n示例说明,示例,\n", encoding="utf-8"
    )
    batch = importing.receive(
        team.unit,
        actor=team.head,
        kind="notice",
        source="示例来源",
        name="公示.csv",
        path=str(tmp_path / "公示.csv"),
    )
    batch = work(team, batch)
    assert (batch.created, batch.rejected) == (1, 1)
    assert "附件“名单.xlsx”这里有居民身份证号码" in batch.rejects.get().reason
