"""From a text to the public: another person of the unit signs, then it is published."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from .. import keeping, texts
from ..models import Entry, State
from .writing import PAGE, put, unfit


def _may_judge(entry: Entry, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, entry.unit)
    if entry.state != State.SUBMITTED:
        yield Reason(f"这一条{entry.get_state_display()}，没有等待审签", "请刷新页面")


def _may_sign(entry: Entry, *, actor: Actor) -> Iterable[Reason]:
    yield from _may_judge(entry, actor)
    if actor.user_id is not None and actor.user_id in {*entry.authors, entry.submitted_by_id}:
        yield Reason("您写了或送了这一条，不能自己审签", "请本单位另一位审核人或负责人审签")
    yield from unfit(entry, texts.newest(entry))


@verb("knowledge.sign", "审签同意了知识条目{object}", forbids=_may_sign, link=PAGE)
def sign(entry: Entry, *, actor: Actor) -> Entry:
    """Another person of the unit vouches for the newest text."""
    entry.state, entry.signed_by = State.SIGNED, actor.user
    entry.save()
    keeping.tell([entry])
    return entry


def _may_send_back(entry: Entry, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    yield from _may_judge(entry, actor)
    if not reason.strip():
        yield Reason("退回要写明原因", "请填写原因", field="reason")


@verb("knowledge.send_back", "退回了知识条目{object}", forbids=_may_send_back, link=PAGE)
def send_back(entry: Entry, *, actor: Actor, reason: str) -> Entry:
    """The text goes back to who wrote it."""
    entry.state, entry.note, entry.submitted_by = State.DRAFT, reason.strip()[:300], None
    entry.save()
    keeping.tell([entry])
    return entry


def _may_publish(entry: Entry, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, entry.unit)
    if entry.state != State.SIGNED:
        yield Reason("还没有审签同意的文字", "审签同意后才能公开")
        return
    yield from unfit(entry, texts.newest(entry))


@verb("knowledge.publish", "公开了知识条目{object}", forbids=_may_publish, link=PAGE)
def publish(entry: Entry, *, actor: Actor) -> Entry:
    """Readers see the signed text from now on; it is held against its bases as they are at this moment."""
    now = timezone.now()
    put(entry, texts.newest(entry))
    entry.state, entry.live, entry.authors, entry.note = State.PUBLIC, True, [], ""
    entry.first_published_at = entry.first_published_at or now
    entry.published_at = now
    entry.withdrawn_at, entry.withdrawn_reason = None, ""
    keeping.confirm(entry)
    entry.save()
    keeping.refresh([entry], actor=actor)
    keeping.tell([entry])
    return entry
