"""Charts as server-rendered SVG, with the same data as a table beneath. Pure functions; no script, no inline style."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

CLASSES = {
    "达标": "c-good", "预警": "c-warn", "未达标": "c-bad", "本期无此情形": "c-none", "无法测量": "c-unknown",
    "豁免": "c-info", "尚未接入": "c-track", "不可自证": "c-track",
}  # fmt: skip
HATCH = (
    '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#dfe4e7"></rect><rect width="2" height="6" fill="#8b99a2"></rect>'
    "</pattern></defs>"
)


@dataclass(frozen=True)
class Segment:
    """A part of a whole: its word, its count, its CSS class (by the word where empty)."""

    label: str
    count: int
    css: str = ""

    @property
    def kind(self) -> str:
        return self.css or CLASSES.get(self.label, "c-none")


def shares(counts: Sequence[int], whole: int = 100) -> list[int]:
    """Whole parts (per cent by default) that add up exactly; the largest remainders get what rounding left.

    All zero when there is nothing to share.
    """
    total = sum(counts)
    if total <= 0:
        return [0] * len(counts)
    exact = [c * whole / total for c in counts]
    parts = [int(e) for e in exact]
    by_rest = sorted(range(len(counts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_rest[: whole - sum(parts)]:
        parts[i] += 1
    return parts


def _hatched(body: str, *parts: str) -> str:
    """What cannot be measured is hatched, not coloured. The pattern has a name of its own in each drawing: a page holds many."""
    if '"c-unknown"' not in body:
        return body
    name = f"hatch-{zlib.crc32(''.join((body, *parts)).encode()):08x}"
    return HATCH.format(name) + body.replace('"c-unknown"', f'"c-unknown" fill="url(#{name})"')


def _svg(width: int, height: int, title: str, body: str, described: str) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title>{}</svg>",
        width, height, f"{title}：{described}", title, mark_safe(_hatched(body, title)),  # noqa: S308 - built from escaped parts
    )  # fmt: skip


def stacked_bar(title: str, segments: Sequence[Segment], height: int = 34) -> SafeString:
    """One bar of parts, each labelled with its count where there is room; told in words to a screen reader."""
    shown = [s for s in segments if s.count]
    described = "，".join(f"{s.label} {s.count}" for s in shown) or "没有数据"
    width = 720
    widths = shares([s.count for s in shown], width)
    parts, x = [], 0
    for s, w in zip(shown, widths, strict=True):
        parts.append(
            f'<rect class="{s.kind}" x="{x}" y="0" width="{max(w - 1, 1)}" height="{height}"></rect>'
        )
        x += w
    if not shown:
        parts.append(f'<rect class="c-track" x="0" y="0" width="{width}" height="{height}"></rect>')
    return _svg(width, height, title, "".join(parts), described)


def legend(segments: Sequence[Segment]) -> SafeString:
    """The bar's key: a swatch, the word and the count."""
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg class="chart" viewBox="0 0 16 16" aria-hidden="true">{}</svg>{} <strong>{}</strong></li>',
            ((_swatch(s, segments), s.label, s.count) for s in segments),
        ),
    )


def _swatch(segment: Segment, segments: Sequence[Segment]) -> SafeString:
    body = format_html('<rect class="{}" width="16" height="16" rx="3"></rect>', segment.kind)
    return mark_safe(_hatched(body, "key", *(f"{s.label}{s.count}" for s in segments)))  # noqa: S308


def table(caption: str, segments: Sequence[Segment], unit: str) -> SafeString:
    """The same numbers as a table."""
    parts = shares([s.count for s in segments])
    return format_html(
        '<table class="table"><caption>{}</caption><thead><tr><th scope="col">状态</th><th scope="col" class="num">{}'
        '</th><th scope="col" class="num">占比</th></tr></thead><tbody>{}</tbody></table>',
        caption,
        unit,
        format_html_join(
            "",
            '<tr><th scope="row">{}</th><td class="num">{}</td><td class="num">{}%</td></tr>',
            ((s.label, s.count, p) for s, p in zip(segments, parts, strict=True)),
        ),
    )


def progress(label: str, done: int, total: int) -> SafeString:
    """A thin bar of done out of total, with its words."""
    width = 200
    part = round(width * done / total) if total else 0
    body = f'<rect class="c-track" width="{width}" height="10" rx="5"></rect>' + (
        f'<rect class="c-main" width="{max(part, 4)}" height="10" rx="5"></rect>' if part else ""
    )
    return _svg(width, 10, label, body, f"{done} / {total}")


