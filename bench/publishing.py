"""Bulk import against a bare bulk_create of the same rows, then public pages at that size against the 30 ms limit.

python bench/publishing.py [number of documents, 20000 by default]
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import district
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Revision

from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Unit
from yangguang.publications import defaults
from yangguang.publications.actions import importing
from yangguang.publications.models import (
    Binding,
    ColumnEntry,
    ImportedRow,
    Issuer,
    Publication,
    Tally,
    Version,
)
from yangguang.search.models import Change

LIMIT = 0.030  # seconds of CPU, an uncached page
PARAGRAPH = "为方便群众办事，现将示例事项的办理条件、程序、时限和联系方式予以公开，请按照公布的渠道办理。"
TABLES = (Publication, Revision, Version, Issuer, Binding, ColumnEntry, ImportedRow, Change, AuditEntry)


def rows(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            body = "\n".join(f"{k}. {PARAGRAPH}（{n}）" for k in range(1, 13))
            day = f"{2012 + n % 10}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
            said = {
                "标题": f"示例公告第{n}号",
                "正文": body,
                "成文日期": day,
                "发布时间": f"{day} 09:{n % 60:02d}",
            }
            file.write(json.dumps(said, ensure_ascii=False) + "\n")


def bare(count: int) -> float:
    """Rows a second of writing the same rows again with bulk_create alone, table by table."""
    copies = []
    for model in TABLES:
        found = list(model._base_manager.order_by("-pk")[:count])
        copies.append((model, found))
    with transaction.atomic():
        started = time.perf_counter()
        for model, found in copies:
            shift = 10**9
            for one in found:
                one.pk += shift
                for name in ("index_number", "key", "hash"):
                    if getattr(one, name, None):
                        setattr(one, name, f"{getattr(one, name)}-"[-60:])
                if model is AuditEntry:
                    one.seq += shift
                if hasattr(one, "publication_id"):
                    one.publication_id += shift
                if model is Publication:
                    one.latest_revision_id = one.live_revision_id = None
            for start in range(0, len(found), 1000):
                model._base_manager.bulk_create(found[start : start + 1000])
        took = time.perf_counter() - started
        transaction.set_rollback(True)
    return count / took


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    district.units()
    defaults.open_defaults(district.ACTOR)
    unit = Unit.objects.get(code="U02")
    path = Path(settings.HOME) / "rows.jsonl"
    rows(path, count)
    batch = importing.receive(
        unit, actor=district.ACTOR, kind="notice", source="示例", name=path.name, path=str(path)
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    importing.work(importing.start(batch, actor=district.ACTOR), actor=district.ACTOR)
    took = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mine = count / took
    peer = bare(min(count, 5000))
    print(
        f"import {count} documents: {mine:,.0f} a second (limit 1,000); bare bulk_create of the same rows "
        f"{peer:,.0f} a second; {peer / mine:.2f} times as long; memory +{(after - before) // 1024} MB"
    )
    pages(count)


def pages(count: int) -> None:
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client()
    last = Publication.objects.latest("pk").pk
    print(f"uncached pages with {count} publications, {Tally.objects.count()} tallies:")
    for address in ("/", "/column/notices/", "/column/notices/?page=100", f"/doc/{last}/", "/hub/", "/hub/U02/",
                    "/units/U02/", "/search/?q=示例", "/api/v1/publications/"):  # fmt: skip
        client.get(address, HTTP_HOST="localhost")
        queries: list[str] = []

        def count_query(execute, sql, *rest, asked=queries):  # type: ignore[no-untyped-def]
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count_query):
            assert client.get(address, HTTP_HOST="localhost").status_code == 200
        times = []
        for _ in range(21):
            began = time.process_time()
            client.get(address, HTTP_HOST="localhost")
            times.append(time.process_time() - began)
        found = sorted(times)[10]
        print(
            f"  {address:<28} {found * 1000:6.1f} ms CPU, {found / LIMIT:.2f} of the limit, {len(queries)} queries"
        )


if __name__ == "__main__":
    main()
