"""EMG-05, EMG-07, EMG-08: consent before release, corrections that stay visible, health columns kept alive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator

from .. import coverage
from ..models import Column, SignOff, Version


def _year(ctx: Context) -> tuple[dt.date, dt.date]:
    year = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    return dt.date(year, 1, 1), min(ctx.as_of, dt.date(year, 12, 31))


@indicator(
    "EMG-05", "发布前统筹审签率", tasks=(11,), version=1, scope="unit", unit_word="条",
    formula="合格：发布前有发布单位和宣传部门审签记录的重大、敏感信息；总数：当年发布的重大、敏感信息",
    basis="任务分解表第 11 项“统筹”",
    target=Target(">=", 1.0),
)  # fmt: skip
def consent_before_release(ctx: Context) -> Iterator[Case]:
    """Released versions of records marked 重大、敏感, against their sign-offs."""
    first, last = _year(ctx)
    rows = Version.objects.filter(
        publication__sensitive=True, released_at__date__gte=first, released_at__date__lte=last
    ).select_related("publication")
    consents = {
        s.revision_id: s
        for s in SignOff.objects.filter(level=0, decision="approved", revision__in=rows.values("revision"))
    }
    for row in rows:
        given = consents.get(row.revision_id)
        good = given is not None and given.at <= row.released_at
        yield Case(
            f"publications.version:{row.pk}", row.publication.title, "good" if good else "bad",
            unit=row.publication.unit_id, fact=timezone.localdate(row.released_at),
            reason="" if good else "发布前没有宣传部门的审签" + ("（应急发布）" if row.urgent else ""),
            reason_code="" if good else "no-consent", url=row.publication.get_absolute_url(),
        )  # fmt: skip


@indicator(
    "EMG-07", "更正留痕率", tasks=(11,), version=1, scope="unit", unit_word="次",
    formula="合格：有公开的更正说明、旧文本可查的更正；总数：当年对已公开应急信息的更正",
    basis="任务分解表第 11 项；系统发布更正时要求说明",
    target=Target(">=", 1.0),
)  # fmt: skip
def corrections_visible(ctx: Context) -> Iterator[Case]:
    """Corrections of emergency information: the note is public and the older version can be compared."""
    first, last = _year(ctx)
    rows = Version.objects.filter(
        correction=True,
        publication__kind="emergency",
        released_at__date__gte=first,
        released_at__date__lte=last,
    ).select_related("publication")
    for row in rows:
        good = bool(row.note) and row.number > 1
        yield Case(
            f"publications.version:{row.pk}", row.publication.title, "good" if good else "bad",
            unit=row.publication.unit_id, fact=timezone.localdate(row.released_at),
            reason="" if good else "更正没有公开说明", reason_code="" if good else "no-note",
            url=f"/doc/{row.publication_id}/history/",
        )  # fmt: skip


@indicator(
    "EMG-08", "科普栏目更新", tasks=(12,), version=1, scope="unit", unit_word="个", params={"days": 14},
    formula="合格：14 天内有更新的健康科普类栏目；总数：现有的健康科普类栏目（选取“科普宣传”类信息）",
    basis="国办秘函〔2019〕19号动态类两周；任务分解表第 12 项",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def health_columns_fresh(ctx: Context) -> Iterator[Case]:
    """Columns that gather 科普宣传 against fourteen days."""
    columns = [
        c
        for c in Column.objects.filter(closed_on=None).select_related("unit")
        if "science" in c.query.get("kinds", ())
    ]
    if not columns:
        raise SourceMissing("还没有健康科普类栏目")
    allowed = int(ctx.params.get("days", 14))
    for row in coverage.freshness(ctx.as_of, columns):
        late = row.last is None or (ctx.as_of - row.last).days > allowed
        since = f"最近更新 {row.last}" if row.last else "还没有内容"
        yield Case(
            f"publications.column:{row.column.pk}", row.column.name, "bad" if late else "good",
            unit=row.column.unit_id, fact=row.last, url=row.column.get_absolute_url(),
            reason=f"栏目“{row.column}”{since}，应每 {allowed} 天更新" if late else "", reason_code="stale" if late else "",
        )  # fmt: skip
