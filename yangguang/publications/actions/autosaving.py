"""What an editor types, kept beside the draft until it is saved.

Like a session, a slot is its editor's own and changes every few seconds: it is no revision, it reaches no reader and it
is not logged. Everything that leaves it goes through the verbs of ``drafting``.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from ..models import Autosave, Publication

LARGEST = 3_000_000  # characters of a form
PRESENT = dt.timedelta(minutes=10)  # whoever typed within this time is still at it


def slot(actor: Actor, unit: Unit, publication: Publication | None) -> Autosave | None:
    """The editor's own slot for a record, or for a new record of a unit."""
    mine = Autosave.objects.filter(by=actor.user_id, publication=publication)
    return (mine if publication else mine.filter(unit=unit)).first()


def keep(
    actor: Actor,
    unit: Unit,
    publication: Publication | None,
    *,
    values: dict[str, list[str]],
    base_revision: int | None,
) -> Autosave:
    """Write the slot. A locked or meanwhile changed record keeps nobody from keeping what they typed.

    Raises Refused for whoever may not write for the unit, and for a form beyond all measure.
    """
    if actor.user is None:
        raise Refused([Reason("您还没有登录", "请登录后再办理")])
    if found := reasons(actor, Act.EDIT, publication.unit if publication else unit):
        raise Refused(found)
    if len(json.dumps(values, ensure_ascii=False)) > LARGEST:
        raise Refused([Reason("内容太长，不能自动保存", "请把大表格改成附件，并点“保存草稿”")])
    fields = {"unit": unit, "values": values, "base_revision": base_revision, "saved_at": timezone.now()}
    which: dict[str, Any] = {"by": actor.user, "publication": publication}
    if publication is None:
        which["unit"] = unit
    with transaction.atomic():
        return Autosave.objects.update_or_create(defaults=fields, **which)[0]


def drop(actor: Actor, unit: Unit, publication: Publication | None) -> None:
    """End the editor's slot: its text was saved, or thrown away."""
    if found := slot(actor, unit, publication):
        found.delete()


def others(actor: Actor, publication: Publication, now: dt.datetime) -> list[Autosave]:
    """Who else is writing at the record now."""
    found = Autosave.objects.filter(publication=publication, saved_at__gt=now - PRESENT)
    return list(found.exclude(by=actor.user_id).select_related("by").order_by("-saved_at"))
