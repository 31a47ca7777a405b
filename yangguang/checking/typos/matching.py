"""Runs of characters that sound or look like a phrase and are none: what was meant, and what speaks for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from .lexicon import GRAM, Lexicon, han_runs
from .likeness import shapes, sounds

# Words that stand beside any other: a run with one of them in it says little.
_FUNCTION = frozenset(
    "和与及或的地得了在是为将已对以等并由从向于使其之而不也有该各本此按经把被让给到至所后前中内外上下新均应可须又再即则若如仍既个们间令只都更最很较没无同"
)
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两")
# Both are right, each in its place.
_EITHER = frozenset(
    frozenset(pair)
    for pair in re.findall(
        "[\u4e00-\u9fff]{2}",
        "定订 做作 它他 她他 地的 得的 像象 那哪 帐账 分份 即及 以已 实施 行施 试施 适试 时实 制治 察查 权全 化划 型形 性型 界届 级及 反返 "
        "度渡 後后 念年 绩迹 记纪 收受 需须 交缴 指制 划画 限现 功公",
    )
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """``wrong`` at ``start`` was likely meant as ``right``; ``model`` is the phrase or run that says so, ``votes`` how
    many do."""

    start: int
    wrong: str
    right: str
    model: str
    votes: int
    source: str

    @property
    def end(self) -> int:
        return self.start + len(self.wrong)


def suspects(text: str, lexicon: Lexicon, least: int = 3) -> Iterator[Suspect]:
    """Slips in the Han runs of a text, in order, none overlapping."""
    sound, shape = sounds(), shapes()
    last = 0
    for start, run in han_runs(text):
        if len(run) < GRAM:
            continue
        found = _in_run(run, run.translate(sound), run.translate(shape), lexicon, least)
        for s in sorted(found, key=lambda s: (s.start, -s.votes)):
            if s.start + start >= last:
                last = s.start + start + len(s.wrong)
                yield Suspect(s.start + start, s.wrong, s.right, s.model, s.votes, s.source)


def _in_run(run: str, sound: str, shape: str, lexicon: Lexicon, least: int) -> list[Suspect]:
    by_sound, by_shape, words, grown = lexicon.by_sound, lexicon.by_shape, lexicon.words, lexicon.grown
    ballots: dict[tuple[int, str, str], list[str]] = {}
    out: list[Suspect] = []
    size = len(run)
    tokens: list[tuple[int, int]] = []
    for length in lexicon.lengths:
        for i in range(size - length + 1):
            meant = by_sound.get(sound[i : i + length], ())
            alike = by_shape.get(shape[i : i + length], ())
            if not meant and not alike:
                continue
            given = run[i : i + length]
            if given in words or given in grown:
                continue
            for phrase in (*meant, *alike):
                off = [k for k in range(length) if phrase[k] != given[k]]
                if not off or off[-1] - off[0] > 1:
                    continue
                a, b = off[0], off[-1] + 1
                wrong, right = given[a:b], phrase[a:b]
                edge = a == 0 or b == length or phrase in grown
                if _idle(wrong, right, edge):
                    continue
                # Two characters wrong at once are believed of an official phrase or of repeated runs only.
                if phrase in words and (b - a == 1 or words[phrase]):
                    tokens = tokens or _tokens(run)
                    alone = _alone(tokens, i, length, a, b, words[phrase])
                    if alone and _strange(run, i + a, i + b, lexicon, one=True):
                        out.append(Suspect(i + a, wrong, right, phrase, length, "phrase"))
                elif grown.get(phrase, 0) >= least:
                    models = ballots.setdefault((i + a, wrong, right), [])
                    if phrase not in models:
                        models.append(phrase)
    for (at, wrong, right), models in ballots.items():
        votes = len(models)
        best = max(models, key=lambda m: grown[m])
        if votes == 1:
            tokens = tokens or _tokens(run)
            sure = grown[best] >= 2 * least and _alone(tokens, at, len(wrong), 0, len(wrong), False)
            if not (sure and _strange(run, at, at + len(wrong), lexicon)):
                continue
        elif votes == 2 and not _strange(run, at, at + len(wrong), lexicon, one=True):
            continue
        out.append(Suspect(at, wrong, right, best, votes, "grown"))
    return out


def _idle(wrong: str, right: str, edge: bool = True) -> bool:
    """Whether the difference says nothing: numbers, pairs of which both are right, function words at the ``edge``."""
    if any(frozenset((w, r)) in _EITHER for w, r in zip(wrong, right, strict=True)):
        return True
    return (edge and any(c in _FUNCTION for c in wrong)) or wrong[0] in _NUMERALS or right[0] in _NUMERALS


def _tokens(run: str) -> list[tuple[int, int]]:
    """For each character the bounds of the dictionary word that it is cut into."""
    out: list[tuple[int, int]] = []
    for word in rjieba.cut(run, False):
        out += [(len(out), len(out) + len(word))] * len(word)
    return out


def _alone(tokens: list[tuple[int, int]], i: int, length: int, a: int, b: int, official: bool) -> bool:
    """Whether the differing characters belong to no longer word, and the run starts and ends where words do. In an
    official phrase a whole wrong word of two characters may stand (制定机智)."""
    whole = tokens[i][0] >= i and tokens[i + length - 1][1] <= i + length
    single = all(tokens[k][1] - tokens[k][0] == 1 for k in range(i + a, i + b))
    inside = official and length > GRAM and tokens[i + a][0] >= i and tokens[i + b - 1][1] <= i + length
    return whole and (single or inside)


def _strange(run: str, start: int, end: int, lexicon: Lexicon, one: bool = False) -> bool:
    """Whether the run meets its neighbours in pairs that no phrase holds: on all sides, or ``one`` of them."""
    sides = [run[k : k + 2] not in lexicon.pairs for k in (start - 1, end - 1) if 0 <= k < len(run) - 1]
    return any(sides) if one else all(sides)
