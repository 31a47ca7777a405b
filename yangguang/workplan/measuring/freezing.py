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
from .engine import as_text, hash_of, lines, measure

GENESIS = "0" * 64
_QUARTER = re.compile(r"^(\d{4})Q([1-4])$")


def quarter_end(quarter: str) -> dt.date:
    """The last day of a quarter such as 2021Q3; raises ValueError when it is none."""
    match = _QUARTER.match(quarter)
    if match is None:
        raise ValueError(f"“{quarter}”不是季度，请写作 2021Q3")
    year, number = int(match[1]), int(match[2])
    return dt.date(year + number // 4, number % 4 * 3 + 1, 1) - dt.timedelta(days=1)


def quarter_start(quarter: str) -> dt.date:
    """The first day of a quarter; raises ValueError when it is none."""
    end = quarter_end(quarter)
    return dt.date(end.year, end.month - 2, 1)


def _may_freeze(
    plan: WorkPlan, *, actor: Actor, quarter: str, as_of: dt.date | None = None, **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.MEASURE)
    try:
        start, end = quarter_start(quarter), quarter_end(quarter)
    except ValueError as error:
        yield Reason(str(error), field="quarter")
        return
    today = timezone.localdate()
    if end >= today:
        yield Reason(f"{quarter} 还没有结束", f"{end} 以后才能冻结", field="quarter")
    if end < plan.first_day:
        yield Reason(f"{quarter} 在 {plan.year} 年计划开始以前", field="quarter")
    if as_of is not None and not start <= as_of <= today:
        yield Reason(
            f"{as_of} 不在 {start} 到今天之间", "请填这一季度里（或以后、今天以前）的一天", field="as_of"
        )
    if Freeze.objects.filter(plan=plan, quarter=quarter).exists():
        yield Reason(f"{quarter} 已经冻结，不能再冻结一次", "考核只读已冻结的结果", field="quarter")


@verb("workplan.freeze", "冻结了{object}的季度结果", forbids=_may_freeze, hidden={"lines"})
def freeze_quarter(plan: WorkPlan, *, actor: Actor, quarter: str, as_of: dt.date | None = None) -> Freeze:
    """Freeze the measurement of ``as_of``; by default the last one within the quarter.

    Where there is none, it is measured first: as of that day, or of the quarter's last day. Nothing measured in
    another quarter is ever passed off as this one's.
    """
    run = _run_of(plan, quarter, as_of)
    if run is None:
        run = measure(plan, actor=actor, as_of=as_of or quarter_end(quarter))
    previous = Freeze.objects.filter(plan=plan).order_by("-pk").first()
    previous_hash = previous.hash if previous else GENESIS
    text = "\n".join(_text(plan, quarter, run))
    return Freeze.objects.create(
        plan=plan, quarter=quarter, as_of=run.as_of, made_at=timezone.now(), by=actor.label, lines=text,
        previous_hash=previous_hash, hash=chain(previous_hash, text),
    )  # fmt: skip


def _run_of(plan: WorkPlan, quarter: str, as_of: dt.date | None) -> MeasureRun | None:
    runs = MeasureRun.objects.filter(plan=plan).exclude(ended_at=None).order_by("-as_of")
    if as_of is not None:
        return runs.filter(as_of=as_of).first()
    return runs.filter(as_of__range=(quarter_start(quarter), quarter_end(quarter))).first()


def _text(plan: WorkPlan, quarter: str, run: MeasureRun) -> Iterator[str]:
    header = {
        "kind": "freeze", "plan": plan.title, "year": plan.year, "quarter": quarter, "as_of": run.as_of.isoformat(),
        "code_version": run.code_version, "content_hash": run.content_hash,
        "definitions": [
            {
                "code": i.code, "version": i.version, "name": i.name, "formula": i.formula, "basis": i.basis,
                "method": i.method, "denominator": i.denominator, "public": i.public,
            }
            for i in INDICATORS
        ],
    }  # fmt: skip
    yield as_text(header)
    yield from map(as_text, lines(run))


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
        elif not _as_measured(freeze.lines):
            faults.append(f"{freeze.quarter} 的结果与测量时留下的校验值不符")
        previous = freeze.hash
    return faults


def _as_measured(text: str) -> bool:
    """Whether the frozen lines are those that the measurement hashed."""
    header, *rest = text.split("\n")
    try:
        said = json.loads(header)["content_hash"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(said == hash_of(rest))
