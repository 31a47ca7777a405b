"""The columns a district starts with; each is a query, so an empty one fills itself with the first release."""

from __future__ import annotations

from typing import Any

from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from .actions.columns import open_column
from .models import Column

COLUMNS: tuple[dict[str, Any], ...] = (
    {"slug": "policies", "name": "政策文件", "column_type": "政策文件", "query": {"kinds": ["policy", "norm"]},
     "description": "本区制定的政策文件和规范性文件", "keywords": "政策文件,规范性文件", "on_home": True},
    {"slug": "explanations", "name": "政策解读", "column_type": "政策解读", "query": {"kinds": ["explanation"]},
     "description": "用文字、图解、问答、视频讲清政策", "keywords": "政策解读", "on_home": True},
    {"slug": "notices", "name": "通知公告", "column_type": "通知公告", "query": {"kinds": ["notice"]},
     "description": "面向公众的通知、公告、公示", "keywords": "通知,公告,公示", "on_home": True},
    {"slug": "news", "name": "新闻动态", "column_type": "动态要闻", "query": {"kinds": ["news"]},
     "description": "各单位工作动态", "keywords": "新闻,动态", "on_home": True},
    {"slug": "plans", "name": "规划计划", "query": {"kinds": ["plan"]},
     "description": "国民经济和社会发展规划、专项规划、区域规划", "keywords": "规划,计划"},
    {"slug": "statistics", "name": "统计信息", "query": {"kinds": ["statistics"]},
     "description": "统计公报和数据", "keywords": "统计,数据"},
    {"slug": "budgets", "name": "财政预算决算", "query": {"kinds": ["budget"]},
     "description": "预算、决算和收费", "keywords": "预算,决算,财政"},
    {"slug": "enforcement", "name": "监管执法", "query": {"kinds": ["enforcement", "inspection", "licence"]},
     "description": "许可、处罚、检查的依据、程序和结果", "keywords": "执法,处罚,检查"},
    {"slug": "emergencies", "name": "应急信息", "query": {"kinds": ["emergency"]},
     "description": "预案、预警和应对情况", "keywords": "应急,预警"},
    {"slug": "health", "name": "健康科普", "column_type": "动态要闻", "query": {"kinds": ["science"]},
     "description": "爱国卫生、健康知识、疫苗接种", "keywords": "健康,科普", "freshness": 14},
)  # fmt: skip


def open_defaults(actor: Actor) -> int:
    """Open what is missing of the usual columns, kept by the openness office; returns how many were opened."""
    office = Unit.objects.filter(is_openness_office=True).first()
    if office is None:
        return 0
    there = set(Column.objects.values_list("slug", flat=True))
    missing = [(n, c) for n, c in enumerate(COLUMNS) if c["slug"] not in there]
    for order, values in missing:
        open_column(office, actor=actor, values={"order": 10 * (order + 1), **values})
    return len(missing)
