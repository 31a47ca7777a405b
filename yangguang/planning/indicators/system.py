"""PLN-07 to PLN-09: the register tells where each plan stands in the system, and no unit's plan is outside it (task 3)."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.core.indicators import Case, Context, Target, indicator

from .. import queries
from ..keeping import keeper
from ..models import NEED_PARENT
from .counted import answers, desk, key, register


@indicator(
    "PLN-07", "规划元数据齐全率", tasks=(3,), version=1, scope="unit", unit_word="份",
    formula="合格：名称、层级、类别、规划期、编制单位、批准机关、批准日期、文号、范围、状态都有的；总数：已公开的区级规划",
    basis="任务分解表第 3 项“定位准确、边界清晰”；目标 95% 待核",
    target=Target(">=", 0.95, warn=0.85, verified=False),
)  # fmt: skip
def metadata_complete(ctx: Context) -> Iterator[Case]:
    """Published plans against the ten fields."""
    fallback = keeper()
    for card in register(ctx):
        if card.text is None:
            continue
        lacks = card.missing_names
        yield Case(
            key(card.plan), card.plan.name, "bad" if lacks else "good", unit=answers(card.plan, fallback),
            fact=card.published_on, url=desk(card.plan) if lacks else card.plan.get_absolute_url(),
            reason=f"缺 {'、'.join(lacks)}" if lacks else "", reason_code="missing" if lacks else "",
        )  # fmt: skip


@indicator(
    "PLN-08", "上位规划衔接标注率", tasks=(3,), version=1, scope="unit", unit_word="份",
    formula="合格：标注了上位规划（在清册里、没有撤销登记）的；总数：已批准的专项规划和区域规划",
    basis="任务分解表第 3 项“功能互补、衔接统一”；目标 95% 待核",
    target=Target(">=", 0.95, warn=0.85, verified=False),
)  # fmt: skip
def parents_marked(ctx: Context) -> Iterator[Case]:
    """Special and regional plans against their links upward."""
    fallback = keeper()
    for card in register(ctx):
        if card.plan.category not in NEED_PARENT or not card.approved:
            continue
        yield Case(
            key(card.plan), card.public_label, "bad" if card.orphan else "good", unit=answers(card.plan, fallback),
            reason="没有标注上位规划" if card.orphan else "", reason_code="orphan" if card.orphan else "",
            url=desk(card.plan) if card.orphan or card.exemption else card.plan.get_absolute_url(),
        )  # fmt: skip


@indicator(
    "PLN-09", "部门规划上线同步率", tasks=(3,), version=1, scope="unit", unit_word="条",
    formula="合格：登记在规划清册或历史规划清单里，并列入政府信息公开专栏规划项的；总数：各单位公开的规划计划类信息",
    basis="任务分解表第 3 项“及时全面展示”",
    target=Target(">=", 1.0),
)  # fmt: skip
def units_plans_shown(ctx: Context) -> Iterator[Case]:
    """Public records of kind 规划计划, of any unit, against the register and the hub."""
    register(ctx)
    apart = set(queries.unregistered(ctx.as_of).values_list("pk", flat=True))
    hub = queries.places(ctx.as_of).in_hub
    for record in queries.public_records(ctx.as_of):
        lacks = [word for word, lack in (("没有登记到规划清册", record.pk in apart),
                                         ("没有列入政府信息公开专栏的规划项", record.pk not in hub)) if lack]  # fmt: skip
        yield Case(
            f"publications.publication:{record.pk}", record.title, "bad" if lacks else "good",
            unit=record.unit.successor().pk, fact=record.published_on, url=record.get_absolute_url(),
            reason="，".join(lacks), reason_code="apart" if lacks else "",
        )  # fmt: skip
