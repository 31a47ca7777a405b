"""What the request desk proves of tasks 32, 33, 34 and 38 from its own cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from yangguang.core.indicators import Case, Context, Target, indicator

from .actions.deciding import Kind
from .figures import queries
from .models import Challenge, Conversion, FeeNotice, FoiRequest, Letter, Vetting
from .rules import fees, grounds
from .rules.events import REPLIED

RELEASED = [c for c, g in grounds.GROUNDS.items() if g.released and c != grounds.PUBLIC]
REFUSED = [c for c, g in grounds.GROUNDS.items() if g.refusal]


def _year(ctx: Context) -> tuple[dt.date, dt.date]:
    """The plan's year up to the day measured (the day's own year without a plan)."""
    number = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    return dt.date(number, 1, 1), min(ctx.as_of, dt.date(number, 12, 31))


def _case(request: FoiRequest, **more: Any) -> dict[str, Any]:
    """A request as a counted object: its number only, no personal data."""
    return {
        "key": f"foi.foirequest:{request.pk}", "label": request.number, "unit": request.unit_id,
        "url": request.get_absolute_url(), **more,
    }  # fmt: skip


def _rows(**by: Any) -> Any:
    return FoiRequest.objects.filter(**by).select_related("unit").defer("content").order_by("pk")


@indicator(
    "FOI-01", "按期答复率", tasks=(32,), version=1, scope="unit",
    formula="合格：在答复期限内答复；总数：当年期限届满或已经答复的申请（补正、征求意见、延期、收费按条例计算期限）",
    basis="条例第三十三条", target=Target(">=", 1.0),
)  # fmt: skip
def on_time(ctx: Context) -> Iterator[Case]:
    first, last = _year(ctx)
    for r in _rows(due__range=(first, last)).filter(Q(closed_on=None) | Q(events__kind=REPLIED)).distinct():
        fact = r.closed_on if r.closed_on is not None and r.closed_on <= ctx.as_of else None
        start = _case(r, due=r.due, fact=fact)
        if fact is not None and fact <= r.due:
            yield Case(verdict="good", **start)
        elif fact is None and ctx.as_of <= r.due:
            yield Case(verdict="excluded", reason="期限还没有到", reason_code="waiting", **start)
        else:
            said = f"{fact} 才答复" if fact else "至今没有答复"
            yield Case(verdict="bad", reason=f"应于 {r.due} 前答复，{said}", reason_code="late", **start)


@indicator(
    "FOI-02", "逾期未答复件数", tasks=(32,), version=1, scope="unit",
    formula="每件期限已过而没有答复的申请为一件不合格；没有逾期的不计", basis="条例第三十三条", target=Target("=", 0),
)  # fmt: skip
def overdue(ctx: Context) -> Iterator[Case]:
    for r in _rows(closed_on=None, received_on__lte=ctx.as_of, due__isnull=False):
        start = _case(r, due=r.due)
        if r.due < ctx.as_of:
            days = (ctx.as_of - r.due).days
            yield Case(verdict="bad", reason=f"逾期 {days} 天没有答复", reason_code="overdue", **start)
        else:
            yield Case(verdict="good", **start)


def _released(ctx: Context) -> Any:
    return _rows(closed_on__range=_year(ctx), ground__in=RELEASED).select_related(
        "conversion__publication", "unit"
    )


@indicator(
    "FOI-03", "转主动公开审查率", tasks=(32,), version=1, scope="unit",
    formula="合格：有研判结论（可转或不可转并说明理由）；总数：当年向申请人提供了信息的申请",
    basis="条例第四十四条；任务分解表第 32 项“同步审查研判”", target=Target(">=", 1.0),
)  # fmt: skip
def judged(ctx: Context) -> Iterator[Case]:
    for r in _released(ctx):
        found = Conversion.objects.filter(request=r, decided_on__lte=ctx.as_of).first()
        if found is not None:
            yield Case(verdict="good", **_case(r, fact=found.decided_on))
        else:
            yield Case(
                verdict="bad", reason="提供了信息，没有研判能否转为主动公开", reason_code="none", **_case(r)
            )


@indicator(
    "FOI-04", "转主动公开完成率", tasks=(32,), version=1, scope="unit",
    formula="合格：研判可转的，在 20 个工作日内公开；总数：当年研判可转且期限已到或已公开的",
    basis="任务分解表第 32 项“及时转为主动公开”；20 个工作日为本系统所定（待核）", target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def converted(ctx: Context) -> Iterator[Case]:
    rows = Conversion.objects.filter(verdict="publish", decided_on__range=_year(ctx))
    for c in rows.select_related("request__unit", "publication").order_by("pk"):
        page = c.publication
        moment = page.first_published_at if page is not None and page.live else None
        fact = moment.date() if moment is not None and moment.date() <= ctx.as_of else None
        start = _case(c.request, due=c.due, fact=fact)
        if fact is not None and (c.due is None or fact <= max(c.due, c.decided_on)):
            yield Case(verdict="good", **start)
        elif fact is None and c.due is not None and ctx.as_of <= c.due:
            yield Case(verdict="excluded", reason="期限还没有到", reason_code="waiting", **start)
        else:
            said = f"{fact} 才公开" if fact else "至今没有公开"
            yield Case(verdict="bad", reason=f"应于 {c.due} 前公开，{said}", reason_code="late", **start)


@indicator(
    "FOI-06", "法律审查参与率", tasks=(32,), version=1, scope="unit",
    formula="合格：有法律顾问同意的意见；总数：当年不予公开、部分公开、不予处理的答复",
    basis="任务分解表第 32 项“引入法律顾问”；90% 为本系统所定（待核）", target=Target(">=", 0.9, verified=False),
)  # fmt: skip
def counselled(ctx: Context) -> Iterator[Case]:
    heard = set(
        Vetting.objects.filter(kind=Kind.COUNSEL, verdict=Vetting.Verdict.FIT).values_list(
            "request", flat=True
        )
    )
    for r in _rows(closed_on__range=_year(ctx), ground__in=REFUSED):
        if r.pk in heard:
            yield Case(verdict="good", **_case(r))
        else:
            yield Case(verdict="bad", reason="没有法律顾问的意见", reason_code="none", **_case(r))


@indicator(
    "FOI-08", "文书要素齐全率", tasks=(33,), version=1, scope="unit",
    formula="合格：文号、事实、条款、理由、救济途径与期限、日期、盖章处等要素齐全；总数：当年制发、没有作废的文书",
    basis="任务分解表第 33 项“规定格式”", target=Target(">=", 1.0),
)  # fmt: skip
def complete(ctx: Context) -> Iterator[Case]:
    rows = Letter.objects.filter(dated__range=_year(ctx), void_at=None).select_related("request__unit")
    for one in rows.defer("html").order_by("pk"):
        lacking = [name for name, held in one.elements.items() if not held]
        start = {
            "key": f"foi.letter:{one.pk}", "label": str(one), "unit": one.unit_id, "fact": one.dated,
            "url": one.request.get_absolute_url(),
        }  # fmt: skip
        if lacking or not one.elements:
            reason = f"缺少：{'、'.join(lacking) or '要素没有核对'}"
            yield Case(verdict="bad", reason=reason, reason_code="lacking", **start)  # type: ignore[arg-type]
        else:
            yield Case(verdict="good", **start)  # type: ignore[arg-type]


@indicator(
    "FOI-10", "被纠错率", tasks=(33,), version=1, scope="unit", denominator="R", min_n=5,
    formula="合格：复议、诉讼结果不是纠正；总数：当年审结的政府信息公开复议和诉讼；不足 5 件不评价",
    basis="任务分解表第 33 项；目标为本系统所定（待核）", target=Target(">=", 0.9, verified=False),
)  # fmt: skip
def upheld(ctx: Context) -> Iterator[Case]:
    rows = Challenge.objects.filter(decided_on__range=_year(ctx)).select_related("request__unit")
    for c in rows.order_by("pk"):
        start = {
            "key": f"foi.challenge:{c.pk}", "label": f"{c.get_kind_display()} {c.body}"[:200], "unit": c.request.unit_id,
            "fact": c.decided_on, "url": f"{c.request.get_absolute_url()}after/",
        }  # fmt: skip
        if c.outcome == Challenge.Outcome.CORRECTED:
            yield Case(verdict="bad", reason=f"结果纠正：{c.how or '—'}", reason_code="corrected", **start)  # type: ignore[arg-type]
        else:
            yield Case(verdict="good", **start)  # type: ignore[arg-type]


@indicator(
    "FEE-01", "计费一致率", tasks=(34,), version=1, scope="unit",
    formula="合格：收费通知的金额等于按通知所载件数或页数计算的金额，且一件申请只用一种方式；总数：当年发出的收费通知",
    basis="国办函〔2020〕109号", target=Target(">=", 1.0),
)  # fmt: skip
def charged(ctx: Context) -> Iterator[Case]:
    rows = FeeNotice.objects.filter(notified_on__range=_year(ctx)).select_related("request__unit")
    for fee in rows.order_by("pk"):
        noticed = fees.Noticed(fee.method, fee.items, fee.already, fee.pages, fee.amount)  # type: ignore[arg-type]
        start = _case(fee.request, fact=fee.notified_on)
        if noticed.consistent:
            yield Case(verdict="good", **start)
        else:
            reason = f"通知 {fee.amount} 元，按规定应为 {noticed.expected} 元"
            yield Case(verdict="bad", reason=reason, reason_code="differs", **start)


@indicator(
    "FEE-02", "收缴台账一致", tasks=(34,), version=1, scope="unit", unit_word="个",
    formula="合格：当年锁定的年报收费数字与收费台账一致；总数：上一年度锁定了年报数据的单位",
    basis="任务分解表第 34 项；国办公开办函〔2021〕30号", target=Target(">=", 1.0),
)  # fmt: skip
def ledger(ctx: Context) -> Iterator[Case]:
    for found in _locked(ctx):
        wrong = [d for d in found.drifted if d.table == "fees"]
        yield _unit_case(found, wrong)


@indicator(
    "ANR-03", "年报数据勾稽差", tasks=(38,), version=1, scope="unit", unit_word="个",
    formula="合格：锁定的年报数据勾稽关系全部相符，且与案件一致；总数：上一年度锁定了年报数据的单位",
    basis="国办公开办函〔2021〕30号", target=Target("=", 0),
)  # fmt: skip
def reconciled(ctx: Context) -> Iterator[Case]:
    for found in _locked(ctx):
        yield _unit_case(found, [*queries.faults(found), *found.drifted])


def _locked(ctx: Context) -> list[queries.Figures]:
    year = (ctx.plan.year if ctx.plan is not None else ctx.as_of.year) - 1
    return [f for f in queries.of_units(year) if f.locked and f.unit is not None]


def _unit_case(found: queries.Figures, wrong: list[Any]) -> Case:
    assert found.unit is not None
    start = {
        "key": f"organisations.unit:{found.unit.pk}", "label": f"{found.name} {found.year} 年", "unit": found.unit.pk,
        "url": f"/desk/requests/figures/?year={found.year}&unit={found.unit.code}",
    }  # fmt: skip
    if wrong:
        reason = "；".join(map(str, wrong[:3])) + (f"等 {len(wrong)} 处" if len(wrong) > 3 else "")
        return Case(verdict="bad", reason=reason[:500], reason_code="differs", **start)  # type: ignore[arg-type]
    return Case(verdict="good", **start)  # type: ignore[arg-type]
