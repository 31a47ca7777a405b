"""Responsible units: proposals are shown before they are kept, kept as shown, and put back by assigning again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from yangguang.catalog import actions, assigning, queries, statutory
from yangguang.catalog.models import Catalogue, Item
from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Role, UnitGroup, UnitKind
from yangguang.organisations.tests.factories import (
    actor_for,
    make_person,
    make_street,
    make_unit,
    openness_office,
)

pytestmark = [pytest.mark.django_db, pytest.mark.task(30)]
TODAY = dt.date(2021, 6, 1)


@pytest.fixture
def catalogue(db):
    made = Catalogue.objects.create(
        field="社会救助", name="示例目录", version=1, state="in_force", effective_on=dt.date(2021, 1, 1),
        source_name="示例.xlsx", sha256="0" * 64, imported_by="示例",
    )  # fmt: skip
    subjects = ("区示例民政局", "区示例民政局、各街道", "示例的某某科")
    for n, subject in enumerate(subjects, 1):
        Item.objects.create(
            catalogue=made, key=f"社会救助-{n}", order=n, first_level=f"示例{n}", subject=subject
        )
    return made


@pytest.fixture
def civil():
    return make_unit("区示例民政局")


def keep(catalogue, proposal, actor):
    return actions.assign_in_bulk(
        catalogue, actor=actor, proposal=proposal, seal=proposal.seal, summary=actions.summary(proposal)
    )


def test_units_are_read_from_the_items_own_words_and_what_is_no_unit_is_told(catalogue, civil):
    street = make_street()
    UnitGroup.objects.get_or_create(
        code="all_streets", defaults={"name": "各街道", "wordings": ["各街道"], "rule": "streets"}
    )
    found = assigning.by_subject(catalogue, assigning.How.ADD, TODAY)
    assert {c.item.key: set(c.after) for c in found.changes} == {
        "社会救助-1": {civil}, "社会救助-2": {civil, street},
    }  # fmt: skip
    assert [(c.item.key, c.unread) for c in found.unread] == [("社会救助-3", ("示例的某某科",))]
    assert not Item.objects.filter(units=civil).exists(), "a proposal writes nothing"


def test_what_was_previewed_is_kept_logged_and_put_back(catalogue, civil):
    office = actor_for(Role.OPENNESS, openness_office())
    keep(catalogue, assigning.by_choice(catalogue, [civil], assigning.How.ADD), office)
    assert Item.objects.filter(units=civil).count() == 3
    entry = AuditEntry.objects.filter(code="catalog.assign_in_bulk").latest("seq")
    assert entry.details["summary"]["社会救助-3"] == {"before": [], "after": ["区示例民政局"]}
    keep(catalogue, assigning.by_choice(catalogue, [civil], assigning.How.REMOVE), office)
    assert not Item.objects.filter(units=civil).exists()


def test_the_second_of_two_officers_sees_that_something_changed(catalogue, civil):
    office = actor_for(Role.OPENNESS, openness_office())
    shown = assigning.by_choice(catalogue, [civil], assigning.How.REPLACE)
    other = make_unit()
    catalogue.items.first().units.set([other])
    now = assigning.by_choice(catalogue, [civil], assigning.How.REPLACE)
    with pytest.raises(Refused, match="别人改过"):
        actions.assign_in_bulk(catalogue, actor=office, proposal=now, seal=shown.seal, summary={})
    assert list(catalogue.items.first().units.all()) == [other]


def test_only_the_office_assigns(catalogue, civil):
    proposal = assigning.by_choice(catalogue, [civil], assigning.How.ADD)
    with pytest.raises(Refused, match="权限"):
        keep(catalogue, proposal, actor_for(Role.HEAD, civil))


def test_the_page_previews_and_then_keeps(catalogue, civil):
    client = Client()
    client.force_login(make_person(Role.OPENNESS, openness_office()))
    url = f"/desk/catalog/{catalogue.pk}/units/"
    first = catalogue.items.order_by("order").first()
    data = {"source": "chosen", "units": [civil.pk], "how": "add", "items": [first.pk]}
    page = client.post(url, {**data, "preview": "1"})
    assert "1 个事项要改" in page.content.decode()
    assert not first.units.exists()
    sealed = {**data, "keep": "1", "seal": page.context["proposal"].seal}
    assert client.post(url, sealed).status_code == 302
    assert list(first.units.all()) == [civil]
    assert "没有要改的" in client.post(url, sealed).content.decode(), "a double click changes nothing"
    wrong = client.post(url, {**data, "units": []})
    assert "请选择单位" in wrong.content.decode()


@pytest.mark.task(27)
def test_article_21_stands_beside_article_20_by_the_kind_of_unit():
    department = {i.name for i in statutory.applicable_locally(UnitKind.DEPARTMENT)}
    street = {i.name for i in statutory.applicable_locally(UnitKind.STREET)}
    assert {"市政建设", "公共服务", "公益事业", "土地征收", "房屋征收", "治安管理", "社会救助"} == department
    assert {"筹资筹劳", "宅基地使用审核", "社会救助", "土地征收", "房屋征收"} <= street
    assert "市政建设" not in street
    assert not statutory.applicable_locally(UnitKind.PARTY)
    assert "FD21-01" not in {i.code for i in statutory.applicable(UnitKind.DEPARTMENT)}
    names = [name for name, _ in queries.item_choices(UnitKind.STREET)]
    assert names[:2] == ["法定主动公开内容", "按本地情况公开（条例第二十一条）"]
    assert queries.known("FD21-07")
