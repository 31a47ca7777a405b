"""The force (效力) of a document, of its articles and of what is below them on a day: pure, no database, no clock.

A document has force from its first day to the last day of its validity, unless it is repealed or declared lapsed
before, less the days on which it is suspended. An article, a paragraph (款), an item (项) has force when all that it is
part of has and it is not itself repealed or suspended. A new wording of the whole takes the place of its paragraphs and
items: those that it does not hold are replaced. Keys are those of ``norms.keys``. What has lost its force never regains
it: an extension counts only while there is force to extend (an expired document has to be made anew). Repeal "自 X 日起"
takes force from X on; a validity "至 X 日" includes X.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .keys import above, article_of, nearest, order_of, within

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
    REPLACED = "已被取代"
    REPEALED = "已废止"


@dataclass(frozen=True)
class Event:
    """One act that takes effect on a day. ``articles`` are articles or parts of them; none means the whole document.

    ``until``: the new last day of validity of an extension (None: without end), the last day of a suspension
    (None: until further notice). Events of one day count in ``order``. ``holds`` are the paragraphs and items that the
    new wordings of an amendment have.
    """

    on: dt.date
    act: Act
    articles: tuple[str, ...] = ()
    until: dt.date | None = None
    order: int = 0
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """Days of force, both included; ``last`` None is open."""

    first: dt.date
    last: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Life:
    """A document's life: its days of force, those of every part of it that has a fate of its own, and how it ends.

    ``standing`` are the days on which such a part belongs to the document, suspended or not; ``reworded`` the days on
    which it got a new wording, alone or with the whole; ``changed`` those and the days on which something below it
    changed; ``replaced`` the days on which a new wording of the whole left it out.
    ``ends`` is the last day of force (None: open); ``cause`` what ends it (None: nothing does); ``expires`` the last
    day of its validity after all extensions that counted; ``amended_on`` the days on which its text changed.
    """

    spans: tuple[Span, ...] = ()
    articles: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    standing: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    reworded: dict[str, tuple[dt.date, ...]] = field(default_factory=dict)
    changed: dict[str, tuple[dt.date, ...]] = field(default_factory=dict)
    replaced: dict[str, tuple[dt.date, ...]] = field(default_factory=dict)
    begins: dt.date | None = None
    ends: dt.date | None = None
    cause: Act | None = None
    expires: dt.date | None = None
    amended_on: tuple[dt.date, ...] = ()

    def in_force(self, day: dt.date, article: str = "") -> bool:
        """Whether the document, or its article, paragraph or item, has force on the day."""
        spans = self.articles.get(nearest(article, self.articles), self.spans) if article else self.spans
        return any(s.holds(day) for s in spans)

    def state(self, day: dt.date, article: str = "") -> State:
        """The word for how the document, or its article, paragraph or item, stands on the day."""
        if self.begins is None:
            return State.UNDATED
        if self.ends is not None and day > self.ends:
            return State.REPEALED if self.cause is Act.REPEAL else State.LAPSED
        if day < self.begins:
            return State.PENDING
        own = nearest(article, self.standing) if article else ""
        standing = self.standing.get(own)
        if standing is not None and not any(s.holds(day) for s in standing):
            return self._gone(own, standing, day)
        if not self.in_force(day, article):
            return State.SUSPENDED
        changes = self.changed.get(article, self.reworded.get(own, ())) if article else self.amended_on
        return State.AMENDED if any(d <= day for d in changes) else State.VALID

    def _gone(self, own: str, standing: Sequence[Span], day: dt.date) -> State:
        """Of a part that is not in the text on the day: never yet, replaced with the whole, or struck."""
        lasts = [s.last for s in standing if s.first < day and s.last is not None]
        if not lasts:
            return State.PENDING
        return State.REPLACED if max(lasts) + DAY in self.replaced.get(own, ()) else State.REPEALED

    def below(self, day: dt.date, article: str = "") -> dict[str, State]:
        """Of an article (or of all) the paragraphs and items that do not simply stand as they were issued, in order."""
        keys = [
            k for k in self.standing if "." in k and (not article or article_of(k) == article_of(article))
        ]
        found = {k: self.state(day, k) for k in sorted(keys, key=order_of)}
        return {k: state for k, state in found.items() if state is not State.VALID}


def ordered(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.on, e.order))


def life(
    begins: dt.date | None, expires: dt.date | None, events: Sequence[Event], articles: Iterable[str] = ()
) -> Life:
    """The life of a document: ``begins`` 施行日期 (None: unknown, never in force), ``expires`` 有效期至 (None: none).

    ``articles`` are the keys of its original articles, paragraphs and items; an amendment of another key adds it.
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
    fates = _fates(line, articles)
    standing = {k: _during(fates, k, whole) for k in fates}
    return Life(
        spans=tuple(spans),
        articles={k: tuple(_less(s, [*pauses, *_pauses(line, k)])) for k, s in standing.items()},
        standing=standing,
        reworded={k: _reworded(line, k) for k in standing},
        changed={k: _changed(line, k) for key in standing for k in (key, *above(key))},
        replaced={k: fate.replaced for k, fate in fates.items() if fate.replaced},
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
    """The suspensions of a part or of what it is part of."""
    return [e for e in line if e.act is Act.SUSPEND and any(within(key, named) for named in e.articles)]


def _reworded(line: Sequence[Event], key: str) -> tuple[dt.date, ...]:
    """The days on which a part got a new wording, alone or with what it is part of."""
    return tuple(e.on for e in line if e.act is Act.AMEND and any(within(key, k) for k in e.articles))


def _changed(line: Sequence[Event], key: str) -> tuple[dt.date, ...]:
    """Those days, and the ones on which something below it was worded anew or struck."""
    below = [
        e.on
        for e in line
        if e.act in (Act.AMEND, Act.REPEAL, Act.LAPSE)
        and any(k != key and within(k, key) for k in e.articles)
    ]
    return tuple(sorted({*_reworded(line, key), *below}))


@dataclass(frozen=True)
class _Fate:
    """The days on which a part is in its whole's text, and those on which a new wording of the whole left it out."""

    spans: tuple[Span, ...]
    replaced: tuple[dt.date, ...] = ()


def _fates(line: Sequence[Event], original: Iterable[str]) -> dict[str, _Fate]:
    """What befalls every part that some act names, and every known part of a paragraph so named or of what is worded anew."""
    there = set(original)
    named = {k for e in line for k in e.articles}
    touched = {k for e in line for k in e.articles if e.act is Act.AMEND or "." in k}
    known = there | {k for e in line for k in e.holds}
    keys = named | {k for k in known if any(a in touched for a in above(k))}
    if there:  # what stands below an article that the text does not have is not in the text either
        keys |= {a for k in named for a in above(k) if a not in there}
    return {k: _fate(line, k, k in there) for k in sorted(keys)}


def _fate(line: Sequence[Event], key: str, original: bool) -> _Fate:
    spans: list[Span] = []
    replaced: list[dt.date] = []
    start = dt.date.min if original else None
    upper = set(above(key))
    for event in line:
        own, whole = key in event.articles, bool(upper.intersection(event.articles))
        if not own and not whole:
            continue
        if event.act is Act.AMEND:
            stays = own or key in event.holds
        elif event.act in (Act.REPEAL, Act.LAPSE):
            stays = False
        else:
            continue
        if stays and start is None:
            start = event.on
        elif not stays and start is not None:
            if start < event.on:
                spans.append(Span(start, event.on - DAY))
                replaced += [event.on] if event.act is Act.AMEND else []
            start = None
    if start is not None:
        spans.append(Span(start, None))
    return _Fate(tuple(_joined(spans)), tuple(replaced))


def _during(fates: dict[str, _Fate], key: str, whole: Sequence[Span]) -> tuple[Span, ...]:
    """The days on which a part and all that it is part of belong to the document."""
    found = list(whole)
    for part in (*above(key), key):
        if part in fates:
            found = [both for s in fates[part].spans for f in found if (both := _both(s, f))]
    return tuple(sorted(found, key=lambda s: s.first))


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
