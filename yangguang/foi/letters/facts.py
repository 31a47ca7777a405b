"""What a letter tells of its case: who asked what, when and how, and what was done since."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from yangguang.core import calendar
from yangguang.typesetting.official import day

from ..models import ApplicantKind, ClockEvent, Consultation, DeskSettings, FoiRequest
from ..rules import clock
from ..rules import events as e
from .desk import desk_of
from .markup import shown

LAW = "《中华人民共和国政府信息公开条例》"
FEES = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"


@dataclass(frozen=True)
class Step:
    """Something that was done on the way, in a sentence that names its day."""

    on: dt.date
    kind: str
    text: str


@dataclass(frozen=True)
class Facts:
    """One request as its letters tell it. ``you`` addresses the applicant; ``steps`` are in order.

    ``noticed_on`` and ``answer_by`` are those of the correction or fee notice that the applicant has not answered.
    """

    request: FoiRequest
    desk: DeskSettings
    organ: str
    number: str
    bare_number: str
    received_on: dt.date | None
    channel: str
    applicant: str
    you: str
    content: str
    carrier: str
    way: str
    steps: tuple[Step, ...]
    due: dt.date | None
    noticed_on: dt.date | None = None
    answer_by: dt.date | None = None


def gather(request: FoiRequest, dated: dt.date) -> Facts:
    """Read the case as it stands on the day of a letter."""
    unit, applicant = request.unit, request.applicant
    you = "您" if request.applicant_kind == ApplicantKind.PERSON else "你单位"
    rows = [row for row in request.events.filter(void_at=None) if row.on <= dated]
    notice = next((r for r in reversed(rows) if r.kind in (e.CORRECTION_NOTIFIED, e.FEE_NOTIFIED)), None)
    return Facts(
        request=request, desk=desk_of(unit), organ=unit.full_name or unit.name, number=request.number,
        bare_number=f"〔{request.year}〕{request.serial}号", received_on=request.received_on,
        channel=request.channel_name, applicant=shown(applicant.name) or "申请人", you=you, content=shown(request.content),
        carrier=request.get_carrier_display(), way=request.get_way_display(), steps=_steps(request, rows, you),
        due=request.due, noticed_on=notice.on if notice else None, answer_by=_answer_by(notice),
    )  # fmt: skip


def _answer_by(notice: ClockEvent | None) -> dt.date | None:
    if notice is None:
        return None
    if notice.kind == e.CORRECTION_NOTIFIED and notice.until is not None:
        return notice.until
    length = clock.PAYMENT if notice.kind == e.FEE_NOTIFIED else clock.CORRECTION
    return calendar.load().add(notice.plain().counted_from, length).due


def _steps(request: FoiRequest, rows: list[ClockEvent], you: str) -> tuple[Step, ...]:
    consulted = {c.party: c for c in request.consultations.all()}
    found = []
    for row in rows:
        if text := _sentence(row, consulted.get(row.party), you):
            found.append(Step(row.on, row.kind, text))
    return tuple(found)


def _sentence(row: ClockEvent, consulted: Consultation | None, you: str) -> str:
    on = day(row.on)
    if row.kind in e.ANSWERED:
        return _answered(row, consulted)
    told = {
        e.CORRECTION_NOTIFIED: f"因申请内容不明确，本机关于{on}告知{you}补正。",
        e.CORRECTED: f"本机关于{on}收到{you}的补正，答复期限自收到补正之日起重新计算。",
        e.THIRD_PARTY_ASKED: f"因申请公开的信息涉及第三方合法权益，本机关于{on}书面征求第三方的意见。",
        e.AGENCY_ASKED: f"因申请公开的信息由两个以上行政机关共同制作，本机关于{on}征求{_organ(consulted)}的意见。",
        e.EXTENDED: f"经本机关政府信息公开工作机构负责人同意，本机关于{on}决定延长答复期限{row.workdays}个工作日。",
        e.DELAYED: f"本机关于{on}确定延迟答复的合理期限，至{day(row.until)}。",
        e.FEE_NOTIFIED: f"本机关于{on}向{you}发出信息处理费收费通知。",
        e.FEE_PAID: f"{you}于{on}完成缴费，答复期限自缴费次日起重新计算。",
        e.FEE_WAIVED: f"本机关于{on}撤销收费通知，答复期限接着计算。",
    }
    return told.get(row.kind, "")


def _organ(consulted: Consultation | None) -> str:
    return shown(consulted.name) if consulted is not None and consulted.name else "相关行政机关"


def _answered(row: ClockEvent, consulted: Consultation | None) -> str:
    """Whom the opinion came from is told of an organ, never of a third party."""
    on = day(row.on)
    third = row.kind == e.THIRD_PARTY_ANSWERED
    who = "第三方" if third else _organ(consulted)
    answers = Consultation.Answer
    if consulted is not None and consulted.answer == answers.SILENT:
        effect = "由本机关依法决定是否公开" if third else "视为同意公开"
        return f"截至{on}，{who}逾期没有提出意见，{effect}。"
    said = consulted.get_answer_display() if consulted is not None and consulted.answer else "提出意见"
    return f"{who}于{on}答复：{said}。征求意见所需时间不计算在答复期限内。"


def cite(article: str, *, first: bool = False) -> str:
    """An article of ``rules`` as letters cite it: 条例第三十条 as 《条例》第三十条, by its full name the first time."""
    told = []
    named = False
    for part in article.split("、"):
        if part.startswith("条例"):
            name = "" if named else f"{LAW}（以下简称《条例》）" if first else "《条例》"
            part, named = name + part.removeprefix("条例"), True
        told.append(part.replace("国办函〔2020〕109号", FEES))
    return "、".join(told)


def query_address() -> str:
    """Where an applicant looks up a request by its code."""
    return f"{settings.SITE_ADDRESS}/"
