"""新闻发布会: planned by 区新闻办, held, with its films and documents; and decisions not to hold one.

What is said before and after, announcement and transcript, is in ``press_texts``: it is signed before it is public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons
from yangguang.publications.actions import drafting
from yangguang.publications.actions.drafting import LONG
from yangguang.publications.models import Publication
from yangguang.search import outbox

from .. import queries
from ..models import Conference, ConferenceDocument, ConferenceFile, NoConference, Turn
from ..rules import TRANSCRIPT_DAYS
from ..searching import SEARCH_KIND


def _plans(actor: Actor) -> Iterable[Reason]:
    """The year's plan is 区新闻办's (PRESS_UNIT)."""
    yield from reasons(actor, Act.EDIT, queries.press_unit())


def keeps(conference: Conference, actor: Actor) -> Iterable[Reason]:
    """区新闻办, the host and the unit whose matter it is keep a conference's page."""
    units = (queries.press_unit(), conference.host, conference.unit)
    if not any(u is not None and may(actor, Act.EDIT, u) for u in units):
        yield from reasons(actor, Act.EDIT, conference.unit)


def writing_unit(conference: Conference, actor: Actor) -> Unit:
    """In whose name the person works at a conference: 区新闻办, the host, or the unit whose matter it is."""
    units = (queries.press_unit(), conference.host, conference.unit)
    return next((u for u in units if u is not None and may(actor, Act.EDIT, u)), conference.host)


def changed(conference: Conference) -> None:
    outbox.changed(SEARCH_KIND, conference.pk)
    pages.purge("press", f"conference:{conference.pk}")


