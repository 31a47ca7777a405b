"""A unit's desk: the mark in its numbers, how to reach it, who reviews its decisions. Stored, or derived and 待核."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings

from yangguang.organisations.models import Contact, Unit, UnitKind

from ..models import DeskSettings
from ..rules.remedies import Bodies

DATA = Path(__file__).resolve().parents[1] / "data" / "desks.json"
Kind = DeskSettings.Kind
BY_KIND = {
    UnitKind.STREET: Kind.STREET,
    UnitKind.BRANCH: Kind.BRANCH,
    UnitKind.VERTICAL: Kind.VERTICAL,
}
_TRIMMED = re.compile(r"^(?:区|市|思明)?(.+?)(?:委员会|办公室|局|办|委|中心|馆|街道)?$")
# Said where no name is known; it is no answer where nobody else reviews (``named``).
SOMEONE = Bodies().superior


@cache
def _packaged() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in json.loads(DATA.read_text("utf-8"))["desks"]}


def desk_of(unit: Unit) -> DeskSettings:
    """The unit's settings: what it stored, or an unsaved row (``pk`` None) of derived values to be checked."""
    found = DeskSettings.objects.filter(unit=unit).first()
    if found is None:
        found = DeskSettings(unit=unit, mark=_mark(unit), kind=_kind(unit), superior=_row(unit, "superior"))
    contact = Contact.objects.filter(unit=unit).first()
    found.address = found.address or unit.address
    found.phone = found.phone or (contact.phone if contact else "") or unit.phone
    found.email = found.email or (contact.email if contact else "")
    found.pay_how = found.pay_how or _pay_how()
    return found


def _row(unit: Unit, key: str) -> str:
    return _packaged().get(unit.code, {}).get(key, "")


def _kind(unit: Unit) -> str:
    if packaged := _row(unit, "kind"):
        return packaged
    if unit.is_openness_office:
        return Kind.GOVERNMENT
    return BY_KIND.get(UnitKind(unit.kind), Kind.DEPARTMENT)


def _mark(unit: Unit) -> str:
    """A mark such as 厦思教公开; the unit writes its real one into its settings."""
    found = _TRIMMED.match(unit.name)
    word = _row(unit, "word") or (found[1] if found else unit.name)
    if unit.kind == UnitKind.STREET:
        word += "街"
    room = 20 - len(settings.FOI_MARK_PREFIX) - len("公开")
    return f"{settings.FOI_MARK_PREFIX}{word[:room]}公开"


def _pay_how() -> str:
    return "请凭本通知书向本机关领取缴款通知，按缴款通知载明的方式全额缴入国库。缴费后由本机关开具财政票据。"


def bodies_of(desk: DeskSettings) -> Bodies:
    """The names of those who review this unit's decisions."""
    return Bodies(settings.FOI_DISTRICT, settings.FOI_CITY, desk.superior or SOMEONE, settings.FOI_COURT)


def reached(desk: DeskSettings) -> list[tuple[str, str]]:
    """How the unit can be reached, as name and value; empty when it told nothing."""
    rows = [
        ("地址", desk.address), ("邮政编码", desk.postcode), ("电话", desk.phone), ("传真", desk.fax),
        ("电子邮箱", desk.email), ("办公时间", desk.hours),
    ]  # fmt: skip
    return [(name, value.strip()) for name, value in rows if value.strip()]


def named(review_bodies: tuple[str, ...]) -> bool:
    """Whether somebody who reviews is named: one generic body beside a named one is left to the reader."""
    return any(body != SOMEONE for body in review_bodies)
