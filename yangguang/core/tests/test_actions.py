"""A verb refuses with reasons, locks and re-reads its subject, is atomic, and is logged."""

import datetime as dt

import pytest
from django.db import transaction

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import SYSTEM
from yangguang.core.logtypes import LOG_TYPES, LogType, plain, register, snapshot
from yangguang.core.models import AuditEntry, Workday
from yangguang.core.registries import Registry

pytestmark = pytest.mark.django_db


def _may_rest(day, *, actor, **_):
    if not day.is_workday:
        yield Reason(f"{day.date} 已经是休息日", "不必再改")


@verb("test.day.rest", "把{object}改为休息日", forbids=_may_rest, hidden={"note"}, personal={"who"})
def rest(day, *, actor, note="", who="", fail=False):
    day.is_workday, day.name = False, "示例"
    day.save()
    if fail:
        raise RuntimeError("the disk is full")
    return day


@pytest.fixture
def day():
    return Workday.objects.create(date=dt.date(2026, 11, 23), is_workday=True, source="package")


def test_a_verb_writes_and_tells(day):
    rest(day, actor=SYSTEM)
    entry = AuditEntry.objects.get()
    assert not Workday.objects.get().is_workday
    assert entry.before == {"is_workday": True, "name": ""}
    assert entry.after == {"is_workday": False, "name": "示例"}
    assert entry.sentence == "把“2026-11-23 示例”改为休息日"


def test_a_second_click_is_refused_though_its_copy_is_old(day):
    stale = Workday.objects.get()
    rest(day, actor=SYSTEM)
    assert stale.is_workday
    with pytest.raises(Refused) as refused:
        rest(stale, actor=SYSTEM)
    assert refused.value.reasons[0].remedy == "不必再改"
    assert AuditEntry.objects.count() == 1


def test_reasons_are_what_the_button_shows(day):
    assert rest.reasons(day, actor=SYSTEM) == []
    day.is_workday = False
    assert [str(r) for r in rest.reasons(day, actor=SYSTEM)] == ["2026-11-23 已经是休息日。不必再改"]


def test_a_failure_leaves_neither_act_nor_entry(day):
    with pytest.raises(RuntimeError), transaction.atomic():
        rest(day, actor=SYSTEM, fail=True)
    assert Workday.objects.get().is_workday
    assert not AuditEntry.objects.exists()


def test_hidden_and_personal_fields_stay_out_of_the_chain(day):
    rest(day, actor=SYSTEM, note="口令", who="某人（示例）")
    entry = AuditEntry.objects.get()
    assert entry.details == {}
    assert entry.personal.data == {"details": {"who": "某人（示例）"}}


def test_two_log_types_cannot_share_a_code():
    with pytest.raises(ValueError, match="twice"):
        register(LogType("test.day.rest", "另一句话"))
    assert "test.day.rest" in LOG_TYPES


def test_a_registry_names_what_it_knows():
    registry = Registry("thing")
    registry.add("a", 1)
    with pytest.raises(KeyError, match="known: a"):
        registry.get("b")


def test_values_are_logged_plainly(day):
    assert plain({"d": dt.date(2021, 9, 28), "b": b"123", "l": (1, None)}) == {
        "d": "2021-09-28", "b": "3 bytes", "l": [1, None],
    }  # fmt: skip
    assert snapshot(day)["date"] == "2026-11-23"
