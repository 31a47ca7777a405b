"""STD-02: what higher authorities change is followed within sixty days (task 29)."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator

from ..models import Guidance


@indicator(
    "STD-02", "上级指引跟进率", tasks=(29,), version=1, scope="unit", unit_word="份", denominator="R",
    formula="合格：印发之日起 60 日内修订本区目录并生效，或写明无需修订理由的上级指引；总数：登记的上级指引；期限未到的不计入",
    basis="任务分解表第 29 项“及时跟踪”；60 日待核",
    target=Target(">=", 0.95, warn=0.8, verified=False),
)  # fmt: skip
def guidance_followed(ctx: Context) -> Iterator[Case]:
    """Guidance of the plan's year and the year before, against the day it was followed."""
    year = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    if not Guidance.objects.filter(withdrawn_at=None).exists():
        raise SourceMissing("还没有登记上级指引")
    rows = Guidance.objects.filter(
        withdrawn_at=None, issued_on__lte=ctx.as_of, issued_on__year__in=(year - 1, year)
    )
    for found in rows.select_related("unit").order_by("issued_on", "pk"):
        due = found.due_on
        followed = found.answered_on if found.answered_on and found.answered_on <= ctx.as_of else None
        key, label = f"registers.guidance:{found.pk}", f"{found.field}：{found}"
        if followed is None and due >= ctx.as_of:
            verdict, reason = "excluded", f"期限未到，应于 {due} 前跟进"
        elif followed is None:
            verdict, reason = "bad", f"{found.issuer} {found.issued_on} 印发，应于 {due} 前跟进，还没有跟进"
        elif followed > due:
            verdict, reason = "bad", f"应于 {due} 前跟进，实际 {followed}"
        else:
            verdict, reason = "good", ""
        yield Case(
            key, label, verdict, unit=found.unit_id, due=due, fact=followed, reason=reason,  # type: ignore[arg-type]
            reason_code={"bad": "late", "excluded": "running"}.get(verdict, ""), url=f"/desk/registers/guidance/{found.pk}/",
        )  # fmt: skip
