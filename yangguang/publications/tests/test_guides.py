"""办事指南: what a guide must say, how it is typed, imported, kept, found, printed; and what it leads to."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.answering.answers import answer
from yangguang.answering.tests.shelf import Shelf
from yangguang.core.actions import Refused
from yangguang.publications import extras, printing, queries, searching, services, values
from yangguang.publications.actions import drafting, importing, releasing, signing
from yangguang.publications.models import Link, Mark, Publication

from .factories import GUIDE, Team, client_of, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]
ROW = {
    "标题": "示例津贴申领", "事项类型": "行政给付", "服务对象": "自然人、法人", "办事场景": "养老", "设定依据": "示例办法",
    "受理条件": "1. 年满八十\n2. 本区户籍", "是否提交材料": "要提交", "申请材料": "1. 身份证｜原件｜1 份\n2. 申请表｜申请表",
    "办理流程": "申请\n审核", "法定办结时限": "20", "承诺办结时限": "5", "是否收费": "不收费", "办理形式": "窗口办理",
    "办理地点": "示例窗口", "办理时间": "工作日", "在线办理": "", "咨询电话": "0592-1234567", "监督投诉电话": "12345",
}  # fmt: skip


def guide(team: Team, **extra):
    return team.release(
        kind="service", title="示例：高龄津贴申领", body="", written_on=None, extra={**GUIDE, **extra}
    )


def bring(team: Team, *rows: dict[str, str], name: str = "示例.jsonl"):
    text = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)
    batch = importing.receive(
        team.unit, actor=team.head, kind="service", source=name, name=name, stream=io.BytesIO(text.encode())
    )
    batch = importing.work(importing.start(batch, actor=team.head), actor=team.head)
    batch.refresh_from_db()
    return batch


def test_what_is_missing_is_named_before_review_and_a_guide_needs_no_text():
    team = Team()
    draft = team.draft(kind="service", body="", extra={"channels": ["网上办理"], "charging": "收费"})
    fields = {r.field for r in signing.submit.reasons(draft, actor=team.editor)}
    asked = {"matter_type", "audience", "events", "legal_basis", "conditions", "papers", "steps", "promised_days", "fee",
             "fee_basis", "online_url", "phone", "complaint_phone"}  # fmt: skip
    assert fields == {f"extra.{name}" for name in asked}
    whole = team.draft(kind="service", body="", written_on=None, extra=GUIDE)
    assert signing.submit.reasons(whole, actor=team.editor) == []


@pytest.mark.parametrize(
    ("value", "field", "words"),
    [
        ({"promised_days": 21}, "promised_days", "比法定办结时限 20个工作日还长"),
        ({"promised_days": 2000}, "promised_days", "最多 1000"),
        ({"phone": "打窗口电话"}, "phone", "0592-1234567"),
        ({"online_url": "window"}, "online_url", "https://"),
        ({"audience": ["自然人", "外星人"]}, "audience", "外星人"),
        ({"materials": [{"form": "原件"}]}, "materials", "第 1 行没有填“材料名称”"),
        ({"materials": [{"name": "身份证", "form": "照片"}]}, "materials", "第 1 行的形式“照片”"),
        ({"materials": "甲｜原件｜1｜申请人自备｜说明｜多出一格"}, "materials", "有 6 格"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_with_the_way_out(value, field, words):
    with pytest.raises(Refused) as error:
        Team().draft(kind="service", extra={**GUIDE, **value})
    [reason] = error.value.reasons
    assert reason.field == f"extra.{field}"
    assert words in reason.text


def test_a_promise_as_long_as_the_law_allows_is_no_fault():
    assert extras.clean(services.FIELDS, {**GUIDE, "promised_days": 20})[1] == []
    assert extras.clean(services.FIELDS, {**GUIDE, "legal_days": None, "promised_days": 900})[1] == []


@pytest.mark.parametrize(
    "number",
    ["0592-1234567", "0592-1234567-801", "0592-1234567转801", "13800000000", "400-123-4567", "12345", "114", "96123",
     "0592-12345", "0592-1234567；12345"],
)  # fmt: skip
def test_telephone_numbers_that_are_in_use(number):
    assert values.standard(services.NAMED["phone"], number) == number


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20), max_size=6)
)
def test_lines_lose_their_own_numbers_once_and_nothing_else(lines):
    field = services.NAMED["conditions"]
    plain = values.standard(field, "\n".join(lines))
    assert values.standard(field, plain) == plain
    wanted = [" ".join(line.split()) for line in (plain or [])]
    numbered = "\n".join(f"{n}. {line}" for n, line in enumerate(wanted, 1))
    assert (values.standard(field, numbered) or []) == (values.standard(field, wanted) or [])


def test_a_number_that_is_not_its_place_belongs_to_the_line():
    field = services.NAMED["conditions"]
    assert values.standard(field, "二、三孩家庭\n１.5 米以下\n③第三") == [
        "二、三孩家庭",
        "１.5 米以下",
        "第三",
    ]


def test_the_editor_takes_tables_lines_and_choices_and_loses_nothing():
    team = Team()
    record = team.draft(kind="service", body="", written_on=None, extra=GUIDE)
    client, address = client_of(team.people["editor"]), f"/desk/publications/{record.pk}/edit/"
    posted = form_of(client, address)
    assert posted["x-service-materials.name"] == ["示例身份证"]
    assert posted["x-service-conditions"].splitlines() == GUIDE["conditions"]
    assert client.post(address, posted).status_code == 302
    assert Publication.objects.get(pk=record.pk).draft().extra == GUIDE
    posted = form_of(client, address)
    posted["x-service-materials.name"] = ["示例身份证", "", "户口簿"]
    posted["x-service-materials.form"] = ["原件", "", ""]
    posted["x-service-materials.copies"] = ["1 份", "", "2 份"]
    posted["x-service-materials.source"] = posted["x-service-materials.note"] = ["", "", ""]
    posted["x-service-audience"] = ["法人", "自然人"]
    assert client.post(address, posted).status_code == 302
    found = Publication.objects.get(pk=record.pk).draft().extra
    assert found["materials"] == [*GUIDE["materials"], {"name": "户口簿", "copies": "2 份"}]
    assert found["audience"] == ["自然人", "法人"]
    posted = form_of(client, address)
    # A refusal keeps everything that was typed and stands at its field.
    posted["x-service-promised_days"] = "40"
    posted["x-service-materials.name"] = ["", "户口簿"]
    posted["x-service-materials.form"] = ["原件", ""]
    page = client.post(address, posted)
    assert page.status_code == 200
    assert "第 1 行没有填“材料名称”" in page.content.decode()
    assert 'value="户口簿"' in page.content.decode()


def test_what_is_typed_is_checked_while_one_types():
    team = Team()
    client = client_of(team.people["editor"])
    typed = {
        "kind": ["service"], "title": ["示例"], "body": [""], "x-service-channels": ["窗口办理", "网上办理"],
        "x-service-promised_days": ["9"], "x-service-legal_days": ["5"], "x-service-materials.name": ["身份证", ""],
        "x-service-materials.form": ["原件", ""], "x-service-papers": ["要提交"],
    }  # fmt: skip
    said = client.post(
        f"/desk/publications/checks/live/{team.unit.pk}/", json.dumps(typed), content_type="application/json"
    ).json()
    told = json.dumps(said, ensure_ascii=False)
    assert "比法定办结时限 5个工作日还长" in told
    assert "要填写在线办理" in told
    assert "要填写申请材料" not in told


def test_releasing_marks_what_lists_look_up_and_withdrawing_takes_it_away():
    team = Team()
    record = guide(team, audience=["自然人", "法人"])
    assert set(Mark.objects.filter(publication=record).values_list("name", "value")) == {
        ("audience", "自然人"), ("audience", "法人"), ("events", "养老"), ("channels", "窗口办理"), ("channels", "网上办理"),
    }  # fmt: skip
    changed = drafting.save_draft(record, actor=team.editor, values={"extra": {**GUIDE, "events": ["救助"]}})
    assert not Mark.objects.filter(value="救助").exists()
    record = releasing.release(team.sign(changed), actor=team.editor)
    assert set(Mark.objects.filter(name="events").values_list("value", flat=True)) == {"救助"}
    releasing.withdraw(record, actor=team.head, how="gone", reason="示例")
    assert not Mark.objects.exists()


def test_policies_and_guides_name_each_other_and_so_does_a_link_to_the_page(settings):
    settings.SITE_ADDRESS = "https://www.example.gov.cn"
    team = Team()
    official = {"kind": "policy", "topic": "综合政务", "genre": "通知", "validity": "valid"}
    first = team.release(**official, document_number="厦思示〔2021〕31号")
    record = guide(team, policies=[first.pk])
    named = team.release(**official, document_number="厦思示〔2021〕32号", extra={"guides": [record.pk]})
    linked = team.release(
        **official, document_number="厦思示〔2021〕33号",
        extra={"service_url": f"https://www.example.gov.cn/doc/{record.pk}/"},
    )  # fmt: skip
    elsewhere = team.release(
        **official, document_number="厦思示〔2021〕34号",
        extra={"service_url": f"https://other.gov.cn/doc/{record.pk}/"},
    )  # fmt: skip
    assert set(Link.objects.values_list("publication", "to", "name")) == {
        (record.pk, first.pk, "policies"), (named.pk, record.pk, "guides"), (linked.pk, record.pk, "service_url"),
    }  # fmt: skip
    later = record.first_published_at + dt.timedelta(seconds=1)
    found = queries.guides_of([first.pk, named.pk, linked.pk, elsewhere.pk], later)
    assert found == {pk: {record.pk} for pk in (first.pk, named.pk, linked.pk)}
    assert queries.guides_of([first.pk], record.first_published_at) == {}
    releasing.withdraw(record, actor=team.head, how="gone", reason="示例")
    assert queries.guides_of([first.pk, named.pk, linked.pk], later) == {}


def test_search_reads_the_fields_and_answers_quote_them():
    record = guide(Team())
    [found] = searching.fetch([record.pk])
    assert "受理条件：年满八十周岁；本区户籍。" in found.body
    assert "申请材料：示例身份证（原件，1份）。" in found.body
    assert "承诺办结时限：5个工作日。" in found.body
    assert found.category == "service"
    said = answer("高龄津贴申领需要什么材料", Shelf({found.title: found.body}), sure=0.0)
    assert any("申请材料：示例身份证" in q.text for q in said.quotes)


def test_a_guide_is_printed_with_everything_it_says():
    record = guide(Team())
    made = printing.official_of(record, version=record.versions.get())
    for words in ("示例身份证", "年满八十周岁", "承诺办结时限", "5个工作日", "0592-1234567"):
        assert words in made.html
    assert "<script" not in printing.official_of(Publication(kind="service", unit=record.unit, title="示例", extra={
        **GUIDE, "conditions": ["<script>alert(1)</script>"]})).html  # fmt: skip


def test_a_table_of_guides_comes_in_with_all_fields_and_every_fault_is_told():
    team = Team()
    wrong = [
        {**ROW, "标题": "示例太长", "承诺办结时限": "30"},
        {**ROW, "标题": "示例没电话", "咨询电话": ""},
        {**ROW, "标题": "示例场景不对", "办事场景": "上天"},
    ]
    batch = bring(team, ROW, *wrong)
    assert (batch.created, batch.rejected) == (1, 3)
    reasons = [r.reason for r in batch.rejects.order_by("row")]
    assert "比法定办结时限" in reasons[0]
    assert "没有填咨询电话" in reasons[1]
    assert "上天" in reasons[2]
    made = Publication.objects.get(title="示例津贴申领")
    assert made.extra["conditions"] == ["年满八十", "本区户籍"]
    assert made.extra["materials"][1] == {"name": "申请表", "form": "申请表"}
    assert made.latest_revision.as_object().extra == made.extra
    assert Mark.objects.filter(publication=made, name="audience").count() == 2
    assert bring(team, ROW, name="again.jsonl").duplicates == 1


def test_the_headings_in_use_are_recognised():
    from yangguang.publications.importing import mapping

    heads = [
        "事项名称",
        "事项类型",
        "人生事",
        "申请条件",
        "材料",
        "办理程序",
        "承诺时限",
        "收费",
        "网办地址",
        "投诉电话",
    ]
    own = ["matter_type", "events", "conditions", "materials", "steps", "promised_days", "charging", "online_url",
           "complaint_phone"]  # fmt: skip
    assert {mapping.guess(heads, "service")[h] for h in heads} == {
        "title",
        *(f"extra.{name}" for name in own),
    }
    assert "extra.conditions" not in mapping.guess(heads, "notice").values()


def test_a_file_without_a_column_that_is_always_asked_for_is_told_before_anything_is_written():
    team = Team()
    row = {k: v for k, v in ROW.items() if k != "咨询电话"}
    with pytest.raises(Refused, match="咨询电话"):
        bring(team, row)


def test_a_persons_name_is_not_imported_without_telling_whose_it_is():
    team = Team()
    text = json.dumps({"标题": "示例处罚", "内容": "示例正文", "相对人名称": "欧阳示例"}, ensure_ascii=False)
    batch = importing.receive(
        team.unit, actor=team.head, kind="enforcement", source="示例", name="示例.jsonl",
        stream=io.BytesIO(text.encode()),
    )  # fmt: skip
    batch = importing.work(importing.start(batch, actor=team.head), actor=team.head)
    assert batch.created == 0
    assert "相对人类别" in batch.rejects.get().reason


def test_the_list_of_the_workbench_counts_no_further_than_its_deepest_page(monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yangguang.publications.views import records

    team = Team()
    monkeypatch.setattr(records, "PER_PAGE", 2)
    monkeypatch.setattr(records, "DEEPEST", 2)
    made = [team.draft() for _ in range(4)]
    client = client_of(team.people["editor"])
    assert "只列最新的" not in client.get("/desk/publications/").content.decode()
    made.append(team.draft())
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/desk/publications/?page=9").content.decode()
    assert "只列最新的 4 条" in page
    assert "第 2 页，共 2 页" in page
    assert made[1].title in page
    assert made[0].title not in page
    counts = [q["sql"] for q in asked if "COUNT(*)" in q["sql"] and "publications_publication" in q["sql"]]
    assert counts
    assert all("LIMIT 5" in sql for sql in counts)
