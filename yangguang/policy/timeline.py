"""One line through a package's life: sending, return, receipt, meeting, sign-off, release; drawn and as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from yangguang.core.workdays import Calendar

from .models import Exemption, MeetingItem, Package, Submission


@dataclass(frozen=True)
class Event:
    """Something that happened to a package. ``tone`` is good, bad, warn or main."""

    at: dt.datetime
    word: str
    text: str = ""
    tone: str = "main"

    @property
    def on(self) -> dt.date:
        return timezone.localdate(self.at)


def events(package: Package) -> list[Event]:
    """Everything on record, in order. Four queries."""
    found = [Event(package.created_at, "建立", "政策文件包建立")]
    plan = getattr(package, "plan", None)
    if plan is not None and plan.approved_at:
        found.append(Event(plan.approved_at, "方案审定", f"{plan.approved_by}审定解读方案", "good"))
    for s in package.submissions.select_related("slip").order_by("number"):
        found.append(
            Event(s.sent_at, "报送", f"第 {s.number} 次报送{'' if s.has_plan else '（未附解读方案）'}")
        )
        if s.decided_at is None:
            continue
        if s.state == Submission.State.RETURNED:
            slip = s.slip
            found.append(Event(s.decided_at, "退文", f"{slip}：{slip.reason}", "bad"))
        elif s.state == Submission.State.ACCEPTED:
            found.append(Event(s.decided_at, "收文", f"{s.decided_by}收文", "good"))
        else:
            found.append(Event(s.decided_at, "撤回", "起草单位撤回报送", "warn"))
    for item in package.meetings.order_by("pk"):
        found.append(Event(item.listed_at, "列入会议", f"{item.meeting}（{item.meeting_on}）"))
        if item.decided_at:
            good = item.outcome in (MeetingItem.Outcome.PASSED, MeetingItem.Outcome.CHANGED)
            text = f"{item.get_outcome_display()}{'：' + item.note if item.note else ''}"
            found.append(Event(item.decided_at, "会议", text, "good" if good else "warn"))
    for e in Exemption.objects.filter(document=package.document_id).select_related("second_unit"):
        found.append(Event(e.asked_at, "申请豁免", f"{e.get_covers_display()}：{e.reason}", "warn"))
        if e.decided_at:
            found.append(Event(e.decided_at, "豁免答复", f"{e.second_unit}{e.get_state_display()}", "warn"))
    if package.signed_at:
        found.append(Event(package.signed_at, "审签完成", "文件和解读材料审签完成", "good"))
    if package.released_at:
        found.append(Event(package.released_at, "同步发布", "文件和解读同时公开", "good"))
    if package.closed_at:
        found.append(Event(package.closed_at, "终止", package.closed_reason, "bad"))
    return sorted(found, key=lambda e: e.at)


def gaps(found: Sequence[Event], days: Calendar) -> list[tuple[Event, int | None]]:
    """Each event with the working days since the one before."""
    return [(event, days.between(found[n - 1].on, event.on) if n else None) for n, event in enumerate(found)]


WIDTH, MARGIN, LINE = 960, 60, 62


def drawing(title: str, found: Sequence[Event]) -> SafeString:
    """The events on one line, evenly spaced in order, words alternately above and below; told in words as well."""
    count = max(len(found) - 1, 1)
    step = (WIDTH - 2 * MARGIN) / count
    parts = [
        f'<rect class="c-track" x="{MARGIN}" y="{LINE - 2}" width="{WIDTH - 2 * MARGIN}" height="4"></rect>'
    ]
    for n, event in enumerate(found):
        x = MARGIN + step * n
        above = n % 2 == 0
        first, second = (LINE - 34, LINE - 17) if above else (LINE + 26, LINE + 43)
        parts.append(
            f'<circle class="c-{event.tone}" cx="{x:.0f}" cy="{LINE}" r="8"></circle>'
            f'<text x="{x:.0f}" y="{first}" text-anchor="middle">{escape(event.word)}</text>'
            f'<text x="{x:.0f}" y="{second}" text-anchor="middle">{event.on:%m-%d}</text>'
        )
    described = "；".join(f"{e.on} {e.word}" for e in found)
    return format_html(
        '<svg class="chart timeline-chart" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'xmlns="http://www.w3.org/2000/svg"><title>{}</title>{}</svg>',
        WIDTH, 2 * LINE, f"{title}：{described}", title, mark_safe("".join(parts)),  # noqa: S308 - escaped parts
    )  # fmt: skip
