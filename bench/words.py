"""Many words in much Chinese text, as the checks search it: ``Matcher.find(text)``, places as characters, against peers.

    python bench/words.py [--mb 100] [--words 10000] [TEXT…]

TEXT are files to search (UTF-8; default: made-up text of common characters). The peers search the same text for the same
words in the same run: pyahocorasick when it is installed, a dict trie in pure Python and an alternation of ``re`` on small
samples. Times are CPU; of three runs the best counts, because the machine is shared.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from yangguang.checking.wordlists import expressions
from yangguang.checking.wordlists.compiled import Lists, Source
from yangguang.checking.wordlists.expressions import Expression, Sort
from yangguang.checking.wordlists.matching import LIBRARIES, Matcher

SEED = 2021


def made_up(characters: int, chance: random.Random) -> str:
    """Text of common characters, the common ones more often, with punctuation."""
    common = [chr(0x4E00 + chance.randrange(0x5000)) for _ in range(3000)]
    weights = [1 / (rank + 20) for rank in range(len(common))]
    piece = []
    while len(piece) < 400_000:
        piece += chance.choices(common, weights, k=chance.randrange(6, 24))
        piece.append(chance.choice("，，，。；、"))
    text = "".join(piece)
    return (text * (characters // len(text) + 1))[:characters]


def words_for(text: str, count: int, hits: int, chance: random.Random) -> list[str]:
    """Words of the text's characters that mostly do not occur, and a few that do."""
    runs = re.findall("[\u4e00-\u9fff]{4,}", text[:1_500_000])
    found: set[str] = set()
    sample = text[:1_500_000]
    while len(found) < count:
        run = chance.choice(runs)
        length = min(chance.choice((3, 4, 4, 4, 5, 6, 8)), len(run))
        start = chance.randrange(len(run) - length + 1)
        word = run[start : start + length]
        if len(found) >= hits or sample.count(word) > 20:
            word = "".join(chance.sample(word, len(word)))
            if word in sample:
                continue
        found.add(word)
    return sorted(found)


def best(run: Callable[[], Iterable[object]], times: int = 3) -> tuple[float, int]:
    """CPU seconds of the quickest of some runs, and how many matches it gave."""
    seconds, count = [], 0
    for _ in range(times):
        began = time.process_time()
        count = len(list(run()))
        seconds.append(time.process_time() - began)
    return min(seconds), count


def tell(name: str, text: str, run: Callable[[str], Iterable[object]], times: int = 3) -> float:
    """Search and print a line; returns MB of UTF-8 a second."""
    megabytes = len(text.encode()) / 1e6
    seconds, count = best(lambda: run(text), times)
    rate = megabytes / seconds if seconds else float("inf")
    print(f"{name:52s} {rate:8.1f} MB/s {count:9d} matches in {megabytes:6.1f} MB")
    return rate


def trie_search(words: list[str]) -> Callable[[str], list[tuple[int, str]]]:
    """The usual pure-Python trie."""
    root: dict[str, dict] = {}
    for word in words:
        node = root
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {"word": word}

    def search(text: str) -> list[tuple[int, str]]:
        found = []
        for start in range(len(text)):
            node, place = root, start
            while place < len(text) and (following := node.get(text[place])) is not None:
                node, place = following, place + 1
                if "" in node:
                    found.append((start, node[""]["word"]))
        return found

    return search


def peers(text: str, words: list[str]) -> None:
    try:
        import ahocorasick
    except ImportError:
        print("pyahocorasick: not installed (pip install pyahocorasick)")
    else:
        automaton = ahocorasick.Automaton()
        for index, word in enumerate(words):
            automaton.add_word(word, index)
        automaton.make_automaton()
        tell("pyahocorasick", text[:7_000_000], automaton.iter, 1)
    tell("dict trie in Python (sample)", text[:1_500_000], trie_search(words), 1)
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    tell("re alternation (sample)", text[:40_000], pattern.finditer, 1)


def reload(text: str, count: int, chance: random.Random) -> None:
    """From the bytes a version keeps to a list that can be searched, as when a list changes."""
    words = words_for(text, count, count // 25, chance)
    entries = [
        Expression((word,), Sort.WRONG, replacement="改为这个", reason="因为这样", basis="依据")
        for word in words
    ]
    data = expressions.pack(entries)
    for library in LIBRARIES:
        seconds = []
        for _ in range(3):
            began = time.process_time()
            Lists([Source("清单", expressions.unpack(data))], library)
            seconds.append(time.process_time() - began)
        print(f"reload of {count} entries, {library:40s} {min(seconds):8.2f} s")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mb", type=int, default=100)
    asked.add_argument("--words", type=int, default=10_000)
    asked.add_argument("files", nargs="*", type=Path)
    given = asked.parse_args()
    chance = random.Random(SEED)
    size = given.mb * 1_000_000 // 3
    if given.files:
        text = "".join(f.read_text("utf-8", "replace") for f in given.files)
        text = (text * (size // len(text) + 1))[:size]
    else:
        text = made_up(size, chance)
    words = words_for(text, given.words, given.words // 25, chance)
    print(f"{len(words)} words, {len(text)} characters")
    for library in LIBRARIES:
        try:
            matcher = Matcher(words, library)
        except ImportError:
            print(f"{library}: not installed")
            continue
        tell(f"Matcher.find, {library}", text, matcher.find)
        mixed = Matcher([*words, "kpi考核", "5g"], library)
        tell(f"Matcher.find, {library}, letters to fold", text, mixed.find, 2)
    peers(text, words)
    reload(text, 100_000, chance)


if __name__ == "__main__":
    main()
