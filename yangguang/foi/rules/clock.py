"""The clock of a request: when is it due, and how did that date come about (条例 art. 30-35; 国办函〔2020〕109号 art. 6).

``compute(events, calendar)`` reads no clock and no table: the same events give the same date, always with its working.

How days count. A period runs from the day after its event; only working days count. What the time of a
consultation takes out are the days after asking up to the answer, at most fifteen working days (after that silence
has its effect: art. 32 the organ decides, art. 34 consent is presumed). Days that several consultations share are
taken out once. An answered correction and a paid fee begin the twenty days anew; an extension counts for the run in which
it was granted (待核: the texts don't say whether it outlives a new start; this reading never gives a later date).
What is done after the period is over moves nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from yangguang.core.workdays import ONE_DAY, Calendar

from . import events as e
from .events import Event, WrongEvents

REPLY = 20  # working days, art. 33
EXTENSION = 20  # working days at most, art. 33
CORRECTION_NOTICE = 7  # working days, art. 30
CONSULTED = 15  # working days, art. 32 and 34
PAYMENT = 20  # working days, 109号文 art. 6
CORRECTION = 15  # working days to correct when the notice sets no day; art. 30 says "reasonable" (待核)

TO_CONFIRM, WORKING, CORRECTING, CONSULTING = "to_confirm", "working", "correcting", "consulting"
FEE_PENDING, REPLIED, WITHDRAWN, LAPSED = "fee_pending", "replied", "withdrawn", "lapsed"
STATES = {
    TO_CONFIRM: "待确认收到日",
    WORKING: "办理中",
    CORRECTING: "等待补正",
    CONSULTING: "征求意见中",
    FEE_PENDING: "等待缴费",
    REPLIED: "已答复",
    WITHDRAWN: "已撤回",
    LAPSED: "不再处理",
}


@dataclass(frozen=True)
class Exclusion:
    """Days after ``after`` up to ``to`` that don't count, and because of what."""

    after: dt.date
    to: dt.date
    why: str
    article: str

    def holds(self, day: dt.date) -> bool:
        return self.after < day <= self.to


@dataclass(frozen=True)
class Step:
    """One day of the run: its number when it counts, 0 when it is skipped; why, and by which article."""

    date: dt.date
    number: int
    why: str
    article: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class Line:
    """One event with what it does to the clock, in a sentence."""

    on: dt.date
    name: str
    effect: str
    article: str


@dataclass(frozen=True)
class Deadline:
    """A date by which somebody has to do something now. ``who``: 本机关, 申请人, 第三方, 其他机关."""

    code: str
    who: str
    what: str
    due: dt.date
    silence: str
    article: str


