"""Typos of official writing, offline: precision, recall and speed, beside a list without context and a same-sound baseline.

Half of the texts are grown from, errors are planted into sentences of the other half: characters and words of the same sound,
drawn from the texts themselves and not from the product's lists. The data are named by an environment variable; without it
nothing is measured:

    YANGGUANG_BENCH_DATA=folder python bench/typos.py [--odw FILE]

The folder holds hebei/*/*.csv with a column 内容 and covid-policy-qa/documents.jsonl ({"text"}). ``--odw`` adds a test set in
ECSpell's format: count, wrong, right, separated by tabs.
"""

from __future__ import annotations

import argparse
import copy
import csv
import datetime as dt
import hashlib
import json
import os
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings")

import django
import rjieba
from pypinyin import lazy_pinyin

django.setup()

from yangguang.checking.engine import RULES, examine  # noqa: E402
from yangguang.checking.subjects import Subject  # noqa: E402
from yangguang.checking.typos.confusions import confused, confusions  # noqa: E402
from yangguang.checking.typos.lexicon import count_runs, shipped  # noqa: E402
from yangguang.checking.typos.matching import suspects  # noqa: E402
from yangguang.documents import bodies  # noqa: E402

SENTENCES, PLANTED = 10_000, 1_500
HAN = re.compile("[\u4e00-\u9fff]")
Edits = dict[int, str]  # place of a character: what it should be


