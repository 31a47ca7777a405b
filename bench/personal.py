"""Personal data: how much of it is found, how much is cried wolf, how fast.

    [YANGGUANG_BENCH_DATA=folder] [YANGGUANG_BENCH_PEER=python] python bench/personal.py [samples, 4000] [--set SET] [--miss N]

Reports the half of the newest sentences (``personal_sets.py``) that nobody looks at while rules are mended; ``--set`` shows the
others, ``--miss`` prints what went wrong. Planted data counts as found when a finding that blocks or asks for a reason covers at least four
fifths of it and is of its kind; a finding beside it, or on a look-alike, is false. The peer is jionlp when
``YANGGUANG_BENCH_PEER`` names a Python that has it; the usual plain patterns are always measured. With
``YANGGUANG_BENCH_DATA`` (a folder with ``hebei/`` and ``covid-policy-qa/``) the false alarms of blocking rules on published
documents are listed, and the speed is measured over those texts as well.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import personal_corpus as corpus
import personal_sets as sets
import personal_sets_second as second
import personal_sets_third as third
import personal_templates as templates

from yangguang.checking.engine import RULES, examine
from yangguang.checking.privacy import personal
from yangguang.checking.rules import secrecy
from yangguang.checking.subjects import Subject

TODAY = dt.date(2021, 12, 31)
KINDS = {
    "id": "resident",
    "id15": "resident",
    "id_wrong": "resident",
    "bank": "card",
    "passport": "paper",
    "permit": "paper",
}
SECRECY = [r for r in RULES if r.group == secrecy.GROUP]
BETWEEN = 500  # characters of published text between two planted sentences
Span = tuple[int, int, str]


def _halves(lines: str) -> tuple[str, str]:
    """Two halves by a hash of each line: one may be looked at while rules are mended, the other is counted."""
    kept = lines.strip().split("\n")
    first = [line for line in kept if hashlib.sha256(line.encode()).digest()[0] % 2 == 0]
    return "\n".join(first), "\n".join(line for line in kept if line not in set(first))


FRESH_A, FRESH_B = _halves(sets.FRESH)
SECOND_A, SECOND_B = _halves(second.SECOND)
SETS = {
    "tune": templates.TUNE,
    "held": templates.HELD,
    "fresh-a": FRESH_A,
    "fresh-b": FRESH_B,
    "second-a": SECOND_A,
    "second-b": SECOND_B,
    "third": third.THIRD,
}
NAIVE = {
    "resident": re.compile(
        r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
    ),
    "mobile": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "card": re.compile(r"(?<!\d)\d{16,19}(?!\d)"),
    "email": re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+"),
    "paper": re.compile(r"(?<![0-9A-Za-z])[EGHM][A-Z]?\d{7,10}(?!\d)"),
    "landline": re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"),
}
_PEER = """
import json, sys, time
import jionlp
texts = json.load(sys.stdin)
find = {"resident": jionlp.extract_id_card, "email": jionlp.extract_email}
find = {k: f for k, f in find.items()}
find["mobile"] = jionlp.extract_phone_number
out, t = [], time.process_time()
for text in texts:
    spans = []
    for kind, f in find.items():
        for item in f(text, detail=True):
            spans.append((item["offset"][0], item["offset"][1], kind))
    out.append(spans)
