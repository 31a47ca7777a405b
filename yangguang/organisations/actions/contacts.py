"""The openness contact of each unit (任务 39; ORG-04: named, reachable, confirmed within six months)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor

from ..models import Contact, Unit
from ..permissions import Act, may, reasons

PERSONAL = ("person", "phone", "email", "confirmed_by")


def _may_set(
    unit: Unit, *, actor: Actor, person: str, phone: str = "", email: str = "", office: str = ""
) -> Iterator[Reason]:
    # The unit itself, or whoever keeps the units (a unit may not have an account yet).
    if not may(actor, Act.MANAGE_UNITS):
        yield from reasons(actor, Act.EDIT, unit)
    if not unit.is_active(timezone.localdate()):
        yield Reason(f"{unit}已撤销", "不必再填联系人")
    if not person.strip():
        yield Reason("没有写联系人", "请写明一位办理政务公开的人员", field="person")
    if not phone.strip() and not email.strip():
        yield Reason("没有写电话，也没有写电子邮箱", "两项至少填一项，否则找不到人", field="phone")


@verb(
    "organisations.contact.set", "登记了{object}", forbids=_may_set, personal=PERSONAL,
    link="organisations:contacts",
)  # fmt: skip
def set_contact(
    unit: Unit, *, actor: Actor, person: str, phone: str = "", email: str = "", office: str = ""
) -> Contact:
    """Name the unit's contact. What was confirmed before is confirmed no more: ``confirm_contact`` follows."""
    contact, _ = Contact.objects.update_or_create(
        unit=unit,
        defaults={
            "person": person.strip(), "office": office.strip(), "phone": phone.strip(), "email": email.strip(),
            "confirmed_at": None, "confirmed_by": "",
        },
    )  # fmt: skip
    return contact


def _may_confirm(contact: Contact, *, actor: Actor) -> Iterator[Reason]:
    today = timezone.localdate()
    yield from reasons(actor, Act.REVIEW, contact.unit)
    if not contact.unit.is_active(today):
        yield Reason(f"{contact.unit}已撤销", "不必再确认")
    if not contact.person or not (contact.phone or contact.email):
        yield Reason("联系人或联系方式不全", "请先填写联系人和电话（或电子邮箱）")
    if contact.confirmed_at and timezone.localdate(contact.confirmed_at) == today:
        yield Reason("今天已经确认过", "六个月内不必再确认")


@verb(
    "organisations.contact.confirm", "确认了{object}可以联系", forbids=_may_confirm, personal=PERSONAL,
    link="organisations:contacts",
)  # fmt: skip
def confirm_contact(contact: Contact, *, actor: Actor) -> Contact:
    """The unit's reviewer, head or openness officer says that this contact is right and can be reached."""
    contact.confirmed_at, contact.confirmed_by = timezone.now(), actor.label
    contact.save()
    return contact
