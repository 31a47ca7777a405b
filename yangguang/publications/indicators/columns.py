"""COL-01 to COL-04: the 政府信息公开 hub is complete, no column is empty or stale, names are uniform (task 27)."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.catalog import statutory
from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.organisations.models import Unit

from .. import coverage
from ..models import Column


@indicator(
    "COL-01", "法定内容完整率", tasks=(27,), version=1, scope="unit", unit_word="项",
    formula="合格：有已公开内容，或有当日有效的“本期无此类信息”声明的（单位，事项）；总数：专栏应有的指南、制度、年报和适用于该单位的条例第二十条各项",
    basis="任务分解表第 27 项；国办公开办函〔2019〕61号；条例第二十条。哪些事项适用于哪类单位待核",
    target=Target(">=", 1.0, warn=0.9),
)  # fmt: skip
def hub_complete(ctx: Context) -> Iterator[Case]:
    """Every (unit, item) cell that should be filled; article 21 asks "according to local circumstances" and counts not."""
    units = Unit.objects.answerable(ctx.as_of).order_by("order")
    for unit, cells in coverage.heat_map(units, ctx.as_of):
        for cell in cells:
            if cell.state == "none" or not cell.obligatory:
                continue
            missing = cell.wanting
            yield Case(
                f"publications.cell:{unit.pk}:{cell.code}", f"{unit}：{cell.name}", "bad" if missing else "good",
                unit=unit.pk, fact=cell.latest, url=f"/hub/{unit.code}/",
                reason=f"{unit}的“{cell.name}”没有内容，也没有“本期无此类信息”的声明" if missing else "",
                reason_code="empty" if missing else "",
            )  # fmt: skip


def _open_columns() -> list[Column]:
    found = list(Column.objects.filter(closed_on=None).select_related("unit"))
    if not found:
        raise SourceMissing("还没有开设栏目")
    return found


@indicator(
    "COL-02", "空白栏目数", tasks=(27,), version=1, scope="unit", unit_word="个",
    formula="开设以来没有任何内容的现有栏目；合格的是有内容的栏目",
    basis="国办秘函〔2019〕19号：空白栏目单项否决（五个及以上）",
    target=Target("<=", 0),
)  # fmt: skip
def no_empty_columns(ctx: Context) -> Iterator[Case]:
    """Every column in force that had been opened by the day."""
    for column in _open_columns():
        if column.opened_on > ctx.as_of:
            continue
        empty = column.entry_count == 0
        yield Case(
            f"publications.column:{column.pk}", column.name, "bad" if empty else "good", unit=column.unit_id,
            due=column.opened_on, reason=f"栏目“{column}”开设以来没有内容" if empty else "",
            reason_code="empty" if empty else "", url=column.get_absolute_url(),
        )  # fmt: skip


@indicator(
    "COL-03", "超期未更新栏目数", tasks=(27,), version=1, scope="unit", unit_word="个",
    formula="超过更新要求天数没有新内容的现有栏目：动态要闻 14 天，通知公告、政策文件 6 个月，其他按栏目自己的规定；没有规定的不计入",
    basis="国办秘函〔2019〕19号",
    target=Target("<=", 0),
)  # fmt: skip
def columns_fresh(ctx: Context) -> Iterator[Case]:
    """Every column in force that has content: an empty one is COL-02's."""
    for row in coverage.freshness(ctx.as_of, _open_columns()):
        column = row.column
        if row.empty:
            continue
        verdict = "excluded" if row.allowed is None else "bad" if row.over else "good"
        reason = {
            "excluded": "这个栏目没有更新要求",
            "bad": f"栏目“{column}”最近更新 {row.last}，超过 {row.allowed} 天的要求 {row.over} 天",
        }.get(verdict, "")
        yield Case(
            f"publications.column:{column.pk}", column.name, verdict, unit=column.unit_id, fact=row.last,  # type: ignore[arg-type]
            reason=reason, reason_code="stale" if verdict == "bad" else "", url=column.get_absolute_url(),
        )  # fmt: skip


@indicator(
    "COL-04", "名称格式统一率", tasks=(27,), version=1, scope="unit", unit_word="家",
    formula="合格：专栏名称为“政府信息公开”，五个部分的名称和顺序与模板相同的单位；各单位专栏由同一模板生成",
    basis="任务分解表第 27 项“统一名称和格式”；国办公开办函〔2019〕61号",
    target=Target(">=", 1.0),
)  # fmt: skip
def hubs_uniform(ctx: Context) -> Iterator[Case]:
    """Every unit's hub against the template; a column of the unit that bears the hub's name but isn't it, breaks it."""
    own = {
        (c.unit_id): c
        for c in Column.objects.filter(closed_on=None, name__contains="信息公开").select_related("unit")
    }
    names = {s.name for s in statutory.SECTIONS} | {"政府信息公开"}
    for unit in Unit.objects.answerable(ctx.as_of).order_by("order"):
        rival = own.get(unit.pk)
        bad = rival is not None and rival.name in names
        yield Case(
            f"organisations.unit:{unit.pk}", str(unit), "bad" if bad else "good", unit=unit.pk,
            reason=f"{unit}另设了“{rival}”栏目，与统一专栏重复" if bad else "", reason_code="rival" if bad else "",
            url=f"/hub/{unit.code}/",
        )  # fmt: skip
