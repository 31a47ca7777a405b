"""Tables brought in: headings, bad cells, encodings, formulas, twice the same, preview and import the same."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from yangguang.core.actions import Refused
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.planning.actions import handing, importing
from yangguang.planning.models import HandOver, HistoryEntry, Plan, RegisterImport
from yangguang.publications.tests.factories import Team

from .factories import archive, keeper, make_plan, make_series

pytestmark = [pytest.mark.django_db, pytest.mark.task(1)]
HEAD = [
    "规划名称",
    "层级",
    "类别",
    "规划期",
    "编制单位",
    "批准机关",
    "批准日期",
    "文号",
    "范围",
    "上位规划",
    "公开网址",
]


def table(*rows: list[str], head: list[str] = HEAD, encoding: str = "utf-8") -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text).writerows([head, *([*r, *[""] * (len(head) - len(r))] for r in rows)])
    return io.BytesIO(text.getvalue().encode(encoding))


def clerk():
    return actor_for(Role.EDITOR, keeper())


def receive(stream, what="register", name="清册.csv", actor=None):
    return importing.receive(keeper(), actor=actor or clerk(), what=what, stream=stream, name=name)


def bring_in(stream, **more) -> dict:
    actor = clerk()
    batch = receive(stream, actor=actor, **more)
    batch = importing.preview(batch, actor=actor, mapping=batch.mapping)
    seen = batch.report
    plans, lists = Plan.objects.count(), HandOver.objects.count()
    batch = importing.bring_in(batch, actor=actor)
    assert batch.report == seen, "the preview is the import rolled back"
    assert Plan.objects.count() + HandOver.objects.count() >= plans + lists
    return batch.report


def reasons(report: dict) -> str:
    return "\n".join(f"{n} {why}" for n, _, why in report["rejected"])


def test_a_register_comes_in_with_units_periods_parents_and_texts():
    unit, second = make_unit("区示例教育局"), make_unit("区示例文旅局")
    record = Team(unit).release(kind="plan")
    rows = (
        ["示例专项规划", "", "专项规划", "2021—2025年", "区示例教育局、区示例文旅局", "区政府", "2021年3月1日", "厦思示例[2021]5号",
         "全区", "《示例纲要》；市级示例纲要", f"http://127.0.0.1/doc/{record.pk}/"],
        ["示例纲要", "区级", "纲要", "2021-2025", "", "区人大", "20210115"],
        ["市级示例纲要", "市", "规划纲要", "2021-2025", "示例市发改委", "", "2021/3/26"],
    )  # fmt: skip
    report = bring_in(table(*rows))
    assert report["counts"] == {"created": 3, "corrected": 0, "same": 0, "rejected": 0}, reasons(report)
    plan = Plan.objects.get(name="示例专项规划")
    assert (plan.unit, list(plan.participants.all())) == (unit, [second])
    assert (plan.period, plan.approved_on) == ((2021, 2025), dt.date(2021, 3, 1))
    assert plan.document_number == "厦思示例〔2021〕5号"
    assert {p.parent.name for p in plan.parent_links.all()} == {"示例纲要", "市级示例纲要"}
    assert plan.texts.get().publication == record
    assert Plan.objects.get(tier="city").outer_maker == "示例市发改委"


def test_the_same_table_again_changes_nothing_and_an_empty_cell_erases_nothing():
    rows = (["示例规划甲", "区", "专项规划", "2021-2025", "", "区政府", "2021-03-01", "", "全区"],)
    bring_in(table(*rows))
    again = bring_in(table(*rows))
    assert again["counts"] == {"created": 0, "corrected": 0, "same": 1, "rejected": 0}
    report = bring_in(table(["示例规划甲", "区", "专项", "", "", "", "2021-03-02", "", ""]))
    assert report["counts"]["corrected"] == 1
    assert report["corrected"][0][2] == "批准日期 2021-03-01 → 2021-03-02"
    plan = Plan.objects.get()
    assert (plan.territory, plan.period, plan.approver) == ("全区", (2021, 2025), "区政府")


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        (["", "区", "专项规划"], "没有名称"),
        (['=HYPERLINK("http://x")', "区", "专项规划"], "公式"),
        (["示例", "镇", "专项规划"], "层级"),
        (["示例", "区", "什么规划"], "应是 规划纲要"),
        (["示例", "区", ""], "没有类别"),
        (["示例", "区", "专项规划", "二十一世纪"], "规划期"),
        (["示例", "区", "专项规划", "2021-2025", "没有这个局"], "不是本区登记的单位"),
        (["示例", "区", "专项规划", "", "", "", "2021.2.30"], "不存在"),
        (["示例", "区", "专项规划", "", "", "", "2099-1-1"], "还没有到"),
        (["示例", "区", "专项规划", "", "", "", "", "", "", "", "https://example.com/"], "不是本网站"),
        (["字" * 201, "区", "专项规划"], "200"),
    ],
)
def test_a_bad_row_is_sent_back_with_its_reason_and_the_others_come_in(cells, word):
    report = bring_in(table(cells, ["示例好的一行", "区", "专项规划"]))
    assert report["counts"]["created"] == 1
    assert word in reasons(report)
    assert report["rejected"][0][0] == 2


def test_what_cannot_be_tied_is_told_and_the_entry_comes_in_all_the_same():
    report = bring_in(
        table(["示例规划", "区", "专项规划", "", "", "", "", "", "", "没有的纲要", "/doc/999/"])
    )
    assert report["counts"]["created"] == 1
    assert "没有标注" in reasons(report)
    assert "没有编号 999" in reasons(report)


def test_a_table_in_gb18030_and_one_of_a_spreadsheet_are_read_alike():
    unit = make_unit("区示例教育局")
    bring_in(table(["示例规划甲", "区", "专项规划", "2021-2025", "区示例教育局"], encoding="gb18030"))
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(
        ["示例规划乙", "区", "专项规划", "2021-2025", "区示例教育局", None, dt.datetime(2021, 3, 1)]
    )
    book.active.append(["示例规划丙", "区", "专项规划", "=1/0", None, None, "#DIV/0!"])
    stream = io.BytesIO()
    book.save(stream)
    report = bring_in(stream, name="清册.xlsx")
    assert report["counts"]["created"] == 1
    assert "公式出错" in reasons(report)
    assert set(Plan.objects.values_list("name", "unit")) == {("示例规划甲", unit.pk), ("示例规划乙", unit.pk)}


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "a.csv", "空文件"),
        (b"\x00\x01\x02" * 50, "a.csv", "不是 csv"),
        (b"PK\x03\x04broken", "a.xlsx", "不是 xlsx"),
        ("名称,类别\n".encode(), "a.csv", "只有表头"),
        (b"%PDF-1.4", "a.pdf", "a.pdf"),
        (b"x", "a.exe", "不能上传"),
        ("名称\n示例".encode(), "a.txt", "不能导入"),
    ],
)
def test_what_is_no_table_is_refused_by_name_and_leaves_nothing(data, name, word):
    with pytest.raises(Refused) as error:
        receive(io.BytesIO(data), name=name)
    assert word in str(error.value)
    assert error.value.reasons[0].field == "file"
    assert not RegisterImport.objects.exists()


def test_headings_that_are_missing_or_doubled_are_told_before_anything_happens():
    actor = clerk()
    batch = receive(table(["甲"], head=["奇怪的列"]), actor=actor)
    with pytest.raises(Refused, match="没有指定哪一列是名称"):
        importing.preview(batch, actor=actor, mapping=batch.mapping)
    with pytest.raises(Refused, match="还没有预览"):
        importing.bring_in(batch, actor=actor)
    batch = receive(table(["示例", "示例"], head=["名称", "标题"]), actor=actor)
    with pytest.raises(Refused, match="不止一列"):
        importing.preview(batch, actor=actor, mapping={"名称": "name", "标题": "name"})


def test_only_the_keeper_brings_tables_in_and_each_only_once():
    keeper()
    unit = make_unit()
    head = actor_for(Role.HEAD, unit)
    with pytest.raises(Refused, match="登记"):
        importing.receive(unit, actor=head, what="register", stream=table(["甲"]), name="a.csv")
    actor = clerk()
    batch = receive(table(["示例", "区", "专项规划"]), actor=actor)
    importing.preview(batch, actor=actor, mapping=batch.mapping)
    importing.bring_in(batch, actor=actor)
    with pytest.raises(Refused, match="已导入"):
        importing.bring_in(batch, actor=actor)  # the second click
    with pytest.raises(Refused, match="已导入"):
        importing.drop(batch, actor=actor)


def test_a_series_and_its_ordinal_come_with_the_row():
    line = make_series()
    report = bring_in(
        table(
            ["示例“十四五”纲要", "纲要", line.name, "十四五"], ["示例“十三五”纲要", "纲要", "没有的系列", "13"],
            ["示例再一份", "纲要", line.name, "第十四个五年规划"], ["示例又一份", "纲要", line.name, ""],
            head=["名称", "类别", "系列", "届次"],
        )
    )  # fmt: skip
    assert Plan.objects.get().ordinal == 14
    text = reasons(report)
    assert "没有“没有的系列”" in text
    assert "第 14 届已是" in text
    assert "没有届次" in text


@pytest.mark.task(2)
def test_a_historical_list_is_handed_over_with_its_file_and_received_by_the_other_unit():
    archive()
    head = ["名称", "规划期", "编制单位", "网址"]
    record = Team().release(kind="plan")
    stream = table(["示例“十五”计划", "2001-2005", "原示例委", ""], ["示例旧城计划", "1990年代", "", f"/doc/{record.pk}/"],
                   ["示例旧城计划", "1990年代"], ["示例没有的", "", "", "/doc/9999/"], head=head)  # fmt: skip
    digest_of = stream.getvalue()
    report = bring_in(stream, what="history", name="历史清单.csv")
    assert report["counts"] == {"created": 2, "corrected": 0, "same": 0, "rejected": 2}
    item = HandOver.objects.get()
    import hashlib

    assert item.sha256 == hashlib.sha256(digest_of).hexdigest()
    assert item.file.read() == digest_of
    assert (item.sender, item.receiver) == (keeper(), archive())
    assert HistoryEntry.objects.get(name="示例旧城计划").publication == record
    with pytest.raises(Refused):
        handing.receive(item, actor=clerk())
    item = handing.receive(item, actor=actor_for(Role.EDITOR, archive()))
    assert item.received_at is not None
    with pytest.raises(Refused, match="已经签收"):
        handing.receive(item, actor=actor_for(Role.EDITOR, archive()))
    # The same file again, or a list with nothing new, makes no second list.
    actor = clerk()
    again = receive(io.BytesIO(digest_of), what="history", actor=actor)
    importing.preview(again, actor=actor, mapping=again.mapping)
    with pytest.raises(Refused, match="没有新的历史规划"):
        importing.bring_in(again, actor=actor)
    assert HandOver.objects.count() == 1


@pytest.mark.task(2)
def test_an_entry_is_collected_missed_with_a_reason_dropped_by_its_sender_and_reopened():
    archive()
    bring_in(table(["示例甲"], ["示例乙"], head=["名称"]), what="history")
    entry = HistoryEntry.objects.get(name="示例甲")
    center, sender = actor_for(Role.EDITOR, archive()), clerk()
    with pytest.raises(Refused):
        handing.mark_not_found(entry, actor=actor_for(Role.HEAD), reason="示例")
    with pytest.raises(Refused, match="哪里找过"):
        handing.mark_not_found(entry, actor=center, reason="")
    entry = handing.mark_not_found(entry, actor=center, reason="查过档案馆")
    entry = handing.collect(entry, actor=center, plan=make_plan())
    assert entry.not_found_at is None
    with pytest.raises(Refused):
        handing.drop(entry, actor=center, reason="不是规划")  # the measured unit can't shorten the list
    entry = handing.drop(entry, actor=sender, reason="不是规划")
    with pytest.raises(Refused, match="剔除"):
        handing.collect(entry, actor=center, plan=make_plan())
    entry = handing.reopen(entry, actor=sender)
    assert (entry.plan, entry.dropped_at) == (None, None)
    with pytest.raises(Refused, match="还没有处理"):
        handing.reopen(entry, actor=sender)


def test_the_command_previews_and_brings_in(tmp_path, capsys):
    with pytest.raises(CommandError, match="YANGGUANG_PLAN_REGISTER_UNIT"):
        call_command("planning", "import", str(tmp_path / "a.csv"))
    keeper()
    path = tmp_path / "清册.csv"
    path.write_bytes(table(["示例规划", "区", "专项规划"], ["", "区", "专项规划"]).getvalue())
    call_command("planning", "import", str(path), "--preview")
    assert "将登记 1" in capsys.readouterr().out
    assert not Plan.objects.exists()
    call_command("planning", "import", str(path))
    said = capsys.readouterr().out
    assert "已登记 1" in said
    assert "没有名称" in said
    with pytest.raises(CommandError, match="打不开"):
        call_command("planning", "import", str(tmp_path / "none.csv"))
