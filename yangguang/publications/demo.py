"""A believable half year of publications for trying the system out; every text is written here and marked 示例."""

from __future__ import annotations

import datetime as dt
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from yangguang.catalog import statutory
from yangguang.catalog.actions import state_none
from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from . import coverage
from .actions import importing
from .actions.columns import open_column, pin
from .models import Column, ColumnEntry, ImportSource, Publication

SOURCE = "示例资料"
SEED = demos.SEED
FIRST, LAST = dt.date(2021, 1, 4), dt.date(2021, 6, 30)
# Kind → how many a unit publishes in the half year, and the shapes of its titles.
SHAPES: dict[str, tuple[int, tuple[str, ...]]] = {
    "news": (6, ("{unit}开展{topic}宣传活动", "{unit}召开{topic}工作推进会", "{unit}走访调研{topic}情况")),
    "notice": (
        4,
        ("关于{topic}有关事项的公告", "关于公开征求{topic}工作方案意见的公告", "{topic}服务时间调整的通知"),
    ),
    "policy": (2, ("{unit}关于进一步做好{topic}工作的通知", "{topic}工作实施方案")),
    "explanation": (2, ("一图读懂：{topic}办事有哪些变化", "《{topic}工作实施方案》解读")),
    "plan": (1, ("思明区“十四五”{topic}专项规划",)),
    "budget": (1, ("{unit}2021年度部门预算说明",)),
    "functions": (1, ("{unit}机构职能、办公地址和联系方式",)),
    "guide": (1, ("{unit}政府信息公开指南",)),
    "rules": (1, ("{unit}政府信息公开工作制度",)),
    "annual-report": (1, ("{unit}2020年度政府信息公开工作年度报告",)),
}
SPECIAL: dict[str, tuple[tuple[str, int], ...]] = {
    "区卫健局": (("emergency", 8), ("science", 14)),
    "区应急管理局": (("emergency", 6), ("inspection", 4)),
    "区市场监管局": (("enforcement", 8), ("inspection", 6)),
    "区城管局": (("enforcement", 6),),
    "区发改局": (("statistics", 6), ("project", 5), ("plan", 3)),
    "区民政局": (("welfare", 6),),
    "区教育局": (("welfare", 5), ("recruitment", 1)),
    "区人社局": (("welfare", 4), ("recruitment", 3)),
    "区财政局": (("budget", 4), ("procurement", 5)),
    "区审批管理局": (("licence", 6),),
}
TITLES: dict[str, str] = {
    "emergency": "{topic}防范应对提示（{n}）", "science": "健康小课堂：{topic}（{n}）", "inspection": "{topic}检查情况通报（{n}）",
    "enforcement": "{topic}行政处罚信息（{n}）", "statistics": "{topic}统计数据（{n}）", "project": "{topic}项目进展（{n}）",
    "plan": "思明区“十四五”{topic}规划（{n}）", "welfare": "{topic}政策和实施情况（{n}）",
    "recruitment": "{topic}岗位招录公告（{n}）", "budget": "{topic}预算公开（{n}）", "procurement": "{topic}采购公告（{n}）",
    "licence": "{topic}许可办理情况（{n}）",
}  # fmt: skip
TOPICS = (
    "老旧小区改造", "社区养老", "义务教育招生", "垃圾分类", "就业服务", "便民办事", "社会救助", "防台防汛", "食品安全",
    "夜间经济", "文化惠民", "交通疏导", "绿化养护", "公共卫生", "消防安全", "营商环境", "停车治理", "未成年人保护",
)  # fmt: skip
SENTENCES = (
    "根据群众反映和年度安排，{unit}对{topic}工作作了部署，现将有关内容公开如下。",
    "一、服务对象为辖区居民和在辖区登记的经营主体；二、办理地点为各街道便民服务中心；三、办理时限为五个工作日。",
    "办理时请携带有效身份证件；材料不齐的，窗口一次告知需要补正的全部内容。",
    "各街道要把{topic}的进展按月公开，接受群众监督；意见可通过公开电话或网站反映。",
    "下一步将公布{topic}的完成情况，并对照目标查找不足。",
    "本文为试用系统编写的示例，不代表任何单位的实际工作。",
)


