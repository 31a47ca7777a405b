"""SUB-04: lists of who is paid what show no more of a person than they must (task 9). Its cases are never public."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Q

from yangguang.core.indicators import Case, Context, Target, indicator

from . import personal

# What 任务分解表第 9 项 and the usual lists of a district call their payments.
WORDS = ("补贴", "补助", "救助", "低保", "特困", "优抚", "惠农", "惠民", "助学", "抚恤")


@indicator(
    "SUB-04", "补贴公示个人信息违规数", tasks=(9,), version=1, scope="unit", unit_word="条", public=False,
    formula="当年公开的社会公益信息和标题写明补贴、补助、救助等的信息中，标题、概述、正文、表格和附件（含隐藏内容）里有“必须改”或“请核对”"
            "的个人信息（证件、账号、电话、住址、健康、未成年人）的条数；负责人说明理由的不计；合格的是没有的",
    basis="个人信息保护法第六条、第二十五条、第二十八条；任务分解表第 9 项",
    target=Target("<=", 0),
)  # fmt: skip
def no_more_than_needed(ctx: Context) -> Iterator[Case]:
    """Records of welfare, and of any kind whose title names a payment."""
    titled = reduce(or_, (Q(title__contains=w) for w in WORDS))
    return personal.cases(
        ctx, Q(kind="welfare") | (titled & ~Q(kind__in=("policy", "norm", "explanation"))),
        "补贴、救助一类的信息", ("block", "confirm"),
    )  # fmt: skip
