"""ENF-03: no personal data stands in what is published of enforcement (task 6). Its cases are never public."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from yangguang.core.indicators import Case, Context, Target, indicator

from . import personal

KINDS = ("enforcement", "inspection", "licence")


@indicator(
    "ENF-03", "公示信息个人信息命中数", tasks=(6,), version=2, scope="unit", unit_word="条", public=False,
    formula="当年公开的许可、处罚、检查信息中，标题、概述、正文、表格和附件（含隐藏内容）里有“必须改”的个人信息的条数；"
            "负责人说明理由的不计；合格的是没有的",
    basis="个人信息保护法；任务分解表第 6 项",
    target=Target("<=", 0),
)  # fmt: skip
def no_personal_data(ctx: Context) -> Iterator[Case]:
    """Every public record of these kinds that was published in the plan's year, with its files."""
    return personal.cases(ctx, Q(kind__in=KINDS), "许可、处罚、检查信息")
