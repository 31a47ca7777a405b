"""INT-01k, INT-01, INT-02, INT-03, INT-07, INT-07y: what is explained, at the same time, linked both ways, in which forms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, Target, indicator
from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from .. import queries
from ..models import PLAIN_FORMS, Exemption, Explains, Form, Need, Requirement
from .period import day, on_or_before, year


@dataclass(frozen=True)
class Row:
    """A policy document that was public in the year, with what is known of its explanation on the day."""

    document: Publication
    released: dt.date
    requirement: Requirement | None
    first: dt.date | None
    exemption: Exemption | None

    @property
    def excused(self) -> str:
        """Why the document need not be explained (yet), or ""."""
        found = self.requirement
        if found is not None and found.need == Need.NOT_REQUIRED and found.settled:
            return f"不需解读，主管部门已同意：{found.reason}"
        return ""


def document_rows(ctx: Context) -> list[Row]:
    """Policy documents released in the year and still public (three queries)."""
    first, last = year(ctx)
    documents = list(
        Publication.objects.public()
        .listed()
        .filter(kind__in=queries.GATED, first_published_at__date__range=(first, last))
        .select_related("requirement")
        .order_by("pk")
    )
    keys = [d.pk for d in documents]
    earliest: dict[int, dt.date] = {}
    links = Explains.objects.filter(
        document__kind__in=queries.GATED,
        document__live=True,
        document__first_published_at__date__range=(first, last),
        explanation__live=True,
    ).values_list("document", "explanation__first_published_at")
    for document, at in links:
        on = day(at)
        if on is not None and on <= ctx.as_of:
            earliest[document] = min(on, earliest.get(document, on))
    known = set(keys)
    exempt = {
        e.document_id: e
        for e in Exemption.objects.filter(covers=Exemption.Covers.RELEASE, state="consented")
        if e.document_id in known and on_or_before(e.decided_at, ctx)
    }
    rows = []
    for document in documents:
        released = day(document.first_published_at)
        assert released is not None
        rows.append(
            Row(
                document, released, getattr(document, "requirement", None), earliest.get(document.pk),
                exempt.get(document.pk),
            )
        )  # fmt: skip
    return rows


def _explained(ctx: Context, row: Row) -> Case:
    """One document: explained, not, or excused."""
    start = {
        "key": f"publications.publication:{row.document.pk}",
        "label": row.document.title,
        "unit": row.document.unit_id,
        "due": row.released,
        "fact": row.first,
        "url": row.document.get_absolute_url(),
    }
    if row.excused:
        return Case(verdict="excluded", reason=row.excused, reason_code="excused", **start)  # type: ignore[arg-type]
    if row.first is not None:
        return Case(verdict="good", **start)  # type: ignore[arg-type]
    exemption = row.exemption
    if exemption is not None:
        start["due"] = exemption.until
        if exemption.holds(ctx.as_of):
            reason = f"{exemption.second_unit}同意先公开，承诺 {exemption.until} 前发布解读"
            return Case(verdict="excluded", reason=reason, reason_code="exempt", **start)  # type: ignore[arg-type]
        reason = f"“{row.document.title}”先公开，承诺 {exemption.until} 前发布解读，还没有发布"
        return Case(verdict="bad", reason=reason, reason_code="promise-missed", **start)  # type: ignore[arg-type]
    if row.requirement is None:
        return Case(
            verdict="bad", reason=f"“{row.document.title}”没有解读，也没有认定是否应解读",
            reason_code="undecided", **start,  # type: ignore[arg-type]
        )  # fmt: skip
    return Case(
        verdict="bad", reason=f"“{row.document.title}”应解读，还没有解读", reason_code="unexplained", **start  # type: ignore[arg-type]
    )  # fmt: skip


@indicator(
    "INT-01", "应解读尽解读率", tasks=(14,), version=2, scope="unit", unit_word="份",
    formula="合格：有公开的关联解读；总数：当年公开的政策文件、规范性文件，减去经主管部门同意不需解读的，和经同意先公开、"
    "承诺的解读日期还没有过的；承诺的日期过了还没有解读的不合格；没有认定的（如批量导入的）按应解读计",
    basis="任务分解表第 14 项；闽政办函〔2021〕20号、厦府办〔2021〕22号（待核）",
    target=Target(">=", 1.0),
)  # fmt: skip
def explained(ctx: Context) -> Iterator[Case]:
    for row in document_rows(ctx):
        yield _explained(ctx, row)


@indicator(
    "INT-01k", "重点政策解读率", tasks=(13,), version=1, scope="unit", unit_word="份", denominator="R",
    formula="同“应解读尽解读率”，只计认定为六稳六保、五促一保一防一控的文件",
    basis="任务分解表第 13 项",
    target=Target(">=", 1.0),
)  # fmt: skip
def key_work_explained(ctx: Context) -> Iterator[Case]:
    for row in document_rows(ctx):
        if row.requirement is not None and row.requirement.key_work:
            yield _explained(ctx, row)


@indicator(
    "INT-02", "解读同步发布率", tasks=(14,), version=2, scope="unit", unit_word="份",
    formula="合格：最早的解读不晚于文件公开之日；总数：应解读的文件（同“应解读尽解读率”）。经同意先公开的，在承诺日期前补发的"
    "不计入，过了承诺日期的不合格。逐件列出相差天数（分布图见“政策解读—同步和形式”）；3 个工作日以内的标“可接受迟发”，仍不合格",
    basis="任务分解表第 14 项“同步发布”；3 个工作日待核",
    target=Target(">=", 1.0, warn=0.9, verified=False),
    params={"late": 3},
)  # fmt: skip
def at_the_same_time(ctx: Context) -> Iterator[Case]:
    days = calendar.load()
    allowed = int(ctx.params.get("late", 3))
    for row in document_rows(ctx):
        case = _explained(ctx, row)
        if case.verdict == "good":
            assert row.first is not None
            if row.exemption is not None and row.first > row.released:
                yield _promised(case, row)
                continue
            late = (row.first - row.released).days
            if late > 0:
                work = days.between(row.released, row.first)
                word = "（可接受迟发）" if work <= allowed else ""
                yield Case(
                    **{
                        **vars(case), "verdict": "bad", "reason_code": "late",
                        "reason": f"解读比文件晚 {late} 天、{work} 个工作日{word}",
                    }
                )  # fmt: skip
                continue
        yield case


def _promised(case: Case, row: Row) -> Case:
    """One whose explanation was allowed to follow: kept in time it does not count, kept late it is late."""
    assert row.exemption is not None
    assert row.first is not None
    until = row.exemption.until
    late = until is not None and row.first > until
    more = {
        "verdict": "bad" if late else "excluded", "reason_code": "promise-late" if late else "exempt", "due": until,
        "reason": f"经同意先公开，承诺 {until} 前发布解读，实际 {row.first}",
    }  # fmt: skip
    return Case(**{**vars(case), **more})


@indicator(
    "INT-03", "双向关联率", tasks=(14,), version=1, scope="unit", unit_word="对",
    formula="合格：文件和解读两边都公开，页面互相链接；总数：文件已公开的关联",
    basis="国办秘函〔2019〕19号：政策文件与解读关联",
    target=Target(">=", 1.0),
)  # fmt: skip
def linked_both_ways(ctx: Context) -> Iterator[Case]:
    """Pages draw both links from one row, so a broken pair is one whose other side is not public."""
    first, last = year(ctx)
    rows = (
        Explains.objects.filter(Q(document__live=True) | Q(explanation__live=True))
        .filter(
            Q(document__first_published_at__date__range=(first, last))
            | Q(explanation__first_published_at__date__range=(first, last))
        )
        .select_related("document", "explanation")
        .order_by("pk")
    )
    for row in rows:
        gone = row.explanation if row.document.live else row.document
        broken = not (row.document.live and row.explanation.live)
        # A draft that is on its way is no broken link; one withdrawn is.
        if broken and gone.first_published_at is None:
            continue
        yield Case(
            f"policy.explains:{row.pk}", f"{row.document.title} ↔ {row.explanation.title}"[:200],
            "bad" if broken else "good", unit=row.explanation.unit_id, url=row.document.get_absolute_url(),
            reason=f"“{gone.title}”已撤下，另一边没有了链接" if broken else "",
            reason_code="broken" if broken else "",
        )  # fmt: skip


@indicator(
    "INT-07", "多形式解读率", tasks=(16,), version=1, scope="unit", unit_word="份",
    formula="合格：除文字、问答、撰文外，还有图解、图表、动漫、音频、视频、H5、访谈或发布会解读；总数：当年公开并有解读的文件",
    basis="任务分解表第 16 项；60% 为本系统所定（待核）",
    target=Target(">=", 0.6, verified=False),
)  # fmt: skip
def in_several_forms(ctx: Context) -> Iterator[Case]:
    for key, document, found in documents_with_forms(ctx):
        rich = found - PLAIN_FORMS
        named = "、".join(Form(f).label for f in sorted(found))
        yield Case(
            f"publications.publication:{key}", document.title, "good" if rich else "bad",
            unit=document.unit_id, url=document.get_absolute_url(),
            reason="" if rich else f"只有{named}，没有图解、视频等形式", reason_code="" if rich else "plain",
        )  # fmt: skip


@indicator(
    "INT-07y", "多形式解读不低于上年", tasks=(16,), version=1, scope="unit", unit_word="个单位",
    formula="合格：本年多形式解读率不低于上年全年的单位；总数：当年有解读的单位；上年没有解读、无从比较的不计入",
    basis="任务分解表第 16 项；与上年比较为本系统所定（待核）",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def no_plainer_than_last_year(ctx: Context) -> Iterator[Case]:
    """Per unit this year's share of documents explained in more than plain text against last year's."""
    first, _ = year(ctx)
    now = by_unit(documents_with_forms(ctx))
    before = by_unit(documents_with_forms(Context(first - dt.timedelta(days=1))))
    names = dict(Unit.objects.filter(pk__in=now).values_list("pk", "name"))
    for unit, (rich, whole) in sorted(now.items()):
        start: dict[str, Any] = {
            "key": f"organisations.unit:{unit}", "label": names[unit], "unit": unit, "url": "/desk/policy/sync/",
        }  # fmt: skip
        if unit not in before:
            yield Case(verdict="excluded", reason="上年没有解读，无从比较", reason_code="no-base", **start)
            continue
        old, all_old = before[unit]
        if rich * all_old >= old * whole:
            yield Case(verdict="good", **start)
        else:
            reason = f"本年 {rich}/{whole}（{rich / whole:.0%}），上年 {old}/{all_old}（{old / all_old:.0%}）"
            yield Case(verdict="bad", reason=reason, reason_code="lower", **start)


def by_unit(rows: Iterable[tuple[int, Publication, set[str]]]) -> dict[int, tuple[int, int]]:
    """Per unit how many documents are explained in more than plain text, and how many are explained at all."""
    found: dict[int, tuple[int, int]] = {}
    for _, document, forms in rows:
        rich, whole = found.get(document.unit_id, (0, 0))
        found[document.unit_id] = (rich + bool(forms - PLAIN_FORMS), whole + 1)
    return found


def documents_with_forms(ctx: Context) -> list[tuple[int, Publication, set[str]]]:
    """The year's documents that are explained, with the forms of their explanations. One query."""
    first, last = year(ctx)
    forms: dict[int, set[str]] = defaultdict(set)
    documents: dict[int, Publication] = {}
    links = (
        Explains.objects.filter(
            document__live=True, explanation__live=True,
            document__first_published_at__date__range=(first, last),
        )
        .select_related("document", "explanation__explanation")
        .order_by("document")
    )  # fmt: skip
    for link in links:
        if not on_or_before(link.explanation.first_published_at, ctx):
            continue
        found = getattr(link.explanation, "explanation", None)
        forms[link.document_id].add(found.form if found else Form.TEXT)
        documents[link.document_id] = link.document
    return [(key, document, forms[key]) for key, document in documents.items()]
