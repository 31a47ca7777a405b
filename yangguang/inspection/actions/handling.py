"""What the unit at fault does: begins, says it is done (and is looked at again at once), appeals, asks for time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from .. import keeping
from ..looking import Look
from ..models import Finding, FindingState, Moment, Petition
from .recording import close

S = FindingState


def _may_start(finding: Finding, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, finding.unit)
    if finding.state not in (S.CONFIRMED, S.RETURNED):
        yield Reason(f"这个问题现在是“{finding.get_state_display()}”")


@verb("inspection.finding.start", "开始整改{object}", forbids=_may_start, link="inspection:finding")
def start(finding: Finding, *, actor: Actor) -> Finding:
    """The unit has begun."""
    finding.state = S.FIXING
    finding.save()
    return finding


def _may_report(finding: Finding, *, actor: Actor, note: str | None = None, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, finding.unit)
    if finding.state not in (S.CONFIRMED, S.FIXING, S.RETURNED):
        yield Reason(f"这个问题现在是“{finding.get_state_display()}”，不用报整改")
    if note is not None and not note.strip():
        yield Reason("请写明怎样改的", field="note")


@verb("inspection.finding.report", "报{object}已整改", forbids=_may_report, link="inspection:finding")
def report(finding: Finding, *, actor: Actor, note: str) -> Finding:
    """It is done, says the unit; whether it is, the next look tells."""
    finding.state, finding.reported_at = S.RECHECK, timezone.now()
    finding.report, finding.returned = note.strip()[:500], ""
    finding.save()
    return finding


def _may_judge(finding: Finding, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    if not (found := reasons(actor, Act.SUPERVISE, finding.unit)):
        pass
    elif reasons(actor, Act.EDIT, finding.unit):
        yield from found
    if not finding.owed and finding.state != S.PENDING:
        yield Reason(f"这个问题现在是“{finding.get_state_display()}”，不用复查")


@verb("inspection.finding.recheck", "复查了{object}", forbids=_may_judge, link="inspection:finding")
def take_look(finding: Finding, *, actor: Actor, look: Look) -> Finding:
    """What a new look at the place (``looking.again``) means: gone closes it, still there returns a reported one.

    A person's item is never closed by it: the look stands on its page as help.
    """
    now = timezone.now()
    keeping.keep(finding, Moment.AFTER, look.page, look.body)
    finding.checked_at = now
    finding.after = {"at": now.isoformat(), "text": look.text, **_plain(look.evidence)}
    if look.gone and not finding.human:
        close([finding], fact=f"复查：{look.text}", actor=actor, after=_plain(look.evidence))
        return finding
    if look.gone is False and finding.state == S.RECHECK:
        finding.state, finding.returned = S.RETURNED, f"复查：{look.text}"[:500]
    finding.save()
    return finding


def _plain(evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {
        k: v if isinstance(v, str | int | float | bool) or v is None else str(v) for k, v in evidence.items()
    }


def _may_petition(
    finding: Finding, *, actor: Actor, kind: str | None = None, text: str = "", wanted: dt.date | None = None, **_: Any
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, finding.unit)
    if not finding.owed:
        yield Reason(f"这个问题现在是“{finding.get_state_display()}”")
    if kind is None:
        return
    if finding.petitions.filter(kind=kind, granted=None).exists():
        yield Reason("已经提过，等待决定")
    if not text.strip():
        yield Reason("请写明理由", field="text")
    if kind == Petition.Kind.EXTENSION and (wanted is None or finding.due is None or wanted <= finding.due):
        yield Reason("请填写晚于现在期限的日期", field="wanted")


@verb("inspection.petition.ask", "提出了{object}", forbids=_may_petition)
def petition(
    finding: Finding, *, actor: Actor, kind: str, text: str, wanted: dt.date | None = None
) -> Petition:
    """An appeal, or a wish for more time. Neither stops the clock."""
    try:
        with transaction.atomic():
            return Petition.objects.create(
                finding=finding, kind=kind, text=text.strip()[:500], by=finding.unit, by_label=actor.label[:60],
                wanted=wanted if kind == Petition.Kind.EXTENSION else None,
            )  # fmt: skip
    except IntegrityError:
        raise Refused([Reason("已经提过，等待决定")]) from None