def bars(title: str, rows: Sequence[tuple[str, int, int]], unit: str) -> SafeString:
    """Horizontal bars: (label, done, total) a line, longest total first wide; told in words as well."""
    top = max((t for _, _, t in rows), default=0) or 1
    label_width, bar_width, line = 190, 440, 30
    parts = []
    for n, (label, done, total) in enumerate(rows):
        y = n * line
        full, part = bar_width * total / top, bar_width * done / top
        parts.append(
            f'<text x="{label_width - 10}" y="{y + 19}" text-anchor="end">{escape(label)}</text>'
            f'<rect class="c-track" x="{label_width}" y="{y + 6}" width="{full:.0f}" height="18" rx="3"></rect>'
            f'<rect class="c-good" x="{label_width}" y="{y + 6}" width="{part:.0f}" height="18" rx="3"></rect>'
            f'<text x="{label_width + full + 8:.0f}" y="{y + 19}">{done}/{total}</text>'
        )
    described = "；".join(f"{a} {b}/{c}{unit}" for a, b, c in rows) or "没有数据"
    return _svg(label_width + bar_width + 90, max(len(rows) * line, line), title, "".join(parts), described)


def values(title: str, rows: Sequence[tuple[str, float]], unit: str = "") -> SafeString:
    """Horizontal bars of one value each, for a table of words and numbers; negative values are drawn by their size."""
    top = max((abs(v) for _, v in rows), default=0) or 1
    label_width, bar_width, line = 190, 440, 30
    parts = []
    for n, (label, value) in enumerate(rows):
        y, width = n * line, bar_width * abs(value) / top
        parts.append(
            f'<text x="{label_width - 10}" y="{y + 19}" text-anchor="end">{escape(label[:14])}</text>'
            f'<rect class="{"c-main" if value >= 0 else "c-bad"}" x="{label_width}" y="{y + 6}" '
            f'width="{width:.0f}" height="18" rx="3"></rect>'
            f'<text x="{label_width + width + 8:.0f}" y="{y + 19}">{value:,.12g}{escape(unit)}</text>'
        )
    described = "；".join(f"{label} {value:,.12g}{unit}" for label, value in rows) or "没有数据"
    return _svg(label_width + bar_width + 140, max(len(rows) * line, line), title, "".join(parts), described)


@dataclass(frozen=True)
class Span:
    """A bar on a line of years: first and last year (both counted), its words, its CSS class."""

    first: int
    last: int
    label: str
    css: str = "c-main"


def spans(title: str, lines: Sequence[tuple[str, Sequence[Span]]]) -> SafeString:
    """Lines of bars over an axis of years; the words stand in the bars that are wide enough, and all in the title.

    Nothing to draw gives an empty string.
    """
    every = [s for _, line in lines for s in line]
    if not every:
        return SafeString("")
    first, last = min(s.first for s in every), max(s.last for s in every)
    years = last - first + 1
    label_width, width, line_height, top = 300, 720, 34, 26
    scale = width / years
    step = next(n for n in (1, 5, 10, 20, 50) if years / n <= 16)
    parts = []
    height = top + line_height * len(lines) + 4
    for year in range(-(-first // step) * step, last + 2, step):
        x = label_width + (year - first) * scale
        anchor = "end" if year > last else "start" if year == first else "middle"
        parts.append(
            f'<line class="c-grid" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{height}"></line>'
            f'<text x="{x:.1f}" y="16" text-anchor="{anchor}">{year}</text>'
        )
    for n, (label, line) in enumerate(lines):
        y = top + n * line_height
        shown = label if len(label) <= 22 else f"{label[:21]}…"
        parts.append(f'<text x="{label_width - 10}" y="{y + 22}" text-anchor="end">{escape(shown)}</text>')
        parts += [
            _span(s, label_width + (s.first - first) * scale, y, (s.last - s.first + 1) * scale) for s in line
        ]
    described = "；".join(
        f"{label}：" + "，".join(f"{s.label} {s.first}-{s.last}" for s in line) for label, line in lines
    )
    return _svg(label_width + width + 10, height, title, "".join(parts), described)


def _span(span: Span, x: float, y: int, width: float) -> str:
    room = int((width - 8) // 13)
    words = span.label if len(span.label) <= room else ""
    text = (
        f'<text class="c-in" x="{x + width / 2:.1f}" y="{y + 22}" text-anchor="middle">{escape(words)}</text>'
        if words
        else ""
    )
    return (
        f'<g><title>{escape(span.label)} {span.first}-{span.last}</title><rect class="{escape(span.css)}" x="{x + 1:.1f}" '
        f'y="{y + 5}" width="{max(width - 2, 3):.1f}" height="24" rx="4"></rect>{text}</g>'
    )
