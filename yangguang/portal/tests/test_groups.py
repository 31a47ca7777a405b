"""Grouped answers of the search page: a 文号 with all that was made of its document, a column, a topic, a field."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yangguang.catalog import actions as catalogues
from yangguang.catalog import importing
from yangguang.catalog.models import Item
from yangguang.core.actors import SYSTEM
from yangguang.knowledge.tests.factories import Desk as Writers
from yangguang.norms.actions import relating
from yangguang.norms.force import Act
from yangguang.norms.tests.factories import TEXT, make_norm
from yangguang.policy.tests.factories import Desk as Explainers
from yangguang.portal import groups
from yangguang.publications.actions import releasing
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import GUIDE, Team, make_column
from yangguang.search.tests.factories import settle

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]
D = dt.date
NUMBER = "厦思组〔2021〕7号"


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def get(**asked):
    response = Client().get("/search/", asked)
    assert response.status_code == 200
    return response.content.decode()


def released(team, number=NUMBER, title="示例组织办法", **values):
    return team.release(kind="norm", body=TEXT, document_number=number, topic="综合政务", genre="通知", validity="valid",
                        title=title, **values)  # fmt: skip


def test_a_number_brings_its_document_and_what_was_made_of_it():
    team = Team()
    record = released(team)
    norm = make_norm(team.unit, publication=record, document_number=NUMBER, title=record.title)
    citing = team.release(title="示例引用公告", body=f"<p>按照《{record.title}》（{NUMBER}）第三条办理。</p>")
    relating.relate(norm, actor=SYSTEM, act=Act.AMEND, on=D(2021, 9, 1), keys=["2"], texts={"2": "本办法适用于示例。"},
                    source_title="示例修改决定")  # fmt: skip
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source_title="示例废止决定")
    settle()
    for typed in (
        NUMBER,
        "厦思组[2021]7号",
        "厦思组（2021）第 07 号",
        "廈思組〔2021〕7號",
        "文号:厦思组[2021]7号",
    ):
        page = get(q=typed)
        card = page[page.index("group-card") : page.index("</section>", page.index("group-card"))]
        for said in (
            record.get_absolute_url(), record.unit.full_name, "已废止", "示例废止决定", citing.title,
            f"/norms/{norm.pk}/?on=2021-09-01", norm.get_absolute_url(),
        ):  # fmt: skip
            assert said in card, (typed, said)
    # Words beside a number are a question, and other numbers are other documents.
    assert "group-card" not in get(q=f"{NUMBER} 示例")
    assert groups.of_number("厦思组〔2021〕8号") is None


def test_a_number_brings_the_explanation():
    team = Explainers()
    package = team.released()
    document = package.document
    Publication.objects.filter(pk=document.pk).update(document_number=NUMBER)
    found = groups.of_number(NUMBER)
    assert found is not None
    assert found.explanations
    assert all(e.live for e in found.explanations)
    assert found.explanations[0].title in get(q=NUMBER)


def test_nothing_of_a_draft_or_a_withdrawn_text_is_grouped():
    team = Team()
    team.draft(
        kind="norm",
        document_number=NUMBER,
        title="示例草稿",
        topic="综合政务",
        genre="通知",
        validity="valid",
    )
    assert groups.of_number(NUMBER) is None
    record = released(team)
    other = team.release(title="示例引用公告", body=f"<p>按照《{record.title}》（{NUMBER}）办理。</p>")
    make_norm(team.unit, publication=record, document_number=NUMBER, title=record.title)
    assert [r.pk for r in groups.of_number(NUMBER).citing] == [other.pk]
    releasing.withdraw(other, actor=team.head, how="gone", reason="示例")
    found = groups.of_number(NUMBER)
    assert (found.citing, found.record.pk) == ([], record.pk)
    releasing.withdraw(record, actor=team.head, how="gone", reason="示例")
    # The register's entry stays public, without the text.
    found = groups.of_number(NUMBER)
    assert found.record is None
    assert found.url == found.norm.get_absolute_url()


def test_guides_stand_with_their_document_and_their_topic():
    team = Team()
    record = released(team)
    guide = team.release(
        kind="service",
        title="示例：养老服务补贴申领",
        body="",
        written_on=None,
        extra={**GUIDE, "policies": [record.pk]},
    )
    settle()
    assert [g.pk for g in groups.of_number(NUMBER).guides] == [guide.pk]
    assert guide.title in get(q=NUMBER)
    assert [g.pk for g in groups.of_topic("养老服务").guides] == [guide.pk]
    assert [g.pk for g in groups.of_topic("综合政务").guides] == [guide.pk]
    releasing.withdraw(guide, actor=team.head, how="gone", reason="示例")
    assert groups.of_number(NUMBER).guides == []
    assert groups.of_topic("养老服务").guides == []


def test_a_number_costs_the_same_with_many_citations():
    team = Team()
    record = released(team)
    make_norm(team.unit, publication=record, document_number=NUMBER, title=record.title)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert groups.of_number(NUMBER) is not None
        return len(asked)

    for number in range(2):
        team.release(title=f"示例引用公告{number}", body=f"<p>按照《{record.title}》（{NUMBER}）办理。</p>")
    few = cost()
    for number in range(2, 9):
        team.release(title=f"示例引用公告{number}", body=f"<p>按照《{record.title}》（{NUMBER}）办理。</p>")
    assert cost() == few <= 14
    assert len(groups.of_number(NUMBER).citing) == groups.SHOWN


def test_a_column_brings_its_page_newest_and_unit():
    team = Team()
    column = make_column(team.unit, name="示例创建专栏", shape="topic", query={"kinds": ["notice"]})
    records = [team.release(title=f"示例创建公告{n}") for n in range(7)]
    settle()
    for typed in ("示例创建专栏", "示例创建", "示例创建专题"):
        page = get(q=typed)
        card = page[page.index("group-card") : page.index("</section>", page.index("group-card"))]
        assert column.get_absolute_url() in card
        assert records[-1].title in card
        assert records[0].title not in card
        assert team.unit.name in card
        assert "7 条" in card
    assert "group-card" not in get(q="示例创建 公告")
    make_column(team.unit, name="示例改造（示例专题）", query={"kinds": ["news"]})
    assert groups.of_topic("示例改造（示例专题）").name == "示例改造（示例专题）"


def test_a_topic_brings_documents_entries_and_who_publishes_most():
    team = Team()
    record = released(team, title="示例救助办法")
    Publication.objects.filter(pk=record.pk).update(topic="民政、扶贫、救灾")
    writers = Writers()
    entry = writers.public(topic="民政、扶贫、救灾")
    from yangguang.publications.placing import place

    place([Publication.objects.get(pk=record.pk)])
    settle()
    for typed in ("民政、扶贫、救灾", "民政"):
        found = groups.of_topic(typed)
        assert found is not None, typed
        assert record.pk in [r.pk for r in found.newest]
        assert [e.pk for e in found.entries] == [entry.pk]
        assert found.in_charge == "发布最多的单位"
        assert team.unit.pk in [u.pk for u in found.units]
    page = get(q="民政、扶贫、救灾")
    assert entry.question in page
    releasing.withdraw(record, actor=team.head, how="gone", reason="示例")
    assert record.pk not in [r.pk for r in groups.of_topic("民政").newest]


def test_a_field_brings_what_stands_under_its_catalogue():
    team = Team()
    sheet = importing.Sheet("养老服务", "养老服务", "养老服务领域标准目录（示例）")
    sheet.rows = [
        importing.Row(n, "通用政策", f"示例事项{n}", number=str(n), content="示例", basis="示例", limit_text="20个工作日",
                      subject=team.unit.name, channels=[["政府网站", True]], whole_society=True, proactive=True, county=True)
        for n in range(1, 4)
    ]  # fmt: skip
    catalogue = catalogues.import_catalogue(
        None, actor=SYSTEM, sheet=sheet, source="示例.xlsx", sha256="0" * 64
    )
    catalogue = catalogues.bring_into_force(catalogue, actor=SYSTEM)
    items = list(Item.objects.filter(catalogue=catalogue).order_by("order"))
    items[0].units.add(team.unit)
    record = team.release(title="示例扶持政策公告", items=[items[0].key])
    later = team.release(title="示例评估公告", items=[items[2].key])
    column = make_column(team.unit, name="示例养老栏目", query={"items": [items[0].key]})
    settle()
    for typed in ("养老服务", "养老服务领域"):
        found = groups.of_topic(typed)
        assert [r.pk for r in found.newest] == [later.pk, record.pk]
        assert [c.pk for c in found.pages] == [column.pk]
        assert [u.pk for u in found.units] == [team.unit.pk]
        assert found.in_charge == "责任单位"
    assert later.title in get(q="养老服务")
