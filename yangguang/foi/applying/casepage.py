"""A case as its applicant sees it: where it is in plain words, what they can do now, and why not the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason
from yangguang.core.actors import Actor
from yangguang.core.workdays import Calendar

from ..actions import applying, clocking, closing, intake, serving
from ..letters.desk import bodies_of, desk_of
from ..letters.kinds import APPLICANT, KINDS
from ..models import Conversion, DeskSettings, FeeNotice, FoiRequest, Letter, RequestFile, Suggestion, Way
from ..rules import clock, events, fees
from ..rules.grounds import GROUNDS, WITHDRAWN
from ..rules.remedies import Remedies, bodies, remedies, review_until, suit_until
from ..rules.standing import Standing
from ..rules.standing import standing as standing_on

# What happened, as an applicant would say it; events without a sentence are inside matters.
SENTENCES = {
    events.RECEIVED: "单位确认收到，期限从第二天起算",
    events.CORRECTION_NOTIFIED: "单位请您补正",
    events.CORRECTED: "单位收到您的补正，期限重新起算",
    events.THIRD_PARTY_ASKED: "信息涉及他人，单位在征求对方的意见",
    events.THIRD_PARTY_ANSWERED: "征求意见有了答复",
    events.AGENCY_ASKED: "信息与别的机关有关，单位在征求对方的意见",
    events.AGENCY_ANSWERED: "征求意见有了答复",
    events.EXTENDED: "单位延长了答复期限",
    events.DELAYED: "单位确定了延迟答复的期限",
    events.FEE_NOTIFIED: "单位发出收费通知",
    events.FEE_PAID: "单位确认您已缴费，期限重新起算",
    events.FEE_WAIVED: "单位撤销了收费通知，期限接着计算",
    events.REPLIED: "单位作出答复",
    events.WITHDRAWN: "您撤回了申请",
    events.LAPSED: "申请不再处理",
}


@dataclass(frozen=True)
class Where:
    """Where the case is: a headline, sentences below it, and whether something waits for the applicant."""

    headline: str
    sentences: tuple[str, ...]
    yours: bool = False


@dataclass(frozen=True)
class Moment:
    on: dt.date
    text: str
    at: dt.datetime


@dataclass(frozen=True)
class Offer:
    """Something an applicant can do. ``reasons`` say why not now; empty: it can be done."""

    code: str
    name: str
    reasons: tuple[str, ...]

    @property
    def open(self) -> bool:
        return not self.reasons


@dataclass(frozen=True)
class Paper:
    """A letter to the applicant. ``waiting``: opening it is its service; ``sent``: by which ways and since when."""

    letter: Letter
    reply: bool
    waiting: bool
    readable: bool
    sent: str


@dataclass(frozen=True)
class Fee:
    """A fee notice with its working."""

    notice: FeeNotice
    bands: tuple[fees.Band, ...]
    word: str
    how: str


@dataclass(frozen=True)
class Appeal:
    """Ways against a decision with their last days; a day is None while the letter's arrival is not known."""

    rules: Remedies
    review_until: dt.date | None
    suit_until: dt.date | None


@dataclass(frozen=True)
class Page:
    """Everything the applicant's page shows of a case."""

    case: FoiRequest
    standing: Standing
    clock: clock.Clock
    where: Where
    moments: tuple[Moment, ...]
    offers: dict[str, Offer]
    papers: tuple[Paper, ...]
    fee: Fee | None
    appeal: Appeal | None
    silent: tuple[str, ...]
    desk: DeskSettings
    public: Conversion | None
    suggested: bool
    own_files: tuple[RequestFile, ...]
    moved: str = ""


def page(request: FoiRequest, *, actor: Actor, today: dt.date | None = None) -> Page:
    """Read a case for its applicant. About a dozen queries, whatever its length."""
    today, days = today or timezone.localdate(), calendar.load()
    found = clocking.clock_of(request, days)
    standing = standing_on(found, today, days)
    # Whoever goes on with a merged organ's work is asked, and answers in a review (行政复议法 art. 19).
    desk = desk_of(request.unit.successor())
    papers = papers_of(request)
    conversion = Conversion.objects.filter(request=request).select_related("publication").first()
    public = conversion if conversion is not None and _live(conversion) else None
    return Page(
        case=request, clock=found, standing=standing, where=_where(request, found, standing, desk, days, papers),
        moments=_moments(request, papers), offers=_offers(request, found, actor), papers=papers,
        fee=_fee(request, desk), appeal=_appeal(request, desk, papers), silent=_silent(request, standing, desk, today),
        desk=desk, public=public, suggested=Suggestion.objects.filter(request=request).exists(),
        own_files=tuple(request.files.filter(from_applicant=True)), moved=moved(request),
    )  # fmt: skip


