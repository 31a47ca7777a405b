"""What an entry of the register still needs; its page and the nightly look show the same list."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from yangguang.core.checks import Finding, check

from . import rules
from .models import Category, Plan, Tier
from .queries import card

SUBJECT = "planning.plan"
WHERE = {"period": "period_from", "makers": "unit", "status": "stated"}  # metadata → the form's field


@check("PLN-META", SUBJECT, "元数据齐全", why="任务分解表第 3 项：定位准确、边界清晰", severity="hint")
def metadata(plan: Plan) -> Iterable[Finding]:
    for name in plan.missing(timezone.localdate()):
        yield Finding(WHERE.get(name, name), f"没有{rules.METADATA[name]}", "请补充")


@check("PLN-PARENT", SUBJECT, "上位规划", why="任务分解表第 3 项：衔接统一", severity="hint")
def parent(plan: Plan) -> Iterable[Finding]:
    if card(plan, timezone.localdate()).orphan:
        yield Finding("parents", "没有标注上位规划", "请写明承接哪一份规划")


@check(
    "PLN-COMMENT",
    SUBJECT,
    "草案公告",
    why="城乡规划法第二十六条：不少于三十日（适用范围待核）",
    severity="hint",
)
def announced(plan: Plan) -> Iterable[Finding]:
    """Plans of space are announced as drafts for thirty days before they are sent for approval."""
    if plan.tier != Tier.DISTRICT or plan.category != Category.SPATIAL or plan.approved_on is None:
        return
    if plan.comment_from is None or plan.comment_to is None:
        yield Finding("comment_from", "没有登记草案公告的起止日期", "请补充")
    elif not rules.announced_long_enough(plan.comment_from, plan.comment_to):
        days = (plan.comment_to - plan.comment_from).days
        yield Finding("comment_to", f"草案只公告了 {days} 天，不足 {rules.ANNOUNCED} 天", "请核对日期")
