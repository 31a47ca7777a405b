"""Sample issues: two of 2021 printed out of the sample records, one of them late; one being compiled; one old one as a PDF."""

from __future__ import annotations

import datetime as dt
import io
import random

from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from . import building, contents, queries, setting
from .actions import compiling, course, office, old, telling
from .models import Correction, Issue, Masthead, Section

NAME = "思明区人民政府公报（示例）"
YEAR = 2021
MARKS = {
    "name": NAME, "sponsor": "思明区人民政府办公室（示例）", "editor": "示例编辑室", "address": "示例路 1 号",
    "phone": "0592-0000000", "statement": "本刊为试用系统编排的示例，内容不代表任何单位的实际工作。",
}  # fmt: skip
OLD_TITLES = (
    ("示例：关于加强社区健身设施管理的通知", "厦思示例〔2020〕31号"),
    ("示例：关于做好冬季用水用电安全工作的通知", "厦思示例〔2020〕33号"),
    ("示例：便民服务点设置工作方案", "厦思示例〔2020〕36号"),
)
OLD_TEXT = (
    "<p>各街道办事处，各有关单位：</p><p>为方便群众办事，现将有关事项通知如下。</p><h2>一、总体安排</h2>"
    "<p>各单位要明确责任，按月公布进展，接受群众监督。本文为试用系统编写的示例。</p><h2>二、工作要求</h2>"
    "<p>材料不齐的，窗口一次告知需要补正的全部内容；办理结果当场告知。</p>"
)


def fill(actor: Actor, random_: random.Random) -> str:
    """Adds the sample issues once; a site whose gazette has a name already keeps it and gets none."""
    unit = Unit.objects.filter(is_openness_office=True).order_by("id").first()
    if unit is None or Masthead.objects.exists():
        return "已有公报，没有增加"
    office.set_masthead(unit, actor=actor, values=MARKS)
    for year in (YEAR - 1, YEAR):
        office.set_plan(unit, actor=actor, year=year, frequency="quarterly", days=20)
    _old_issue(unit, actor)
    first = _issue(unit, 1, dt.date(YEAR, 4, 16), dt.date(YEAR, 1, 1), actor)
    if first.is_public:
        _tell(first, actor)
    second = _issue(unit, 2, dt.date(YEAR, 8, 3), dt.date(YEAR, 4, 1), actor)
    third = compiling.begin_issue(
        unit, actor=actor, year=YEAR, number=3, total=4, dated=dt.date(YEAR, 10, 15)
    )
    _choose(third, dt.date(YEAR, 1, 1), actor, 5)
    return f"公报 4 期（其中旧刊 1 期），文章 {sum(i.articles.count() for i in (first, second, third)) + len(OLD_TITLES)} 篇"


def _tell(issue: Issue, actor: Actor) -> None:
    telling.record_push(
        issue, actor=actor, channel="微信公众号", account="示例账号", pushed_at=_at(dt.date(YEAR, 4, 17), 9),
        url="https://example.com/gazette-1",
    )  # fmt: skip
    telling.correct(issue, actor=actor, text="示例：“便民服务点”应为“便民服务站”。", page=1)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def _choose(issue: Issue, since: dt.date, actor: Actor, most: int) -> None:
    """Records of the issue's months, by kind into its sections; every unit at most once."""
    until = issue.dated
    sections = {s.name: s for s in issue.sections.all()}
    for kind, name in (("policy", "部门文件"), ("norm", "区政府文件"), ("explanation", "政策解读")):
        rows = queries.candidates(issue, kind=kind, since=since).filter(first_published_at__date__lt=until)
        chosen: dict[int, Publication] = {}
        for record in rows.order_by("first_published_at", "pk")[:80]:
            chosen.setdefault(record.unit_id, record)
        few = list(chosen.values())[: most if kind != "explanation" else 2]
        if few:
            compiling.add_articles(issue, actor=actor, records=few, section=sections.get(name))


def _issue(unit: Unit, number: int, dated: dt.date, since: dt.date, actor: Actor) -> Issue:
    issue = compiling.begin_issue(unit, actor=actor, year=YEAR, number=number, total=number + 1, dated=dated)
    _choose(issue, since, actor, 6)
    waiting = list(Correction.objects.filter(printed_in=None).values_list("pk", flat=True))
    compiling.print_corrections(issue, actor=actor, corrections=waiting)
    compiling.set_sections(
        issue,
        actor=actor,
        names=[s.name for s in Section.objects.filter(issue=issue, articles__isnull=False).distinct()],
    )
    if not issue.articles.exists():
        return issue
    building.run(course.build_proof(issue, actor=actor))
    course.send_to_proof(issue, actor=actor)
    course.proofread(issue, actor=actor)
    course.sign_off(issue, actor=actor)
    building.run(course.build_proof(issue, actor=actor))
    return course.publish(issue, actor=actor, at=_at(dated, 10))


def _old_issue(unit: Unit, actor: Actor) -> None:
    """Set a PDF of its own, then bring it in as one would bring in a scan of the archive."""
    day = dt.date(YEAR - 1, 12, 30)
    articles = [
        {"key": n, "title": title, "number": number, "html": OLD_TEXT, "addressees": "", "remark": "",
         "organs": ["示例单位"], "date": contents.day(day)}
        for n, (title, number) in enumerate(OLD_TITLES, 1)
    ]  # fmt: skip
    pdf = setting.set_issue(
        {"name": NAME, "label": f"{YEAR - 1}年第4期（总第1期）", "year": YEAR - 1, "number": 4, "total": 1,
         "dated": contents.day(day), "sponsor": MARKS["sponsor"], "marks": [["主办", MARKS["sponsor"]]],
         "statement": MARKS["statement"], "address": "", "parts": [{"name": "部门文件", "articles": articles}],
         "corrections": []},
        at=_at(day, 9),
    ).pdf  # fmt: skip
    issue = old.bring_in(
        unit,
        actor=actor,
        year=YEAR - 1,
        number=4,
        total=1,
        dated=day,
        stream=io.BytesIO(pdf),
        name="示例旧刊.pdf",
    )
    course.send_to_proof(issue, actor=actor)
    old.accept(issue, actor=actor)
