"""Number series: why no public document stands on a number."""

from __future__ import annotations

from collections.abc import Iterable

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act

from ..keepers import own_or_keeper
from ..models import IssuedNumber, NumberReason
from ..rules import MOST_NUMBERS

AT_ONCE = 500


def _may_explain(
    unit: Unit, *, actor: Actor, code: str, year: int, first: int, last: int, why: str, note: str = ""
) -> Iterable[Reason]:
    yield from own_or_keeper(actor, Act.EDIT, unit)
    if not code.strip():
        yield Reason("请填写机关代字", field="code")
    if why not in NumberReason.Why.values:
        yield Reason("请选择原因", field="why")
    if not 1 <= first <= last <= MOST_NUMBERS:
        yield Reason("号码的起止不对", f"从 1 到 {MOST_NUMBERS}，止号不小于起号", field="first")
    elif last - first >= AT_ONCE:
        yield Reason(f"一次最多登记 {AT_ONCE} 个号码", "请分几次登记", field="last")
    if why in (NumberReason.Why.CLOSED, NumberReason.Why.VOID) and not note.strip():
        yield Reason("“不公开”“作废”要写明依据或情况", "如：条例第十六条内部事务信息", field="note")
    used = (
        IssuedNumber.objects.filter(code=code, year=year, seq__gte=first, seq__lte=last)
        .order_by("seq")
        .first()
    )
    if used is not None:
        yield Reason(f"{used}已有公开文件", "请改起止号码，避开已公开的", field="first")
    other = NumberReason.objects.filter(code=code, year=year).exclude(unit=unit).first()
    owner = IssuedNumber.objects.filter(code=code, year=year).exclude(unit=unit).exists()
    mine = IssuedNumber.objects.filter(code=code, unit=unit).exists()
    if (other is not None or owner) and not mine:
        yield Reason(f"“{code}”是别的机关使用的代字", "请核对代字", field="code")


@verb("norms.number.explain", "说明了文号缺口{object}", forbids=_may_explain)
def explain(
    unit: Unit, *, actor: Actor, code: str, year: int, first: int, last: int, why: str, note: str = ""
) -> NumberReason:
    """Say why nothing public stands on the numbers from ``first`` to ``last``; saying it again corrects it."""
    made = None
    for seq in range(first, last + 1):
        made, _ = NumberReason.objects.update_or_create(
            code=code.strip(), year=year, seq=seq,
            defaults={"unit": unit, "why": why, "note": note.strip()[:200], "by": actor.label},
        )  # fmt: skip
    assert made is not None
    return made


def _may_retract(reason: NumberReason, *, actor: Actor) -> Iterable[Reason]:
    yield from own_or_keeper(actor, Act.EDIT, reason.unit)


@verb("norms.number.retract", "撤回了文号说明{object}", forbids=_may_retract)
def retract(reason: NumberReason, *, actor: Actor) -> None:
    """Take the reason back; the number is a hole again unless a document stands on it."""
    reason.delete()
