"""Pages over very many publications: the number of queries is the same as over 10,000, and the CPU time under 30 ms.

    python bench/million.py [number of publications, 50000 by default]

``YANGGUANG_BENCH_HOME=folder`` keeps what was built and uses it again: a million takes ten minutes to make. Times are of
the process's own CPU, uncached, medians and 95th percentiles; the peer is the same page over 10,000 publications.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import growing
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from spinning import spin

from yangguang.operations.tasks import gather_statistics
from yangguang.organisations.models import Membership, Role, Unit, User
from yangguang.portal.paging import DEEPEST
from yangguang.publications.models import AttachmentUse, Column, Publication, Tally
from yangguang.search import indexing
from yangguang.search.engine import engine

LIMIT = 0.030  # seconds of CPU, an uncached page
FEW = 10_000
RUNS = 11


def fill(total: int) -> None:
    """Grow to ``total``, gather the planner's figures as the nightly job does, index."""
    if Publication.objects.count() < total:
        started, wall = time.process_time(), time.perf_counter()
        growing.Grower().grow(total, told=lambda n: print(f"  {n:,} written", file=sys.stderr))
        print(
            f"written {total:,}: {time.process_time() - started:.0f} s of CPU, {time.perf_counter() - wall:.0f} s"
        )
    print(f"planner's figures: {gather_statistics.run(timezone.localdate())}")
    if engine().state().documents != total:
        started, wall = time.process_time(), time.perf_counter()
        indexing.rebuild()
        print(
            f"indexed {total:,}: {time.process_time() - started:.0f} s of CPU, {time.perf_counter() - wall:.0f} s"
        )


def people() -> dict[str, Client]:
    found = {}
    for name, unit in (
        ("office", Unit.objects.get(is_openness_office=True)),
        ("editor", Unit.objects.get(code="U02")),
    ):
        user, new = User.objects.get_or_create(
            username=f"bench-{name}",
            defaults={
                "name": f"示例{name}",
                "must_change_password": False,
                "password_changed_at": timezone.now(),
            },
        )
        if new:
            role = Role.OPENNESS if name == "office" else Role.EDITOR
            Membership.objects.create(user=user, unit=unit, role=role, valid_from="2020-01-01")
        client = Client()
        client.force_login(user, backend="yangguang.organisations.backends.PersonBackend")
        found[name] = client
    return {"reader": Client(), **found}


