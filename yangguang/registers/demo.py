"""Sample registers (示例) over the half year that publications make: lists, guidance, themes, decisions."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from yangguang.catalog import demo as catalog_demo
from yangguang.catalog.models import Item
from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import Publication

from . import kinds
from .actions import emergencies, guidance, importing, lists
from .models import Entry, Guidance, ReleaseDecision, Theme, WorkList

MARK = "示例"
PREFIX = "demo-"
# Each list as an office would hand it in: heading, lines of (what, units, due, formed).
FILES: dict[str, tuple[str, str, tuple[tuple[str, ...], ...]]] = {
    kinds.MEASURES: (
        "区市场监管局", "2021 年建设高标准市场体系举措清单（示例）",
        (
            ("公布市场准入事项办理指南", "区市场监管局、区审批管理局", "2021年6月底前", "2021-01-15"),
            ("开展公平竞争审查抽查并公布结果", "区市场监管局", "2021年12月底前", "2021-02-26"),
            ("公布重点领域信用修复流程", "区发改局、区市场监管局", "2021年9月底前", "2021-03-19"),
            ("推行企业开办一次办成", "区审批管理局", "2021年6月底前", "2021-04-08"),
            ("公布知识产权纠纷调解渠道", "区市场监管局、区司法局", "2021年12月底前", "2021-05-10"),
        ),
    ),
    kinds.KEY_WORKS: (
        "", "2021 年政府工作报告重点工作清单（示例）",
        (
            ("老旧小区改造", "区建设局、各街道", "2021年12月底前", ""),
            ("社区养老服务设施建设", "区民政局", "2021年12月底前", ""),
            ("义务教育学位扩容", "区教育局", "2021年9月底前", ""),
            ("公共停车治理", "区城管局、思明公安分局", "2021年12月底前", ""),
            ("夜间经济示范街区", "区商务局、区文旅局", "2021年10月底前", ""),
            ("就业服务提升", "区人社局", "2021年12月底前", ""),
        ),
    ),
    kinds.TOPICS: (
        "区卫健局", "2021 年健康科普计划（示例）",
        (
            ("公共卫生", "区卫健局", "2021年3月底前", ""),
            ("食品安全", "区市场监管局、区卫健局", "2021年5月底前", ""),
            ("未成年人保护", "区教育局、区卫健局", "2021年6月底前", ""),
            ("疫苗接种", "区卫健局", "2021年12月底前", ""),
        ),
    ),
    kinds.ENFORCEMENT: (
        "区市场监管局", "2021 年执法信息公开清单（示例）",
        (
            ("反垄断", "区市场监管局", "", ""),
            ("反不正当竞争", "区市场监管局", "", ""),
            ("知识产权", "区市场监管局", "", ""),
        ),
    ),
}  # fmt: skip
GUIDANCES = (
    ("社会救助", "民政部（示例）", "示例：社会救助领域标准指引修订稿", dt.date(2021, 2, 3), "区民政局"),
    ("义务教育", "教育部（示例）", "示例：义务教育领域标准指引补充说明", dt.date(2021, 4, 12), "区教育局"),
    ("养老服务", "省民政厅（示例）", "示例：养老服务公开事项调整的通知", dt.date(2021, 6, 18), "区民政局"),
)


def _unit(name: str) -> Unit | None:
    if not name:
        return Unit.objects.filter(is_openness_office=True).first()
    return Unit.objects.filter(name=name, active_to=None).first()


def run(actor: Actor, random_: random.Random) -> str:
    """Fill the registers once; a second call adds nothing."""
    made = sum(_list(kind, *said, actor) for kind, said in FILES.items())
    followed = _guidance(actor)
    themes = _themes(actor)
    decided = _decisions(actor, random_)
    filled = _catalogue_content(actor)
    return f"清单 {made} 份、目录事项内容 {filled} 条、上级指引 {followed} 份、疫情主题 {themes} 个、发布决定 {decided} 个"


def _list(kind: str, keeper: str, title: str, lines: tuple[tuple[str, ...], ...], actor: Actor) -> int:
    slug, unit = f"{PREFIX}{kind}", _unit(keeper)
    if unit is None or WorkList.objects.filter(slug=slug).exists():
        return 0
    found = lists.open_list(
        unit, actor=actor, kind=kind, title=title, slug=slug, year=2021, basis="示例文件，不是正式印发的清单"
    )
    sort = found.sort
    rows = [["序号", "重点任务", "责任单位", "完成时限", *(["形成日期"] if sort.formed else [])]]
    rows += [[str(n), *line[:3], *(line[3:] if sort.formed else ())] for n, line in enumerate(lines, 1)]
    data = "\n".join(",".join(cell for cell in row) for row in rows).encode()
    importing.apply_import(
        importing.receive(found, actor=actor, data=data, filename=f"{title}.csv"), actor=actor
    )
    for entry in Entry.objects.filter(work_list=found).prefetch_related("questions", "units"):
        for question in entry.questions.filter(answered_at=None):
            if question.about == "units":
                lists.answer(question, actor=actor, units=[unit])
            else:
                lists.answer(question, actor=actor, none=True)
        _bind(entry, actor)
    lists.publish_list(found, actor=actor)
    return 1


def _bind(entry: Entry, actor: Actor) -> None:
    """What the samples' own publications say of an entry; where they say nothing, the blank stays."""
    if entry.work_list.sort.items:
        lists.bind_item(entry, actor=actor, item="FD20-11" if "养老" in entry.title else "FD20-10")
    units = [u.pk for u in entry.units.all()]
    word = entry.title[:4]
    records = Publication.objects.filter(live=True, unit__in=units, first_published_at__year=2021)
    kind = {kinds.TOPICS: "science", kinds.ENFORCEMENT: "enforcement"}.get(entry.work_list.kind)
    records = (
        records.filter(kind=kind)
        if kind
        else records.filter(title__contains=word) | records.filter(kind="notice")
    )
    wanted = entry.order % 3  # every third entry leaves a period empty
    for index, (first, last) in enumerate(entry.work_list.periods()):
        if index and wanted == index % 3 and entry.work_list.kind != kinds.TOPICS:
            continue
        since = max(first, entry.formed_on or first)
        chosen = records.filter(first_published_at__date__gte=since, first_published_at__date__lte=last)
        record = chosen.order_by("first_published_at", "pk")[entry.order % 3 :].first()
        if record is not None:
            lists.bind(entry, actor=actor, publication=record, period_from=first)
        elif entry.work_list.sort.may_be_none and first < dt.date(2021, 7, 1):
            lists.say_nothing(entry, actor=actor, period_from=first, reason="示例：本季度没有办结案件")


