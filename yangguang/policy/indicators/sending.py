"""INT-04, INT-05, INT-06: plans sent along, drafts without one returned, material at the meeting."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, Target, indicator
from yangguang.organisations.models import Unit

from ..models import Exemption, MeetingItem, Submission
from .period import day, year


def _submissions(ctx: Context) -> list[Submission]:
    first, last = year(ctx)
    return list(
        Submission.objects.filter(sent_at__date__range=(first, last))
        .exclude(state=Submission.State.RECALLED)
        .select_related("package__document", "package__unit", "slip")
        .order_by("pk")
    )


def _exempt(found: list[Submission]) -> dict[int, Exemption]:
    """Consented exemptions from the plan, by document."""
    rows = Exemption.objects.filter(covers=Exemption.Covers.PLAN, state=Exemption.State.CONSENTED)
    documents = {s.package.document_id for s in found}
    return {e.document_id: e for e in rows.select_related("second_unit") if e.document_id in documents}


def _excused(sent: Submission, exempt: dict[int, Exemption]) -> str:
    e = exempt.get(sent.package.document_id)
    if e is None or e.decided_at is None or e.decided_at > sent.sent_at:
        return ""
    return f"{e.second_unit}同意不附解读方案：{e.reason}"


@indicator(
    "INT-04", "解读方案随附率", tasks=(14,), version=1, scope="unit", unit_word="次",
    formula="合格：报送时附有经本单位负责人在报送前审定的解读方案；总数：当年向区政府办的报送（撤回的不计，经同意豁免的不计）",
    basis="任务分解表第 14 项“报送经本部门主要负责人审定的解读方案”",
    target=Target(">=", 1.0),
)  # fmt: skip
def plan_along(ctx: Context) -> Iterator[Case]:
    found = _submissions(ctx)
    exempt = _exempt(found)
    for sent in found:
        start = {
            "key": f"policy.submission:{sent.pk}", "label": str(sent)[:200], "unit": sent.package.unit_id,
            "fact": day(sent.sent_at), "url": sent.package.get_absolute_url(),
        }  # fmt: skip
        if sent.has_plan:
            yield Case(verdict="good", **start)  # type: ignore[arg-type]
        elif excused := _excused(sent, exempt):
            yield Case(verdict="excluded", reason=excused, reason_code="exempt", **start)  # type: ignore[arg-type]
        else:
            reason = f"{timezone.localdate(sent.sent_at)} 报送时没有附经审定的解读方案"
            yield Case(verdict="bad", reason=reason, reason_code="no-plan", **start)  # type: ignore[arg-type]


@indicator(
    "INT-05", "无方案退文执行率", tasks=(14,), version=1, scope="district", unit_word="次", params={"days": 5},
    formula="合格：未附解读方案而退文的；总数：当年未附解读方案的报送；报送不满 5 个工作日还在处理的和经同意豁免的不计",
    basis="任务分解表第 14 项“予以退文”；5 个工作日为本系统所定（待核）",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def returned(ctx: Context) -> Iterator[Case]:
    days = calendar.load()
    allowed = int(ctx.params.get("days", 5))
    office = Unit.objects.filter(is_openness_office=True).values_list("pk", flat=True).first()
    found = _submissions(ctx)
    exempt = _exempt(found)
    for sent in found:
        if sent.has_plan:
            continue
        on = timezone.localdate(sent.sent_at)
        due = days.add(on, allowed).due
        decided = day(sent.decided_at)
        start = {
            "key": f"policy.submission:{sent.pk}", "label": str(sent)[:200], "unit": office, "due": due,
            "url": sent.package.get_absolute_url(),
        }  # fmt: skip
        if excused := _excused(sent, exempt):
            yield Case(verdict="excluded", reason=excused, reason_code="exempt", **start)  # type: ignore[arg-type]
        elif sent.state == Submission.State.RETURNED and decided is not None and decided <= ctx.as_of:
            yield Case(verdict="good", fact=decided, **start)  # type: ignore[arg-type]
        elif ctx.as_of <= due and (decided is None or decided > ctx.as_of):
            reason = "还在处理期内"
            yield Case(verdict="excluded", reason=reason, reason_code="waiting", **start)  # type: ignore[arg-type]
        else:
            reason = f"{on} 报送时没有附解读方案，至今没有退文"
            yield Case(verdict="bad", reason=reason, reason_code="not-returned", **start)  # type: ignore[arg-type]


@indicator(
    "INT-06", "上会参阅材料随附率", tasks=(14,), version=1, scope="unit", unit_word="项",
    formula="合格：列入会议时附有解读材料；总数：当年列入常务会议的政策文件议题",
    basis="任务分解表第 14 项“解读材料作为参阅材料一并上会”",
    target=Target(">=", 1.0),
)  # fmt: skip
def read_at_meeting(ctx: Context) -> Iterator[Case]:
    first, last = year(ctx)
    rows = MeetingItem.objects.filter(listed_at__date__range=(first, last)).select_related(
        "package__document", "package__unit"
    )
    for item in rows.order_by("pk"):
        there = bool(item.readings)
        yield Case(
            f"policy.meetingitem:{item.pk}", str(item)[:200], "good" if there else "bad",
            unit=item.package.unit_id, fact=item.meeting_on, url=item.package.get_absolute_url(),
            reason="" if there else f"{item.meeting}的议题没有附解读材料", reason_code="" if there else "no-reading",
        )  # fmt: skip
