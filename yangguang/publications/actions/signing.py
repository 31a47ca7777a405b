"""Sign-offs (三审三校): nobody approves their own text, and a changed text is approved anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, may, reasons

from .. import gates, judging, queries, rules
from ..gates import Step
from ..models import PlannedChange, Publication, SignOff, Stage
from . import reminding
from .drafting import LONG

CONSENT = 0  # the level of the publicity department's consent


def _may_submit(
    publication: Publication, *, actor: Actor, together: Sequence[Publication] = (), **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, publication.unit)
    if publication.stage != Stage.DRAFT or not publication.has_unpublished_changes:
        yield Reason("没有待送审的修改", "修改并保存后再送审")
        return
    last = publication.signoffs.filter(revision=publication.latest_revision_id).last()
    if last is not None and last.decision == SignOff.Decision.RETURNED:
        yield Reason(f"退回后还没有修改（意见：{last.note}）", "按意见修改并保存后再送审")
    # Sign-offs of an unchanged text count on: whoever gave one would be sending what they approved. (What goes together is
    # renewed by its room before it is sent.)
    if (
        not together
        and actor.user is not None
        and any(s.by_id == actor.user.pk for s in queries.given(publication))
    ):
        yield Reason("您审核过这份文本，不能再由您送审", "请本单位其他人送审，或修改并保存后重新送审")
    yield from judging.standing(publication)
    yield from gates.reasons(Step.SUBMIT, publication, together)


@verb("publications.submit", "把{object}送审", forbids=_may_submit, hidden=LONG)
def submit(
    publication: Publication, *, actor: Actor, note: str = "", together: Sequence[Publication] = ()
) -> Publication:
    """Send the newest text to its first sign-off; it can't be changed while it is looked at.

    ``together`` are the records sent at the same moment, for the gates of rooms above.
    """
    publication.stage = Stage.REVIEW
    publication.submitted_by = actor.user
    publication.save()
    if queries.signed_off(publication):
        make_ready(publication, actor=actor)
        publication.refresh_from_db()
    return publication


def _may_be_ready(publication: Publication, **kwargs: Any) -> Iterable[Reason]:
    if publication.stage != Stage.REVIEW:
        yield Reason("不在审校中")
    elif not queries.signed_off(publication):
        yield Reason("还没有完成审校")


@verb("publications.ready", "{object}的各审此前都已通过，转为待发布", forbids=_may_be_ready, hidden=LONG)
def make_ready(publication: Publication, *, actor: Actor) -> Publication:
    """A text whose sign-offs are all given already waits for no other: it was sent unchanged, or the rule asks for fewer."""
    publication.stage = Stage.READY
    publication.save()
    return publication


def follow_rules(*, actor: Actor) -> int:
    """After a change of rules: what is in review and needs no further sign-off is ready for release; how many.

    One that changes meanwhile stops no other.
    """
    signed = SignOff.objects.filter(
        revision=F("publication__latest_revision"), decision=SignOff.Decision.APPROVED, afterwards=False,
        publication__stage=Stage.REVIEW,
    )  # fmt: skip
    waiting = Publication.objects.filter(pk__in=signed.values("publication"))
    done = 0
    for publication in list(waiting.defer("body", "extra").order_by("pk")):
        if queries.signed_off(publication):
            with suppress(Refused):
                make_ready(publication, actor=actor)
                done += 1
                reminding.settle(publication.unit_id, timezone.localdate())
    return done


def _may_recall(
    publication: Publication, *, actor: Actor, together: Sequence[Publication] = (), **kwargs: Any
) -> Iterable[Reason]:
    if publication.stage not in (Stage.REVIEW, Stage.READY, Stage.SCHEDULED):
        yield Reason("不在审校中")
    yield from reasons(actor, Act.EDIT, publication.unit)
    yield from gates.reasons(Step.RECALL, publication, together)


@verb("publications.recall", "把{object}退回修改", forbids=_may_recall, hidden=LONG)
def recall(
    publication: Publication, *, actor: Actor, note: str = "", together: Sequence[Publication] = ()
) -> Publication:
    """Take the text back to change it; sign-offs given so far stay on record and count no more once it changes."""
    publication.stage = Stage.DRAFT
    publication.release_at = None
    publication.release_trouble = ""
    publication.save()
    PlannedChange.objects.filter(publication=publication).delete()
    reminding.settle(publication.unit_id, timezone.localdate())
    return publication


def _may_decide(
    publication: Publication,
    *,
    actor: Actor,
    together: Sequence[Publication] = (),
    step: Step = Step.APPROVE,
    **kwargs: Any,
) -> Iterable[Reason]:
    if publication.stage != Stage.REVIEW:
        yield Reason("不在审校中")
        return
    course = queries.course(publication)
    level = course.next_level
    if level is None:
        # The rule was lowered meanwhile. Nothing is left to approve; a reviewer may still find something to change.
        if step != Step.RETURN:
            yield Reason("各审都已通过", "可以直接发布；需要修改的，可以退回")
            return
        if not may(actor, Act.APPROVE, publication.unit):
            yield from reasons(actor, Act.REVIEW, publication.unit)
    elif level == CONSENT:
        unit = queries.publicity_unit()
        if unit is None:
            yield Reason("没有设置统筹审签单位", "请管理员设置 YANGGUANG_PUBLICITY_UNIT")
            return
        yield from reasons(actor, Act.REVIEW, unit)
    else:
        yield from reasons(actor, _act(level, course.levels), publication.unit)
    if level is None:
        course = replace(course, same_person=True)  # whoever approved may think better of it
    yield from not_own(publication, actor, course)
    yield from gates.reasons(step, publication, together)


def _act(level: int, levels: int) -> Act:
    return Act.APPROVE if rules.is_last(level, levels) else Act.REVIEW


def not_own(publication: Publication, actor: Actor, course: queries.Course) -> Iterable[Reason]:
    """Nobody approves a text they wrote or sent, nor twice the same text unless the unit's rule allows it."""
    if actor.user is None:
        return
    if actor.user.pk in course.authors:
        yield Reason("不能审核自己写的文本", "请本单位另一位审核人办理")
    elif not course.same_person and any(s.by_id == actor.user.pk for s in course.given):
        yield Reason("同一文本的各审要由不同的人办理", "请下一位审核人办理")


