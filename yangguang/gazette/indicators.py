"""GAZ-01, GAZ-02, GAZ-03, NMD-03g: the gazette comes out in time, is held as records, prints the norms, is told of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.publications.models import Publication

from . import queries, registers, rules
from .models import Article, Issue, State, YearPlan

PUSH_DAYS = 3  # working days


def _year(ctx: Context) -> int:
    return ctx.plan.year if ctx.plan is not None else ctx.as_of.year


def _out(ctx: Context) -> list[Issue]:
    """Every issue that was out on the day."""
    rows = Issue.objects.filter(state=State.PUBLISHED).order_by("year", "number")
    return [i for i in rows if (day := timezone.localdate(i.published_at)) is not None and day <= ctx.as_of]


@indicator(
    "GAZ-01", "公报按期出版率", tasks=(28,), version=1, unit_word="期",
    formula="合格：在出版计划规定的日期前出版的公报；总数：按出版计划到期的公报",
    basis="任务分解表第 28 项；国办发〔2018〕22号。每期结束后几天内出版由主办单位定（待核）",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def issues_in_time(ctx: Context) -> Iterator[Case]:
    """Every issue due by the day, by the year's plan."""
    plan = YearPlan.objects.filter(year=_year(ctx)).first()
    unit = queries.unit()
    if plan is None:
        raise SourceMissing("还没有确定本年的公报刊期和出版日期")
    issues = {i.number: i for i in Issue.objects.filter(year=plan.year)}
    for due in rules.due_issues(plan.year, plan.frequency, plan.days):
        issue = issues.get(due.number)
        out = queries.published_on(issue) if issue is not None else None
        if out is not None and out > ctx.as_of:
            out = None
        if due.due >= ctx.as_of and out is None:
            continue
        late = out is None or out > due.due
        why = f"应于 {due.due} 前出版，" + (f"实际 {out}" if out else "还没有出版")
        yield Case(
            f"gazette.issue:{due.year}-{due.number}", f"{due.year} 年第 {due.number} 期", "bad" if late else "good",
            unit=unit.pk if unit else None, due=due.due, fact=out, reason=f"第 {due.number} 期{why}" if late else "",
            reason_code="" if not late else "late" if out else "missing",
            url=issue.get_absolute_url() if issue is not None and issue.is_public else "/gazette/",
        )  # fmt: skip


@indicator(
    "GAZ-02", "公报结构化入库率", tasks=(28,), version=1, unit_word="篇",
    formula="合格：以记录保存的文章，有标题、成文日期、页码、全文，文件在本站公开的有链接；总数：各期公报的全部文章，"
            "包括旧刊。没有文章的一期算一篇不合格",
    basis="任务分解表第 28 项“完善政府公报数据库”；国办发〔2018〕22号（创刊以来全部入库）",
    target=Target(">=", 0.98, warn=0.9),
)  # fmt: skip
def articles_are_records(ctx: Context) -> Iterator[Case]:
    """Every article of every issue that is out."""
    issues = _out(ctx)
    unit = queries.unit()
    rows = Article.objects.filter(issue__in=issues).order_by("issue__year", "issue__number", "order", "id")
    by_issue: dict[int, list[Article]] = {}
    for article in rows.iterator(chunk_size=500):
        by_issue.setdefault(article.issue_id, []).append(article)
    numbers = {
        a.document_number
        for found in by_issue.values()
        for a in found
        if a.document_number and not a.publication_id
    }
    linkable = set(
        Publication.objects.public()
        .filter(document_number__in=numbers)
        .values_list("document_number", flat=True)
    )
    for issue in issues:
        articles = by_issue.get(issue.pk, [])
        if not articles:
            yield Case(
                f"gazette.issue:{issue.pk}", str(issue), "bad", unit=unit.pk if unit else None,
                reason=f"{issue.label}还没有拆分出文章", reason_code="uncut", url=issue.get_absolute_url(),
            )  # fmt: skip
        for article in articles:
            lacking = _lacking(article, article.document_number in linkable)
            yield Case(
                f"gazette.article:{article.pk}", article.title, "bad" if lacking else "good",
                unit=unit.pk if unit else None, fact=article.written_on,
                reason=f"《{article.title[:40]}》缺少{'、'.join(lacking)}" if lacking else "",
                reason_code="incomplete" if lacking else "",
                url=f"/gazette/{issue.year}/{issue.number}/{article.pk}/",
            )  # fmt: skip


