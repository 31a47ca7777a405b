"""The register: bring a plan in, correct it, tie it to its texts and to the plans above it, give an entry up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.permissions import Act, may, reasons
from yangguang.publications.models import Publication
from yangguang.publications.rules import normalise_document_number

from .. import rules
from ..keeping import keeps, not_keeper
from ..models import Category, ParentLink, Plan, PlanText, Tier

FIELDS = (
    "name", "tier", "category", "unit", "participants", "outer_maker", "period_from", "period_to", "approver",
    "approved_on", "document_number", "territory", "comment_from", "comment_to", "stated", "repealed_on", "series",
    "ordinal", "note",
)  # fmt: skip
# What decides who is measured, and from when: once there, only the keeper changes it.
KEEPERS = frozenset(
    {"name", "tier", "category", "unit", "approver", "approved_on", "repealed_on", "series", "ordinal"}
)
LABELS = {
    "name": "名称", "tier": "层级", "category": "类别", "unit": "编制单位", "approver": "批准机关",
    "approved_on": "批准日期", "repealed_on": "废止日期", "series": "所属系列", "ordinal": "届次",
    "outer_maker": "其他编制单位", "period_from": "规划期起", "period_to": "规划期止", "document_number": "文号",
    "territory": "范围", "comment_from": "草案公告起", "comment_to": "草案公告止", "stated": "状态", "note": "备注",
    "participants": "参与编制单位",
}  # fmt: skip


def clean(values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept: trimmed, 文号 in its standard form where it can be read."""
    found = {k: v.strip() if isinstance(v, str) else v for k, v in values.items() if k in FIELDS}
    if found.get("document_number"):
        # Numbers of older plans were written in many ways; what is no number of today's form stays as written.
        with contextlib.suppress(ValueError):
            found["document_number"] = normalise_document_number(found["document_number"])
    return found


def faults(values: dict[str, Any], plan: Plan | None = None) -> Iterable[Reason]:
    """What is wrong with an entry that would have these values, field by field."""
    said = clean({**({f: _kept(plan, f) for f in FIELDS if f != "participants"} if plan else {}), **values})
    yield from _name_faults(said, plan)
    if said.get("tier") not in Tier.values:
        yield Reason("请选择层级", field="tier")
    if said.get("category") not in Category.values:
        yield Reason("请选择类别", field="category")
    if said.get("tier") != Tier.DISTRICT and said.get("unit") is not None:
        yield Reason("国家、省、市的规划不是区级单位编制的", "请把编制机关写在“其他编制单位”里", field="unit")
    yield from _date_faults(said)
    yield from _series_faults(said, plan)


def _kept(plan: Plan, name: str) -> Any:
    return getattr(plan, name)


def _name_faults(said: dict[str, Any], plan: Plan | None) -> Iterable[Reason]:
    name = said.get("name") or ""
    if not rules.key_of(name):
        yield Reason("请填写规划名称", field="name")
        return
    if len(name) > 200:
        yield Reason("名称超过 200 个字", "请写文件标题上的名称", field="name")
    if name[0] in "=+-@":
        yield Reason(f"名称“{name[:20]}”像是公式", "请改成文字", field="name")
    same = Plan.objects.registered().filter(tier=said.get("tier"), key=rules.key_of(name))
    if plan is not None:
        same = same.exclude(pk=plan.pk)
    if (found := same.first()) is not None:
        yield Reason(
            f"清册里已有“{found}”", "请在原条目上更正", url=f"/desk/planning/{found.pk}/", field="name"
        )


def _date_faults(said: dict[str, Any]) -> Iterable[Reason]:
    first, last = said.get("period_from"), said.get("period_to")
    if (first is None) != (last is None):
        yield Reason("规划期要写起止两年", field="period_to" if last is None else "period_from")
    elif first is not None and last is not None and not rules.FIRST_YEAR <= first <= last <= rules.LAST_YEAR:
        yield Reason(
            f"规划期起止应在 {rules.FIRST_YEAR} 至 {rules.LAST_YEAR} 之间，先起后止", field="period_from"
        )
    today = timezone.localdate()
    approved, repealed = said.get("approved_on"), said.get("repealed_on")
    if approved is not None and approved > today:
        yield Reason(f"批准日期 {approved} 还没有到", "批准后再登记日期", field="approved_on")
    if repealed is not None and (approved is None or repealed < approved):
        yield Reason("废止日期应在批准日期之后", field="repealed_on")
    start, end = said.get("comment_from"), said.get("comment_to")
    if end is not None and (start is None or end < start):
        yield Reason("草案公告的截止日期应在起始日期之后", field="comment_to")


