"""A list's file: read without guessing, previewed without writing, imported again as a difference."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import openpyxl
import pytest

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_street, make_unit
from yangguang.publications.tests.factories import Team
from yangguang.registers import kinds
from yangguang.registers.actions import importing, lists
from yangguang.registers.models import Entry, EntryUnit, Question

from .factories import bring, make_list, published, receive

pytestmark = [pytest.mark.django_db, pytest.mark.task(5)]
HEAD = "序号,重点任务,责任单位,完成时限,形成日期\n"


@pytest.fixture
def market():
    return make_unit("区示例市场局")


@pytest.fixture
def trade():
    return make_unit("区示例商务局")


@pytest.fixture
def work_list(market):
    return make_list(market)


def titles(work_list):
    return list(work_list.entries.filter(dropped_on=None).values_list("number", "title"))


def test_lines_become_entries_with_units_dates_and_who_leads(work_list, market, trade):
    bring(work_list, HEAD + "1,示例举措甲,区示例市场局、示例商务局,2021年6月底前,2021-03-01\n")
    entry = work_list.entries.get()
    assert [p.unit for p in entry.parties.all()] == [market, trade]
    assert (entry.due_on, entry.formed_on) == (dt.date(2021, 6, 30), dt.date(2021, 3, 1))
    assert not entry.questions.exists()


def test_a_preview_writes_nothing(work_list, market):
    received = receive(work_list, HEAD + "1,示例举措甲,区示例市场局,,\n2,示例举措乙,示例的不明局,,\n")
    entries = AuditEntry.objects.count()
    preview = importing.preview(received)
    assert preview.counts == {"new": 2}
    assert preview.changes[0].fields == (("责任单位", "", "区示例市场局"),)
    assert preview.questions == 1
    assert not Entry.objects.exists()
    assert AuditEntry.objects.count() == entries
    received.refresh_from_db()
    assert received.state == received.State.UPLOADED


def test_a_name_that_no_unit_bears_is_asked_and_never_guessed(work_list, market, trade):
    bring(work_list, HEAD + "1,示例举措甲,区示例商贸局,,\n")
    entry = work_list.entries.get()
    assert not entry.parties.exists()
    question = entry.questions.get()
    assert question.raw == "区示例商贸局"
    with pytest.raises(Refused, match="还有 1 个问题"):
        lists.publish_list(work_list, actor=SYSTEM)
    with pytest.raises(Refused, match="请选择单位"):
        lists.answer(question, actor=SYSTEM)
    with pytest.raises(Refused, match="至少一个单位"):
        lists.answer(question, actor=SYSTEM, none=True)
    lists.answer(question, actor=SYSTEM, units=[trade])
    assert [p.unit for p in entry.parties.all()] == [trade]
    with pytest.raises(Refused, match="已经答复"):
        lists.answer(question, actor=SYSTEM, units=[market])
    lists.publish_list(work_list, actor=SYSTEM)


def test_an_impossible_date_is_asked_and_the_rest_of_the_line_kept(work_list, market):
    bring(work_list, HEAD + "1,示例举措甲,区示例市场局,2021年2月30日前,2021-13-01\n")
    entry = work_list.entries.get()
    assert (entry.due_on, entry.formed_on) == (None, None)
    assert {q.about for q in entry.questions.all()} == {"due_on", "formed_on"}
    for question in entry.questions.all():
        lists.answer(question, actor=SYSTEM, day=dt.date(2021, 2, 28))
    entry.refresh_from_db()
    assert (entry.due_on, entry.formed_on) == (dt.date(2021, 2, 28), dt.date(2021, 2, 28))


def test_the_same_file_again_changes_nothing(work_list, market):
    text = HEAD + "1,示例举措甲,区示例市场局,2021年6月底前,2021-03-01\n2,示例举措乙,示例的不明局,某日,\n"
    bring(work_list, text)
    before = list(Entry.objects.values()), list(EntryUnit.objects.values()), list(Question.objects.values())
    received = receive(work_list, text + "\n")
    assert importing.preview(received).counts == {"same": 2}
    importing.apply_import(received, actor=SYSTEM)
    assert before == (
        list(Entry.objects.values()), list(EntryUnit.objects.values()), list(Question.objects.values()),
    )  # fmt: skip


def test_a_new_version_is_a_difference_that_keeps_bindings_and_answers(work_list, market, trade):
    team = Team(market)
    bring(
        work_list,
        HEAD + "1,示例举措甲,区示例市场局,,\n2,示例举措乙,不明的某局,,\n3,示例举措丙,区示例市场局,,\n",
    )
    first, second, _ = work_list.entries.order_by("order")
    lists.answer(second.questions.get(), actor=SYSTEM, units=[trade])
    lists.publish_list(work_list, actor=SYSTEM)
    record = published(team.release(), dt.date(2021, 3, 1))
    lists.bind(first, actor=SYSTEM, publication=record, period_from=dt.date(2021, 1, 1))
    received = receive(
        work_list,
        HEAD
        + "1,示例举措乙,不明的某局,2021年9月底前,\n2,示例举措甲,区示例市场局,,\n3,示例举措丁,不明的某局,,\n",
    )
    preview = importing.preview(received)
    assert preview.counts == {"changed": 3}
    assert [(c.what, c.title) for c in preview.changes] == [
        ("changed", "示例举措乙"), ("changed", "示例举措甲"), ("changed", "示例举措丁"),
    ]  # fmt: skip
    importing.apply_import(received, actor=SYSTEM)
    assert titles(work_list) == [("1", "示例举措乙"), ("2", "示例举措甲"), ("3", "示例举措丁")]
    assert first.progress.count() == 1, "a renumbered entry keeps what is bound to it"
    assert [p.unit for p in second.parties.all()] == [trade], "an answer outlives a new version"
    fourth = work_list.entries.get(title="示例举措丁")
    assert [p.unit for p in fourth.parties.all()] == [trade], "a name explained once is not asked again"
    assert not fourth.questions.exists()


def test_what_is_no_longer_listed_is_dropped_with_its_reason_and_comes_back(work_list, market):
    both = HEAD + "1,示例举措甲,区示例市场局,,\n2,示例举措乙,区示例市场局,,\n"
    bring(work_list, both)
    bring(work_list, HEAD + "1,示例举措甲,区示例市场局,,\n", name="示例二.csv")
    gone = work_list.entries.get(title="示例举措乙")
    assert gone.dropped_on is not None
    assert "示例二.csv" in gone.drop_reason
    bring(work_list, both, name="示例三.csv")
    gone.refresh_from_db()
    assert gone.dropped_on is None
    assert work_list.entries.count() == 2


def test_another_text_under_an_old_number_is_another_entry(work_list, market):
    bring(work_list, HEAD + "1,公布准入指南,区示例市场局,,\n")
    received = receive(work_list, HEAD + "1,推行企业开办一次办成,区示例市场局,,\n", name="示例二.csv")
    assert importing.preview(received).counts == {"new": 1, "dropped": 1}


def test_groups_stand_for_their_members_of_the_day(work_list):
    from yangguang.organisations.models import UnitGroup

    streets = [make_street(), make_street()]
    UnitGroup.objects.get_or_create(
        code="all_streets", defaults={"name": "各街道", "wordings": ["各街道"], "rule": "streets"}
    )
    bring(work_list, HEAD + "1,示例举措甲,各街道,,\n")
    assert {p.unit for p in work_list.entries.get().parties.all()} >= set(streets)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_office_encoding(work_list, market, encoding):
    bring(work_list, HEAD + "1,示例举措甲,区示例市场局,,\n", encoding=encoding)
    assert titles(work_list) == [("1", "示例举措甲")]


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_and_a_word_table_read_the_same(market):
    rows = [
        ["序号", "重点任务", "责任单位", "完成时限"],
        ["1", "示例举措甲", "区示例市场局", "2021年6月底前"],
    ]
    document = docx.Document()
    table = document.add_table(rows=2, cols=4)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            table.cell(r, c).text = cell
    out = io.BytesIO()
    document.save(out)
    for data, name in ((xlsx(*rows), "示例.xlsx"), (out.getvalue(), "示例.docx")):
        work_list = make_list(market)
        importing.apply_import(
            importing.receive(work_list, actor=SYSTEM, data=data, filename=name), actor=SYSTEM
        )
        entry = work_list.entries.get()
        assert (entry.title, entry.due_on) == ("示例举措甲", dt.date(2021, 6, 30))
        assert [p.unit for p in entry.parties.all()] == [market]


@pytest.mark.task(12)
def test_a_plain_sheet_of_topics_is_read_by_its_own_headings(market):
    work_list = make_list(market, kinds.TOPICS)
    bring(work_list, "主题,责任单位,计划时间\n示例主题甲,区示例市场局,3月\n示例主题乙,区示例市场局,全年\n")
    first, second = work_list.entries.order_by("order")
    assert (first.title, first.due_on) == ("示例主题甲", dt.date(2021, 3, 31))
    assert (second.due_on, second.due_text) == (None, "全年")
    assert not Question.objects.exists()


def test_a_formula_is_a_text_here_and_in_every_export(work_list, market, client):
    line = "1,=HYPERLINK(示例),区示例市场局,,\n"
    bring(work_list, HEAD + line)
    lists.publish_list(work_list, actor=SYSTEM)
    text = client.get(f"/measures/{work_list.slug}/?format=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/measures/{work_list.slug}/?format=xlsx").content))
    assert all(c.data_type != "f" for row in book.active.iter_rows() for c in row)


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60 * 1024 * 1024)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "空文件"),
        ("标题一\n标题二\n".encode(), "a.csv", "没有找到表头"),
        (HEAD.encode(), "a.csv", "没有"),
        (b"PK broken", "a.xlsx", "不是 xlsx 格式"),
        (b"\x00\x01\x02" * 100, "a.csv", "不是 csv 格式"),
        (bomb(), "a.xlsx", "压缩炸弹"),
        (b"MZ program", "a.exe", "不能上传"),
        (b"%PDF-1.4", "a.txt", "认不出"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words_and_kept_out(work_list, data, name, said):
    with pytest.raises(Refused) as error:
        importing.receive(work_list, actor=SYSTEM, data=data, filename=name)
    assert said in str(error.value)
    assert error.value.reasons[0].field == "file"
    assert not work_list.imports.exists()


def test_a_file_is_imported_once_however_often_one_clicks(work_list, market):
    received = receive(work_list, HEAD + "1,示例举措甲,区示例市场局,,\n")
    assert receive(work_list, HEAD + "1,示例举措甲,区示例市场局,,\n").pk == received.pk
    importing.apply_import(received, actor=SYSTEM)
    with pytest.raises(Refused, match="已导入"):
        importing.apply_import(received, actor=SYSTEM)
    with pytest.raises(Refused, match="已导入"):
        importing.discard(received, actor=SYSTEM)


def test_another_unit_imports_nothing(work_list, market):
    received = receive(work_list, HEAD + "1,示例举措甲,区示例市场局,,\n")
    stranger = actor_for(Role.HEAD, make_unit())
    with pytest.raises(Refused, match="权限"):
        importing.apply_import(received, actor=stranger)
    with pytest.raises(Refused, match="权限"):
        importing.receive(work_list, actor=stranger, data=HEAD.encode(), filename="a.csv")
    importing.apply_import(received, actor=actor_for(Role.REVIEWER, market))
