"""From a unit's wish to the public's knowledge: file, decide, tell, write down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.actions import drafting

from .. import describing, keeping, notices, rules
from ..models import Account, AccountState, Filing, FilingKind, FilingState

PAGE = "newmedia:filing"
SEALED = ("phone", "values", "risks", "sealed_rows")


def _filed(unit: Unit, kind: str, actor: Actor, **more: Any) -> Filing:
    """A filing that waits for the office."""
    now = timezone.now()
    due = calendar.load().add(timezone.localdate(now), rules.DECIDE_DAYS).due
    made = Filing.objects.create(
        unit=unit, kind=kind, sent_at=now, sent_by=actor.user, due=due, state=FilingState.SENT, **more
    )
    keeping.ask_office(made, actor=actor)
    return made


def _told(reason: str) -> str:
    if not reason.strip():
        raise Refused([Reason("请写明理由", field="reason")])
    return reason.strip()[:500]


def _may_open(unit: Unit, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)
    if not unit.is_active(timezone.localdate()):
        yield Reason(f"{unit}已经撤销", "请换一个单位")


@verb("newmedia.file.open", "报送了{object}", forbids=_may_open, hidden=SEALED, link=PAGE)
def file_open(
    unit: Unit, *, actor: Actor, values: dict[str, Any], reason: str, risks: dict[str, Any], phone: str = ""
) -> Filing:
    """Ask to open an account. Raises Refused for wrong fields, a second account without a reason, unanswered risks."""
    found = describing.clean(values)
    wrong = [*describing.clashes(unit, found), *describing.unanswered(risks)]
    if not phone.strip():
        wrong.append(Reason("请填写联系电话", field="phone"))
    for waiting in Filing.objects.filter(unit=unit, kind=FilingKind.OPEN, state__in=["sent", "returned"]):
        if (
            waiting.values.get("platform") == found["platform"]
            and waiting.values.get("name") == found["name"]
        ):
            wrong.append(
                Reason("这个账号的开设申请已经报送", "请在“备案”里查看", url=waiting.get_absolute_url())
            )
    if wrong:
        raise Refused(wrong)
    return _filed(
        unit,
        FilingKind.OPEN,
        actor,
        values=found,
        phone=phone.strip()[:40],
        reason=_told(reason),
        risks=risks,
    )


def _may_file(account: Account, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, account.unit)
    if not account.in_force:
        yield Reason(f"账号已经{account.get_state_display()}")
    if (waiting := account.filings.filter(state__in=["sent", "returned", "approved"]).first()) is not None:
        yield Reason(
            f"“{waiting}”{waiting.get_state_display()}，还没有办完",
            "请先办完或撤回",
            waiting.get_absolute_url(),
        )


@verb("newmedia.file.change", "报送了{object}的变更", forbids=_may_file, hidden=SEALED, link=PAGE)
def file_change(
    account: Account, *, actor: Actor, values: dict[str, Any], reason: str, phone: str | None = None
) -> Filing:
    """Ask to change what is registered; only what differs is filed. ``phone`` None leaves it as it is."""
    found = describing.clean(values, partly=True)
    kept = {
        k: (v.isoformat() if isinstance(v := getattr(account, k), dt.date) else v)
        for k in found
        if k != "platform"
    }
    changed = {k: v for k, v in found.items() if k != "platform" and (kept[k] or "") != (v or "")}
    new_phone = (phone or "").strip()[:40]
    if not changed and (not new_phone or new_phone == account.phone):
        raise Refused([Reason("没有改动", "请先修改要变更的内容")])
    if wrong := describing.clashes(account.unit, {**_own(account), **changed}, account):
        raise Refused(wrong)
    return _filed(
        account.unit,
        FilingKind.CHANGE,
        actor,
        account=account,
        values=changed,
        phone=new_phone,
        reason=_told(reason),
    )


def _own(account: Account) -> dict[str, Any]:
    return {"platform": account.platform_id, "exception": account.exception, "handle": account.handle}


@verb("newmedia.file.end", "报送了{object}", forbids=_may_file, hidden=SEALED, link=PAGE)
def file_end(account: Account, *, actor: Actor, reason: str, into: Account | None = None) -> Filing:
    """Ask to close an account, or to merge it into another one that goes on."""
    if into is not None and (into.pk == account.pk or not into.in_force):
        raise Refused([Reason("并入的账号要是另一个在用的账号", field="into")])
    kind = FilingKind.CLOSE if into is None else FilingKind.MERGE
    return _filed(account.unit, kind, actor, account=account, into=into, reason=_told(reason))


def _may_resend(filing: Filing, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, filing.unit)
    if filing.state != FilingState.RETURNED:
        yield Reason(f"备案{filing.get_state_display()}，不用再报送", "请刷新页面")


@verb("newmedia.file.resend", "重新报送了{object}", forbids=_may_resend, hidden=SEALED, link=PAGE)
def resend(
    filing: Filing, *, actor: Actor, reason: str, values: dict[str, Any] | None = None, phone: str = "",
    risks: dict[str, Any] | None = None,
) -> Filing:  # fmt: skip
    """Send a returned filing again, mended."""
    if filing.kind == FilingKind.OPEN and values is not None:
        found = describing.clean(values)
        if wrong := [*describing.clashes(filing.unit, found), *describing.unanswered(risks or {})]:
            raise Refused(wrong)
        filing.values, filing.risks = found, risks or {}
        filing.phone = phone.strip()[:40] or filing.phone
    filing.reason, filing.state = _told(reason), FilingState.SENT
    filing.sent_at, filing.sent_by = timezone.now(), actor.user
    filing.due = calendar.load().add(timezone.localdate(), rules.DECIDE_DAYS).due
    keeping.ask_office(filing, actor=actor)
    filing.save()
    return filing


def _may_withdraw(filing: Filing, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, filing.unit)
    if filing.state not in (FilingState.SENT, FilingState.RETURNED):
        yield Reason(f"备案{filing.get_state_display()}，不能撤回")


@verb("newmedia.file.withdraw", "撤回了{object}", forbids=_may_withdraw, hidden=SEALED, link=PAGE)
def withdraw(filing: Filing, *, actor: Actor) -> Filing:
    """The unit wants it no more; it stays on record."""
    filing.state = FilingState.WITHDRAWN
    filing.save()
    keeping.close_duties(keeping.DECIDE, [filing.pk], actor=actor, fact="申报单位已撤回")
    return filing


def _may_decide(filing: Filing, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from keeping.office_reasons(actor)
    if filing.state != FilingState.SENT:
        yield Reason(f"备案{filing.get_state_display()}，没有等待审批", "请刷新页面")
    elif actor.user_id is not None and actor.user_id == filing.sent_by_id:
        yield Reason("您报送了这项备案，不能自己审批", "请主管部门的另一位同事审批")


@verb("newmedia.file.approve", "同意了{object}", forbids=_may_decide, hidden=SEALED, link=PAGE)
def approve(filing: Filing, *, actor: Actor, note: str = "") -> Filing:
    """Consent. An opened or changed account stands in the register from now on; one to be closed goes on until it is told."""
    if filing.kind == FilingKind.OPEN:
        if wrong := describing.clashes(filing.unit, filing.values):
            raise Refused(wrong)
        account = Account(unit=filing.unit, phone=filing.phone)
        describing.apply(account, filing.values)
        account.opened_on = account.opened_on or timezone.localdate()
        keeping.set_state(account, AccountState.NORMAL, account.opened_on, "批准开设", actor)
        filing.account = account
    elif filing.kind == FilingKind.CHANGE:
        account = filing.account  # type: ignore[assignment]
        if wrong := describing.clashes(filing.unit, {**_own(account), **filing.values}, account):
            raise Refused(wrong)
        describing.apply(account, filing.values)
        account.phone = filing.phone or account.phone
        account.save()
    filing.state, filing.note = FilingState.APPROVED, note.strip()[:500]
    filing.decided_at, filing.decided_by = timezone.now(), actor.user
    keeping.close_duties(keeping.DECIDE, [filing.pk], actor=actor, fact="已审批同意")
    if filing.needs_notice:
        keeping.ask_notice(filing, actor=actor)
    else:
        filing.state, filing.filed_on = FilingState.DONE, timezone.localdate()
    filing.save()
    keeping.changed()
    return filing


def _may_send_back(filing: Filing, *, actor: Actor, note: str = "") -> Iterable[Reason]:
    yield from _may_decide(filing, actor=actor)
    if not note.strip():
        yield Reason("退回要写明意见", field="note")


@verb("newmedia.file.send_back", "退回了{object}", forbids=_may_send_back, hidden=SEALED, link=PAGE)
def send_back(filing: Filing, *, actor: Actor, note: str) -> Filing:
    """The unit has to mend it; the reason stands on the filing."""
    filing.state, filing.note = FilingState.RETURNED, note.strip()[:500]
    filing.decided_at, filing.decided_by = timezone.now(), actor.user
    filing.save()
    keeping.close_duties(keeping.DECIDE, [filing.pk], actor=actor, fact="已退回申报单位")
    return filing


def _may_notice(filing: Filing, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from keeping.own_or_office(actor, Act.EDIT, filing.unit)
    if filing.state not in (FilingState.APPROVED, FilingState.DONE):
        yield Reason(f"备案{filing.get_state_display()}，同意后才公告")


def _may_draft(filing: Filing, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, filing.unit)
    if filing.state != FilingState.APPROVED:
        yield Reason(f"备案{filing.get_state_display()}，不用起草公告")
    elif filing.notice_id is not None:
        yield Reason("公告已经起草", "请在信息发布里继续办理", f"/desk/publications/{filing.notice_id}/")


@verb("newmedia.notice.draft", "起草了{object}的公告", forbids=_may_draft, hidden=SEALED, link=PAGE)
def draft_notice(filing: Filing, *, actor: Actor) -> Filing:
    """The notice as a draft of the unit, which takes its usual sign-offs; its release tells the filing."""
    filing.notice = drafting.create(
        filing.unit, actor=actor, values=notices.values(filing, timezone.localdate())
    )
    filing.save()
    return filing


@verb("newmedia.notice.record", "登记了{object}的公告备案", forbids=_may_notice, hidden=SEALED, link=PAGE)
def record(
    filing: Filing, *, actor: Actor, noticed_on: dt.date | None = None, notice_url: str = "", number: str = "",
) -> Filing:  # fmt: skip
    """Where the public was told, and under which number it is filed. Closing and merging take effect here."""
    today = timezone.localdate()
    if noticed_on is not None and noticed_on > today:
        raise Refused([Reason("公告日期还没有到", field="noticed_on")])
    if noticed_on is not None and not (notice_url or filing.notice_url or _public(filing)):
        raise Refused([Reason("请填写公告的网址", "在本站发布公告的，发布后自动登记", field="notice_url")])
    if noticed_on is not None and filing.decided_at and noticed_on < timezone.localdate(filing.decided_at):
        raise Refused([Reason("公告日期早于同意的日期", "请核对", field="noticed_on")])
    if notice_url:
        describing.clean({"url": notice_url}, partly=True)
        filing.notice_url = notice_url
    filing.number = number.strip()[:60] or filing.number
    settle(filing, noticed_on or filing.noticed_on, actor)
    return filing


def _public(filing: Filing) -> bool:
    return filing.notice is not None and filing.notice.live


def settle(filing: Filing, noticed_on: dt.date | None, actor: Actor) -> None:
    """Once the public knows: the filing is done, and an account to be closed or merged is so from that day."""
    filing.noticed_on = noticed_on
    if noticed_on is not None and filing.state == FilingState.APPROVED:
        filing.state, filing.filed_on = FilingState.DONE, timezone.localdate()
        account = filing.account
        if filing.kind in (FilingKind.CLOSE, FilingKind.MERGE) and account is not None and account.in_force:
            account.merged_into = filing.into
            ended = AccountState.CLOSED if filing.kind == FilingKind.CLOSE else AccountState.MERGED
            keeping.set_state(account, ended, noticed_on, filing.reason, actor)
            keeping.close_duties(keeping.STALE, [account.pk], actor=actor, fact="账号已经关停或归并")
        keeping.close_duties(keeping.NOTICE, [filing.pk], actor=actor, fact="已公告")
        keeping.changed()
    filing.save()
