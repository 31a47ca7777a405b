"""Which normative documents of a year an issue should have printed. The register of norms says so once it is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone

from yangguang.core.registries import Registry
from yangguang.publications.models import Publication

from . import rules
from .models import Article, Issue, NotPrinted, YearPlan


@dataclass(frozen=True)
class Norm:
    """A normative document that should be printed. ``key`` identifies it, ``publication`` is its public record if any."""

    key: str
    title: str
    unit: int
    written_on: dt.date
    publication: int | None
    url: str


@dataclass(frozen=True)
class NormSource:
    """``of_year(year, as_of)`` yields a year's documents known on a day. The source with the highest rank is asked."""

    code: str
    name: str
    rank: int
    of_year: Callable[[int, dt.date], Iterable[Norm]]


NORM_SOURCES: Registry[NormSource] = Registry("source of normative documents")


def source() -> NormSource:
    return max(NORM_SOURCES, key=lambda s: s.rank)


def published_norms(year: int, as_of: dt.date) -> Iterable[Norm]:
    """Public records of the kind 规范性文件, by their 成文日期."""
    rows = Publication.objects.public().filter(
        kind="norm", written_on__year=year, written_on__lte=as_of, first_published_at__date__lte=as_of
    )
    for record in rows.select_related("unit").defer("body", "extra").order_by("written_on", "pk"):
        assert record.written_on is not None
        yield Norm(
            f"publications.publication:{record.pk}", record.title, record.unit_id, record.written_on, record.pk,
            record.get_absolute_url(),
        )  # fmt: skip


NORM_SOURCES.add("publications", NormSource("publications", "已公开的规范性文件", 0, published_norms))


@dataclass(frozen=True)
class Against:
    """A document of the register against the gazette: the issue it belongs to, where it was printed, or why not."""

    norm: Norm
    slot: rules.DueIssue | None
    printed_on: dt.date | None
    issue: int | None
    why: str

    @property
    def quarter(self) -> int:
        return (self.norm.written_on.month + 2) // 3


def against_issues(year: int, as_of: dt.date, out: Iterable[Issue]) -> list[Against]:
    """The register's documents of a year, known on a day, against the issues that are out. Four queries."""
    printed = {
        key: (dated, issue)
        for key, dated, issue in Article.objects.filter(issue__in=out, publication__isnull=False).values_list(
            "publication", "issue__dated", "issue"
        )
    }
    why = {r.key: r.reason for r in NotPrinted.objects.all() if timezone.localdate(r.decided_at) <= as_of}
    plan = YearPlan.objects.filter(year=year).first()
    slots = rules.due_issues(year, plan.frequency, plan.days) if plan is not None else []
    found = []
    for norm in source().of_year(year, as_of):
        slot = next((s for s in slots if s.begins <= norm.written_on <= s.ends), None)
        dated, issue = printed.get(norm.publication, (None, None)) if norm.publication else (None, None)
        found.append(Against(norm, slot, dated, issue, why.get(norm.key, "")))
    return found
