"""NMD-01 to NMD-05: accounts are on record and alive, what matters is told there, nothing goes out unread.

NMD-03g (公报推送率) is the gazette's; posts that tell of an issue are written into its push records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.workplan.measuring.states import NOT_DUE

from . import coverage, keeping, packaging, queries, rules
from .actions.campaigning import notice_day
from .models import Account, CampaignEntry, Decision, Message, MessageState, Sighting


def _year(ctx: Context) -> tuple[dt.date, dt.date]:
    """The measured year up to the day."""
    year = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    return dt.date(year, 1, 1), min(ctx.as_of, dt.date(year, 12, 31))


def _known(on: dt.date) -> None:
    """Nothing is measured of a register that nobody has begun to keep."""
    if not Account.objects.exists() and not Sighting.objects.exists():
        raise SourceMissing("还没有登记新媒体账号，也没有记录发现的账号")


@indicator(
    "NMD-01", "账号备案率", tasks=(26,), version=1, unit_word="个", denominator="R",
    formula="合格：主办单位、用途、内容负责人、审批人、联系人和电话都已登记的账号；总数：在用的登记账号，"
            "加上发现而没有备案的账号",
    basis="任务分解表第 26 项；国办发〔2018〕123号",
    target=Target(">=", 1.0),
)  # fmt: skip
def accounts_are_filed(ctx: Context) -> Iterator[Case]:
    """Every account that is known, by the register or because somebody came across it."""
    _known(ctx.as_of)
    for a in queries.in_force_on(ctx.as_of, queries.histories()):
        told = {n: getattr(a, n) for n in ("purpose", "lead", "approver", "contact", "phone")}
        gone = a.unit.active_to is not None and a.unit.active_to < ctx.as_of
        missing = rules.lacking({**told, "unit": "" if gone else str(a.unit)})
        yield Case(
            f"newmedia.account:{a.pk}", str(a), "bad" if missing else "good", unit=a.unit_id, fact=a.opened_on,
            reason=f"账号“{a.name}”缺少{'、'.join(missing)}" if missing else "",
            reason_code="incomplete" if missing else "", url="/media/",
        )  # fmt: skip
    office = keeping.office()
    for s in Sighting.objects.filter(found_on__lte=ctx.as_of).select_related("platform"):
        if s.state != Sighting.State.OPEN and s.settled_on is not None and s.settled_on <= ctx.as_of:
            continue
        yield Case(
            f"newmedia.sighting:{s.pk}", str(s), "bad", unit=s.unit_id or (office.pk if office else None), fact=s.found_on,
            reason=f"{s.found_on} 发现账号“{s.name}”没有备案", reason_code="unregistered",
        )  # fmt: skip


@indicator(
    "NMD-02", "停更账号数", tasks=(26,), version=1, unit_word="个", denominator="R",
    formula="合格：两周内有更新的账号；不合格：连续 14 天没有更新的账号。同意整改期间的账号和不发文的平台（小程序）不计入",
    basis="任务分解表第 26 项；国办秘函〔2019〕19号政务新媒体单项否决“内容不更新”（2 周口径有通报印证，原文待核）",
    target=Target("<=", 0, verified=False),
)  # fmt: skip
def accounts_are_alive(ctx: Context) -> Iterator[Case]:
    """Every account in force, by its newest post known on the day."""
    _known(ctx.as_of)
    for fact in queries.facts(ctx.as_of):
        a, s = fact.account, fact.standing
        key, url = f"newmedia.account:{a.pk}", "/media/"
        if s.freshness in (rules.Freshness.NOT_ASKED, rules.Freshness.PAUSED):
            yield Case(key, str(a), "excluded", unit=a.unit_id, fact=s.last, reason=str(s.freshness), url=url)
        elif s.freshness == rules.Freshness.STALE:
            why = (
                f"账号“{a.name}”已 {s.days} 天没有更新"
                if s.days is not None
                else f"账号“{a.name}”没有任何更新记录"
            )
            yield Case(
                key,
                str(a),
                "bad",
                unit=a.unit_id,
                due=s.veto_on,
                fact=s.last,
                reason=why,
                reason_code="stale",
                url=url,
            )
        else:
            yield Case(key, str(a), "good", unit=a.unit_id, due=s.veto_on, fact=s.last, url=url)


@indicator(
    "NMD-03", "权威信息推送率", tasks=(26,), version=1, unit_word="条",
    params={"days": rules.PUSH_DAYS, "people_facing": True},
    formula="合格：公开后 3 个工作日内在至少一个政务新媒体账号推送的公报、重要政策、政策解读；总数：本年公开的这些信息；"
            "重要政策指认定为重大文件、重点工作或直接面向群众企业的政策；推送期限没有到的不计入",
    basis="任务分解表第 26 项；期限和重要政策的口径待核",
    target=Target(">=", 0.9, warn=0.8, verified=False),
)  # fmt: skip
def what_matters_is_pushed(ctx: Context) -> Iterator[Case]:
    """Items that became public in the year, against posts that tell of them."""
    begins, ends = _year(ctx)
    days = int(ctx.params.get("days", rules.PUSH_DAYS))
    facing = bool(ctx.params.get("people_facing", True))
    chosen = coverage.items(begins, ends, calendar.load(), people_facing=facing, push_days=days)
    if chosen and not Account.objects.exists():
        raise SourceMissing("还没有登记新媒体账号，不知道推送到哪里")
    for row in coverage.rows(chosen, ctx.as_of):
        i = row.item
        fact = row.pushes[0].on if row.pushes else None
        if row.state == "已推送":
            yield Case(i.key, i.title, "good", unit=i.unit, due=i.due, fact=fact, url=i.url)
        elif row.state == "待推送":
            yield Case(
                i.key,
                i.title,
                "excluded",
                unit=i.unit,
                due=i.due,
                url=i.url,
                reason=f"推送期限 {i.due} 还没有到",
            )
        else:
            why = f"应于 {i.due} 前推送，" + (f"实际 {fact}" if fact else "没有推送记录")
            yield Case(
                i.key, i.title, "bad", unit=i.unit, due=i.due, fact=fact, url=i.url,
                reason=f"{i.sort}“{i.title[:60]}”{why}", reason_code="late" if fact else "missing",
            )  # fmt: skip


@indicator(
    "NMD-04", "清理整合完成率", tasks=(26,), version=1, unit_word="个", denominator="R",
    formula="合格：决定关停、归并，已经关停并公告的账号；总数：清理中决定关停、归并的账号；期限没有到的算预警",
    basis="任务分解表第 26 项；国办发〔2018〕123号",
    target=Target(">=", 1.0),
)  # fmt: skip
def campaigns_are_carried_out(ctx: Context) -> Iterator[Case]:
    """Accounts that were to be closed or merged by the day; the latest decision on an account counts."""
    rows = CampaignEntry.objects.filter(
        decision__in=[Decision.CLOSE, Decision.MERGE], decided_on__lte=ctx.as_of
    )
    latest: dict[int, CampaignEntry] = {}
    chosen = rows.select_related("account__platform", "account__unit", "campaign").prefetch_related(
        "account__filings"
    )
    for entry in chosen.order_by("decided_on", "pk"):
        latest[entry.account_id] = entry
    for entry in latest.values():
        a = entry.account
        ended = a.closed_on is not None and a.closed_on <= ctx.as_of
        told = notice_day(a)
        told = told if told is not None and told <= ctx.as_of else None
        key, due = f"newmedia.account:{a.pk}", entry.due or entry.campaign.due
        word = entry.get_decision_display()
        if ended and told:
            yield Case(key, str(a), "good", unit=a.unit_id, due=due, fact=told, url="/media/")
            continue
        why = f"账号“{a.name}”决定{word}，" + ("已关停但没有公告" if ended else "还没有办完")
        code = NOT_DUE if due >= ctx.as_of else "late"
        yield Case(
            key,
            str(a),
            "bad",
            unit=a.unit_id,
            due=due,
            reason=f"{why}，期限 {due}",
            reason_code=code,
            url="/media/",
        )


@indicator(
    "NMD-05", "发布前审核率", tasks=(26,), version=1, unit_word="条",
    formula="合格：发出前已经审核、签发，发出的标题与签发的一致；总数：本年通过本系统发出的推文",
    basis="任务分解表第 26 项“前置风险识别”；国办发〔2018〕123号（先审后发）",
    target=Target(">=", 1.0),
)  # fmt: skip
def posts_are_reviewed(ctx: Context) -> Iterator[Case]:
    """Texts sent through the system in the year; their trail and the post as it stands tell."""
    begins, ends = _year(ctx)
    first = timezone.make_aware(dt.datetime.combine(begins, dt.time()))
    rows = Message.objects.filter(
        state=MessageState.SENT, sent_at__gte=first, sent_at__lt=queries.moment_after(ends)
    ).select_related("account__platform", "post")
    for m in rows.order_by("sent_at", "pk"):
        assert m.sent_at is not None
        faults = []
        if m.approved_at is None or m.approved_digest != packaging.digest(m.title, m.text):
            faults.append("没有签发记录")
        elif m.sent_at < m.approved_at.replace(second=0, microsecond=0):
            faults.append("先发后审")
        if m.post is not None and m.post.title.strip() != m.title.strip():
            faults.append("发出的标题与签发的不一致")
        yield Case(
            f"newmedia.message:{m.pk}", m.title, "bad" if faults else "good", unit=m.unit_id,
            fact=timezone.localdate(m.sent_at), reason=f"“{m.title[:60]}”{'，'.join(faults)}" if faults else "",
            reason_code="unreviewed" if faults else "", url=m.sent_url,
        )  # fmt: skip
