"""Putting a package together: the document, its explanation material, the plan and the head's approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.actions import drafting
from yangguang.publications.models import Publication, Stage

from .. import queries
from ..models import Explainer, Explains, Explanation, ExplanationPlan, Form, Material, Need, Package
from ..texts import elements
from . import deciding, inbox


def _may_open(
    unit: Unit, *, actor: Actor, document: Publication, route: str = Package.Route.DISTRICT, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)
    if document.unit_id != unit.pk:
        yield Reason("不是本单位的文件", field="document")
    if document.draft().kind not in queries.GATED:
        yield Reason("只有政策文件和规范性文件要报送解读方案", "请选择政策文件", field="document")
    if document.live or document.stage == Stage.WITHDRAWN:
        yield Reason("文件已经公开过", "已公开的文件请直接起草解读并关联", field="document")
    found = queries.open_package(document)
    if found is not None:
        yield Reason("这份文件已有政策文件包", "请打开原来的", found.get_absolute_url(), field="document")
    if document.stage in (Stage.REVIEW, Stage.READY, Stage.SCHEDULED):
        yield Reason("文件正在审校，不能放进包里", "请先撤回送审：文件和解读材料要一起送审", field="document")
    if route not in Package.Route.values:
        yield Reason("请选择印发方式", field="route")


@verb("policy.package.open", "建立了政策文件包{object}", forbids=_may_open, link="policy:package")
def open_package(
    unit: Unit, *, actor: Actor, document: Publication, route: str = Package.Route.DISTRICT
) -> Package:
    """A package for a draft document, with an empty explanation plan; the document is 应解读 from now on."""
    found = queries.requirement(document.pk)
    if found is None or found.need != Need.REQUIRED:
        more = {
            "major": found.major if found else False,
            "people_facing": found.people_facing if found else False,
            "key_work": found.key_work if found else [],
        }
        deciding.decide(document, actor=actor, need=Need.REQUIRED, **more)
    package = Package.objects.create(unit=unit, document=document, route=route, created_by=actor.user)
    ExplanationPlan.objects.create(package=package, changed_at=timezone.now(), changed_by=actor.user)
    return package


def standing_still(package: Package) -> Iterable[Reason]:
    """Why the package can't be changed now."""
    if not package.is_open:
        yield Reason(f"政策文件包{package.get_state_display()}")
    elif package.state in Package.AT_OFFICE:
        yield Reason("已经报送，等区政府办处理", "要修改的，请先撤回报送")


def _may_change(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, package.unit)
    yield from standing_still(package)


