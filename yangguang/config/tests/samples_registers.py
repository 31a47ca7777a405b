"""Arguments of the views of registers: work lists, upstream guidance, emergency themes and decisions."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.organisations.models import Unit
from yangguang.registers import kinds
from yangguang.registers.models import (
    Entry,
    EntryUnit,
    Guidance,
    ListImport,
    Question,
    ReleaseDecision,
    Theme,
    WorkList,
)

from .samples import OWNED, SHARED, Arguments, sample
from .samples_publishing import _catalogue


@sample("catalog:assign", rows=SHARED)
def _assign(unit: Unit) -> Arguments:
    return {"pk": _catalogue().pk}


def _list(unit: Unit, kind: str = kinds.KEY_WORKS) -> WorkList:
    number = WorkList.objects.count()
    return WorkList.objects.create(
        kind=kind,
        title="示例清单",
        slug=f"sample-{number}",
        year=2021,
        unit=unit,
        created_by="示例人员",
        state="open",
    )


def _entry(unit: Unit) -> Entry:
    found = _list(unit)
    made = Entry.objects.create(
        work_list=found, order=1, number="1", title="示例重点工作", listed_on=dt.date(2021, 1, 4)
    )
    EntryUnit.objects.create(entry=made, unit=unit, leads=True)
    Question.objects.create(entry=made, about="due_on", raw="某日", text="示例问题")
    return made


def _import(unit: Unit) -> ListImport:
    line = {"number": "1", "title": "示例", "text": "", "units_text": "", "parties": [], "asked": [], "due_on": "",
            "due_text": "", "formed_on": "", "formed_text": ""}  # fmt: skip
    return ListImport.objects.create(
        work_list=_list(unit), filename="示例.csv", sha256="0" * 64, data=b"", rows=[line], by="示例人员"
    )


def _theme(unit: Unit) -> Theme:
    number = Theme.objects.count()
    return Theme.objects.create(unit=unit, name=f"示例主题{number}", slug=f"sample-{number}", words=["示例"])


def _decision(unit: Unit) -> ReleaseDecision:
    return ReleaseDecision.objects.create(
        unit=unit, title="示例事项", level="other", hours=24, decided_at=timezone.now(), decided_by="示例职务",
        recorded_by="示例人员",
    )  # fmt: skip


def _guidance(unit: Unit) -> Guidance:
    number = Guidance.objects.count()
    return Guidance.objects.create(
        field="社会救助", issuer="示例机关", title=f"示例指引{number}", issued_on=dt.date(2021, 3, 1), unit=unit,
        registered_by="示例人员",
    )  # fmt: skip


@sample("registers:list", rows=SHARED)
def _list_page(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).work_list_id}


@sample("registers:list-act", rows=OWNED)
def _list_act(unit: Unit) -> Arguments:
    return {"pk": _list(unit).pk, "what": "close"}


@sample("registers:add-entry", "registers:confirm", "registers:upload", rows=OWNED)
def _own_list(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).work_list_id}


@sample("registers:import", rows=OWNED)
def _import_page(unit: Unit) -> Arguments:
    return {"pk": _import(unit).pk}


@sample("registers:import-act", rows=OWNED)
def _import_act(unit: Unit) -> Arguments:
    return {"pk": _import(unit).pk, "what": "discard"}


@sample("registers:entry", rows=SHARED)
def _entry_page(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).pk}


@sample("registers:change-entry", rows=OWNED)
def _own_entry(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).pk}


@sample("registers:entry-act", rows=OWNED)
def _entry_act(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).pk, "what": "bind"}


@sample("registers:theme", rows=SHARED)
def _theme_page(unit: Unit) -> Arguments:
    return {"pk": _theme(unit).pk}


@sample("registers:change-theme", rows=OWNED)
def _own_theme(unit: Unit) -> Arguments:
    return {"pk": _theme(unit).pk}


@sample("registers:theme-act", rows=OWNED)
def _theme_act(unit: Unit) -> Arguments:
    return {"pk": _theme(unit).pk, "what": "retire"}


@sample("registers:decision", rows=OWNED)
def _decision_page(unit: Unit) -> Arguments:
    return {"pk": _decision(unit).pk}


@sample("registers:decision-act", rows=OWNED)
def _decision_act(unit: Unit) -> Arguments:
    return {"pk": _decision(unit).pk, "what": "cancel"}


@sample("registers:guidance-page", rows=SHARED)
def _guidance_page(unit: Unit) -> Arguments:
    return {"pk": _guidance(unit).pk}


@sample("registers:guidance-act", rows=OWNED)
def _guidance_act(unit: Unit) -> Arguments:
    return {"pk": _guidance(unit).pk, "what": "reopen"}


@sample("portal:work-list", rows=SHARED)
def _public_list(unit: Unit) -> Arguments:
    return {"slug": _entry(unit).work_list.slug}
