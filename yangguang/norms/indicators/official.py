"""REG-01 to REG-03: local texts against the official ones (task 22)."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator

from .. import checking
from ..models import Official

PLACES = "中国政府法制信息网、省司法厅网站的正式版本由登记单位存档"


def _officials(ctx: Context) -> list[Official]:
    found = list(
        Official.objects.filter(
            added_at__date__lte=ctx.as_of, changed_on__lte=ctx.as_of, publication__live=True
        )
        .select_related("publication")
        .order_by("changed_on", "pk")
    )
    if not found:
        raise SourceMissing("还没有登记正式文本")
    return found


@indicator(
    "REG-01", "文本一致率", tasks=(22,), version=1, scope="unit", denominator="R", unit_word="件",
    formula=f"合格：去掉排版差别后与正式文本相同的本站文本；总数：有正式文本存档的规章和规范性文件（{PLACES}）",
    basis="任务分解表第 22 项“正式版本”",
    target=Target(">=", 1.0),
)  # fmt: skip
def same_text(ctx: Context) -> Iterator[Case]:
    """Every public text that has an official one, against the newest of it."""
    for official in checking.latest(_officials(ctx)).values():
        found = checking.check(official)
        record = official.publication
        yield Case(
            f"publications.publication:{record.pk}", record.title, "good" if found.same else "bad", unit=record.unit_id,
            due=found.due, fact=found.changed_on, url=record.get_absolute_url(),
            reason="" if found.same else f"与 {official.changed_on} 的正式文本（{official.source}）不一致",
            reason_code="" if found.same else "differs",
        )  # fmt: skip


@indicator(
    "REG-02", "文本更新及时率", tasks=(22,), version=1, scope="unit", denominator="R", unit_word="次",
    formula="合格：正式文本变动后 10 个工作日内本站文本随之更新；总数：正式文本的变动；期限未到又未更新的不计入",
    basis="任务分解表第 22 项“及时更新”；天数为默认值，待核",
    target=Target(">=", 0.95, verified=False), params={"days": checking.ALLOWED},
)  # fmt: skip
def followed_in_time(ctx: Context) -> Iterator[Case]:
    """Every official change, against the day on which the local text followed it."""
    for official in _officials(ctx):
        found = checking.check(official, allowed=int(ctx.params.get("days", checking.ALLOWED)))
        record, fact = official.publication, found.changed_on
        if fact is not None and fact > ctx.as_of:
            fact = None
        good = fact is not None and fact <= found.due
        waiting = fact is None and ctx.as_of <= found.due
        verdict = "good" if good else "excluded" if waiting else "bad"
        reason = "" if good else f"期限 {found.due} 还没有到" if waiting else (
            f"正式文本 {official.changed_on} 变动，本站" + (f" {fact} 才更新" if fact else "还没有更新")
        )  # fmt: skip
        yield Case(
            f"norms.official:{official.pk}", record.title, verdict, unit=record.unit_id, due=found.due, fact=fact,  # type: ignore[arg-type]
            reason=reason, reason_code="" if good else "waiting" if waiting else "late", url=record.get_absolute_url(),
        )  # fmt: skip


@indicator(
    "REG-03", "失效未标注数", tasks=(22,), version=1, scope="unit", denominator="R", unit_word="件",
    formula="来源标注已废止、已失效，本站仍未标注的文本；合格的是两边一致的",
    basis="任务分解表第 22 项",
    target=Target("<=", 0),
)  # fmt: skip
def ended_and_marked(ctx: Context) -> Iterator[Case]:
    """Pairs of official and local status."""
    for official in checking.latest(_officials(ctx)).values():
        found = checking.check(official)
        record = official.publication
        words = official.get_status_display()
        yield Case(
            f"publications.publication:{record.pk}", record.title, "bad" if found.unmarked else "good",
            unit=record.unit_id, due=official.changed_on, url=record.get_absolute_url(),
            reason=f"来源标注{words}，本站标注“{record.get_validity_display()}”" if found.unmarked else "",
            reason_code="unmarked" if found.unmarked else "",
        )  # fmt: skip
