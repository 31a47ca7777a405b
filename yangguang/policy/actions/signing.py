"""Joint sign-off and release: what is done to one member of a package is done to all, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import SYSTEM, Actor
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.actions import signing as records
from yangguang.publications.models import Publication, ReleaseSet, SignOff, Stage

from .. import queries
from ..gate import releasable
from ..models import Exemption, Package


def _about(member: Publication, found: Iterable[Reason]) -> Iterable[Reason]:
    """The reasons of one member, saying whose they are."""
    for reason in found:
        yield Reason(f"“{member.title[:40]}”：{reason.text}", reason.remedy, reason.url, reason.field)


def _each(package: Package, act: Any, members: list[Publication], actor: Actor, **more: Any) -> list[Reason]:
    """Why some member can't; what holds for several is said once."""
    together = queries.bound(package)
    found: dict[str, Reason] = {}
    for member in members:
        for reason in act.reasons(member, actor=actor, together=together, **more):
            key = reason.text
            found[key] = reason if key in found else next(iter(_about(member, [reason])))
    return list(found.values())


def _open(package: Package) -> Iterable[Reason]:
    if not package.is_open:
        yield Reason(f"政策文件包{package.get_state_display()}")


def _renewed(member: Publication) -> bool:
    """The text has sign-offs from before: a change to one sends all back, so they are given anew."""
    last = SignOff.objects.filter(revision=member.latest_revision_id).order_by("pk").last()
    return last is not None and last.decision == SignOff.Decision.APPROVED


def _may_submit(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, package.unit)
    yield from _open(package)
    members = queries.bound(package)
    if not members:
        yield Reason("没有待送审的文本")
        return
    if not package.materials.exists() and not queries.exempted(package.document_id, Exemption.Covers.RELEASE):
        yield Reason("还没有解读材料", "文件和解读材料要同时送签，请先添加解读材料")
    if all(m.stage != Stage.DRAFT for m in members):
        yield Reason("已经送审")
        return
    yield from _each(package, records.submit, members, actor)


@verb("policy.sign.submit", "把{object}的文件和解读材料一起送审", forbids=_may_submit, link="policy:package")
def submit(package: Package, *, actor: Actor, note: str = "") -> Package:
    """Send document and material to their first sign-off, all or none (同时送签)."""
    members = queries.bound(package)
    for member in members:
        if _renewed(member):
            drafting.save_draft(member, actor=actor, values={})
    members = queries.bound(package)
    for member in members:
        records.submit(member, actor=actor, note=note, together=members)
    package.signed_at = None
    package.save()
    return package


