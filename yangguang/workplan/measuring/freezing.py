"""Quarterly freezes: a run's evidence as JSON lines, chained by hash; anyone can compute the hashes again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.core.indicators import INDICATORS
from yangguang.organisations.permissions import Act, reasons

from ..models import Freeze, MeasureRun, WorkPlan
from .engine import lines

GENESIS = "0" * 64
_QUARTER = re.compile(r"^(\d{4})Q([1-4])$")


def quarter_end(quarter: str) -> dt.date:
    """The last day of a quarter such as 2021Q3; raises ValueError when it is none."""
    match = _QUARTER.match(quarter)
    if match is None:
        raise ValueError(f"“{quarter}”不是季度，请写作 2021Q3")
    year, number = int(match[1]), int(match[2])
    return dt.date(year + number // 4, number % 4 * 3 + 1, 1) - dt.timedelta(days=1)


def _may_freeze(plan: WorkPlan, *, actor: Actor, quarter: str, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.MEASURE)
    try:
        quarter_end(quarter)
    except ValueError as error:
        yield Reason(str(error), field="quarter")
        return
    if Freeze.objects.filter(plan=plan, quarter=quarter).exists():
        yield Reason(f"{quarter} 已经冻结，不能再冻结一次", "考核只读已冻结的结果")
    if not MeasureRun.objects.filter(plan=plan).exclude(ended_at=None).exists():
        yield Reason("还没有测量过", "请先测量")


@verb("workplan.freeze", "冻结了{object}的季度结果", forbids=_may_freeze, hidden={"lines"})
def freeze_quarter(plan: WorkPlan, *, actor: Actor, quarter: str) -> Freeze:
    """Freeze the latest measurement up to the quarter's end (the latest of all when the quarter has none)."""
    runs = MeasureRun.objects.filter(plan=plan).exclude(ended_at=None).order_by("-as_of")
    run = runs.filter(as_of__lte=quarter_end(quarter)).first() or runs.first()
    assert run is not None
    previous = Freeze.objects.filter(plan=plan).order_by("-pk").first()
    previous_hash = previous.hash if previous else GENESIS
    text = "\n".join(_text(plan, quarter, run))
    return Freeze.objects.create(
        plan=plan, quarter=quarter, as_of=run.as_of, made_at=timezone.now(), by=actor.label, lines=text,
        previous_hash=previous_hash, hash=chain(previous_hash, text),
    )  # fmt: skip


def _text(plan: WorkPlan, quarter: str, run: MeasureRun) -> Iterator[str]:
    header = {
        "kind": "freeze", "plan": plan.title, "year": plan.year, "quarter": quarter, "as_of": run.as_of.isoformat(),
        "code_version": run.code_version, "content_hash": run.content_hash,
        "definitions": [
            {"code": i.code, "version": i.version, "name": i.name, "formula": i.formula} for i in INDICATORS
        ],
    }  # fmt: skip
    for line in (header, *lines(run)):
        yield json.dumps(line, ensure_ascii=False, sort_keys=True)


def chain(previous_hash: str, text: str) -> str:
    """SHA-256 (hex) of the previous freeze's hash, a line feed, and the text."""
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


def verify(plan: WorkPlan) -> list[str]:
    """What is wrong with the plan's freezes, in words; empty when nothing is."""
    faults, previous = [], GENESIS
    for freeze in Freeze.objects.filter(plan=plan).order_by("pk"):
        if freeze.previous_hash != previous:
            faults.append(f"{freeze.quarter} 与上一次冻结衔接不上")
        if chain(freeze.previous_hash, freeze.lines) != freeze.hash:
            faults.append(f"{freeze.quarter} 的内容与校验值不符，被改动过")
        previous = freeze.hash
    return faults
