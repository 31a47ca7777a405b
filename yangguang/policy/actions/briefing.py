"""向下传递: a policy's points go to streets and front desks as duties, and each acknowledges them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_many
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.models import Publication

from ..models import Briefing, Receipt
from ..rules import BRIEFING_DAYS

KIND = "policy.briefing"


def _may_brief(
    unit: Unit,
    *,
    actor: Actor,
    document: Publication,
    points: str = "",
    to: Iterable[Unit] = (),
    **kwargs: Any,
) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    if document.unit_id != unit.pk:
        yield Reason("不是本单位的文件", field="document")
    if not document.live:
        yield Reason("文件还没有公开，不能传达", "发布后再传达", field="document")
    if not points.strip():
        yield Reason("请写明要点", field="points")
    if not list(to):
        yield Reason("请选择传达到哪些街道、窗口单位", field="to")


@verb("policy.brief", "传达了{object}", forbids=_may_brief)
def brief(
    unit: Unit, *, actor: Actor, document: Publication, points: str, to: Iterable[Unit], questions: str = ""
) -> Briefing:
    """Send the points to each unit's inbox, to be acknowledged within five working days."""
    due = calendar.load().add(timezone.localdate(), BRIEFING_DAYS).due
    made = Briefing.objects.create(
        unit=unit, document=document, points=points.strip(), questions=questions.strip(), due=due,
        sent_at=timezone.now(), sent_by=actor.label[:60],
    )  # fmt: skip
    units = list(dict.fromkeys(to))
    specs = [
        Spec(
            kind=KIND, key=f"{made.pk}", unit_id=u.pk, title=f"政策传达：{document.title}"[:200],
            body=f"请阅读要点、转告窗口人员，并在传达单上签收。\n{made.points}", asked_by_id=unit.pk, due=due,
            url=f"/desk/policy/briefings/{made.pk}/", closes_by_fact=True,
        )
        for u in units
    ]  # fmt: skip
    duties = ensure_many(specs, actor=actor)
    Receipt.objects.bulk_create(
        Receipt(briefing=made, unit=u, duty=duties.get((f"{made.pk}", u.pk))) for u in units
    )
    return made


def _may_acknowledge(receipt: Receipt, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, receipt.unit)
    if receipt.read_at is not None:
        yield Reason(f"{receipt.read_by}已经签收")


@verb("policy.brief.acknowledge", "签收了{object}", forbids=_may_acknowledge)
def acknowledge(receipt: Receipt, *, actor: Actor) -> Receipt:
    """The unit has read the points and told its front desk; its duty closes by that."""
    receipt.read_at, receipt.read_by = timezone.now(), actor.label[:60]
    receipt.save()
    if receipt.duty_id:
        close_by_fact(Duty.objects.filter(pk=receipt.duty_id), actor=actor, fact="已签收政策传达单")
    return receipt