def _guidance(actor: Actor) -> int:
    made = 0
    for field, issuer, title, day, name in GUIDANCES:
        unit = _unit(name)
        if unit is None or Guidance.objects.filter(title=title).exists():
            continue
        guidance.register_guidance(unit, actor=actor, field=field, issuer=issuer, title=title, issued_on=day)
        made += 1
    return made


def _catalogue_content(actor: Actor) -> int:
    """Something public under half of the sample catalogues' items; the other half is missing, late or waits."""
    made = 0
    today = timezone.localdate()
    items = Item.objects.filter(catalogue__source_name=catalog_demo.SOURCE, catalogue__state="in_force")
    for number, item in enumerate(items.prefetch_related("units").order_by("catalogue", "order")):
        unit = next(iter(item.units.all()), None)
        title = f"{MARK}：{item.first_level}—{item}"
        if number % 2 or unit is None or Publication.objects.filter(unit=unit, title=title).exists():
            continue
        values = {
            "kind": "welfare", "title": title, "body": f"<p>{item.content}。本文为示例。</p>", "items": [item.key],
            "written_on": today - dt.timedelta(days=(3, 60)[number % 4 // 2]), "keywords": item.catalogue.field,
        }  # fmt: skip
        record = drafting.create(unit, actor=actor, values=values)
        if number != 4:  # one stays a draft, so that its due date runs
            releasing.release_urgently(record, actor=actor, reason="示例")
        made += 1
    return made


def _themes(actor: Actor) -> int:
    unit = _unit("区卫健局")
    if unit is None or Theme.objects.exists():
        return 0
    emergencies.start_themes(unit, actor=actor)
    now = timezone.now()
    for slug in ("vaccination", "holiday-travel"):
        theme = Theme.objects.get(slug=slug)
        emergencies.switch_on(theme, actor=actor, at=now - dt.timedelta(days=3), reason="示例：演练")
    # One theme is kept fresh; the other is on and has nothing, as the measurement shows.
    values = {"kind": "emergency", "title": f"{MARK}：疫苗接种点开放安排", "body": "<p>本文为示例。</p>", "source": unit.name,
              "keywords": "疫苗接种"}  # fmt: skip
    record = drafting.create(unit, actor=actor, values=values)
    releasing.release_urgently(record, actor=actor, reason="示例")
    theme = Theme.objects.get(slug="cold-chain")
    emergencies.switch_on(theme, actor=actor, at=now - dt.timedelta(days=40), reason="示例：演练")
    emergencies.switch_off(theme, actor=actor, at=now - dt.timedelta(days=12), reason="示例：演练结束")
    return Theme.objects.count()


def _decisions(actor: Actor, random_: random.Random) -> int:
    unit = _unit("区卫健局")
    if unit is None or ReleaseDecision.objects.filter(unit=unit, title__startswith=MARK).exists():
        return 0
    records = Publication.objects.filter(unit=unit, kind="emergency", live=True).order_by(
        "first_published_at"
    )
    made = 0
    for n, record in enumerate(records[:6]):
        assert record.first_published_at is not None
        level = "sporadic" if n % 2 else "other"
        before = dt.timedelta(minutes=random_.choice((35, 80, 110, 190)))
        decision = emergencies.record_decision(
            unit, actor=actor, title=f"{MARK}：发布“{record.title[:60]}”", level=level, decided_by="分管副局长（示例）",
            decided_at=record.first_published_at - before,
        )  # fmt: skip
        emergencies.answer_decision(decision, actor=actor, publication=record)
        made += 1
    return made


def in_use() -> bool:
    """Whether there is a list that is not a sample."""
    return WorkList.objects.exclude(slug__startswith=PREFIX).exists()


def register() -> None:
    demos.register(demos.Demo("registers", "登记簿", 60, run, in_use))
