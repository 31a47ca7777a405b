"""The line of versions as a picture: days on a line to scale, force as a band, what happened above and below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .force import Life
from .queries import Point

WIDTH, EDGE, LINE = 960, 56, 96
ROWS = (40, 62, 146, 168)  # where labels stand, in turn, so that neighbours do not meet
CSS = {
    "废止": "c-bad",
    "宣布失效": "c-bad",
    "期满": "c-none",
    "修改": "c-info",
    "延续": "c-good",
    "暂停施行": "c-warn",
}


def line(title: str, points: Sequence[Point], found: Life, today: dt.date) -> SafeString:
    """The picture; the same points stand in the table beneath it. Empty for a document without a day."""
    if not points:
        return mark_safe("")
    days = [p.on for p in points] + [today]
    low, high = min(days), max(days)
    reach = max((high - low).days, 1)

    def x(day: dt.date) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * min(max((day - low).days, 0), reach) / reach

    parts = [
        f'<rect class="c-track" x="{EDGE}" y="{LINE - 5}" width="{WIDTH - 2 * EDGE}" height="10" rx="5"></rect>'
    ]
    for span in found.spans:
        end = min(span.last or high, high)
        if end >= low and span.first <= high:
            left, right = x(span.first), x(end)
            parts.append(
                f'<rect class="c-good" x="{left:.0f}" y="{LINE - 5}" width="{max(right - left, 3):.0f}" height="10" rx="3"></rect>'
            )
    parts.append(
        f'<line class="axis" x1="{x(today):.0f}" y1="{LINE - 20}" x2="{x(today):.0f}" y2="{LINE + 20}"></line>'
        f'<text x="{x(today):.0f}" y="{LINE + 34}" text-anchor="{_side(x(today))}">今天</text>'
    )
    shown = points if len(points) <= 12 else [*points[:5], *points[-6:]]
    for number, point in enumerate(shown):
        at, y = x(point.on), ROWS[number % 4]
        parts.append(
            f'<line class="axis" x1="{at:.0f}" y1="{LINE}" x2="{at:.0f}" y2="{y + 4 if y < LINE else y - 14}"></line>'
            f'<circle class="{CSS.get(point.word, "c-main")}" cx="{at:.0f}" cy="{LINE}" r="8"></circle>'
            f'<text x="{at:.0f}" y="{y}" text-anchor="{_side(at)}">{escape(point.word)} {point.on}</text>'
        )
    described = "；".join(f"{p.on} {p.word} {p.text}" for p in points)
    return format_html(
        '<svg class="chart version-line" viewBox="0 0 {} 184" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>',
        WIDTH, f"{title}：{described}", mark_safe("".join(parts)),  # noqa: S308 - built from escaped parts
    )  # fmt: skip


def _side(at: float) -> str:
    return "start" if at < WIDTH * 0.1 else "end" if at > WIDTH * 0.9 else "middle"
