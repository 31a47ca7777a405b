"""What gaps put into inboxes."""

from __future__ import annotations

from yangguang.core.actors import Actor
from yangguang.duties import kinds
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_duty
from yangguang.organisations.models import Unit

from .models import Gap

GAP = "finding.gap"
REPLY_DAYS = 10  # working days (待核)
kinds.register(kinds.Kind(GAP, "补充公众检索不到的信息", reply_days=REPLY_DAYS))


def ask(gap: Gap, unit: Unit, office: Unit, *, actor: Actor) -> None:
    """The unit is asked to publish or explain what readers look for in vain; done when the search finds something."""
    ensure_duty(
        Spec(
            kind=GAP, key=str(gap.pk), unit_id=unit.pk, title=f"公众检索“{gap.text}”没有结果", url=f"/search/?q={gap.text}",
            body=gap.note or "请公开相应信息，或补充知识库、同义词；能检索到以后自动办结。", asked_by_id=office.pk,
            closes_by_fact=True,
        ),
        actor=actor,
    )  # fmt: skip


def done(gap: Gap, *, actor: Actor, fact: str) -> None:
    close_by_fact(Duty.objects.open().filter(kind=GAP, key=str(gap.pk)), actor=actor, fact=fact)
