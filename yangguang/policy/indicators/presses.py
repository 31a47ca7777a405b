"""PRS-01 to PRS-03: planned conferences held, their record complete, 重大 documents spoken about (任务 17)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, Target, indicator
from yangguang.publications.models import Publication

from .. import queries
from ..actions import press
from ..models import Conference, ConferenceDocument, NoConference
from ..rules import TRANSCRIPT_DAYS
from .period import on_or_before, year


@indicator(
    "PRS-01", "发布会计划执行率", tasks=(17,), version=1, scope="unit", unit_word="场", denominator="U",
    formula="合格：到期已举行，或写明原因改期、取消的；总数：当年计划、最初日期已到的发布会（年度计划由区新闻办编制）",
    basis="任务分解表第 17 项；95% 为本系统所定（待核）",
    target=Target(">=", 0.95, warn=0.8, verified=False),
)  # fmt: skip
def held_as_planned(ctx: Context) -> Iterator[Case]:
    first, _ = year(ctx)
    rows = Conference.objects.filter(year=first.year, first_planned_on__lte=ctx.as_of)
    for row in rows.order_by("first_planned_on", "pk"):
        held = row.held_on is not None and row.held_on <= ctx.as_of
        moved = bool(row.moved_reason) and (
            row.state == Conference.State.CANCELLED or row.planned_on > ctx.as_of
        )
        late = not held and not moved
        yield Case(
            f"policy.conference:{row.pk}", row.title, "bad" if late else "good", unit=row.host_id,
            due=row.planned_on, fact=row.held_on if held else None,
            url=row.get_absolute_url() if row.public else f"/desk/policy/press/{row.pk}/",
            reason=f"计划 {row.planned_on} 举行，没有举行，也没有改期的原因" if late else "",
            reason_code="not-held" if late else "",
        )  # fmt: skip


@indicator(
    "PRS-02", "发布会资料齐全率", tasks=(17,), version=1, scope="unit", unit_word="场",
    formula="合格：举行后 2 个工作日内实录、图片或视频、答问、相关文件都已公开；总数：当年举行、期限已到的发布会",
    basis="任务分解表第 17 项；四件和 2 个工作日为本系统所定（待核）",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def record_complete(ctx: Context) -> Iterator[Case]:
    first, last = year(ctx)
    days = calendar.load()
    rows = Conference.objects.filter(
        state=Conference.State.HELD, held_on__range=(first, last)
    ).prefetch_related("turns", "files", "links")
    for row in rows.order_by("held_on", "pk"):
        assert row.held_on is not None
        due = days.add(row.held_on, TRANSCRIPT_DAYS).due
        start = {
            "key": f"policy.conference:{row.pk}", "label": row.title, "unit": row.unit_id, "due": due,
            "url": row.get_absolute_url(),
        }  # fmt: skip
        gone = press.gaps(row, on=min(due, ctx.as_of))
        if not gone:
            yield Case(verdict="good", **start)  # type: ignore[arg-type]
        elif ctx.as_of <= due:
            yield Case(verdict="excluded", reason="补齐的期限还没有到", reason_code="waiting", **start)  # type: ignore[arg-type]
        else:
            yield Case(verdict="bad", reason=f"到 {due} 还缺{'、'.join(gone)}", reason_code="gaps", **start)  # type: ignore[arg-type]


@indicator(
    "PRS-03", "重大文件发布会覆盖", tasks=(17,), version=1, scope="unit", unit_word="份", denominator="U",
    formula="合格：有发布会，或有不召开的记录；总数：当年公开、认定为重大的政策文件",
    basis="任务分解表第 17 项",
    target=Target(">=", 1.0),
)  # fmt: skip
def major_spoken_about(ctx: Context) -> Iterator[Case]:
    first, last = year(ctx)
    rows = (
        Publication.objects.public()
        .listed()
        .filter(
            kind__in=queries.GATED, requirement__major=True,
            first_published_at__date__range=(first, last),
        )
        .prefetch_related(
            Prefetch("conference_links", ConferenceDocument.objects.select_related("conference"))
        )
        .order_by("pk")
    )  # fmt: skip
    forgone = {n.document_id: n for n in NoConference.objects.filter(document__in=rows)}
    for row in rows:
        spoken = any(
            x.conference.state == Conference.State.HELD
            and x.conference.held_on is not None
            and x.conference.held_on <= ctx.as_of
            for x in row.conference_links.all()
        )
        decision = forgone.get(row.pk)
        good = spoken or (decision is not None and on_or_before(decision.decided_at, ctx))
        yield Case(
            f"publications.publication:{row.pk}", row.title, "good" if good else "bad", unit=row.unit_id,
            url=row.get_absolute_url(),
            reason="" if good else "重大文件没有开发布会，也没有记录不开的决定", reason_code="" if good else "silent",
        )  # fmt: skip