def moved(request: FoiRequest) -> str:
    """Which organ handles the request now, when the one that took it in has merged into another; "" when it has not."""
    now = request.unit.successor()
    name = now.full_name or now.name
    if request.former_number:
        return (
            f"受理机关已经合并，这件申请由{name}继续办理，期限不变。"
            f"原编号：{request.former_number}；现在的编号：{request.number}。查询码不变。"
        )
    if now != request.unit:
        return f"{request.unit.full_name or request.unit.name}已并入{name}。对这件申请有疑问，请找{name}。"
    return ""


def _live(conversion: Conversion) -> bool:
    return conversion.publication is not None and conversion.publication.live


def _call(desk: DeskSettings) -> str:
    return f"，可以打电话问（{desk.phone}）" if desk.phone else "，可以联系单位"


def _date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _where(
    request: FoiRequest, found: clock.Clock, standing: Standing, desk: DeskSettings, days: Calendar,
    papers: tuple[Paper, ...],
) -> Where:  # fmt: skip
    own = next((d for d in found.deadlines if d.who == "申请人"), None)
    if found.state == clock.TO_CONFIRM:
        arrived = timezone.localdate(request.arrived_at)
        soon = days.add(arrived, 2).due
        return Where("等单位确认收到", (
            f"您在{_date(arrived)}提交。用这种方式提交的申请，从单位与您确认的那一天算收到（条例第三十一条），答复的期限从第二天起算。",
            f"到{_date(soon)}单位还没有与您联系的{_call(desk)}。",
        ))  # fmt: skip
    if found.state == clock.CORRECTING and own is not None:
        late = standing.lapsed == "correction"
        return Where("请您补正", (
            f"单位看不明白要的是什么信息，需要您写清楚。要写清楚什么，见补正告知书。请在{_date(own.due)}前补正。",
            "这一天已经过了，单位可以不再处理；单位还没有这样做的，仍然可以补正。" if late
            else "没有正当理由逾期不补正的，视为放弃申请（条例第三十条）。答复的期限从收到补正之日起重新计算。",
        ), yours=True)  # fmt: skip
    if found.state == clock.FEE_PENDING and own is not None:
        late = standing.lapsed == "fee"
        return Where("请您缴费", (
            f"申请的数量超过了免费的限度，单位发出了收费通知。请在{_date(own.due)}前缴费。",
            "这一天已经过了，单位可以不再处理；请马上与单位联系。" if late
            else "逾期不缴的，视为放弃申请。答复的期限从缴清的第二天起重新计算（国办函〔2020〕109号第六条）。",
        ), yours=True)  # fmt: skip
    if found.state == clock.REPLIED:
        ground = GROUNDS.get(request.ground)
        on = f"单位在{_date(found.ended_on)}" if found.ended_on else "单位已经"
        said = f"{on}作出答复：{ground.name}。" if ground else f"{on}作出答复。"
        waiting = any(p.waiting and p.reply for p in papers)
        return Where(
            "已经答复", (said, *(("答复等您打开，见下面的“答复和文书”。",) if waiting else ())), yours=waiting
        )
    if found.state == clock.WITHDRAWN:
        return Where("您已经撤回", ("单位不再办理这件申请。还需要这条信息的，可以重新申请。",))
    if found.state == clock.LAPSED:
        return Where(
            "不再处理", ("没有在期限内补正或者缴费，视为放弃申请。还需要这条信息的，可以重新申请。",)
        )
    return _working(found, standing, desk)


def _working(found: clock.Clock, standing: Standing, desk: DeskSettings) -> Where:
    sentences = []
    due = _date(found.due) if found.due else ""
    if standing.overdue:
        headline = "超过了答复期限"
        sentences.append(
            f"单位应在{due}前答复，还没有答复。您可以催问{_call(desk)}，也可以寻求下面写的救济。"
        )
    else:
        headline = "正在征求意见" if found.state == clock.CONSULTING else "正在办理"
        left = (
            f"，还有 {standing.left} 个工作日"
            if standing.left
            else "，就是今天"
            if standing.left == 0
            else ""
        )
        sentences.append(f"单位应在{due}前答复您{left}。")
    if found.state == clock.CONSULTING:
        sentences.append("征求意见的时间不算在期限里，每次最多 15 个工作日；单位答复得早，期限也会早。")
    if found.extension:
        sentences.append(f"单位已把期限延长 {found.extension} 个工作日（条例第三十三条第二款）。")
    if found.assumed:
        sentences.append("这一段的放假安排还没有全部公布，公布后日期可能有变。")
    return Where(headline, tuple(sentences))