def texts(folder: Path) -> list[str]:
    """Bodies of the published documents and policy texts below a folder, each once."""
    csv.field_size_limit(10**9)
    out: dict[str, None] = {}
    for path in sorted(folder.glob("hebei/*/*.csv")):
        with path.open(encoding="utf-8-sig") as rows:
            for row in csv.DictReader(rows):
                body = row.get("内容") or ""
                out[bodies.to_text(body) if bodies.looks_like_html(body) else body] = None
    for path in sorted(folder.glob("covid-policy-qa/documents.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            out[json.loads(line)["text"]] = None
    return [t for t in out if t]


def sentences(documents: Iterable[str], chance: random.Random) -> list[str]:
    found = (s for d in documents for s in re.split("[。；\n]", d) if 12 <= len(s) <= 120)
    kept = list(dict.fromkeys(s for s in found if len(HAN.findall(s)) > len(s) * 0.8))
    chance.shuffle(kept)
    return kept


class Planter:
    """Puts one error of the same sound into a sentence; what sounds alike is read off the texts."""

    def __init__(self, documents: list[str], chance: random.Random) -> None:
        self.chance = chance
        self.words: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self.chars: dict[str, list[str]] = defaultdict(list)
        seen: Counter[str] = Counter()
        for d in documents[:600]:
            seen.update(w for w in rjieba.cut(d, False) if len(w) == 2 and HAN.match(w) and HAN.match(w[1]))
        for word, n in seen.items():
            if n >= 3:
                self.words[tuple(lazy_pinyin(word))].append(word)
        for char, n in Counter(c for d in documents for c in d if HAN.match(c)).items():
            if n >= 20:
                self.chars[lazy_pinyin(char)[0]].append(char)

    def __call__(self, sentence: str) -> tuple[str, Edits] | None:
        places, at = [], 0
        for word in rjieba.cut(sentence, False):
            places.append((at, word))
            at += len(word)
        whole = self.chance.random() < 0.5
        self.chance.shuffle(places)
        for at, word in places:
            if len(word) < 2 or not all(HAN.match(c) for c in word) or (whole and len(word) != 2):
                continue
            if whole:
                others = [w for w in self.words[tuple(lazy_pinyin(word))] if w != word]
            else:
                k = self.chance.randrange(len(word))
                alike = self.chars[lazy_pinyin(word[k])[0]]
                others = [word[:k] + c + word[k + 1 :] for c in alike if c != word[k]]
            if others:
                new = self.chance.choice(others)
                edits = {at + k: c for k, c in enumerate(word) if c != new[k]}
                return sentence[:at] + new + sentence[at + len(word) :], edits
        return None


Corrector = Callable[[str], Edits]


def ours(lexicon: object) -> Corrector:
    def run(text: str) -> Edits:
        edits: Edits = {}
        for s in suspects(text, lexicon):  # type: ignore[arg-type]
            edits.update({s.start + k: c for k, c in enumerate(s.right) if c != s.wrong[k]})
        for start, end, c in confused(text):
            if len(c.right) == end - start:
                edits.update({start + k: x for k, x in enumerate(c.right) if x != c.wrong[k]})
        return edits

    return run


def plain_list(text: str) -> Edits:
    """The same list replaced wherever it stands, as pycorrector's ConfusionCorrector does."""
    edits: Edits = {}
    for c in confusions():
        at = text.find(c.wrong)
        while at >= 0:
            edits.update({at + k: x for k, x in enumerate(c.right) if k >= len(c.wrong) or x != c.wrong[k]})
            at = text.find(c.wrong, at + 1)
    return edits


def same_sound(documents: list[str]) -> Corrector:
    """A character that never meets its neighbours gives way to the one of its sound that most often does."""
    pairs: Counter[str] = Counter(d[i : i + 2] for d in documents for i in range(len(d) - 1))
    alike: dict[str, list[str]] = defaultdict(list)
    for char in {c for pair in pairs for c in pair if HAN.match(c)}:
        alike[lazy_pinyin(char)[0]].append(char)
    sound = {c: k for k, cs in alike.items() for c in cs}

    def run(text: str) -> Edits:
        edits: Edits = {}
        for i in range(1, len(text) - 1):
            if text[i] not in sound or pairs[text[i - 1 : i + 1]] or pairs[text[i : i + 2]]:
                continue
            best = max(
                alike[sound[text[i]]], key=lambda c: min(pairs[text[i - 1] + c], pairs[c + text[i + 1]])
            )
            if min(pairs[text[i - 1] + best], pairs[best + text[i + 1]]) >= 5:
                edits[i] = best
        return edits

    return run


def measure(name: str, run: Corrector, wrong: list[tuple[str, Edits]], clean: list[str]) -> None:
    begun = time.perf_counter()
    hit = said = 0
    for text, edits in wrong:
        got = run(text)
        said += len(got)
        hit += sum(edits.get(k) == c for k, c in got.items())
    alarms = sum(bool(run(s)) for s in clean)
    spent = time.perf_counter() - begun
    chars = sum(len(t) for t, _ in wrong) + sum(map(len, clean))
    wanted = sum(len(e) for _, e in wrong)
    line = f"{name:34} P {hit / max(said, 1):.3f}  R {hit / wanted:.3f}"
    if clean:
        line += f"  alarms on clean {alarms}/{len(clean)} sentences ({alarms / sum(map(len, clean)) * 1e6:.0f} per million characters)"
    print(f"{line}  {chars / spent:,.0f} characters/s")


def ecspell(path: Path) -> tuple[list[tuple[str, Edits]], list[str]]:
    wrong, clean = [], []
    for line in path.read_text("utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) != 3 or len(parts[1]) != len(parts[2]):
            continue
        edits = {i: b for i, (a, b) in enumerate(zip(parts[1], parts[2], strict=True)) if a != b}
        if edits:
            wrong.append((parts[1], edits))
        else:
            clean.append(parts[1])
    return wrong, clean


def draft(documents: list[str]) -> None:
    """A 4,000-character draft under the rules on dates, sums, numbers, remedies and wording."""
    rules = [r for r in RULES if r.code[:5] in {"CHK-D", "CHK-T", "CHK-N", "CHK-R", "CHK-W"}]
    drafts = [d[:4000] for d in documents if len(d) >= 4000][:60]
    spent = []
    for d in drafts:
        begun = time.perf_counter()
        examine(Subject.of_text(d, dt.date(2021, 6, 1)), rules)
        spent.append((time.perf_counter() - begun) * 1000)
    if len(spent) > 1:
        p95 = statistics.quantiles(spent, n=20)[-1]
        print(
            f"draft of 4,000 characters, {len(rules)} rules: median {statistics.median(spent):.0f} ms, 95 % under {p95:.0f} ms"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--odw", type=Path)
    given = parser.parse_args()
    if not os.environ.get("YANGGUANG_BENCH_DATA"):
        print("YANGGUANG_BENCH_DATA names no folder: nothing measured")
        return
    chance = random.Random(2021)
    documents = texts(Path(os.environ["YANGGUANG_BENCH_DATA"]))
    train = [d for d in documents if hashlib.sha256(d.encode()).digest()[0] % 2]
    held = [d for d in documents if not hashlib.sha256(d.encode()).digest()[0] % 2]
    clean = sentences(held, chance)[: SENTENCES + PLANTED]
    planter = Planter(train, chance)
    planted = [p for s in clean[SENTENCES:] if (p := planter(s))]
    clean = clean[:SENTENCES]
    begun = time.perf_counter()
    base = shipped()
    print(f"shipped lexicon read in {time.perf_counter() - begun:.2f} s")
    grown = copy.deepcopy(base)
    grown.grow(count_runs(train))
    baseline = same_sound(train)
    print(
        f"{len(documents)} texts, grown from {len(train)}; {len(planted)} sentences with a planted error, {len(clean)} clean"
    )
    runs: list[tuple[str, Corrector]] = [
        ("list and shipped lexicon", ours(base)), ("the same, grown from own texts", ours(grown)),
        ("peer: list without context", plain_list), ("peer: same-sound pairs", baseline),
    ]  # fmt: skip
    for name, run in runs:
        measure(name, run, planted, clean)
    if given.odw:
        wrong, right = ecspell(given.odw)
        print(f"ECSpell file: {len(wrong)} sentences with errors, {len(right)} without")
        everything = copy.deepcopy(base)
        everything.grow(count_runs(documents))
        for name, run in [*runs[:1], ("grown from all texts", ours(everything)), *runs[2:]]:
            measure(name, run, wrong, right)
    draft(held)


if __name__ == "__main__":
    main()
