"""Between unit and district office: sending, returning by a numbered slip, receiving, the 常务会议."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.core.models import AuditHead
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.models import Publication

from .. import queries
from ..models import Exemption, ExplanationPlan, MeetingItem, Package, ReturnSlip, Submission
from . import inbox
from .packages import standing_still

NO_PLAN = "没有附经本单位主要负责人审定的解读方案"


def approved_plan(package: Package) -> ExplanationPlan | None:
    """The plan when the unit's head has approved it."""
    plan = ExplanationPlan.objects.filter(package=package).select_related("approved_by").first()
    return plan if plan is not None and plan.approved_at is not None else None


def _may_send(
    package: Package, *, actor: Actor, without_plan: bool = False, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, package.unit)
    if package.route != Package.Route.DISTRICT:
        yield Reason("本单位印发的文件不用报送区政府办", "审签完成后直接同步发布")
        return
    if package.state not in (Package.State.DRAFT, Package.State.RETURNED):
        yield Reason(f"政策文件包{package.get_state_display()}，不用再报送")
    if (
        approved_plan(package) is None
        and not without_plan
        and not queries.exempted(package.document_id, Exemption.Covers.PLAN)
    ):
        yield Reason(
            f"{NO_PLAN}，区政府办会退文",
            "请负责人先审定；仍要报送的，请勾选“知道会被退文”",
            field="without_plan",
        )


@verb("policy.send", "报送了{object}", forbids=_may_send, link="policy:package")
def send(package: Package, *, actor: Actor, note: str = "", without_plan: bool = False) -> Package:
    """Send the package to the district office. What lies in it now is kept with the submission."""
    plan = approved_plan(package)
    last = package.submissions.aggregate(n=Max("number"))["n"] or 0
    Submission.objects.create(
        package=package, number=last + 1, sent_at=timezone.now(), sent_by=actor.label[:60],
        note=note.strip()[:300], plan=_plan(plan), texts=_texts(package),
    )  # fmt: skip
    package.state = Package.State.SENT
    package.save()
    inbox.done(inbox.RETURN, package.pk, actor=actor, fact="已重新报送")
    office = Unit.objects.filter(is_openness_office=True, active_to=None).first()
    inbox.ask(
        inbox.SUBMISSION, package.pk, office, f"收文或退文：{package}", package.get_absolute_url(), actor=actor,
        by=package.unit,
    )  # fmt: skip
    return package