def _series_faults(said: dict[str, Any], plan: Plan | None) -> Iterable[Reason]:
    series, ordinal = said.get("series"), said.get("ordinal")
    if (series is None) != (ordinal is None):
        yield Reason("系列和届次要一起填写", field="ordinal" if ordinal is None else "series")
    elif series is not None and ordinal is not None:
        if not 1 <= ordinal <= 99:
            yield Reason("届次应在 1 至 99 之间", field="ordinal")
        same = Plan.objects.registered().filter(series=series, ordinal=ordinal)
        if plan is not None:
            same = same.exclude(pk=plan.pk)
        if (found := same.first()) is not None:
            yield Reason(f"“{series}”的第 {ordinal} 届已是“{found}”", "请核对届次", field="ordinal")


def _may_register(subject: None, *, actor: Actor, values: dict[str, Any]) -> Iterable[Reason]:
    unit = values.get("unit")
    # A unit may add a plan of its own: it can only be measured by more, never by less.
    if not keeps(actor) and not (unit is not None and may(actor, Act.EDIT, unit)):
        yield from not_keeper(actor)
        return
    yield from faults(values)


def _save(plan: Plan) -> Plan:
    """Write an entry; where somebody else's came in since the look for a twin, the database refuses the second."""
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise Refused(
            [Reason("别人刚刚登记了同一份规划或同一届次", "请到清册里核对", field="name")]
        ) from error
    return plan


@verb("planning.register", "登记了规划{object}", forbids=_may_register, link="planning:entry")
def register(subject: None, *, actor: Actor, values: dict[str, Any]) -> Plan:
    """Bring a plan into the register. Raises Refused, naming the fields, for what can't be one or is there already."""
    said = clean(values)
    joined = said.pop("participants", ())
    plan = _save(Plan(**said, key=rules.key_of(said["name"]), registered_by=actor.label))
    plan.participants.set(u for u in joined if u != plan.unit)
    pages.purge("plans")
    return plan


