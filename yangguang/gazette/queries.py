"""Read shapes of the gazette: candidates, what is stale, the calendar of a year, lists for readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication, Version

from . import rules
from .models import Article, Issue, Masthead, State, YearPlan

# What an issue usually prints; anything else is found by search and added by hand.
USUAL = ("norm", "policy", "plan", "explanation", "emergency")


def unit() -> Unit | None:
    """The unit that makes the gazette: the one whose masthead it is, else the office that would."""
    head = Masthead.objects.select_related("unit").first()
    return head.unit if head else Unit.objects.filter(is_openness_office=True).order_by("id").first()


def newest_versions(keys: Sequence[int]) -> dict[int, Version]:
    """The newest released version of each record. Two queries."""
    last = dict(
        Version.objects.filter(publication__in=keys)
        .values_list("publication")
        .annotate(n=Max("number"))
        .order_by()
    )
    rows = Version.objects.filter(publication__in=keys).select_related("revision")
    return {v.publication_id: v for v in rows if v.number == last[v.publication_id]}


def candidates(
    issue: Issue, words: str = "", kind: str = "", since: dt.date | None = None
) -> QuerySet[Publication]:
    """Public records that no issue prints yet, newest first; without words those that an issue usually prints."""
    rows = Publication.objects.public().listed().order_by("-first_published_at", "-pk")
    printed = Article.objects.filter(publication__isnull=False).filter(
        Q(issue=issue) | Q(issue__state=State.PUBLISHED)
    )
    rows = rows.exclude(pk__in=printed.values("publication"))
    if words:
        rows = rows.filter(Q(title__contains=words) | Q(document_number__contains=words))
    if kind:
        rows = rows.filter(kind=kind)
    elif not words:
        rows = rows.filter(kind__in=USUAL)
    if since:
        rows = rows.filter(first_published_at__date__gte=since)
    return rows


@dataclass(frozen=True)
class Stale:
    """An article whose record went on after it was taken in. ``why`` is gone or newer."""

    article: Article
    why: str

    @property
    def words(self) -> str:
        return "文件已撤下，请移出" if self.why == "gone" else "文件有了新的公开文本，请更新或重新校对"


def stale(issue: Issue) -> list[Stale]:
    """Articles that no longer print what readers of the site see; an old issue prints what it printed. Two queries."""
    rows = list(
        issue.articles.exclude(version=None).select_related("publication").defer("publication__body", "html")
    )
    last = dict(
        Version.objects.filter(publication__in=[a.publication_id for a in rows])
        .values_list("publication").annotate(n=Max("pk")).order_by()
    )  # fmt: skip
    found = []
    for article in rows:
        assert article.publication is not None
        if not article.publication.live:
            found.append(Stale(article, "gone"))
        elif last.get(article.publication_id) != article.version_id:
            found.append(Stale(article, "newer"))
    return found


@dataclass(frozen=True)
class Slot:
    """An issue that is due, and what became of it. ``state`` is 按期, 逾期出版, 逾期, 未到期."""

    due: rules.DueIssue
    issue: Issue | None
    state: str

    @property
    def is_late(self) -> bool:
        return self.state.startswith("逾期")


def published_on(issue: Issue) -> dt.date | None:
    """The day an issue came out: the printed one of an old issue, else when it went onto the site."""
    if not issue.is_public:
        return None
    if issue.is_old:
        return issue.dated
    return timezone.localdate(issue.published_at)


def calendar(year: int, on: dt.date) -> list[Slot]:
    """Every issue due in a year as it stands on a day; empty when no plan says how often the gazette comes out."""
    plan = YearPlan.objects.filter(year=year).first()
    if plan is None:
        return []
    issues = {i.number: i for i in Issue.objects.filter(year=year)}
    return [
        _slot(due, issues.get(due.number), on) for due in rules.due_issues(year, plan.frequency, plan.days)
    ]


def _slot(due: rules.DueIssue, issue: Issue | None, on: dt.date) -> Slot:
    out = published_on(issue) if issue is not None else None
    if out is not None and out <= on:
        return Slot(due, issue, "按期" if out <= due.due else "逾期出版")
    return Slot(due, issue, "逾期" if on > due.due else "未到期")


def public_issues() -> QuerySet[Issue]:
    """What readers see, newest first, with how many articles each holds."""
    return (
        Issue.objects.filter(state=State.PUBLISHED)
        .annotate(article_count=Count("articles"))
        .order_by("-year", "-number")
    )


def printed_in(publication: Publication) -> list[Article]:
    """Where a record was printed, with the issue. One query."""
    return list(
        Article.objects.filter(publication=publication, issue__state=State.PUBLISHED)
        .select_related("issue").defer("html").order_by("issue__year", "issue__number")
    )  # fmt: skip


def public_articles() -> QuerySet[Article]:
    """Every printed article, without its long text."""
    return (
        Article.objects.filter(issue__state=State.PUBLISHED)
        .select_related("issue", "section", "publication")
        .defer("html", "publication__body")
        .order_by("-issue__year", "-issue__number", "order", "id")
    )


def next_number(year: int) -> tuple[int, int | None]:
    """The number and the running number that the next issue of a year would bear."""
    number = (Issue.objects.filter(year=year).aggregate(n=Max("number"))["n"] or 0) + 1
    total = Issue.objects.aggregate(n=Max("total"))["n"]
    return number, total + 1 if total else None


def with_articles(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    return rows.prefetch_related(Prefetch("articles", Article.objects.defer("html")))
