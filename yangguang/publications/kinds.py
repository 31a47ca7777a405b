"""Kinds of publication (信息类型): each declares its metadata, its place in the catalogue, how fresh it must stay.

Rooms above add their own kinds (a gazette issue, an annual report) with ``kind``; the model stays one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yangguang.core.registries import Registry

from . import extras, services
from .extras import Field

# Metadata fields a kind may require; 条例 art. 12 asks of every record for index, name, summary and date.
FIELD_NAMES = {
    "summary": "内容概述",
    "document_number": "文号",
    "written_on": "成文日期",
    "topic": "主题分类",
    "genre": "体裁",
    "source": "来源",
    "validity": "有效性",
    "keywords": "关键词",
}


@dataclass(frozen=True)
class Kind:
    """A kind of publication.

    ``column_type`` is the ColumnType label of 国办发〔2017〕47号; ``category`` the information class inside the
    索引号 (four digits); ``items`` the catalogue items it belongs to unless the editor says otherwise;
    ``freshness`` the days within which a column of this kind must change (国办秘函〔2019〕19号), None for no rule;
    ``levels`` the sign-offs asked by default; ``statutory`` whether it belongs into the 政府信息公开 hub; ``template``
    how readers see it (``portal/document_<template>.html``); ``fields`` its own metadata. ``by_fields``: it has its say in
    these fields, so its text may be empty, and they are found, quoted and printed like a text.
    """

    code: str
    name: str
    column_type: str
    category: str
    required: tuple[str, ...] = ("written_on",)
    items: tuple[str, ...] = ()
    freshness: int | None = None
    levels: int = 3
    statutory: bool = True
    template: str = "document"
    description: str = ""
    fields: tuple[Field, ...] = ()
    by_fields: bool = False


KINDS: Registry[Kind] = Registry("kind of publication")


def names() -> dict[str, str]:
    """The kinds' names by their codes."""
    return {k.code: k.name for k in KINDS}


def kind(item: Kind) -> Kind:
    """Register a kind; raises ValueError when its code is taken by another."""
    return KINDS.add(item.code, item)


def choices() -> list[tuple[str, str]]:
    return [(k.code, k.name) for k in KINDS]


def name_of(code: str) -> str:
    """The kind's name, or the code itself when no room declares it any more."""
    return KINDS.get(code).name if code in KINDS else code


def told_of(code: str, extra: Mapping[str, Any] | None) -> str:
    """What a record says in its kind's own fields, where the kind has its say there; else ""."""
    kind = KINDS.get(code) if code in KINDS else None
    return extras.told(kind.fields, extra or {}) if kind is not None and kind.by_fields else ""


def fields_of(code: str) -> tuple[Field, ...]:
    """The kind's own fields; none of a kind that no room declares any more."""
    return KINDS.get(code).fields if code in KINDS else ()


_OFFICIAL = ("document_number", "written_on", "topic", "genre", "validity")

