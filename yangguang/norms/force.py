"""The force (效力) of a document and of its articles on a day, as pure functions: no database, no clock.

A document has force from its first day to the last day of its validity, unless it is repealed or declared lapsed
before, less the days on which it is suspended. An article has force when its document has and it is not itself
repealed or suspended. What has lost its force never regains it: an extension counts only while there is force to extend
(an expired document has to be made anew). Repeal "自 X 日起" takes force from X on; a validity "至 X 日" includes X.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

DAY = dt.timedelta(days=1)


class Act(StrEnum):
    """What one document does to another."""

    AMEND = "amend"
    REPEAL = "repeal"
    LAPSE = "lapse"
    INTERPRET = "interpret"
    EXTEND = "extend"
    SUSPEND = "suspend"


class State(StrEnum):
    """How a document or an article stands on a day, in the words that readers see."""

    UNDATED = "日期不全"
    PENDING = "尚未施行"
    VALID = "现行有效"
    AMENDED = "已被修改"
    SUSPENDED = "暂停施行"
    LAPSED = "已失效"
    REPEALED = "已废止"


@dataclass(frozen=True)
class Event:
    """One act that takes effect on a day. No ``articles`` means the whole document.

    ``until``: the new last day of validity of an extension (None: without end), the last day of a suspension
    (None: until further notice). Events of one day count in ``order``.
    """

    on: dt.date
    act: Act
    articles: tuple[str, ...] = ()
    until: dt.date | None = None
    order: int = 0


@dataclass(frozen=True)
class Span:
    """Days of force, both included; ``last`` None is open."""

    first: dt.date
    last: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Life:
    """A document's life: its days of force, those of every article that has a fate of its own, and how it ends.

    ``standing`` are the days on which such an article is part of the document, suspended or not; ``changed`` the days
    on which its wording changed.
    ``ends`` is the last day of force (None: open); ``cause`` what ends it (None: nothing does); ``expires`` the last
    day of its validity after all extensions that counted; ``amended_on`` the days on which its text changed.
    """

    spans: tuple[Span, ...] = ()
    articles: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    standing: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    changed: dict[str, tuple[dt.date, ...]] = field(default_factory=dict)
    begins: dt.date | None = None
    ends: dt.date | None = None
    cause: Act | None = None
    expires: dt.date | None = None
    amended_on: tuple[dt.date, ...] = ()

    def in_force(self, day: dt.date, article: str = "") -> bool:
        """Whether the document, or its article, has force on the day."""
        spans = self.articles.get(article, self.spans) if article else self.spans
        return any(s.holds(day) for s in spans)

    def state(self, day: dt.date, article: str = "") -> State:
        """The word for how the document, or its article, stands on the day."""
        if self.begins is None:
            return State.UNDATED
        if self.ends is not None and day > self.ends:
            return State.REPEALED if self.cause is Act.REPEAL else State.LAPSED
        if day < self.begins:
            return State.PENDING
        standing = self.standing.get(article)
        if standing is not None and not any(s.holds(day) for s in standing):
            return State.REPEALED if any(s.first < day for s in standing) else State.PENDING
        if not self.in_force(day, article):
            return State.SUSPENDED
        changes = self.changed.get(article, ()) if article else self.amended_on
        return State.AMENDED if any(d <= day for d in changes) else State.VALID


def ordered(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.on, e.order))


def life(
    begins: dt.date | None, expires: dt.date | None, events: Sequence[Event], articles: Iterable[str] = ()
) -> Life:
    """The life of a document: ``begins`` 施行日期 (None: unknown, never in force), ``expires`` 有效期至 (None: none).

    ``articles`` are the keys of its original articles; an amendment of another key adds an article.
    """
    if begins is None:
        return Life()
    line = ordered(events)
    end, cause = expires, Act.LAPSE if expires is not None else None
    for event in line:
        if event.articles or (end is not None and event.on > end):
            continue
        if event.act is Act.EXTEND:
            end = None if event.until is None else max(event.until, event.on - DAY)
            cause = None if end is None else Act.LAPSE
        elif event.act in (Act.REPEAL, Act.LAPSE):
            end, cause = event.on - DAY, event.act
            break
    whole = [Span(begins, end)] if end is None or end >= begins else []
    pauses = [e for e in line if e.act is Act.SUSPEND and not e.articles]
    spans = _less(whole, pauses)
    changed = {
        max(e.on, begins)
        for e in line
        if e.articles and e.act in (Act.AMEND, Act.REPEAL) and (end is None or e.on <= end)
    }
    standing = _standing(line, articles, whole)
    return Life(
        spans=tuple(spans),
        articles={k: tuple(_less(s, [*pauses, *_pauses(line, k)])) for k, s in standing.items()},
        standing=standing,
        changed={k: tuple(e.on for e in line if e.act is Act.AMEND and k in e.articles) for k in standing},
        begins=begins,
        ends=end,
        cause=cause,
        expires=_expiry(expires, line, end, cause),
        amended_on=tuple(sorted(changed)),
    )


def _expiry(
    expires: dt.date | None, line: Sequence[Event], end: dt.date | None, cause: Act | None
) -> dt.date | None:
    """The last day of validity after the extensions that counted, whatever ended the document before it."""
    for event in line:
        if event.act is Act.EXTEND and not event.articles:
            if expires is not None and event.on > expires:
                break
            if end is not None and cause is not Act.LAPSE and event.on > end:
                break
            expires = None if event.until is None else max(event.until, event.on - DAY)
    return expires


def _less(spans: Sequence[Span], pauses: Iterable[Event]) -> list[Span]:
    """``spans`` without the days of the suspensions."""
    found = list(spans)
    for pause in pauses:
        if pause.until is not None and pause.until < pause.on:
            continue
        parts: list[Span] = []
        for span in found:
            if (span.last is not None and pause.on > span.last) or (
                pause.until is not None and pause.until < span.first
            ):
                parts.append(span)
                continue
            if span.first < pause.on:
                parts.append(Span(span.first, pause.on - DAY))
            if pause.until is not None and (span.last is None or pause.until < span.last):
                parts.append(Span(pause.until + DAY, span.last))
        found = parts
    return found


def _pauses(line: Sequence[Event], key: str) -> list[Event]:
    return [e for e in line if e.act is Act.SUSPEND and key in e.articles]


def _standing(
    line: Sequence[Event], original: Iterable[str], whole: Sequence[Span]
) -> dict[str, tuple[Span, ...]]:
    """The days on which every article that some event names is part of the document."""
    there = set(original)
    named: dict[str, list[Event]] = {}
    for event in line:
        for key in event.articles:
            named.setdefault(key, []).append(event)
    found: dict[str, tuple[Span, ...]] = {}
    for key, own in named.items():
        spans: list[Span] = []
        start = dt.date.min if key in there else None
        for event in own:
            if event.act is Act.AMEND and start is None:
                start = event.on
            elif event.act in (Act.REPEAL, Act.LAPSE) and start is not None:
                if start < event.on:
                    spans.append(Span(start, event.on - DAY))
                start = None
        if start is not None:
            spans.append(Span(start, None))
        found[key] = tuple(part for s in _joined(spans) for w in whole if (part := _both(s, w)))
    return found


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that follow each other without a day between them are one."""
    out: list[Span] = []
    for span in spans:
        if out and out[-1].last is not None and out[-1].last + DAY == span.first:
            out[-1] = Span(out[-1].first, span.last)
        else:
            out.append(span)
    return out


def _both(one: Span, other: Span) -> Span | None:
    first = max(one.first, other.first)
    lasts = [s.last for s in (one, other) if s.last is not None]
    last = min(lasts) if lasts else None
    return Span(first, last) if last is None or first <= last else None
