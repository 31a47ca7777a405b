"""Answers on real official texts: the right document first, the right words quoted, silence where there is no answer.

The baselines run in the same run: plain BM25 (k1 1.2, b 0.75) over pairs of Han characters, over documents, over passages
of at most 200 characters and over both, and for silence the share of the question's weight that the first document holds.
The data are named by an environment variable; without it nothing is measured:

    YANGGUANG_BENCH_DATA=folder python bench/answers.py

With YANGGUANG_BENCH_MANY=1000000 it also times answers among so many documents put together from the texts' sentences.
The folder holds documents.jsonl ({"id", "text"}), questions.jsonl ({"question", "document", "answer"}: the id of the
document that answers and the words that do) and unanswerable.jsonl ({"question"}). Every CSV file below the folder's
sibling ``hebei`` (or below YANGGUANG_BENCH_DISTRACTORS) adds its rows as documents that answer nothing.
Questions are halved by a hash of their words: weights are fitted on one half (bench/fitting_answers.py), figures that
count are those of the other.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import math
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["YANGGUANG_HOME"] = tempfile.mkdtemp(prefix="yangguang-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings"

import django

django.setup()

from yangguang.answering import weights  # noqa: E402
from yangguang.answering.answers import Answer, answer  # noqa: E402
from yangguang.answering.asking import pairs  # noqa: E402
from yangguang.answering.passages import sentences, tiles, windows  # noqa: E402
from yangguang.answering.sources import Library  # noqa: E402
from yangguang.search.engine import engine  # noqa: E402
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind  # noqa: E402

ANSWERED = 0.90  # of the answerable questions must be answered when silence is measured
DEEP = 10
KIND, MANY = "bench", "many"
csv.field_size_limit(10**8)


@dataclass(frozen=True)
class Asked:
    """A question of the set; ``right`` is the number of its document, -1 where no text answers it."""

    text: str
    right: int = -1
    answer: str = ""

    @property
    def tuned(self) -> bool:
        """In the half that weights may be fitted on."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True)
class Data:
    texts: list[str]
    answerable: list[Asked]
    unanswerable: list[Asked]


def read(folder: Path) -> Data:
    def rows(name: str) -> list[dict[str, Any]]:
        with (folder / name).open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    documents = rows("documents.jsonl")
    number = {row["id"]: n for n, row in enumerate(documents)}
    others = Path(os.environ.get("YANGGUANG_BENCH_DISTRACTORS", folder.parent / "hebei"))
    return Data(
        [row["text"] for row in documents] + distractors(others),
        [Asked(q["question"], number[q["document"]], q["answer"]) for q in rows("questions.jsonl")],
        [Asked(q["question"]) for q in rows("unanswerable.jsonl")],
    )


def distractors(folder: Path) -> list[str]:
    """The rows of every table below a folder, cells joined; headings and empty rows are none."""
    found = []
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.reader(file):
                text = " ".join(cell.strip() for cell in row if cell.strip())
                if len(text) > 3 and row[0].strip() not in ("序号", "标题"):
                    found.append(text)
    return found


class Plain:
    """BM25, as in the textbook."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.lengths: list[int] = []
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, text in enumerate(texts):
            found = Counter(pairs(text))
            self.lengths.append(sum(found.values()))
            for token, times in found.items():
                self.postings[token].append((number, times))
        self.mean = sum(self.lengths) / len(self.lengths)

    def weight(self, token: str) -> float:
        among = len(self.postings.get(token, ()))
        return math.log(1 + (len(self.lengths) - among + 0.5) / (among + 0.5))

    def scores(self, question: str) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        for token in set(pairs(question)):
            weight = self.weight(token)
            for number, times in self.postings.get(token, ()):
                norm = 1.2 * (0.25 + 0.75 * self.lengths[number] / self.mean)
                scores[number] += weight * times * 2.2 / (times + norm)
        return scores


def first(scores: dict[int, float], size: int) -> list[int]:
    return sorted(scores, key=lambda n: (-scores[n], n))[:size]


class Passages:
    """Plain BM25 over passages."""

    def __init__(self, texts: Sequence[str], cut: Callable[..., Any]) -> None:
        found = [(number, passage.text) for number, text in enumerate(texts) for passage in cut(text)]
        self.owners = [number for number, _ in found]
        self.texts = [text for _, text in found]
        self.plain = Plain(self.texts)

    def best(self, scores: dict[int, float]) -> dict[int, float]:
        """The score of each document's best passage."""
        found: dict[int, float] = {}
        for passage, score in scores.items():
            owner = self.owners[passage]
            found[owner] = max(score, found.get(owner, 0.0))
        return found


