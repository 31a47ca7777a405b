"""The register beside the filings: states, interaction, sightings, platforms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act

from .. import describing, keeping
from ..models import Account, AccountState, Interaction, Platform, Sighting

PAGE = "newmedia:account"


def _may_move(account: Account, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from keeping.office_reasons(actor)
    if not account.in_force:
        yield Reason(f"账号已经{account.get_state_display()}")


@verb("newmedia.account.state", "改了{object}的状态", forbids=_may_move, hidden=("phone",), link=PAGE)
def move(account: Account, *, actor: Actor, state: str, reason: str, on: dt.date | None = None) -> Account:
    """正常, 整改 or 停更, with the reason. Closing and merging are filed and told to the public instead."""
    day = on or timezone.localdate()
    if state not in (AccountState.NORMAL, AccountState.RECTIFYING, AccountState.SUSPENDED):
        raise Refused([Reason("关停、归并要走备案和公告", "请由主办单位报送备案", field="state")])
    if state == account.state:
        raise Refused([Reason(f"账号已经是“{account.get_state_display()}”", field="state")])
    if not reason.strip():
        raise Refused([Reason("请写明原因", field="reason")])
    last = account.spans.last()
    if day > timezone.localdate() or (last is not None and day < last.begins):
        raise Refused([Reason("日期不能早于上一次状态，也不能晚于今天", field="on")])
    keeping.set_state(account, state, day, reason.strip(), actor)
    keeping.changed()
    return account


def _may_attest(account: Account, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from keeping.own_or_office(actor, Act.EDIT, account.unit)
    if not account.in_force:
        yield Reason(f"账号已经{account.get_state_display()}")


@verb("newmedia.interaction", "核查了{object}的互动", forbids=_may_attest, link=PAGE)
def attest(
    account: Account, *, actor: Actor, present: bool, checked_on: dt.date, evidence: str = "", note: str = ""
) -> Interaction:
    """Write down whether readers can ask there and are answered. 有 needs an address that shows it."""
    if checked_on > timezone.localdate():
        raise Refused([Reason("核查日期还没有到", field="checked_on")])
    if present and not evidence:
        raise Refused([Reason("有互动功能的，请给出能看到留言或回复的网址", field="evidence")])
    if not present and not note.strip():
        raise Refused([Reason("没有互动功能的，请写明情况", field="note")])
    return Interaction.objects.create(
        account=account, present=present, checked_on=checked_on, evidence=evidence, note=note.strip()[:300],
        by=actor.user, by_label=actor.label[:100],
    )  # fmt: skip


@verb("newmedia.followers", "登记了{object}的粉丝量", forbids=_may_attest, hidden=("phone",), link=PAGE)
def count_followers(account: Account, *, actor: Actor, followers: int, on: dt.date) -> Account:
    """The number that the platform's own console shows, with its day."""
    if on > timezone.localdate():
        raise Refused([Reason("统计日期还没有到", field="followers_on")])
    account.followers, account.followers_on = followers, on
    account.save()
    return account


def _office_only(unit: Unit, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from keeping.office_reasons(actor)


@verb("newmedia.sighting.record", "登记了发现的账号{object}", forbids=_office_only, hidden=("values",))
def sight(unit: Unit, *, actor: Actor, values: dict[str, Any]) -> Sighting:
    """An account that the register does not know, however it was come across; ``unit`` is the office.

    One that is registered already, or noted already, is refused with where it stands.
    """
    platform, name, handle = values["platform"], values["name"].strip(), (values.get("handle") or "").strip()
    known = Account.objects.in_force().filter(platform=platform)
    there = known.filter(name=name).first() or (known.filter(handle=handle).first() if handle else None)
    if there is not None:
        raise Refused(
            [Reason(f"已经登记，主办单位是{there.unit}", "不用再登记", there.get_absolute_url(), "name")]
        )
    if Sighting.objects.filter(platform=platform, name=name, state=Sighting.State.OPEN).exists():
        raise Refused([Reason("这个账号已经记过，还没有处理", field="name")])
    if values["found_on"] > timezone.localdate():
        raise Refused([Reason("发现日期还没有到", field="found_on")])
    return Sighting.objects.create(**{**values, "name": name, "handle": handle}, by_label=actor.label[:100])


def _may_settle(sighting: Sighting, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from keeping.office_reasons(actor)
    if sighting.state != Sighting.State.OPEN:
        yield Reason(f"已经处理：{sighting.get_state_display()}", "请刷新页面")


@verb("newmedia.sighting.settle", "处理了发现的账号{object}", forbids=_may_settle)
def settle_sighting(
    sighting: Sighting, *, actor: Actor, account: Account | None = None, reason: str = ""
) -> Sighting:
    """Either it has been registered since (which account), or it is none of the district's (why)."""
    if account is None and not reason.strip():
        raise Refused([Reason("请选已经备案的账号，或写明为什么不是本区账号", field="reason")])
    sighting.account, sighting.reason = account, reason.strip()[:300]
    sighting.state = Sighting.State.REGISTERED if account is not None else Sighting.State.FOREIGN
    sighting.settled_on = timezone.localdate()
    sighting.save()
    return sighting


@verb("newmedia.platform.keep", "改了平台{object}", forbids=_office_only)
def keep_platform(
    unit: Unit, *, actor: Actor, values: dict[str, Any], platform: Platform | None = None
) -> Platform:
    """Add a platform or change what it allows; ``unit`` is the office. One with accounts is switched off, never deleted."""
    found = platform or Platform()
    for name, value in values.items():
        setattr(found, name, value)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise Refused([Reason("代码或名称已经有了", "请换一个", field="name")]) from None
    return found


def register_imported(unit: Unit, values: dict[str, Any], phone: str, actor: Actor) -> Account:
    """An account of a list that existed before the register: it was approved then, as the list says."""
    found = describing.clean(values)
    if wrong := describing.clashes(unit, found):
        raise Refused(wrong)
    account = Account(unit=unit, phone=phone[:40], origin=Account.Origin.IMPORTED)
    describing.apply(account, found)
    keeping.set_state(
        account, AccountState.NORMAL, account.opened_on or timezone.localdate(), "清单导入", actor
    )
    return account