def _lacking(article: Article, linkable: bool) -> list[str]:
    have = {
        "标题": article.title, "成文日期": article.written_on, "页码": article.first_page, "全文": article.html.strip(),
        "到文件的链接": article.publication_id or not linkable,
    }  # fmt: skip
    return [name for name, value in have.items() if not value]


@indicator(
    "GAZ-03", "规范性文件刊登率", tasks=(28,), version=2, unit_word="件", denominator="R",
    formula="合格：在已出版的公报上刊登的本年规范性文件；总数：登记簿里本年成文的规范性文件，逐季对照；写明理由不刊登的、"
            "应当刊登的那一期还没到期的不计入",
    basis="任务分解表第 28 项；国办发〔2018〕22号",
    target=Target(">=", 0.95, warn=0.85, verified=False),
)  # fmt: skip
def norms_are_printed(ctx: Context) -> Iterator[Case]:
    """The year's normative documents against the issues that are out."""
    for row in registers.against_issues(_year(ctx), ctx.as_of, _out(ctx)):
        norm, slot = row.norm, row.slot
        start: dict[str, Any] = {
            "key": norm.key, "label": norm.title, "unit": norm.unit, "url": norm.url,
            "due": slot.due if slot and not row.printed_on else None,
        }  # fmt: skip
        if row.printed_on is not None:
            yield Case(verdict="good", fact=row.printed_on, **start)
        elif row.why:
            yield Case(verdict="excluded", reason=f"不刊登：{row.why}", reason_code="left-out", **start)
        elif slot is not None and slot.due >= ctx.as_of:
            reason = f"应登第 {slot.number} 期，出版日期 {slot.due} 还没有到"
            yield Case(verdict="excluded", reason=reason, **start)
        else:
            reason = f"《{norm.title[:60]}》没有在公报上刊登，也没有说明理由"
            if norm.publication is None:
                reason += "（全文还没有公开）"
            yield Case(verdict="bad", reason=reason, reason_code="unprinted", **start)


@indicator(
    "NMD-03g", "公报推送率", tasks=(28,), version=1, unit_word="期", params={"days": PUSH_DAYS},
    formula="合格：出版后 3 个工作日内在至少一个渠道推送、有推送记录的公报；总数：本年出版的公报；推送期限没有到的不计入",
    basis="任务分解表第 26、28 项“通过政务新媒体等渠道加强政府公报内容传播”；期限待核",
    target=Target(">=", 1.0),
)  # fmt: skip
def issues_are_pushed(ctx: Context) -> Iterator[Case]:
    """Issues made here and published in the year, against their push records."""
    year = _year(ctx)
    days = calendar.load()
    unit = queries.unit()
    rows = Issue.objects.filter(
        origin=Issue.Origin.MADE, state=State.PUBLISHED, published_at__date__year=year
    )
    for issue in rows.prefetch_related("pushes").order_by("year", "number"):
        out = timezone.localdate(issue.published_at)
        if out > ctx.as_of:
            continue
        due = days.add(out, int(ctx.params.get("days", PUSH_DAYS))).due
        told = sorted(d for p in issue.pushes.all() if (d := timezone.localdate(p.pushed_at)) <= ctx.as_of)
        good = bool(told) and told[0] <= due
        key, label, url = f"gazette.issue:{issue.pk}", str(issue), issue.get_absolute_url()
        whose = unit.pk if unit else None
        if good:
            yield Case(key, label, "good", unit=whose, due=due, fact=told[0], url=url)
        elif not told and due >= ctx.as_of:
            yield Case(
                key, label, "excluded", unit=whose, due=due, url=url, reason=f"推送期限 {due} 还没有到"
            )
        else:
            fact: dt.date | None = told[0] if told else None
            why = f"应于 {due} 前推送，" + (f"实际 {fact}" if fact else "没有推送记录")
            yield Case(
                key, label, "bad", unit=whose, due=due, fact=fact, url=url, reason=f"{issue.label}{why}",
                reason_code="late" if fact else "missing",
            )  # fmt: skip
