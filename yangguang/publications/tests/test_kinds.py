"""A kind's own metadata: asked for, checked, masked, found, exported; and pages that look like what they are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.actions import Refused
from yangguang.publications import extras, kinds, rules, searching
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.models import Publication

from .factories import GUIDE, TEXT, Team, client_of, form_of, make_column, upload

pytestmark = [pytest.mark.django_db, pytest.mark.task(30)]
CASE = {
    "decision_type": "行政处罚决定", "decision_number": "厦思示罚决〔2021〕1号", "party_kind": "自然人", "party": "欧阳示例",
    "party_code": "91350200", "cause": "示例事由", "basis": "示例依据", "result": "罚款 100 元", "decided_on": "2021-03-01",
}  # fmt: skip


def page(record):
    return Client().get(record.get_absolute_url()).content.decode()


@given(st.text(min_size=1, max_size=12))
def test_a_masked_name_shows_the_family_name_and_nothing_else(name):
    shown = rules.masked_name(name)
    given_name = "".join(name.split())
    assert set(shown[1:]) <= {"某"} or shown[:2] in rules._TWO
    assert len(shown) <= 4
    if len(given_name) > 2 and "某" not in given_name:
        assert given_name not in shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张某"), ("李示例", "李某某"), ("欧阳示例", "欧阳某某"), ("欧阳", "欧某"), ("", "")],
)
def test_masked_names(name, shown):
    assert rules.masked_name(name) == shown


def test_a_decision_lacking_its_metadata_is_not_sent_for_review_and_a_summary_is():
    team = Team()
    record = team.draft(kind="enforcement", extra={"decision_type": "行政处罚决定"})
    fields = {r.field for r in signing.submit.reasons(record, actor=team.editor)}
    assert {"extra.decision_number", "extra.party", "extra.basis", "extra.decided_on"} <= fields
    summed = team.draft(kind="enforcement", extra={"decision_type": "汇总信息"})
    assert signing.submit.reasons(summed, actor=team.editor) == []


def test_a_natural_persons_name_reaches_no_reader_in_any_way():
    team = Team()
    column = make_column(team.unit, query={"kinds": ["enforcement"]})
    record = team.release(kind="enforcement", extra=CASE)
    shown = page(record)
    assert "欧阳某某" in shown
    assert "厦思示罚决〔2021〕1号" in shown
    addresses = [
        record.get_absolute_url(), f"/doc/{record.pk}/history/", f"/api/v1/publications/{record.pk}/",
        f"/column/{column.slug}/list.csv", column.get_absolute_url(), f"/column/{column.slug}/feed.atom",
    ]  # fmt: skip
    for address in addresses:
        said = Client().get(address).content.decode()
        assert "欧阳示例" not in said
        assert "91350200" not in said
    [found] = searching.fetch([record.pk])
    assert "欧阳示例" not in f"{found}"
    assert "厦思示罚决〔2021〕1号" in found.words
    exported = Client().get(f"/column/{column.slug}/list.csv").content.decode()
    assert "相对人名称" in exported
    assert "欧阳某某" in exported
    assert (
        Client().get(f"/api/v1/publications/{record.pk}/").json()["details"]["party"]["value"] == "欧阳某某"
    )


def test_an_organisation_is_named_in_full():
    record = Team().release(
        kind="enforcement", extra={**CASE, "party_kind": "法人或其他组织", "party": "示例有限公司"}
    )
    assert "示例有限公司" in page(record)
    assert "91350200" in page(record)


def test_the_full_name_elsewhere_in_the_text_stops_the_review():
    team = Team()
    record = team.draft(kind="enforcement", extra=CASE, body="<p>示例：欧阳示例于三月一日占道经营。</p>")
    [reason] = signing.submit.reasons(record, actor=team.editor)
    assert reason.field == "body"
    assert "欧阳某某" in reason.remedy


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"decided_on": "2021-02-30"}, "这一天不存在"),
        ({"party_kind": "别的"}, "不在可选范围"),
        ({"cause": "长" * 2001}, "不能超过"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(value, words):
    team = Team()
    with pytest.raises(Refused) as error:
        team.draft(kind="enforcement", extra={**CASE, **value})
    [reason] = error.value.reasons
    assert reason.field == f"extra.{next(iter(value))}"
    assert words in reason.text


def test_the_form_shows_each_kinds_fields_and_keeps_what_other_rooms_wrote():
    team = Team()
    record = team.draft(kind="enforcement", extra={**CASE, "from_elsewhere": 7})
    client, address = client_of(team.people["editor"]), f"/desk/publications/{record.pk}/edit/"
    values = form_of(client, address)
    assert values["x-enforcement-party"] == "欧阳示例"
    values["x-enforcement-result"] = "示例：警告"
    values["x-licence-item"] = "别的类型的栏目，不应保存"
    values["x-emergency-follows"] = "别的类型的栏目填错了，也不妨碍"
    assert client.post(address, values).status_code == 302
    found = Publication.objects.get(pk=record.pk).draft().extra
    assert found == {**CASE, "result": "示例：警告", "from_elsewhere": 7}
    # Without a script: choosing another kind and asking for its fields shows them and saves nothing.
    shown = client.post(address, {**values, "kind": "licence", "switch": "1"}).content.decode()
    assert 'data-kind="licence">' in shown
    assert 'data-kind="enforcement" hidden>' in shown
    assert Publication.objects.get(pk=record.pk).draft().kind == "enforcement"


def test_a_chooser_takes_numbers_addresses_and_document_numbers_of_the_right_kind():
    from yangguang.publications.forms import RecordField

    team = Team()
    record = team.release(
        kind="policy", topic="综合政务", genre="通知", validity="valid", document_number="厦思示〔2021〕3号"
    )
    news = team.release(kind="news", source="示例")
    field = RecordField(kinds=("policy",), required=False)
    for given_value in (str(record.pk), f"/doc/{record.pk}/", f"http://testserver/doc/{record.pk}/", record.index_number,
                        "厦思示〔2021〕3号", f"/desk/publications/{record.pk}/"):  # fmt: skip
        assert field.clean(given_value) == record.pk
    assert field.clean("") is None
    from django.forms import ValidationError

    for wrong in (str(news.pk), "没有这个", "999999999", "https://evil.example/x"):
        with pytest.raises(ValidationError):
            field.clean(wrong)


@pytest.mark.task(13)
def test_every_statement_about_one_emergency_stands_on_the_page_of_each():
    team = Team()
    warning = {"matter": "预警信息", "level": "Ⅱ级（橙色）", "stated_at": "2021-07-20T09:30"}
    first = team.release(kind="emergency", source="示例", extra=warning)
    second = team.release(kind="emergency", source="示例", extra={"follows": first.pk, "status": "应对中"})
    third = team.release(kind="emergency", source="示例", extra={"follows": second.pk, "status": "已解除"})
    for record in (first, second, third):
        shown = page(record)
        for other in (first, second, third):
            assert other.title in shown
    assert "Ⅱ级（橙色）" in page(first)
    assert "情况截至 2021-07-20 09:30" in page(first)
    # A ring of statements ends too.
    first = drafting.save_draft(first, actor=team.editor, values={"extra": {"follows": third.pk}})
    releasing.release(team.sign(first), actor=team.editor)
    assert third.title in page(first)


def test_a_standing_text_offers_its_other_years_and_its_contents():
    team = Team()
    body = "<h2>一、总体情况</h2><p>示例</p><h2>二、主动公开</h2><p>示例</p>"
    old = team.release(kind="annual-report", body=body, title="示例年报一", extra={"year": 2019})
    new = team.release(kind="annual-report", body=body, title="示例：2020年度报告")
    shown = page(old)
    assert f'<a href="{new.get_absolute_url()}">2020年</a>' in shown
    assert f'<a href="{old.get_absolute_url()}" aria-current="page">2019年</a>' in shown
    assert '<a href="#section-2">二、主动公开</a>' in shown
    assert "data-print" in shown


def test_news_put_their_picture_first_and_carry_no_card():
    team = Team()
    file = upload(team)
    body = f'{TEXT}<figure><img src="{file.get_absolute_url()}" alt="示例图"><figcaption>示例图注</figcaption></figure>'
    shown = page(team.release(kind="news", source="示例来源", body=body))
    assert shown.index("<img") < shown.index("示例正文", shown.index("<main"))
    assert shown.count("<img") == 1
    assert "示例来源" in shown
    assert "doc-card" not in shown


@pytest.mark.parametrize("kind", [k.code for k in kinds.KINDS if k.template != "document"])
def test_a_page_costs_the_same_with_many_neighbours(kind):
    team = Team()
    extra = {
        "enforcement": {"decision_type": "汇总信息"},
        "licence": {"matter": "依据、条件、程序"},
        "service": GUIDE,
    }.get(kind, {})
    values = {"kind": kind, "source": "示例", "extra": extra}

    def cost(record):
        with CaptureQueriesContext(
            connection,
        ) as found:
            page(record)
        return len(found)

    first = team.release(**values)
    alone = cost(first)
    for _ in range(3):
        team.release(**values)
    assert cost(first) <= alone


def test_every_declared_field_reads_back_what_it_standardises():
    for kind in kinds.KINDS:
        for field in kind.fields:
            sample = {
                "day": "2021年3月1日",
                "moment": "2021-03-01 09:30",
                "number": "2021" if field.most is None else str(field.most),
                "record": "5",
                "link": "https://example.gov.cn/item",
                "choices": "、".join(field.choices[-2:]),
                "lines": "1. 示例甲\n2、示例乙\n③示例丙",
                "rows": "｜".join(c.choices[0] if c.choices else "示例" for c in field.columns),
                "phone": "0592-1234567；12345",
                "records": "7、5，7",
            }.get(field.type, field.choices[0] if field.choices else "示例")
            once = extras.standard(field, sample)
            assert extras.standard(field, once) == once
