"""Sample content of explaining policies: packages in every state, returns, an exemption, reviews, votes, conferences.

Everything is marked 示例. What happened "in 2021" goes through the same verbs today and is then set back to that year,
so that the sample plan's indicators have something to count.
"""

from __future__ import annotations

import datetime as dt
import random
from itertools import cycle, islice
from typing import Any

from django.utils import timezone

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit, UnitKind, User
from yangguang.publications import demo as publishing
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import Binding, ColumnEntry, Issuer, Publication, Version
from yangguang.publications.placing import recount

from . import queries
from .actions import briefing, deciding, exempting, explaining, packages, reviewing, sending, signing
from .demo_press import conferences, moment
from .models import (
    Briefing,
    Conference,
    Exemption,
    Explainer,
    ExplanationPlan,
    MeetingItem,
    Package,
    Receipt,
    Requirement,
    ReturnSlip,
    ReviewRound,
    Submission,
    Training,
    Understanding,
)

UNIT = "区发改局"
PEOPLE = ("fgj-edit", "fgj-check", "fgj", "fgj-head", "office", "office-head")
DOCUMENT = (
    "<p>示例：为帮助小微经营主体稳定经营，经区政府同意，现将有关事项通知如下。</p><h2>一、支持对象</h2><p>在本区登记并正常经营的小微企业和个体工商户。</p>"
    "<h2>二、支持标准</h2><p>对符合条件的，给予一次性经营补助三千元；同一经营主体只享受一次，由各街道办事处受理，区发展改革部门会同财政部门审核后拨付。</p>"
    "<h2>三、施行时间</h2><p>自印发之日起施行，有效期一年。</p>"
)  # fmt: skip
EXPLANATION = (
    "<h2>一、为什么出台</h2><p>示例：去年不少小店生意不好，区里决定帮一把。</p><h2>二、要达到什么目的</h2><p>今年帮到一千户，让小店开得下去。</p>"
    "<h2>三、主要举措</h2><p>每户给三千元，一次发清，不用垫钱。</p><h2>四、和原来相比有什么变化</h2><p>原来要先交材料再排队，现在街道窗口当场收。</p>"
    "<h2>五、哪些人受影响</h2><p>在本区开店、有营业执照的小微企业和个体工商户。</p><h2>六、怎么办理</h2><p>带营业执照到街道窗口，五个工作日办好，钱打到对公账户。</p>"
    "<h2>七、向谁咨询</h2><p>示例电话 0592-0000000，工作日上午九点到下午五点。</p>"
)  # fmt: skip
PLAINLY = (
    "为什么要定：群众反映办事要跑多趟，原来的规定没有写清楚。\n有什么变化：材料少了两份，答复从十五个工作日减到五个工作日。\n"
    "怎么办：带身份证件到街道便民服务中心，或在网上申请。\n本文为示例，不是正式文本。"
)
TOPICS = (
    "小店补助",
    "家门口就业",
    "社区食堂",
    "老楼加梯",
    "夜间经济",
    "托育服务",
    "停车共享",
    "绿色出行",
    "老旧管网",
)
NEWEST = 12


