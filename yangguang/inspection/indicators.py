"""COL-05, WEB-01, WEB-05: findings put right in time, the site answers, units keep their columns (tasks 25, 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from yangguang.core.indicators import Case, Context, SourceMissing, Target, Verdict, indicator
from yangguang.organisations.models import Membership, Role, Unit
from yangguang.publications.models import Column
from yangguang.workplan.measuring.states import NOT_DUE

from . import availability
from .models import Finding, Ping, Site

SIGNED_IN = 90  # days
MAINTAINS = (Role.EDITOR, Role.REVIEWER, Role.HEAD, Role.OPENNESS)


@indicator(
    "COL-05", "整改按期率", tasks=(27,), version=1, scope="unit", unit_word="个",
    formula="合格：经复查在期限当日或以前销号的问题；总数：已确认的检查问题，认定为误报的除外。没有到期的暂不算未达标",
    basis="任务分解表第 27 项“督促整改、通报批评”；整改期限按指标体系（待核）",
    target=Target(">=", 1.0, warn=0.9),
)  # fmt: skip
def put_right_in_time(ctx: Context) -> Iterator[Case]:
    """Every finding confirmed by the day and not closed before its year."""
    year = dt.date(ctx.as_of.year, 1, 1)
    if not Site.objects.exists():
        raise SourceMissing("还没有登记要检查的网站")
    rows = Finding.objects.filter(confirmed_at__date__lte=ctx.as_of, due__isnull=False).exclude(state="false")
    for f in rows.select_related("site", "unit").order_by("pk"):
        closed = timezone.localdate(f.closed_at) if f.closed_at else None
        if closed is not None and closed < year:
            continue
        if closed is not None and closed > ctx.as_of:
            closed = None  # on that day it was still open
        verdict, reason, code = _in_time(f.due, closed, ctx.as_of)
        yield Case(
            f"inspection.finding:{f.pk}", f"{f.site}：{f.title}", verdict, unit=f.unit_id, due=f.due, fact=closed,
            reason=reason, reason_code=code, url=f.get_absolute_url(),
        )  # fmt: skip


def _in_time(due: dt.date | None, closed: dt.date | None, on: dt.date) -> tuple[Verdict, str, str]:
    """(verdict, reason, its code) of a finding with a day."""
    assert due is not None  # those without one are left out
    if closed is not None:
        return ("good", "", "") if closed <= due else ("bad", f"{closed} 才整改到位，期限是 {due}", "late")
    if due < on:
        return "bad", f"期限 {due} 已过，还没有整改到位", "overdue"
    return "bad", f"正在整改，期限 {due}", NOT_DUE


@indicator(
    "WEB-01", "站点可用率", tasks=(25,), version=1, unit_word="次",
    formula="合格：15 秒内打得开的访问；总数：截至当日七天内对本平台网站的访问，每天 20 次以上",
    basis="国办秘函〔2019〕19号 单项否决 2；目标值 99.5% 为本平台设定（待核）",
    target=Target(">=", 0.995, warn=0.95, verified=False),
)  # fmt: skip
def site_answers(ctx: Context) -> Iterator[Case]:
    """Every visit of the week to our own site."""
    site = Site.objects.filter(ours=True).select_related("unit").first()
    if site is None:
        raise SourceMissing("还没有登记本平台的网站")
    start = timezone.make_aware(
        dt.datetime.combine(ctx.as_of - dt.timedelta(days=availability.DAYS - 1), dt.time())
    )
    end = timezone.make_aware(dt.datetime.combine(ctx.as_of + dt.timedelta(days=1), dt.time()))
    visits = Ping.objects.filter(site=site, at__gte=start, at__lt=end).order_by("at")
    if not visits:
        raise SourceMissing("这一周没有访问监测的记录，请确认后台进程在运行")
    for v in visits:
        moment = timezone.localtime(v.at)
        yield Case(
            f"inspection.ping:{v.pk}", f"{moment:%Y-%m-%d %H:%M}", "good" if v.ok else "bad", unit=site.unit_id,
            fact=moment.date(), reason="" if v.ok else f"{moment:%H:%M} 访问没有打开：{v.note or '超过 15 秒'}",
            reason_code="" if v.ok else "down",
        )  # fmt: skip


@indicator(
    "WEB-05", "分级维护在岗率", tasks=(25,), version=1, scope="unit", unit_word="家",
    formula="合格：有维护人员（起草、审核、负责人或公开岗位）且至少一人 90 天内登录过的单位；总数：负责现有栏目的单位",
    basis="任务分解表第 25 项“分级维护”；90 天为本平台设定（待核）",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def units_maintain(ctx: Context) -> Iterator[Case]:
    """Every unit that answers for a column. Only the last sign-in is known: one after the day counts for the day too."""
    owners = Column.objects.filter(closed_on=None, opened_on__lte=ctx.as_of).values("unit")
    units = Unit.objects.active(ctx.as_of).filter(pk__in=owners).order_by("order")
    since = ctx.as_of - dt.timedelta(days=SIGNED_IN)
    people: dict[int, list[dt.date | None]] = {}
    held = Membership.objects.valid(ctx.as_of).filter(role__in=MAINTAINS, user__is_active=True)
    for key, at in held.values_list("unit", "user__last_login"):
        people.setdefault(key, []).append(timezone.localdate(at) if at else None)
    for unit in units:
        found = people.get(unit.pk, [])
        last = max((d for d in found if d is not None), default=None)
        good = last is not None and last >= since
        reason = ""
        if not good:
            reason = f"{unit}没有登记维护人员" if not found else f"{unit}的维护人员 {SIGNED_IN} 天没有登录"
        yield Case(
            f"organisations.unit:{unit.pk}", str(unit), "good" if good else "bad", unit=unit.pk, fact=last, reason=reason,
            reason_code="" if good else "absent" if found else "nobody",
        )  # fmt: skip
