"""Template tags of the look: icons, state badges, Chinese dates, paging that keeps its filters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

BADGES = {
    "达标": "good", "预警": "warn", "未达标": "bad", "本期无此情形": "none", "无法测量": "none", "豁免": "info",
    "办结": "good", "已印发": "good", "已结": "none", "待确认": "warn", "待签收": "warn", "已签收": "info",
    "办理中": "info", "报办结": "info", "退回": "bad", "撤回": "none", "逾期": "bad", "不可自证": "none",
    "尚未接入": "none",
}  # fmt: skip


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from the sprite; decoration only, the word stands beside it."""
    if not name:
        return mark_safe("")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("core/icons.svg"),
        name,
    )


@register.filter
def badge(state: Any) -> SafeString:
    """A state's word as a badge; the colour follows the word, never replaces it."""
    text = str(state or "")
    return (
        format_html('<span class="badge badge-{}">{}</span>', BADGES.get(text, "none"), text)
        if text
        else SafeString("")
    )


LIGHTS = {"蓝": ("info", "快到期"), "黄": ("warn", "落后于进度"), "红": ("bad", "已逾期")}


@register.filter
def light(colour: str) -> SafeString:
    """A supervision light as a badge that says what it means; nothing for none."""
    if colour not in LIGHTS:
        return SafeString("")
    css, words = LIGHTS[colour]
    return format_html('<span class="badge badge-{}">{}</span>', css, words)


@register.filter
def date_cn(value: Any) -> str:
    """2021年9月30日."""
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, dt.date) else ""


@register.filter
def percent(value: Any) -> str:
    """0.975 as 97.5%; a whole number of per cent has no decimals; nothing for None."""
    return "" if value is None else f"{round(float(value) * 100, 1):g}%"


@register.inclusion_tag("core/pager.html", takes_context=True)
def pager(context: Any, page: Page[Any]) -> dict[str, Any]:
    """Links to the other pages of a list, with its filters kept."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}