@verb("publications.approve", "审核通过了{object}", forbids=_may_decide, hidden=LONG)
def approve(
    publication: Publication, *, actor: Actor, note: str = "", together: Sequence[Publication] = ()
) -> Publication:
    """Give the next sign-off; after the last the record is ready for release."""
    course = queries.course(publication)
    SignOff.objects.create(
        publication=publication, revision=publication.latest_revision, level=course.next_level or CONSENT,
        decision=SignOff.Decision.APPROVED, note=note.strip()[:500], by=actor.user,
    )  # fmt: skip
    if queries.course(publication).next_level is None:
        publication.stage = Stage.READY
        publication.save()
    reminding.settle(publication.unit_id, timezone.localdate())
    return publication


def _may_return(
    publication: Publication,
    *,
    actor: Actor,
    note: str = "",
    together: Sequence[Publication] = (),
    **kwargs: Any,
) -> Iterable[Reason]:
    yield from _may_decide(publication, actor=actor, together=together, step=Step.RETURN)
    if not note.strip():
        yield Reason("退回要说明要改什么", "请填写意见", field="note")


@verb("publications.send_back", "退回了{object}", forbids=_may_return, hidden=LONG)
def send_back(
    publication: Publication, *, actor: Actor, note: str, together: Sequence[Publication] = ()
) -> Publication:
    """Return the text to its author, saying what to change."""
    course = queries.course(publication)
    SignOff.objects.create(
        publication=publication, revision=publication.latest_revision,
        level=course.levels if course.next_level is None else course.next_level,
        decision=SignOff.Decision.RETURNED, note=note.strip()[:500], by=actor.user,
    )  # fmt: skip
    publication.stage = Stage.DRAFT
    publication.save()
    reminding.settle(publication.unit_id, timezone.localdate())
    return publication


def _may_approve_afterwards(publication: Publication, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    if not publication.urgent_pending:
        yield Reason("没有待补审的应急发布")
        return
    if not (may(actor, Act.APPROVE, publication.unit) or may(actor, Act.REVIEW, publication.unit)):
        yield from reasons(actor, Act.REVIEW, publication.unit)
    version = publication.versions.order_by("number").last()
    people = queries.behind_urgent([publication.pk])[publication.pk]
    if actor.user is not None and actor.user.pk in people:
        yield Reason("补审要由撰写人、发布人以外的人办理", "请本单位另一位审核人办理")
    if version is None:
        yield Reason("没有已发布的版本")
    elif not publication.has_unpublished_changes:
        yield from judging.standing(publication)  # what the hurry left unanswered


@verb(
    "publications.approve_afterwards",
    "补审通过了应急发布的{object}",
    forbids=_may_approve_afterwards,
    hidden=LONG,
)
def approve_afterwards(publication: Publication, *, actor: Actor, note: str = "") -> Publication:
    """Approve what went out before its sign-offs; the flag goes away."""
    SignOff.objects.create(
        publication=publication, revision=publication.live_revision, level=1,
        decision=SignOff.Decision.APPROVED, afterwards=True, note=note.strip()[:500], by=actor.user,
    )  # fmt: skip
    publication.urgent_pending = False
    publication.save()
    reminding.settle(publication.unit_id, timezone.localdate())
    return publication
