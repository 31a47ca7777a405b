"""PLN-04 to PLN-06: historical plans are handed over, collected, and no ordinal of a series is missing (task 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator

from .. import queries
from ..keeping import archive, keeper
from ..models import HandOver
from .counted import NOT_DUE, register

LIST = "/desk/planning/hand-overs/"


@indicator(
    "PLN-04", "历史规划归集率", tasks=(2,), version=1, scope="district", denominator="R", unit_word="份",
    formula="合格：全文已公开并列入政府信息公开专栏规划项的历史规划；总数：移交清单里的历史规划，扣除写明原因“未找到”的和"
            "移交单位剔除的。计划年度结束前没有归集的，只作预警",
    basis="任务分解表第 2 项“归集整理”“集中发布”；期限为计划年度末，待核",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def history_collected(ctx: Context) -> Iterator[Case]:
    """The entries of every list handed over by the day."""
    entries = queries.history(ctx.as_of)
    if not entries:
        raise SourceMissing("还没有移交历史规划清单")
    center, found = archive(), queries.places(ctx.as_of)
    due = dt.date(ctx.plan.year if ctx.plan is not None else ctx.as_of.year, 12, 31)
    for entry in entries:
        unit = center.pk if center is not None else entry.hand_over.receiver_id
        base: dict[str, Any] = {
            "key": f"planning.history:{entry.pk}",
            "label": entry.name,
            "unit": unit,
            "due": due,
        }
        text = queries.text_of(entry, ctx.as_of)
        if _by(entry.dropped_at, ctx):
            yield Case(**base, verdict="excluded", reason=f"移交单位剔除：{entry.dropped_reason}")
        elif text is not None and text.pk in found.in_hub:
            yield Case(**base, verdict="good", fact=text.published_on, url=text.get_absolute_url())
        elif text is None and _by(entry.not_found_at, ctx):
            yield Case(**base, verdict="excluded", reason=f"未找到：{entry.not_found_reason}")
        else:
            why = (
                "全文没有列入政府信息公开专栏的规划项"
                if text is not None
                else "还没有公开全文，也没有登记未找到"
            )
            yield Case(
                **base, verdict="bad", reason=f"清单“{entry.hand_over}”第 {entry.row} 行：{why}",
                reason_code=NOT_DUE if ctx.as_of <= due else "missing", url=f"{LIST}{entry.hand_over_id}/",
            )  # fmt: skip


def _by(moment: dt.datetime | None, ctx: Context) -> bool:
    return moment is not None and timezone.localdate(moment) <= ctx.as_of


@indicator(
    "PLN-05", "清单移交", tasks=(2,), version=1, scope="district", denominator="R", unit_word="次",
    formula="合格：登记单位移交了历史规划清单，接收单位已签收（文件、校验值、签收时间都在）；总数：1",
    basis="任务分解表第 2 项“将历史规划及规划相关的清单发区政务信息中心”；日期由区政府办定，待核",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def list_handed_over(ctx: Context) -> Iterator[Case]:
    """One case: the earliest list that was received, else the newest that was sent, else none."""
    sent = list(
        HandOver.objects.filter(sent_at__date__lte=ctx.as_of).select_related("receiver").order_by("id")
    )
    received = [h for h in sent if _by(h.received_at, ctx)]
    due = _due(ctx)
    base: dict[str, Any] = {"key": "planning.hand-over", "label": "历史规划清单移交", "due": due, "url": LIST}
    code = NOT_DUE if due is not None and ctx.as_of <= due else "missing"
    unit = keeper()
    if received:
        item = received[0]
        yield Case(
            **{**base, "url": f"{LIST}{item.pk}/"}, verdict="good", unit=unit.pk if unit else item.sender_id,
            fact=timezone.localdate(item.received_at), reason=f"{item.file_name}，SHA-256 {item.sha256[:16]}…",
        )  # fmt: skip
    elif sent:
        item = sent[-1]
        day = timezone.localdate(item.sent_at)
        yield Case(
            **{**base, "url": f"{LIST}{item.pk}/"}, verdict="bad", unit=item.receiver_id, reason_code=code,
            reason=f"清单“{item}”于 {day} 移交，{item.receiver}还没有签收",
        )  # fmt: skip
    else:
        yield Case(
            **base,
            verdict="bad",
            unit=unit.pk if unit else None,
            reason="还没有移交历史规划清单",
            reason_code=code,
        )


def _due(ctx: Context) -> dt.date | None:
    """The day that the year's plan sets for task 2, if it does."""
    task = ctx.plan.tasks.filter(number=2, withdrawn=False).first() if ctx.plan is not None else None
    return task.due_on if task is not None else None


@indicator(
    "PLN-06", "五年规划届次缺口", tasks=(2,), version=1, scope="district", denominator="R", unit_word="届",
    formula="清册里最早一届到最近一届五年规划之间缺的届次，写明原因的不计；合格的是有登记的届次",
    basis="任务分解表第 2 项“归集整理”（暂定）",
    target=Target("=", 0, verified=False),
)  # fmt: skip
def no_ordinal_missing(ctx: Context) -> Iterator[Case]:
    """Every ordinal of every five-year series from the first to the last held."""
    strips = [(s, slots) for s, slots in queries.strips(ctx.as_of, register(ctx)) if s.years == 5 and slots]
    if not strips:
        raise SourceMissing("清册里还没有归入五年规划系列的规划")
    unit = keeper()
    for series, slots in strips:
        for slot in slots:
            base: dict[str, Any] = {
                "key": f"planning.series:{series.pk}:{slot.ordinal}", "label": f"{series} {slot.name}",
                "unit": unit.pk if unit else None,
            }  # fmt: skip
            if slot.card is not None:
                yield Case(**base, verdict="good", url=slot.card.plan.get_absolute_url())
            elif slot.explained is not None and _by(slot.explained.at, ctx):
                yield Case(**base, verdict="excluded", reason=f"已说明：{slot.explained.reason}")
            else:
                when = f"（约 {slot.period_text}）" if slot.period else ""
                yield Case(
                    **base, verdict="bad", reason=f"缺 {slot.name}{when}，也没有说明", reason_code="missing",
                    url="/desk/planning/series/",
                )  # fmt: skip
