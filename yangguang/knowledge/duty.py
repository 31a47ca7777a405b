"""What the room puts into inboxes: an entry that has to be looked at again. The fact closes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from yangguang.core.actors import Actor
from yangguang.duties import kinds, opening
from yangguang.duties.models import Duty

from .models import Entry

REVIEW = "knowledge.review"
DAYS = 10  # working days (待核)
kinds.register(kinds.Kind(REVIEW, "知识条目复核", reply_days=DAYS))


def ask(entries: Sequence[Entry], *, actor: Actor) -> None:
    """One open duty for each doubtful entry of its unit; what it says follows the reasons."""
    opening.ensure_many(
        [
            opening.Spec(
                kind=REVIEW, key=str(e.pk), unit_id=e.unit_id, title=f"复核知识条目：{e.question}"[:200],
                body="；".join(e.doubts) + "。答案仍然对的，延长复核日期；不对的，修改或撤下。",
                url=reverse("knowledge:entry", args=[e.pk]), closes_by_fact=True,
            )
            for e in entries
        ],
        actor=actor,
    )  # fmt: skip


def settle(entries: Iterable[Entry], *, actor: Actor) -> None:
    """Close what is open for entries that nothing speaks against any more."""
    keys = [str(e.pk) for e in entries]
    if not keys:
        return
    found = list(Duty.objects.open().filter(kind=REVIEW, key__in=keys))
    if found:
        opening.close_by_fact(found, actor=actor, fact="已经复核、修改或撤下")
