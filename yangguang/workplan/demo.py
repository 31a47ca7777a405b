"""The sample year of the plan: the packaged answers, an issue in spring, and units at work on what they were given."""

from __future__ import annotations

import datetime as dt
import random
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.duties import actions as duties
from yangguang.duties.models import Duty

from .actions.issuing import KIND
from .models import WorkPlan
from .queries import current_plan

YEAR = 2021
ISSUED = dt.date(2021, 4, 20)
ANSWERS = Path(__file__).parent / "examples" / f"answers-{YEAR}.json"
# Of a hundred duties so many get as far as this; the others wait to be signed for.
REACHED = (("signed", 20), ("working", 38), ("reported", 14), ("closed", 12), ("returned", 4))
PROGRESS = (
    "示例：已明确责任科室和时间安排，正在整理资料。",
    "示例：上半年的内容已经发布，下半年按月更新。",
    "示例：已对照要求自查一遍，列出需要补充的内容。",
    "示例：已与牵头单位核对口径，本月内完成。",
)


def _reach(random_: random.Random) -> str:
    drawn = random_.randrange(100)
    for name, share in REACHED:
        if drawn < share:
            return name
        drawn -= share
    return "waiting"


def _work_on(duty: Duty, reached: str, actor: Actor, random_: random.Random) -> None:
    if reached == "waiting":
        return
    duties.sign(duty, actor=actor)
    if reached == "signed":
        return
    duties.add_note(duty, actor=actor, text=random_.choice(PROGRESS))
    if reached == "working":
        return
    duties.report(
        duty,
        actor=actor,
        text="示例：已完成，公开页面见附后网址。",
        url=f"{settings.SITE_ADDRESS}/units/{duty.unit.code}/",
    )
    if reached == "closed":
        duties.close(duty, actor=actor, text="示例：核对无误。")
    elif reached == "returned":
        duties.return_(duty, actor=actor, text="示例：缺少第三季度的内容，请补充后再报。")


def fill(actor: Actor, random_: random.Random) -> str:
    """Answer, issue and begin the plan of 2021; a plan that somebody has issued already is left alone."""
    plan = current_plan(YEAR)
    if plan is None or plan.state != WorkPlan.State.CONFIRMING:
        return "计划已经印发，没有添加"
    quiet = StringIO()
    call_command("plan", "answer", str(ANSWERS), year=YEAR, stdout=quiet)
    call_command("plan", "issue", year=YEAR, on=ISSUED, stdout=quiet)
    given = list(Duty.objects.filter(kind=KIND).select_related("unit").order_by("pk"))
    for duty in given:
        _work_on(duty, _reach(random_), actor, random_)
    return f"印发计划，{len(given)} 件待办办到不同环节"


demos.register(demos.Demo("workplan", "任务分解", 10, fill))