def covers(passage: str, answer: str) -> bool:
    """Whether one unbroken piece of the passage is four fifths of the first 100 characters of the answer."""
    wanted = answer.strip()[:100].strip()
    if wanted in passage:
        return True
    match = SequenceMatcher(None, passage, wanted, autojunk=False).find_longest_match()
    return match.size >= 0.8 * len(wanted)


def ranking(name: str, ranked: Sequence[list[int]], asked: Sequence[Asked]) -> None:
    """Prints hit@1 and MRR@10 of the half tuned on, the other half, and all."""
    places = [
        found.index(q.right) if q.right in found else None for found, q in zip(ranked, asked, strict=True)
    ]
    parts = []
    for part in (True, False, None):
        of = [p for p, q in zip(places, asked, strict=True) if part is None or q.tuned is part]
        hit = sum(p == 0 for p in of) / len(of)
        mrr = sum(1 / (p + 1) for p in of if p is not None and p < DEEP) / len(of)
        parts.append(f"{hit:.3f} / {mrr:.3f}")
    print(f"{name:<44} " + "   ".join(parts))


def shares(name: str, held: Sequence[bool], asked: Sequence[Asked]) -> None:
    parts = []
    for part in (True, False, None):
        of = [h for h, q in zip(held, asked, strict=True) if part is None or q.tuned is part]
        parts.append(f"{sum(of) / len(of):13.3f}")
    print(f"{name:<44} " + "   ".join(parts))


def silence(name: str, answerable: Sequence[float], unanswerable: Sequence[float], data: Data) -> None:
    """Of the unanswerable ones how many stay below the confidence that ANSWERED of the answerable ones reach.

    In each column that confidence is the one of its own questions, so that rules compare at the same share answered.
    """
    parts = []
    for part in (True, False, None):
        known = zip(answerable, data.answerable, strict=True)
        sure = sorted((c for c, q in known if part is None or q.tuned is part), reverse=True)
        least = sure[math.ceil(ANSWERED * len(sure)) - 1]
        unknown = zip(unanswerable, data.unanswerable, strict=True)
        below = [c < least for c, q in unknown if part is None or q.tuned is part]
        parts.append(f"{sum(below) / len(below):13.3f}")
    print(f"{name:<44} " + "   ".join(parts))


def baselines(data: Data) -> None:
    asked = data.answerable
    documents = Plain(data.texts)
    scored = [documents.scores(q.text) for q in asked]
    ranking("BM25: hit@1 / MRR@10", [first(s, DEEP) for s in scored], asked)
    for kind, cut in (("tiles", tiles), ("windows", windows)):
        passages = Passages(data.texts, cut)
        ranks, quoted = [], []
        for q, score in zip(asked, scored, strict=True):
            of_passages = passages.plain.scores(q.text)
            best = passages.best(of_passages)
            both = {n: score[n] + 0.5 * best.get(n, 0.0) for n in score}
            ranks.append(first(both, DEEP))
            quoted.append([covers(passages.texts[p], q.answer) for p in first(of_passages, 3)])
        ranking(f"BM25 + passages ({kind})", ranks, asked)
        shares(f"passage BM25 ({kind}): first one covers", [any(c[:1]) for c in quoted], asked)
        shares(f"passage BM25 ({kind}): one of three covers", [any(c) for c in quoted], asked)

    held = [Counter(pairs(text)).keys() for text in data.texts]

    def mass(question: str) -> float:
        tokens = set(pairs(question))
        best = first(documents.scores(question), 1)
        there = sum(documents.weight(t) for t in tokens if best and t in held[best[0]])
        return there / (sum(documents.weight(t) for t in tokens) or 1.0)

    silence(
        "weight in first document: silent at 0.90",
        [mass(q.text) for q in asked],
        [mass(q.text) for q in data.unanswerable],
        data,
    )


