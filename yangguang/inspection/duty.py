"""What inspection puts into inboxes: a defect to put right. Only the fact, seen again, closes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from yangguang.core.actors import Actor
from yangguang.duties import kinds, opening
from yangguang.duties.models import Duty
from yangguang.organisations.models import Unit

from .models import Finding

FIX = "inspection.fix"
kinds.register(kinds.Kind(FIX, "整改网站检查问题", link=lambda key: f"/desk/inspection/findings/{key}/"))


def office() -> Unit | None:
    """The unit that asks: the district's openness office."""
    return Unit.objects.filter(is_openness_office=True, active_to=None).order_by("id").first()


def ask(findings: Sequence[Finding], *, actor: Actor) -> None:
    """One open duty for each finding at its unit, due on the finding's day."""
    asking = office()
    opening.ensure_many(
        [
            opening.Spec(
                kind=FIX, key=str(f.pk), unit_id=f.unit_id, title=f"整改：{f.title}"[:200],
                body=f"{f.site.name}：{f.target}\n改好后在问题页面点“已整改，请复查”，系统当场复查，通过后自动销号。"[:2000],
                url=reverse("inspection:finding", args=[f.pk]), asked_by_id=asking.pk if asking else None, due=f.due,
                closes_by_fact=True,
            )
            for f in findings
        ],
        actor=actor,
    )  # fmt: skip


def _open(findings: Iterable[Finding]) -> list[Duty]:
    keys = [str(f.pk) for f in findings]
    found: list[Duty] = []
    for start in range(0, len(keys), 500):
        found += Duty.objects.open().filter(kind=FIX, key__in=keys[start : start + 500])
    return found


def done(findings: Iterable[Finding], *, actor: Actor, fact: str) -> None:
    if duties := _open(findings):
        opening.close_by_fact(duties, actor=actor, fact=fact)


def withdraw(findings: Iterable[Finding], *, actor: Actor, reason: str) -> None:
    if duties := _open(findings):
        opening.withdraw_many(duties, actor=actor, reason=reason)
