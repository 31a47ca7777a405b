"""Sample content: the packaged lists kept by the openness office, and a small list of its own, all marked 示例."""

from __future__ import annotations

import random

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from .actions import lists, titles
from .models import WordList
from .wordlists.expressions import Expression, Sort
from .wordlists.shipped import SHIPPED

NAME = "示例：本区用语"


def _run(actor: Actor, chance: random.Random) -> str:
    office = Unit.objects.filter(is_openness_office=True, active_to=None).first()
    if office is None:
        return "没有政务公开主管部门，未装"
    if WordList.objects.filter(unit=office, name=NAME).exists():
        return "已经装过"
    for packaged in SHIPPED:
        if not WordList.objects.filter(code=packaged.code).exists():
            lists.adopt(office, actor=actor, code=packaged.code)
    own = lists.begin(office, actor=actor, name=NAME, note="示例：办事窗口的新旧名称", everyone=True)
    entries = (
        Expression(
            ("办证大厅",), Sort.OUTDATED, replacement="便民服务中心", reason="示例：窗口名称已经统一", basis="示例依据", historic=True,
            verified=False,
        ),
        Expression(("最后期限",), Sort.CAUTION, replacement="截止日期", reason="示例：对群众说明日期即可", verified=False),
    )  # fmt: skip
    for entry in entries:
        own = lists.put(own, actor=actor, entry=entry, reason="示例")
    named = 0
    for unit in Unit.objects.filter(active_to=None, name__endswith="局").order_by("order")[:3]:
        titles.set_titles(unit, actor=actor, titles=("局长",))
        named += 1
    return f"清单 {len(SHIPPED) + 1}，职务称谓 {named}"


def _in_use() -> bool:
    return WordList.objects.filter(code=None).exclude(name__startswith="示例").exists()


demos.register(demos.Demo("checking", "用语清单", 15, _run, _in_use))
