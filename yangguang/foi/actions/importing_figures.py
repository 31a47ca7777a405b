"""Past years' figures from a file: received and read, looked at, confirmed as that year's figures, taken back (task 38)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import files
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act

from ..figures import history, reading
from ..models import FiguresImport, YearFigures
from .figures import answers, office, sane

LARGEST = 10 * 1024 * 1024  # bytes; a whole annual report with its pictures stays below
HIDDEN = ("data", "read", "notes", "faults")
State = FiguresImport.State


def keeper(unit: Unit | None) -> Unit | None:
    """Who answers for a unit's or (None) the district's figures."""
    return unit if unit is not None else office()


def _answers(received: FiguresImport, act: Act, actor: Actor) -> list[Reason]:
    unit = keeper(received.unit)
    if unit is None:
        return [Reason("还没有设置政务公开主管部门", "请系统管理员在单位里设置")]
    return answers(actor, act, unit, district=received.unit_id is None)


def too_large(size: int) -> list[Reason]:
    if size <= LARGEST:
        return []
    return [
        Reason(f"文件超过 {LARGEST // 1024**2} MB，不像是一份年度申请数据", "请只保留几张表，另存后再上传", field="file")
    ]  # fmt: skip


def past(year: int) -> Iterable[Reason]:
    """A year that is over, and not before there were annual reports."""
    yield from (wrong := list(sane(year)))
    if not wrong and year >= timezone.localdate().year:
        yield Reason(f"{year} 年还没有结束，数字按案件计算", "只导入以往年份的数据", field="year")


def _may_receive(
    unit: Unit, *, actor: Actor, year: int, data: bytes, district: bool = False, **kwargs: Any
) -> Iterable[Reason]:
    yield from answers(actor, Act.EDIT, unit, district=district)
    yield from past(year)
    yield from too_large(len(data))


@verb("foi.figures.receive", "收到{object}", forbids=_may_receive, hidden=HIDDEN)
def receive(
    unit: Unit, *, actor: Actor, year: int, data: bytes, filename: str, district: bool = False
) -> FiguresImport:
    """Keep a file with what was read in it; nothing counts yet. The same bytes sent again are the same upload.

    Raises Refused, on the field ``file``, for what holds no table in the official layout.
    """
    try:
        found = _read(data, filename)
    except ValueError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    owner, digest = None if district else unit, hashlib.sha256(data).hexdigest()
    known = FiguresImport.objects.filter(unit=owner, year=year, sha256=digest)
    if (same := known.filter(state=State.APPLIED).first()) is not None:
        when = timezone.localtime(same.settled_at or same.at)
        raise Refused([Reason(f"这份文件已于 {when:%Y-%m-%d %H:%M} 导入，内容没有变化", field="file")])
    received = known.filter(state=State.UPLOADED).first()
    received = received or FiguresImport(unit=owner, year=year, sha256=digest, data=data)
    received.filename, received.by_label = files.safe_name(filename), actor.label[:60]
    received.read = {
        "cells": found.cells, "reviews": found.reviews, "fees": found.fees, "unread": found.unread,
        "unit": found.unit, "year": found.year,
    }  # fmt: skip
    received.notes, received.faults = found.notes, found.faults
    received.save()
    return received


def _read(data: bytes, filename: str) -> reading.Read:
    if reading.form_of(filename) in reading.FORMS and reading.form_of(filename) != ".json":
        files.inspect(io.BytesIO(data), filename, limit=LARGEST)
    return reading.read(data, filename)


def _may_discard(received: FiguresImport, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _answers(received, Act.EDIT, actor)
    if not received.is_open:
        yield Reason(f"这份文件{received.get_state_display()}", "请刷新页面")


@verb("foi.figures.discard", "放弃了{object}", forbids=_may_discard, hidden=HIDDEN)
def discard(received: FiguresImport, *, actor: Actor) -> FiguresImport:
    """Set an upload aside; it stays on record and never counts."""
    return _settle(received, State.DISCARDED, actor)


def _settle(received: FiguresImport, state: str, actor: Actor) -> FiguresImport:
    received.state, received.settled_at = state, timezone.now()
    received.settled_by_label = actor.label[:60]
    received.save()
    return received


def barred(received: FiguresImport, *, actor: Actor) -> Iterable[Reason]:
    """What forbids the numbers whatever one has to say about them."""
    yield from _answers(received, Act.REVIEW, actor)
    if not received.is_open:
        yield Reason(f"这份文件{received.get_state_display()}", "请刷新页面")
        return
    yield from past(received.year)
    if received.faults:
        yield Reason(f"有 {len(received.faults)} 处读不出来", "请在原文件里改正后重新上传")
    kept = YearFigures.objects.filter(unit=received.unit_id, year=received.year).first()
    if kept is not None and kept.locked_at is not None:
        yield Reason(
            f"{kept.unit or '全区'} {kept.year} 年的数据已经锁定，不能用文件代替", "请政务公开主管部门先解锁"
        )
    if (same := history.standing(received.unit, received.year)) is not None:
        yield Reason(f"{received.year} 年已经导入过“{same.filename}”", "要换成这份文件，请先撤销那一次导入")


def _may_confirm(received: FiguresImport, *, actor: Actor, note: str = "", **kwargs: Any) -> Iterable[Reason]:
    if stopped := list(barred(received, actor=actor)):
        yield from stopped
        return
    if not note.strip() and (open_ones := history.objections(received, history.checked(received))):
        yield Reason(
            f"有 {len(open_ones)} 项不一致：{'；'.join(o.text for o in open_ones)}",
            "请核对；确认按文件导入的，请写明理由",
            field="note",
        )


@verb("foi.figures.import", "导入了{object}", forbids=_may_confirm, hidden=HIDDEN)
def confirm(received: FiguresImport, *, actor: Actor, note: str = "") -> YearFigures:
    """The file's numbers become that year's figures. What does not agree needs a note, which stays with them.

    Refused over locked figures and over another import that stands.
    """
    unit = keeper(received.unit)
    assert unit is not None  # barred otherwise
    # Two files of one year, or a file and the lock, wait for each other at the unit; the second looks again.
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if reasons := confirm.reasons(received, actor=actor, note=note):
        raise Refused(reasons)
    made = history.numbers(received)
    kept = YearFigures.objects.filter(unit=received.unit_id, year=received.year).first() or made
    kept.source, kept.cells, kept.reviews, kept.fees = made.source, made.cells, made.reviews, made.fees
    kept.note, kept.unlocked_reason = note.strip()[:300], ""
    kept.save()
    received.note = kept.note
    _settle(received, State.APPLIED, actor)
    return kept


def _may_undo(received: FiguresImport, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from _answers(received, Act.REVIEW, actor)
    if not received.stands:
        yield Reason(f"这份文件{received.get_state_display()}，没有可以撤销的数据", "请刷新页面")
        return
    locked = YearFigures.objects.filter(locked_at__isnull=False)
    if locked.filter(unit=received.unit_id, year=received.year).exists():
        yield Reason(f"{received.year} 年的数据已经锁定", "请政务公开主管部门先解锁")
    if received.unit_id is not None and locked.filter(unit=None, year=received.year).exists():
        yield Reason(f"{received.year} 年全区的数据已经锁定", "请先解锁全区的数据")
    if locked.filter(unit=received.unit_id, year=received.year + 1).exists():
        yield Reason(
            f"{received.year + 1} 年的数据已经锁定，它的上年结转以这一年为准", f"请先解锁 {received.year + 1} 年"
        )  # fmt: skip
    if not reason.strip():
        yield Reason("请写明撤销的原因", "例如：文件不是最后公布的版本", field="reason")


@verb("foi.figures.undo", "撤销了{object}的导入", forbids=_may_undo, hidden=HIDDEN)
def undo(received: FiguresImport, *, actor: Actor, reason: str) -> FiguresImport:
    """Take the numbers back: the year is counted from its cases again. The file and its reading stay on record."""
    kept = YearFigures.objects.filter(
        unit=received.unit_id, year=received.year, source=YearFigures.Source.IMPORTED, locked_at=None
    )
    kept.delete()
    received.undone_reason = reason.strip()[:300]
    return _settle(received, State.UNDONE, actor)