class Cast:
    """The sample accounts as actors."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users

    def __getitem__(self, name: str) -> Actor:
        user = self.users[name]
        return Actor(label=str(user), user=user, channel="命令行")

    @classmethod
    def find(cls) -> Cast | None:
        """The accounts of ``setup --sample``; None where there are none."""
        users = {u.username: u for u in User.objects.filter(username__in=PEOPLE)}
        return cls(users) if len(users) == len(PEOPLE) else None


def _run(actor: Actor, chance: random.Random) -> str:
    if Explainer.objects.filter(fields__startswith="示例").exists():
        return "已经装过"
    said = [_explainers(actor), _links(actor, chance), _newest(actor), _votes(chance), _training(actor)]
    cast = Cast.find()
    unit = Unit.objects.filter(name=UNIT).first()
    if cast is not None and unit is not None:
        said += [_packages(unit, cast), _review(cast, chance)]
    said.append(conferences(actor, Unit.objects.filter(name=UNIT).first()))
    return "，".join(s for s in said if s)


def _explainers(actor: Actor) -> str:
    units = Unit.objects.answerable(timezone.localdate()).order_by("order")[:6]
    kinds = cycle(("head", "staff", "expert"))
    for unit, kind in zip(units, kinds, strict=False):
        explaining.recommend(
            unit, actor=actor, name=f"示例{Explainer.Kind(kind).label}", kind=kind, post=str(unit),
            fields="示例：本单位政策",
        )  # fmt: skip
    return f"解读人 {len(units)}"


def _links(actor: Actor, chance: random.Random) -> str:
    """Two thirds of the imported policies are decided about and explained, in several forms."""
    forms = cycle(("text", "picture", "qa", "video", "text", "h5", "chart"))
    count = 0
    for unit in Unit.objects.answerable(timezone.localdate()).order_by("order"):
        mine = Publication.objects.filter(unit=unit, live=True, title__startswith="示例")
        documents = list(mine.filter(kind="policy").order_by("pk"))
        texts = list(mine.filter(kind="explanation").order_by("pk"))
        for document, text in zip(documents, texts, strict=False):
            if chance.random() < 0.3:
                continue
            deciding.decide(
                document, actor=actor, need="required", people_facing=chance.random() < 0.5,
                major=count % 9 == 0, key_work=["six"] if count % 5 == 0 else [],
            )  # fmt: skip
            explaining.describe(text, actor=actor, form=next(forms), documents=[document])
            count += 1
    return f"关联 {count}"


def _newest(actor: Actor) -> str:
    """Explanations of most of the newest documents, so that the first page has what to show."""
    forms = cycle(("text", "picture", "qa", "video"))
    rows = Publication.objects.filter(kind__in=queries.GATED, live=True, explained_by__isnull=True)
    count = 0
    for number, document in enumerate(rows.select_related("unit").order_by("-first_published_at")[:NEWEST]):
        if number % 4 == 2 or document.first_published_at is None:
            continue
        title = f"示例：《{document.title.removeprefix('示例：')}》解读"
        at = timezone.localtime(document.first_published_at)
        row = {"标题": title, "来源": document.unit.name, "成文日期": at.date().isoformat(),
               "发布时间": f"{at:%Y-%m-%d %H:%M}", "正文": PLAINLY}  # fmt: skip
        publishing.bring_in(document.unit, "explanation", [row], actor, part=f"解读 {document.pk}")
        text = Publication.objects.filter(unit=document.unit, kind="explanation", title=title).first()
        if text is None:
            continue
        deciding.decide(document, actor=actor, need="required", people_facing=True, major=False, key_work=[])
        explaining.describe(text, actor=actor, form=next(forms), documents=[document])
        count += 1
    return f"最新文件的解读 {count}"


def _votes(chance: random.Random) -> str:
    """Readers' answers under some explanations: enough to be shown, or not yet."""
    found = Publication.objects.filter(kind="explanation", live=True, explanation__isnull=False)
    rows = []
    for text, number in zip(found.order_by("pk")[:8], cycle((64, 41, 33, 12)), strict=False):
        likes = chance.choice((0.92, 0.85, 0.7))
        rows += [Understanding(explanation=text, understood=chance.random() < likes) for _ in range(number)]
    Understanding.objects.bulk_create(rows)
    Understanding.objects.filter(pk__in=[r.pk for r in rows]).update(at=moment(dt.date(2021, 6, 20)))
    return f"看懂投票 {len(rows)}"


def _training(actor: Actor) -> str:
    streets = list(Unit.objects.filter(kind=UnitKind.STREET, active_to=None).order_by("order"))
    host = Unit.objects.filter(name=UNIT).first() or Unit.objects.filter(is_openness_office=True).first()
    if host is None:
        return ""
    for number, street in enumerate(streets[:-2]):
        explaining.record_training(
            host, actor=actor, street=street, held_on=dt.date(2021, 9, 6) + dt.timedelta(days=number),
            topic="示例：惠企政策怎么讲", people=20 + number, place="示例：街道会议室",
        )  # fmt: skip
    return f"培训 {len(streets[:-2])}"


def _package(
    unit: Unit, cast: Cast, topic: str, *, plan: bool = True, form: str = "picture", **more: Any
) -> Package:
    """A document with one explanation and, where asked, a plan approved by the head."""
    number = Publication.objects.filter(document_number__startswith="厦思示例〔2021〕9").count()
    document = drafting.create(
        unit, actor=cast["fgj-edit"],
        values={
            "kind": "policy", "title": f"示例：关于做好{topic}工作的通知", "body": DOCUMENT, "topic": "综合政务",
            "genre": "通知", "validity": "valid", "document_number": f"厦思示例〔2021〕9{number:02d}号",
            "written_on": dt.date(2021, 5, 6), "source": str(unit), "summary": "示例概述",
        },
    )  # fmt: skip
    deciding.decide(
        document, actor=cast["fgj-edit"], need="required", people_facing=True, major=more.get("major", False)
    )
    package = packages.open_package(
        unit, actor=cast["fgj-edit"], document=document, route=more.get("route", "district")
    )
    packages.draft_material(package, actor=cast["fgj-edit"], form=form)
    for text in queries.materials(package):
        drafting.save_draft(text, actor=cast["fgj-edit"], values={"body": more.get("body", EXPLANATION)})
    if plan:
        _plan(package, cast)
    return Package.objects.get(pk=package.pk)


