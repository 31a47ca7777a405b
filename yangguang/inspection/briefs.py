"""The quarterly circular (通报): what is counted, its words to start from, and the Word file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.html import escape

from yangguang.typesetting import word
from yangguang.typesetting.official import Annex, OfficialDocument

from .duty import office
from .models import Brief, Finding, Run, RunState
from .sets import SEVERITIES

LISTED = 300  # rows of a list in the file; the rest is told by its number


def span(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a quarter (0: of the whole year)."""
    first = dt.date(year, 3 * (quarter - 1) + 1 if quarter else 1, 1)
    month = 3 * quarter if quarter else 12
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return first, following - dt.timedelta(days=1)


def _moments(year: int, quarter: int) -> tuple[dt.datetime, dt.datetime]:
    first, last = span(year, quarter)
    start, end = (
        dt.datetime.combine(first, dt.time()),
        dt.datetime.combine(last + dt.timedelta(days=1), dt.time()),
    )
    return timezone.make_aware(start), timezone.make_aware(end)


def figures(year: int, quarter: int, today: dt.date) -> dict[str, Any]:
    """Everything a circular tells, as plain values; quarter 0 counts the year. Overdue is told as of its last day, or
    of today while it runs."""
    start, end = _moments(year, quarter)
    last = min(span(year, quarter)[1], today)
    runs = Run.objects.filter(state=RunState.DONE, ended_at__gte=start, ended_at__lt=end).select_related(
        "site__unit"
    )
    latest: dict[int, Run] = {}
    for run in runs.order_by("pk").defer("columns", "notes"):
        latest[run.site_id] = run
    found = Finding.objects.filter(first_seen__lt=end, last_seen__gte=start).exclude(state="false")
    kinds = dict(found.order_by().values_list("severity").annotate(n=Count("pk")))
    items = found.order_by().values("item").annotate(n=Count("pk")).order_by("-n")[:10]
    closed = Finding.objects.filter(
        state="closed", closed_at__gte=start, closed_at__lt=end, confirmed_at__isnull=False
    )
    late = Finding.objects.filter(confirmed_at__lt=end, due__lt=last).filter(
        Q(closed_at=None) | Q(closed_at__gte=end)
    ).exclude(state="false").select_related("unit", "site")  # fmt: skip
    units = (
        found.filter(confirmed_at__isnull=False).order_by().values("unit__name").annotate(
            all=Count("pk"), closed=Count("pk", filter=Q(state="closed")),
            overdue=Count("pk", filter=Q(due__lt=last) & ~Q(state="closed")),
        ).order_by("-overdue", "-all")
    )  # fmt: skip
    return {
        "until": str(last), "runs": runs.count(),
        "sites": [
            {
                "name": r.site.name, "unit": str(r.site.unit), "pages": r.pages, "verdict": r.score.get("verdict", ""),
                "total": r.score.get("total"), "provisional": r.score.get("provisional", False),
                "vetoes": [v["name"] for v in r.score.get("vetoes", ())],
            }
            for r in latest.values()
        ],
        "kinds": {SEVERITIES[k]: kinds.get(k, 0) for k in SEVERITIES if k != "bonus"},
        "items": [[row["item"], row["n"]] for row in items], "found": found.count(), "closed": closed.count(),
        "overdue": [[str(f.unit), f.site.name, f.title, str(f.due), (last - f.due).days] for f in late.order_by("due")[:LISTED] if f.due],
        "overdue_all": late.count(),
        "units": [[u["unit__name"], u["all"], u["closed"], u["overdue"]] for u in units],
    }  # fmt: skip


NUMBERS = "一二三四"


def title(year: int, quarter: int) -> str:
    return f"关于{year}年第{NUMBERS[quarter - 1]}季度政府网站检查情况的通报"


def opening(year: int, quarter: int, f: dict[str, Any]) -> str:
    """The first paragraphs, to be edited."""
    failed = [s for s in f["sites"] if s["verdict"].startswith("不合格")]
    text = (
        f"{year}年第{NUMBERS[quarter - 1]}季度，共检查政府网站 {len(f['sites'])} 个、{f['runs']} 次，"
        f"发现问题 {f['found']} 个（单项否决类 {f['kinds']['单项否决']} 个，扣分类 {f['kinds']['扣分']} 个，"
        f"建议改进类 {f['kinds']['建议']} 个）；完成整改销号 {f['closed']} 个，逾期未整改 {f['overdue_all']} 个。"
    )
    if failed:
        text += "\n不合格的网站：" + "；".join(
            f"{s['name']}（{'、'.join(s['vetoes']) or s['verdict']}）" for s in failed
        ) + "。"  # fmt: skip
    return text


DEMANDS = (
    "请有关单位对照问题清单逐项整改，按期完成；逾期未整改的，说明原因和完成时间。"
    "各单位要举一反三，落实内容更新、链接检查和发布审核责任，防止同类问题再次发生。"
)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def _table(heads: list[str], rows: list[list[Any]], none: str) -> str:
    if not rows:
        return f"<p>{none}</p>"
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(c))}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _points(site: dict[str, Any]) -> str:
    if site["total"] is None:
        return "—"
    return f"{site['total']:g}" + ("（待核）" if site["provisional"] else "")


def docx(brief: Brief, on: dt.date) -> bytes:
    """The circular as a Word file with its lists."""
    f = brief.figures
    asking = office()
    html = (
        f"<h2>一、总体情况</h2>{_paragraphs(brief.opening)}<h2>二、检查得分</h2>"
        + _table(["网站", "主办单位", "检查页数", "得分", "结论"],
                 [[s["name"], s["unit"], s["pages"], _points(s), s["verdict"]] for s in f["sites"]], "本季度没有完成的检查。")
        + "<p>得分中标“待核”的，有分值未与印发文件核对，或有指标尚待人工检查。</p><h2>三、各单位整改情况</h2>"
        + _table(["单位", "问题", "已销号", "逾期"], f["units"], "本季度没有交办的问题。")
        + f"<h2>四、整改要求</h2>{_paragraphs(brief.demands)}"
    )  # fmt: skip
    more = f["overdue_all"] - len(f["overdue"])
    late = _table(
        ["责任单位", "网站", "问题", "整改期限", "逾期天数"], f["overdue"], "没有逾期未整改的问题。"
    )
    if more > 0:
        late += f"<p>另有 {more} 个，见系统导出的清单。</p>"
    number = f"第 {brief.number} 期" if brief.number else "（草稿）"
    return word.to_docx(
        OfficialDocument(
            title=brief.title, html=html, number=f"检查通报〔{brief.year}〕{number}",
            organs=(str(asking.full_name if asking else ""),) if asking else (), written_on=brief.issued_on or on,
            annexes=(Annex("逾期未整改问题清单", late),), enclosures=("逾期未整改问题清单",),
        )
    )  # fmt: skip
