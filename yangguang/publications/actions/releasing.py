"""Going public: at once, at a set time, urgently, together, corrected, withdrawn."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import SYSTEM, Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import gates, judging, numbering, placing, queries
from ..gates import Step
from ..models import Openness, PlannedChange, Publication, ReleaseSet, Stage, Version, Withdrawal
from .drafting import LONG

logger = logging.getLogger(__name__)
RELEASED_IN_SET = logtypes.register(
    logtypes.LogType("publications.release_in_set", "随同发组发布了{object}", hidden=frozenset(LONG))
)


def publish(
    publication: Publication, *, actor: Actor, note: str = "", major: bool = False, correction: bool = False,
    urgent: bool = False,
) -> Version:  # fmt: skip
    """Make the newest text what readers see. Only verbs call this, inside their transaction."""
    revision = publication.latest_revision
    assert revision is not None
    now = timezone.now()
    revision.publish(user=actor.user, log_action=False, skip_permission_checks=True)
    # The revision was written before its record's course went on: put the course back over what it restored.
    live = Publication.objects.select_related("unit").get(pk=publication.pk)
    live.stage = Stage.RELEASED
    live.first_published_at = publication.first_published_at or now
    live.last_published_at = now
    live.release_at, live.release_trouble = None, ""
    live.urgent_pending = urgent
    live.submitted_by, live.created_by = publication.submitted_by, publication.created_by
    live.index_number = publication.index_number
    live.withdrawal = live.withdrawn_reason = ""
    live.withdrawn_at = live.successor = None
    live.locked, live.locked_by, live.locked_at = False, None, None
    if live.index_number is None:
        year = (live.written_on or timezone.localdate(now)).year
        [live.index_number] = numbering.take(live.unit, live.kind, year)
    live.save()
    last = live.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = Version.objects.create(
        publication=live, number=last + 1, revision=revision, released_at=now, released_by=actor.label,
        note=note.strip()[:500], major=major, correction=correction, urgent=urgent,
    )  # fmt: skip
    PlannedChange.objects.filter(publication=live).delete()
    placing.place([live], new=last == 0)
    publication.refresh_from_db()
    return version


def fit(
    publication: Publication,
    *,
    note: str = "",
    major: bool = False,
    correction: bool = False,
    urgent: bool = False,
) -> Iterable[Reason]:
    """Why the newest text itself can't be public: its openness, a missing note, what the checks block."""
    text = publication.draft()
    if text.openness != Openness.OPEN:
        yield Reason(
            f"公开属性是“{Openness(text.openness).label}”，不能发布", "需要公开的，请先改公开属性并重新审校"
        )
    if publication.live and (major or correction) and not note.strip():
        yield Reason("实质性更改和更正要向公众说明", "请填写更改说明", field="note")
    yield from judging.standing(publication, urgent=urgent)


def _may_release(publication: Publication, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, publication.unit)
    if not queries.signed_off(publication):
        yield Reason("还没有完成审校", "各审通过后才能发布；紧急情况可由负责人应急发布")
        return
    waiting = [s for s in publication.release_sets.all() if s.state in ("open", "scheduled")]
    if waiting:
        yield Reason(f"在同发组“{waiting[0]}”里，要和组里其他信息一起发布", "请在同发组里发布，或先移出")
    yield from fit(publication, **kwargs)
    yield from gates.reasons(Step.RELEASE, publication)


@verb("publications.release", "发布了{object}", forbids=_may_release, hidden=LONG)
def release(
    publication: Publication, *, actor: Actor, note: str = "", major: bool = False, correction: bool = False
) -> Publication:
    """Make the signed-off text public. ``note`` tells readers of a major change or a correction."""
    publish(publication, actor=actor, note=note, major=major, correction=correction)
    return publication


def _may_release_urgently(
    publication: Publication,
    *,
    actor: Actor,
    reason: str = "",
    note: str = "",
    major: bool = False,
    **kwargs: Any,
) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, publication.unit)
    if publication.stage == Stage.WITHDRAWN or not publication.has_unpublished_changes:
        yield Reason("没有待发布的文本")
        return
    if not reason.strip():
        yield Reason("应急发布要写明原因", "请填写原因", field="reason")
    yield from fit(publication, note=note, major=major, urgent=True)
    yield from gates.reasons(Step.URGENT, publication)


