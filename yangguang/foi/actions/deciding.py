"""The decision: found, drafted, looked at, signed. Signing writes the letter, ends the clock and counts the request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from ..models import Consultation, Determination, FoiRequest, RequestFile, SearchRecord, Vetting
from ..rules import clock, events, grounds
from ..rules.standing import Standing
from ..rules.standing import standing as standing_on
from . import clocking, inbox, letters, severing
from .clock_acts import being_handled
from .closing import end

State, Kind = Determination.State, Vetting.Kind
FIELDS = (
    "ground",
    "facts",
    "reasons",
    "provided",
    "parts",
    "where",
    "other_organ",
    "handled_by",
    "earlier",
    "earlier_text",
    "different_reason",
)
# Titles of what is given and words about single parts may name people: the log, which nothing leaves, does without.
NAMING = ("provided", "parts", "earlier_text", "different_reason", "returned_reason")
TEXTS = ("facts", "reasons", "where", "other_organ", "handled_by")
CONVERT_WITHIN = 20  # working days to decide whether to publish what was released (待核)


def _may_search(
    request: FoiRequest, *, actor: Actor, on: dt.date | None = None, where: str = "", keywords: str = "",
    result: str = "", **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, request.unit)
    yield from being_handled(request)
    if on is None or on > timezone.localdate():
        yield Reason("请填写检索日期，不晚于今天", field="on")
    for field, value, name in (
        ("where", where, "检索了哪些系统、台账、档案"),
        ("keywords", keywords, "用什么词、怎样检索"),
        ("result", result, "结果"),
    ):
        if not value.strip():
            yield Reason(f"请填写{name}", field=field)


@verb("foi.search", "登记了{object}的检索", forbids=_may_search, hidden=("keywords", "result"))
def record_search(
    request: FoiRequest, *, actor: Actor, on: dt.date, where: str, keywords: str, result: str, found: bool = False
) -> SearchRecord:  # fmt: skip
    """Where and how the information was looked for: what a court asks for when an organ says that there is none."""
    return SearchRecord.objects.create(
        request=request, on=on, by_label=actor.label[:60], where=where.strip()[:300], keywords=keywords.strip(),
        result=result.strip(), found=found,
    )  # fmt: skip


def lacking(decision: Determination) -> list[Reason]:
    """What the decision still needs for its ground; empty when it can be looked at and signed."""
    ground = grounds.GROUNDS[decision.ground]
    have = {f for f in TEXTS if str(getattr(decision, f)).strip()}
    if decision.provided:
        have.add(grounds.PROVIDED)
    if decision.parts and all(p.get("what") and p.get("ground") and p.get("reason") for p in decision.parts):
        have.add(grounds.PARTS)
    if decision.earlier_id or decision.earlier_text.strip():
        have.add(grounds.EARLIER)
    if decision.request.searches.exists():
        have.add(grounds.SEARCH)
    return [
        Reason(f"“{ground.name}”还缺：{name}", field=next(f for f, n in grounds.FIELDS.items() if n == name))
        for name in grounds.missing(decision.ground, have)
    ]


def provided_files(decision: Determination) -> list[int]:
    """The files that go out with the reply."""
    return [p["file"] for p in decision.provided if p.get("file")]


def needed_vettings(decision: Determination) -> list[str]:
    """Which looks the decision needs: secrecy and personal data before anything goes out, counsel before a refusal."""
    ground = grounds.GROUNDS[decision.ground]
    kinds: list[str] = []
    if ground.released:
        kinds += [Kind.SECRECY, Kind.PRIVACY]
    if ground.refusal:
        kinds.append(Kind.COUNSEL)
    return kinds


def open_vettings(decision: Determination) -> list[str]:
    """Of these, which this version has not passed yet."""
    passed = set(
        Vetting.objects.filter(request=decision.request_id, version=decision.version, verdict=Vetting.Verdict.FIT)
        .values_list("kind", flat=True)
    )  # fmt: skip
    return [k for k in needed_vettings(decision) if k not in passed]


def _may_save(
    request: FoiRequest,
    *,
    actor: Actor,
    values: dict[str, Any] | None = None,
    version: int = 0,
    **kwargs: Any,
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, request.unit)
    yield from being_handled(request)
    found = Determination.objects.filter(request=request).first()
    if found is not None and found.state == State.SIGNED:
        yield Reason("处理决定已经签发", "请刷新页面")
    elif found is not None and found.state == State.SUBMITTED:
        yield Reason("处理决定正在等待签发", "先撤回或退回修改")
    elif found is not None and found.version != version:
        yield Reason(
            "另一位同志刚刚修改过这份处理决定",
            "您填写的内容还在下面，请核对最新版本后再保存",
            field="version",
        )
    if values is None:  # asked only whether the person may
        return
    code = values.get("ground", found.ground if found else "")
    if code not in grounds.GROUNDS:
        yield Reason("请选择处理结果", field="ground")
    elif not grounds.GROUNDS[code].reply:
        yield Reason("撤回、逾期不是处理决定", "请用页面上的“撤回”或“不再处理”", field="ground")


@verb("foi.decide.save", "拟了{object}的处理决定", forbids=_may_save, hidden=("values", *NAMING))
def save(request: FoiRequest, *, actor: Actor, values: dict[str, Any], version: int) -> Determination:
    """Draft or change the decision. ``version`` is the one that was read: a second officer's change is not overwritten."""
    found = Determination.objects.filter(request=request).first() or Determination(request=request, version=0)
    for field in FIELDS:
        if field in values:
            setattr(found, field, values[field])
    found.version += 1
    found.drafted_by, found.returned_reason = actor.user, ""
    found.save()
    return found


