"""A draft of 4,000 characters through every check, as the editor asks while someone types; and false alarms of what blocks.

    YANGGUANG_BENCH_DATA=folder python bench/drafts.py [drafts, 200]

The folder holds hebei/*/*.csv with columns 标题 and 内容; texts are joined to drafts of the length. Limit: 95 % of the drafts in
under half a second; blocking findings in under 1 % of the documents, each of them printed.
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import district
from django.utils import timezone

from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Subject
from yangguang.core.checks import CHECKS
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.publications import judging
from yangguang.publications.checks import SUBJECT
from yangguang.publications.models import Publication

LENGTH = 4000
LIMIT = 0.5  # seconds


def documents(folder: Path) -> Iterator[tuple[str, str]]:
    """(title, plain text) of every row that has a text."""
    csv.field_size_limit(1 << 26)
    for path in sorted(folder.glob("hebei/*/*.csv")):
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                rows = list(csv.DictReader(path.open(encoding=encoding, newline="")))
                break
            except UnicodeDecodeError:
                continue
        for row in rows:
            text = row.get("内容") or row.get("正文") or ""
            if text.strip():
                yield row.get("标题") or row.get("名称") or "", text


def drafts(texts: list[str], count: int) -> list[str]:
    """Bodies of LENGTH characters, one text after the other."""
    whole = "\n".join(texts)
    return [
        bodies.from_plain(whole[i * LENGTH : (i + 1) * LENGTH])
        for i in range(min(count, len(whole) // LENGTH))
    ]


def main() -> None:
    folder = os.environ.get("YANGGUANG_BENCH_DATA")
    if not folder:
        print("YANGGUANG_BENCH_DATA names no folder: nothing measured")
        return
    district.units()
    unit = Unit.objects.order_by("pk").first()
    found = list(documents(Path(folder)))
    bodied = drafts([text for _, text in found], int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    judging.judge(
        Publication(unit=unit, kind="notice", title="示例", body=bodied[0])
    )  # lists and lexicon are loaded once
    took = []
    for body in bodied:
        draft = Publication(unit=unit, kind="notice", title="示例通知", body=body)
        begun = time.perf_counter()
        judging.judge(draft)
        took.append(time.perf_counter() - begun)
    took.sort()
    p95 = took[int(len(took) * 0.95)]
    count = len(RULES) + sum(c.subject == SUBJECT for c in CHECKS)
    print(
        f"{len(took)} drafts of {LENGTH} characters, {count} checks: median {statistics.median(took) * 1000:.0f} ms, "
        f"95 % under {p95 * 1000:.0f} ms = {p95 / LIMIT:.2f} of the limit"
    )
    today = timezone.localdate()
    alarms: Counter[str] = Counter()
    hit = 0
    for title, text in found:
        blocking = [f for f in examine(Subject.of_text(text, today, title=title)) if f.severity == "block"]
        hit += bool(blocking)
        for f in blocking:
            alarms[f.rule.code] += 1
            print(f"  {f.rule.code} {title[:30]} {f.shown[:40]} {f.reason[:60]}")
    print(f"blocking findings in {hit} of {len(found)} documents ({hit / len(found):.2%}): {dict(alarms)}")


if __name__ == "__main__":
    main()