def _may_change_texts(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _may_change(package, actor=actor)
    if any(m.stage in (Stage.REVIEW, Stage.READY, Stage.SCHEDULED) for m in queries.on_the_way(package)):
        yield Reason("正在审签，不能增减材料", "请先撤回审签")


@verb(
    "policy.package.draft_material",
    "为{object}起草了解读材料",
    forbids=_may_change_texts,
    link="policy:package",
)
def draft_material(
    package: Package, *, actor: Actor, form: str, title: str = "", explainer: Explainer | None = None
) -> Package:
    """A new explanation of the document, with the headings that a good one has; written in the usual editor."""
    if form not in Form.values:
        raise Refused([Reason("请选择解读形式", field="form")])
    about = queries.requirement(package.document_id)
    name = title.strip() or _title(form, package.document.draft().title)
    values = {
        "kind": "explanation",
        "title": name[:300],
        "source": str(package.unit),
        "body": elements.template(people_facing=about is None or about.people_facing),
    }
    made = drafting.create(package.unit, actor=actor, values=values)
    Explanation.objects.create(publication=made, form=form, explainer=explainer)
    _put_in(package, made)
    return package


def _title(form: str, document: str) -> str:
    named = f"《{document.strip('《》')}》"
    patterns = {
        Form.PICTURE: "一图读懂：{}", Form.CHART: "图表解读：{}", Form.QA: "{}政策问答", Form.VIDEO: "视频解读：{}",
        Form.ANIMATION: "动漫解读：{}", Form.H5: "H5 解读：{}", Form.AUDIO: "音频解读：{}", Form.EXPERT: "专家解读：{}",
        Form.INTERVIEW: "在线访谈：{}", Form.PRESS: "新闻发布会：{}",
    }  # fmt: skip
    return patterns.get(Form(form), "{}解读").format(named)


def _put_in(package: Package, explanation: Publication) -> None:
    Material.objects.create(package=package, explanation=explanation)
    Explains.objects.get_or_create(document=package.document, explanation=explanation)


def _may_add(package: Package, *, actor: Actor, explanation: Publication, **kwargs: Any) -> Iterable[Reason]:
    yield from _may_change_texts(package, actor=actor)
    if explanation.draft().kind != "explanation":
        yield Reason("只有“政策解读”类的信息能作解读材料", field="explanation")
    if explanation.unit_id != package.unit_id:
        yield Reason("不是本单位的解读材料", field="explanation")
    if explanation.live or explanation.stage == Stage.WITHDRAWN:
        yield Reason("已经公开过", "已公开的解读请在解读页面关联文件", field="explanation")
    elif explanation.stage != Stage.DRAFT:
        yield Reason("正在审校", "请先撤回送审", field="explanation")
    if queries.open_package(explanation):
        yield Reason("已经在一个政策文件包里", field="explanation")


@verb("policy.package.add_material", "给{object}加入了解读材料", forbids=_may_add, link="policy:package")
def add_material(package: Package, *, actor: Actor, explanation: Publication) -> Package:
    """Take an explanation that is already drafted."""
    Explanation.objects.get_or_create(publication=explanation)
    _put_in(package, explanation)
    return package


def _may_remove(
    package: Package, *, actor: Actor, explanation: Publication, **kwargs: Any
) -> Iterable[Reason]:
    yield from _may_change_texts(package, actor=actor)
    if not package.materials.filter(explanation=explanation).exists():
        yield Reason("不在这个政策文件包里")


@verb(
    "policy.package.remove_material", "从{object}移出了解读材料", forbids=_may_remove, link="policy:package"
)
def remove_material(package: Package, *, actor: Actor, explanation: Publication) -> Package:
    """Take an explanation out; its draft stays."""
    package.materials.filter(explanation=explanation).delete()
    Explains.objects.filter(document=package.document, explanation=explanation).delete()
    return package


PLAN_FIELDS = ("first_explainer", "forms", "points", "release_on", "channels", "contact", "phone")


@verb("policy.plan.save", "修改了{object}的解读方案", forbids=_may_change, link="policy:package")
def save_plan(
    package: Package, *, actor: Actor, first_explainer: str = "", forms: Iterable[str] = (), points: str = "",
    release_on: dt.date | None = None, channels: str = "", contact: str = "", phone: str = "",
    explainers: Iterable[Explainer] = (),
) -> Package:  # fmt: skip
    """Write the plan; a plan approved before has to be approved again."""
    plan, _ = ExplanationPlan.objects.get_or_create(package=package, defaults={"changed_at": timezone.now()})
    plan.first_explainer, plan.points = first_explainer.strip()[:60], points.strip()
    plan.forms = [f for f in dict.fromkeys(forms) if f in Form.values]
    plan.release_on, plan.channels = release_on, channels.strip()[:200]
    plan.contact, plan.phone = contact.strip()[:60], phone.strip()[:40]
    plan.changed_at, plan.changed_by = timezone.now(), actor.user
    plan.approved_at = plan.approved_by = None
    plan.save()
    plan.explainers.set(explainers)
    return package


def plan_gaps(plan: ExplanationPlan | None) -> list[Reason]:
    """What a plan still lacks before the head can approve it (任务 14: who explains, forms, points, dates, contact)."""
    if plan is None:
        return [Reason("还没有解读方案")]
    wanted = (
        (plan.first_explainer, "第一解读人", "first_explainer"),
        (plan.forms, "解读形式", "forms"),
        (plan.points, "解读要点", "points"),
        (plan.release_on, "计划发布日期", "release_on"),
        (plan.contact and plan.phone, "联系科室和电话", "contact"),
    )
    return [Reason(f"解读方案没有写{name}", field=field) for value, name, field in wanted if not value]


def _may_approve_plan(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, package.unit)
    yield from standing_still(package)
    plan = ExplanationPlan.objects.filter(package=package).first()
    yield from plan_gaps(plan)
    if plan is not None:
        if plan.approved_at is not None:
            yield Reason("已经审定")
        if actor.user is not None and plan.changed_by_id == actor.user.pk:
            yield Reason("不能审定自己拟的方案", "请经办人拟定，负责人审定")


@verb("policy.plan.approve", "审定了{object}的解读方案", forbids=_may_approve_plan, link="policy:package")
def approve_plan(package: Package, *, actor: Actor) -> Package:
    """The unit's own head approves the plan (报送前经本部门主要负责人审定)."""
    plan = ExplanationPlan.objects.select_for_update().get(package=package)
    plan.approved_at, plan.approved_by = timezone.now(), actor.user
    plan.save()
    return package


def _may_close(package: Package, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, package.unit)
    yield from standing_still(package)
    if any(m.stage in (Stage.REVIEW, Stage.READY, Stage.SCHEDULED) for m in queries.on_the_way(package)):
        yield Reason("正在审签", "请先撤回审签")
    if not reason.strip():
        yield Reason("终止要说明原因", "请填写原因", field="reason")


@verb("policy.package.close", "终止了政策文件包{object}", forbids=_may_close, link="policy:package")
def close(package: Package, *, actor: Actor, reason: str) -> Package:
    """End a package without release. The texts stay drafts, and the document still needs an explanation."""
    package.state, package.closed_at = Package.State.CLOSED, timezone.now()
    package.closed_reason = reason.strip()[:300]
    package.save()
    inbox.done(inbox.RETURN, package.pk, actor=actor, fact="政策文件包已终止")
    return package
