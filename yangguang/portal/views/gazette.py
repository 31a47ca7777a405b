"""The government gazette for readers: the shelf of issues, one issue, one article, lists, feed, files."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from yangguang.core.exporting import FORMS
from yangguang.delivery import pages
from yangguang.delivery.limits import limit
from yangguang.documents import rendering
from yangguang.gazette import contents, queries
from yangguang.gazette.models import Article, Issue, State
from yangguang.search import queries as finding

from ..serving import hosts, public, serve
from .endpoints import answer
from .feeds import Entry, atom

HEADINGS = (
    "公报",
    "年份",
    "期号",
    "总期号",
    "出版日期",
    "栏目",
    "标题",
    "文号",
    "发文机关",
    "成文日期",
    "起始页",
    "终止页",
    "网址",
    "文件网址",
)
PER_PAGE = 30


def _issue(year: int, number: int) -> Issue:
    return get_object_or_404(
        Issue.objects.select_related("unit"), year=year, number=number, state=State.PUBLISHED
    )


@public
def shelf(request: HttpRequest) -> HttpResponse:
    """Every issue by year; the newest year is open."""
    rows = list(queries.public_issues())
    years = sorted({i.year for i in rows}, reverse=True)
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else (years[0] if years else None)
    if given and year not in years:
        raise Http404("没有这一年的公报")
    context = {
        "nav": "gazette",
        "head": contents.masthead(),
        "years": years,
        "year": year,
        "issues": [i for i in rows if i.year == year],
        "total": len(rows),
        "articles": sum(i.article_count for i in rows),  # type: ignore[attr-defined]
    }
    return serve(request, "portal/gazette.html", context, "gazette")


@public
def issue(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """One issue: the contents with pages, the PDF, corrections, where it was told of."""
    found = _issue(year, number)
    neighbours = list(
        Issue.objects.filter(state=State.PUBLISHED).order_by("year", "number").values_list("year", "number")
    )
    place = neighbours.index((year, number))
    context = {
        "nav": "gazette",
        "issue": found,
        "groups": [(s, a) for s, a in contents.grouped(found) if a],
        "corrections": found.corrections.select_related("article", "printed_in"),
        "printed_corrections": found.printed_corrections.select_related("issue"),
        "pushes": found.pushes.all(),
        "before": neighbours[place - 1] if place else None,
        "after": neighbours[place + 1] if place + 1 < len(neighbours) else None,
    }
    return serve(request, "portal/gazette_issue.html", context, "gazette", f"gazette:{found.pk}")


@public
def article(request: HttpRequest, year: int, number: int, pk: int) -> HttpResponse:
    """One article as it was printed, with its way to the document."""
    found = _issue(year, number)
    shown = get_object_or_404(found.articles.select_related("section", "publication", "version"), pk=pk)
    order = [a.pk for _, articles in contents.grouped(found) for a in articles]
    place = order.index(pk)
    body, _ = rendering.outline(shown.html)
    context = {
        "nav": "gazette",
        "issue": found,
        "article": shown,
        "body": rendering.render(body, hosts=hosts(request)),
        "corrections": found.corrections.filter(Q(article=shown) | Q(article=None)),
        "newer": _newer(shown),
        "sheet": (shown.first_page or 1) + found.front,
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
    }
    tags = [f"gazette:{found.pk}", *([f"publication:{shown.publication_id}"] if shown.publication_id else [])]
    return serve(request, "portal/gazette_article.html", context, *tags)


def _newer(shown: Article) -> bool:
    """Whether the document went on after it was printed."""
    if shown.publication is None or shown.version_id is None:
        return False
    return not shown.publication.live or shown.publication.versions.filter(pk__gt=shown.version_id).exists()


@limit("gazette-file", per_minute=60)
def file(request: HttpRequest, year: int, number: int, form: str) -> HttpResponseBase:
    """The issue's PDF or the picture of its cover."""
    found = _issue(year, number)
    stored = found.pdf if form == "pdf" else found.cover
    if not stored:
        raise Http404("没有这个文件")
    kind = "application/pdf" if form == "pdf" else "image/png"
    response = FileResponse(
        stored.open("rb"), content_type=kind, filename=f"{found.name}{found.label}.{form}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400"
    response["ETag"] = f'"{found.sha256[:32]}-{form}"'
    response["Content-Security-Policy"] = "frame-ancestors 'none'"
    return response


@public
def articles(request: HttpRequest) -> HttpResponse:
    """The database of articles: by words (through the search), by year, by organ."""
    words = request.GET.get("q", "").strip()[:200]
    organ = request.GET.get("organ", "").strip()[:60]
    year = request.GET.get("year", "")
    rows = queries.public_articles()
    if year.isdecimal() and len(year) == 4:
        rows = rows.filter(issue__year=int(year))
    if organ:
        rows = rows.filter(organ__contains=organ)
    loose = False
    if words:
        keys, loose = _found(words)
        rows = rows.filter(Q(pk__in=keys) | Q(title__contains=words) | Q(document_number__contains=words))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "nav": "gazette",
        "words": words,
        "organ": organ,
        "year": year,
        "years": sorted(
            Issue.objects.filter(state=State.PUBLISHED).values_list("year", flat=True).distinct(),
            reverse=True,
        ),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "loose": loose,
    }
    response = serve(request, "portal/gazette_articles.html", context, "gazette", seconds=60)
    if words or organ:
        response["X-Robots-Tag"] = "noindex"
    return response


def _found(words: str) -> tuple[list[int], bool]:
    """The articles whose text the search finds."""
    results = finding.search(finding.SearchRequest(text=words, kinds=("gazette",), size=100))
    return [hit.document.id for hit in results.hits], results.loose


def _line(request: HttpRequest, article: Article) -> list[str]:
    issue = article.issue
    record = article.publication
    return [
        issue.name, str(issue.year), str(issue.number), str(issue.total or ""), issue.dated.isoformat(),
        article.section.name if article.section else "", article.title, article.document_number, article.organ,
        article.written_on.isoformat() if article.written_on else "", str(article.first_page or ""),
        str(article.last_page or ""), request.build_absolute_uri(article.get_absolute_url()),
        request.build_absolute_uri(record.get_absolute_url()) if record is not None else "",
    ]  # fmt: skip


@limit("gazette-list", per_minute=30)
def listing(request: HttpRequest, form: str) -> HttpResponse:
    """The whole database of articles as CSV, XLSX or JSON."""
    rows = queries.public_articles().iterator(chunk_size=1000)
    if form == "json":
        items = [dict(zip(HEADINGS, _line(request, a), strict=True)) for a in rows]
        response: HttpResponse = answer({"items": items})
        response["Access-Control-Allow-Origin"] = "*"
        return pages.cacheable(response, "gazette", seconds=3600)
    response = FORMS[form]("政府公报目录", (HEADINGS, *(_line(request, a) for a in rows)))
    return pages.cacheable(response, "gazette", seconds=3600)


def feed(request: HttpRequest) -> HttpResponse:
    """The newest issues as an Atom feed."""
    head = contents.masthead()
    issues = list(queries.with_articles(queries.public_issues())[:20])
    entries = [
        Entry(
            f"{i.name} {i.label}", i.get_absolute_url(), i.published_at,  # type: ignore[arg-type]
            "；".join(a.title for a in i.articles.all())[:500], i.name,
        )
        for i in issues
    ]  # fmt: skip
    response = atom(
        request, head.name if head else "政府公报", entries, issues[0].published_at if issues else None
    )
    return pages.cacheable(response, "gazette", seconds=3600)
