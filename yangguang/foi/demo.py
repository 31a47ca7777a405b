"""Sample requests (示例): the half year that publications make, and what is on the desk today.

Every request is a story told by the real verbs. A story is a generator that yields the day of what it does next; all
stories are told day by day together, so that numbers, clocks and letters come in the order of their days.
"""

from __future__ import annotations

import random

from django.utils import timezone

from yangguang.core import calendar, demos
from yangguang.core.actors import Actor

from . import demo_now, demo_year
from .actions import desk, intake
from .demo_people import Cast, Story, together
from .letters.desk import desk_of
from .models import DeskSettings, FoiRequest
from .rules.remedies import VERTICAL

MARK = "示例"
PHONE = "0592-0000000"


def run(actor: Actor, random_: random.Random) -> str:
    """Fill the desk once; a second call adds nothing."""
    desks = _desks(actor)
    if FoiRequest.objects.filter(subject__startswith=MARK).exists():
        return "已经装过"
    cast, today, days = Cast.find(), timezone.localdate(), calendar.load()
    tell(
        together(*demo_year.stories(cast), *demo_now.stories(cast, lambda count: days.add(today, -count).due))
    )
    made = FoiRequest.objects.count()
    said = f"受理设置 {desks} 个、申请 {made} 件"
    if cast.codes:
        said += f"，可在“依申请公开→查询”用查询码 {cast.codes[-1]} 看申请人的页面"
    return said


def tell(story: Story) -> None:
    """Go through a story, each step on its own day."""
    day, before, minute = next(story, None), None, 0
    while day is not None:
        minute = minute + 3 if day == before else 0
        before = day
        with demos.on_day(day, minute):
            day = next(story, None)


def _desks(actor: Actor) -> int:
    """What letters bear, for every unit that takes requests and has not entered its own."""
    count = 0
    have = set(DeskSettings.objects.values_list("unit", flat=True))
    for unit in intake.accepting_units(timezone.localdate()).exclude(pk__in=have).order_by("order"):
        found = desk_of(unit)
        values = {f: getattr(found, f) for f in desk.FIELDS}
        values |= {
            "address": found.address or f"{MARK}路 {count + 1} 号", "phone": found.phone or PHONE,
            "hours": f"{MARK}：工作日 9:00–12:00、15:00–18:00", "verified": False,
        }  # fmt: skip
        if values["kind"] == VERTICAL and not values["superior"]:
            values["superior"] = f"{MARK}：上一级主管部门"
        desk.set_desk(unit, actor=actor, values=values)
        count += 1
    return count


def in_use() -> bool:
    """Whether there are requests that are no samples, before the samples came."""
    rows = FoiRequest.objects.all()
    return rows.exists() and not rows.filter(subject__startswith=MARK).exists()


demos.register(demos.Demo("foi", "依申请公开", 70, run, in_use))