def _texts(unit: Unit, random_: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    wanted = [(kind, number) for kind, (number, _) in SHAPES.items()] + list(SPECIAL.get(unit.name, ()))
    days = (LAST - FIRST).days
    number = 0
    for kind, many in wanted:
        for n in range(1, many + 1):
            topic = random_.choice(TOPICS)
            shape = (
                TITLES[kind]
                if (kind, many) in SPECIAL.get(unit.name, ())
                else random_.choice(SHAPES[kind][1])
            )
            written = FIRST + dt.timedelta(days=random_.randrange(days - 25))
            released = written + dt.timedelta(days=random_.choice((0, 1, 1, 2, 3, 5, 9, 16, 22)))
            number += kind == "policy"
            names = {"unit": unit.name, "topic": topic, "n": n}
            yield (
                kind,
                {
                    "标题": f"示例：{shape.format(**names)}",
                    "正文": "\n".join(
                        s.format(**names) for s in (*random_.sample(SENTENCES[:-1], 3), SENTENCES[-1])
                    ),
                    "内容概述": f"{topic}工作的示例说明。",
                    "成文日期": written.isoformat(),
                    "发布时间": f"{released} {random_.randrange(8, 18):02d}:{random_.randrange(60):02d}",
                    "文号": f"厦思示例〔2021〕{unit.pk * 10 + number}号" if kind == "policy" else "",
                    "体裁": "通知" if kind == "policy" else "",
                    "有效性": "有效" if kind == "policy" else "",
                    "来源": unit.name,
                    "关键词": topic if "{topic}" in shape else "",
                },
            )


def fill(actor: Actor, today: dt.date) -> dict[str, int]:
    """Fill the site once; a second call adds nothing. Returns what was made, by kind of thing."""
    units = list(Unit.objects.answerable(today).order_by("order"))
    made = {"信息": 0, "专题": 0, "声明": 0}
    for unit in units:
        by_kind: dict[str, list[dict[str, str]]] = {}
        for kind, row in _texts(unit, random.Random(f"{SEED}-{unit.code}")):  # noqa: S311 - repeatable, not secret
            by_kind.setdefault(kind, []).append(row)
        for kind, rows in by_kind.items():
            made["信息"] += _bring_in(unit, kind, rows, actor)
    made["专题"] = _topic(actor)
    made["声明"] = _statements(units, actor, today)
    return made


def _bring_in(unit: Unit, kind: str, rows: list[dict[str, str]], actor: Actor) -> int:
    """The rows through the real import, so that logs, versions, columns and search hold them like any others."""
    source = f"{SOURCE}：{kind}"
    if ImportSource.objects.filter(unit=unit, name=source).exists():
        return 0
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(r, ensure_ascii=False) for r in rows))
        file.flush()
        path = str(Path(file.name))
        batch = importing.receive(
            unit, actor=actor, kind=kind, source=source, name=f"{source}.jsonl", path=path
        )
        batch = importing.work(importing.start(batch, actor=actor), actor=actor)
    return batch.created


def _topic(actor: Actor) -> int:
    office = Unit.objects.filter(is_openness_office=True).first()
    if office is None or Column.objects.filter(slug="demo-renewal").exists():
        return 0
    values: dict[str, Any] = {
        "slug": "demo-renewal", "name": "老旧小区改造（示例专题）", "shape": Column.Shape.TOPIC,
        "query": {"words": ["老旧小区改造"]}, "description": "示例：政策、解读、进展和办事，集中在一处", "freshness": 30,
        "introduction": "<p>示例专题：符合条件的信息自动汇集到这里。</p>",
    }  # fmt: skip
    topic = open_column(office, actor=actor, values=values)
    first = ColumnEntry.objects.filter(column=topic, publication__kind="policy").first()
    if first is not None:
        pin(topic, actor=actor, publication=first.publication)
    return 1


def _statements(units: list[Unit], actor: Actor, today: dt.date) -> int:
    """Two units in three have said where there is nothing; the others leave holes for the map to show."""
    count = 0
    codes = {i.code for i in statutory.ITEMS}
    for number, (unit, cells) in enumerate(coverage.heat_map(units, today)):
        for cell in cells:
            if number % 3 and cell.state == "empty" and cell.code in codes:
                first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
                state_none(
                    unit, actor=actor, item=cell.code, period_from=first, period_to=last, reason="示例声明"
                )
                count += 1
    return count


def _run(actor: Actor, random_: random.Random) -> str:
    return "、".join(f"{name} {count}" for name, count in fill(actor, timezone.localdate()).items())


def _in_use() -> bool:
    """Whether there are records before the sample came."""
    return Publication.objects.exists() and not ImportSource.objects.filter(name__startswith=SOURCE).exists()


demos.register(demos.Demo("publications", "信息公开", 20, _run, _in_use))