json.dump({"seconds": time.process_time() - t, "spans": out}, sys.stdout)
"""


def ours(sample: corpus.Sample) -> list[Span]:
    return [
        (f.start, f.end, f.kind)
        for f in personal.scan(sample.text, TODAY, table=sample.table)
        if f.severity in ("block", "confirm") and f.kind != "weak"
    ]


def naive(sample: corpus.Sample) -> list[Span]:
    return [(m.start(), m.end(), kind) for kind, p in NAIVE.items() for m in p.finditer(sample.text)]


def judged(samples: list[corpus.Sample], found: list[list[Span]], miss: int = 0) -> dict[str, Counter[str]]:
    """Per kind: right, missed, false."""
    score: dict[str, Counter[str]] = {}
    for sample, spans in zip(samples, found, strict=True):
        left = list(spans)
        for start, end, kind in sample.spans:
            kind = KINDS.get(kind, kind)
            hit = next((s for s in left if s[2] == kind and _covers(s, start, end)), None)
            score.setdefault(kind, Counter())["right" if hit else "missed"] += 1
            if hit:
                left.remove(hit)
            elif miss > 0:
                miss -= 1
                print(f"  missed {kind} {sample.text[start:end]!r} in {sample.text!r}")
        for span in left:
            score.setdefault(span[2], Counter())["false"] += 1
            if miss > 0:
                miss -= 1
                print(f"  false {span[2]} {sample.text[span[0] : span[1]]!r} in {sample.text!r}")
    return score


def _covers(span: Span, start: int, end: int) -> bool:
    shared = min(span[1], end) - max(span[0], start)
    return shared >= 0.8 * (end - start) and shared >= 0.8 * (span[1] - span[0])


def shown(name: str, score: dict[str, Counter[str]], rate: str) -> None:
    total: Counter[str] = Counter()
    for kind in sorted(score):
        total.update(score[kind])
    parts = "  ".join(f"{k} {_f1(c)[2]:.3f}" for k, c in sorted(score.items()))
    p, r, f = _f1(total)
    print(f"{name}: P {p:.3f} R {r:.3f} F1 {f:.3f}, {rate}\n    {parts}")


def _f1(c: Counter[str]) -> tuple[float, float, float]:
    p = c["right"] / (c["right"] + c["false"] or 1)
    r = c["right"] / (c["right"] + c["missed"] or 1)
    return p, r, 2 * p * r / (p + r or 1)


def timed(
    name: str, run: Callable[[corpus.Sample], list[Span]], samples: list[corpus.Sample], miss: int
) -> None:
    size = sum(len(s.text.encode()) for s in samples)
    best, found = 1e9, []
    for _ in range(3):
        started = time.process_time()
        found = [run(s) for s in samples]
        best = min(best, time.process_time() - started)
    shown(name, judged(samples, found, miss), f"{size / best / 1e6:.1f} MB/s")


def peer(samples: list[corpus.Sample]) -> None:
    python = os.environ.get("YANGGUANG_BENCH_PEER")
    if not python:
        print("jionlp: not run (YANGGUANG_BENCH_PEER names no Python that has it)")
        return
    texts = json.dumps([s.text for s in samples])
    done = subprocess.run([python, "-c", _PEER], input=texts, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"jionlp: failed: {done.stderr.strip().splitlines()[-1]}")
        return
    # It prints a greeting first.
    answer = json.loads(done.stdout[done.stdout.index('{"seconds"') :])
    size = sum(len(s.text.encode()) for s in samples)
    found = [[tuple(s) for s in spans] for spans in answer["spans"]]
    shown("jionlp", judged(samples, found), f"{size / answer['seconds'] / 1e6:.1f} MB/s")


def real(folder: Path, many: int) -> None:
    """False alarms of blocking rules over published documents, and speed over long texts."""
    csv.field_size_limit(1 << 26)
    documents = []
    for path in sorted((folder / "hebei").rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            documents += [
                (path.stem, "\n".join(v or "" for k, v in r.items() if k and v)) for r in csv.DictReader(file)
            ]
    size = sum(len(t.encode()) for _, t in documents)
    best, all_found = 1e9, []
    for _ in range(3):
        started = time.process_time()
        all_found = [personal.scan(t, TODAY) for _, t in documents]
        best = min(best, time.process_time() - started)
    blocking = [
        (d, f) for d, fs in zip(documents, all_found, strict=True) for f in fs if f.severity == "block"
    ]
    alarmed = len({id(d) for d, _ in blocking})
    print(f"hebei: {len(documents)} documents, {size / 1e6:.1f} MB, {size / best / 1e6:.1f} MB/s;"
          f" blocked {alarmed} ({alarmed / len(documents):.2%})")  # fmt: skip
    marked = [
        (f.rule.code, f.shown)
        for name, text in documents
        for f in examine(Subject.of_text(text, TODAY), SECRECY)
        if f.severity == "block"
    ]
    print(f"    blocked by marks of secrecy: {len(marked)} {marked[:many]}")
    print("   ", Counter((f.kind, f.severity) for fs in all_found for f in fs))
    for (name, text), f in blocking[:many]:
        lead = re.sub(r"\d(?=\d{4})", "*", re.sub(r"\s+", " ", text[max(0, f.start - 30) : f.start]))
        after = re.sub(r"\d(?=\d{4})", "*", re.sub(r"\s+", " ", text[f.end : f.end + 10]))
        print(f"    {f.kind} {lead}[{f.shown(text)}]{after}  ({name})")
    planted = [s.text for s in corpus.samples(templates.HELD, 1000, 7) if not s.table]
    mixed = []
    for n, (_, text) in enumerate(documents):
        for at in range(0, len(text), BETWEEN):
            mixed.append(text[at : at + BETWEEN] + "\n" + planted[(n + at // BETWEEN) % len(planted)])
    pages = ["\n".join(mixed[n : n + 4]) for n in range(0, len(mixed), 4)]
    size = sum(len(t.encode()) for t in pages)
    started = time.process_time()
    count = sum(len(personal.scan(t, TODAY)) for t in pages)
    took = time.process_time() - started
    print(
        f"the same with a planted sentence every {BETWEEN} characters: {size / took / 1e6:.1f} MB/s, {count} found"
    )
    qa = folder / "covid-policy-qa" / "documents.jsonl"
    if qa.exists():
        texts = [json.loads(line)["text"] for line in qa.open(encoding="utf-8")]
        started = time.process_time()
        found = [f for t in texts for f in personal.scan(t, TODAY)]
        took = time.process_time() - started
        size = sum(len(t.encode()) for t in texts)
        print(f"covid-policy-qa: {len(texts)} texts, {size / took / 1e6:.1f} MB/s;",
              dict(Counter((f.kind, f.severity) for f in found)))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=4000)
    parser.add_argument("--set", choices=sorted(SETS), default="third", dest="chosen")
    parser.add_argument("--miss", type=int, default=0)
    options = parser.parse_args()
    half = SETS[options.chosen]
    samples = list(corpus.samples(half, options.count, 20210601))
    spans = sum(len(s.spans) for s in samples)
    traps = sum(len(s.traps) for s in samples)
    print(f"set {options.chosen}: {len(samples)} texts, {spans} planted, {traps} look-alikes")
    timed("ours", ours, samples, options.miss)
    timed("plain patterns", naive, samples, 0)
    peer(samples)
    if folder := os.environ.get("YANGGUANG_BENCH_DATA"):
        real(Path(folder), options.miss or 100)


if __name__ == "__main__":
    main()