def _may_submit(decision: Determination, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, decision.request.unit)
    yield from being_handled(decision.request)
    if decision.state != State.DRAFT:
        yield Reason(f"处理决定{decision.get_state_display()}", "请刷新页面")
    yield from _unready(decision)
    yield from _consulted(decision)
    yield from _differs(decision)


def _unready(decision: Determination) -> Iterable[Reason]:
    """What keeps the reply from being written; told before others look at it, not when the head signs."""
    if short := lacking(decision):
        yield from short
    else:
        letter = grounds.GROUNDS[decision.ground].letter
        given = {"determination": decision}
        yield from letters.problems(decision.request, letter, dated=timezone.localdate(), given=given)
    yield from severing.wrongly_provided(decision.request, provided_files(decision))


def _consulted(decision: Determination) -> Iterable[Reason]:
    """Opinions that are still awaited, and third parties against whose will something would go out."""
    ground = grounds.GROUNDS[decision.ground]
    if not (ground.released or decision.ground == grounds.THIRD_PARTY):
        return
    for one in decision.request.consultations.all():
        if one.answered_on is None:
            yield Reason(f"{one.get_kind_display()}的意见还没有答复", "等答复或期限届满后登记")
        elif (
            ground.code == grounds.GRANTED
            and one.kind == Consultation.Kind.THIRD_PARTY
            and one.answer == Consultation.Answer.REFUSE
            and not one.overruled
        ):
            yield Reason(
                "第三方不同意公开",
                "请先作出是否采纳的决定并告知第三方（条例第三十二条），或改为部分公开、不予公开",
            )


def _differs(decision: Determination) -> Iterable[Reason]:
    """The same matter was decided differently before: the reason has to be told."""
    from ..similar import differing

    if not decision.different_reason.strip() and differing(decision.request, decision.ground):
        yield Reason(
            "同类申请此前的处理结果不同", "请对照右边的案例，写明这次不同的理由", field="different_reason"
        )


@verb("foi.decide.submit", "提交了{object}", forbids=_may_submit)
def submit(decision: Determination, *, actor: Actor) -> Determination:
    """Ask for the looks and the signature."""
    decision.state, decision.submitted_at = State.SUBMITTED, timezone.now()
    decision.save()
    words = [Kind(k).label for k in needed_vettings(decision)]
    inbox.vet(decision.request, actor=actor, body="、".join([*words, "签发"]))
    return decision


VETTED_BY = {Kind.SECRECY: Act.REVIEW, Kind.PRIVACY: Act.REVIEW, Kind.COUNSEL: Act.ADVISE}


def _may_vet(
    decision: Determination, *, actor: Actor, kind: str = "", verdict: str = "", text: str = "", **kwargs: Any
) -> Iterable[Reason]:
    if kind not in Kind.values:
        yield Reason("请选择审查种类", field="kind")
        return
    yield from reasons(actor, VETTED_BY[Kind(kind)], decision.request.unit)
    if decision.state != State.SUBMITTED:
        yield Reason("处理决定还没有提交审查" if decision.state == State.DRAFT else "处理决定已经签发")
    if actor.user is not None and actor.user.pk == decision.drafted_by_id:
        yield Reason("不能审查自己拟的处理决定", "由另一位同志审查")
    if verdict not in Vetting.Verdict.values:
        yield Reason("请选择结论", field="verdict")
    elif verdict != Vetting.Verdict.FIT and not text.strip():
        yield Reason("请写明意见", field="text")
    elif kind == Kind.COUNSEL and not text.strip():
        yield Reason("请写明法律意见", field="text")