def deepest(total: int, size: int = 20) -> int:
    return min(max(-(-total // size), 1), DEEPEST)


def addresses() -> list[tuple[str, str, str]]:
    """(what, who asks, address) of every kind of page, the deepest pages of long lists included."""
    news = Column.objects.get(slug="news")
    topic = Column.objects.get(slug="topic-1")
    unit = Tally.objects.filter(item="").order_by("-count").select_related("unit")[0]
    item = Tally.objects.filter(unit=unit.unit).exclude(item="").order_by("-count")[0]
    every = sum(Tally.objects.filter(item=item.item).values_list("count", flat=True))
    code = unit.unit.code
    record = Publication.objects.filter(live=True, kind="norm").earliest("pk")
    files = AttachmentUse.objects.order_by("pk")[0].publication_id
    last = Publication.objects.latest("pk")
    middle = Publication.objects.filter(live=True, pk__gte=last.pk // 2).order_by("pk")[0]
    number = record.document_number
    return [
        ("home", "reader", "/"),
        ("column", "reader", "/column/news/"),
        ("column, deepest page", "reader", f"/column/news/?page={deepest(news.entry_count)}"),
        ("topic", "reader", "/column/topic-1/"),
        ("topic, deepest page", "reader", f"/column/topic-1/?page={deepest(topic.entry_count)}"),
        ("hub", "reader", "/hub/"),
        ("hub of a unit", "reader", f"/hub/{code}/"),
        ("hub item", "reader", f"/hub/item/{item.item}/"),
        ("hub item, deepest page", "reader", f"/hub/item/{item.item}/?page={deepest(every)}"),
        ("hub item of a unit", "reader", f"/hub/{code}/{item.item}/"),
        ("unit", "reader", f"/units/{code}/"),
        ("unit, deepest page", "reader", f"/units/{code}/?page={deepest(unit.count)}"),
        ("document", "reader", f"/doc/{record.pk}/"),
        ("document with files", "reader", f"/doc/{files}/"),
        ("document's history", "reader", f"/doc/{record.pk}/history/"),
        ("search, a common word", "reader", "/search/?q=公示有关结果"),
        ("search, a rare word", "reader", f"/search/?q={growing.RARE}"),
        ("search, a sentence", "reader", "/search/?q=老旧小区加装电梯的补贴怎样申请办理"),
        ("search, 文号", "reader", f"/search/?q={number}"),
        ("search, filtered, newest", "reader", f"/search/?q=规范办理程序&unit={unit.unit_id}&kind=notice&sort=date"),
        ("search, deep page", "reader", "/search/?q=公示有关结果&page=20"),
        ("policies beside explanations", "reader", "/policy/"),
        ("normative documents", "reader", "/norms/"),
        ("map of columns", "reader", "/map/"),
        ("sitemap", "reader", "/sitemap.xml"),
        ("part of the sitemap", "reader", "/sitemap-1.xml"),
        ("feed", "reader", "/column/news/feed.atom"),
        ("feed of a search", "reader", "/search/feed.atom?q=规范办理程序"),
        ("API, newest", "reader", "/api/v1/publications/"),
        ("API, half way", "reader", f"/api/v1/publications/?before={middle.pk}"),
        ("API, of a unit and kind", "reader", f"/api/v1/publications/?unit={code}&kind=notice"),
        ("API, one record", "reader", f"/api/v1/publications/{record.pk}/"),
        ("desk: records", "office", "/desk/publications/"),
        ("desk: records, deep page", "office", "/desk/publications/?page=300"),
        ("desk: records by kind and stage", "office", "/desk/publications/?kind=news&stage=draft"),
        ("desk: records by words", "office", f"/desk/publications/?q={growing.RARE}"),
        ("desk: waiting for me", "office", "/desk/publications/?mine=1"),
        ("desk: a unit's records", "editor", "/desk/publications/"),
        ("desk: one record", "office", f"/desk/publications/{last.pk}/"),
        ("desk: search", "office", "/desk/search/?q=公示有关结果"),
        ("desk: search, newest", "editor", "/desk/search/?q=&sort=date"),
        ("desk: columns", "office", "/desk/columns/"),
        ("desk: coverage", "office", "/desk/coverage/"),
    ]  # fmt: skip


def queries(client: Client, path: str) -> list[str]:
    """The statements of a warm request."""
    found: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        found.append(sql)
        return execute(sql, *rest)

    for _ in range(2):
        response = client.get(path, HTTP_HOST="localhost")
        if response.status_code != 200:
            sys.exit(f"{path} answered {response.status_code}")
    with connection.execute_wrapper(note):
        client.get(path, HTTP_HOST="localhost")
    return found


def figures(runs: int = RUNS) -> dict[str, tuple[int, float, float, float]]:
    """What → queries; median and 95th percentile of CPU seconds; the median in spins.

    A spin lies before every request, so that the ratio of the two is free of what else the machine does.
    """
    who = people()
    found = {}
    for what, name, path in addresses():
        count = len(queries(who[name], path))
        times, ratios = [], []
        for _ in range(runs):
            unit = spin()
            began = time.process_time()
            who[name].get(path, HTTP_HOST="localhost")
            times.append(time.process_time() - began)
            ratios.append(times[-1] / unit)
        times.sort()
        found[what] = (count, times[runs // 2], times[int(runs * 0.95)], sorted(ratios)[runs // 2])
        if os.environ.get("YANGGUANG_BENCH_TELL"):
            print(what, path, count, [f"{x * 1000:.0f}" for x in found[what][1:]], file=sys.stderr)
    return found


def main() -> None:
    quiet = min(spin() for _ in range(200))
    total = max(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000, FEW)
    kept = Path(settings.HOME) / "few.json"
    growing.prepare()
    call_command("collectstatic", verbosity=0, interactive=False)
    if not kept.exists():
        fill(FEW)
        kept.write_text(json.dumps(figures()))
    few = json.loads(kept.read_text())
    fill(total)
    many = figures()
    quiet = min(quiet, *(spin() for _ in range(200)))
    print(f"pages over {total:,} publications, uncached; CPU of the process, load beside: {os.getloadavg()[0]:.1f}; undisturbed: "
          f"as many spins as it took, at the fastest spin of the run ({quiet * 1000:.1f} ms)")  # fmt: skip
    print(
        f"{'':34}{'queries':>8}{'median':>10}{'p95':>10}{'undisturbed':>13}{'of 30 ms':>10}{f'× of {FEW:,}':>12}"
    )
    wrong, over = [], []
    for what, (count, median, slow, spins) in many.items():
        # A page that is newer than the figures of few, which were kept, has no peer yet.
        before, _, _, peer = few.get(what, (count, 0, 0, spins))
        own = spins * quiet
        print(f"{what:<34}{count:>8}{median * 1000:>7.1f} ms{slow * 1000:>7.1f} ms{own * 1000:>10.1f} ms"
              f"{own / LIMIT:>10.2f}{spins / peer:>12.2f}")  # fmt: skip
        if count != before:
            wrong.append(f"{what}: {before} queries over {FEW:,}, {count} over {total:,}")
        if own > LIMIT:
            over.append(what)
    if wrong:
        sys.exit("\n".join(["The number of queries depends on the number of publications:", *wrong]))
    print(f"over the limit: {'、'.join(over) or 'none'}")


if __name__ == "__main__":
    main()
