"""Clean-up campaigns: open, propose, decide, bring out the three lists, and let them take effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.html import escape

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.duties import opening
from yangguang.duties.models import Duty
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act
from yangguang.publications.actions import drafting

from ..force import Act as Deed
from ..keepers import keeper_reasons, own_or_keeper
from ..models import Campaign, CampaignItem, Norm
from . import relating

DUTY = "norms.campaign"
Decision = CampaignItem.Decision


def _may_open(unit: Unit, *, actor: Actor, name: str, base_on: dt.date, due: dt.date) -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    if not name.strip():
        yield Reason("请填写清理的名称", field="name")
    if due < base_on:
        yield Reason("期限早于基准日", "请核对两个日期", field="due")
    if Campaign.objects.filter(state=Campaign.State.OPEN).exists():
        yield Reason("还有一次清理没有结束", "请先审定或取消那一次")


@verb("norms.campaign.open", "发起了清理{object}", forbids=_may_open)
def open_campaign(unit: Unit, *, actor: Actor, name: str, base_on: dt.date, due: dt.date) -> Campaign:
    """A campaign over every document in force on the base day; each unit concerned gets one duty."""
    made = Campaign.objects.create(unit=unit, name=name.strip()[:120], base_on=base_on, due=due)
    norms = list(Norm.objects.registered().in_force(base_on).select_related("unit").defer("body"))
    if not norms:
        raise Refused([Reason("基准日没有现行有效的文件", "请核对基准日", field="base_on")])
    CampaignItem.objects.bulk_create([CampaignItem(campaign=made, norm=n) for n in norms], batch_size=500)
    counts: dict[int, int] = {}
    for norm in norms:
        counts[norm.unit_id] = counts.get(norm.unit_id, 0) + 1
    opening.ensure_many(
        [
            opening.Spec(
                kind=DUTY, key=f"{made.pk}", unit_id=pk, title=f"{made.name}：对 {n} 件文件提出意见",
                body="逐件提出继续有效、修改、废止或宣布失效的意见并写明理由。",
                url=f"/desk/norms/campaigns/{made.pk}/", asked_by_id=unit.pk, due=due, closes_by_fact=True,
            )
            for pk, n in counts.items()
        ],
        actor=actor,
    )  # fmt: skip
    return made


def _may_propose(item: CampaignItem, *, actor: Actor, decision: str, reason: str = "") -> Iterable[Reason]:
    yield from own_or_keeper(actor, Act.REVIEW, item.norm.unit)
    yield from _still_open(item.campaign)
    yield from _reasoned(decision, reason)


def _still_open(campaign: Campaign) -> Iterable[Reason]:
    if campaign.state != Campaign.State.OPEN:
        yield Reason(f"这次清理{campaign.get_state_display()}")


def _reasoned(decision: str, reason: str) -> Iterable[Reason]:
    if decision not in Decision.values:
        yield Reason("请选择意见", field="decision")
    elif decision != Decision.KEEP and not reason.strip():
        yield Reason("修改、废止、宣布失效要写明理由", "请填写理由", field="reason")


@verb("norms.campaign.propose", "对{object}提出了清理意见", forbids=_may_propose)
def propose(item: CampaignItem, *, actor: Actor, decision: str, reason: str = "") -> CampaignItem:
    """What the issuing unit proposes. Its duty closes with its last proposal."""
    item.proposal, item.proposal_reason, item.proposed_by = decision, reason.strip()[:300], actor.label
    item.save()
    unit = item.norm.unit_id
    if not item.campaign.items.filter(norm__unit=unit, proposal="").exists():
        duties = Duty.objects.open().filter(kind=DUTY, key=f"{item.campaign_id}", unit=unit)
        opening.close_by_fact(duties, actor=actor, fact="已对全部文件提出意见")
    return item


def _may_decide(item: CampaignItem, *, actor: Actor, decision: str, reason: str = "") -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    yield from _still_open(item.campaign)
    yield from _reasoned(decision, reason)


@verb("norms.campaign.decide", "审定了{object}的清理结果", forbids=_may_decide)
def decide(item: CampaignItem, *, actor: Actor, decision: str, reason: str = "") -> CampaignItem:
    """What the organiser decides, following the proposal or not."""
    item.decision, item.decision_reason, item.decided_by = decision, reason.strip()[:300], actor.label
    item.save()
    return item


def _may_follow(campaign: Campaign, *, actor: Actor) -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    yield from _still_open(campaign)
    if not campaign.items.filter(decision="").exclude(proposal="").exists():
        yield Reason("没有等待审定的单位意见")


@verb("norms.campaign.follow", "按单位意见审定了{object}", forbids=_may_follow)
def follow_proposals(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Decide as proposed wherever a unit has proposed and nothing is decided yet."""
    for item in campaign.items.filter(decision="").exclude(proposal=""):
        item.decision, item.decision_reason, item.decided_by = (
            item.proposal,
            item.proposal_reason,
            actor.label,
        )
        item.save()
    return campaign


def _may_conclude(campaign: Campaign, *, actor: Actor) -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    yield from _still_open(campaign)
    open_ones = campaign.items.filter(decision="").count()
    if open_ones:
        yield Reason(f"还有 {open_ones} 件没有审定", "逐件审定，或按单位意见一并审定")


