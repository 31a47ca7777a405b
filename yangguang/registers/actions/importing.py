"""Receiving a list's file, previewing what it would do, and doing it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import files
from yangguang.organisations.queries import unit_directory

from .. import applying, reading
from ..models import ListImport, WorkList
from .lists import _may_change, purge

MOST_BYTES = 10 * 1024 * 1024
UPLOADED = ListImport.State.UPLOADED


def _may_receive(work_list: WorkList, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _may_change(work_list, actor=actor)


@verb(
    "registers.import.receive",
    "收到清单文件{object}",
    forbids=_may_receive,
    hidden=("data", "rows", "warnings"),
)
def receive(work_list: WorkList, *, actor: Actor, data: bytes, filename: str) -> ListImport:
    """Keep a file and what was read in it. Raises Refused, naming the place, when it is no readable list."""
    try:
        facts = files.inspect(io.BytesIO(data), filename, limit=MOST_BYTES)
        today = timezone.localdate()
        found = reading.read(data, facts.name, directory=unit_directory(today), year=work_list.year)
    except ValueError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    digest = hashlib.sha256(data).hexdigest()
    received = work_list.imports.filter(sha256=digest, state=UPLOADED).first()
    received = received or ListImport(work_list=work_list, sha256=digest, data=data)
    received.filename, received.by = facts.name[:200], actor.label
    received.rows, received.warnings = found.lines, found.warnings[:200]
    received.save()
    return received


class _Rollback(Exception):
    pass


def preview(received: ListImport) -> applying.Applied:
    """What the import would do: the real thing, rolled back."""
    result: applying.Applied | None = None
    try:
        with transaction.atomic():
            result = applying.apply(received, timezone.localdate())
            raise _Rollback
    except _Rollback:
        pass
    assert result is not None
    return result


def _may_apply(received: ListImport, *, actor: Actor) -> Iterable[Reason]:
    yield from _may_change(received.work_list, actor=actor)
    if received.state != UPLOADED:
        yield Reason(f"这份文件{received.get_state_display()}，不用再办")


@verb("registers.import.apply", "导入了清单{object}", forbids=_may_apply, hidden=("data", "rows", "warnings"))
def apply_import(received: ListImport, *, actor: Actor) -> ListImport:
    """Write the file into its list."""
    applying.apply(received, timezone.localdate())
    received.state, received.applied_at = ListImport.State.APPLIED, timezone.now()
    received.save()
    purge(received.work_list)
    return received


@verb("registers.import.discard", "放弃了清单文件{object}", forbids=_may_apply, hidden=("data", "rows", "warnings"))  # fmt: skip
def discard(received: ListImport, *, actor: Actor) -> ListImport:
    """Set a file aside; it stays on record."""
    received.state = ListImport.State.DISCARDED
    received.save()
    return received
