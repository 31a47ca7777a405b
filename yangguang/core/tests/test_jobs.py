"""A due job runs once however many schedulers look, catches up once, and fails alone."""

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core import jobs
from yangguang.core.jobs import Job, last_due, run_due, run_once
from yangguang.core.models import JobRun
from yangguang.core.registries import Registry

pytestmark = pytest.mark.django_db


def at(*parts):
    return timezone.make_aware(dt.datetime(*parts))


def make(run=lambda today: f"{today}", **kwargs):
    return Job("test.job", "示例任务", dt.time(2, 30), run, **kwargs)


@pytest.fixture
def registry(monkeypatch):
    fresh = Registry("job")
    monkeypatch.setattr(jobs, "JOBS", fresh)
    return fresh


def test_due_today_or_yesterday():
    assert last_due(make(), at(2026, 11, 23, 3, 0)) == at(2026, 11, 23, 2, 30)
    assert last_due(make(), at(2026, 11, 23, 2, 0)) == at(2026, 11, 22, 2, 30)


def test_a_weekly_job_is_due_on_its_weekday():
    assert last_due(make(weekday=0), at(2026, 11, 25, 9, 0)) == at(2026, 11, 23, 2, 30)  # a Wednesday
    assert last_due(make(weekday=0), at(2026, 11, 23, 1, 0)) == at(2026, 11, 16, 2, 30)


def test_it_runs_once_and_catches_up_once(registry):
    seen = []
    registry.add("test.job", make(lambda today: seen.append(today) or "完成"))
    run_due(at(2026, 11, 20, 9, 0))
    run_due(at(2026, 11, 20, 9, 1))
    run_due(at(2026, 11, 23, 9, 0))  # switched off for two nights
    assert seen == [dt.date(2026, 11, 20), dt.date(2026, 11, 23)]


def test_a_failing_job_is_recorded_and_its_neighbour_runs(registry):
    def broken(today):
        raise OSError("磁盘已满")

    registry.add("a", Job("a", "坏", dt.time(1, 0), broken))
    registry.add("b", Job("b", "好", dt.time(1, 0), lambda today: "完成"))
    run_due(at(2026, 11, 23, 9, 0))
    assert dict(JobRun.objects.values_list("code", "state")) == {"a": "failed", "b": "done"}
    assert "磁盘已满" in JobRun.objects.get(code="a").message


def test_a_killed_run_is_taken_over_after_an_hour():
    due = at(2026, 11, 23, 2, 30)
    record = JobRun.objects.create(code="test.job", due_at=due)
    assert run_once(make(), due) is None
    JobRun.objects.filter(pk=record.pk).update(started_at=timezone.now() - dt.timedelta(hours=2))
    assert run_once(make(), due).state == JobRun.State.DONE
    assert JobRun.objects.count() == 1
