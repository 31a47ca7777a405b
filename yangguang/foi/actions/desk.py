"""A unit's desk and the library of reasons: what letters bear and what officers start their reasons from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Membership, Role, Unit
from yangguang.organisations.permissions import Act, may, reasons

from ..letters.desk import desk_of
from ..models import DeskSettings, ReasonText
from ..rules.grounds import GROUNDS

Values = dict[str, Any]
FIELDS = (
    "mark", "kind", "superior", "address", "postcode", "phone", "fax", "email", "hours", "pay_how", "verified",
)  # fmt: skip
_MARK = re.compile(r"^[\u4e00-\u9fffA-Za-z]{1,20}$")  # GB/T 9704-2012 7.2.5: 机关代字


def may_set_up(actor: Actor, unit: Unit) -> list[Reason]:
    """The unit's head and its openness officers keep its desk."""
    if may(actor, Act.APPROVE, unit):
        return []
    held = Membership.objects.valid(timezone.localdate()).filter(unit=unit, role=Role.OPENNESS)
    if actor.user is not None and may(actor, Act.REVIEW, unit) and held.filter(user=actor.user).exists():
        return []
    return reasons(actor, Act.APPROVE, unit)


def _may_set(unit: Unit, *, actor: Actor, values: Values | None = None, **kwargs: Any) -> Iterable[Reason]:
    yield from may_set_up(actor, unit)
    if values is None:  # asked only whether the person may
        return
    mark = str(values.get("mark") or "").strip()
    if not _MARK.match(mark):
        yield Reason("文书代字只能是 1 到 20 个汉字或字母", "如“厦思教公开”", field="mark")
    elif DeskSettings.objects.filter(mark=mark).exclude(unit=unit).exists():
        yield Reason("另一个单位已经用了这个代字", "两个单位的文号不能相同", field="mark")
    if values.get("kind") not in DeskSettings.Kind.values:
        yield Reason("请选择复议管辖上的性质", field="kind")
    elif values["kind"] == DeskSettings.Kind.VERTICAL and not str(values.get("superior") or "").strip():
        yield Reason("请填写上一级主管部门", "它是唯一的复议机关，要写进告知书", field="superior")
    if not any(str(values.get(f) or "").strip() for f in ("address", "phone", "email")):
        yield Reason("请至少填写一种联系方式：地址、电话或电子邮箱", field="phone")


@verb("foi.desk.set", "改了{object}", forbids=_may_set)
def set_desk(unit: Unit, *, actor: Actor, values: Values) -> DeskSettings:
    """Keep what the unit's letters bear. Letters already issued stay as they are."""
    found = DeskSettings.objects.filter(unit=unit).first() or DeskSettings(unit=unit)
    for field in FIELDS:
        if field in values:
            value = values[field]
            setattr(found, field, value.strip() if isinstance(value, str) else value)
    found.save()
    return found


def start(unit: Unit) -> Values:
    """The settings as a form's first values."""
    found = desk_of(unit)
    return {field: getattr(found, field) for field in FIELDS}


def may_keep(actor: Actor, unit: Unit | None) -> list[Reason]:
    """Wordings of a unit are kept by its head and openness officers, those of the district by the openness office's."""
    return may_set_up(actor, unit) if unit is not None else reasons(actor, Act.PLAN)


def _wrong_words(values: Values) -> Iterable[Reason]:
    if values.get("ground") not in GROUNDS:
        yield Reason("请选择处理结果", field="ground")
    for field, name, most in (("title", "名称", 100), ("text", "说理文本", 3000)):
        text = str(values.get(field) or "").strip()
        if not text:
            yield Reason(f"请填写{name}", field=field)
        elif len(text) > most:
            yield Reason(f"{name}请不要超过 {most} 字", field=field)


def _may_add(
    unit: Unit | None, *, actor: Actor, values: Values | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from may_keep(actor, unit)
    if values is not None:
        yield from _wrong_words(values)


@verb("foi.reason.add", "加了说理文本{object}", forbids=_may_add)
def add_reason(unit: Unit | None, *, actor: Actor, values: Values) -> ReasonText:
    """A new wording; without a unit, for the whole district."""
    return ReasonText.objects.create(
        unit=unit, ground=values["ground"], title=values["title"].strip(), text=values["text"].strip(),
        active=bool(values.get("active", True)), changed_by=actor.label[:60],
    )  # fmt: skip


def _may_change(
    reason: ReasonText, *, actor: Actor, values: Values | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from may_keep(actor, reason.unit)
    if values is not None:
        yield from _wrong_words(values)


@verb("foi.reason.change", "改了说理文本{object}", forbids=_may_change)
def change_reason(reason: ReasonText, *, actor: Actor, values: Values) -> ReasonText:
    """Change a wording, or take it out of use. What letters already say stays."""
    reason.ground, reason.title = values["ground"], values["title"].strip()
    reason.text, reason.active = values["text"].strip(), bool(values.get("active"))
    reason.changed_by = actor.label[:60]
    reason.save()
    return reason
