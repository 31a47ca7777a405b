"""Erasing what is personal in closed requests when its term is over (个人信息保护法 art. 47(1)), and nothing else of them.

Only what was archived is touched: until then the case is being worked on. What is left is the register: number, organ,
channel, column of the annual table, days, ground, row, letters by number, fees, reviews. Every text field that is not named
as kept is emptied, so that a table added later is not forgotten.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections import defaultdict
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.functions import Length
from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actors import Actor
from yangguang.duties import kinds
from yangguang.duties.models import Duty, DutyNote

from .. import duty, retention
from ..models import (
    Applicant,
    Draft,
    FoiRequest,
    Letter,
    RepeatedMatter,
    RequestFile,
    SentForm,
    Severance,
)
from ..rules.retention import Part
from . import files, inbox

logger = logging.getLogger(__name__)
GONE = "（已清除）"
MOST = 200  # requests of one transaction
ORPHANED = dt.timedelta(hours=6)  # a younger file may be one whose row is being written
SWEPT = dt.timedelta(days=7)  # how long a file that a killed process left on the disk is looked for
ERASED = logtypes.register(logtypes.LogType("foi.retention.erase", "按保存期限清除了{object}"))

# Texts that stay, by model; others with choices stay as well. Names of officers are the organ's, not the applicant's.
KEPT: dict[str, frozenset[str]] = {
    "foirequest": frozenset({"registered_by", "former_number", "row"}),
    "applicant": frozenset({"person"}),  # made another below
    "clockevent": frozenset({"kind", "party"}),
    "feenotice": frozenset({"receipt_number", "waived_by"}),
    "letter": frozenset({"kind", "title", "mark", "elements"}),
    "challenge": frozenset({"body", "number", "how"}),
    "alarm": frozenset({"step"}),
}
BY_REQUEST = (inbox.CONFIRM, inbox.HANDLE, inbox.VET, inbox.MESSAGE, inbox.CONVERT, duty.PUBLISH)


def run(today: dt.date, *, actor: Actor, most: int = MOST) -> list[retention.Found]:
    """Erase what is due today, the oldest first, at most so many requests: all in one transaction, with one entry in the
    log. Returns what was erased; empty when nothing was due. Raises ValueError for terms that can't be.
    """
    told = retention.terms()
    keys = []
    for found in retention.due(today, told):
        if found.due.held is None:
            keys.append(found.request.pk)
        if len(keys) == most:
            break
    if not keys:
        return []
    with transaction.atomic():
        # Looked at again under the lock: a review may have been registered meanwhile.
        list(FoiRequest.objects.select_for_update(of=("self",)).filter(pk__in=keys).values_list("pk"))
        done = [f for f in retention.due(today, told, keys=keys) if f.due.held is None]
        for one in done:
            if one.due.part == Part.PERSONAL:
                _erase(one.request)
            else:
                _erase_identity(one.request)
        if done:
            ERASED.write(actor, f"{len(done)} 件申请的个人信息", details=_told(done, told))
    return done


def _told(done: list[retention.Found], told: retention.Terms) -> dict[str, Any]:
    return {
        "identity_years": told.identity, "personal_years": told.personal,
        "requests": [
            {"request": f"{f.request}", "key": f.request.pk, "what": f.due.part, "until": f.due.until} for f in done
        ],
    }  # fmt: skip


def _erase_identity(request: FoiRequest) -> None:
    """Proofs of identity: the files, and the number."""
    rows = RequestFile.objects.filter(request=request, part=RequestFile.Part.IDENTITY)
    _drop_files(rows)
    Applicant.objects.filter(request=request).update(identity_number="", identity_erased_at=timezone.now())


def _drop_files(rows: Any) -> None:
    paths = list(rows.values_list("path", flat=True))
    rows.delete()

    def delete() -> None:
        for path in paths:
            _forget(path)

    transaction.on_commit(delete)


def _forget(path: str) -> None:
    try:
        default_storage.delete(path)
    except OSError:
        logger.exception("a file whose term is over could not be deleted")  # the sweep tries again


def _erase(request: FoiRequest) -> None:
    """Everything personal."""
    now = timezone.now()
    _quiet_duties(request)
    RepeatedMatter.objects.filter(subject=request.subject).update(subject=GONE)
    Draft.objects.filter(sent=request).delete()
    SentForm.objects.filter(request=request).delete()
    Severance.objects.filter(request=request).delete()
    Letter.objects.filter(request=request).update(pdf=None, docx=None)
    _drop_files(RequestFile.objects.filter(request=request))
    for model, keys in _records(request.pk).items():
        for field in personal_fields(model):
            _empty(model, keys, field)
    Applicant.objects.filter(request=request).update(
        **dict.fromkeys(_APPLICANT, ""), person=secrets.token_hex(32), identity_erased_at=now, erased_at=now
    )
    # The code opens an empty page at best.
    FoiRequest.objects.filter(pk=request.pk).update(query_hash=secrets.token_hex(32))


_APPLICANT = tuple(f for f in Applicant.PERSONAL if f != "identity")


def personal_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of a model that may tell of a person: sealed ones and free texts, lists of them too."""
    kept = KEPT.get(model._meta.model_name or "", frozenset())
    return [
        f for f in model._meta.concrete_fields
        if isinstance(f, models.CharField | models.TextField | models.JSONField) and not f.choices and not f.unique
        and f.name not in kept and not f.name.endswith("_label")
    ]  # fmt: skip