@verb("publications.release_urgently", "应急发布了{object}", forbids=_may_release_urgently, hidden=LONG)
def release_urgently(
    publication: Publication, *, actor: Actor, reason: str, note: str = "", major: bool = False
) -> Publication:
    """Release before the sign-offs. The record stays flagged until someone else approves it afterwards.

    ``note`` and ``major`` are as for ``release``.
    """
    publish(publication, actor=actor, note=note, major=major, urgent=True)
    return publication


def _may_schedule(
    publication: Publication, *, actor: Actor, at: dt.datetime, note: str = "", major: bool = False
) -> Iterable[Reason]:
    yield from _may_release(publication, actor=actor, note=note, major=major)
    if at <= timezone.now():
        yield Reason("定时发布的时间已经过去", "请选一个将来的时间，或立即发布", field="at")


@verb("publications.schedule", "定时发布{object}", forbids=_may_schedule, hidden=LONG)
def schedule(
    publication: Publication, *, actor: Actor, at: dt.datetime, note: str = "", major: bool = False
) -> Publication:
    """Release at a set time; kept in the database, so a restart loses nothing.

    ``note`` and ``major`` are as for ``release``, and go to the version that the set time makes.
    """
    publication.stage = Stage.SCHEDULED
    publication.release_at, publication.release_trouble = at, ""
    publication.save()
    told = {"note": note.strip()[:500], "major": major}
    PlannedChange.objects.update_or_create(publication=publication, defaults=told)
    return publication


def _may_unschedule(publication: Publication, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, publication.unit)
    if publication.stage != Stage.SCHEDULED:
        yield Reason("没有定时")


@verb("publications.unschedule", "取消了{object}的定时发布", forbids=_may_unschedule, hidden=LONG)
def unschedule(publication: Publication, *, actor: Actor) -> Publication:
    publication.stage, publication.release_at = Stage.READY, None
    publication.save()
    PlannedChange.objects.filter(publication=publication).delete()
    return publication


def _may_withdraw(
    publication: Publication,
    *,
    actor: Actor,
    how: str,
    reason: str = "",
    successor: Publication | None = None,
) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, publication.unit)
    if not publication.live:
        yield Reason("没有公开，不用撤下")
    if how not in Withdrawal.values:
        yield Reason("请选择撤下后读者看到什么", field="how")
    if not reason.strip():
        yield Reason("撤下要向公众说明原因", "请填写原因", field="reason")
    if how == Withdrawal.REDIRECT and (
        successor is None or not successor.live or successor.pk == publication.pk
    ):
        yield Reason("要转到的新文件不存在或没有公开", "请选择一份已公开的文件", field="successor")


@verb("publications.withdraw", "撤下了{object}", forbids=_may_withdraw, hidden=LONG)
def withdraw(
    publication: Publication, *, actor: Actor, how: str, reason: str, successor: Publication | None = None
) -> Publication:
    """Take a record out of every list. Its address goes on to tell why, for good."""
    publication.live = False
    publication.stage = Stage.WITHDRAWN
    publication.withdrawal, publication.withdrawn_reason = how, reason.strip()[:500]
    publication.withdrawn_at = timezone.now()
    publication.successor = successor
    publication.has_unpublished_changes = False
    publication.save()
    placing.displace(publication)
    return publication


def _may_restore(publication: Publication, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, publication.unit)
    if publication.stage != Stage.WITHDRAWN:
        yield Reason("没有撤下")


@verb("publications.restore", "恢复公开了{object}", forbids=_may_restore, hidden=LONG)
def restore(publication: Publication, *, actor: Actor, reason: str = "") -> Publication:
    """Undo a withdrawal: the text that readers saw last is public again."""
    publication.live, publication.stage = True, Stage.RELEASED
    publication.withdrawal = publication.withdrawn_reason = ""
    publication.withdrawn_at = publication.successor = None
    publication.save()
    placing.place([publication])
    return publication


def _may_make_set(unit: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)


@verb("publications.set.make", "建立了同发组{object}", forbids=_may_make_set)
def make_set(unit: Unit, *, actor: Actor, name: str, members: Iterable[Publication] = ()) -> ReleaseSet:
    """A group that goes public together."""
    if not name.strip():
        raise Refused([Reason("请填写同发组的名称", field="name")])
    group = ReleaseSet.objects.create(unit=unit, name=name.strip()[:120])
    group.members.set(members)
    return group


