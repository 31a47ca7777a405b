"""What the search proves of task 25 from its own counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote

from django.db.models import Sum

from yangguang.core.indicators import Case, Context, Target, indicator
from yangguang.search.models import AskedDay

from .models import AnsweredDay, Gap

SPAN = 90  # days


@indicator(
    "WEB-02", "检索零结果率", tasks=(25,), version=1, unit_word="个",
    formula="合格：近 90 天有人检索、至少一次有结果，或已说明不属于公开范围的词；总数：近 90 天检索过的词（单字、机器人不计）",
    basis="任务分解表第 25 项“智能检索”；5% 为本系统所定（待核）", target=Target(">=", 0.95, verified=False),
)  # fmt: skip
def answered(ctx: Context) -> Iterator[Case]:
    since = ctx.as_of - dt.timedelta(days=SPAN)
    settled = set(Gap.objects.filter(state=Gap.State.KEPT).values_list("text", flat=True))
    rows = AskedDay.objects.filter(day__range=(since, ctx.as_of)).exclude(text="").values("text")
    for row in rows.annotate(n=Sum("times"), none=Sum("empty")).order_by("text"):
        text, n = str(row["text"]), row["n"]
        good = row["none"] < n or text in settled
        yield Case(
            key=f"search.asked:{text}", label=f"“{text}” {n} 次", url=f"/search/?q={quote(text)}",
            verdict="good" if good else "bad", reason="" if good else f"检索 {n} 次都没有结果",
            reason_code="" if good else "empty",
        )  # fmt: skip


@indicator(
    "WEB-03", "问答有用率", tasks=(25,), version=1, unit_word="票", min_n=30,
    formula="合格：读者评为有用；总数：近 90 天对智能问答的评价（不足 30 票不评价）；答案都逐字引自公开信息并附出处",
    basis="任务分解表第 25 项“智能问答”；75% 为本系统所定（待核）", target=Target(">=", 0.75, verified=False),
)  # fmt: skip
def helpful(ctx: Context) -> Iterator[Case]:
    since = ctx.as_of - dt.timedelta(days=SPAN)
    for row in AnsweredDay.objects.filter(day__range=(since, ctx.as_of)).order_by("day", "text"):
        name = row.text or "（问题没有保存）"
        start = f"finding.answered:{row.pk}"
        for n in range(row.helpful):
            yield Case(
                key=f"{start}:{n}", label=f"“{name}”", url=f"/ask/?q={quote(row.text)}", verdict="good"
            )
        for n in range(row.unhelpful):
            yield Case(
                key=f"{start}:-{n}", label=f"“{name}”", url=f"/ask/?q={quote(row.text)}", verdict="bad",
                reason="读者评为没有用", reason_code="unhelpful",
            )  # fmt: skip
