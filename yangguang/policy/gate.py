"""The gate: a policy goes public with its explanation, or not at all (任务分解表 14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Reason
from yangguang.publications import gates
from yangguang.publications.gates import Step
from yangguang.publications.models import Publication

from . import queries
from .models import Exemption, ExplanationPlan, Need, Package

OUT = (Step.RELEASE, Step.URGENT)


@gates.gate("policy.together")
def together_or_not_at_all(
    step: Step, record: Publication, together: Sequence[Publication]
) -> Iterable[Reason]:
    """What is in a package moves with the package; what needs an explanation does not leave without it."""
    if step == Step.DISCARD:
        yield from _kept(record)
        return
    package = queries.open_package(record)
    if package is not None:
        yield from _moves_together(step, record, package, together)
    # A correction of what readers have already seen as a policy is no first release.
    seen = record.live and record.kind in queries.GATED
    if step in (*OUT, Step.SUBMIT) and record.draft().kind in queries.GATED and not seen:
        yield from _explained(step, record, package)


def _kept(record: Publication) -> Iterable[Reason]:
    if record.packages.exists() or record.material_of.exists():
        yield Reason("在政策文件包里，不能删除", "还没有报送的，请先在政策文件包里移出")


def _moves_together(
    step: Step, record: Publication, package: Package, together: Sequence[Publication]
) -> Iterable[Reason]:
    here = package.get_absolute_url()
    present = {p.pk for p in together}
    missing = [m for m in queries.bound(package, record) if m.pk not in present]
    if missing:
        yield Reason(
            f"在政策文件包里，要和“{missing[0].title[:40]}”一起{step.value}", "请在政策文件包里办理", here
        )
    if step in OUT and not queries.exempted(package.document_id, Exemption.Covers.RELEASE):
        yield from releasable(package)


def releasable(package: Package) -> Iterable[Reason]:
    """Whether the package has gone its way: plan approved, received by the office, through the meeting."""
    here = package.get_absolute_url()
    if not package.materials.exists():
        yield Reason("政策文件包里没有解读材料", "请添加解读材料", here)
    plan = ExplanationPlan.objects.filter(package=package).first()
    if (plan is None or plan.approved_at is None) and not queries.exempted(
        package.document_id, Exemption.Covers.PLAN
    ):
        yield Reason("解读方案还没有经本单位负责人审定", "请负责人审定解读方案", here)
    if package.route == Package.Route.DISTRICT:
        if package.state in (Package.State.DRAFT, Package.State.SENT, Package.State.RETURNED):
            yield Reason("区政府办还没有收文", "请先报送，收文后再发布", here)
        elif package.needs_meeting and package.state != Package.State.PASSED:
            yield Reason("要上常务会议的，会议通过后才能发布", "请等待会议结果", here)


def _explained(step: Step, record: Publication, package: Package | None) -> Iterable[Reason]:
    found = queries.requirement(record.pk)
    decide = reverse("policy:decide", args=[record.pk])
    if found is None:
        yield Reason("还没有认定是否应解读", "政策文件起草时要认定：应解读，或不需解读并说明理由", decide)
        return
    if found.need == Need.NOT_REQUIRED:
        if step in OUT and not found.settled:
            yield Reason("“不需解读”还没有取得政务公开主管部门同意", "请等待答复，或改为应解读", decide)
        return
    exemption = queries.exempted(record.pk, Exemption.Covers.RELEASE)
    if exemption is not None and exemption.holds(timezone.localdate()):
        return
    # In a package, what moves together and what it has gone through is looked at above. Outside there is no way.
    if package is None:
        yield Reason(
            f"应解读的文件不能单独{step.value}",
            "请建立政策文件包，和解读材料一起办理；确需先公开的，申请解读豁免",
            f"{reverse('policy:open')}?document={record.pk}",
        )
