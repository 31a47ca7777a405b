"""What every write of the room does besides: states with their days, public pages, duties, who decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.duties import kinds, opening
from yangguang.duties.models import Duty
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons

from . import rules
from .models import Account, AccountState, Filing, StateSpan

DECIDE, NOTICE, STALE, CAMPAIGN = "newmedia.decide", "newmedia.notice", "newmedia.stale", "newmedia.campaign"
kinds.register(kinds.Kind(DECIDE, "新媒体备案审批", reply_days=rules.DECIDE_DAYS))
kinds.register(kinds.Kind(NOTICE, "新媒体公告备案", reply_days=rules.NOTICE_DAYS))
kinds.register(kinds.Kind(STALE, "新媒体更新"))
kinds.register(kinds.Kind(CAMPAIGN, "新媒体清理"))
TAG = "media"


def office() -> Unit | None:
    """The unit that supervises new media (国办发〔2018〕123号: 县级以上政府办公厅（室）主管)."""
    return Unit.objects.filter(is_openness_office=True, active_to=None).first()


def supervises(actor: Actor) -> bool:
    return may(actor, Act.SUPERVISE)


def office_reasons(actor: Actor) -> list[Reason]:
    """Empty when the actor decides for the district; else why not."""
    return [] if supervises(actor) else [Reason("由政务公开主管部门办理", "请联系区政府办")]


def own_or_office(actor: Actor, act: Act, unit: Unit) -> list[Reason]:
    """For acts that a unit does for its own accounts and the office for all."""
    return [] if supervises(actor) else reasons(actor, act, unit)


def set_state(account: Account, state: str, day: dt.date, reason: str, actor: Actor) -> None:
    """Move an account to a state from a day on; what it was before stays told."""
    account.state = state
    account.closed_on = day if state in (AccountState.CLOSED, AccountState.MERGED) else None
    account.save()
    StateSpan.objects.create(
        account=account, state=state, begins=day, reason=reason[:300], by_label=actor.label[:100]
    )


def changed() -> None:
    """The public list shows something else now."""
    pages.purge(TAG)


def ask_office(filing: Filing, *, actor: Actor) -> None:
    """The office decides on a filing in time."""
    unit = office()
    if unit is None:
        return
    duty = opening.ensure_duty(
        opening.Spec(
            DECIDE, str(filing.pk), unit.pk, f"审批新媒体备案：{filing}"[:200], url=filing.get_absolute_url(),
            asked_by_id=filing.unit_id, due=filing.due, closes_by_fact=True,
        ),
        actor=actor,
    )  # fmt: skip
    filing.due = duty.due


def ask_notice(filing: Filing, *, actor: Actor) -> None:
    """The unit tells the public and writes down the filing number in time."""
    unit = office()
    duty = opening.ensure_duty(
        opening.Spec(
            NOTICE, str(filing.pk), filing.unit_id, f"公告并备案：{filing}"[:200],
            body="开设、变更名称、关停、归并都要公告。公告发布后在这里登记，待办自动销号。", url=filing.get_absolute_url(),
            asked_by_id=unit.pk if unit else None, closes_by_fact=True,
        ),
        actor=actor,
    )  # fmt: skip
    filing.notice_due = duty.due


def close_duties(kind: str, keys: Iterable[object], *, actor: Actor, fact: str) -> int:
    """End what is open of a kind for these keys, because of a fact."""
    found = Duty.objects.open().filter(kind=kind, key__in=[str(k) for k in keys])
    return opening.close_by_fact(list(found), actor=actor, fact=fact)


def warn_stale(found: Sequence[tuple[Account, rules.Standing]], *, actor: Actor) -> None:
    """A duty of the account's unit; its last day is the one before the silence counts."""
    today = timezone.localdate()
    opening.ensure_many(
        [
            opening.Spec(
                STALE, str(account.pk), account.unit_id, f"更新新媒体账号：{account}"[:200],
                body=f"已经 {standing.days} 天没有更新。" if standing.days is not None else "没有任何更新记录。",
                url=reverse("newmedia:account", args=[account.pk]), due=_last_day(standing, today), closes_by_fact=True,
            )
            for account, standing in found
        ],
        actor=actor,
    )  # fmt: skip


def _last_day(standing: rules.Standing, today: dt.date) -> dt.date:
    return standing.veto_on - dt.timedelta(days=1) if standing.veto_on else today