for _kind in (
    Kind("news", "新闻动态", "动态要闻", "9901", ("source",), freshness=14, levels=2, statutory=False,
         template="news", description="工作动态、要闻；不进政府信息公开专栏"),
    Kind("notice", "通知公告", "通知公告", "9902", ("written_on",), freshness=183, statutory=False,
         description="面向公众的通知、公告、公示"),
    Kind("policy", "政策文件", "政策文件", "0102", _OFFICIAL, ("FD20-01",), freshness=183, fields=extras.POLICY,
         description="除规范性文件以外的政策性文件"),
    Kind("norm", "规范性文件", "政策文件", "0101", _OFFICIAL, ("FD20-01",), freshness=183, fields=extras.POLICY,
         description="涉及权利义务、反复适用的文件，发布后登记入库"),
    Kind("explanation", "政策解读", "政策解读", "0103", ("source",), freshness=183, statutory=False,
         template="explanation", description="文字、图解、问答、视频等解读"),
    Kind("plan", "规划计划", "信息公开", "0301", ("written_on",), ("FD20-03",),
         description="国民经济和社会发展规划、专项规划、区域规划"),
    Kind("statistics", "统计信息", "信息公开", "0401", ("written_on", "source"), ("FD20-04",),
         description="统计公报和数据"),
    Kind("licence", "行政许可", "信息公开", "0501", ("written_on",), ("FD20-05",), levels=2,
         template="result", fields=extras.LICENCE, description="许可和其他对外管理服务事项的依据、条件、程序、结果"),
    Kind(services.KIND, "办事指南", "办事服务", "0502", (), ("FD20-05",), levels=2, template="service",
         fields=services.FIELDS, by_fields=True,
         description="一件事怎么办：条件、材料、流程、时限、收费、地点、电话、在线办理"),
    Kind("enforcement", "执法结果", "信息公开", "0601", ("written_on",), ("FD20-06",), levels=2,
         template="result", fields=extras.ENFORCEMENT, description="行政处罚、行政强制决定和检查结果"),
    Kind("budget", "财政信息", "信息公开", "0701", ("written_on",), ("FD20-07",),
         description="预算、决算和收费"),
    Kind("procurement", "政府采购", "信息公开", "0901", ("written_on",), ("FD20-09",), levels=2,
         description="集中采购目录、标准和实施情况"),
    Kind("project", "重大建设项目", "信息公开", "1001", ("written_on",), ("FD20-10",), levels=2,
         description="批准和实施情况"),
    Kind("welfare", "社会公益事业", "信息公开", "1101", ("written_on",), ("FD20-11",), levels=2,
         description="教育、医疗、社会保障、就业、救助等措施和实施情况"),
    Kind("emergency", "应急信息", "信息公开", "1201", ("source",), ("FD20-12",), freshness=7, levels=2,
         template="emergency", fields=extras.EMERGENCY, description="应急预案、预警信息、应对情况"),
    Kind("inspection", "监督检查", "信息公开", "1301", ("written_on",), ("FD20-13",), levels=2,
         description="环境、卫生、安全生产、食品药品、产品质量监督检查情况"),
    Kind("recruitment", "公务员招录", "信息公开", "1401", ("written_on",), ("FD20-14",), levels=2,
         description="职位、名额、条件和录用结果"),
    Kind("functions", "机构职能", "机构职能", "0201", (), ("FD20-02",),
         description="职能、机构设置、地址、时间、联系方式、负责人"),
    Kind("guide", "政府信息公开指南", "信息公开", "0001", ("written_on",), template="standing",
         description="条例第十二条：怎样取得政府信息，至少每年核对一次"),
    Kind("rules", "政府信息公开制度", "信息公开", "0002", ("written_on",), template="standing",
         description="条例、上级规定和本单位的公开制度"),
    Kind("annual-report", "政府信息公开年报", "信息公开", "0003", ("written_on",), template="standing",
         fields=extras.ANNUAL, description="条例第四十九、五十条"),
    Kind("science", "科普宣传", "动态要闻", "9903", ("source",), freshness=14, levels=2, statutory=False,
         description="健康科普、防灾减灾等"),
    Kind("other", "其他法定公开信息", "信息公开", "1501", ("written_on",), ("FD20-15",)),
):  # fmt: skip
    kind(_kind)

# 主题分类 of the State Council's document library (22 classes, 待核 against the district's own thesaurus).
TOPICS = (
    "国务院组织机构", "综合政务", "国民经济管理、国有资产监管", "财政、金融、审计", "国土资源、能源",
    "农业、林业、水利", "工业、交通", "商贸、海关、旅游", "市场监管、安全生产监管", "城乡建设、环境保护",
    "科技、教育", "文化、广电、新闻出版", "卫生、体育", "人口与计划生育、妇女儿童工作", "劳动、人事、监察",
    "公安、安全、司法", "民政、扶贫、救灾", "民族、宗教", "对外事务", "港澳台侨工作", "国防", "其他",
)  # fmt: skip
# 《党政机关公文处理工作条例》(2012) art. 8: the fifteen 文种.
GENRES = (
    "决议", "决定", "命令（令）", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案",
    "函", "纪要",
)  # fmt: skip
