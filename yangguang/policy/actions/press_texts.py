"""Announcement and transcript of a press conference: written, sent for review, signed by others, published (三审三校).

How many sign-offs there are and whether one person may give two follows the rule of the unit that wrote it, as for every
other text (``publications.ReviewRule``). Nothing of a text is public before its last sign-off; the announcement goes
its way alone, before the conference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications import queries as publications
from yangguang.publications import rules as sign_rules

from ..models import Conference, PressSignOff, PressText, Turn
from .press import changed, keeps, writing_unit

KIND = "press"  # the name under which a district may set a rule of its own
State, Stage = Conference.State, PressText.Stage


def read_speakers(text: str) -> list[dict[str, str]]:
    """One speaker a line: post, then name after a comma or space; a line with one word is a post."""
    found = []
    for line in text.splitlines():
        parts = [p.strip() for p in line.replace("，", ",").replace("、", ",").split(",") if p.strip()]
        if parts:
            found.append({"post": parts[0][:80], "name": (parts[1] if len(parts) > 1 else "")[:40]})
    return found[:20]


KINDS = {"问": Turn.Kind.QUESTION, "答": Turn.Kind.ANSWER, "发": Turn.Kind.SPEECH}


def read_transcript(text: str) -> list[tuple[str, str, str]]:
    """Turns as (kind, speaker, text) out of what the recorder writes.

    A line 问｜发言人｜内容, 答｜…, 发布｜… begins a turn; following lines belong to it. Raises ValueError naming the
    line that begins with none of them.
    """
    found: list[tuple[str, str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [p.strip() for p in line.replace("|", "｜").split("｜", 2)]
        if len(parts) == 3 and parts[0][:1] in KINDS and parts[1] and parts[2]:
            found.append((KINDS[parts[0][0]], parts[1][:80], parts[2]))
        elif found and "｜" not in line.replace("|", "｜"):
            kind, speaker, said = found[-1]
            found[-1] = (kind, speaker, f"{said}\n{line.strip()}")
        else:
            raise ValueError(f"第 {number} 行看不懂，应写成“问｜发言人｜内容”：{line.strip()[:30]}")
    return found


def course(text: PressText) -> publications.Course:
    """The sign-offs that the text needs, has and waits for."""
    rule = publications.review_rule(text.unit_id, KIND)
    given: list[Any] = list(
        text.signoffs.filter(version=text.version, decision=PressSignOff.Decision.APPROVED).select_related(
            "by"
        )
    )
    people = set(text.authors.values_list("pk", flat=True)) | {text.submitted_by_id or 0}
    return publications.Course(rule.levels, rule.same_person, False, given, frozenset(people))


def open_text(conference: Conference, kind: str) -> PressText | None:
    """The text that is not public yet."""
    return conference.texts.exclude(stage=Stage.PUBLIC).filter(kind=kind).first()


def _free(conference: Conference, kind: str) -> Iterable[Reason]:
    found = open_text(conference, kind)
    if found is not None and found.stage != Stage.DRAFT:
        yield Reason(f"{found.get_kind_display()}{found.get_stage_display()}，不能修改", "要修改的，先撤回")


def _write(conference: Conference, kind: str, content: dict[str, Any], actor: Actor) -> PressText:
    """Put the words down; a changed text begins anew with its sign-offs."""
    found = open_text(conference, kind)
    now = timezone.now()
    if found is None:
        found = PressText.objects.create(
            conference=conference,
            kind=kind,
            content=content,
            written_at=now,
            unit=writing_unit(conference, actor),
        )
    elif found.content != content:
        found.content, found.written_at, found.version = content, now, found.version + 1
        found.save()
    if actor.user is not None:
        found.authors.add(actor.user)
    return found


def _may_announce(
    conference: Conference, *, actor: Actor, starts_at: dt.datetime | None = None, place: str = "",
    announcement: str = "", speakers: str = "", **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from keeps(conference, actor)
    if conference.state in (State.HELD, State.CANCELLED):
        yield Reason(f"发布会{conference.get_state_display()}，不用再预告")
    yield from _free(conference, PressText.Kind.ANNOUNCEMENT)
    if starts_at is None:
        yield Reason("请填写举行时间", field="starts_at")
    if not place.strip():
        yield Reason("请填写地点", field="place")
    if not announcement.strip():
        yield Reason("请填写预告", field="announcement")
    if not read_speakers(speakers):
        yield Reason("请填写发布人", "一行一位：职务，姓名", field="speakers")


@verb("policy.press.announce", "起草了新闻发布会{object}的预告", forbids=_may_announce)
def announce(
    conference: Conference,
    *,
    actor: Actor,
    starts_at: dt.datetime,
    place: str,
    announcement: str,
    speakers: str,
) -> PressText:
    """Write when, where, who and about what."""
    content = {
        "starts_at": starts_at.isoformat(), "place": place.strip()[:100], "announcement": announcement.strip(),
        "speakers": read_speakers(speakers),
    }  # fmt: skip
    return _write(conference, PressText.Kind.ANNOUNCEMENT, content, actor)


def _may_write(conference: Conference, *, actor: Actor, text: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from keeps(conference, actor)
    if conference.state != State.HELD:
        yield Reason("举行以后才能登记实录", "请先登记已举行")
    yield from _free(conference, PressText.Kind.TRANSCRIPT)
    try:
        if text and not read_transcript(text):
            yield Reason("实录是空的", field="text")
    except ValueError as error:
        yield Reason(str(error), field="text")


@verb("policy.press.transcript", "起草了新闻发布会{object}的实录", forbids=_may_write, hidden=("text",))
def write_transcript(conference: Conference, *, actor: Actor, text: str) -> PressText:
    """Write who said what."""
    return _write(conference, PressText.Kind.TRANSCRIPT, {"text": text.strip()}, actor)


def _may_submit(text: PressText, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from keeps(text.conference, actor)
    if text.stage != Stage.DRAFT:
        yield Reason(f"{text.get_kind_display()}{text.get_stage_display()}")
    last = text.signoffs.filter(version=text.version).last()
    if last is not None and last.decision == PressSignOff.Decision.RETURNED:
        yield Reason(f"退回后还没有修改（意见：{last.note}）", "按意见修改并保存后再送审")


@verb("policy.press.submit", "把{object}送审", forbids=_may_submit)
def submit(text: PressText, *, actor: Actor) -> PressText:
    """Send it to its first sign-off."""
    text.stage, text.submitted_by, text.submitted_at = Stage.REVIEW, actor.user, timezone.now()
    text.save()
    return text


def _may_recall(text: PressText, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from keeps(text.conference, actor)
    if text.stage not in (Stage.REVIEW, Stage.READY):
        yield Reason("不在审校中")


@verb("policy.press.recall", "撤回了{object}", forbids=_may_recall)
def recall(text: PressText, *, actor: Actor) -> PressText:
    """Take it back to change it; its sign-offs count no more once it changes."""
    text.stage = Stage.DRAFT
    text.save()
    return text


def _may_decide(text: PressText, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    if text.stage != Stage.REVIEW:
        yield Reason("不在审校中")
        return
    found = course(text)
    level = found.next_level
    if level is None:
        yield Reason("各审都已通过")
        return
    act = Act.APPROVE if sign_rules.is_last(level, found.levels) else Act.REVIEW
    yield from reasons(actor, act, text.unit)
    if actor.user is None:
        return
    if actor.user.pk in found.authors:
        yield Reason("不能审核自己写的文本", "请本单位另一位审核人办理")
    elif not found.same_person and any(s.by_id == actor.user.pk for s in found.given):
        yield Reason("同一文本的各审要由不同的人办理", "请下一位审核人办理")


@verb("policy.press.approve", "审核通过了{object}", forbids=_may_decide)
def approve(text: PressText, *, actor: Actor, note: str = "") -> PressText:
    """Give the next sign-off; after the last the text may go public."""
    PressSignOff.objects.create(
        text=text, version=text.version, level=course(text).next_level or 1, note=note.strip()[:500],
        decision=PressSignOff.Decision.APPROVED, by=actor.user,
    )  # fmt: skip
    if course(text).next_level is None:
        text.stage = Stage.READY
        text.save()
    return text


def _may_return(text: PressText, *, actor: Actor, note: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from _may_decide(text, actor=actor)
    if not note.strip():
        yield Reason("退回要说明要改什么", "请填写意见", field="note")


@verb("policy.press.return", "退回了{object}", forbids=_may_return)
def send_back(text: PressText, *, actor: Actor, note: str) -> PressText:
    """Return it to its writer, saying what to change."""
    PressSignOff.objects.create(
        text=text, version=text.version, level=course(text).next_level or 1, note=note.strip()[:500],
        decision=PressSignOff.Decision.RETURNED, by=actor.user,
    )  # fmt: skip
    text.stage = Stage.DRAFT
    text.save()
    return text


def _may_publish(text: PressText, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from keeps(text.conference, actor)
    if text.stage != Stage.READY or course(text).next_level is not None:
        yield Reason(f"{text.get_kind_display()}还没有审签完", "三审都通过后才能公开")
    state = text.conference.state
    if state == State.CANCELLED or (state == State.HELD and text.kind == PressText.Kind.ANNOUNCEMENT):
        yield Reason(f"发布会{text.conference.get_state_display()}")


@verb("policy.press.publish", "公开了{object}", forbids=_may_publish)
def publish(text: PressText, *, actor: Actor) -> Conference:
    """Show readers the signed text: what the page, the search and the indicators read comes from here alone."""
    conference, now = text.conference, timezone.now()
    text.stage, text.public_at = Stage.PUBLIC, now
    text.save()
    if text.kind == PressText.Kind.ANNOUNCEMENT:
        said = text.content
        conference.starts_at = dt.datetime.fromisoformat(said["starts_at"])
        conference.place, conference.announcement = said["place"], said["announcement"]
        conference.speakers = said["speakers"]
        conference.announced_at = conference.announced_at or now
        conference.state, conference.public = State.ANNOUNCED, True
        conference.save()
    else:
        first = conference.turns.order_by("at").values_list("at", flat=True).first() or now
        conference.turns.all().delete()
        Turn.objects.bulk_create(
            Turn(conference=conference, order=n, kind=kind, speaker=speaker, text=said, at=first)
            for n, (kind, speaker, said) in enumerate(read_transcript(text.content["text"]), 1)
        )
    changed(conference)
    return conference
