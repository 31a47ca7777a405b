"""ORG-04: every unit has a named contact for open government who can be reached (任务 39 配齐配强工作力量)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from yangguang.core.indicators import Case, Context, Target, indicator
from yangguang.organisations.models import Unit
from yangguang.organisations.rules import contact_fresh


@indicator(
    "ORG-04",
    "人员到位率",
    tasks=(39,),
    version=1,
    scope="unit",
    denominator="P",
    formula="合格：有姓名、有电话或邮箱、半年内确认过的政务公开联系人的单位；总数：现有的部门、街道等单位（不含社区）",
    basis="任务分解表第 39 项“配齐配强工作力量”；半年的期限待核",
    target=Target(">=", 1.0, warn=0.9, verified=False),
    unit_word="家",
)
def contacts_in_place(ctx: Context) -> Iterator[Case]:
    """Units that exist on the day, with the contact's last confirmation on or before it."""
    for unit in Unit.objects.answerable(ctx.as_of).select_related("contact"):
        contact = getattr(unit, "contact", None)
        confirmed = timezone.localdate(contact.confirmed_at) if contact and contact.confirmed_at else None
        known = confirmed is not None and confirmed <= ctx.as_of
        reason, code = "", ""
        if contact is None or not contact.person:
            reason, code = f"{unit}还没有登记政务公开联系人", "missing"
        elif not known:
            reason, code = f"{unit}的联系人还没有确认过", "unconfirmed"
        elif not contact_fresh(confirmed, ctx.as_of):
            reason, code = f"{unit}的联系人上次确认是 {confirmed}，已超过半年", "stale"
        yield Case(
            f"organisations.unit:{unit.pk}", str(unit), "bad" if reason else "good", unit=unit.pk,
            fact=confirmed if known else None, reason=reason, reason_code=code, url="/desk/contacts/",
        )  # fmt: skip
