"""Sample press conferences: one with everything, one with gaps, one moved. Everything is marked 示例."""

from __future__ import annotations

import datetime as dt
import io

from django.utils import timezone
from PIL import Image, ImageDraw

from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from . import queries
from .actions import press, press_texts
from .models import Conference, ConferenceDocument, ConferenceFile, NoConference, PressText, Turn


def moment(day: dt.date) -> dt.datetime:
    """Ten in the morning of the day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


def conferences(actor: Actor, unit: Unit | None) -> str:
    """Three conferences: complete, with gaps, and moved."""
    host = queries.press_unit()
    unit = unit or host
    if host is None or unit is None:
        return ""
    documents = list(
        Publication.objects.filter(kind="policy", live=True, requirement__major=True).order_by("pk")[:3]
    )
    days = (dt.date(2021, 3, 18), dt.date(2021, 5, 27), dt.date(2021, 6, 24))
    made = [
        press.plan(host, actor=actor, title=f"示例：{word}新闻发布会", planned_on=day, unit=unit)
        for word, day in zip(("惠企政策", "便民服务", "夜间经济"), days, strict=True)
    ]
    for conference in made[:2]:
        text = press_texts.announce(
            conference, actor=actor, starts_at=moment(conference.planned_on), place="示例：区政府新闻发布厅",
            announcement="示例：介绍政策的主要内容并回答提问。", speakers="示例局局长\n示例局科长",
        )  # fmt: skip
        press.hold(_public(text, actor), actor=actor, held_on=conference.planned_on)
    full = made[0]
    full.refresh_from_db()
    text = press_texts.write_transcript(
        full, actor=actor,
        text="发布｜示例局局长｜示例：今天介绍小店补助政策，每户三千元。\n问｜示例记者甲｜示例：没有执照的小店能领吗？\n"
        "答｜示例局科长｜示例：要先办执照。街道窗口当场可以办。\n问｜示例记者乙｜示例：钱什么时候到账？\n答｜示例局科长｜示例：五个工作日内。",
    )  # fmt: skip
    _public(text, actor)
    press.attach(
        full, actor=actor, stream=_picture(), name="示例发布会.png", caption="示例：发布会现场的示意图"
    )
    if documents:
        press.link(full, actor=actor, documents=documents[:1])
        for document in documents[1:2]:
            press.forgo(document, actor=actor, reason="示例：内容单一，用图解说明")
    made[1].refresh_from_db()
    brief = press_texts.write_transcript(
        made[1], actor=actor, text="发布｜示例局局长｜示例：介绍便民服务的新做法。"
    )
    _public(brief, actor)
    for conference in made[:2]:
        at = moment(conference.planned_on)
        Turn.objects.filter(conference=conference).update(at=at)
        ConferenceFile.objects.filter(conference=conference).update(at=at)
        ConferenceDocument.objects.filter(conference=conference).update(at=at)
        Conference.objects.filter(pk=conference.pk).update(announced_at=at - dt.timedelta(days=3))
    NoConference.objects.filter(document__in=documents).update(decided_at=moment(days[1]))
    press.move(
        made[2],
        actor=actor,
        to=timezone.localdate() + dt.timedelta(days=20),
        reason="示例：发布内容还在征求意见",
    )
    made[2].refresh_from_db()
    waiting = press_texts.announce(
        made[2], actor=actor, starts_at=moment(made[2].planned_on), place="示例：区政府新闻发布厅",
        announcement="示例：介绍夜间经济的新措施。", speakers="示例局局长",
    )  # fmt: skip
    press_texts.submit(waiting, actor=actor)
    return "发布会 3"


def _public(text: PressText, actor: Actor) -> Conference:
    """The text through its sign-offs, by the system that brings in the sample."""
    text = press_texts.submit(text, actor=actor)
    while press_texts.course(text).next_level is not None:
        text = press_texts.approve(text, actor=actor, note="示例")
    return press_texts.publish(text, actor=actor)


def _picture() -> io.BytesIO:
    """A drawn picture that shows nobody."""
    picture = Image.new("RGB", (640, 360), "#e6f0f4")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 220, 580, 300), fill="#0b4f6c")
    for x in (160, 320, 480):
        draw.ellipse((x - 28, 130, x + 28, 186), fill="#f2a516")
        draw.rectangle((x - 36, 186, x + 36, 222), fill="#14242e")
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out