def _may_plan(
    host: Unit, *, actor: Actor, title: str = "", planned_on: dt.date | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from _plans(actor)
    if not title.strip():
        yield Reason("请填写主题", field="title")
    if planned_on is None:
        yield Reason("请填写计划日期", field="planned_on")


@verb("policy.press.plan", "计划了新闻发布会{object}", forbids=_may_plan)
def plan(host: Unit, *, actor: Actor, title: str, planned_on: dt.date, unit: Unit) -> Conference:
    """Put a conference into the year's plan."""
    return Conference.objects.create(
        host=host, unit=unit, year=planned_on.year, title=title.strip()[:200], planned_on=planned_on,
        first_planned_on=planned_on,
    )  # fmt: skip


def _may_move(
    conference: Conference, *, actor: Actor, to: dt.date | None = None, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from _plans(actor)
    if conference.state in (Conference.State.HELD, Conference.State.CANCELLED):
        yield Reason(f"发布会{conference.get_state_display()}")
    if not reason.strip():
        yield Reason("改期要说明原因", "请填写原因，公众会看到", field="reason")
    if to is None or to < timezone.localdate():
        yield Reason("请填写今天或以后的日期", field="to")


@verb("policy.press.move", "把新闻发布会{object}改了期", forbids=_may_move)
def move(conference: Conference, *, actor: Actor, to: dt.date, reason: str) -> Conference:
    """A later day, with the reason; the first planned day stays on record."""
    conference.planned_on, conference.moved_reason = to, reason.strip()[:300]
    conference.save()
    changed(conference)
    return conference


def _may_cancel(conference: Conference, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from _plans(actor)
    if conference.state in (Conference.State.HELD, Conference.State.CANCELLED):
        yield Reason(f"发布会{conference.get_state_display()}")
    if not reason.strip():
        yield Reason("取消要说明原因", field="reason")


@verb("policy.press.cancel", "取消了新闻发布会{object}", forbids=_may_cancel)
def cancel(conference: Conference, *, actor: Actor, reason: str) -> Conference:
    conference.state, conference.moved_reason = Conference.State.CANCELLED, reason.strip()[:300]
    conference.save()
    changed(conference)
    return conference


def _may_hold(
    conference: Conference, *, actor: Actor, held_on: dt.date | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from keeps(conference, actor)
    if conference.state != Conference.State.ANNOUNCED:
        yield Reason(
            "没有公开过预告，不能登记举行" if conference.state == "planned" else "状态不对，请刷新页面"
        )
    if held_on is None or held_on > timezone.localdate():
        yield Reason("请填写今天或以前的日期", field="held_on")


@verb("policy.press.hold", "登记新闻发布会{object}已举行", forbids=_may_hold)
def hold(conference: Conference, *, actor: Actor, held_on: dt.date) -> Conference:
    conference.state, conference.held_on = Conference.State.HELD, held_on
    conference.save()
    changed(conference)
    return conference


def _may_attach(
    conference: Conference, *, actor: Actor, caption: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from keeps(conference, actor)
    if conference.state not in (Conference.State.ANNOUNCED, Conference.State.HELD):
        yield Reason("预告以后才能上传图片、视频")
    if not caption.strip():
        yield Reason("请写明内容", "看不见的读者靠它知道图片、视频里是什么", field="caption")


@verb("policy.press.attach", "给新闻发布会{object}上传了文件", forbids=_may_attach, hidden=("stream",))
def attach(conference: Conference, *, actor: Actor, stream: BinaryIO, name: str, caption: str) -> Conference:
    """A picture or film of the conference; only these (and subtitles) are taken."""
    unit = writing_unit(conference, actor)
    kept = drafting.attach(unit, actor=actor, stream=stream, name=name, description=caption)
    if not kept.media_type.startswith(("image/", "video/", "audio/", "text/vtt")):
        raise Refused([Reason(f"“{kept.name}”不是图片、视频或字幕", "文件请先公开发布再关联", field="file")])
    ConferenceFile.objects.get_or_create(
        conference=conference, attachment=kept,
        defaults={"caption": caption.strip()[:200], "at": timezone.now()},
    )  # fmt: skip
    changed(conference)
    return conference


def _may_link(
    conference: Conference, *, actor: Actor, documents: Iterable[Publication] = (), **kwargs: Any
) -> Iterable[Reason]:
    yield from keeps(conference, actor)
    for document in documents:
        if not document.live:
            yield Reason(f"“{document.title[:30]}”还没有公开", field="documents")


@verb("policy.press.link", "关联了新闻发布会{object}的文件", forbids=_may_link)
def link(conference: Conference, *, actor: Actor, documents: Iterable[Publication]) -> Conference:
    """Which documents the conference is about."""
    wanted = {d.pk for d in documents}
    have = set(conference.links.values_list("document", flat=True))
    conference.links.filter(document__in=have - wanted).delete()
    ConferenceDocument.objects.bulk_create(
        ConferenceDocument(conference=conference, document_id=d, at=timezone.now())
        for d in sorted(wanted - have)
    )
    changed(conference)
    pages.purge(*(f"publication:{d}" for d in sorted(wanted | have)))
    return conference


def _may_forgo(document: Publication, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    press = queries.press_unit()
    if press is None or not may(actor, Act.EDIT, press):
        yield from reasons(actor, Act.APPROVE, document.unit)
    if not reason.strip():
        yield Reason("请说明不召开的理由", field="reason")
    if NoConference.objects.filter(document=document).exists():
        yield Reason("已经作过决定")


@verb("policy.press.forgo", "决定不为{object}召开发布会", forbids=_may_forgo, hidden=LONG)
def forgo(document: Publication, *, actor: Actor, reason: str) -> NoConference:
    """A recorded decision not to hold a conference about a 重大 document."""
    press = queries.press_unit()
    by_press = press is not None and may(actor, Act.EDIT, press)
    return NoConference.objects.create(
        document=document, reason=reason.strip()[:300], decided_at=timezone.now(), decided_by=actor.user,
        unit=press if by_press and press is not None else document.unit,
    )  # fmt: skip


def gaps(conference: Conference, *, on: dt.date | None = None) -> list[str]:
    """What a held conference still lacks of its record, as of a day (PRS-02: 实录、图片视频、答问、相关文件)."""
    turns = [t for t in conference.turns.all() if on is None or timezone.localdate(t.at) <= on]
    films = [f for f in conference.files.all() if on is None or timezone.localdate(f.at) <= on]
    links = [x for x in conference.links.all() if on is None or timezone.localdate(x.at) <= on]
    asked = {t.kind for t in turns}
    return [
        name
        for name, there in (
            ("实录", bool(turns)),
            ("图片或视频", bool(films)),
            ("答问", {Turn.Kind.QUESTION, Turn.Kind.ANSWER} <= asked),
            ("相关文件", bool(links)),
        )
        if not there
    ]


def complete_by(conference: Conference) -> dt.date | None:
    """The last day for the record: two working days after the conference."""
    if conference.held_on is None:
        return None
    return calendar.load().add(conference.held_on, TRANSCRIPT_DAYS).due
