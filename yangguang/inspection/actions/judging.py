"""What the office decides about findings: real or not, whose, put right or not, and what units ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import duty
from ..identity import fingerprint
from ..models import Dismissal, Finding, FindingState, Observation, Petition, Site
from .recording import close

S = FindingState
LONGEST = dt.timedelta(days=366)  # a dismissal runs at most a year: sites change


def _today() -> dt.date:
    return timezone.localdate()


def _may_confirm(finding: Finding, *, actor: Actor, due: dt.date | None = None, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, finding.unit)
    if finding.state != S.PENDING:
        yield Reason(f"这个问题现在是“{finding.get_state_display()}”，不用核实")
    if due is not None and due < _today():
        yield Reason("整改期限不能早于今天", field="due")


@verb("inspection.finding.confirm", "确认了{object}", forbids=_may_confirm, link="inspection:finding")
def confirm(finding: Finding, *, actor: Actor, due: dt.date | None = None) -> Finding:
    """It is one: its unit has to put it right within the item's working days, or by the day given."""
    finding.state, finding.confirmed_at = S.CONFIRMED, timezone.now()
    finding.due = due or calendar.load().add(_today(), finding.due_days).due
    finding.save()
    duty.ask([finding], actor=actor)
    return finding


def _may_dismiss(
    finding: Finding, *, actor: Actor, reason: str | None = None, until: dt.date | None = None, scope: str = "finding", **_: Any
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.SUPERVISE, finding.unit)
    if finding.state in (S.FALSE, S.CLOSED):
        yield Reason(f"这个问题现在是“{finding.get_state_display()}”")
    if reason is None:
        return
    if not reason.strip():
        yield Reason("请写明为什么不是问题", field="reason")
    if scope not in Dismissal.Scope.values:
        yield Reason("请选择范围", field="scope")
    if until is None or until <= _today():
        yield Reason("有效期要晚于今天", field="until")
    elif until > _today() + LONGEST:
        yield Reason("有效期最长一年", "到期后系统会再请核实一次", field="until")


@verb("inspection.finding.dismiss", "认定{object}是误报", forbids=_may_dismiss, link="inspection:finding")
def dismiss(
    finding: Finding, *, actor: Actor, reason: str, until: dt.date, scope: str = "finding"
) -> Finding:
    """It is none: for this finding, for everything about its address, or for its kind beneath the address; until a day."""
    made = Dismissal.objects.create(
        site=finding.site, scope=scope, fingerprint=finding.fingerprint, probe=finding.probe, target=finding.target,
        reason=reason.strip()[:300], until=until, by_label=actor.label[:60],
    )  # fmt: skip
    today = _today()
    others = Finding.objects.counted().filter(site=finding.site)
    covered = [f for f in others if made.covers(f, today)]
    Finding.objects.filter(pk__in=[f.pk for f in covered]).update(state=S.FALSE, dismissal=made)
    duty.withdraw(covered, actor=actor, reason=f"误报：{made.reason}")
    finding.state, finding.dismissal = S.FALSE, made
    finding.save()
    return finding


def _may_reinstate(
    finding: Finding, *, actor: Actor, reason: str | None = None, **_: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, finding.unit)
    if finding.state != S.FALSE:
        yield Reason("这个问题没有被认定为误报")
    if reason is not None and not reason.strip():
        yield Reason("请写明为什么重新核实", field="reason")


@verb(
    "inspection.finding.reinstate",
    "撤回了对{object}的误报认定",
    forbids=_may_reinstate,
    link="inspection:finding",
)
def reinstate(finding: Finding, *, actor: Actor, reason: str) -> Finding:
    """Take a dismissal back: everything it covered is to be judged again."""
    if finding.dismissal is not None:
        Dismissal.objects.filter(pk=finding.dismissal.pk).update(until=_today() - dt.timedelta(days=1))
        Finding.objects.filter(dismissal=finding.dismissal, state=S.FALSE).update(
            state=S.PENDING, dismissal=None
        )
    finding.state, finding.dismissal = S.PENDING, None
    finding.save()
    return finding


def _may_reassign(
    finding: Finding, *, actor: Actor, unit: Unit | None = None, reason: str | None = None, **_: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, finding.unit)
    if finding.state in (S.CLOSED, S.FALSE):
        yield Reason(f"这个问题现在是“{finding.get_state_display()}”")
    if reason is None:
        return
    if unit is None or not unit.is_active(_today()):
        yield Reason("请选择现在存在的单位", field="unit")
    elif unit.pk == finding.unit_id:
        yield Reason("责任单位没有变化", field="unit")
    if not reason.strip():
        yield Reason("请写明理由", field="reason")


@verb(
    "inspection.finding.reassign",
    "改定了{object}的责任单位",
    forbids=_may_reassign,
    link="inspection:finding",
)
def reassign(finding: Finding, *, actor: Actor, unit: Unit, reason: str) -> Finding:
    """Another unit is at fault: the duty goes over to it, with the same day."""
    duty.withdraw([finding], actor=actor, reason=f"改由{unit}整改：{reason.strip()}")
    finding.unit, finding.unit_chosen = unit, True
    if finding.state in (S.FIXING, S.RECHECK, S.RETURNED):
        finding.state = S.CONFIRMED
    finding.save()
    if finding.owed:
        duty.ask([finding], actor=actor)
    return finding


