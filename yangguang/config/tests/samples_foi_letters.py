"""Arguments of the views of letters, deliveries, files and archives."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.foi.actions import files, intake, letters, serving
from yangguang.foi.models import Determination, FoiRequest, Letter, ReasonText, RequestFile
from yangguang.foi.tests.cases import COMMON, ready, values
from yangguang.organisations.models import Unit

from .samples import OWNED, Arguments, sample


def _case(unit: Unit) -> FoiRequest:
    ready(unit)
    return intake.register(
        unit, actor=SYSTEM, values=values(), channel="visit", arrived_on=timezone.localdate(), evidence="示例"
    )


def _letter(unit: Unit) -> Letter:
    with transaction.atomic():
        until = timezone.localdate() + dt.timedelta(days=9)
        return letters.issue(
            _case(unit), "T02", actor=SYSTEM, dated=timezone.localdate(), fields={**COMMON, "until": until}
        )


@sample("foi:letter", rows=OWNED)
def _page(unit: Unit) -> Arguments:
    return {"pk": _letter(unit).pk}


@sample("foi:letter-file", rows=OWNED)
def _file_of_letter(unit: Unit) -> Arguments:
    return {"pk": _letter(unit).pk, "form": "pdf"}


@sample("foi:letter-act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": _letter(unit).pk, "what": "void"}


@sample("foi:delivery-act", rows=OWNED)
def _delivery(unit: Unit) -> Arguments:
    sent = serving.send(_letter(unit), actor=SYSTEM, way="web", sent_on=timezone.localdate())
    return {"pk": sent.pk, "what": "fail"}


@sample("foi:file", rows=OWNED)
def _file(unit: Unit) -> Arguments:
    return {"pk": files.keep(_case(unit), RequestFile.Part.FOUND, b"x", "示例.txt", actor=SYSTEM).pk}


@sample("foi:preview", rows=OWNED)
def _preview(unit: Unit) -> Arguments:
    case = _case(unit)
    Determination.objects.create(request=case, ground="36-1", where="示例：网站")
    return {"pk": case.pk}


@sample("foi:archive", "foi:archive-package", rows=OWNED)
def _archive(unit: Unit) -> Arguments:
    return {"pk": _case(unit).pk}


@sample("foi:reason-text", rows=OWNED)
def _reason(unit: Unit) -> Arguments:
    return {"pk": ReasonText.objects.create(unit=unit, ground="15", title="示例", text="示例").pk}