def as_document(number: int, text: str) -> Document:
    """The heading runs to the first blank, or is the first 40 characters."""
    title = text.split(maxsplit=1)[0] if text.strip() else ""
    title = title if len(title) <= 60 else text[:40]
    return Document(number, title, text, "/", dt.datetime(2020, 3, 1, tzinfo=dt.UTC), year=2020)


def library(data: Data) -> Library:
    """The texts in the site's own index, as published records are."""
    documents = {n: as_document(n, text) for n, text in enumerate(data.texts)}
    kind = SearchKind(KIND, "测量", lambda ids: [documents[i] for i in ids], lambda: iter(documents))
    SEARCH_KINDS.add(KIND, kind)
    with engine().renew() as writing:
        writing.put(KIND, documents.values())
    return Library(kinds=(KIND,), home=())


def ours(data: Data, source: Library) -> None:
    took: list[float] = []

    def ask(question: str) -> Answer:
        """What would be quoted without abstaining."""
        started = time.perf_counter()
        found = answer(question, source, sure=0.0)
        took.append(time.perf_counter() - started)
        return found

    right = [ask(q.text) for q in data.answerable]
    wrong = [ask(q.text) for q in data.unanswerable]
    asked = data.answerable
    ranking("answers: hit@1 / MRR@10", [[pk for _, pk in a.documents[:DEEP]] for a in right], asked)
    held = [[covers(quote.text, q.answer) for quote in a.quotes] for a, q in zip(right, asked, strict=True)]
    shares("answers: first quote covers", [any(c[:1]) for c in held], asked)
    shares("answers: one of three covers", [any(c) for c in held], asked)
    silence(
        "answers: silent where 0.90 are answered",
        [a.confidence for a in right],
        [a.confidence for a in wrong],
        data,
    )
    sure = weights.SURE
    shares("answers: silent as shipped", [a.confidence < sure for a in wrong], data.unanswerable)
    shares("answers: answered as shipped", [a.confidence >= sure for a in right], asked)
    both = [any(c) and a.confidence >= sure for a, c in zip(right, held, strict=True)]
    shares("answers: answered and one of three covers", both, asked)
    latency("answers", took)


class Many:
    """Documents of about 600 characters put together from sentences of the texts, each the same at every reading."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.sentences = [text[a:b] for text in texts for a, b in sentences(text)]

    def document(self, number: int) -> Document:
        chance = random.Random(number)
        parts: list[str] = []
        while sum(map(len, parts)) < 600:
            parts.append(chance.choice(self.sentences))
        return as_document(number, " ".join(parts))


def scale(data: Data, count: int) -> None:
    """How long an answer takes among so many documents."""
    made = Many(data.texts)
    kind = SearchKind(MANY, "测量", lambda ids: [made.document(i) for i in ids], lambda: iter(range(count)))
    SEARCH_KINDS.add(MANY, kind)
    started = time.perf_counter()
    with engine().renew() as writing:
        writing.put(MANY, map(made.document, range(count)))
    print(f"{count:,} documents indexed in {time.perf_counter() - started:.0f} s")
    source, took = Library(kinds=(MANY,), home=()), []
    for q in (data.answerable + data.unanswerable)[::3]:
        started = time.perf_counter()
        answer(q.text, source)
        took.append(time.perf_counter() - started)
    latency(f"answers among {count:,} documents", took)


def latency(name: str, took: list[float]) -> None:
    took.sort()
    p50, p95 = (1000 * took[int(len(took) * share)] for share in (0.5, 0.95))
    print(f"{name}: {p50:.1f} ms p50, {p95:.1f} ms p95 a question over {len(took)} questions, one core")


def main() -> None:
    folder = os.environ.get("YANGGUANG_BENCH_DATA")
    if not folder:
        print("Set YANGGUANG_BENCH_DATA to a folder as told above; nothing measured.")
        return
    data = read(Path(folder))
    print(
        f"{len(data.texts)} documents, {sum(map(len, data.texts)):,} characters, {len(data.answerable)} questions"
    )
    print(f"{'':<44} {'tuned half':>13}   {'other half':>13}   {'all':>13}")
    started = time.perf_counter()
    baselines(data)
    print(f"baselines took {time.perf_counter() - started:.0f} s")
    ours(data, library(data))
    if count := int(os.environ.get("YANGGUANG_BENCH_MANY", "0")):
        scale(data, count)


if __name__ == "__main__":
    main()