@verb("foi.decide.vet", "审查了{object}", forbids=_may_vet, hidden=("text",))
def vet(decision: Determination, *, actor: Actor, kind: str, verdict: str, text: str = "") -> Vetting:
    """One look at the version submitted; anything but consent sends it back to be changed."""
    made = Vetting.objects.create(
        request=decision.request, kind=kind, version=decision.version, verdict=verdict, text=text.strip(),
        by=actor.user, by_label=actor.label[:60],
    )  # fmt: skip
    if verdict != Vetting.Verdict.FIT:
        _back(decision, f"{made.get_kind_display()}：{made.get_verdict_display()}", actor)
    return made


def _back(decision: Determination, reason: str, actor: Actor) -> None:
    decision.state, decision.returned_reason, decision.submitted_at = State.DRAFT, reason[:300], None
    decision.save()
    inbox.done(inbox.VET, decision.request_id, actor=actor, fact="已退回修改")


def _may_return(
    decision: Determination, *, actor: Actor, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    own = actor.user is not None and actor.user.pk == decision.drafted_by_id
    yield from reasons(actor, Act.EDIT if own else Act.REVIEW, decision.request.unit)
    if decision.state != State.SUBMITTED:
        yield Reason(f"处理决定{decision.get_state_display()}", "请刷新页面")
    if not reason.strip():
        yield Reason("请写明原因", field="reason")


@verb("foi.decide.return", "退回了{object}", forbids=_may_return)
def send_back(decision: Determination, *, actor: Actor, reason: str) -> Determination:
    """Back to be changed; who drafted it may also take it back."""
    _back(decision, reason.strip(), actor)
    return decision


def _may_sign(
    decision: Determination, *, actor: Actor, version: int | None = None, **kwargs: Any
) -> Iterable[Reason]:
    request = decision.request
    yield from reasons(actor, Act.APPROVE, request.unit)
    if stop := list(being_handled(request)):
        yield from stop
        return
    if decision.state != State.SUBMITTED:
        yield Reason(
            "处理决定还没有提交" if decision.state == State.DRAFT else "处理决定已经签发", "请刷新页面"
        )
        return
    if version is not None and version != decision.version:
        yield Reason("您看到之后，处理决定又修改过", "请看过最新版本再签发", field="version")
    if actor.user is not None and actor.user.pk == decision.drafted_by_id:
        yield Reason("不能签发自己拟的处理决定", "由另一位负责人签发")
    yield from _unready(decision)
    yield from _consulted(decision)
    for kind in open_vettings(decision):
        yield Reason(f"还没有{Kind(kind).label}", "审查通过后才能签发")
    if request.state in (clock.CORRECTING, clock.FEE_PENDING) and decision.ground != grounds.UNCLEAR:
        yield Reason(
            f"正在{request.get_state_display()}，申请人的期限还没有到", "等补正、缴费，或期限届满后“不再处理”"
        )
    if grounds.GROUNDS[decision.ground].released and decision.provided:
        wrong = [p for p in decision.provided if p.get("carrier") == "electronic" and not p.get("file")]
        if wrong:
            yield Reason(
                f"“{wrong[0].get('title', '')}”以电子文件提供，但没有文件",
                "请在“文件”里上传，或选择遮盖后的文件",
                field="provided",
            )


@verb("foi.decide.sign", "签发了{object}", forbids=_may_sign)
def sign(decision: Determination, *, actor: Actor, version: int | None = None) -> Determination:
    """The head signs: letter with its number, clock stopped, request counted in its row; all in one transaction."""
    request = FoiRequest.objects.select_for_update(of=("self",)).get(pk=decision.request_id)
    ground = grounds.GROUNDS[decision.ground]
    decision.state, decision.signed_by, decision.signed_at = State.SIGNED, actor.user, timezone.now()
    decision.signed_by_label = actor.label[:60]
    decision.save()
    decision.request = request
    for item in decision.provided:
        if item.get("file"):
            RequestFile.objects.filter(request=request, pk=item["file"]).update(
                part=RequestFile.Part.RELEASED
            )
    letters.issue(
        request, ground.letter, actor=actor, dated=timezone.localdate(), fields={"determination": decision}
    )
    end(request, decision.ground, events.REPLIED, actor=actor)
    inbox.done(inbox.VET, request.pk, actor=actor, fact="已签发")
    if ground.released and ground.code != grounds.PUBLIC:
        due = calendar.load().add(timezone.localdate(), CONVERT_WITHIN).due
        inbox.convert(request, due, actor=actor)
    return decision


def clock_note(request: FoiRequest) -> Standing:
    """Where the request stands today."""
    return standing_on(clocking.clock_of(request), timezone.localdate(), calendar.load())