def _plan(package: Package, cast: Cast) -> None:
    packages.save_plan(
        package, actor=cast["fgj-edit"], first_explainer="示例：主要负责人", forms=["picture", "text"],
        points="示例：补多少\n谁能领\n怎么办", release_on=dt.date(2021, 6, 1), channels="门户网站、政务新媒体",
        contact="示例科", phone="0592-0000000",
        explainers=Explainer.objects.filter(unit=package.unit, active=True),
    )  # fmt: skip
    packages.approve_plan(package, actor=cast["fgj-head"])


def _accepted(package: Package, cast: Cast, *, meeting: bool = False) -> Package:
    package = sending.send(package, actor=cast["fgj-edit"], note="示例报送")
    return sending.accept(package, actor=cast["office"], needs_meeting=meeting)


def _signed(package: Package, cast: Cast) -> Package:
    package = signing.submit(package, actor=cast["fgj-edit"])
    for name in ("fgj-check", "fgj", "fgj-head"):
        package = signing.approve(package, actor=cast[name])
    return package


def _packages(unit: Unit, cast: Cast) -> str:
    """One package in every state; some of them set back into 2021."""
    titles = iter(TOPICS)
    _package(unit, cast, next(titles), plan=False)
    _package(unit, cast, next(titles), route="own")
    returned = _package(unit, cast, next(titles), plan=False)
    sending.send(returned, actor=cast["fgj-edit"], without_plan=True)
    sending.send_back(returned, actor=cast["office"], reason="示例：没有附经本单位主要负责人审定的解读方案")
    again = _package(unit, cast, next(titles), plan=False)
    sending.send(again, actor=cast["fgj-edit"], without_plan=True)
    sending.send_back(again, actor=cast["office"], reason="示例：请附解读方案后重新报送")
    _plan(again, cast)
    again = _accepted(Package.objects.get(pk=again.pk), cast, meeting=True)
    item = sending.list_for_meeting(
        again, actor=cast["office"], meeting="示例：区政府第 8 次常务会议", meeting_on=dt.date(2021, 5, 20)
    )
    sending.record_outcome(item, actor=cast["office"], outcome="passed")
    released = signing.release(_signed(Package.objects.get(pk=again.pk), cast), actor=cast["fgj-edit"])
    _brief(unit, released, cast)
    for text in queries.materials(released):
        Understanding.objects.bulk_create(
            Understanding(explanation=text, understood=n % 8 > 0) for n in range(36)
        )
    listed = _accepted(_package(unit, cast, next(titles), form="video"), cast, meeting=True)
    sending.list_for_meeting(
        listed, actor=cast["office"], meeting="示例：区政府第 9 次常务会议", meeting_on=dt.date(2021, 6, 17)
    )
    signing.submit(_accepted(_package(unit, cast, next(titles)), cast), actor=cast["fgj-edit"])
    _signed(_accepted(_package(unit, cast, next(titles), form="qa"), cast), cast)
    sending.send(_package(unit, cast, next(titles)), actor=cast["fgj-edit"], note="示例报送")
    urgent = _package(unit, cast, next(titles), plan=False)
    second = queries.second_units(unit).order_by("-order").first()
    if second is not None:
        asked = exempting.ask(
            urgent.document, actor=cast["fgj-head"], covers="release", second_unit=second,
            reason="示例：台风来临，先公开停工停业安排", until=timezone.localdate() + dt.timedelta(days=5),
        )  # fmt: skip
        exempting.consent(
            asked, actor=Actor(label="示例：第二单位负责人", channel="命令行"), note="示例：同意"
        )
        releasing.release_urgently(urgent.document, actor=cast["fgj-head"], reason="示例：台风")
    for package in (returned, again, listed):
        _set_back(Package.objects.get(pk=package.pk), dt.date(2021, 5, 12))
    return f"政策文件包 {Package.objects.filter(unit=unit).count()}"


def _brief(unit: Unit, package: Package, cast: Cast) -> None:
    streets = list(Unit.objects.filter(kind=UnitKind.STREET, active_to=None).order_by("order"))
    made = briefing.brief(
        unit, actor=cast["fgj-head"], document=Publication.objects.get(pk=package.document_id),
        points="示例：每户补三千元\n带营业执照到街道窗口\n五个工作日办好", to=streets, questions="示例：问：要垫钱吗？答：不用。",
    )  # fmt: skip
    clerk = Actor(label="示例：街道专员", channel="命令行")
    for receipt in islice(made.receipts.order_by("pk"), max(len(streets) - 2, 0)):
        briefing.acknowledge(receipt, actor=clerk)


