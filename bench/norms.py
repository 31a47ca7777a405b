"""A register of 5,000 documents and 20,000 relations: what is in force on a day, and one document's history."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time

import district
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext

district.units()

from yangguang.documents import bodies  # noqa: E402
from yangguang.norms import articles, keeping, queries, rules  # noqa: E402
from yangguang.norms.force import Act  # noqa: E402
from yangguang.norms.keys import within  # noqa: E402
from yangguang.norms.models import Article, ArticleChange, ForceSpan, Norm, Relation  # noqa: E402
from yangguang.norms.resolving import Standing  # noqa: E402
from yangguang.organisations.models import Unit  # noqa: E402

DOCUMENTS, RELATIONS = 5_000, 20_000
LIMIT = 100  # ms for the whole register on one day
BODY = bodies.from_plain(
    "\n".join(
        f"第{n}条 示例条文：\n（一）甲；\n（二）乙。\n第二款。\n第三款。"
        for n in ("一", "二", "三", "四", "五", "六")
    )
)
KEYS = [str(n) for n in range(1, 7)]
BELOW = [f"{k}.{end}" for k in KEYS for end in ("1.1", "1.2", "2", "3")]
WHOLE = [key for key, _ in articles.provisions_of(BODY)]


def fill() -> None:
    """Documents over thirty years and random acts on them; spans as the verbs keep them."""
    chance = random.Random(5)
    units = list(Unit.objects.all()[:40])
    norms = []
    for n in range(DOCUMENTS):
        begins = dt.date(1996, 1, 1) + dt.timedelta(days=chance.randrange(30 * 365))
        norms.append(
            Norm(
                unit=units[n % len(units)], title=f"示例办法{n}", normal_title=f"示例办法{n}",
                document_number=f"示例〔{begins.year}〕{n + 1}号",
                written_on=begins, published_on=begins, effective_on=begins, registration="registered", body=BODY,
                register_number=f"B{n}", expires_on=rules.expiry(begins, 5) if chance.random() < 0.7 else None,
            )
        )  # fmt: skip
    Norm.objects.bulk_create(norms, batch_size=500)
    Article.objects.bulk_create(
        (Article(norm=n, key=k, label=k, order=i) for n in norms for i, k in enumerate(WHOLE)),
        batch_size=2000,
    )
    relations = []
    for _ in range(RELATIONS):
        target, source = chance.sample(norms, 2)
        act = chance.choices(list(Act), (10, 2, 1, 2, 4, 1))[0]
        on = target.effective_on + dt.timedelta(days=chance.randrange(6 * 365))
        some = KEYS if chance.random() < 0.5 else BELOW  # half of the acts reach below articles
        named = chance.sample(some, 2) if act is Act.AMEND or chance.random() < 0.3 else []
        until = (
            on + dt.timedelta(days=chance.randrange(1, 2000)) if act in (Act.EXTEND, Act.SUSPEND) else None
        )
        if act in (Act.EXTEND, Act.LAPSE):
            named = []
        relations.append(
            Relation(
                target=target,
                source=source,
                act=act,
                on=on,
                until=until,
                articles=named,
                holds=[k for k in WHOLE for n in named if act is Act.AMEND and k != n and within(k, n)],
                entered_by="示例",
            )
        )
    Relation.objects.bulk_create(relations, batch_size=1000)
    ArticleChange.objects.bulk_create(
        (
            ArticleChange(relation=r, key=k, html="<p>示例</p>")
            for r in relations
            if r.act == Act.AMEND
            for k in r.articles
        ),
        batch_size=2000,
    )
    spans = []
    acts: dict[int, list[Relation]] = {}
    for r in relations:
        acts.setdefault(r.target_id, []).append(r)
    for norm in norms:
        found = keeping.life_of(norm, acts.get(norm.pk, []), WHOLE)
        spans += [ForceSpan(norm=norm, first=s.first, last=s.last) for s in found.spans]
        spans += [
            ForceSpan(norm=norm, article=k, first=s.first, last=s.last)
            for k, v in found.articles.items()
            for s in v
        ]
    ForceSpan.objects.bulk_create(spans, batch_size=2000)


def main() -> None:
    start = time.perf_counter()
    with transaction.atomic():
        fill()
    count = ForceSpan.objects.count()
    took = time.perf_counter() - start
    print(f"{DOCUMENTS} documents, {Relation.objects.count()} relations, {count} spans: {took:.1f} s")
    firsts, quiet = [], []
    for n in range(40):
        day = dt.date(2000, 1, 1) + dt.timedelta(days=230 * n)
        runs = []
        for _ in range(3):
            start = time.perf_counter()
            found = len(list(queries.in_force(day).values_list("pk", "title")))
            runs.append(1000 * (time.perf_counter() - start))
        firsts.append(runs[0])
        quiet.append(min(runs))
    worst = max(quiet)
    print(
        f"whole register on a day: median {statistics.median(firsts):.0f} ms, worst {max(firsts):.0f} ms; the best of three"
        f" runs of each day, worst {worst:.0f} ms; last {found} in force"
    )
    print(f"{worst / LIMIT:.2f} of the limit of {LIMIT} ms")
    some, day = list(Norm.objects.defer("body")[:200]), dt.date(2015, 6, 1)
    start = time.perf_counter()
    standing = Standing(some, day)
    told = sum(len(standing.life(n).below(day)) for n in some)
    print(
        f"what 200 documents tell of their paragraphs and items: {1000 * (time.perf_counter() - start):.0f} ms, {told} are"
        " repealed, replaced or changed"
    )
    counts, times = set(), []
    busy = list(Norm.objects.all()[:200])
    for norm in busy:
        reset_queries()
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as seen:
            queries.history(norm).points()
        times.append(1000 * (time.perf_counter() - start))
        counts.add(len(seen))
    print(
        f"one history: {max(counts)} queries at most ({min(counts)} without amendments), median {statistics.median(times):.1f} ms"
    )
    start = time.perf_counter()
    with transaction.atomic():
        keeping.refresh(busy[0])
    print(f"one change computed anew and written: {1000 * (time.perf_counter() - start):.1f} ms")
    if worst > LIMIT:
        raise SystemExit("in_force is over its limit")


if __name__ == "__main__":
    main()
