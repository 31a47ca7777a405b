"""EMG-01, EMG-02: themes that are on stay fresh, decisions to publish are carried out in time (task 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils import timezone

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.publications.models import Publication

from .. import queries, rules
from ..models import ReleaseDecision, Theme


@indicator(
    "EMG-01", "主题覆盖", tasks=(10,), version=1, scope="unit", unit_word="个", denominator="U",
    params={"days": rules.THEME_DAYS},
    formula="合格：最近一条信息不超过 7 天的主题；总数：当日开启的疫情主题；没有开启的是“没有这种情形”，不算达标",
    basis="任务分解表第 10 项；7 天待核",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def themes_fresh(ctx: Context) -> Iterator[Case]:
    """Every theme that was on at the end of the day."""
    themes = {t.pk: t for t in Theme.objects.select_related("column")}
    if not themes:
        raise SourceMissing("还没有登记疫情主题")
    allowed = int(ctx.params.get("days", rules.THEME_DAYS))
    windows = queries.windows_on(ctx.as_of)
    last = queries.last_items([t for pk, t in themes.items() if pk in windows], ctx.as_of)
    for pk, window in sorted(windows.items()):
        theme = themes[pk]
        at = last.get(pk, (None, 0))[0]
        day = timezone.localdate(at) if at else None
        good = rules.theme_fresh(day, ctx.as_of, allowed)
        said = f"最近一条 {day}，超过 {allowed} 天" if day else "还没有信息"
        yield Case(
            f"registers.theme:{pk}", theme.name, "good" if good else "bad", unit=theme.unit_id, fact=day,
            reason="" if good else f"主题“{theme}”{timezone.localdate(window.on_at)} 开启，{said}",
            reason_code="" if good else "stale", url="/emergency/",
        )  # fmt: skip


@indicator(
    "EMG-02", "发布时延达标率", tasks=(10,), version=1, scope="unit", unit_word="次", denominator="U",
    formula="合格：在时限内发布的；总数：当年的发布决定。时限默认散发疫情 2 小时、其他 24 小时；期限未到、已撤销的不计入",
    basis="任务分解表第 10 项；时限待核（参照国办发〔2016〕61号）",
    target=Target(">=", 0.95, warn=0.85, verified=False),
)  # fmt: skip
def decisions_carried_out_in_time(ctx: Context) -> Iterator[Case]:
    """Every decision of the year against the first public moment of the record that answers it."""
    year = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    if not ReleaseDecision.objects.exists():
        raise SourceMissing("还没有登记发布决定")
    last = min(ctx.as_of, dt.date(year, 12, 31))
    rows = ReleaseDecision.objects.filter(
        decided_at__date__gte=dt.date(year, 1, 1), decided_at__date__lte=last
    )
    midnight = timezone.make_aware(dt.datetime.combine(ctx.as_of + dt.timedelta(days=1), dt.time()))
    for row in rows.prefetch_related(Prefetch("publication", Publication.objects.listed())):
        at = row.published_at if row.published_at is not None and row.published_at < midnight else None
        key, label = f"registers.decision:{row.pk}", row.title
        due = timezone.localtime(row.deadline)
        common = {
            "unit": row.unit_id,
            "due": due.date(),
            "url": f"/desk/registers/themes/decisions/{row.pk}/",
        }
        if row.cancelled_at is not None and row.cancelled_at < midnight:
            yield Case(key, label, "excluded", reason=f"决定已撤销：{row.cancel_reason}", **common)  # type: ignore[arg-type]
        elif at is None and row.deadline >= midnight:
            yield Case(key, label, "excluded", reason=f"期限未到，应于 {due:%m-%d %H:%M} 前发布", **common)  # type: ignore[arg-type]
        else:
            good = at is not None and at <= row.deadline
            actual = f"实际 {timezone.localtime(at):%m-%d %H:%M}" if at else "还没有发布"
            yield Case(
                key, label, "good" if good else "bad", fact=timezone.localdate(at) if at else None,
                reason="" if good else f"应于 {due:%m-%d %H:%M} 前发布，{actual}",
                reason_code="" if good else "late", **common,  # type: ignore[arg-type]
            )  # fmt: skip