def _plan(plan: ExplanationPlan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    assert plan.approved_at is not None
    return {
        "approved_at": plan.approved_at.isoformat(), "approved_by": str(plan.approved_by or "负责人"),
        "第一解读人": plan.first_explainer, "解读形式": "、".join(plan.form_names), "解读要点": plan.points,
        "计划发布日期": f"{plan.release_on or ''}", "发布渠道": plan.channels, "联系科室": plan.contact,
        "联系电话": plan.phone,
    }  # fmt: skip


def _texts(package: Package) -> list[dict[str, Any]]:
    document = Publication.objects.get(pk=package.document_id)
    return [
        {
            "publication": m.pk,
            "revision": m.latest_revision_id,
            "title": m.draft().title,
            "form": queries.form_of(m) if m.pk != document.pk else "文件",
        }
        for m in (document, *queries.materials(package))
    ]


def _waiting(package: Package) -> Submission | None:
    return package.submissions.filter(state=Submission.State.WAITING).first()


def _may_recall(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, package.unit)
    if package.state != Package.State.SENT:
        yield Reason("没有等待处理的报送")


@verb("policy.send.recall", "撤回了{object}的报送", forbids=_may_recall, link="policy:package")
def recall(package: Package, *, actor: Actor) -> Package:
    """Take the package back before the office has dealt with it."""
    _decide(package, actor, Submission.State.RECALLED)
    package.state = Package.State.DRAFT
    package.save()
    return package


def _decide(package: Package, actor: Actor, state: str) -> Submission:
    found = _waiting(package)
    assert found is not None
    found.state, found.decided_at, found.decided_by = state, timezone.now(), actor.label[:60]
    found.save()
    inbox.done(inbox.SUBMISSION, package.pk, actor=actor, fact=found.get_state_display())
    return found


def _may_deal(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    if package.state != Package.State.SENT or _waiting(package) is None:
        yield Reason("没有等待处理的报送", "可能另一位同志已经处理，请刷新页面")


def _may_return(package: Package, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from _may_deal(package, actor=actor)
    if not reason.strip():
        yield Reason("退文要写明原因", "请填写退文原因", field="reason")


@verb("policy.return", "就{object}退文", forbids=_may_return)
def send_back(package: Package, *, actor: Actor, reason: str) -> ReturnSlip:
    """退文: the package goes back by a slip whose number follows the last of the year without a gap."""
    found = _decide(package, actor, Submission.State.RETURNED)
    year = timezone.localdate().year
    # One row that every write locks anyway: two slips at the same moment can't take one number.
    AuditHead.objects.get_or_create(pk=1)
    AuditHead.objects.select_for_update().get(pk=1)
    last = ReturnSlip.objects.filter(year=year).aggregate(n=Max("number"))["n"] or 0
    slip = ReturnSlip.objects.create(
        year=year, number=last + 1, submission=found, no_plan=not found.has_plan, reason=reason.strip(),
        issued_at=timezone.now(), issued_by=actor.label[:60],
    )  # fmt: skip
    package.state = Package.State.RETURNED
    package.save()
    office = Unit.objects.filter(is_openness_office=True, active_to=None).first()
    inbox.ask(
        inbox.RETURN, package.pk, package.unit, f"退文后重新报送：{package}", package.get_absolute_url(), actor=actor,
        by=office or package.unit, body=f"{slip}：{slip.reason}",
    )  # fmt: skip
    return slip


def _may_accept(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _may_deal(package, actor=actor)
    found = _waiting(package)
    if (
        found is not None
        and not found.has_plan
        and not queries.exempted(package.document_id, Exemption.Covers.PLAN)
    ):
        yield Reason(NO_PLAN, "按规定应予退文；确有特殊情况的，由起草单位申请解读豁免")


@verb("policy.accept", "收下了{object}", forbids=_may_accept, link="policy:package")
def accept(package: Package, *, actor: Actor, needs_meeting: bool = False) -> Package:
    """Receive the package; ``needs_meeting`` sends it on to the 常务会议."""
    _decide(package, actor, Submission.State.ACCEPTED)
    package.state, package.needs_meeting = Package.State.ACCEPTED, needs_meeting
    package.save()
    return package


def _may_list(
    package: Package, *, actor: Actor, meeting: str = "", meeting_on: dt.date | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, queries.meeting_unit())
    if not package.needs_meeting:
        yield Reason("这份文件不上常务会议")
    if package.state != Package.State.ACCEPTED:
        yield Reason(f"政策文件包{package.get_state_display()}，不能列入会议")
    if not package.materials.exists() and not queries.exempted(package.document_id, Exemption.Covers.RELEASE):
        yield Reason("没有解读材料，不能列入会议", "解读材料要作参阅材料一并上会，请起草单位补上")
    if not meeting.strip():
        yield Reason("请填写会议名称", field="meeting")
    if meeting_on is None:
        yield Reason("请填写会议日期", field="meeting_on")


@verb("policy.meeting.list", "把{object}列入会议", forbids=_may_list)
def list_for_meeting(package: Package, *, actor: Actor, meeting: str, meeting_on: dt.date) -> MeetingItem:
    """Put the package on an agenda, with its explanation material as reading."""
    item = MeetingItem.objects.create(
        package=package, meeting=meeting.strip()[:80], meeting_on=meeting_on, listed_at=timezone.now(),
        listed_by=actor.label[:60], readings=[t for t in _texts(package) if t["form"] != "文件"],
    )  # fmt: skip
    package.state = Package.State.LISTED
    package.save()
    return item


def _may_record(
    item: MeetingItem, *, actor: Actor, outcome: str = "", note: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, queries.meeting_unit())
    if item.outcome != MeetingItem.Outcome.WAITING:
        yield Reason(f"结果已经登记：{item.get_outcome_display()}")
    if outcome not in MeetingItem.Outcome.values or outcome == MeetingItem.Outcome.WAITING:
        yield Reason("请选择会议结果", field="outcome")
    if outcome and outcome != MeetingItem.Outcome.PASSED and not note.strip():
        yield Reason("请写明会议意见", field="note")


@verb("policy.meeting.record", "登记了{object}的结果", forbids=_may_record)
def record_outcome(item: MeetingItem, *, actor: Actor, outcome: str, note: str = "") -> MeetingItem:
    """What the meeting decided. 修改后通过 lets the unit change the texts; 不予通过 gives the package back."""
    item.outcome, item.note, item.decided_at = outcome, note.strip()[:500], timezone.now()
    item.save()
    package = Package.objects.select_for_update().get(pk=item.package_id)
    results = MeetingItem.Outcome
    package.state = {
        results.PASSED: Package.State.PASSED,
        results.CHANGED: Package.State.PASSED,
        results.DEFERRED: Package.State.ACCEPTED,
        results.REJECTED: Package.State.DRAFT,
    }[results(outcome)]
    package.save()
    return item


def _may_set_route(package: Package, *, actor: Actor, route: str, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, package.unit)
    yield from standing_still(package)
    if route not in Package.Route.values:
        yield Reason("请选择印发方式", field="route")
    if package.state != Package.State.DRAFT or package.submissions.exists():
        yield Reason("已经报送过，不能改变印发方式")


@verb("policy.package.route", "改变了{object}的印发方式", forbids=_may_set_route, link="policy:package")
def set_route(package: Package, *, actor: Actor, route: str) -> Package:
    package.route = route
    package.save()
    return package
