"""Scheduled jobs: rooms register them, ``yangguang worker`` starts each once for every due moment."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import JobRun
from .registries import Registry

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """``run(today)`` does the work and returns a sentence for the record. It must be safe to run twice."""

    code: str
    name: str
    at: dt.time
    run: Callable[[dt.date], str]
    weekday: int | None = None  # Monday is 0; None means every day


JOBS: Registry[Job] = Registry("job")


def job(
    code: str, name: str, *, at: dt.time, weekday: int | None = None
) -> Callable[[Callable[[dt.date], str]], Job]:
    """Register a function of today's date as a job at a local time of every day, or of one weekday."""

    def wrap(run: Callable[[dt.date], str]) -> Job:
        return JOBS.add(code, Job(code, name, at, run, weekday))

    return wrap


@dataclass(frozen=True)
class Tick:
    """Short recurring work of the background process; it is looked at every ``every`` seconds and leaves no record.

    ``run()`` does what is waiting and returns how many things it did. It must be safe to run twice at once.
    """

    code: str
    every: float
    run: Callable[[], int]


TICKS: Registry[Tick] = Registry("tick")


def tick(code: str, *, every: float) -> Callable[[Callable[[], int]], Tick]:
    """Register a function as work of the background process, done every ``every`` seconds."""

    def wrap(run: Callable[[], int]) -> Tick:
        return TICKS.add(code, Tick(code, every, run))

    return wrap


def last_due(item: Job, now: dt.datetime) -> dt.datetime:
    """The latest moment at or before ``now`` (aware) at which the job was due."""
    local = timezone.localtime(now)
    due = local.replace(hour=item.at.hour, minute=item.at.minute, second=0, microsecond=0)
    if due > local:
        due -= dt.timedelta(days=1)
    if item.weekday is not None:
        due -= dt.timedelta(days=(due.weekday() - item.weekday) % 7)
    return due


def run_due(now: dt.datetime | None = None) -> list[JobRun]:
    """Run every job whose latest due moment has not been run; returns the records of what ran.

    A machine that was switched off over the due moment catches up once, not once for each day missed.
    """
    now = now or timezone.now()
    return [run for item in JOBS if (run := run_once(item, last_due(item, now)))]


def run_once(item: Job, due_at: dt.datetime) -> JobRun | None:
    """Run one job for one due moment; None when some process has already taken it."""
    record = _take(item, due_at)
    if record is None:
        return None
    try:
        record.message = item.run(timezone.localdate(due_at))
        record.state = JobRun.State.DONE
    except Exception as error:  # one failing job must not stop its neighbours
        logger.exception("job %s failed", item.code)
        record.message, record.state = f"{type(error).__name__}: {error}", JobRun.State.FAILED
    record.ended_at = timezone.now()
    record.save()
    return record


ABANDONED = dt.timedelta(hours=1)


def _take(item: Job, due_at: dt.datetime) -> JobRun | None:
    """Claim the due moment; a run whose process was killed is taken over after an hour."""
    try:
        with transaction.atomic():
            return JobRun.objects.create(code=item.code, due_at=due_at)
    except IntegrityError:
        now = timezone.now()
        taken = JobRun.objects.filter(
            code=item.code, due_at=due_at, state=JobRun.State.RUNNING, started_at__lt=now - ABANDONED
        ).update(started_at=now)
        return JobRun.objects.get(code=item.code, due_at=due_at) if taken else None
