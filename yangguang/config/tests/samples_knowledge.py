"""Arguments of the views of the knowledge base."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.documents import bodies
from yangguang.knowledge.actions import signing, writing
from yangguang.knowledge.models import Entry, EntryImport
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample
from .samples_publishing import _released


def _entry(unit: Unit) -> Entry:
    record = _released(unit)
    values = {
        "question": f"示例问题{Entry.objects.count()}？", "answer": "示例答案", "topic": "综合政务",
        "review_on": timezone.localdate() + dt.timedelta(days=90), "bases": [(record.pk, bodies.to_text(record.body)[:30])],
    }  # fmt: skip
    return writing.create(unit, actor=SYSTEM, values=values)


def _public(unit: Unit) -> Entry:
    signed = signing.sign(writing.submit(_entry(unit), actor=SYSTEM), actor=SYSTEM)
    return signing.publish(signed, actor=SYSTEM)


@sample("knowledge:entry", "knowledge:edit", rows=OWNED)
def _page(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).pk}


@sample("knowledge:act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).pk, "what": "submit"}


@sample("knowledge:export", rows=SHARED)
def _export(unit: Unit) -> Arguments:
    return {"form": "csv"}


@sample("knowledge:grow-from", rows=OWNED)
def _grow(unit: Unit) -> Arguments:
    return {"pk": _released(unit).pk, "what": "record"}


@sample("knowledge:import", "knowledge:import-faults", rows=OWNED)
def _import(unit: Unit) -> Arguments:
    row = {"number": 2, "values": {"问题": "示例", "答案": ""}, "faults": []}
    return {"pk": EntryImport.objects.create(unit=unit, file_name="示例.csv", rows=[row], by="示例人员").pk}


@sample("knowledge:import-act", rows=OWNED)
def _import_act(unit: Unit) -> Arguments:
    return {**_import(unit), "what": "drop"}


@sample("portal:knowledge-entry", "portal:helpful", "portal:api-knowledge-entry", rows=SHARED)
def _public_page(unit: Unit) -> Arguments:
    return {"pk": _public(unit).pk}
