"""REG-07 to REG-10: numbers without holes, force marked, ends decided in time, lists confirmed (task 24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from .. import queries, rules
from ..models import Confirmation, Norm


@indicator(
    "REG-07", "文号缺口数", tasks=(24,), version=1, scope="unit", denominator="U", unit_word="个",
    formula="每个机关代字、每年从 1 到最大号之间，既没有公开文件，也没有登记原因（不公开、依申请公开、作废、未使用）的号码",
    basis="任务分解表第 24 项“彻底解决底数不清问题”",
    target=Target("<=", 0), params={"years": 3},
)  # fmt: skip
def no_holes(ctx: Context) -> Iterator[Case]:
    """Every number of the last years' series."""
    first = ctx.as_of.year - int(ctx.params.get("years", 3)) + 1
    for series in queries.number_series(on=ctx.as_of):
        if not first <= series.year <= ctx.as_of.year:
            continue
        for number in series.numbers:
            name = f"{series.code}〔{series.year}〕{number.seq}号"
            hole = number.state == "缺号"
            yield Case(
                f"norms.number:{name}", name, "bad" if hole else "good", unit=series.units[0],
                reason=f"{name}没有公开文件，也没有说明" if hole else "", reason_code="hole" if hole else "",
                url=series.urls.get(number.seq, ""),
            )  # fmt: skip


@indicator(
    "REG-08", "效力标注率", tasks=(24,), version=1, scope="unit", unit_word="件",
    formula="合格：标明效力（有效、修改、废止、失效）和施行日期的已公开规范性文件；还没有施行的，标明施行日期即可",
    basis="任务分解表第 24 项“实现动态更新”",
    target=Target(">=", 1.0),
)  # fmt: skip
def force_marked(ctx: Context) -> Iterator[Case]:
    """Every public record that is a normative document."""
    rows = Publication.objects.public().filter(kind="norm", first_published_at__date__lte=ctx.as_of)
    for record in rows.defer("body", "extra").order_by("pk"):
        pending = record.effective_on is not None and record.effective_on > ctx.as_of
        lacks = [
            w for w, missing in (("效力", not record.validity and not pending), ("施行日期", not record.effective_on)) if missing
        ]  # fmt: skip
        yield Case(
            f"publications.publication:{record.pk}", record.title, "bad" if lacks else "good", unit=record.unit_id,
            fact=record.effective_on, reason=f"没有标明{'、'.join(lacks)}" if lacks else "",
            reason_code="unmarked" if lacks else "", url=record.get_absolute_url(),
        )  # fmt: skip


@indicator(
    "REG-09", "到期未处理数", tasks=(24,), version=1, scope="unit", unit_word="件",
    formula="应评估日（有效期满前六个月，待核）已过，仍在施行而没有决定延续、修改、废止或到期失效的文件；合格的是有决定或未到期的",
    basis="任务分解表第 24 项“及时立改废”",
    target=Target("<=", 0, verified=False),
)  # fmt: skip
def ends_decided(ctx: Context) -> Iterator[Case]:
    """Every document in force that has an end."""
    if not Norm.objects.registered().exists():
        raise SourceMissing("规范性文件登记簿还是空的")
    rows = list(
        queries.in_force(ctx.as_of).filter(valid_until__isnull=False).defer("body").order_by("valid_until")
    )
    waiting = {n.pk for n in queries.undecided(rows, ctx.as_of)}
    for norm in rows:
        bad = norm.pk in waiting
        left = (norm.valid_until - ctx.as_of).days if norm.valid_until else 0
        yield Case(
            f"norms.norm:{norm.pk}", norm.title, "bad" if bad else "good", unit=norm.unit_id, due=norm.review_on,
            fact=norm.valid_until, reason=f"{norm.valid_until} 到期（还有 {left} 天），没有决定" if bad else "",
            reason_code="undecided" if bad else "", url=norm.get_absolute_url(),
        )  # fmt: skip


@indicator(
    "REG-10", "底数季度确认率", tasks=(24,), version=2, method="ATTEST", scope="unit", unit_word="家",
    formula="合格：确认了本季度清单的单位；总数：承担公开职责的单位。季度的前两个月看上一季度，最后一个月看本季度",
    basis="任务分解表第 24 项；频次为默认值，待核",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def lists_confirmed(ctx: Context) -> Iterator[Case]:
    """Every unit that answers for openness, with nothing to confirm or much."""
    day = (
        ctx.as_of
        if ctx.as_of.month % 3 == 0
        else rules.quarter_days(*rules.quarter_of(ctx.as_of))[0] - dt.timedelta(1)
    )
    year, quarter = rules.quarter_of(day)
    due = rules.quarter_days(year, quarter)[1]
    given = {
        c.unit_id: c
        for c in Confirmation.objects.filter(year=year, quarter=quarter, at__date__lte=ctx.as_of).defer(
            "listed"
        )
    }
    if not Norm.objects.registered().exists() and not given:
        raise SourceMissing("规范性文件登记簿还是空的")
    for unit in Unit.objects.answerable(ctx.as_of).order_by("order"):
        done = given.get(unit.pk)
        yield Case(
            f"organisations.unit:{unit.pk}", str(unit), "good" if done else "bad", unit=unit.pk, due=due,
            fact=timezone.localdate(done.at) if done else None, url="/desk/norms/confirm/",
            reason="" if done else f"{unit}没有确认 {year} 年第 {quarter} 季度的规范性文件清单",
            reason_code="" if done else "unconfirmed",
        )  # fmt: skip
