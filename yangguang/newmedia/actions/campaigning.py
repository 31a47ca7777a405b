"""Cleaning up: every account of the district gets a decision, and facts alone tell that it was carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.duties import opening
from yangguang.duties.models import Duty
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import keeping
from ..models import Account, AccountState, Campaign, CampaignEntry, Decision
from .filing import file_end

PAGE = "newmedia:campaign"


def _office_only(unit: Unit, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from keeping.office_reasons(actor)
    if Campaign.objects.filter(ended_on=None).exists():
        yield Reason("还有没结束的清理", "请先结束上一次清理")


@verb("newmedia.campaign.begin", "开始了{object}", forbids=_office_only, link=PAGE)
def begin(
    unit: Unit, *, actor: Actor, title: str, begins: dt.date, due: dt.date, basis: str = ""
) -> Campaign:
    """Put every account in force on the list; their units are asked for a proposal. ``unit`` is the office."""
    if due < begins:
        raise Refused([Reason("完成期限早于开始日期", field="due")])
    accounts = list(Account.objects.in_force().listed())
    if not accounts:
        raise Refused([Reason("还没有登记账号，没有可清理的", "请先导入或备案账号")])
    campaign = Campaign.objects.create(
        title=title.strip()[:100], basis=basis.strip()[:200], begins=begins, due=due
    )
    CampaignEntry.objects.bulk_create([CampaignEntry(campaign=campaign, account=a) for a in accounts])
    opening.ensure_many(
        [
            opening.Spec(
                keeping.CAMPAIGN, str(campaign.pk), pk, f"清理新媒体账号：{campaign}"[:200],
                body="对本单位每个账号提出保留、整改、关停或归并的意见，并按决定办完。全部办完后待办自动销号。",
                url=campaign.get_absolute_url(), asked_by_id=unit.pk, due=due, closes_by_fact=True,
            )
            for pk in sorted({a.unit_id for a in accounts})
        ],
        actor=actor,
    )  # fmt: skip
    return campaign


def _may_propose(entry: CampaignEntry, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, entry.account.unit)
    if entry.decision:
        yield Reason(f"已经决定{entry.get_decision_display()}", "有不同意见的，请与主管部门联系")
    elif entry.campaign.ended_on is not None:
        yield Reason("这次清理已经结束")


@verb("newmedia.campaign.propose", "对{object}提了意见", forbids=_may_propose)
def propose(entry: CampaignEntry, *, actor: Actor, proposal: str, reason: str) -> CampaignEntry:
    """What its unit would do with the account."""
    if proposal not in Decision.values:
        raise Refused([Reason("请选择意见", field="proposal")])
    if proposal != Decision.KEEP and not reason.strip():
        raise Refused([Reason("请写明理由", field="reason")])
    entry.proposal, entry.proposal_reason = proposal, reason.strip()[:300]
    entry.save()
    return entry


def _may_decide(entry: CampaignEntry, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from keeping.office_reasons(actor)
    if entry.campaign.ended_on is not None:
        yield Reason("这次清理已经结束")
    elif entry.done_on is not None:
        yield Reason("已经办完，不能改决定")


@verb("newmedia.campaign.decide", "决定了{object}", forbids=_may_decide)
def decide(
    entry: CampaignEntry, *, actor: Actor, decision: str, reason: str = "", into: Account | None = None,
    due: dt.date | None = None,
) -> CampaignEntry:  # fmt: skip
    """保留, 整改 (counts no silence until it is over), 关停 or 归并. Closing files itself; only the notice is left to the unit."""
    account, today = entry.account, timezone.localdate()
    faults = []
    if decision not in Decision.values:
        faults.append(Reason("请选择决定", field="decision"))
    if decision != Decision.KEEP and not reason.strip():
        faults.append(Reason("请写明理由", field="reason"))
    if decision == Decision.MERGE and (into is None or into.pk == account.pk or not into.in_force):
        faults.append(Reason("归并要选并入哪个在用的账号", field="into"))
    if faults:
        raise Refused(faults)
    if (
        account.state == AccountState.RECTIFYING
        and entry.decision == Decision.RECTIFY
        and decision != Decision.RECTIFY
    ):
        keeping.set_state(account, AccountState.NORMAL, today, "清理：改了决定", actor)
    entry.decision, entry.reason, entry.decided_on = decision, reason.strip()[:300], today
    entry.into = into if decision == Decision.MERGE else None
    entry.due = due or entry.campaign.due
    entry.save()
    if decision == Decision.RECTIFY and account.state == AccountState.NORMAL:
        keeping.set_state(account, AccountState.RECTIFYING, today, f"清理：{reason.strip()}", actor)
        keeping.close_duties(keeping.STALE, [account.pk], actor=actor, fact="账号整改中")
    refresh(entry.campaign, today, actor=actor)
    entry.refresh_from_db()
    return entry


def _may_file(entry: CampaignEntry, *, actor: Actor) -> Iterable[Reason]:
    yield from file_end.reasons(entry.account, actor=actor)
    if entry.decision not in (Decision.CLOSE, Decision.MERGE):
        yield Reason("没有决定关停或归并")


@verb("newmedia.campaign.file", "按清理决定报送了{object}", forbids=_may_file)
def file(entry: CampaignEntry, *, actor: Actor) -> CampaignEntry:
    """The unit files the closing that was decided."""
    into = entry.into if entry.decision == Decision.MERGE else None
    file_end(entry.account, actor=actor, reason=f"{entry.campaign.title}：{entry.reason}", into=into)
    return entry


def _may_end(campaign: Campaign, *, actor: Actor) -> Iterable[Reason]:
    yield from keeping.office_reasons(actor)
    if campaign.ended_on is not None:
        yield Reason("已经结束")
    if left := campaign.entries.filter(decision="").count():
        yield Reason(f"还有 {left} 个账号没有决定", "请逐个决定后再结束")


@verb("newmedia.campaign.end", "结束了{object}", forbids=_may_end, link=PAGE)
def end(campaign: Campaign, *, actor: Actor) -> Campaign:
    """No more decisions; what is still to be carried out stays open and counts."""
    campaign.ended_on = timezone.localdate()
    campaign.save()
    return campaign


def outcome(entry: CampaignEntry) -> dt.date | None:
    """The day on which the decision was carried out, by the facts; None while it was not.

    关停 and 归并 are done when the account ended so and the public was told; 整改 when it is 正常 again.
    """
    account = entry.account
    if entry.decision == Decision.KEEP:
        return entry.decided_on
    if entry.decision == Decision.RECTIFY:
        since = [s for s in account.spans.all() if entry.decided_on and s.begins >= entry.decided_on]
        later = [s for n, s in enumerate(since) if s.state == AccountState.NORMAL and n > 0]
        return later[-1].begins if later and account.state == AccountState.NORMAL else None
    if entry.decision in (Decision.CLOSE, Decision.MERGE) and not account.in_force:
        return notice_day(account)
    return None


def notice_day(account: Account) -> dt.date | None:
    """When the public was told that the account ends."""
    told = [
        f.noticed_on
        for f in account.filings.all()
        if f.kind in ("close", "merge") and f.noticed_on is not None
    ]
    return max(told, default=None)


def refresh(campaign: Campaign, today: dt.date, *, actor: Actor) -> int:
    """Write down what the facts show; a unit whose accounts are all done is free. Returns how many became done."""
    entries = list(
        campaign.entries.select_related("account__platform", "account__unit").prefetch_related(
            "account__spans", "account__filings"
        )
    )
    changed = []
    for entry in entries:
        day = outcome(entry) if entry.decision else None
        if day is not None and day > today:
            day = None
        if day != entry.done_on:
            entry.done_on = day
            changed.append(entry)
    CampaignEntry.objects.bulk_update(changed, ["done_on"])
    open_units = {e.account.unit_id for e in entries if e.done_on is None}
    free = (
        Duty.objects.open().filter(kind=keeping.CAMPAIGN, key=str(campaign.pk)).exclude(unit__in=open_units)
    )
    opening.close_by_fact(list(free), actor=actor, fact="本单位账号已全部按决定办完")
    return len(changed)
