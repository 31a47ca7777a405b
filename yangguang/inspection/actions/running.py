"""Inspections: asked for, done by the background process, stopped, gone on with after a killed process."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import SYSTEM, Actor
from yangguang.organisations.permissions import Act, reasons

from .. import availability, crawl, records
from ..crawling.state import Locked, forget_old
from ..models import Run, RunState, Site
from ..observing import Progress, Report
from ..scorecards import score_of
from .recording import record

logger = logging.getLogger(__name__)
STALE = dt.timedelta(minutes=3)  # a run without a beat for so long has lost its process
ATTEMPTS = 5
DONE = logtypes.register(logtypes.LogType("inspection.run.done", "完成了{object}"))
FAILED = logtypes.register(logtypes.LogType("inspection.run.failed", "没有完成{object}"))


class Stopped(Exception):
    """Somebody stopped the inspection, or another process goes on with it."""


def _may_ask(site: Site, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, site.unit)
    if not site.active:
        yield Reason("这个网站已经停止检查", "先在网站设置里恢复检查")
    if Run.objects.filter(site=site, state__in=[RunState.QUEUED, RunState.RUNNING]).exists():
        yield Reason("这个网站正在检查", "等它完成，或先停止")


@verb("inspection.run.ask", "发起了{object}", forbids=_may_ask)
def ask(site: Site, *, actor: Actor, scheduled: bool = False) -> Run:
    """Have the site inspected as soon as the background process is free."""
    try:
        with transaction.atomic():
            return Run.objects.create(
                site=site, ruleset=site.ruleset, scheduled=scheduled, by_label=actor.label[:60]
            )
    except IntegrityError:
        raise Refused([Reason("这个网站正在检查", "等它完成，或先停止")]) from None


def _may_cancel(run: Run, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, run.site.unit)
    if not run.alive:
        yield Reason("这次检查已经结束")


@verb("inspection.run.cancel", "停止了{object}", forbids=_may_cancel)
def cancel(run: Run, *, actor: Actor) -> Run:
    """Stop it. What it saw so far is not counted; the next inspection begins anew."""
    run.state, run.ended_at, run.stopped = RunState.CANCELLED, timezone.now(), f"由{actor.label}停止"[:300]
    run.save()
    return run


def _may_examine(
    run: Run, *, actor: Actor, codes: Iterable[str] = (), bonuses: Any = None, **_: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, run.site.unit)
    if run.state != RunState.DONE:
        yield Reason("这次检查还没有完成")
        return
    rules = run.ruleset.read()
    for code, points in (bonuses or {}).items():
        item = rules.item(code)
        if item is None or item.kind != "bonus":
            yield Reason(f"“{code}”不是加分指标", field=code)
        elif not 0 <= points <= item.cap:
            yield Reason(f"“{item.name}”加分在 0 至 {item.cap:g} 之间", field=code)


@verb("inspection.run.examine", "登记了{object}的人工检查", forbids=_may_examine)
def examine(run: Run, *, actor: Actor, codes: Iterable[str], bonuses: dict[str, float]) -> Run:
    """Put down which items without a probe a person looked at, and the bonus points given."""
    known = {i.code for i in run.ruleset.read().items if not i.automatic}
    run.examined = sorted(known & set(codes))
    run.bonuses = {k: v for k, v in bonuses.items() if v}
    run.score = score_of(run).as_json()
    run.save()
    return run


def take(now: dt.datetime | None = None) -> Run | None:
    """Claim the next inspection: one that waits, or one whose process was killed. None when there is none."""
    now = now or timezone.now()
    waiting = Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, beat_at__lt=now - STALE)
    for key, attempts in Run.objects.filter(waiting).order_by("asked_at").values_list("pk", "attempts")[:20]:
        if attempts >= ATTEMPTS:
            _fail(key, f"已经开始 {attempts} 次都没有完成，请查看日志")
            continue
        taken = Run.objects.filter(waiting, pk=key, attempts=attempts).update(
            state=RunState.RUNNING, beat_at=now, attempts=F("attempts") + 1
        )
        if taken:
            Run.objects.filter(pk=key, started_at=None).update(started_at=now)
            return Run.objects.select_related("site__unit", "ruleset__base").get(pk=key)
    return None


def _fail(key: int, why: str) -> None:
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=key)
        if not run.alive:
            return
        run.state, run.ended_at, run.stopped = RunState.FAILED, timezone.now(), why[:300]
        run.save()
        FAILED.write(SYSTEM, run, details={"why": why})


def _telling(run: Run) -> crawl.Told:
    """A function that writes how far the run is; it raises Stopped when the run is no longer this process's."""

    def told(progress: Progress | None) -> None:
        mine = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)
        more = {} if progress is None else {
            "stage": progress.stage[:40], "pages": progress.pages, "requests": progress.requests, "waiting": progress.waiting,
        }  # fmt: skip
        if not mine.update(beat_at=timezone.now(), **more):
            raise Stopped

    return told


