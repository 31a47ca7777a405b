"""How hard a text is to read, with the way out: long sentences, rare characters, official words."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

LONG = 60  # characters of a sentence that readers lose the thread of
# About the hardest third of real explanations and documents for sentences, the hardest tenth for words and characters
# (137 explanations and 879 documents of one province); 待核.
WARN_SENTENCE = 50.0  # mean characters per sentence
WARN_LONG = 0.33  # share of long sentences
WARN_RARE = 0.002  # share of characters outside the common ones
WARN_OFFICIAL = 10.0  # official words per thousand characters
LEAST = 80  # characters; a caption is not judged

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_QUOTED = re.compile(r"《[^》]{1,80}》")


@lru_cache(maxsize=1)
def common_characters() -> frozenset[str]:
    """The 3755 characters of the first level of GB/T 2312-1980, which are those in everyday use."""
    found = set()
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return frozenset(found)


@lru_cache(maxsize=1)
def official_words() -> dict[str, str]:
    """Official words with a plainer wording, from the packaged list; the longest are looked for first."""
    with (files("yangguang.policy") / "data" / "official-words.csv").open("r", encoding="utf-8") as file:
        rows = [(r["词"].strip(), r["平实说法"].strip()) for r in csv.DictReader(file)]
    return dict(sorted(rows, key=lambda r: (-len(r[0]), r[0])))


@lru_cache(maxsize=1)
def _official() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, official_words())))


@dataclass(frozen=True)
class Difficulty:
    """What was counted in a text; ``sentence`` is the mean length in characters, ``official`` words per thousand."""

    characters: int
    sentence: float
    long: tuple[str, ...]
    long_share: float
    rare: tuple[str, ...]
    rare_share: float
    official: float
    words: tuple[tuple[str, str, int], ...]

    @property
    def judged(self) -> bool:
        return self.characters >= LEAST

    @property
    def level(self) -> str:
        """In a word: one step for long sentences, one for official words, one for rare characters."""
        if not self.judged:
            return "太短，不评"
        points = (
            (self.sentence > WARN_SENTENCE or self.long_share > WARN_LONG)
            + (self.official > WARN_OFFICIAL)
            + (self.rare_share > WARN_RARE)
        )
        return ("好读", "稍难", "难读", "很难读")[points]


def measure(text: str) -> Difficulty:
    """Count what makes a plain text hard. Titles in 《》 are names, not the writer's own words, and are left out."""
    own = _QUOTED.sub("", text)
    sentences = [s for s in (m.strip() for m in _SENTENCE.findall(own)) if len(_HAN.findall(s)) >= 4]
    lengths = [len(re.sub(r"\s", "", s)) for s in sentences]
    han = _HAN.findall(own)
    common = common_characters()
    rare = [c for c in han if c not in common]
    counts: dict[str, int] = {}
    for match in _official().finditer(own):
        counts[match[0]] = counts.get(match[0], 0) + 1
    plain = official_words()
    long = tuple(s for s, n in zip(sentences, lengths, strict=True) if n > LONG)
    return Difficulty(
        characters=len(han),
        sentence=sum(lengths) / len(lengths) if lengths else 0.0,
        long=long,
        long_share=len(long) / len(sentences) if sentences else 0.0,
        rare=tuple(dict.fromkeys(rare)),
        rare_share=len(rare) / len(han) if han else 0.0,
        official=1000 * sum(counts.values()) / len(han) if han else 0.0,
        words=tuple(
            (w, plain[w], n) for w, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ),
    )


def split_long(sentence: str) -> list[str]:
    """Where a long sentence can be cut: at its commas, into pieces of a readable length."""
    pieces, current = [], ""
    for part in re.findall(r"[^，,、：:]+[，,、：:]?", sentence):
        if current and len(current) + len(part) > LONG // 2 and current[-1] in "，,：:":
            pieces.append(current)
            current = part
        else:
            current += part
    return [*pieces, current] if current else pieces
