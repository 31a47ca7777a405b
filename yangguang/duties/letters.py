"""The words of the weekly letter to a unit."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.organisations.models import Unit

from .models import Duty, DutyState, Slip
from .queries import for_unit, slips_waiting
from .sources import SOURCES

SHOWN = 20  # lines of one part


def digest_text(unit: Unit, today: dt.date) -> str:
    """The weekly letter of a unit, or "" when there is nothing to say. Each duty is named once, most pressing first."""
    monday = today - dt.timedelta(days=today.weekday())
    sunday = monday + dt.timedelta(days=6)
    duties = list(for_unit(unit))
    asked = list(
        Duty.objects.filter(asked_by=unit, state=DutyState.REPORTED).exclude(unit=unit).select_related("unit")
    )
    own = [d for d in duties if d.state != DutyState.REPORTED]

    def is_new(d: Duty) -> bool:
        return timezone.localdate(d.opened_at) >= monday - dt.timedelta(days=7)

    parts: list[tuple[str, list[Duty]]] = [
        ("退回要补办", [d for d in own if d.state == DutyState.RETURNED]),
        ("已逾期", [d for d in own if d.due and d.due < today]),
        ("本周到期", [d for d in own if d.due and d.due <= sunday]),
        ("新交办", [d for d in own if d.state == DutyState.WAITING and is_new(d)]),
        ("交办已久，仍未签收", [d for d in own if d.state == DutyState.WAITING]),
    ]
    blocks: list[str] = []
    named: set[int] = set()
    for title, found in parts:
        fresh = [d for d in found if d.pk not in named]
        named |= {d.pk for d in fresh}
        if fresh:
            blocks.append(_block(title, [_line(d) for d in fresh], "件"))
    slips = list(slips_waiting(Slip.objects.filter(unit=unit)))
    if slips:
        lines = [f"{s} {s.get_colour_display()}：{s.duty.title}，请于 {s.reply_due} 前回复" for s in slips]
        blocks.insert(0, _block("待回复的督办单", lines, "张"))
    if asked:
        blocks.append(_block("等你单位确认办结", [f"{d.unit}：{d.title}" for d in asked], "件"))
    for source in SOURCES:
        if lines := source.lines(unit, today):
            blocks.append(_block(source.title, lines, "件"))
    if not blocks:
        return ""
    rest = len(duties) - len(named)
    more = f"\n\n其余 {rest} 件正在办理或等待确认，没有逾期。" if rest else ""
    return f"{unit}：\n\n" + "\n\n".join(blocks) + more


def _line(duty: Duty) -> str:
    due = f"（{duty.due} 到期）" if duty.due else ""
    why = f"，退回原因：{duty.last_return_reason}" if duty.state == DutyState.RETURNED else ""
    return f"{duty.title}{due}{why}"


def _block(title: str, lines: list[str], word: str) -> str:
    more = [f"  …… 另有 {len(lines) - SHOWN} {word}"] if len(lines) > SHOWN else []
    return "\n".join([f"{title}（{len(lines)} {word}）", *(f"  · {line}" for line in lines[:SHOWN]), *more])
