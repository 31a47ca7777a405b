"""What a mistyped question may have meant: words of public titles that sound the same, are typed in pinyin, or differ in
one character. The list of words is made anew every night; the functions over it are pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import rjieba
from django.core.cache import cache
from django.db import transaction
from pypinyin import lazy_pinyin
from pypinyin.contrib.tone_convert import to_normal

from yangguang.core.jobs import job

from .analyser import letters
from .kinds import SEARCH_KINDS
from .models import Term

SHORTEST, LONGEST = 2, 8  # characters of a word
MOST = 40_000  # words kept, the most frequent
LEAST = 2  # titles a word stands in
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-zü' ]{2,60}")
STAMP = "search.terms"


def said(text: str) -> str:
    """How Han characters are said, without tones: 补贴 → bu tie."""
    return " ".join(to_normal(s).replace("ü", "v") for s in lazy_pinyin(text))


@dataclass(frozen=True)
class Words:
    """The words of titles with how often they stand there; ready to be guessed from."""

    times: dict[str, int] = field(default_factory=dict)
    _said: dict[str, str] = field(default_factory=dict, repr=False)
    _holed: dict[str, str] = field(default_factory=dict, repr=False)
    _joined: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def made(cls, rows: Iterable[tuple[str, str, int]]) -> Words:
        """Of (word, how it is said, times); of words that are alike the most frequent is guessed."""
        made = cls()
        for word, sound, n in sorted(rows, key=lambda r: (-r[2], r[0])):
            made.times[word] = n
            made._said.setdefault(sound, word)
            made._joined.setdefault(sound.replace(" ", ""), word)
            if len(word) > 2:
                for i in range(len(word)):
                    made._holed.setdefault(f"{word[:i]}?{word[i + 1 :]}", word)
        return made

    def guess(self, text: str) -> str:
        """The question as it may have been meant, or "" when nothing better is known."""
        plain = letters(text).strip()
        if _LATIN.fullmatch(plain):
            return self._typed(plain)
        found = _HAN.sub(lambda m: self._spoken(m[0]), plain)
        return found if found != plain else ""

    def _typed(self, text: str) -> str:
        """Pinyin as words: yanglao butie → 养老 补贴; all of it or nothing."""
        words = []
        for piece in text.replace("'", "").replace("ü", "v").split():
            if (found := self._split(piece)) is None:
                return ""
            words += found
        return "".join(words)

    def _split(self, piece: str) -> list[str] | None:
        """The fewest words that together are said so."""
        best: list[list[str] | None] = [[], *[None] * len(piece)]
        for end in range(1, len(piece) + 1):
            for start in range(max(end - 40, 0), end):
                before = best[start]
                word = self._joined.get(piece[start:end])
                if before is None or word is None:
                    continue
                made = [*before, word]
                if best[end] is None or len(made) < len(best[end] or ()):
                    best[end] = made
        return best[-1]

    def _spoken(self, run: str) -> str:
        """A run of Han characters with its unknown words put right; known ones stay."""
        sounds = said(run).split()
        if len(sounds) != len(run):
            return run
        # The best way to cut the run: known words as they are, then words of the same sound, then one character off.
        best: list[tuple[float, str]] = [(0.0, "")]
        for end in range(1, len(run) + 1):
            choices = [(best[end - 1][0] + 3.0, best[end - 1][1] + run[end - 1])]
            for start in range(max(end - LONGEST, 0), end - 1):
                piece = run[start:end]
                if (kept := self._word(piece, sounds[start:end])) is not None:
                    cost, word = kept
                    choices.append((best[start][0] + cost, best[start][1] + word))
            best.append(min(choices))
        return best[-1][1]

    def _word(self, piece: str, sounds: list[str]) -> tuple[float, str] | None:
        if piece in self.times:
            return 1.0, piece
        if word := self._said.get(" ".join(sounds)):
            return 2.5, word
        for i in range(len(piece)) if len(piece) > 2 else ():
            if (word := self._holed.get(f"{piece[:i]}?{piece[i + 1 :]}")) and len(word) == len(piece):
                return 3.5, word
        return None


def words_of(titles: Iterable[str]) -> list[tuple[str, str, int]]:
    """(word, how it is said, in how many titles) of the words that stand in several titles, the most frequent first."""
    count: Counter[str] = Counter()
    for title in titles:
        cut = {w for run in _HAN.findall(letters(title)) for w in rjieba.cut(run)}
        count.update(w for w in cut if SHORTEST <= len(w) <= LONGEST)
    kept = [(w, n) for w, n in count.most_common(MOST) if n >= LEAST]
    return [(w, said(w)[:80], n) for w, n in kept]


def _titles() -> Iterable[str]:
    """Titles that readers may see; nothing of a draft is ever guessed."""
    for kind in SEARCH_KINDS:
        ids: list[int] = []
        for pk in kind.all_ids():
            ids.append(pk)
            if len(ids) == 1000:
                yield from (d.title for d in kind.fetch(ids) if d.public)
                ids = []
        if ids:
            yield from (d.title for d in kind.fetch(ids) if d.public)


@job("search.terms", "更新检索纠错用词", at=dt.time(4, 20))
def renew(today: dt.date) -> str:
    """Learn the words of the public titles anew."""
    rows = words_of(_titles())
    with transaction.atomic():
        Term.objects.all().delete()
        Term.objects.bulk_create((Term(text=w, said=s, times=n) for w, s, n in rows), batch_size=2000)
    cache.delete(STAMP)
    return f"{len(rows)} 个词"


def known() -> Words:
    """The words of this site, looked for anew within five minutes of their renewal."""
    stamp = cache.get(STAMP)
    if stamp is None:
        newest = Term.objects.order_by("-pk").values_list("pk", flat=True).first()
        stamp = f"{newest}|{Term.objects.count()}"
        cache.set(STAMP, stamp, 300)
    return _loaded(stamp)


@lru_cache(maxsize=1)
def _loaded(stamp: str) -> Words:
    return Words.made(Term.objects.values_list("text", "said", "times"))


def guess(text: str) -> str:
    """What the question may have meant, or ""."""
    return known().guess(text[:60])