def _may_close(finding: Finding, *, actor: Actor, reason: str | None = None, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, finding.unit)
    if not finding.owed:
        yield Reason(f"这个问题现在是“{finding.get_state_display()}”，不能销号")
    elif not finding.human:
        yield Reason("这个问题由系统复查后自动销号", "请点“现在复查”；确实不是问题的，认定为误报")
    elif finding.state != S.RECHECK:
        yield Reason("责任单位还没有报整改")
    if reason is not None and not reason.strip():
        yield Reason("请写明看到了什么", field="reason")


@verb("inspection.finding.close", "核实{object}已整改，销号", forbids=_may_close, link="inspection:finding")
def close_by_hand(finding: Finding, *, actor: Actor, reason: str) -> Finding:
    """A person looked at what no machine can judge, and it is put right."""
    close([finding], fact=reason.strip()[:500], actor=actor, after={"by": actor.label})
    return finding


def _may_return(finding: Finding, *, actor: Actor, reason: str | None = None, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, finding.unit)
    if finding.state != S.RECHECK:
        yield Reason("责任单位还没有报整改")
    if reason is not None and not reason.strip():
        yield Reason("请写明哪里还没有改好", field="reason")


@verb("inspection.finding.return", "退回了{object}的整改", forbids=_may_return, link="inspection:finding")
def send_back(finding: Finding, *, actor: Actor, reason: str) -> Finding:
    """It is not put right yet; the day stays."""
    finding.state, finding.returned = S.RETURNED, reason.strip()[:500]
    finding.save()
    return finding


def _may_decide(
    petition: Petition, *, actor: Actor, granted: bool | None = None, decision: str | None = None, due: dt.date | None = None,
    **_: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.SUPERVISE, petition.finding.unit)
    if petition.granted is not None:
        yield Reason("已经决定过")
    if not petition.finding.owed:
        yield Reason("这个问题已经不用整改")
    if decision is None:
        return
    if not decision.strip():
        yield Reason("请写明理由", field="decision")
    if granted and petition.kind == Petition.Kind.EXTENSION:
        asked = due or petition.wanted
        if asked is None or petition.finding.due is None or asked <= max(petition.finding.due, _today()):
            yield Reason("新的期限要晚于原来的期限和今天", field="due")


@verb("inspection.petition.decide", "决定了{object}", forbids=_may_decide)
def decide(
    petition: Petition, *, actor: Actor, granted: bool, decision: str, due: dt.date | None = None
) -> Petition:
    """Grant or deny, with a reason. An appeal granted makes the finding a 误报; more time moves its day."""
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=petition.finding_id)
    petition.granted, petition.decision = granted, decision.strip()[:500]
    petition.decided_by, petition.decided_at = actor.label[:60], timezone.now()
    petition.save()
    if not granted:
        return petition
    if petition.kind == Petition.Kind.APPEAL:
        dismiss(finding, actor=actor, reason=f"申诉成立：{petition.decision}"[:300], until=_today() + LONGEST)
    else:
        finding.due = due or petition.wanted
        finding.save()
        duty.ask([finding], actor=actor)
    return petition


def _may_add(
    site: Site, *, actor: Actor, item: str | None = None, text: str = "", target: str = "", unit: Unit | None = None, **_: Any
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.SUPERVISE, site.unit)
    if item is None:
        return
    if site.ruleset.read().item(item) is None:
        yield Reason("请选择指标", field="item")
    if not text.strip():
        yield Reason("请写明看到的问题", field="text")
    if target and not target.startswith(("http://", "https://")):
        yield Reason("网址以 http:// 或 https:// 开头", field="target")


@verb("inspection.finding.add", "登记了{object}", forbids=_may_add, link="inspection:finding")
def add(
    site: Site, *, actor: Actor, item: str, text: str, target: str = "", unit: Unit | None = None
) -> Finding:
    """What a person found, such as what no machine sees. It is confirmed by being entered; the same twice is one."""
    found = site.ruleset.read().item(item)
    assert found is not None  # forbidden otherwise
    probe, target, now = f"manual.{item}", target or site.address, timezone.now()
    mark = fingerprint(probe, target, text.strip())
    evidence = {"text": text.strip()[:500], "by": actor.label}
    finding, made = Finding.objects.get_or_create(
        site=site, fingerprint=mark,
        defaults={
            "probe": probe, "target": target, "item": found.code, "severity": found.kind, "human": True, "due_days": found.due,
            "unit": unit or site.unit, "unit_chosen": unit is not None, "first_seen": now, "last_seen": now, "pages": [target],
            "evidence": evidence, "before": {"at": now.isoformat(), **evidence},
        },
    )  # fmt: skip
    if not made and finding.state == S.CLOSED:
        finding.recurrence, finding.state, finding.closed_at = finding.recurrence + 1, S.PENDING, None
        finding.last_seen = now
        finding.save()
    Observation.objects.create(
        finding=finding, probe=probe, target=target, page=target, evidence=evidence, at=now
    )
    return confirm(finding, actor=actor) if finding.state == S.PENDING else finding