@dataclass(frozen=True)
class Clock:
    """Where a request stands by its events.

    ``due`` is None while no reply is due: before receipt is confirmed, while a correction or a payment is awaited, and
    after a withdrawal. ``start`` begins the present run of days, ``limit`` is its length in working days. ``steps`` are
    the days of the run, ``lines`` the events; ``deadlines`` what is due from whom; ``faults`` what broke the law.
    """

    state: str
    due: dt.date | None = None
    received_on: dt.date | None = None
    start: dt.date | None = None
    limit: int = REPLY
    extension: int = 0
    delayed_until: dt.date | None = None
    ended_on: dt.date | None = None
    exclusions: tuple[Exclusion, ...] = ()
    steps: tuple[Step, ...] = ()
    lines: tuple[Line, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def assumed(self) -> bool:
        """True when a day of the working is 推定, so the date may still move with a holiday notice."""
        return any(step.assumed for step in self.steps)

    @property
    def late(self) -> bool:
        """True when the reply came after its due date."""
        return self.state == REPLIED and None not in (self.due, self.ended_on) and self.ended_on > self.due  # type: ignore[operator]


@dataclass
class _Run:
    """What the walk over the events keeps."""

    received: dt.date
    start: dt.date
    extension: int = 0
    delayed: dt.date | None = None
    waiting: Event | None = None  # the correction or fee notice that stopped the clock
    corrected: bool = False
    charged: bool = False
    exclusions: list[Exclusion] = field(default_factory=list)
    asked: dict[tuple[str, str], Event] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def compute(events: Sequence[Event], calendar: Calendar) -> Clock:
    """The clock after ``events``, which may come in any order; those of one day count in the order given.

    Raises WrongEvents for what can't have happened: an answer nobody asked for, anything before receipt or after the
    end, a second correction notice (art. 30: 一次性告知), an extension of more than twenty working days in all.
    """
    ordered = sorted(events, key=lambda event: event.on)
    if not ordered:
        return Clock(TO_CONFIRM)
    first = ordered[0]
    if first.kind in (e.WITHDRAWN, e.LAPSED) and len(ordered) == 1:
        line = Line(first.on, first.name, "收到日确认之前结束", e.ARTICLES[first.kind])
        return Clock(WITHDRAWN if first.kind == e.WITHDRAWN else LAPSED, ended_on=first.on, lines=(line,))
    if first.kind != e.RECEIVED:
        raise WrongEvents([f"{first.on} {first.name}：在收到申请之前"])
    run = _Run(first.on, first.on)
    run.lines.append(
        Line(first.on, first.name, f"次日起算，答复期限 {REPLY} 个工作日", e.ARTICLES[e.RECEIVED])
    )
    end: Event | None = None
    for event in ordered[1:]:
        if end is not None:
            raise WrongEvents([f"{event.on} {event.name}：在{end.name}（{end.on}）之后"])
        if event.kind == e.RECEIVED:
            raise WrongEvents([f"{event.on} 收到申请：已于 {run.received} 收到，只能有一个收到日"])
        if event.kind in e.ENDS:
            end = event
            _say(run, event, "")
        else:
            _apply(run, event, calendar)
    return _result(run, end, calendar)


def _say(run: _Run, event: Event, effect: str) -> None:
    run.lines.append(Line(event.on, event.name, effect, e.ARTICLES[event.kind]))


def _apply(run: _Run, event: Event, calendar: Calendar) -> None:
    steps = {
        e.CORRECTION_NOTIFIED: _stop, e.FEE_NOTIFIED: _stop, e.CORRECTED: _restart, e.FEE_PAID: _restart,
        e.FEE_WAIVED: _waive, e.EXTENDED: _extend, e.DELAYED: _delay,
    }  # fmt: skip
    if event.kind in e.ASKED:
        _ask(run, event, calendar)
    elif event.kind in e.ANSWERED:
        _answer(run, event, calendar)
    else:
        steps[event.kind](run, event, calendar)


def _too_late(run: _Run, event: Event, calendar: Calendar) -> bool:
    """After the period is over nothing moves it any more; the breach is told."""
    if run.waiting is not None:
        return False
    due = _due(run, calendar)[0]
    if event.on <= due:
        return False
    run.faults.append(f"{event.on} {event.name}时答复期限（{due}）已过，不影响期限")
    _say(run, event, f"期限 {due} 已过，不起作用")
    return True


def _stop(run: _Run, event: Event, calendar: Calendar) -> None:
    correction = event.kind == e.CORRECTION_NOTIFIED
    if correction and run.corrected:
        raise WrongEvents([f"{event.on} 告知补正：只能一次性告知，不能再次要求补正（条例第三十条）"])
    if not correction and run.charged:
        raise WrongEvents([f"{event.on} 发出收费通知：一件申请只收一次费"])
    if run.waiting is not None:
        raise WrongEvents(
            [f"{event.on} {event.name}：还在{run.waiting.name}（{run.waiting.on}）之后的等待中"]
        )
    if correction:
        run.corrected = True
        last = calendar.add(run.received, CORRECTION_NOTICE).due
        if event.on > last:
            run.faults.append(
                f"补正应在收到之日起 {CORRECTION_NOTICE} 个工作日内（{last} 前）告知，{event.on} 才告知"
            )
    if _too_late(run, event, calendar):
        return
    run.charged = run.charged or not correction
    run.waiting = event
    _say(run, event, "停止计算，" + ("收到补正后重新计算" if correction else "完成缴费次日起重新计算"))


def _restart(run: _Run, event: Event, calendar: Calendar) -> None:
    notice = e.CORRECTION_NOTIFIED if event.kind == e.CORRECTED else e.FEE_NOTIFIED
    if run.waiting is None or run.waiting.kind != notice:
        raise WrongEvents([f"{event.on} {event.name}：没有{e.NAMES[notice]}在先"])
    last = _last_day(run.waiting, calendar)
    if event.on > last:
        run.faults.append(f"{event.name}的最后一天是 {last}，{event.on} 才{event.name}，本机关已继续办理")
    run.waiting = None
    run.start, run.extension, run.delayed = event.on, 0, None
    _say(run, event, f"次日起重新计算 {REPLY} 个工作日")


def _waive(run: _Run, event: Event, calendar: Calendar) -> None:
    """The organ takes its fee notice back: the count goes on where it stopped."""
    if run.waiting is None or run.waiting.kind != e.FEE_NOTIFIED:
        raise WrongEvents([f"{event.on} {event.name}：没有{e.NAMES[e.FEE_NOTIFIED]}在先"])
    run.exclusions.append(Exclusion(run.waiting.on, event.on, "等待缴费", e.ARTICLES[e.FEE_NOTIFIED]))
    run.waiting, run.charged = None, False
    _say(run, event, "不再收费，接着计算")


def _extend(run: _Run, event: Event, calendar: Calendar) -> None:
    if not 1 <= event.workdays <= EXTENSION - run.extension:
        raise WrongEvents([
            f"{event.on} 延长 {event.workdays} 个工作日：延长合计应在 1 到 {EXTENSION} 个工作日之间"
            + (f"，已经延长 {run.extension} 个" if run.extension else "")
            + "（条例第三十三条）"
        ])  # fmt: skip
    if run.waiting is not None:
        raise WrongEvents([f"{event.on} 延长答复期限：{run.waiting.name}之后期限已停止计算，不用延长"])
    if _too_late(run, event, calendar):
        return
    run.extension += event.workdays
    _say(run, event, f"延长 {event.workdays} 个工作日，答复期限共 {REPLY + run.extension} 个工作日")


def _delay(run: _Run, event: Event, calendar: Calendar) -> None:
    if event.until is None or event.until <= event.on:
        raise WrongEvents([f"{event.on} 确定延迟答复：要写明延迟到哪一天（until），且在这一天之后"])
    if _too_late(run, event, calendar):
        return
    run.delayed = max(event.until, run.delayed or event.until)
    _say(run, event, f"申请数量、频次明显超过合理范围，延迟到 {event.until} 答复")


def _ask(run: _Run, event: Event, calendar: Calendar) -> None:
    key = (event.kind, event.party)
    if key in run.asked:
        raise WrongEvents([f"{event.on} {event.name}{_of(event)}：上一次征求还没有答复，请用 party 区分"])
    if _too_late(run, event, calendar):
        run.asked[key] = replace(event, workdays=-1)  # its answer is taken, and moves nothing
        return
    run.asked[key] = event
    _say(run, event, f"征求意见的时间不计入，最多 {CONSULTED} 个工作日")


def _answer(run: _Run, event: Event, calendar: Calendar) -> None:
    ask = e.ANSWERED[event.kind]
    key = (ask, event.party)
    if key not in run.asked and not event.party:  # unnamed: the one that has waited longest
        key = next((k for k in run.asked if k[0] == ask), key)
    asked = run.asked.pop(key, None)
    if asked is None:
        raise WrongEvents([f"{event.on} {event.name}{_of(event)}：没有征求意见在先"])
    if asked.workdays < 0:
        _say(run, event, "期限已过，不起作用")
        return
    last = _last_day(asked, calendar)
    to = min(event.on, last)
    run.exclusions.append(_exclusion(asked, to))
    if event.on > last:
        _say(run, event, f"逾期答复；只扣除到 {last}")
    else:
        _say(run, event, f"扣除 {asked.on} 之后到 {to} 的时间")


def _of(event: Event) -> str:
    return f"（{event.party}）" if event.party else ""


def _exclusion(asked: Event, to: dt.date) -> Exclusion:
    return Exclusion(asked.on, to, asked.name + _of(asked), e.ARTICLES[asked.kind])


def _last_day(notice: Event, calendar: Calendar) -> dt.date:
    """The last day on which somebody may do what a notice asks of them."""
    if notice.kind == e.CORRECTION_NOTIFIED:
        return notice.until or calendar.add(notice.counted_from, CORRECTION).due
    length = PAYMENT if notice.kind == e.FEE_NOTIFIED else CONSULTED
    return calendar.add(notice.counted_from, length).due


def _due(run: _Run, calendar: Calendar) -> tuple[dt.date, tuple[Step, ...]]:
    """Count the run's days; consultations still open take out as much as they ever can."""
    open_ones = [_exclusion(a, _last_day(a, calendar)) for a in run.asked.values() if a.workdays >= 0]
    exclusions = [*run.exclusions, *open_ones]
    limit, number, date = REPLY + run.extension, 0, run.start
    steps = []
    while number < limit:
        date += ONE_DAY
        day = calendar.day(date)
        span = next((x for x in exclusions if x.holds(date)), None) if day.is_workday else None
        if not day.is_workday:
            steps.append(Step(date, 0, day.why, "", day.assumed))
        elif span is not None:
            steps.append(Step(date, 0, f"{span.why}，不计入", span.article, day.assumed))
        else:
            number += 1
            steps.append(Step(date, number, day.why, "", day.assumed))
    return max(date, run.delayed or date), tuple(steps)


def _result(run: _Run, end: Event | None, calendar: Calendar) -> Clock:
    due: dt.date | None
    due, steps = _due(run, calendar)
    open_asked = [a for a in run.asked.values() if a.workdays >= 0]
    spans = [*run.exclusions, *(_exclusion(a, _last_day(a, calendar)) for a in open_asked)]
    state = CONSULTING if open_asked else WORKING
    if run.waiting is not None:
        state = CORRECTING if run.waiting.kind == e.CORRECTION_NOTIFIED else FEE_PENDING
        due, steps = None, ()
    if end is not None:
        state = {e.REPLIED: REPLIED, e.WITHDRAWN: WITHDRAWN, e.LAPSED: LAPSED}[end.kind]
        if state != REPLIED:
            due, steps = None, ()
        elif due is not None and end.on > due:
            run.faults.append(f"应于 {due} 前答复，{end.on} 才答复")
    return Clock(
        state, due, run.received, run.start, REPLY + run.extension, run.extension, run.delayed,
        end.on if end else None, tuple(spans), steps, tuple(run.lines),
        () if end else _deadlines(run, due, open_asked, calendar), tuple(run.faults),
    )  # fmt: skip


def _deadlines(
    run: _Run, due: dt.date | None, asked: list[Event], calendar: Calendar
) -> tuple[Deadline, ...]:
    found = []
    if due is not None:
        found.append(Deadline("reply", "本机关", "答复申请人", due, "逾期违法", "条例第三十三条"))
        if not run.corrected and run.start == run.received:
            last = calendar.add(run.received, CORRECTION_NOTICE).due
            found.append(
                Deadline(
                    "correction_notice",
                    "本机关",
                    "内容不明确的，一次性告知补正",
                    last,
                    "过期不能再要求补正",
                    "条例第三十条",
                )
            )
    if run.waiting is not None:
        correction = run.waiting.kind == e.CORRECTION_NOTIFIED
        found.append(
            Deadline(
                "correct" if correction else "pay", "申请人", "补正" if correction else "缴费",
                _last_day(run.waiting, calendar), "视为放弃申请，不再处理", e.ARTICLES[run.waiting.kind],
            )
        )  # fmt: skip
    for one in asked:
        third = one.kind == e.THIRD_PARTY_ASKED
        found.append(
            Deadline(
                one.kind, "第三方" if third else "其他机关", f"答复征求意见{_of(one)}", _last_day(one, calendar),
                "由本机关依法决定是否公开" if third else "视为同意公开", "条例第三十二条" if third else "条例第三十四条",
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda d: d.due))
