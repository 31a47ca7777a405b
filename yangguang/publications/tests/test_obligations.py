"""A unit's own items: what is there, missing, stale, late, and when the next is due; the map and its exports."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yangguang.catalog.actions import state_none
from yangguang.catalog.models import Catalogue, Item
from yangguang.core.indicators import INDICATORS, Context
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit, openness_office
from yangguang.publications import coverage, obligations

from .factories import Team

pytestmark = [pytest.mark.django_db, pytest.mark.task(30)]


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def items(team):
    catalogue = Catalogue.objects.create(
        field="社会救助", name="示例目录", version=1, state="in_force", effective_on=dt.date(2021, 1, 1),
        source_name="示例.xlsx", sha256="0" * 64, imported_by="示例",
    )  # fmt: skip
    limits = ("每月公开", "信息形成之日起20个工作日内", "信息形成之日起20个工作日内")
    made = [
        Item.objects.create(catalogue=catalogue, key=f"社会救助-{n}", order=n, first_level=f"示例{n}",
                            proactive=True, limit_text=limit)
        for n, limit in enumerate(limits)
    ]  # fmt: skip
    for item in made:
        item.units.add(team.unit)
    return made


def states(unit, on=None):
    return {o.item.key: o.state for o in obligations.obligations(unit, on or timezone.localdate())}


def test_each_item_says_what_it_lacks_and_when(team, items):
    today = timezone.localdate()
    team.release(items=[items[0].key])
    team.release(items=[items[1].key], written_on=today - dt.timedelta(days=90))
    assert states(team.unit) == {"社会救助-0": "fresh", "社会救助-1": "fresh", "社会救助-2": "missing"}
    late = {o.item.key: o.late for o in obligations.obligations(team.unit, today)}
    assert late["社会救助-1"] == 1
    assert states(team.unit, today + dt.timedelta(days=70))["社会救助-0"] == "overdue"
    state_none(team.unit, actor=team.editor, item=items[2].key, period_from=today, period_to=today)
    assert states(team.unit)["社会救助-2"] == "stated"
    assert states(make_unit()) == {}


def test_a_draft_that_waits_too_long_is_overdue_by_its_own_date(team, items):
    today = timezone.localdate()
    team.draft(items=[items[1].key], written_on=today - dt.timedelta(days=60))
    found = {o.item.key: o for o in obligations.obligations(team.unit, today)}["社会救助-1"]
    assert found.state == "overdue"
    assert found.due.on < today


def test_the_number_of_queries_does_not_grow_with_the_items(team, items):
    today = timezone.localdate()
    with CaptureQueriesContext(connection) as few:
        obligations.obligations(team.unit, today)
    for n in range(10, 30):
        made = Item.objects.create(catalogue=items[0].catalogue, key=f"社会救助-{n}", order=n, first_level="示例",
                                   proactive=True, limit_text="每月")  # fmt: skip
        made.units.add(team.unit)
    with CaptureQueriesContext(connection) as many:
        assert len(obligations.obligations(team.unit, today)) == 23
    assert len(many) == len(few) < 10, [q["sql"][:90] for q in many]


def test_the_page_shows_the_own_unit_and_not_another(team, items):
    client = Client()
    client.force_login(team.people["editor"])
    other = make_unit()
    page = client.get(f"/desk/catalog/mine/?unit={other.pk}")
    assert page.context["unit"] == team.unit
    assert "还没有内容" in page.content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get("/desk/catalog/mine/?format=xlsx").content))
    assert [c.value for c in book.active[1]] == obligations.HEADINGS
    assert book.active.max_row == 4


@pytest.mark.task(27)
def test_article_21_is_shown_in_the_map_and_counts_in_no_indicator(team):
    today = timezone.localdate()
    [(_, cells)] = coverage.heat_map([team.unit], today)
    local = {c.code: c for c in cells if not c.obligatory}
    assert local["FD21-02"].word == "暂无"
    assert local["FD21-08"].word == "—"
    run = INDICATORS.get("COL-01")
    assert not [c for c in run.run(Context(today, None, run.params)) if "FD21" in c.key]
    team.release(items=["FD21-02"])
    [(_, cells)] = coverage.heat_map([team.unit], today)
    assert {c.code: c.word for c in cells}["FD21-02"] == "有"


@pytest.mark.task(27)
def test_the_map_is_taken_away_as_xlsx_and_csv(team):
    team.release(items=["FD21-02"])
    client = Client()
    client.force_login(make_person(Role.OPENNESS, openness_office()))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/desk/coverage/?format=xlsx").content))
    heads = [c.value for c in book.active[1]]
    assert heads == ["单位", *coverage.HEADS]
    line = next(r for r in book.active.iter_rows(values_only=True) if r[0] == team.unit.name)
    assert line[heads.index("公共服务")].startswith("有 1（")
    text = client.get("/desk/coverage/?format=csv").content.decode("utf-8-sig")
    assert text.startswith("单位,公开指南")


@pytest.mark.task(27)
def test_the_hub_shows_article_21_apart(team, client):
    page = client.get(f"/hub/{team.unit.code}/").content.decode()
    assert "条例第二十一条（按本地情况公开）" in page
    assert client.get(f"/hub/{team.unit.code}/FD21-02/").status_code == 200
    assert client.get("/hub/item/FD21-02/").status_code == 200
