"""Public lists whole, as CSV (with the mark that spreadsheets need for Chinese) or XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from yangguang.catalog import statutory
from yangguang.core.exporting import FORMS
from yangguang.delivery import pages
from yangguang.delivery.limits import limit
from yangguang.organisations.models import Unit
from yangguang.publications import extras, kinds
from yangguang.publications.models import Binding, Column, ColumnEntry, Issuer, Publication, Validity
from yangguang.search import queries

from .finding import read

HEADINGS = ("索引号", "标题", "类型", "发布机构", "文号", "成文日期", "发布时间", "有效性", "网址")
UNITS = ("编码", "名称", "全称", "类别", "地址", "政务公开电话", "网址")
MOST_ROWS = 50_000
MOST_HITS = 2_000  # of a search; beyond them a reader narrows it
AT_A_TIME = 500  # records read at once; SQLite takes a limited number of parameters


def _records(keys: list[int], *, whole: bool) -> Iterator[Publication]:
    """The public records of these keys in this order, a piece at a time; ``whole`` with the metadata of their kinds."""
    shown = (
        Publication.objects.public().select_related("unit").defer("body", "latest_revision", "live_revision")
    )
    shown = shown if whole else shown.defer("extra")
    for start in range(0, len(keys), AT_A_TIME):
        piece = keys[start : start + AT_A_TIME]
        found = {p.pk: p for p in shown.filter(pk__in=piece)}
        yield from (found[pk] for pk in piece if pk in found)


def _lines(request: HttpRequest, keys: Iterable[int], names: Iterable[str] = ()) -> Iterable[tuple[str, ...]]:
    # The keys are read whole, so that a release meanwhile shifts no piece; the records, which are large, are not.
    every, names = list(dict.fromkeys(keys)), list(names)
    for p in _records(every, whole=bool(names)):
        at = timezone.localtime(p.first_published_at) if p.first_published_at else None
        more = {f.name: v for f, v in extras.shown(kinds.fields_of(p.kind), p.extra)} if names else {}
        yield (
            p.index_number or "", p.title, p.kind_name, p.unit.name, p.document_number,
            p.written_on.isoformat() if p.written_on else "", f"{at:%Y-%m-%d %H:%M}" if at else "",
            str(Validity(p.validity).label) if p.validity else "",
            request.build_absolute_uri(p.get_absolute_url()), *(more.get(n, "") for n in names),
        )  # fmt: skip


def _details(column: Column) -> dict[str, str]:
    """{name: heading} of the metadata that the kinds of a column declare and readers see."""
    wanted = [k for k in column.query.get("kinds", ()) if k in kinds.KINDS]
    return {f.name: f.label for k in wanted for f in kinds.fields_of(k) if f.public and f.type != "record"}


@limit("list", per_minute=30)
def column(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A column's records, with the metadata that their kinds declare."""
    found = get_object_or_404(Column, slug=slug, closed_on=None)
    details = _details(found)
    rows = ColumnEntry.objects.filter(column=found).order_by("-published_at", "-publication_id")
    keys = rows.values_list("publication_id", flat=True)[:MOST_ROWS]
    response = FORMS[form](found.name, ((*HEADINGS, *details.values()), *_lines(request, keys, details)))
    return pages.cacheable(response, f"column:{found.pk}", seconds=3600)


@limit("list", per_minute=30)
def item(request: HttpRequest, item: str, form: str, code: str | None = None) -> HttpResponse:
    """What is public under a statutory item, of the district or of one unit."""
    found = next((i for i in statutory.ALL if i.code == item), None)
    if found is None:
        raise Http404("目录里没有这一项")
    unit = get_object_or_404(Unit, code=code) if code else None
    rows = Binding.objects.filter(item=item)
    rows = rows.filter(unit=unit) if unit else rows
    keys = rows.order_by("-published_at", "pk").values_list("publication_id", flat=True)[:MOST_ROWS]
    name = f"{unit}{found.name}" if unit else found.name
    response = FORMS[form](name, (HEADINGS, *_lines(request, keys)))
    return pages.cacheable(response, f"item:{item}", *([f"unit:{unit.pk}"] if unit else []), seconds=3600)


@limit("list", per_minute=30)
def unit(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """What a unit published, alone or with others."""
    found = get_object_or_404(Unit, code=code)
    rows = Issuer.objects.filter(unit=found).order_by("-published_at", "-publication_id")
    keys = rows.values_list("publication_id", flat=True)[:MOST_ROWS]
    response = FORMS[form](f"{found}公开的信息", (HEADINGS, *_lines(request, keys)))
    return pages.cacheable(response, f"unit:{found.pk}", seconds=3600)


def units(request: HttpRequest, form: str) -> HttpResponse:
    """The units, with their telephones and addresses."""
    rows: list[tuple[str, ...]] = [UNITS]
    for one in Unit.objects.answerable(timezone.localdate()).select_related("contact").order_by("order"):
        phone = getattr(getattr(one, "contact", None), "phone", "") or one.phone
        page = request.build_absolute_uri(reverse("portal:unit-page", args=[one.code]))
        rows.append((one.code, one.name, one.full_name, one.get_kind_display(), one.address, phone, page))
    return pages.cacheable(FORMS[form]("单位名录", rows), seconds=600)


@limit("list", per_minute=30)
def search(request: HttpRequest, form: str) -> HttpResponse:
    """The published records that a search finds, best first, at most ``MOST_HITS``."""
    keys = queries.keys(read(request), MOST_HITS) or ()
    found = [pk for kind, pk in keys if kind == "publication"]
    response = FORMS[form]("检索结果", (HEADINGS, *_lines(request, found)))
    response["X-Robots-Tag"] = "noindex"
    return pages.cacheable(response, "search", seconds=30)
