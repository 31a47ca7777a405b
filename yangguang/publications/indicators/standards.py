"""STD-01, STD-03, STD-04: standard catalogues are there and what they name is published in time (tasks 29, 30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from yangguang.catalog import queries as catalogues
from yangguang.catalog import rules as limits
from yangguang.catalog.models import Catalogue, Item
from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator

from .. import coverage
from ..models import Binding, Tally


@indicator(
    "STD-01", "领域目录发布率", tasks=(29,), version=1, unit_word="个领域", denominator="R",
    formula="合格：有现行标准目录的领域；总数：国办发〔2019〕54号的 26 个试点领域，扣除本区声明不适用的",
    basis="任务分解表第 29 项；国办发〔2019〕54号。城区不适用的领域待核",
    target=Target(">=", 1.0, warn=0.8),
)  # fmt: skip
def fields_have_catalogues(ctx: Context) -> Iterator[Case]:
    """The 26 fields against the catalogues in force on the day."""
    rows = Catalogue.objects.filter(state=Catalogue.State.IN_FORCE, effective_on__lte=ctx.as_of)
    there = {c.field: c for c in rows}
    for field in catalogues.FIELDS:
        found = there.get(field)
        yield Case(
            f"catalog.field:{field}", field, "good" if found else "bad",
            fact=found.effective_on if found else None, url="/desk/catalog/",
            reason="" if found else f"“{field}”领域还没有现行的标准目录", reason_code="" if found else "missing",
        )  # fmt: skip


def _items() -> list[Item]:
    rows = Item.objects.filter(catalogue__state=Catalogue.State.IN_FORCE, proactive=True)
    found = list(
        rows.select_related("catalogue").prefetch_related("units").order_by("catalogue__field", "order")
    )
    if not found:
        raise SourceMissing("还没有现行的标准目录")
    return found


@indicator(
    "STD-03", "目录内容对应率", tasks=(30,), version=1, scope="unit", unit_word="项",
    formula="合格：责任单位在事项的周期内有对应的公开内容，或声明本期无此类信息；总数：现行目录中主动公开的事项乘以责任单位",
    basis="任务分解表第 30 项“直接对应发布”",
    target=Target(">=", 0.95, warn=0.85, verified=False),
)  # fmt: skip
def items_have_content(ctx: Context) -> Iterator[Case]:
    """Every item in force with every unit that answers for it."""
    tallies = {(t.unit_id, t.item): t for t in Tally.objects.exclude(item="")}
    stated = coverage.statements(ctx.as_of)
    for item in _items():
        every = limits.parse_limit(item.limit_text).every
        since = limits.period_of(every, ctx.as_of)[0] if every else None
        for unit in item.units.all():
            tally = tallies.get((unit.pk, item.key))
            last = timezone.localdate(tally.latest_at) if tally and tally.count and tally.latest_at else None
            fresh = last is not None and (since is None or last >= since)
            good = fresh or (unit.pk, item.key) in stated
            why = f"本周期（{since} 起）没有新内容" if last else "没有对应的公开内容"
            yield Case(
                f"catalog.item:{item.key}:{unit.pk}", f"{item.catalogue.field}：{item}", "good" if good else "bad",
                unit=unit.pk, fact=last, due=since, reason="" if good else f"{unit}的“{item}”{why}",
                reason_code="" if good else ("stale" if last else "empty"), url=f"/units/{unit.code}/",
            )  # fmt: skip


@indicator(
    "STD-04", "目录时限达标率", tasks=(30,), version=1, scope="unit", unit_word="条",
    formula="合格：发布日期不晚于成文日期加事项公开时限；总数：一年内对应到现行目录事项、有成文日期的公开内容",
    basis="任务分解表第 30 项；条例第二十六条（没有写明时限的按 20 个工作日）",
    target=Target(">=", 0.95, warn=0.85, verified=False),
)  # fmt: skip
def bound_content_in_time(ctx: Context) -> Iterator[Case]:
    """What was released within a year under an item, against the item's own limit."""
    items = {i.key: i for i in _items()}
    days = calendar.load()
    since = ctx.as_of - dt.timedelta(days=365)
    rows = Binding.objects.filter(
        item__in=items, published_at__date__gt=since, published_at__date__lte=ctx.as_of
    )
    for row in (
        rows.select_related("publication", "unit").defer("publication__body").iterator(chunk_size=2000)
    ):
        record = row.publication
        published = timezone.localdate(row.published_at)
        key, label = f"publications.publication:{record.pk}:{row.item}", record.title
        if record.written_on is None:
            yield Case(
                key, label, "excluded", unit=row.unit_id, reason="没有成文日期", url=record.get_absolute_url()
            )
            continue
        due = limits.due(limits.parse_limit(items[row.item].limit_text), record.written_on, days)
        late = published > due
        yield Case(
            key, label, "bad" if late else "good", unit=row.unit_id, due=due, fact=published,
            reason=f"应于 {due} 前公开，实际 {published}" if late else "", reason_code="late" if late else "",
            url=record.get_absolute_url(),
        )  # fmt: skip
