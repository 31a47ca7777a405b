"""Words that mean the same: a question for one finds texts that have the other. The functions are pure.

Groups come from the site's own list (``models.SynonymGroup``) and from the register of units, whose short, full and former
names are such words by nature (区发改局, 思明区发展和改革局).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.cache import cache
from django.utils import timezone

from .analyser import normalise

LEAST, LONGEST = 2, 40  # characters of a word
MOST_WORDS = 12  # of a group
MOST = 6  # wordings that a question is also asked in
_SPLIT = re.compile(r"[,，、;；|=\t]+")
_DISTRICT = re.compile(r"(?:[^区县旗]{2,6}?市)?(?P<district>[^区县旗市]{1,5}[区县旗])(?P<rest>.{3,})$")
STAMP, SECONDS = "search.lexicon", 60


class WrongGroup(ValueError):
    """Words that can't be a group; the text says why."""


def group_of(text: str) -> tuple[str, ...]:
    """The words of a line, as they are typed: separated by commas, semicolons, bars or tabs. Raises WrongGroup."""
    words = tuple(dict.fromkeys(w.strip() for w in _SPLIT.split(text) if w.strip()))
    if len({normalise(w) for w in words}) < 2:
        raise WrongGroup("一组至少要有两个不同的词，用逗号或顿号隔开")
    if len(words) > MOST_WORDS:
        raise WrongGroup(f"一组最多 {MOST_WORDS} 个词")
    for word in words:
        if not LEAST <= len(word) <= LONGEST:
            raise WrongGroup(f"“{word[:LONGEST]}”应为 {LEAST} 到 {LONGEST} 个字")
        if not re.search(r"\w", word):
            raise WrongGroup(f"“{word}”里没有文字")
    return words


@dataclass(frozen=True)
class Lexicon:
    """Groups of words, ready to be looked for in questions."""

    groups: tuple[tuple[str, ...], ...] = ()
    _of: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _pattern: re.Pattern[str] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def made(cls, groups: Iterable[Sequence[str]]) -> Lexicon:
        """Groups that share a word stay apart: A=B and B=C do not make A=C, which nobody said."""
        kept = tuple(tuple(dict.fromkeys(normalise(w) for w in group)) for group in groups)
        of: dict[str, dict[str, None]] = {}
        for group in kept:
            for word in group:
                of.setdefault(word, {}).update(dict.fromkeys(w for w in group if w != word))
        words = sorted(of, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, words))) if words else None
        return cls(kept, {w: tuple(others) for w, others in of.items()}, pattern)

    def others(self, text: str) -> tuple[str, ...]:
        """The text in other words, one word changed at a time, the longest first: 区发改局电话 → 区发展和改革局电话."""
        if self._pattern is None:
            return ()
        plain = normalise(text)
        found: dict[str, None] = {}
        for match in self._pattern.finditer(plain):
            for other in self._of[match[0]]:
                # 发改局 within 发展和改革局 says nothing new.
                if other not in match[0]:
                    found[plain[: match.start()] + other + plain[match.end() :]] = None
        found.pop(plain, None)
        return tuple(found)[:MOST]


def unit_groups(units: Iterable[tuple[str, str, Iterable[str]]]) -> list[tuple[str, ...]]:
    """Of (short name, full name, other names) the words by which each unit is known, with and without its district."""
    groups = []
    for short, full, others in units:
        words = {short, full, *others}
        if found := _DISTRICT.match(full):
            bare = found["rest"]
            words |= {bare, f"区{bare}", f"{found['district']}{bare}"}
        if short.startswith("区") and len(short) > 3:
            words.add(short[1:])
        kept = sorted((w for w in words if len(w) > 2), key=lambda w: (len(w), w))
        if len(kept) > 1:
            groups.append(tuple(kept[:MOST_WORDS]))
    return groups


def current() -> Lexicon:
    """The site's lexicon; an edit is seen at once in the process that made it, elsewhere within a minute."""
    return _built(_stamp())


def unit_named(text: str) -> int | None:
    """The key of the one unit of today that bears this name, in short, in full, or otherwise; None for none or several."""
    return _names(_stamp()).get(normalise(text).strip())


def unit_in(text: str) -> int | None:
    """The unit whose name stands in the text, the longest name first; None when there is none."""
    plain, names = normalise(text), _names(_stamp())
    for size in range(min(len(plain), LONGEST), 2, -1):
        for start in range(len(plain) - size + 1):
            if (found := names.get(plain[start : start + size])) is not None:
                return found
    return None


def _stamp() -> str:
    stamp: str | None = cache.get(STAMP)
    if stamp is None:
        from .models import SynonymGroup

        newest = SynonymGroup.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
        stamp = f"{newest}|{SynonymGroup.objects.count()}|{timezone.localdate()}|{timezone.now().timestamp() // 600}"
        cache.set(STAMP, stamp, SECONDS)
    return stamp


@lru_cache(maxsize=2)
def _names(stamp: str) -> dict[str, int]:
    from yangguang.organisations.models import Unit

    bearers: dict[str, set[int]] = {}
    for unit in Unit.objects.active(timezone.localdate()).prefetch_related("names"):
        for group in (
            (unit.name, unit.full_name),
            *unit_groups([(unit.name, unit.full_name, [n.name for n in unit.names.all()])]),
        ):
            for name in group:
                bearers.setdefault(normalise(name), set()).add(unit.pk)
    return {name: next(iter(keys)) for name, keys in bearers.items() if len(keys) == 1}


@lru_cache(maxsize=2)
def _built(stamp: str) -> Lexicon:
    from yangguang.organisations.models import Unit

    from .models import SynonymGroup

    units = Unit.objects.prefetch_related("names")
    names = ((u.name, u.full_name, [n.name for n in u.names.all()]) for u in units)
    own = [g.words for g in SynonymGroup.objects.filter(active=True).order_by("pk")]
    return Lexicon.made([*own, *unit_groups(names)])


def changed() -> None:
    """The list was edited."""
    cache.delete(STAMP)
    _built.cache_clear()
    _names.cache_clear()
