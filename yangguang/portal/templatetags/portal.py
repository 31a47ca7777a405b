"""What public templates ask for: urgent notices, sizes of files, dates with their times."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.db.models import Q
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yangguang.publications.models import Banner

register = template.Library()

# Above every page: what a page calls itself (``nav``), its address, its name.
MAIN = (
    ("home", "portal:home", "首页"),
    ("hub", "portal:hub", "政府信息公开"),
    ("services", "portal:services", "办事指南"),
    ("ask", "portal:ask", "问一问"),
    ("apply", "portal:apply", "依申请公开"),
    ("policy", "portal:policies", "政策解读"),
    ("norms", "portal:norms", "规范性文件"),
    ("gazette", "portal:gazette", "政府公报"),
    ("plans", "portal:plans", "规划"),
    ("units", "portal:units-all", "单位"),
    ("board", "portal:current", "任务清单"),
)
FOOT = (
    ("portal:map", "网站地图"),
    ("portal:hub", "政府信息公开"),
    ("portal:apply", "依申请公开"),
    ("portal:services", "办事指南"),
    ("portal:apply-case", "查询申请办理情况"),
    ("portal:knowledge", "政务知识库"),
    ("portal:work-lists", "工作清单和进展"),
    ("portal:emergency", "疫情防控主题"),
    ("portal:media", "政务新媒体"),
    ("portal:method", "怎样测量"),
    ("portal:about-data", "开放数据和接口"),
)


@register.simple_tag
def main_columns(current: str) -> SafeString:
    """The main columns, the one of the page marked."""
    return _main_columns(current if any(name == current for name, *_ in MAIN) else "", get_script_prefix())


# They stand on every page and change with the script alone: put together anew they took a tenth of a short page.
@lru_cache(maxsize=2 * len(MAIN) + 2)
def _main_columns(current: str, prefix: str) -> SafeString:
    links = (
        (reverse(view), SafeString(' aria-current="page"' if name == current else ""), label)
        for name, view, label in MAIN
    )
    return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}"{}>{}</a></li>', links))


# What the other pages are called in their labels (国办发〔2017〕47号: 栏目页标签), and their 栏目类别.
LABELS = {
    **{name: (label, "信息公开") for name, _, label in MAIN},
    "services": ("办事指南", "办事服务"), "ask": ("问一问", "互动交流"), "policy": ("政策解读", "政策解读"),
    "norms": ("规范性文件", "政策文件"), "press": ("新闻发布会", "政策解读"),
    "search": ("检索", "互动交流"), "map": ("网站地图", "网站地图"),
    "lists": ("工作清单和进展", "信息公开"), "emergency": ("疫情防控主题", "信息公开"), "media": ("政务新媒体", "信息公开"),
    "knowledge": ("政务知识库", "互动交流"), "method": ("怎样测量", "信息公开"), "data": ("开放数据和接口", "信息公开"),
}  # fmt: skip


@register.simple_tag(takes_context=True)
def column_labels(context: Any, current: str) -> SafeString:
    """The labels of a page that has none of its own; the home page has those of the site alone."""
    if current == "home":
        return SafeString("")
    record = context.get("record")
    name, sort = LABELS.get(current) or (getattr(record, "kind_name", "政务公开"), "信息公开")
    return format_html(
        '<meta name="ColumnName" content="{0}"><meta name="ColumnType" content="{1}">'
        '<meta name="ColumnDescription" content="{2}：{0}"><meta name="ColumnKeywords" content="{0},政府信息公开">',
        name,
        sort,
        context.get("site_name", ""),
    )


@register.simple_tag
def foot_links() -> SafeString:
    """The links below every page."""
    return _foot_links(get_script_prefix())


@lru_cache(maxsize=2)
def _foot_links(prefix: str) -> SafeString:
    links = format_html_join("", '<li><a href="{}">{}</a></li>', ((reverse(v), label) for v, label in FOOT))
    outside = SafeString(
        '<li><a href="https://zfwzgl.www.gov.cn/" rel="noopener">我为政府网站找错</a></li>'
        '<li><a href="/desk/" rel="nofollow">工作人员入口</a></li>'
    )
    return format_html("<ul>{}{}</ul>", links, outside)


@register.inclusion_tag("portal/banners.html", takes_context=True)
def banners(context: Any) -> dict[str, Any]:
    """The urgent notices of the district, and of the unit whose page this is."""
    now = timezone.now()
    unit = context.get("unit") or getattr(context.get("record"), "unit", None)
    mine = Q(unit=None) | Q(unit=unit) if unit else Q(unit=None)
    found = Banner.objects.filter(mine, starts_at__lte=now, ends_at__gt=now).order_by("-starts_at")
    return {"banners": list(found[:3])}


@register.filter
def size(count: int) -> str:
    """Bytes for people."""
    if count < 1024 * 1024:
        return f"{max(count / 1024, 0.1):.1f} KB"
    return f"{count / 1024 / 1024:.1f} MB"


@register.filter
def moment(at: Any) -> str:
    """YYYY-MM-DD HH:MM, the form that 国办发〔2017〕47号 asks for."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@register.filter
def day(at: Any) -> str:
    """YYYY-MM-DD of a moment."""
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""
