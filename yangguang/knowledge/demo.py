"""Sample content of the knowledge base, all marked 示例: questions on the sample policies, in every state."""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction
from django.utils import timezone

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.documents import bodies
from yangguang.publications import knowing
from yangguang.publications.models import Publication

from . import following, sources
from .actions import growing, reviewing, signing, writing
from .models import Entry, Helpfulness, Origin, in_a_year

MARK = "示例："
POLICIES, PER_UNIT = 14, 2
# What the sample policies are about: (life event, 主题分类).
ABOUT = {
    "老旧小区改造": ("housing", "城乡建设、环境保护"), "社区养老": ("old-age", "民政、扶贫、救灾"),
    "义务教育招生": ("school", "科技、教育"), "垃圾分类": ("housing", "城乡建设、环境保护"),
    "就业服务": ("work", "劳动、人事、监察"), "便民办事": ("trade", "综合政务"), "社会救助": ("hardship", "民政、扶贫、救灾"),
    "防台防汛": ("", "市场监管、安全生产监管"), "食品安全": ("start", "市场监管、安全生产监管"),
    "夜间经济": ("support", "商贸、海关、旅游"), "文化惠民": ("", "文化、广电、新闻出版"), "交通疏导": ("moving", "工业、交通"),
    "绿化养护": ("housing", "城乡建设、环境保护"), "公共卫生": ("health", "卫生、体育"), "消防安全": ("trade", "市场监管、安全生产监管"),
    "营商环境": ("support", "国民经济管理、国有资产监管"), "停车治理": ("moving", "工业、交通"),
    "未成年人保护": ("birth", "人口与计划生育、妇女儿童工作"),
}  # fmt: skip
QUESTIONS = (
    (
        "{unit}的{topic}在哪里办？",
        "到居住地或者登记地的街道便民服务中心办理，五个工作日办好。",
        "{topic}去哪办\n{topic}找谁办",
    ),
    (
        "办{unit}的{topic}要带什么材料？",
        "请携带有效身份证件；材料不齐的，窗口会一次告知要补正的全部内容。",
        "{topic}需要哪些材料\n{topic}手续",
    ),
    (
        "{unit}的{topic}进展在哪里看？",
        "各街道按月公开进展，意见可以通过公开电话或者网站反映。",
        "{topic}进度查询",
    ),
    (
        "{unit}的{topic}服务哪些人？",
        "辖区居民和在辖区登记的经营主体都可以办理。",
        "{topic}谁能申请\n{topic}条件",
    ),
)


def _run(actor: Actor, chance: random.Random) -> str:
    if Entry.objects.filter(question__startswith=MARK).exists():
        return "已经装过"
    made = [e for document in _policies() for e in _entries(document, actor, chance)]
    waiting = made[-3:]
    for entry in made[:-3]:
        _bring_out(entry, actor)
    for entry in waiting[1:]:
        writing.submit(entry, actor=actor)
    public = list(Entry.objects.public().order_by("pk"))
    _votes(public, chance)
    doubtful = _age(public)
    if public:
        reviewing.withdraw(public[-1], actor=actor, reason="示例：事项已经并入别的服务")
    grown = 0
    for record in sources.waiting(sources.SORTS[0])[:3]:
        grown += len(growing.grow(record, actor=actor))
    return f"公开 {len(public)}，待复核 {doubtful}，草稿 {len(waiting) + grown}"


def _policies() -> list[Publication]:
    """Sample policies in force that speak to people, at most two of a unit."""
    rows = Publication.objects.public().filter(kind="policy", validity="valid", title__startswith="示例")
    facing = knowing.people_facing(list(rows.values_list("pk", flat=True))) or set()
    found: list[Publication] = []
    for document in rows.filter(pk__in=facing).select_related("unit").order_by("unit__order", "pk"):
        own = sum(f.unit_id == document.unit_id for f in found)
        if own < PER_UNIT and document.unit.active_to is None and _topic(document):
            found.append(document)
    return found[:POLICIES]


def _topic(document: Publication) -> str:
    return next((t for t in ABOUT if t in document.title), "")


def _entries(document: Publication, actor: Actor, chance: random.Random) -> list[Entry]:
    """Three questions on a policy, each with the sentence of it that answers best."""
    topic = _topic(document)
    event, subject = ABOUT[topic]
    today = timezone.localdate()
    said = sources.sentences(bodies.to_text(document.body))
    found = []
    for question, answer, wordings in chance.sample(QUESTIONS, 3):
        quote = sources.passage(document, answer) or (said[0] if said else "")
        values = {
            "question": MARK + question.format(unit=document.unit, topic=topic), "answer": f"{MARK}{answer}",
            "wordings": wordings.format(topic=topic), "event": event, "topic": subject,
            "review_on": in_a_year(today), "bases": [(document.pk, quote)],
        }  # fmt: skip
        if not any(e.question == values["question"] for e in Entry.objects.filter(unit=document.unit)):
            found.append(writing.create(document.unit, actor=actor, values=values))
    return found


def _bring_out(entry: Entry, actor: Actor) -> None:
    entry = writing.submit(entry, actor=actor)
    entry = signing.sign(entry, actor=actor)
    signing.publish(entry, actor=actor)


def _votes(entries: list[Entry], chance: random.Random) -> None:
    today = timezone.localdate()
    rows = []
    for entry in entries[: len(entries) // 2]:
        likes = chance.choice((0.95, 0.85, 0.4))
        for day in range(chance.randrange(2, 6)):
            number = chance.randrange(1, 14)
            yes = sum(chance.random() < likes for _ in range(number))
            rows.append(
                Helpfulness(
                    entry=entry, day=today - dt.timedelta(days=day), helpful=yes, unhelpful=number - yes
                )
            )
    Helpfulness.objects.bulk_create(rows)


def _age(entries: list[Entry]) -> int:
    """Some have not been looked at for a year."""
    today = timezone.localdate()
    keys = [e.pk for e in entries[3:5]]
    Entry.objects.filter(pk__in=keys).update(review_on=today - dt.timedelta(days=3))
    with transaction.atomic():
        return following.look_again(today)


def _in_use() -> bool:
    """Whether there are entries that are not the sample's."""
    return Entry.objects.exclude(question__startswith=MARK).exclude(origin=Origin.EXPLANATION).exists()


demos.register(demos.Demo("knowledge", "政务知识库", 60, _run, _in_use))
