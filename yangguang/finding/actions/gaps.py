"""Questions that readers ask in vain: asked of a unit, solved, or none of the district's business."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import SYSTEM, Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.search import asked, queries

from .. import duty
from ..models import Gap

State = Gap.State


def finds(text: str) -> bool:
    """Whether readers find all of it now."""
    found = queries.search(queries.SearchRequest(text=text, size=1))
    return bool(found.total) and not found.loose


def _may_settle(
    office: Unit, *, actor: Actor, text: str | None = None, state: str = "", unit: Unit | None = None, note: str = "",
    **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.PLAN)
    if text is None:
        return
    if not asked.kept(text):
        yield Reason("没有这个检索词", field="text")
    if state not in State.values:
        yield Reason("请选择怎样处理", field="state")
    if state == State.ASKED and unit is None:
        yield Reason("请选择交给哪个单位", field="unit")
    if state == State.KEPT and not note.strip():
        yield Reason("请写明为什么不公开", field="note")
    if state == State.DONE and not finds(text):
        yield Reason("现在检索仍然没有结果", "先补充同义词、置顶或公开信息", field="state")


@verb("finding.gap", "处理了{object}", forbids=_may_settle)
def settle(
    office: Unit, *, actor: Actor, text: str, state: str, unit: Unit | None = None, note: str = ""
) -> Gap:
    """Say what is done about a question without result; a unit that is asked gets a duty that closes by the fact."""
    found, _ = Gap.objects.get_or_create(
        text=asked.kept(text), defaults={"state": state, "since": timezone.localdate(), "by_label": actor.label[:60]}
    )  # fmt: skip
    found.state, found.note = state, note.strip()[:300]
    found.unit = unit if state == State.ASKED else None
    found.since, found.by_label = timezone.localdate(), actor.label[:60]
    found.save()
    if state == State.ASKED and unit is not None:
        duty.ask(found, unit, office, actor=actor)
    else:
        duty.done(found, actor=actor, fact=found.get_state_display())
    return found


def look_again() -> int:
    """Those asked of units that readers find by now are solved; returns how many."""
    solved = 0
    for gap in Gap.objects.filter(state=State.ASKED):
        if finds(gap.text):
            _solved(gap, actor=SYSTEM)
            solved += 1
    return solved


@verb("finding.gap.solved", "{object}已能检索到")
def _solved(gap: Gap, *, actor: Actor) -> Gap:
    gap.state, gap.since, gap.by_label = State.DONE, timezone.localdate(), actor.label[:60]
    gap.save()
    duty.done(gap, actor=actor, fact="公众已能检索到")
    return gap
