"""Not disclosing a plan: its unit asks with a legal basis, somebody else of another unit decides."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.permissions import Act, may
from yangguang.publications.rules import EXEMPTIONS

from ..keeping import keeper
from ..models import Exemption, Plan, PlanText, Tier
from .registering import standing, writes


def public_texts(plan: Plan) -> bool:
    return plan.texts.filter(part=PlanText.Part.FULL, publication__live=True).exists()


def _may_ask(plan: Plan, *, actor: Actor, basis: str, reason: str) -> Iterable[Reason]:
    yield from standing(plan)
    yield from writes(plan, actor)
    if plan.tier != Tier.DISTRICT:
        yield Reason("只有区级规划要登记不予公开")
    if basis not in EXEMPTIONS:
        yield Reason("请选择不予公开的依据", "条例第十四条至第十六条", field="basis")
    if not reason.strip():
        yield Reason("请写明理由", field="reason")
    if plan.exemptions.filter(ended_at=None).exists():
        yield Reason("已有不予公开的登记", "请先结束原来的")
    if public_texts(plan):
        yield Reason("全文已经公开", "确实不应公开的，请先撤下公开的信息")


@verb("planning.exempt", "申请{object}", forbids=_may_ask)
def ask(plan: Plan, *, actor: Actor, basis: str, reason: str) -> Exemption:
    """Ask that a plan not be disclosed. It goes on counting as undisclosed until someone else has consented."""
    pages.purge("plans")
    return Exemption.objects.create(
        plan=plan, basis=basis, reason=reason.strip()[:300], asked_by=actor.user, asked_by_name=actor.label
    )


def decides(exemption: Exemption, actor: Actor) -> list[Reason]:
    """Why the actor may not decide: it takes another person, of another unit than the plan's own.

    That is the head of the unit that keeps the register; for its own plans, and where there is none, the openness
    office.
    """
    if actor.user_id is not None and actor.user_id == exemption.asked_by_id:
        return [Reason("不能审定自己提出的申请", "请另一位有权限的人办理")]
    unit = keeper()
    if unit is not None and unit.pk != exemption.plan.unit_id and may(actor, Act.APPROVE, unit):
        return []
    if may(actor, Act.PLAN):
        return []
    who = f"{unit}负责人" if unit is not None and unit.pk != exemption.plan.unit_id else "政务公开主管部门"
    return [Reason(f"不予公开由{who}审定", "请等候审定，或联系对方")]


def _may_decide(exemption: Exemption, *, actor: Actor, consented: bool, note: str = "") -> Iterable[Reason]:
    yield from standing(exemption.plan)
    if not exemption.waits:
        yield Reason("已经审定过，或已结束")
    yield from decides(exemption, actor)
    if not consented and not note.strip():
        yield Reason("不同意时请写明意见", field="note")
    if consented and public_texts(exemption.plan):
        yield Reason("全文已经公开", "请先撤下公开的信息，或不同意这项申请")


@verb("planning.decide_exemption", "审定了{object}", forbids=_may_decide)
def decide(exemption: Exemption, *, actor: Actor, consented: bool, note: str = "") -> Exemption:
    """Consent, or not. A refused one ends, and the plan is due as before."""
    exemption.consented, exemption.decided_at = consented, timezone.now()
    exemption.decided_by, exemption.decided_by_name = actor.user, actor.label
    exemption.decision_note = note.strip()[:300]
    if not consented:
        exemption.ended_at = exemption.decided_at
    exemption.save()
    pages.purge("plans")
    return exemption


def _may_end(exemption: Exemption, *, actor: Actor) -> Iterable[Reason]:
    if exemption.ended_at is not None:
        yield Reason("已经结束")
    yield from writes(exemption.plan, actor)


@verb("planning.end_exemption", "结束了{object}", forbids=_may_end)
def end(exemption: Exemption, *, actor: Actor) -> Exemption:
    """The reason not to disclose is gone (or the request was a mistake): the plan is to be public."""
    exemption.ended_at = timezone.now()
    exemption.save()
    pages.purge("plans")
    return exemption
