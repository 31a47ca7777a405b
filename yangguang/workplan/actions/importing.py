"""Receiving a table, previewing what it would do, and doing it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.organisations.queries import unit_directory

from .. import parsing
from ..applying import Applied, TaskChange, apply
from ..models import PlanImport, WorkPlan
from ..queries import TaskRow, task_rows
from .issuing import adjust_assignments


def _may_receive(unit: Unit, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)


@verb(
    "workplan.import.receive",
    "收到任务分解表{object}",
    forbids=_may_receive,
    hidden={"data", "parsed"},
    personal={"by"},
)
def receive_import(unit: Unit, *, actor: Actor, data: bytes, filename: str) -> PlanImport:
    """Keep a file and what was read in it. Raises Refused, naming the place, when it is no readable table."""
    try:
        plan = parsing.parse(data, filename=filename, directory=unit_directory(timezone.localdate()))
    except parsing.PlanFileError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    digest = hashlib.sha256(data).hexdigest()
    if (same := already_applied(digest)) is not None:
        when = timezone.localtime(same.applied_at or same.at)
        raise Refused(
            [
                Reason(
                    f"这份文件（{same.filename}）已于 {when:%Y-%m-%d %H:%M} 导入，内容没有变化", field="file"
                )
            ]
        )
    # The same bytes uploaded twice are one import; it is read again, since the units known may have changed.
    received = PlanImport.objects.filter(sha256=digest, state=PlanImport.State.UPLOADED).first()
    received = received or PlanImport(sha256=digest, data=data)
    received.unit, received.filename, received.by = unit, filename[:200], actor.label
    received.parsed = plan.to_json()
    received.save()
    return received


def already_applied(sha256: str) -> PlanImport | None:
    """The import that put exactly this file into an open plan and is still its latest, if any."""
    same = (
        PlanImport.objects.filter(sha256=sha256, state=PlanImport.State.APPLIED)
        .exclude(plan__state=WorkPlan.State.CLOSED)
        .select_related("plan")
        .first()
    )
    if same is None or same.plan is None or same.plan.latest_import() != same:
        return None
    return same


class _Rollback(Exception):
    pass


@dataclass
class Preview:
    """What an import would leave behind: the changes, the plan's rows, and what becomes of assignments."""

    applied: Applied
    rows: list[TaskRow]
    questions: int
    begun: int = 0
    ended: int = 0

    @property
    def first(self) -> bool:
        return self.applied.first

    @property
    def changes(self) -> list[TaskChange]:
        return self.applied.changes

    @property
    def changed(self) -> list[TaskChange]:
        """The changes without the tasks that stay as they are."""
        return [c for c in self.changes if c.kind != "same"]

    @property
    def counts(self) -> Counter[str]:
        return Counter(c.kind for c in self.changes)


def preview(received: PlanImport, *, actor: Actor) -> Preview:
    """What applying would do: the real thing, rolled back. Raises Refused when it can't be applied at all."""
    if stopped := list(_blocked(received)):
        raise Refused(stopped)
    result: Preview | None = None
    try:
        with transaction.atomic():
            applied, begun, ended = _apply(received, actor)
            rows = task_rows(applied.plan)
            result = Preview(applied, rows, sum(r.open_questions for r in rows), begun, ended)
            raise _Rollback
    except _Rollback:
        received.refresh_from_db(fields=["plan", "state", "applied_at"])
    assert result is not None
    return result


def _apply(received: PlanImport, actor: Actor) -> tuple[Applied, int, int]:
    """The import itself; an issued plan's assignments follow. Returns what changed, and assignments begun and ended."""
    result = apply(received)
    received.state, received.applied_at = PlanImport.State.APPLIED, timezone.now()
    received.save()
    if result.plan.state != WorkPlan.State.ISSUED:
        return result, 0, 0
    adjustment = adjust_assignments(result.plan, actor=actor, on=timezone.localdate())
    return result, len(adjustment.begun), len(adjustment.ended)


def _blocked(received: PlanImport) -> Iterator[Reason]:
    for problem in received.parsed["problems"]:
        yield Reason(problem, "请在原文件中改正后重新上传")


def _may_apply(received: PlanImport, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    if received.state != PlanImport.State.UPLOADED:
        yield Reason(f"这份文件{received.get_state_display()}，不能再次导入")
    yield from _blocked(received)


@verb(
    "workplan.import.apply",
    "导入了任务分解表{object}",
    forbids=_may_apply,
    hidden={"data", "parsed"},
    personal={"by"},
)
def apply_import(received: PlanImport, *, actor: Actor) -> PlanImport:
    """Write the table into the plan; an issued plan's assignments follow. Returns the import with its plan."""
    _apply(received, actor)
    return received


def _may_discard(received: PlanImport, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    if received.state != PlanImport.State.UPLOADED:
        yield Reason(f"这份文件{received.get_state_display()}，不能放弃")


@verb(
    "workplan.import.discard",
    "放弃了导入{object}",
    forbids=_may_discard,
    hidden={"data", "parsed"},
    personal={"by"},
)
def discard_import(received: PlanImport, *, actor: Actor) -> PlanImport:
    """Set an uploaded file aside; it stays on record."""
    received.state = PlanImport.State.DISCARDED
    received.save()
    return received
