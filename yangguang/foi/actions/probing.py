"""Trying the ways to apply (任务 32 渠道畅通): the form by the system, the others by the openness office; what fails is put
into the unit's inbox until a later try passes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.duties import kinds
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_duty, withdraw_many
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons

from .. import oversight, probes, trying
from ..applying import guide
from ..models import ChannelProbe
from . import intake

Channel = ChannelProbe.Channel
MEND_DAYS = 5  # working days to mend a channel (待核)
BACK = 31  # days: an older try says nothing about today
BROKEN, ROUND = "foi.channel", "foi.channels"
kinds.register(kinds.Kind(BROKEN, "恢复申请渠道", reply_days=MEND_DAYS))
kinds.register(kinds.Kind(ROUND, "每月核查申请渠道"))
WHERE = {Channel.POST: "地址", Channel.PHONE: "电话", Channel.DESK: "地址"}


def who_may(actor: Actor, unit: Unit) -> list[Reason]:
    """The openness office tries everybody's channels, the justice unit those of the office; nobody their own."""
    if may(actor, Act.EDIT, unit) and not actor.is_system:
        return [
            Reason(
                "不能核查本单位的申请渠道",
                f"请{oversight.justice() or '别的单位'}核查"
                if unit.is_openness_office
                else "由政务公开主管部门核查",
            )
        ]
    if unit.is_openness_office and oversight.does_justice(actor):
        return []
    return reasons(actor, Act.PLAN)


def _may_record(
    unit: Unit, *, actor: Actor, channel: str = "", on: dt.date | None = None, ok: bool = True, note: str = "", **_: Any
) -> Iterable[Reason]:  # fmt: skip
    yield from who_may(actor, unit)
    if channel not in probes.ASKED:
        yield Reason("请选择信函地址、咨询电话或当面受理点", "网上申请页面由系统核查", field="channel")
        return
    today = timezone.localdate()
    if on is None or not today - dt.timedelta(days=BACK) <= on <= today:
        yield Reason(f"核查日期要在最近 {BACK} 天里，不能在今天之后", field="on")
    if not intake.accepting_units(today).filter(pk=unit.pk).exists():
        yield Reason(f"{unit}不受理政府信息公开申请，不用核查")
    elif ok and not probes.place(guide.channel_of(unit), channel):
        word = WHERE[Channel(channel)]
        yield Reason(f"{unit}没有公布{word}，不能算畅通", f"请记为不通，写明“没有公布{word}”", field="ok")
    if not ok and not note.strip():
        yield Reason(f"请写明{unit}不通的情况", "如 三次无人接听、地址查无此处", field="note")


@verb("foi.channel.record", "核查了{object}的申请渠道", forbids=_may_record)
def record(unit: Unit, *, actor: Actor, channel: str, on: dt.date, ok: bool, note: str = "") -> ChannelProbe:
    """Someone wrote, called or went there. A failure opens a duty of the unit, a later success closes it."""
    made = ChannelProbe.objects.create(
        unit=unit, channel=channel, on=on, ok=ok, note=note.strip()[:200], by_label=actor.label[:60]
    )
    follow(unit, channel, actor=actor)
    follow_month(timezone.localdate(), actor=actor)
    return made


def _may_try(unit: Unit, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)


@verb("foi.channel.try", "用系统核查了{object}的网上申请页面", forbids=_may_try)
def keep_try(unit: Unit, *, actor: Actor, on: dt.date, ok: bool, note: str) -> ChannelProbe:
    """What the system saw of the unit's web form."""
    made = ChannelProbe.objects.create(
        unit=unit, channel=Channel.ONLINE, on=on, ok=ok, note=note[:200], automatic=True, by_label="系统核查"
    )
    follow(unit, Channel.ONLINE, actor=actor)
    return made


def try_forms(today: dt.date, *, actor: Actor, again: bool = False) -> tuple[int, int]:
    """Try the forms that have not passed this month (``again``: every one); how many were tried, how many failed.

    The page is opened before anything is written, so that a slow answer holds no lock. Raises trying.Unreachable when
    the site can't be reached at all: then nothing is held against any unit.
    """
    first, _ = probes.month_of(today)
    passed = {u for (u, _c), p in probes.latest(first, today, channel=Channel.ONLINE).items() if p.ok}
    tried = failed = 0
    for unit in intake.accepting_units(today).order_by("order", "id"):
        if unit.pk in passed and not again:
            continue
        ok, note = trying.try_form(unit)
        keep_try(unit, actor=actor, on=today, ok=ok, note=note)
        tried, failed = tried + 1, failed + (not ok)
    return tried, failed


@transaction.atomic
def follow(unit: Unit, channel: str, *, actor: Actor) -> None:
    """Bring the unit's inbox in step with the newest try."""
    newest = ChannelProbe.objects.filter(unit=unit, channel=channel).first()
    key = f"{unit.pk}-{channel}"
    if newest is None or newest.ok:
        fact = f"{newest.on} 再次核查，已经畅通" if newest else "没有核查记录"
        close_by_fact(Duty.objects.open().filter(kind=BROKEN, key=key), actor=actor, fact=fact)
        return
    office = oversight.office()
    ensure_duty(
        Spec(
            kind=BROKEN, key=key, unit_id=unit.successor().pk, title=f"恢复申请渠道：{newest.get_channel_display()}",
            body=f"{newest.on} 核查不通：{newest.note}。改好后由政务公开主管部门再次核查，通过后自动销号。",
            url=reverse("foi:channels"), asked_by_id=office.pk if office else None, closes_by_fact=True,
        ),
        actor=actor,
    )  # fmt: skip


@transaction.atomic
def follow_month(today: dt.date, *, actor: Actor) -> int:
    """Remind the office of what is still to be tried this month; how many tries are left."""
    first, last = probes.month_of(today)
    units = list(intake.accepting_units(today))
    done = probes.latest(first, today, unit__in=units)
    left = sum((u.pk, c.value) not in done for u in units for c in probes.ASKED)
    open_ones = Duty.objects.open().filter(kind=ROUND)
    key = f"{first:%Y-%m}"
    withdraw_many(open_ones.exclude(key=key), actor=actor, reason="这个月已经过去")
    office = oversight.office()
    if not left:
        close_by_fact(open_ones.filter(key=key), actor=actor, fact="本月已经全部核查")
    elif office is not None:
        ensure_duty(
            Spec(
                kind=ROUND, key=key, unit_id=office.pk, title=f"核查 {first:%Y} 年 {first.month} 月的申请渠道",
                body=f"信函地址、咨询电话、当面受理点每月各试一次。还有 {left} 项没有核查。", url=reverse("foi:channels"),
                asked_by_id=office.pk, due=last, closes_by_fact=True,
            ),
            actor=actor,
        )  # fmt: skip
    return left


@transaction.atomic
def forget_gone(today: dt.date, *, actor: Actor) -> int:
    """A unit that takes no requests any more has no channel to mend: its duties end, wherever they were moved."""
    accepting = set(intake.accepting_units(today).values_list("pk", flat=True))
    duties = Duty.objects.open().filter(kind=BROKEN)
    gone = [
        d for d in duties if not (d.key.split("-")[0].isdigit() and int(d.key.split("-")[0]) in accepting)
    ]
    return close_by_fact(gone, actor=actor, fact="原单位已不再受理申请")
