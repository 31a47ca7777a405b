"""Words and phrases by how they sound and look, to tell what a run of characters was meant to be."""

from __future__ import annotations

import functools
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .likeness import DATA, lines, shapes, sounds

LONGEST = 12
GRAM = 4  # characters of a run of the unit's own texts


@dataclass(slots=True)
class Lexicon:
    """``by_sound`` and ``by_shape`` lead from a folded run to what folds so: phrases in ``words`` (True when they are of
    official writing), runs in ``grown`` with how many of the unit's own texts hold them.

    ``pairs`` are all neighbours of two characters in either: a pair that is in none is a sign of a slip.
    """

    by_sound: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_shape: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[str, bool] = field(default_factory=dict)
    grown: dict[str, int] = field(default_factory=dict)
    pairs: set[str] = field(default_factory=set)
    lengths: tuple[int, ...] = ()

    def add(self, phrases: Iterable[str], official: bool = False) -> None:
        """Take in phrases of ``GRAM`` to ``LONGEST`` characters; shorter ones only tell which characters meet."""
        for phrase in phrases:
            self.pairs.update(phrase[i : i + 2] for i in range(len(phrase) - 1))
            if GRAM <= len(phrase) <= LONGEST:
                if phrase not in self.words and phrase not in self.grown:
                    self._fold(phrase)
                self.words[phrase] = official or self.words.get(phrase, False)
        self.lengths = tuple(sorted({len(w) for w in self.words} | ({GRAM} if self.grown else set())))

    def grow(self, counts: dict[str, int]) -> None:
        """Take in runs of texts and how many texts hold them (``count_runs``)."""
        for run, n in counts.items():
            if run not in self.words and run not in self.grown:
                self._fold(run)
            self.grown[run] = n
            self.pairs.update((run[:2], run[1:3], run[2:]))
        self.lengths = tuple(sorted({*self.lengths, GRAM}))

    def _fold(self, run: str) -> None:
        for table, index in ((sounds(), self.by_sound), (shapes(), self.by_shape)):
            folded = run.translate(table)
            index[folded] = (*index.get(folded, ()), run)


def han_runs(text: str) -> Iterator[tuple[int, str]]:
    """Stretches of Han characters with their place."""
    start = -1
    for i, char in enumerate(text):
        if "\u4e00" <= char <= "\u9fff":
            if start < 0:
                start = i
        elif start >= 0:
            yield start, text[start:i]
            start = -1
    if start >= 0:
        yield start, text[start:]


def count_runs(texts: Iterable[str], least: int = 3) -> dict[str, int]:
    """Runs of four Han characters that stand in at least ``least`` of the texts, and in how many."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update({run[i : i + GRAM] for _, run in han_runs(text) for i in range(len(run) - GRAM + 1)})
    return {run: n for run, n in found.items() if n >= least}


@functools.cache
def shipped() -> Lexicon:
    """The lexicon that comes with the system: common words, and phrases of official writing."""
    made = Lexicon()
    with gzip.open(DATA / "phrases.txt.gz", "rt", encoding="utf-8") as words:
        made.add(w for line in words if (w := line.strip()) and not w.startswith("#"))
    made.add(official(), official=True)
    return made


def official() -> list[str]:
    """Phrases of official writing, four characters and longer."""
    phrases = (phrase for line in lines("official.txt") for phrase in line.split())
    return [p for p in phrases if GRAM <= len(p) <= LONGEST]


def grown_file(path: Path) -> dict[str, int]:
    """A file of ``run<tab>count`` lines that ``save`` wrote; empty when there is none."""
    if not path.is_file():
        return {}
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        pairs = (row.rstrip("\n").split("\t") for row in rows)
        return {p[0]: int(p[1]) for p in pairs if len(p) == 2}


def save(counts: dict[str, int], path: Path) -> None:
    """Write grown runs where ``grown_file`` finds them; a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with gzip.open(part, "wt", encoding="utf-8") as out:
        out.writelines(f"{run}\t{n}\n" for run, n in sorted(counts.items()))
    part.replace(path)
