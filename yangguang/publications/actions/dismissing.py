"""Saying that a finding is no mistake, with a reason; taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, may, reasons

from .. import judging, queries
from ..models import Dismissal, Publication, Reach

LONGEST = dt.timedelta(days=366)  # nobody answers for words for good
USUAL = dt.timedelta(days=180)


def _may_dismiss(
    record: Publication,
    *,
    actor: Actor,
    fingerprint: str,
    reason: str = "",
    reach: str = Reach.RECORD,
    until: dt.date | None = None,
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, record.unit)
    found = _found(record, fingerprint)
    if found is None:
        yield Reason("文本里已经没有这个问题", "刷新页面看看现在的检查结果")
        return
    if not found.dismissible:
        yield Reason(f"“{found.name}”不能说明理由后放过", found.fix or found.why)
    if found.dismissed is not None:
        yield Reason(f"{found.dismissed.by_label}已经说明过理由：{found.dismissed.reason}")
    if len(reason.strip()) < 4:
        yield Reason("请写明为什么没有问题", "如“依法公示，已取得本人同意”", field="reason")
    if reach not in Reach.values:
        yield Reason("请选择对哪些信息有效", field="reach")
    if found.severity == "block":
        yield from _for_blocking(record, actor, reach)
    elif reach == Reach.UNIT:
        yield from reasons(actor, Act.REVIEW, record.unit)
    elif reach == Reach.ALL:
        yield from reasons(actor, Act.SUPERVISE, None)
    today = timezone.localdate()
    if until is not None and not today <= until <= today + LONGEST:
        yield Reason("有效期从今天起，最长一年", "请改日期", field="until")


def _for_blocking(record: Publication, actor: Actor, reach: str) -> Iterable[Reason]:
    # Personal data and secrets: someone who approves, who did not write it, and for this text alone.
    if reach != Reach.RECORD:
        yield Reason("“必须改”的问题只能就这条信息说明理由", field="reach")
    if not may(actor, Act.APPROVE, record.unit):
        yield Reason("“必须改”的问题要由单位负责人说明理由", "请改掉，或请负责人确认")
    elif actor.user is not None and actor.user.pk in queries.course(record).authors:
        yield Reason("自己写的文本，要请另一位负责人确认")


def _found(record: Publication, fingerprint: str) -> judging.Judged | None:
    return next((j for j in judging.of_draft(record) if j.fingerprint == fingerprint), None)


@verb("publications.dismiss", "对{object}的检查结果说明了理由", forbids=_may_dismiss)
def dismiss(
    record: Publication,
    *,
    actor: Actor,
    fingerprint: str,
    reason: str,
    reach: str = Reach.RECORD,
    until: dt.date | None = None,
) -> Publication:
    """Answer for a finding: it forbids nothing until ``until`` (half a year when not said) or its words change."""
    found = _found(record, fingerprint)
    assert found is not None
    Dismissal.objects.create(
        unit=record.unit, publication=record if reach == Reach.RECORD else None, check_code=found.code,
        fingerprint=fingerprint, shown=found.shown[:200], finding=found.text[:500], reach=reach,
        reason=reason.strip()[:300], until=until or timezone.localdate() + USUAL, by=actor.user,
        by_label=actor.label,
    )  # fmt: skip
    return record


def _may_reinstate(dismissal: Dismissal, *, actor: Actor) -> Iterable[Reason]:
    if dismissal.ended_at is not None:
        yield Reason("已经撤回")
    if dismissal.reach == Reach.ALL:
        yield from reasons(actor, Act.SUPERVISE, None)
    else:
        yield from reasons(actor, Act.EDIT, dismissal.unit)


@verb("publications.reinstate", "撤回了免提示{object}", forbids=_may_reinstate)
def reinstate(dismissal: Dismissal, *, actor: Actor) -> Dismissal:
    """Take the word back: the finding stands again, for texts not yet public."""
    dismissal.ended_at = timezone.now()
    dismissal.save(update_fields=["ended_at"])
    return dismissal
