"""Handling a duty: sign for it, work on it, report it done; and the asking side's close or return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, may, reasons

from ..evidence import digest, file_problems, stored_name
from ..kinds import kind_of
from ..models import Duty, DutyNote, DutyState, Evidence

OPEN_FOR_WORK = {DutyState.SIGNED, DutyState.WORKING, DutyState.RETURNED}


def _wrong_state(duty: Duty, wanted: Iterable[str], what: str) -> Iterator[Reason]:
    if duty.state in wanted:
        return
    last = duty.notes.last()
    by = f"（{last.by_label}，{timezone.localtime(last.at):%m月%d日 %H:%M}）" if last else ""
    yield Reason(f"这件事现在是“{duty.get_state_display()}”{by}，不能{what}", "请刷新页面查看最新情况")


def _note(duty: Duty, actor: Actor, step: str, text: str = "") -> DutyNote:
    return DutyNote.objects.create(duty=duty, by=actor.user, by_label=actor.label, step=step, text=text)


def _may_sign(duty: Duty, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.EDIT, duty.unit)
    yield from _wrong_state(duty, {DutyState.WAITING}, "签收")


@verb("duties.sign", "签收了{object}", forbids=_may_sign, link="duties:duty")
def sign(duty: Duty, *, actor: Actor) -> Duty:
    """签收: the unit has seen it and answers for it from now on."""
    duty.state, duty.signed_at = DutyState.SIGNED, timezone.now()
    duty.save()
    _note(duty, actor, "签收")
    return duty


def sign_all(duties: Sequence[Duty], *, actor: Actor) -> tuple[int, list[str]]:
    """Sign several at once; returns how many were signed and, for the others, why not."""
    done, refused = 0, []
    for duty in duties:
        try:
            with transaction.atomic():
                sign(duty, actor=actor)
            done += 1
        except Refused as error:
            refused.append(f"{duty.title}：{error}")
    return done, refused


def _may_start(duty: Duty, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.EDIT, duty.unit)
    yield from _wrong_state(duty, {DutyState.SIGNED, DutyState.RETURNED}, "开始办理")


@verb("duties.start", "开始办理{object}", forbids=_may_start, link="duties:duty")
def start(duty: Duty, *, actor: Actor) -> Duty:
    """办理中: work has begun."""
    duty.state = DutyState.WORKING
    duty.save()
    _note(duty, actor, "办理")
    return duty


def _may_note(
    duty: Duty, *, actor: Actor, text: str = "", url: str = "", files: Sequence[Any] = (), **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.EDIT, duty.unit)
    yield from _wrong_state(duty, OPEN_FOR_WORK | {DutyState.REPORTED}, "补充材料")
    if not (text.strip() or url or files):
        yield Reason("请写一句进展，或附上网址、文件", field="text")
    for upload in files:
        yield from file_problems(upload)


@verb("duties.note", "补充了{object}的进展", forbids=_may_note, hidden={"files"}, link="duties:duty")
def add_note(duty: Duty, *, actor: Actor, text: str = "", url: str = "", files: Sequence[Any] = ()) -> Duty:
    """Say how it goes, and show for it what there is."""
    if duty.state in {DutyState.SIGNED, DutyState.RETURNED}:
        duty.state = DutyState.WORKING
        duty.save()
    _attach(_note(duty, actor, "进展", text.strip()), url, files)
    return duty


def _attach(note: DutyNote, url: str, files: Sequence[Any]) -> None:
    if url:
        Evidence.objects.create(note=note, url=url)
    for upload in files:
        evidence = Evidence(note=note, filename=upload.name[:200], sha256=digest(upload))
        try:
            evidence.file.save(stored_name(upload.name), upload, save=True)
        except OSError as error:
            raise Refused(
                [
                    Reason(
                        f"“{upload.name}”没有存成：{error.strerror}",
                        "请稍后再试，或联系网站运行单位",
                        field="files",
                    )
                ]
            ) from error


def _may_report(
    duty: Duty, *, actor: Actor, text: str = "", url: str = "", files: Sequence[Any] = (), **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.REVIEW, duty.unit)
    yield from _wrong_state(duty, OPEN_FOR_WORK, "报办结")
    today = timezone.localdate()
    if duty.closes_by_fact:
        yield Reason("这件事由系统实测，事实改变后自动销号，不用报办结", "改好对应的内容即可")
    if duty.not_before and today <= duty.not_before:
        yield Reason(f"这是全年任务，{duty.not_before} 以后才能报办结", "平时请补充进展")
    if not text.strip():
        yield Reason("请说明完成情况", field="text")
    for upload in files:
        yield from file_problems(upload)
    if kind_of(duty.kind).needs_evidence and not (url or files) and not _has_evidence(duty):
        yield Reason("报办结要有佐证：一个网址或一个文件", field="url")


def _has_evidence(duty: Duty) -> bool:
    return duty.pk is not None and Evidence.objects.filter(note__duty=duty).exists()


@verb("duties.report", "报送{object}办结", forbids=_may_report, hidden={"files"}, link="duties:duty")
def report(duty: Duty, *, actor: Actor, text: str, url: str = "", files: Sequence[Any] = ()) -> Duty:
    """报办结: the unit says that it is done and shows it; the asking unit decides."""
    duty.state, duty.reported_at = DutyState.REPORTED, timezone.now()
    duty.save()
    _attach(_note(duty, actor, "报办结", text.strip()), url, files)
    return duty


def _may_judge(duty: Duty, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    if not (may(actor, Act.SUPERVISE) or (duty.asked_by_id and may(actor, Act.REVIEW, duty.asked_by_id))):
        yield Reason("只有交办单位或政务公开主管部门可以确认", "请等待审核")
    own = not actor.is_system and duty.asked_by_id != duty.unit_id and may(actor, Act.EDIT, duty.unit)
    if own:
        yield Reason("不能确认本单位自己办的事", "请由交办单位确认")
    yield from _wrong_state(duty, {DutyState.REPORTED}, "确认")


@verb("duties.close", "确认{object}办结", forbids=_may_judge, link="duties:duty")
def close(duty: Duty, *, actor: Actor, text: str = "") -> Duty:
    """办结销号: the asking unit agrees that it is done."""
    duty.state, duty.closed_at = DutyState.CLOSED, timezone.now()
    duty.save()
    _note(duty, actor, "办结", text.strip())
    return duty


def _may_return(duty: Duty, *, actor: Actor, text: str = "", **_: Any) -> Iterator[Reason]:
    yield from _may_judge(duty, actor=actor)
    if not text.strip():
        yield Reason("请写明退回原因和还要做什么", field="text")
    elif len(text) > 300:
        yield Reason("退回原因不能超过 300 字", field="text")


@verb("duties.return", "退回了{object}", forbids=_may_return, link="duties:duty")
def return_(duty: Duty, *, actor: Actor, text: str) -> Duty:
    """退回: not done yet; the unit sees why first thing."""
    duty.state, duty.last_return_reason, duty.reported_at = DutyState.RETURNED, text.strip(), None
    duty.save()
    _note(duty, actor, "退回", text.strip())
    return duty