def _moments(request: FoiRequest, papers: tuple[Paper, ...]) -> tuple[Moment, ...]:
    """What happened, oldest first; inside matters, names of third parties and voided records are left out."""
    arrived = timezone.localdate(request.arrived_at)
    lines = [Moment(arrived, f"申请到达（{request.channel_name}）", request.arrived_at)]
    for event in request.events.filter(void_at=None):
        if text := SENTENCES.get(event.kind):
            if event.kind == events.EXTENDED:
                text += f" {event.workdays} 个工作日"
            lines.append(Moment(event.on, text, event.at))
    for paper in papers:
        lines.append(
            Moment(paper.letter.dated, f"单位制发{KINDS[paper.letter.kind].name}", paper.letter.issued_at)
        )
        for one in paper.letter.deliveries.all():
            if one.served_on:
                lines.append(
                    Moment(
                        one.served_on,
                        f"{KINDS[paper.letter.kind].name}送达（{one.get_way_display()}）",
                        one.at,
                    )
                )
    return tuple(sorted(lines, key=lambda m: (m.on, m.at)))


def _told(reasons: list[Reason]) -> tuple[str, ...]:
    return tuple(str(r) for r in reasons)


def _offers(request: FoiRequest, found: clock.Clock, actor: Actor) -> dict[str, Offer]:
    """What can be done now. The verbs decide; where their words are an officer's, an applicant's stand in."""
    ended = f"申请已经结束（{found.state_name}）"
    correct: tuple[str, ...] = ()
    if not request.is_open:
        correct = (ended,)
    elif found.state != clock.CORRECTING:
        correct = ("单位没有请您补正。要补充说明的，可以写信给单位",)
    else:
        correct = _told(applying.correction_reasons(request, actor=actor))
    withdraw = closing.withdraw.reasons(request, actor=actor, from_applicant=True)
    pay = () if found.state == clock.FEE_PENDING else ("没有等待缴纳的费用",)
    offers = (
        Offer("correct", "补正", correct),
        Offer("pay", "缴费", pay),
        Offer(
            "write",
            "写信给单位",
            _told(intake.write.reasons(request, actor=actor, text="·", from_applicant=True)),
        ),
        Offer("withdraw", "撤回申请", (ended,) if withdraw and not request.is_open else _told(withdraw)),
        Offer("suggest", "建议向所有人公开", _told(applying.suggest.reasons(request, actor=actor))),
    )
    return {o.code: o for o in offers}


def papers_of(request: FoiRequest) -> tuple[Paper, ...]:
    """The letters addressed to the applicant that stand, newest first. Those not sent yet are named, not shown."""
    found = []
    for letter in request.letters.filter(void_at=None).prefetch_related("deliveries").order_by("-pk"):
        if letter.kind not in KINDS or KINDS[letter.kind].to != APPLICANT:
            continue
        rows = [d for d in letter.deliveries.all() if not d.failed]
        waiting = any(d.way == Way.WEB and d.served_on is None for d in rows)
        sent = "；".join(
            f"{d.get_way_display()}，{d.served_on:%Y-%m-%d} 送达" if d.served_on
            else f"{d.sent_on:%Y-%m-%d} 起在这里等您打开" if d.way == Way.WEB
            else f"{d.get_way_display()}，{d.sent_on:%Y-%m-%d} 发出"
            for d in rows
        )  # fmt: skip
        found.append(Paper(letter, serving.is_reply(letter), waiting, bool(rows) and not waiting, sent))
    return tuple(found)


def _fee(request: FoiRequest, desk: DeskSettings) -> Fee | None:
    notice = FeeNotice.objects.filter(request=request).first()
    if notice is None:
        return None
    by_items = notice.method == "items"
    worked = fees.by_items(notice.items, notice.already) if by_items else fees.by_pages(notice.pages)
    return Fee(notice, worked.bands, "件" if by_items else "页", desk.pay_how)


def _appeal(request: FoiRequest, desk: DeskSettings, papers: tuple[Paper, ...]) -> Appeal | None:
    """The ways open against what was decided, by the day of the decision (行政复议法、行政诉讼法)."""
    if request.closed_on is None or request.ground not in GROUNDS or request.ground == WITHDRAWN:
        return None
    reply = next((p.letter for p in papers if p.reply), None)
    decided = reply.dated if reply is not None else request.closed_on
    rules = remedies(desk.kind, request.ground, decided, bodies_of(desk))
    served = request.served_on
    suit = suit_until(served) if served is not None and not rules.review_first else None
    return Appeal(rules, review_until(served) if served is not None else None, suit)


def _silent(request: FoiRequest, standing: Standing, desk: DeskSettings, today: dt.date) -> tuple[str, ...]:
    """Who reviews that no reply came in time; empty while none is overdue."""
    return bodies(desk.kind, today, bodies_of(desk)) if standing.overdue else ()
