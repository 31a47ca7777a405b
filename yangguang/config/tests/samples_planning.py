"""Arguments of the views of plans: the register, imports, historical lists, series, and the public pages of them."""

from __future__ import annotations

from itertools import count

from django.core.files.base import ContentFile

from yangguang.organisations.models import Unit
from yangguang.organisations.tests.factories import make_unit
from yangguang.planning.models import HandOver, HistoryEntry, Plan, RegisterImport, Series, SeriesGap
from yangguang.planning.tests.factories import make_plan, make_series

from .samples import OWNED, SHARED, Arguments, sample

_numbers = count(1)


def _plan(unit: Unit) -> Plan:
    """A plan that is only being drawn up: nobody's but its unit's."""
    return make_plan(unit, approved_on=None, approver="")


@sample("planning:entry", "planning:edit", rows=OWNED)
def _entry(unit: Unit) -> Arguments:
    return {"pk": _plan(unit).pk}


@sample("planning:act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": _plan(unit).pk, "what": "exempt"}


@sample("planning:download", rows=SHARED)
def _download(unit: Unit) -> Arguments:
    return {"form": "csv"}


def _batch(unit: Unit) -> RegisterImport:
    made = RegisterImport(
        what="register", unit=unit, name="示例", file_name="示例.csv", sha256="0" * 64, size=12, by="示例人员",
        columns=["名称", "类别"], sample=[["示例", "专项规划"]], mapping={"名称": "name", "类别": "category"},
    )  # fmt: skip
    made.file.save("sample.csv", ContentFile("名称,类别\n示例,专项规划\n".encode()))
    return made


@sample("planning:import", "planning:import-rejects", rows=OWNED)
def _import(unit: Unit) -> Arguments:
    return {"pk": _batch(unit).pk}


@sample("planning:import-act", rows=OWNED)
def _import_act(unit: Unit) -> Arguments:
    return {"pk": _batch(unit).pk, "what": "preview"}


@sample("planning:import-template", rows=SHARED)
def _template(unit: Unit) -> Arguments:
    return {"what": "register"}


def _list(unit: Unit) -> HandOver:
    number = next(_numbers)
    made = HandOver(
        name="示例清单", sender=unit, receiver=make_unit(), file_name="示例.csv", sha256=f"{number:064d}", size=6,
        sent_by="示例人员",
    )  # fmt: skip
    made.file.save("sample.csv", ContentFile("名称\n".encode()))
    return made


@sample(
    "planning:hand-over", "planning:hand-over-file", "planning:hand-over-list", "planning:receive", rows=OWNED
)
def _hand_over(unit: Unit) -> Arguments:
    return {"pk": _list(unit).pk}


def _history(unit: Unit) -> HistoryEntry:
    item = _list(unit)
    return HistoryEntry.objects.create(hand_over=item, row=2, name="示例历史规划", key=f"sample-{item.pk}")


@sample("planning:history-entry", rows=OWNED)
def _history_entry(unit: Unit) -> Arguments:
    return {"pk": _history(unit).pk}


@sample("planning:history-act", rows=OWNED)
def _history_act(unit: Unit) -> Arguments:
    return {"pk": _history(unit).pk, "what": "reopen"}


def _series() -> Series:
    return Series.objects.first() or make_series()


@sample("planning:explain", rows=SHARED)
def _explain(unit: Unit) -> Arguments:
    return {"pk": _series().pk}


@sample("planning:take-back", rows=SHARED)
def _take_back(unit: Unit) -> Arguments:
    gap, _ = SeriesGap.objects.get_or_create(
        series=_series(), ordinal=3, defaults={"reason": "示例", "by": "示例"}
    )
    return {"pk": gap.pk}


@sample("portal:one-plan", rows=SHARED)
def _one(unit: Unit) -> Arguments:
    return {"pk": make_plan(unit).pk}


@sample("portal:plans-list", rows=SHARED)
def _plans_list(unit: Unit) -> Arguments:
    return {"form": "csv"}
