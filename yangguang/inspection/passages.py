"""The passage of a page around a defect, before and after: lines of the markup, matched and compared. Pure functions."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import unquote, urlsplit

from yangguang.documents import comparing

from .reading.encoding import decode

AROUND = 4  # lines shown before and behind the place
MOST_LINES = 60
_LONGEST = 400  # characters of a line
_MANY = 1500  # lines; longer texts are not matched line by line
# A line begins with an element that stands for something of its own.
_BREAK = re.compile(
    r"(?=<(?:!doctype|html|head|body|title|meta|link|script|style|base|header|footer|nav|main|section|article|div|p|h[1-6]|ul|ol|"
    r"li|dl|dt|dd|table|tr|td|th|form|input|select|button|label|a|img|iframe|video|audio|br|hr)\b)",
    re.I,
)


def lines_of(body: bytes) -> list[str]:
    """A page's markup, an element to a line."""
    text = decode(body).text.replace("\r", "")
    out = []
    for raw in text.split("\n"):
        for piece in _BREAK.split(raw):
            line = " ".join(piece.split())
            if line:
                out.append(line[:_LONGEST])
    return out


def signs_of(target: str, evidence: Mapping[str, Any]) -> Iterator[str]:
    """What tells the place of a defect on a page, the surest first: the address as pages write it, and what was quoted."""
    for name in ("href", "handler"):
        if evidence.get(name):
            yield str(evidence[name])
    text = str(evidence.get("text") or "")
    if text.startswith("<"):
        yield " ".join(text.split())
    parts = urlsplit(target)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if len(path) > 1:
        yield from dict.fromkeys((target, path, unquote(path), path.rstrip("/").rpartition("/")[2]))
    if text and not text.startswith("<"):
        yield text
    for name in ("wrong", "missing"):
        for one in evidence.get(name) or () if isinstance(evidence.get(name), list) else ():
            yield str(one).rpartition(" ")[2]


def place_of(lines: list[str], signs: Iterator[str]) -> int | None:
    """The first line with a sign; None when the page shows none."""
    written = [entities.unescape(line) for line in lines]
    for sign in signs:
        plain = entities.unescape(sign)
        if len(plain) < 2:
            continue
        for number, (line, raw) in enumerate(zip(written, lines, strict=True)):
            if plain in line or sign in raw:
                return number
    return None


def compare(before: bytes | None, after: bytes | None, target: str, evidence: Mapping[str, Any]) -> str:
    """HTML of the passage: paragraphs of escaped markup, what went in ``del`` and what came in ``ins``. "" without pages."""
    if before is None and after is None:
        return ""
    old, new = (lines_of(body) if body is not None else [] for body in (before, after))
    if before is None or after is None:
        lines = old or new
        place = place_of(lines, signs_of(target, evidence))
        first = 0 if place is None else max(0, place - AROUND)
        last = AROUND * 2 if place is None else place + AROUND + 1
        return "\n".join(_line(line, n == place) for n, line in enumerate(lines) if first <= n < last)
    place = place_of(old, signs_of(target, evidence))
    head, tail = _common(old, new)
    blocks = _blocks(old[head : len(old) - tail], new[head : len(new) - tail], head)
    if place is not None:
        chosen = _window(old, new, blocks, place)
    else:
        chosen = _changes(old, new, blocks)
    return chosen or "<p>页面上与这个问题有关的部分没有变化。</p>"


def _line(line: str, marked: bool) -> str:
    text = entities.escape(line)
    return f"<p><mark>{text}</mark></p>" if marked else f"<p>{text}</p>"


def _common(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many lines both begin and end with."""
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    tail = next((n for n in range(most - head) if old[-1 - n] != new[-1 - n]), most - head)
    return head, tail


Block = tuple[int, int, int, int]


def _blocks(old: list[str], new: list[str], start: int) -> list[Block]:
    """Ranges of lines that differ."""
    if not old and not new:
        return []
    if len(old) > _MANY or len(new) > _MANY:
        return [(start, start + len(old), start, start + len(new))]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(a + start, b + start, c + start, d + start) for tag, a, b, c, d in codes if tag != "equal"]


def _there(blocks: list[Block], place: int, *, end: bool) -> int:
    """Where a line of the old page stands in the new one; inside a change its beginning or end."""
    moved = 0
    for a, b, c, d in blocks:
        if place < a:
            break
        if place < b:
            return d if end else c
        moved = d - b
    return place + moved


def _window(old: list[str], new: list[str], blocks: list[Block], place: int) -> str:
    first, last = max(0, place - AROUND), min(len(old), place + AROUND + 1)
    for a, b, _, _ in blocks:  # a change is shown whole, as far as there is room
        if a < last and b > first:
            first, last = (
                min(first, max(a, place - MOST_LINES // 2)),
                max(last, min(b, place + MOST_LINES // 2)),
            )
    start, stop = _there(blocks, first, end=False), _there(blocks, last, end=True)
    return _compared(old[first:last], new[start : min(max(start, stop), start + MOST_LINES)])


def _changes(old: list[str], new: list[str], blocks: list[Block]) -> str:
    out, shown = [], 0
    for a, b, c, d in blocks:
        if shown > MOST_LINES:
            break
        b, d = min(b, a + MOST_LINES), min(d, c + MOST_LINES)
        shown += max(b - a, d - c) + 2
        out.append(_compared(old[max(0, a - 1) : b + 1], new[max(0, c - 1) : d + 1]))
    return "<hr>".join(out)


def _compared(old: list[str], new: list[str]) -> str:
    told = ["".join(f"<p>{entities.escape(line)}</p>" for line in lines) for lines in (old, new)]
    return comparing.diff(*told)