def work() -> int:
    """Do the next inspection, if one waits. Returns how many were done (0 or 1)."""
    run = take()
    if run is None:
        return 0
    try:
        rules = run.ruleset.read()
        # What another run left unfinished, perhaps days ago, is not this one's.
        options = replace(crawl.options_for(run.site, rules), resume=run.attempts > 1)
        report = crawl.look(run.site.address, options, _telling(run))
        finish(run, report)
    except Stopped:
        return 0
    except Locked:  # the killed process's folder is not free yet
        Run.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts).update(
            state=RunState.QUEUED, attempts=run.attempts - 1
        )
        return 0
    except Exception as error:  # the reason stands on the run's page; the next one is tried all the same
        logger.exception("inspection %s failed", run.pk)
        _fail(
            run.pk,
            str(error)
            if isinstance(error, ValueError)
            else f"出现故障（{type(error).__name__}），请查看日志",
        )
    return 1


@transaction.atomic
def finish(run: Run, report: Report) -> Run:
    """Write what an inspection saw, and its score; all or nothing. Raises Stopped when it was stopped meanwhile."""
    found = (
        Run.objects.select_for_update(of=("self",))
        .select_related("site__unit", "ruleset__base")
        .get(pk=run.pk)
    )
    if found.state != RunState.RUNNING or found.attempts != run.attempts:
        raise Stopped
    run, rules, now = found, found.ruleset.read(), timezone.now()
    run.columns = [{**asdict(c), "last": c.last.isoformat() if c.last else None} for c in report.columns]
    run.complete, run.stopped, run.notes = report.complete, report.stopped[:300], list(report.notes)[:50]
    run.pages, run.requests, run.unchanged, run.waiting = report.pages, report.requests, report.unchanged, 0
    observed = records.corrected(run.site, report, rules, timezone.localdate(now))
    observed += availability.observed(run.site, rules, now)
    counts = record(run, observed, rules)
    run.state, run.ended_at, run.stage = RunState.DONE, now, ""
    run.save()
    run.score = score_of(run).as_json()
    run.save(update_fields=["score"])
    DONE.write(SYSTEM, run, details=asdict(counts))
    transaction.on_commit(lambda: forget_old(crawl.folder_of(run.site)))
    return run


def schedule(today: dt.date) -> int:
    """Ask for what is due today; returns how many. Safe to call twice: a site is inspected once a day by itself."""
    due = Site.objects.filter(active=True).filter(
        Q(every=Site.Every.DAY) | Q(every=Site.Every.WEEK, weekday=today.weekday())
    )
    asked = 0
    for site in due.select_related("unit"):
        if Run.objects.filter(site=site, scheduled=True, asked_at__date=today).exists():
            continue
        if not ask.reasons(site, actor=SYSTEM):
            ask(site, actor=SYSTEM, scheduled=True)
            asked += 1
    return asked
