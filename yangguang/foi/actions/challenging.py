"""Reviews (行政复议) and lawsuits (行政诉讼) against what was decided, their outcomes, and what the unit learns (任务 33, 35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from .. import duty
from ..models import Challenge, DeskSettings, FoiRequest
from ..rules import challenges as rules
from ..rules.remedies import DEPARTMENT

Kind, Outcome = Challenge.Kind, Challenge.Outcome
NAMES = {Kind.REVIEW: "复议机关", Kind.SUIT: "法院", Kind.SUIT_AFTER: "法院"}


def decided(request: FoiRequest) -> rules.Decided:
    """What is challenged, as the rules see it."""
    desk = DeskSettings.objects.filter(unit=request.unit_id).first()
    kind = desk.kind if desk is not None else DEPARTMENT
    return rules.Decided(kind, request.ground, request.closed_on, request.due)


def reviews_of(request: FoiRequest) -> Any:
    """Reviews that a lawsuit may follow."""
    return request.challenges.filter(kind=Kind.REVIEW).exclude(outcome=Outcome.PENDING)


def _may_register(
    request: FoiRequest, *, actor: Actor, kind: str = "", body: str = "", number: str = "",
    filed_on: dt.date | None = None, after: Challenge | None = None, confirmed: bool = False, **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, request.unit.successor())
    if request.received_on is None:
        yield Reason("还没有确认收到日期，不会有复议或诉讼")
        return
    if kind not in Kind.values:
        yield Reason("请选择种类", field="kind")
        return
    if not body.strip():
        yield Reason(f"请填写受理的{NAMES[Kind(kind)]}", field="body")
    if filed_on is None:
        yield Reason("请填写受理日期", field="filed_on")
        return
    if filed_on > timezone.localdate():
        yield Reason("受理日期不能在今天之后", field="filed_on")
        return
    found = decided(request)
    if wrong := rules.can_be_filed(found, filed_on):
        yield Reason(wrong, field="filed_on")
    yield from _in_order(request, kind, filed_on, after)
    if kind == Kind.SUIT and rules.review_comes_first(found) and not confirmed:
        yield Reason(
            "这类案件应当先申请行政复议（2023 年行政复议法第二十三条）",
            "法院确已直接受理的，请勾选后再登记",
            field="confirmed",
        )
    same = request.challenges.filter(kind=kind, filed_on=filed_on, body=body.strip()[:100])
    if same.exists():
        yield Reason("同一天受理的这件已经登记", "请刷新页面")


def _in_order(request: FoiRequest, kind: str, filed_on: dt.date, after: Challenge | None) -> Iterable[Reason]:
    """A lawsuit after a review names the review, which is decided by then; others name none."""
    if kind != Kind.SUIT_AFTER:
        if after is not None:
            yield Reason("只有“复议后起诉”才写所不服的复议", field="after")
        pending = request.challenges.filter(kind=Kind.REVIEW, outcome=Outcome.PENDING)
        if kind == Kind.REVIEW and pending.exists():
            yield Reason("还有一件复议没有审结", "同一答复不会同时有两件复议", field="kind")
        return
    if after is None:
        yield Reason("请选择所不服的复议", "复议还没有登记或没有审结的，请先办理", field="after")
    elif after.request_id != request.pk or after.kind != Kind.REVIEW:
        yield Reason("所不服的复议不是这件申请的", field="after")
    elif after.decided_on is None:
        yield Reason("所不服的复议还没有审结", field="after")
    elif filed_on < after.decided_on:
        yield Reason(f"受理日期早于复议审结日期 {after.decided_on}", field="filed_on")


@verb("foi.challenge.register", "登记了{object}", forbids=_may_register)
def register(
    request: FoiRequest, *, actor: Actor, kind: str, body: str, filed_on: dt.date, number: str = "",
    after: Challenge | None = None, confirmed: bool = False,
) -> Challenge:  # fmt: skip
    """A review or lawsuit has been admitted. It counts in the second table of the annual report from now on."""
    return Challenge.objects.create(
        request=request, kind=kind, body=body.strip()[:100], number=number.strip()[:60], filed_on=filed_on, after=after
    )  # fmt: skip


def _may_decide(
    challenge: Challenge, *, actor: Actor, outcome: str = "", decided_on: dt.date | None = None, how: str = "",
    **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, challenge.request.unit.successor())
    if challenge.outcome != Outcome.PENDING:
        yield Reason(f"已经审结：{challenge.get_outcome_display()}", "请刷新页面")
        return
    if outcome not in Outcome.values or outcome == Outcome.PENDING:
        yield Reason("请选择结果", field="outcome")
    if decided_on is None or not challenge.filed_on <= decided_on <= timezone.localdate():
        yield Reason(f"请填写审结日期，在 {challenge.filed_on} 到今天之间", field="decided_on")
    if outcome == Outcome.CORRECTED and not how.strip():
        yield Reason("请写明怎样纠正", "如撤销并责令重新答复、确认违法、责令履行", field="how")


@verb("foi.challenge.decide", "登记了{object}的结果", forbids=_may_decide, hidden=("summary",))
def decide(
    challenge: Challenge, *, actor: Actor, outcome: str, decided_on: dt.date, how: str = "", summary: str = ""
) -> Challenge:
    """Its outcome, fed back to the decision. One that was put right asks the unit to answer anew and to learn."""
    challenge.outcome, challenge.decided_on = outcome, decided_on
    challenge.how, challenge.summary = how.strip()[:60], summary.strip()
    challenge.save()
    if outcome == Outcome.CORRECTED:
        request = challenge.request
        duty.ask(
            duty.LESSON, challenge.pk, request.unit.successor(), f"{challenge.get_kind_display()}纠正了答复：{request.subject}",
            request.get_absolute_url(), actor=actor,
            body=f"{challenge.body} {decided_on}：{challenge.how}。请按要求重新处理，并写明原因和改进措施。",
        )  # fmt: skip
    return challenge


def _may_learn(challenge: Challenge, *, actor: Actor, lesson: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, challenge.request.unit.successor())
    if challenge.outcome != Outcome.CORRECTED:
        yield Reason("没有被纠正，不用写整改")
    if len(lesson.strip()) < 10:
        yield Reason("请写明怎样重新处理、原因和改进措施", "至少十个字", field="lesson")


@verb("foi.challenge.learn", "写了{object}的改进措施", forbids=_may_learn)
def learn(challenge: Challenge, *, actor: Actor, lesson: str) -> Challenge:
    """What was done about it and what will be done differently; that ends the unit's duty."""
    challenge.lesson = lesson.strip()[:500]
    challenge.save(update_fields=["lesson"])
    duty.done(duty.LESSON, challenge.pk, actor=actor, fact="已写明整改")
    return challenge


def _may_correct(challenge: Challenge, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, challenge.request.unit.successor())
    if challenge.outcome == Outcome.PENDING:
        yield Reason("还没有登记结果")
    if challenge.followed_by.exists():
        yield Reason("复议之后的诉讼已经登记，不能改为没有审结")
    if not reason.strip():
        yield Reason("请写明更正的原因", field="reason")


@verb("foi.challenge.reopen", "更正了{object}的结果", forbids=_may_correct)
def reopen(challenge: Challenge, *, actor: Actor, reason: str) -> Challenge:
    """The outcome was recorded wrongly: pending again, to be recorded anew. What stood there stays in the log."""
    challenge.outcome, challenge.decided_on, challenge.how = Outcome.PENDING, None, ""
    challenge.save()
    duty.done(duty.LESSON, challenge.pk, actor=actor, fact="结果登记有误，已更正")
    return challenge
