"""Sample 办事指南, all marked 示例, and sample policies that lead to them; through the real import like other samples."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from importlib.resources import files

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from . import demo, services
from .models import ImportSource, Publication

MARK = "示例："
PART = "办事指南"
FIRST = dt.date(2021, 3, 1)
# Policies that tell what to do and lead to the guide; the last one has nothing to lead to, as happens.
TOLD = {
    "高龄津贴申领": "关于进一步做好高龄津贴发放工作的通知",
    "企业开办一窗办理": "关于推行企业开办一窗办理的通知",
    "失业登记": "关于方便群众办理失业登记的通知",
    "小学一年级新生入学报名": "关于做好小学一年级招生报名工作的通知",
    "": "关于优化托育机构备案服务的通知",
}
POLICY_TEXT = (
    "为方便群众和企业办事，现将有关事项通知如下。",
    "一、减少材料。能在系统里查到的材料，不再要求提交。",
    "二、缩短时限。各环节同时办理，按承诺的时限办结。",
    "三、公开指南。条件、材料、流程、时限、电话写入办事指南并及时更新。",
    "本文为试用系统编写的示例，不代表任何单位的实际工作。",
)


def _guides() -> list[dict[str, str]]:
    text = files(__package__).joinpath("data/sample-guides.toml").read_text("utf-8")
    found: list[dict[str, str]] = tomllib.loads(text)["guide"]
    return found


def _run(actor: Actor, chance: random.Random) -> str:
    """Guides with the sample policies they belong to; then policies that name their guide. Nothing the second time."""
    units = {u.name: u for u in Unit.objects.all()}
    made: dict[str, int] = {}
    for number, given in enumerate(_guides()):
        unit = units.get(given["unit"])
        if unit is None:
            continue
        row = {k: v for k, v in given.items() if k not in ("unit", "about")}
        title, released = row["标题"], FIRST + dt.timedelta(days=7 * number)
        row |= {
            "标题": f"{MARK}{title}", "来源": unit.name, "相关政策": _policies(given["about"]),
            "发布时间": f"{released} {chance.randrange(9, 17):02d}:{chance.randrange(60):02d}",
            "正文": "本指南为试用系统编写的示例，不代表任何单位的实际规定。",
        }  # fmt: skip
        demo.bring_in(unit, services.KIND, [row], actor, part=f"{PART} {title}")
        guide = Publication.objects.filter(unit=unit, kind=services.KIND, title=row["标题"]).first()
        if guide is not None:
            made[title] = guide.pk
    told = sum(_policy(units, made, title, name, n, actor) for n, (title, name) in enumerate(TOLD.items(), 1))
    return f"办事指南 {len(made)}，挂着办事指南的政策 {told}"


def _policies(topic: str) -> str:
    """The number of a sample policy on the topic, if there is one."""
    rows = Publication.objects.public().filter(kind="policy", title__startswith=MARK, title__contains=topic)
    first = rows.order_by("pk").values_list("pk", flat=True).first()
    return str(first or "")


def _policy(units: dict[str, Unit], made: dict[str, int], title: str, name: str, n: int, actor: Actor) -> int:
    """A policy that says what can be done, with the guide to it."""
    guide = Publication.objects.select_related("unit").filter(pk=made.get(title, 0)).first()
    unit = guide.unit if guide is not None else units.get("区卫健局")
    if unit is None:
        return 0
    day = FIRST + dt.timedelta(days=14 * n)
    row = {
        "标题": f"{MARK}{name}", "正文": "\n".join(POLICY_TEXT), "内容概述": f"{name}的示例。", "来源": unit.name,
        "成文日期": day.isoformat(), "发布时间": f"{day} 10:00", "文号": f"厦思示例〔2021〕{9000 + n}号", "体裁": "通知",
        "有效性": "有效", "主题分类": "综合政务", "能办、能问": "可办", "办事指南": str(guide.pk) if guide is not None else "",
    }  # fmt: skip
    return demo.bring_in(unit, "policy", [row], actor, part=f"能办的政策 {name}")


def _in_use() -> bool:
    """Whether there are guides before the sample came."""
    there = ImportSource.objects.filter(name__startswith=f"{demo.SOURCE}：{PART}").exists()
    return Publication.objects.filter(kind=services.KIND).exists() and not there


demos.register(demos.Demo("services", "办事指南", 45, _run, _in_use))
