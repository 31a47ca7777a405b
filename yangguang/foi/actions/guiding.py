"""Naming the guide (办理规范指引), registering trainings and guiding cases (任务 32, 33)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core import privacy
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.models import Publication

from .. import guides, masking, oversight, queries
from ..models import Applicant, FoiRequest, GuidingCase, HandlingGuide, Training

Values = dict[str, Any]
TEXTS = {"title": ("标题", 200), "question": ("问题", 2000), "lesson": ("怎样处理", 3000)}


def hosts() -> list[Unit]:
    """The leads of task 33, who hold trainings and issue guiding cases."""
    found = [oversight.office(), oversight.justice()]
    return [u for u in dict.fromkeys(found) if u is not None]


def _may_name(
    office: Unit, *, actor: Actor, publication: Publication | None = None, **_: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if publication is None or not publication.live:
        yield Reason("没有这份已公开的信息", "请先发布，再填网址里的编号", field="publication")
        return
    named = guides.named_on(timezone.localdate())
    if named is not None and named.publication_id == publication.pk:
        yield Reason("现在的指引就是这一份", field="publication")


@verb("foi.guide.name", "指定了{object}", forbids=_may_name)
def name_guide(office: Unit, *, actor: Actor, publication: Publication) -> HandlingGuide:
    """From today on this public record is the guide."""
    return HandlingGuide.objects.create(
        publication=publication, named_on=timezone.localdate(), by_label=actor.label[:60]
    )


def _may_train(
    unit: Unit, *, actor: Actor, held_on: dt.date | None = None, topic: str = "", people: int = 0, **_: Any
) -> Iterable[Reason]:
    yield from _host(unit, actor)
    if held_on is None or held_on > timezone.localdate():
        yield Reason("请在培训办完以后登记", "日期不能在今天之后", field="held_on")
    if not topic.strip():
        yield Reason("请填写培训的内容", field="topic")
    if people < 1:
        yield Reason("请填写参加人数", field="people")


def _host(unit: Unit, actor: Actor) -> Iterable[Reason]:
    yield from oversight.register_reasons(actor)
    if unit not in hosts():
        names = "、".join(map(str, hosts())) or "政务公开主管部门"
        yield Reason(f"由{names}主办", "其他单位办的培训不在这里登记", field="unit")


@verb("foi.training.add", "登记了{object}", forbids=_may_train)
def add_training(
    unit: Unit, *, actor: Actor, held_on: dt.date, topic: str, people: int, evidence: str = ""
) -> Training:
    """A training in handling requests or writing replies was held."""
    return Training.objects.create(
        unit=unit, held_on=held_on, topic=topic.strip()[:200], people=people, evidence=evidence.strip(),
        by_label=actor.label[:60],
    )  # fmt: skip


def _wrong(values: Values, actor: Actor) -> Iterable[Reason]:
    """A guiding case tells nobody's name: whatever identifies the applicant of its request is refused."""
    for field, (name, most) in TEXTS.items():
        text = str(values.get(field) or "").strip()
        if not text:
            yield Reason(f"请填写{name}", field=field)
        elif len(text) > most:
            yield Reason(f"{name}请不要超过 {most} 字", field=field)
    day = values.get("issued_on")
    if day is None or day > timezone.localdate():
        yield Reason("发布日期不能在今天之后", field="issued_on")
    request = values.get("request")
    if request is not None and not queries.visible(actor).filter(pk=request.pk).exists():
        yield Reason("没有这件申请，或您不能查看", field="request")
        return
    applicant = Applicant.objects.filter(request=request).first() if request is not None else None
    words = masking.words_of(applicant)
    for field, (name, _) in TEXTS.items():
        text = str(values.get(field) or "")
        if masking.without(text, words) != text:
            kind = "申请人的信息" if privacy.mask(text) == text else "证件、手机号码或者邮箱"
            yield Reason(f"{name}里有{kind}", "指导案例不写具体的人，请改写", field=field)


def _may_issue(unit: Unit, *, actor: Actor, values: Values | None = None, **_: Any) -> Iterable[Reason]:
    yield from _host(unit, actor)
    if values is not None:
        yield from _wrong(values, actor)


def _fill(case: GuidingCase, values: Values) -> GuidingCase:
    for field in TEXTS:
        setattr(case, field, str(values[field]).strip())
    case.issued_on = values["issued_on"]
    case.request = values.get("request")
    case.save()
    return case


@verb("foi.case.issue", "发布了指导案例{object}", forbids=_may_issue, link="foi:guiding-case")
def issue_case(unit: Unit, *, actor: Actor, values: Values) -> GuidingCase:
    """A case from which every desk should learn."""
    return _fill(GuidingCase(unit=unit, by_label=actor.label[:60]), values)


def _may_change(
    case: GuidingCase, *, actor: Actor, values: Values | None = None, **_: Any
) -> Iterable[Reason]:
    yield from oversight.register_reasons(actor)
    if values is not None:
        yield from _wrong(values, actor)


@verb("foi.case.change", "修改了指导案例{object}", forbids=_may_change, link="foi:guiding-case")
def change_case(case: GuidingCase, *, actor: Actor, values: Values) -> GuidingCase:
    """Put a case right; from which request it came is changed only by those who may see it."""
    kept = case.request
    if values.get("request") is None and kept is not None and not _sees(actor, kept):
        values = {**values, "request": kept}
    return _fill(case, values)


def _sees(actor: Actor, request: FoiRequest) -> bool:
    return bool(queries.visible(actor).filter(pk=request.pk).exists())
