"""The quarterly circular: drawn up, edited, counted anew, issued with a number and kept as it went out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import briefs
from ..models import Brief


def _may_draw_up(
    office: Unit, *, actor: Actor, year: int = 0, quarter: int = 0, **_: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.MEASURE)
    if not year:
        return
    if quarter not in (1, 2, 3, 4) or not 2000 <= year <= 2100:
        yield Reason("请选择年份和季度", field="quarter")
    elif briefs.span(year, quarter)[0] > timezone.localdate():
        yield Reason("这个季度还没有开始", field="quarter")
    elif Brief.objects.filter(year=year, quarter=quarter).exists():
        yield Reason("这个季度的通报已经起草", "请打开它修改", field="quarter")


@verb("inspection.brief.draw", "起草了{object}", forbids=_may_draw_up)
def draw_up(office: Unit, *, actor: Actor, year: int, quarter: int) -> Brief:
    """A draft with the quarter's numbers and words to start from."""
    found = briefs.figures(year, quarter, timezone.localdate())
    try:
        with transaction.atomic():
            return Brief.objects.create(
                year=year, quarter=quarter, title=briefs.title(year, quarter), opening=briefs.opening(year, quarter, found),
                demands=briefs.DEMANDS, figures=found, by_label=actor.label[:60],
            )  # fmt: skip
    except IntegrityError:
        raise Refused([Reason("这个季度的通报已经起草", "请打开它修改")]) from None


def _may_edit(brief: Brief, *, actor: Actor, title: str | None = None, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.MEASURE)
    if brief.issued:
        yield Reason("已经印发，不能再改")
    if title is not None and not title.strip():
        yield Reason("请填写标题", field="title")


@verb("inspection.brief.edit", "修改了{object}", forbids=_may_edit)
def edit(brief: Brief, *, actor: Actor, title: str, opening: str, demands: str) -> Brief:
    """Other words; the numbers stay."""
    brief.title, brief.opening, brief.demands = title.strip()[:120], opening.strip(), demands.strip()
    brief.save()
    return brief


@verb("inspection.brief.recount", "重新统计了{object}", forbids=_may_edit)
def recount(brief: Brief, *, actor: Actor) -> Brief:
    """The numbers of now; words that were not edited follow them."""
    untouched = brief.opening == briefs.opening(brief.year, brief.quarter, brief.figures)
    brief.figures = briefs.figures(brief.year, brief.quarter, timezone.localdate())
    if untouched:
        brief.opening = briefs.opening(brief.year, brief.quarter, brief.figures)
    brief.save()
    return brief


def _may_issue(brief: Brief, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if brief.issued:
        yield Reason("已经印发")
    elif briefs.span(brief.year, brief.quarter)[1] >= timezone.localdate():
        yield Reason("这个季度还没有结束", "季度结束后重新统计再印发")
    elif not brief.opening.strip() or not brief.demands.strip():
        yield Reason("总体情况、整改要求还没有写")


@verb("inspection.brief.issue", "印发了{object}", forbids=_may_issue)
def issue(brief: Brief, *, actor: Actor, on: dt.date | None = None) -> Brief:
    """The next number of its year, without a gap; the file is kept as it goes out."""
    brief.number = (Brief.objects.filter(year=brief.year).aggregate(n=Max("number"))["n"] or 0) + 1
    brief.issued_on, brief.state = on or timezone.localdate(), Brief.State.ISSUED
    data = briefs.docx(brief, brief.issued_on)
    brief.file, brief.sha256 = data, hashlib.sha256(data).hexdigest()
    brief.save()
    return brief
