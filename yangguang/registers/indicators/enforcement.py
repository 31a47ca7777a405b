"""ENF-03: no personal data stands in what is published of enforcement (task 6). Its cases are never public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.publications import judging
from yangguang.publications.models import Publication

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
    year = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    last = min(ctx.as_of, dt.date(year, 12, 31))
    rows = Publication.objects.filter(
        kind__in=KINDS, live=True, first_published_at__date__gte=dt.date(year, 1, 1),
        first_published_at__date__lte=last,
    ).select_related("unit")  # fmt: skip
    found = False
    for record in rows.order_by("pk").iterator(chunk_size=500):
        found = True
        judged = [j for j in judging.of_group(record, "个人信息") if j.severity == "block" and j.stands]
        hits = list(dict.fromkeys(j.name for j in judged))
        yield Case(
            f"publications.publication:{record.pk}", record.title, "bad" if hits else "good", unit=record.unit_id,
            fact=record.published_on, url=f"/desk/publications/{record.pk}/",
            reason=f"含有{'、'.join(hits)}，请撤下或更正" if hits else "", reason_code="personal" if hits else "",
        )  # fmt: skip
    if not found:
        raise SourceMissing(f"{year} 年还没有公开许可、处罚、检查信息")