_PUBLIC: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (Publication, "pk", ("first_published_at", "last_published_at")),
    (Version, "publication", ("released_at",)),
    (Issuer, "publication", ("published_at",)),
    (Binding, "publication", ("published_at",)),
    (ColumnEntry, "publication", ("published_at",)),
)


def _set_back(package: Package, day: dt.date) -> None:
    """Spread a package's life over the days from ``day`` on, in the order in which it happened."""
    plan = ExplanationPlan.objects.get(package=package)
    steps: list[tuple[Any, str]] = [
        (package, "created_at"), (package, "signed_at"), (package, "released_at"), (plan, "changed_at"),
        (plan, "approved_at"),
    ]  # fmt: skip
    for sent in package.submissions.all():
        steps += [(sent, "sent_at"), (sent, "decided_at")]
    for item in package.meetings.all():
        steps += [(item, "listed_at"), (item, "decided_at")]
    happened = sorted(
        (getattr(thing, name), n) for n, (thing, name) in enumerate(steps) if getattr(thing, name)
    )
    for number, (_, n) in enumerate(happened):
        thing, name = steps[n]
        type(thing).objects.filter(pk=thing.pk).update(**{name: moment(day + dt.timedelta(days=2 * number))})
    for item in package.meetings.all():
        MeetingItem.objects.filter(pk=item.pk).update(
            meeting_on=timezone.localdate(item.decided_at or item.listed_at)
        )
    for slip in ReturnSlip.objects.filter(submission__package=package):
        # Slips of the sample year have numbers of their own year.
        taken = ReturnSlip.objects.filter(year=day.year).count()
        ReturnSlip.objects.filter(pk=slip.pk).update(
            year=day.year,
            number=taken + 1,
            issued_at=Submission.objects.get(pk=slip.submission_id).decided_at,
        )
    package.refresh_from_db()
    if package.released_at is not None:
        _set_back_public(package, package.released_at)


def _set_back_public(package: Package, at: dt.datetime) -> None:
    """The public texts, the briefing and the readers' answers of a package released then."""
    members = [package.document_id, *package.materials.values_list("explanation", flat=True)]
    for model, path, names in _PUBLIC:
        model.objects.filter(**{f"{path}__in": members}).update(**dict.fromkeys(names, at))
    recount(ColumnEntry.objects.filter(publication__in=members).values_list("column", flat=True))
    briefs = Briefing.objects.filter(document=package.document_id)
    Receipt.objects.filter(briefing__in=briefs, read_at__isnull=False).update(
        read_at=at + dt.timedelta(days=2)
    )
    briefs.update(sent_at=at, due=timezone.localdate(at) + dt.timedelta(days=7))
    Understanding.objects.filter(explanation__in=members).update(at=at + dt.timedelta(days=20))
    Requirement.objects.filter(document=package.document_id).update(decided_at=package.created_at)


def _review(cast: Cast, chance: random.Random) -> str:
    office = Unit.objects.filter(is_openness_office=True).first()
    if office is None or not reviewing.population(2021, 1):
        return ""
    readers = list(User.objects.filter(username__in=("fgj", "fgj-check", "office", "center", "street")))
    made: ReviewRound = reviewing.draw(
        office, actor=cast["office"], year=2021, half=1, seed="示例2021", readers=readers
    )
    by_key = {r.pk: r for r in readers}
    for _ in range(2):  # a second time for the readings that a difference has called for
        for sample in made.samples.prefetch_related("readings"):
            for reading in sample.readings.all():
                if reading.read_at is None and reading.reader_id in by_key:
                    person = by_key[reading.reader_id]
                    scores = {k: chance.randint(16, 25) for k in ("authority", "plain", "aimed", "complete")}
                    reviewing.score(
                        reading, actor=Actor(label=str(person), user=person, channel="命令行"), scores=scores,
                        comment="示例评语",
                    )  # fmt: skip
    return f"抽评 {made.samples.count()}"


def _in_use() -> bool:
    """Whether there are packages, conferences or exemptions before the sample came."""
    sample = Explainer.objects.filter(fields__startswith="示例").exists()
    return not sample and (
        Package.objects.exists()
        or Conference.objects.exists()
        or Exemption.objects.exists()
        or Training.objects.exists()
    )


demos.register(demos.Demo("policy", "政策解读", 40, _run, _in_use))
