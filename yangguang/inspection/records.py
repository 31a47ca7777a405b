"""Our own site: blank and stale columns come from the records; the crawl then has to show the public the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urljoin

from django.utils import timezone

from yangguang.publications import coverage
from yangguang.publications.models import Column

from .models import Site
from .observing import KINDS, Observed, Report
from .observing import Column as Shown
from .sets import IndicatorSet

# What kinds of publications make a column of which kind; a column's own type comes first.
_BY_KIND = {"news": "动态要闻", "notice": "通知公告", "policy": "政策文件", "explanation": "政策解读"}
SLACK = dt.timedelta(days=1)  # pages are kept for a while, and a day turns while the crawl runs


def kind_of(column: Column) -> str:
    """The column's kind as the indicators tell columns apart; "" for others."""
    if column.column_type in KINDS and column.column_type != "信息公开":
        return column.column_type
    found = {_BY_KIND.get(k, "") for k in column.query.get("kinds", ())}
    return found.pop() if len(found) == 1 else ""


def _address(site: Site, column: Column) -> str:
    return urljoin(site.address, column.get_absolute_url())


def seen(site: Site, rules: IndicatorSet, on: dt.date) -> Iterator[Observed]:
    """column.blank and column.stale from the records: the stricter of the column's own rule and the set's days."""
    now = timezone.now()
    for row in coverage.freshness(on):
        column, kind = row.column, kind_of(row.column)
        address = _address(site, column)
        facts = {"name": column.name, "kind": kind, "source": "记录"}
        if row.empty:
            yield Observed("column.blank", address, address, facts, now)
            continue
        allowed = min((d for d in (row.allowed, rules.days.get(kind)) if d is not None), default=None)
        if allowed is not None and row.last is not None and (on - row.last).days > allowed:
            yield Observed(
                "column.stale", address, address,
                {**facts, "last": str(row.last), "days": (on - row.last).days, "allowed": allowed}, now,
            )  # fmt: skip


def differences(site: Site, shown: Iterable[Shown]) -> Iterator[Observed]:
    """records.differ: the public sees another newest day than the records hold, or none of the entries."""
    by_address = {c.url.rstrip("/"): c for c in shown}
    now = timezone.now()
    for column in Column.objects.filter(closed_on=None):
        address = _address(site, column)
        public = by_address.get(address.rstrip("/"))
        if public is None:
            continue
        last = timezone.localdate(column.latest_at) if column.latest_at else None
        facts = {"name": column.name, "expected": f"{column.entry_count} 条，最近 {last or '—'}"}
        # A page without entries still has links: to take it away, to whom it belongs. Entries bear a day.
        shown_any = bool(public.entries) and (bool(column.entry_count) or public.last is not None)
        if bool(column.entry_count) != shown_any:
            yield Observed(
                "records.differ", address, address, {**facts, "found": f"页面上 {public.entries} 条"}, now
            )
        elif last and public.last and abs(last - public.last) > SLACK:
            yield Observed(
                "records.differ", address, address, {**facts, "found": f"页面上最近 {public.last}"}, now
            )


def corrected(site: Site, report: Report, rules: IndicatorSet, on: dt.date) -> list[Observed]:
    """The report's sights with those of our own columns replaced by the records', and the differences added."""
    if not site.ours:
        return list(report.observed)
    own = {_address(site, c).rstrip("/") for c in Column.objects.filter(closed_on=None)}
    kept, pages = [], {}
    for o in report.observed:
        target = o.target.rstrip("/")
        if o.probe in ("column.blank", "column.stale", "column.unreadable") and target in own:
            pages[target] = o.snapshot
        else:
            kept.append(o)
    ours = [*seen(site, rules, on), *differences(site, report.columns)]
    return [*kept, *(replace(o, snapshot=pages.get(o.target.rstrip("/"), "")) for o in ours)]
