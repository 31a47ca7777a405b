"""INT-08, INT-09: passed on to streets and front desks, grass-roots staff trained (任务 16)."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.core.indicators import Case, Context, Target, indicator
from yangguang.organisations.models import Unit, UnitKind

from ..models import Receipt, Training
from ..rules import half_of, half_span
from .period import day, year


@indicator(
    "INT-08", "向下传递签收率", tasks=(16,), version=1, scope="unit", unit_word="件",
    formula="合格：在 5 个工作日内签收；总数：当年发出、期限已到的（传达单，街道或窗口单位）；期限未到而未签收的不计",
    basis="任务分解表第 16 项“传递机制”；95% 和 5 个工作日为本系统所定（待核）",
    target=Target(">=", 0.95, warn=0.9, verified=False),
)  # fmt: skip
def acknowledged(ctx: Context) -> Iterator[Case]:
    first, last = year(ctx)
    rows = Receipt.objects.filter(briefing__sent_at__date__range=(first, last)).select_related(
        "briefing__document", "unit"
    )
    for row in rows.order_by("pk"):
        read, due = day(row.read_at), row.briefing.due
        read = read if read is not None and read <= ctx.as_of else None
        start = {
            "key": f"policy.receipt:{row.pk}", "label": f"{row.unit}：{row.briefing.document.title}"[:200],
            "unit": row.unit_id, "due": due, "fact": read, "url": f"/desk/policy/briefings/{row.briefing_id}/",
        }  # fmt: skip
        if read is not None and read <= due:
            yield Case(verdict="good", **start)  # type: ignore[arg-type]
        elif read is None and ctx.as_of <= due:
            yield Case(verdict="excluded", reason="期限还没有到", reason_code="waiting", **start)  # type: ignore[arg-type]
        else:
            reason = f"应于 {due} 前签收，{f'{read} 才签收' if read else '至今没有签收'}"
            yield Case(verdict="bad", reason=reason, reason_code="late" if read else "unread", **start)  # type: ignore[arg-type]


@indicator(
    "INT-09", "基层培训覆盖", tasks=(16,), version=2, scope="unit", unit_word="个", method="ATTEST",
    denominator="U",
    formula="合格：测量之日所在半年里有培训记录的街道；总数：现有街道",
    basis="任务分解表第 16 项；每半年一次为本系统所定（待核）",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def trained(ctx: Context) -> Iterator[Case]:
    _, last = year(ctx)
    first, end = half_span(*half_of(last))
    held: dict[int, Training] = {}
    for row in Training.objects.filter(held_on__range=(first, min(end, ctx.as_of))).order_by("held_on"):
        held[row.street_id] = row
    for street in Unit.objects.active(ctx.as_of).filter(kind=UnitKind.STREET).order_by("order"):
        row_ = held.get(street.pk)
        yield Case(
            f"organisations.unit:{street.pk}", str(street), "good" if row_ else "bad", unit=street.pk,
            fact=row_.held_on if row_ else None, url="/desk/policy/training/",
            reason="" if row_ else f"{street} {first} 以来没有培训记录", reason_code="" if row_ else "none",
        )  # fmt: skip