def _empty(model: type[models.Model], keys: set[Any], field: models.Field[Any, Any]) -> None:
    rows = model._base_manager.filter(pk__in=keys)
    if isinstance(field, models.JSONField):
        rows.update(**{field.name: field.get_default()})
        return
    # An empty text means something (no answer, not sent back): only what was written is replaced.
    word = GONE if not field.max_length or field.max_length >= len(GONE) else ""
    rows.annotate(written=Length(field.name)).filter(written__gt=0).update(**{field.name: word})


def _records(pk: int) -> dict[type[models.Model], set[Any]]:
    """The keys of everything that hangs on the request, as the archive knows it; nothing is unsealed for it."""
    found: dict[type[models.Model], set[Any]] = defaultdict(set)
    found[FoiRequest].add(pk)
    waiting: list[tuple[type[models.Model], Any]] = [(FoiRequest, pk)]
    while waiting:
        model, key = waiting.pop()
        for relation in model._meta.related_objects:
            child: Any = relation.related_model
            if child is FoiRequest or child._meta.app_label != "foi":
                continue
            if not isinstance(relation.field, models.ForeignKey):
                continue
            rows = child._base_manager.filter(**{relation.field.name: key}).values_list("pk", flat=True)
            for one in set(rows) - found[child]:
                found[child].add(one)
                waiting.append((child, one))
    return found


def _quiet_duties(request: FoiRequest) -> None:
    """Titles of duties repeat what was asked."""
    keys = {
        **{kind: [str(request.pk)] for kind in BY_REQUEST},
        inbox.CONSULT: [f"c{pk}" for pk in request.consultations.values_list("pk", flat=True)],
        duty.LESSON: [str(pk) for pk in request.challenges.values_list("pk", flat=True)],
    }
    for kind, named in keys.items():
        rows = Duty.objects.filter(kind=kind, key__in=named)
        DutyNote.objects.filter(duty__in=rows).exclude(text="").update(text=GONE)
        rows.update(title=f"{kinds.kind_of(kind).name}{GONE}", body="")


def sweep(now: dt.datetime) -> int:
    """Delete files on the disk that a killed process left after their rows were erased. Returns how many."""
    since = now - SWEPT
    rows = Applicant.objects.filter(identity_erased_at__gte=since).values_list("request", flat=True)
    count = 0
    for pk in rows:
        folder = f"{files.FOLDER}/{pk}"
        try:
            _, names = default_storage.listdir(folder)
        except (FileNotFoundError, NotADirectoryError):
            continue
        known = set(RequestFile.objects.filter(request=pk).values_list("path", flat=True))
        for name in names:
            path = f"{folder}/{name}"
            if path not in known and now - default_storage.get_modified_time(path) > ORPHANED:
                _forget(path)
                count += 1
    return count