def _may_change_set(group: ReleaseSet, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, group.unit)
    if group.state not in (ReleaseSet.State.OPEN, ReleaseSet.State.SCHEDULED):
        yield Reason(f"这个同发组{group.get_state_display()}")


@verb("publications.set.change", "调整了同发组{object}", forbids=_may_change_set)
def change_set(group: ReleaseSet, *, actor: Actor, members: Iterable[Publication]) -> ReleaseSet:
    """Set who belongs to the group; a scheduled group has to be scheduled again."""
    group.members.set(members)
    group.state, group.release_at = ReleaseSet.State.OPEN, None
    group.save()
    return group


@verb("publications.set.abandon", "取消了同发组{object}", forbids=_may_change_set)
def abandon_set(group: ReleaseSet, *, actor: Actor) -> ReleaseSet:
    """Give the group up; its members go their own ways."""
    group.state, group.release_at = ReleaseSet.State.ABANDONED, None
    group.save()
    return group


def _may_release_set(group: ReleaseSet, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _may_change_set(group, actor=actor)
    members = list(group.members.select_related("unit"))
    if not members:
        yield Reason("组里还没有信息", "请先加入要一起发布的信息")
    for member in members:
        if not queries.signed_off(member):
            yield Reason(f"“{member}”还没有完成审校", "整组要等它审校完成", member_url(member))
            continue
        for reason in (*fit(member, **planned(member)), *gates.reasons(Step.RELEASE, member, members)):
            yield Reason(f"“{member}”：{reason.text}", reason.remedy, member_url(member))


def member_url(member: Publication) -> str:
    from django.urls import reverse

    return reverse("publications:record", args=[member.pk])


@verb("publications.set.release", "整组发布了{object}", forbids=_may_release_set)
def release_set(group: ReleaseSet, *, actor: Actor) -> ReleaseSet:
    """Release every member in one transaction: either all are public afterwards, or none."""
    for member in group.members.select_for_update().order_by("pk"):
        publish(member, actor=actor, **planned(member))
        RELEASED_IN_SET.write(actor, member, details={"set": group.pk, "name": group.name})
    group.state, group.released_at, group.trouble = ReleaseSet.State.RELEASED, timezone.now(), ""
    group.release_at = None
    group.save()
    return group


def _may_schedule_set(group: ReleaseSet, *, actor: Actor, at: dt.datetime) -> Iterable[Reason]:
    yield from _may_release_set(group, actor=actor)
    if at <= timezone.now():
        yield Reason("定时发布的时间已经过去", "请选一个将来的时间", field="at")


@verb("publications.set.schedule", "定时整组发布{object}", forbids=_may_schedule_set)
def schedule_set(group: ReleaseSet, *, actor: Actor, at: dt.datetime) -> ReleaseSet:
    group.state, group.release_at, group.trouble = ReleaseSet.State.SCHEDULED, at, ""
    group.save()
    return group


def release_due(now: dt.datetime | None = None) -> int:
    """Release what is due. Each record and each set stands alone: one that fails says why and stops no other."""
    now = now or timezone.now()
    done = 0
    actor = SYSTEM
    groups = ReleaseSet.objects.filter(state=ReleaseSet.State.SCHEDULED, release_at__lte=now)
    for group in list(groups):
        done += _try(group, lambda g: release_set(g, actor=actor), "trouble")
    due = Publication.objects.filter(stage=Stage.SCHEDULED, release_at__lte=now, release_trouble="")
    for publication in list(due.only("pk", "title", "unit")):
        done += _try(publication, _release_as_set, "release_trouble")
    return done


def _release_as_set(publication: Publication) -> None:
    """Release with what was said when the time was set."""
    release(publication, actor=SYSTEM, **planned(publication))


def planned(publication: Publication) -> dict[str, Any]:
    """What readers will be told of a scheduled change: ``note`` and ``major``."""
    found = PlannedChange.objects.filter(publication=publication).first() or PlannedChange()
    return {"note": found.note, "major": found.major}


def _try(subject: Any, act: Any, field: str) -> int:
    try:
        act(subject)
    except Refused as error:
        trouble = str(error)
    except Exception as error:
        logger.exception("scheduled release of %s failed", subject.pk)
        trouble = f"系统错误：{type(error).__name__}"
    else:
        return 1
    with transaction.atomic():
        type(subject)._base_manager.filter(pk=subject.pk).update(
            **{field: trouble[:500]}, **({"state": "open", "release_at": None} if field == "trouble" else {})
        )
    return 0
