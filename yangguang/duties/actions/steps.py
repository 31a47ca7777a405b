"""What all acts on a duty share: whether its state allows the act, and the line in its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor

from ..models import Duty, DutyNote, DutyState

OPEN = frozenset(DutyState) - {DutyState.CLOSED, DutyState.WITHDRAWN}


def wrong_state(duty: Duty, wanted: Iterable[str], what: str) -> Iterator[Reason]:
    """Refuse when the duty is not in one of the states, naming who brought it where it is, and when."""
    if duty.state in wanted:
        return
    last = duty.notes.last()
    by = f"（{last.by_label} {timezone.localtime(last.at):%m月%d日 %H:%M} {last.step}）" if last else ""
    yield Reason(f"这件事现在是“{duty.get_state_display()}”{by}，不能{what}", "请看页面上的最新情况")


def note(duty: Duty, actor: Actor, step: str, text: str = "") -> DutyNote:
    """Add a line to the duty's history."""
    return DutyNote.objects.create(duty=duty, by=actor.user, by_label=actor.label[:60], step=step, text=text)
