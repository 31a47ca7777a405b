"""上级指引: registered by the openness office, followed by the unit of its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.catalog.models import Catalogue
from yangguang.catalog.queries import FIELDS
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons

from ..models import Guidance


def _may_register(
    unit: Unit, *, actor: Actor, field: str, title: str, issuer: str, issued_on: dt.date, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if field not in FIELDS:
        yield Reason("请选择领域", field="field")
    if not title.strip():
        yield Reason("请填写名称", field="title")
    if not issuer.strip():
        yield Reason("请填写印发机关", field="issuer")
    if issued_on > timezone.localdate():
        yield Reason("印发日期还没有到", field="issued_on")
    if Guidance.objects.filter(
        field=field, title=title.strip(), issued_on=issued_on, withdrawn_at=None
    ).exists():
        yield Reason("这份指引已经登记", field="title")


@verb("registers.guidance.register", "登记了上级指引{object}", forbids=_may_register)
def register_guidance(
    unit: Unit, *, actor: Actor, field: str, title: str, issuer: str, issued_on: dt.date, number: str = "",
    address: str = "", note: str = "",
) -> Guidance:  # fmt: skip
    """Put a guidance on record; ``unit`` is who must follow it."""
    return Guidance.objects.create(
        unit=unit, field=field, title=title.strip()[:200], issuer=issuer.strip()[:80], issued_on=issued_on,
        number=number.strip()[:60], address=address, note=note.strip()[:500], registered_by=actor.label,
    )  # fmt: skip


def follows(actor: Actor, guidance: Guidance) -> Iterable[Reason]:
    """Who answers: the unit of the field, or the office."""
    yield from [] if may(actor, Act.PLAN) else reasons(actor, Act.EDIT, guidance.unit)
    if guidance.withdrawn_at is not None:
        yield Reason("这份指引的登记已经撤销")


def _may_revise(guidance: Guidance, *, actor: Actor, catalogue: Catalogue) -> Iterable[Reason]:
    yield from follows(actor, guidance)
    if guidance.answered_on is not None:
        yield Reason("已经跟进", "要改的，请先撤回跟进")
    if catalogue.field != guidance.field:
        yield Reason(f"这份目录是“{catalogue.field}”领域的", field="catalogue")
    if catalogue.effective_on is None:
        yield Reason("这一版目录还没有生效", "请先使它生效", field="catalogue")
    elif catalogue.effective_on < guidance.issued_on:
        yield Reason("这一版目录在指引印发之前已经生效", "请选修订后的版本", field="catalogue")


@verb("registers.guidance.revise", "按{object}修订了目录", forbids=_may_revise)
def follow_by_revision(guidance: Guidance, *, actor: Actor, catalogue: Catalogue) -> Guidance:
    """The district's catalogue was revised; the day is the one on which the revision came into force."""
    guidance.revision, guidance.answered_on = catalogue, catalogue.effective_on
    guidance.answered_by = actor.label
    guidance.save()
    return guidance


def _may_leave(guidance: Guidance, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    yield from follows(actor, guidance)
    if guidance.answered_on is not None:
        yield Reason("已经跟进", "要改的，请先撤回跟进")
    if len(reason.strip()) < 5:
        yield Reason("请写明为什么无需修订", "例如：现行目录第 3 项已包含这一要求", field="reason")


@verb("registers.guidance.unchanged", "对{object}说明无需修订", forbids=_may_leave)
def follow_unchanged(guidance: Guidance, *, actor: Actor, reason: str) -> Guidance:
    """A dated note that the district's catalogue already does what the guidance asks."""
    guidance.unchanged_reason, guidance.answered_on = reason.strip()[:500], timezone.localdate()
    guidance.answered_by = actor.label
    guidance.save()
    return guidance


def _may_reopen(guidance: Guidance, *, actor: Actor) -> Iterable[Reason]:
    yield from follows(actor, guidance)
    if guidance.answered_on is None:
        yield Reason("还没有跟进")


@verb("registers.guidance.reopen", "撤回了对{object}的跟进", forbids=_may_reopen)
def reopen(guidance: Guidance, *, actor: Actor) -> Guidance:
    guidance.revision, guidance.answered_on = None, None
    guidance.unchanged_reason = guidance.answered_by = ""
    guidance.save()
    return guidance


def _may_withdraw(guidance: Guidance, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if guidance.withdrawn_at is not None:
        yield Reason("已经撤销")


@verb("registers.guidance.withdraw", "撤销了上级指引{object}的登记", forbids=_may_withdraw)
def withdraw(guidance: Guidance, *, actor: Actor) -> Guidance:
    """Registered by mistake; it leaves the count."""
    guidance.withdrawn_at = timezone.now()
    guidance.save()
    return guidance