@verb("norms.campaign.conclude", "审定了清理{object}并起草了结果文件", forbids=_may_conclude)
def conclude(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Draft the document with the three lists; it goes the way of every publication."""
    today = timezone.localdate()
    campaign.publication = drafting.create(
        campaign.unit, actor=actor,
        values={
            # A notice, not a policy: it sets nothing anew that would have to be explained.
            "kind": "notice", "title": f"{campaign.unit.full_name or campaign.unit}关于公布{campaign.name}结果的通知",
            "body": lists_html(campaign), "written_on": today, "genre": "通知", "topic": "综合政务", "validity": "valid",
            "items": ["FD20-01"], "summary": f"{campaign.name}：继续有效、废止、失效三份目录。", "source": str(campaign.unit),
        },
    )  # fmt: skip
    campaign.state = Campaign.State.DECIDED
    campaign.save()
    duties = Duty.objects.open().filter(kind=DUTY, key=f"{campaign.pk}")
    opening.withdraw_many(list(duties), actor=actor, reason="清理已经审定")
    return campaign


LISTS = (
    ("继续有效的规范性文件目录", (Decision.KEEP, Decision.AMEND)),
    ("废止的规范性文件目录", (Decision.REPEAL,)),
    ("宣布失效的规范性文件目录", (Decision.LAPSE,)),
)


def lists_of(campaign: Campaign) -> list[tuple[str, list[CampaignItem]]]:
    """The three lists (继续有效、废止、失效), in the order of units and dates."""
    items = list(campaign.items.select_related("norm", "norm__unit").defer("norm__body"))
    return [(name, [i for i in items if i.decision in chosen]) for name, chosen in LISTS]


def lists_html(campaign: Campaign) -> str:
    """The body of the result: a table for each of the three lists."""
    parts = [
        f"<p>按照规范性文件清理的要求，对截至{campaign.base_on:%Y年%-m月%-d日}现行有效的规范性文件进行了清理，现将结果公布如下。"
        "未列入继续有效目录的文件，自本通知施行之日起不再作为行政管理的依据。</p>"
    ]
    for number, (name, items) in zip("一二三", lists_of(campaign), strict=True):
        parts.append(f"<h2>{number}、{name}（{len(items)} 件）</h2>")
        if not items:
            parts.append("<p>无。</p>")
            continue
        rows = "".join(
            f"<tr><td>{n}</td><td>{escape(i.norm.title)}</td><td>{escape(i.norm.document_number or '—')}</td>"
            f"<td>{escape(str(i.norm.unit))}</td><td>{escape(_remark(i))}</td></tr>"
            for n, i in enumerate(items, 1)
        )
        parts.append(
            f'<table><caption>{name}</caption><thead><tr><th scope="col">序号</th><th scope="col">名称</th><th scope="col">文号</th>'
            f'<th scope="col">制定机关</th><th scope="col">备注</th></tr></thead><tbody>{rows}</tbody></table>'
        )
    return "\n".join(parts)


def _remark(item: CampaignItem) -> str:
    until = (
        f"有效期至 {item.norm.valid_until}"
        if item.norm.valid_until and item.decision == Decision.KEEP
        else ""
    )
    return "需要修改" if item.decision == Decision.AMEND else until or item.decision_reason or "—"


def _may_apply(campaign: Campaign, *, actor: Actor, on: dt.date) -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    if campaign.state != Campaign.State.DECIDED:
        yield Reason(f"这次清理{campaign.get_state_display()}")
        return
    if campaign.publication is None or not campaign.publication.live:
        yield Reason("清理结果文件还没有公布", "请在“信息发布”里送审、发布后再执行")
    if on < campaign.base_on:
        yield Reason("施行日期早于清理基准日", field="on")


@verb("norms.campaign.apply", "执行了清理结果{object}", forbids=_may_apply)
def apply(campaign: Campaign, *, actor: Actor, on: dt.date) -> Campaign:
    """Enter the repeals and lapses of the lists, on the strength of the released document."""
    record = campaign.publication
    assert record is not None
    said: dict[str, Any] = {"source_title": record.title, "source_number": record.document_number}
    deeds = {Decision.REPEAL: Deed.REPEAL, Decision.LAPSE: Deed.LAPSE}
    for item in campaign.items.filter(decision__in=list(deeds)).select_related("norm", "norm__unit"):
        norm = item.norm
        if norm.ends_on is not None and norm.ends_on < on:
            continue  # it has ended by itself since the base day
        relating.relate(
            norm, actor=actor, act=deeds[Decision(item.decision)], on=on, note=item.decision_reason, **said
        )
    campaign.state, campaign.effective_on = Campaign.State.APPLIED, on
    campaign.save()
    return campaign


def _may_abandon(campaign: Campaign, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    yield from _still_open(campaign)
    if not reason.strip():
        yield Reason("取消要写明原因", field="reason")


@verb("norms.campaign.abandon", "取消了清理{object}", forbids=_may_abandon)
def abandon(campaign: Campaign, *, actor: Actor, reason: str) -> Campaign:
    """Give the campaign up; proposals stay on record, duties are withdrawn."""
    campaign.state = Campaign.State.ABANDONED
    campaign.save()
    duties = Duty.objects.open().filter(kind=DUTY, key=f"{campaign.pk}")
    opening.withdraw_many(list(duties), actor=actor, reason=f"清理取消：{reason.strip()[:100]}")
    return campaign