def changed(plan: Plan, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What ``values`` would change: field → (before, after)."""
    said = clean(values)
    found: dict[str, tuple[Any, Any]] = {}
    for name, value in said.items():
        if name == "participants":
            before = set(plan.participants.all())
            after = set(value) - {said.get("unit", plan.unit)}
            if before != after:
                found[name] = (before, after)
        elif getattr(plan, name) != value:
            found[name] = (getattr(plan, name), value)
    return found


def _may_correct(
    plan: Plan, *, actor: Actor, values: dict[str, Any], base_edition: int | None = None
) -> Iterable[Reason]:
    yield from standing(plan)
    keeping = keeps(actor)
    if not keeping and not (plan.unit is not None and may(actor, Act.EDIT, plan.unit)):
        yield from not_keeper(actor)
        return
    if base_edition is not None and base_edition != plan.edition:
        yield Reason("您打开之后，别人更正过这一条", "请核对现在的内容，再改一次；您填的还在下面")
    if not keeping:
        for name, (before, _) in changed(plan, values).items():
            if name in KEEPERS and before not in (None, ""):
                yield Reason(
                    f"“{LABELS[name]}”已经登记，由登记单位更正", "请把需要更正的内容告诉登记单位", field=name
                )
    yield from faults(values, plan)


@verb("planning.correct", "更正了规划{object}", forbids=_may_correct, link="planning:entry")
def correct(plan: Plan, *, actor: Actor, values: dict[str, Any], base_edition: int | None = None) -> Plan:
    """Correct an entry. Its unit fills in what is empty and its own metadata; the rest is the keeper's.

    ``base_edition`` is the edition the corrections were made on: a later one refuses them.
    """
    said = clean(values)
    joined = said.pop("participants", None)
    for name, value in said.items():
        setattr(plan, name, value)
    plan.key = rules.key_of(plan.name)
    plan.edition += 1
    _save(plan)
    if joined is not None:
        plan.participants.set(u for u in joined if u != plan.unit)
    pages.purge("plans")
    return plan


def standing(plan: Plan) -> Iterable[Reason]:
    if plan.given_up_at is not None:
        yield Reason("这一条已撤销登记", "如需恢复，请登记单位办理")


def writes(plan: Plan, actor: Actor) -> list[Reason]:
    """Why the actor may not write an entry's own matters; empty for its unit and for the keeper."""
    if keeps(actor) or (plan.unit is not None and may(actor, Act.EDIT, plan.unit)):
        return []
    return reasons(actor, Act.EDIT, plan.unit) if plan.unit is not None else not_keeper(actor)


def _may_link(plan: Plan, *, actor: Actor, publication: Publication, part: str = "full") -> Iterable[Reason]:
    yield from standing(plan)
    yield from writes(plan, actor)
    if part not in PlanText.Part.values:
        yield Reason("请选择是全文、草案公告还是解读", field="part")
    if not publication.live and not may(actor, Act.VIEW, publication.unit_id):
        yield Reason("没有这条信息，或您不能查看", field="publication")
    if plan.texts.filter(publication=publication).exists():
        yield Reason("已经关联过这条信息", field="publication")


@verb("planning.link", "为规划{object}关联了公开信息", forbids=_may_link, link="planning:entry")
def link(plan: Plan, *, actor: Actor, publication: Publication, part: str = "full") -> Plan:
    """Tie a publication to an entry. A draft may be tied before its release; readers see it from then on."""
    PlanText.objects.create(plan=plan, publication=publication, part=part)
    pages.purge("plans")
    return plan


def _may_unlink(plan: Plan, *, actor: Actor, publication: Publication) -> Iterable[Reason]:
    yield from writes(plan, actor)
    if not plan.texts.filter(publication=publication).exists():
        yield Reason("没有关联这条信息")


@verb("planning.unlink", "取消了规划{object}的关联", forbids=_may_unlink, link="planning:entry")
def unlink(plan: Plan, *, actor: Actor, publication: Publication) -> Plan:
    plan.texts.filter(publication=publication).delete()
    pages.purge("plans")
    return plan


def _may_put_under(plan: Plan, *, actor: Actor, parent: Plan, carries: str = "") -> Iterable[Reason]:
    yield from standing(plan)
    yield from writes(plan, actor)
    if parent.given_up_at is not None:
        yield Reason("这份上位规划已撤销登记", field="parent")
    links: dict[int, list[int]] = {}
    for child, above in ParentLink.objects.values_list("plan", "parent"):
        links.setdefault(child, []).append(above)
    if rules.makes_loop(links, plan.pk, parent.pk):
        yield Reason("上位规划不能是它自己或它的下位规划", "请核对两份规划的关系", field="parent")


@verb("planning.put_under", "标注了规划{object}的上位规划", forbids=_may_put_under, link="planning:entry")
def put_under(plan: Plan, *, actor: Actor, parent: Plan, carries: str = "") -> Plan:
    """Say which plan this one carries on, and what of it. Said again, the words replace the earlier ones."""
    ParentLink.objects.update_or_create(plan=plan, parent=parent, defaults={"carries": carries.strip()[:300]})
    pages.purge("plans")
    return plan


def _may_take_from(plan: Plan, *, actor: Actor, parent: Plan) -> Iterable[Reason]:
    yield from writes(plan, actor)
    if not plan.parent_links.filter(parent=parent).exists():
        yield Reason("没有标注这份上位规划")


@verb("planning.take_from", "取消了规划{object}的上位规划", forbids=_may_take_from, link="planning:entry")
def take_from(plan: Plan, *, actor: Actor, parent: Plan) -> Plan:
    plan.parent_links.filter(parent=parent).delete()
    pages.purge("plans")
    return plan


def _may_give_up(plan: Plan, *, actor: Actor, reason: str) -> Iterable[Reason]:
    yield from standing(plan)
    yield from not_keeper(actor)
    if not reason.strip():
        yield Reason("请写明撤销登记的原因", field="reason")
    if below := plan.child_links.filter(plan__given_up_at=None).count():
        yield Reason(f"还有 {below} 份规划以它为上位规划", "请先改下位规划的标注")


@verb("planning.give_up", "撤销了规划{object}的登记", forbids=_may_give_up, link="planning:entry")
def give_up(plan: Plan, *, actor: Actor, reason: str) -> Plan:
    """Take an entry out of every list and count; it and its reason stay on record."""
    plan.given_up_at, plan.given_up_reason = timezone.now(), reason.strip()[:300]
    plan.save()
    pages.purge("plans")
    return plan


def _may_take_up(plan: Plan, *, actor: Actor) -> Iterable[Reason]:
    yield from not_keeper(actor)
    if plan.given_up_at is None:
        yield Reason("这一条没有撤销登记")
    yield from faults({}, plan)


@verb("planning.take_up", "恢复了规划{object}的登记", forbids=_may_take_up, link="planning:entry")
def take_up(plan: Plan, *, actor: Actor) -> Plan:
    plan.given_up_at, plan.given_up_reason = None, ""
    _save(plan)
    pages.purge("plans")
    return plan
