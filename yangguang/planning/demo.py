"""A believable plan system for trying things out: outer plans, an outline, special and area plans in every state,
five-year plans with holes, a list of historical plans. Every text is written here and marked 示例."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass, field
from typing import Any

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.publications import demo as publishing
from yangguang.publications.models import Publication

from . import defaults
from .actions import exempting, handing, importing, registering, series
from .keeping import archive, keeper
from .models import Category, HistoryEntry, Plan, RegisterImport, Series, Tier

SERIES = "示例：思明区国民经济和社会发展五年规划"
NATIONAL, CITY = "示例：国家“十四五”规划和2035年远景目标纲要", "示例：厦门市“十四五”规划和2035年远景目标纲要"
OUTLINE = "示例：思明区“十四五”规划和2035年远景目标纲要"
TOURISM = "示例：思明区“十四五”全域旅游专项规划"
PART = "规划"
SENTENCES = (
    "一、发展基础：回顾上一个规划期的主要成绩，分析面临的机遇和短板。",
    "二、总体要求：坚持以人民为中心，明确指导思想、基本原则和主要目标。",
    "三、重点任务：提出若干项任务和重点工程，明确牵头单位和完成时限。",
    "四、保障措施：加强组织领导、要素保障和监测评估，接受社会监督。",
)
NOTE = "本文为试用系统编写的示例，不是任何单位的实际规划。"


@dataclass(frozen=True)
class Sample:
    """A plan of the sample; ``public`` is the day its full text went out ("" for not yet)."""

    name: str
    unit: str
    category: str
    years: tuple[int, int]
    approved: str = ""
    public: str = ""
    number: str = ""
    parents: tuple[tuple[str, str], ...] = ()
    ordinal: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


FIVE = (2021, 2025)
UNDER: tuple[tuple[str, str], ...] = ((OUTLINE, "落实纲要提出的目标和重点工程"),)
SAMPLES = (
    Sample(OUTLINE, "区发改局", "outline", FIVE, "2021-01-15", "2021-02-03", "厦思示例〔2021〕1号",
           ((CITY, "落实全市发展目标在本区的任务"), (NATIONAL, "贯彻总体要求")), 14),
    Sample("示例：思明区“十四五”教育事业发展专项规划", "区教育局", "special", FIVE, "2021-03-01", "2021-03-15",
           "厦思示例〔2021〕11号", UNDER),
    Sample("示例：思明区“十四五”卫生健康事业发展专项规划", "区卫健局", "special", FIVE, "2021-02-08", "2021-03-12",
           "厦思示例〔2021〕12号", UNDER),
    Sample("示例：思明区“十四五”养老服务专项规划", "区民政局", "special", FIVE, "2021-03-10", "2021-05-20",
           "厦思示例〔2021〕13号", UNDER),
    Sample("示例：思明区“十四五”就业促进专项规划", "区人社局", "special", FIVE, "2021-04-20", "", "厦思示例〔2021〕14号", UNDER),
    Sample(TOURISM, "区文旅局", "special", FIVE, "2021-03-18", "2021-03-26", "厦思示例〔2021〕15号", UNDER),
    Sample("示例：思明区“十四五”数字经济专项规划", "区科信局", "special", FIVE, "2021-06-02", "2021-06-11", "", UNDER,
           more={"territory": ""}),
    Sample("示例：思明区“十四五”园林绿化专项规划", "区市政园林局", "special", FIVE, "2021-04-01", "2021-04-09",
           "厦思示例〔2021〕17号"),
    Sample("示例：思明区“十四五”综合应急物资储备布局规划", "区应急管理局", "special", FIVE, "2021-05-25", "",
           "厦思示例〔2021〕18号", UNDER),
    Sample("示例：思明区“十四五”生态环境保护专项规划", "思明生态环境局", "special", FIVE, "2021-06-15", "2021-06-25",
           "厦思示例〔2021〕19号", (*UNDER, (CITY, "落实全市生态环境指标"))),
    Sample("示例：滨海文化街区保护与发展区域规划", "区文发办", "regional", (2021, 2030), "2021-04-12", "2021-04-22",
           "厦思示例〔2021〕20号", ((TOURISM, "细化滨海文化旅游带的空间安排"),), more={"territory": "滨海街区（示例范围）"}),
    Sample("示例：中心片区城市更新区域规划", "区发改局", "regional", (2021, 2035), "2021-05-08", "2021-07-02",
           "厦思示例〔2021〕21号", more={"territory": "中心片区（示例范围）"}),
    Sample("示例：思明区国土空间分区规划（草案）", "区发改局", "spatial", (2021, 2035), "", "", "",
           ((CITY, "落实全市国土空间格局"),),
           more={"comment_from": dt.date(2021, 5, 10), "comment_to": dt.date(2021, 6, 12)}),
    Sample("示例：思明区2021年国民经济和社会发展计划", "区发改局", "annual", (2021, 2021), "2021-01-15", "2021-02-01",
           "厦思示例〔2021〕2号", UNDER),
    Sample("示例：思明区“十三五”规划纲要", "区发改局", "outline", (2016, 2020), "2016-01-20", "2021-06-18",
           "厦思示例〔2016〕1号", (), 13),
    Sample("示例：思明区“十一五”规划纲要", "区发改局", "outline", (2006, 2010), "2006-01-18", "2021-06-18", "", (), 11),
    Sample("示例：思明区“九五”计划", "", "outline", (1996, 2000), "", "", "", (), 9,
           {"stated": "已到期", "outer_maker": "原区计划委员会（示例）", "territory": ""}),
)  # fmt: skip
HISTORY = (
    ("示例：思明区“九五”计划", "1996-2000", "原区计划委员会（示例）", "示例档案室"),
    ("示例：思明区“十五”计划", "2001-2005", "原区计划局（示例）", ""),
    ("示例：思明区“十一五”规划纲要", "2006-2010", "区发改局", "示例档案室"),
    ("示例：思明区“十三五”规划纲要", "2016-2020", "区发改局", ""),
    ("示例：思明区商贸业发展规划", "2005-2010", "原区贸发局（示例）", ""),
    ("示例：思明区旧城改造五年计划", "1990年代", "", ""),
)


def _run(actor: Actor, random_: random.Random) -> str:
    defaults.open_topic(actor)
    if Series.objects.filter(name=SERIES).exists():
        return "规划 0"
    units = {u.name: u for u in Unit.objects.filter(active_to=None)}
    if keeper() is None or any(s.unit and s.unit not in units for s in SAMPLES):
        return "规划 0（机构名录里没有示例所用的单位）"
    _publish(actor, units, random_)
    made = _register(actor, units)
    _tie(actor, made)
    _explain(actor)
    listed = _hand_over(actor, made)
    return f"规划 {len(made)}、历史规划 {listed}"


def _publish(actor: Actor, units: dict[str, Unit], random_: random.Random) -> None:
    by_unit: dict[str, list[dict[str, str]]] = {}
    for sample in SAMPLES:
        if sample.public:
            by_unit.setdefault(sample.unit, []).append(
                {
                    "标题": sample.name, "正文": "\n".join((*SENTENCES, NOTE)), "内容概述": "示例规划的全文。",
                    "成文日期": sample.approved, "文号": sample.number, "来源": sample.unit, "关键词": "规划",
                    "发布时间": f"{sample.public} {random_.randrange(9, 17):02d}:{random_.randrange(60):02d}",
                }
            )  # fmt: skip
    for name, rows in by_unit.items():
        publishing.bring_in(units[name], "plan", rows, actor, part=PART)


def _register(actor: Actor, units: dict[str, Unit]) -> dict[str, Plan]:
    line = series.open_series(None, actor=actor, name=SERIES, years=5)
    outer = (
        (NATIONAL, Tier.NATIONAL, "国家发展改革部门（示例）", dt.date(2021, 3, 11)),
        (CITY, Tier.CITY, "厦门市发展改革部门（示例）", dt.date(2021, 3, 26)),
    )
    made = {}
    for name, tier, maker, day in outer:
        values = {"name": name, "tier": tier, "category": Category.OUTLINE, "outer_maker": maker, "approved_on": day,
                  "period_from": 2021, "period_to": 2025}  # fmt: skip
        made[name] = registering.register(None, actor=actor, values=values)
    for sample in SAMPLES:
        values = {
            "name": sample.name, "tier": Tier.DISTRICT, "category": sample.category, "unit": units.get(sample.unit),
            "period_from": sample.years[0], "period_to": sample.years[1], "document_number": sample.number,
            "approved_on": dt.date.fromisoformat(sample.approved) if sample.approved else None,
            "approver": ("区人民代表大会" if sample.category in ("outline", "annual") else "区政府") if sample.approved else "",
            "territory": "思明区全域", "series": line if sample.ordinal else None, "ordinal": sample.ordinal,
            **sample.more,
        }  # fmt: skip
        made[sample.name] = registering.register(None, actor=actor, values=values)
    return made


def _tie(actor: Actor, made: dict[str, Plan]) -> None:
    for sample in SAMPLES:
        plan = made[sample.name]
        for name, carries in sample.parents:
            registering.put_under(plan, actor=actor, parent=made[name], carries=carries)
        record = Publication.objects.filter(unit=plan.unit, kind="plan", title=sample.name).first()
        if record is not None:
            registering.link(plan, actor=actor, publication=record)
    held_back = made["示例：思明区“十四五”综合应急物资储备布局规划"]
    asked = exempting.ask(
        held_back, actor=actor, basis="X14c", reason="示例：物资储备点的位置和数量公开后可能危及公共安全"
    )
    exempting.decide(asked, actor=actor, consented=True, note="示例：同意")


def _explain(actor: Actor) -> None:
    line = Series.objects.get(name=SERIES)
    series.explain(line, actor=actor, ordinal=10, reason="示例：机构合并时没有移交，档案馆也没有收存")


def _hand_over(actor: Actor, made: dict[str, Plan]) -> int:
    sender = keeper()
    if sender is None or archive() is None:
        return 0
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["名称", "规划期", "编制单位", "存放处"])
    writer.writerows(HISTORY)
    stream = io.BytesIO(b"\xef\xbb\xbf" + text.getvalue().encode())
    batch = importing.receive(
        sender, actor=actor, what=RegisterImport.What.HISTORY, stream=stream, name="示例历史规划清单.csv",
        title="示例：历史规划清单（第一批）",
    )  # fmt: skip
    batch = importing.preview(batch, actor=actor, mapping=batch.mapping)
    batch = importing.bring_in(batch, actor=actor)
    handing.receive(batch.hand_over, actor=actor)
    for entry in HistoryEntry.objects.filter(hand_over=batch.hand_over):
        plan = made.get(entry.name)
        if plan is not None and plan.texts.exists():
            handing.collect(entry, actor=actor, plan=plan)
        elif "“十五”" in entry.name:
            handing.mark_not_found(entry, actor=actor, reason="示例：查过本局档案室和区档案馆，都没有收存")
    return len(HISTORY)


def _in_use() -> bool:
    """Whether the register holds anything that is not a sample."""
    return Plan.objects.exclude(name__startswith="示例").exists()


demos.register(demos.Demo("planning", "规划", 30, _run, _in_use))