def _may_approve(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _open(package)
    waiting = queries.standing(package).to_sign
    if not waiting:
        yield Reason("没有等待审签的文本")
        return
    yield from _each(package, records.approve, waiting, actor)


@verb("policy.sign.approve", "审签通过了{object}", forbids=_may_approve, link="policy:package")
def approve(package: Package, *, actor: Actor, note: str = "") -> Package:
    """Give the next sign-off of every text it is due for; the last one is common to all."""
    members = queries.bound(package)
    for member in queries.standing(package).to_sign:
        records.approve(member, actor=actor, note=note, together=members)
    if queries.standing(package).all_ready:
        package.signed_at = timezone.now()
        package.save()
    return package


def _may_return(
    package: Package, *, actor: Actor, note: str = "", member: Publication | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from _open(package)
    waiting = queries.standing(package).to_sign
    if not waiting:
        yield Reason("没有等待审签的文本")
        return
    if member is not None and member.pk not in {m.pk for m in waiting}:
        yield Reason("这份文本不在这一审里", field="member")
        return
    yield from _each(package, records.send_back, [member or waiting[0]], actor, note=note)


@verb("policy.sign.return", "退回了{object}", forbids=_may_return, link="policy:package")
def send_back(package: Package, *, actor: Actor, note: str, member: Publication | None = None) -> Package:
    """Return one text to be changed; the others come back with it, and all are signed anew."""
    together = queries.bound(package)
    chosen = member or queries.standing(package).to_sign[0]
    records.send_back(chosen, actor=actor, note=note, together=together)
    _take_back(package, SYSTEM)
    return package


def _take_back(package: Package, actor: Actor) -> None:
    """Every member is a draft again; a set time is given up."""
    together = queries.bound(package)
    for member in together:
        if member.stage in (Stage.REVIEW, Stage.READY, Stage.SCHEDULED):
            records.recall(member, actor=actor, together=together)
    group = package.release_set
    if group is not None and group.state in (ReleaseSet.State.OPEN, ReleaseSet.State.SCHEDULED):
        releasing.abandon_set(group, actor=actor)
    package.release_set, package.signed_at = None, None
    package.save()


def _may_recall(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, package.unit)
    yield from _open(package)
    members = queries.bound(package)
    if not any(m.stage in (Stage.REVIEW, Stage.READY, Stage.SCHEDULED) for m in members):
        yield Reason("不在审签中")


@verb("policy.sign.recall", "撤回了{object}的审签", forbids=_may_recall, link="policy:package")
def recall(package: Package, *, actor: Actor, note: str = "") -> Package:
    """Take document and material back to change one of them."""
    _take_back(package, actor)
    return package


def _group(package: Package, actor: Actor) -> ReleaseSet:
    """The package's release set, with exactly those members that go public now."""
    members = queries.bound(package)
    group = package.release_set
    if group is None or group.state not in (ReleaseSet.State.OPEN, ReleaseSet.State.SCHEDULED):
        name = f"政策文件包：{package.document.title}"[:120]
        group = releasing.make_set(package.unit, actor=actor, name=name, members=members)
        package.release_set = group
        package.save()
    elif set(group.members.values_list("pk", flat=True)) != {m.pk for m in members}:
        group = releasing.change_set(group, actor=actor, members=members)
    return group


def _may_release(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, package.unit)
    yield from _open(package)
    if not queries.exempted(package.document_id, Exemption.Covers.RELEASE):
        yield from releasable(package)
    members = queries.bound(package)
    if not members:
        yield Reason("没有待发布的文本")
    for member in members:
        if member.stage not in (Stage.READY, Stage.SCHEDULED):
            yield Reason(f"“{member.title[:40]}”还没有完成审签", "文件和解读材料都审签完成后一起发布")
            continue
        yield from _about(member, releasing.fit(member))


@verb("policy.release", "同步发布了{object}", forbids=_may_release, link="policy:package")
def release(package: Package, *, actor: Actor) -> Package:
    """Document and material public in one transaction through a release set, or nothing at all (同步发布)."""
    releasing.release_set(_group(package, actor), actor=actor)
    package.refresh_from_db()
    return package


def _may_schedule(package: Package, *, actor: Actor, at: dt.datetime, **kwargs: Any) -> Iterable[Reason]:
    yield from _may_release(package, actor=actor)
    if at <= timezone.now():
        yield Reason("定时发布的时间已经过去", "请选一个将来的时间，或立即发布", field="at")


@verb("policy.schedule", "定时同步发布{object}", forbids=_may_schedule, link="policy:package")
def schedule(package: Package, *, actor: Actor, at: dt.datetime) -> Package:
    """The same at a set time; the set is kept in the database, so a restart loses nothing."""
    releasing.schedule_set(_group(package, actor), actor=actor, at=at)
    package.refresh_from_db()
    return package


def _may_unschedule(package: Package, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, package.unit)
    if package.release_set is None or package.release_set.state != ReleaseSet.State.SCHEDULED:
        yield Reason("没有定时")


@verb("policy.unschedule", "取消了{object}的定时发布", forbids=_may_unschedule, link="policy:package")
def unschedule(package: Package, *, actor: Actor) -> Package:
    assert package.release_set is not None
    releasing.abandon_set(package.release_set, actor=actor)
    package.release_set = None
    package.save()
    return package
