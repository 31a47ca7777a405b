"""Arguments of the views of past years' figures, repeated matters and calendar checks."""

from __future__ import annotations

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.foi.actions import calendar_check
from yangguang.foi.models import FiguresImport, RepeatedMatter
from yangguang.foi.rules import figures
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample


def _received(unit: Unit) -> FiguresImport:
    return FiguresImport.objects.create(
        unit=unit, year=timezone.localdate().year - 1, filename="示例.csv", sha256="0" * 64, data=b"x", by_label="示例",
        read={"cells": figures.empty(), "reviews": None, "fees": None, "unread": [], "unit": "", "year": None},
    )  # fmt: skip


@sample("foi:figures-import", "foi:figures-import-file", rows=OWNED)
def _import(unit: Unit) -> Arguments:
    return {"pk": _received(unit).pk}


@sample("foi:figures-import-act", rows=OWNED)
def _import_act(unit: Unit) -> Arguments:
    return {"pk": _received(unit).pk, "what": "discard"}


@sample("foi:figures-template", rows=SHARED)
def _template(unit: Unit) -> Arguments:
    return {"form": "xlsx"}


@sample("foi:repeated-act", rows=OWNED)
def _matter(unit: Unit) -> Arguments:
    found = RepeatedMatter.objects.create(
        unit=unit, subject="示例", requests=[], people=2, found_on=timezone.localdate()
    )
    return {"pk": found.pk, "what": "keep"}


@sample("foi:calendar-moves", rows=SHARED)
def _check(unit: Unit) -> Arguments:
    return {"pk": calendar_check.check(actor=SYSTEM).pk}
