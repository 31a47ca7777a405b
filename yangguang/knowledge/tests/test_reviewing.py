"""When a basis changes or ends, or the day of review comes: readers are told, the unit is asked, the fact closes it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.jobs import JOBS
from yangguang.duties.models import Duty, DutyState
from yangguang.knowledge import duty
from yangguang.knowledge.actions import reviewing, writing
from yangguang.knowledge.models import Entry
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.tests.factories import administrator, make_unit
from yangguang.publications import placing
from yangguang.publications.actions import releasing
from yangguang.publications.models import Publication

from .factories import Desk, soon

pytestmark = [pytest.mark.django_db, pytest.mark.task(15)]


@pytest.fixture
def desk():
    return Desk()


def open_duties(entry: Entry) -> list[Duty]:
    return list(Duty.objects.open().filter(kind=duty.REVIEW, key=str(entry.pk)))


def test_a_correction_of_the_basis_opens_a_duty_that_renewing_closes(desk):
    record = desk.policy()
    entry = desk.public(record)
    other = desk.public(question="示例：别的问题？")
    desk.correct(record, record.body + "<p>示例：补充一句。</p>")
    entry.refresh_from_db()
    assert entry.doubts == [f"依据《{record.title}》有更改"]
    [opened] = open_duties(entry)
    assert opened.unit == desk.unit
    assert opened.closes_by_fact
    assert not open_duties(other)
    entry = reviewing.renew(entry, actor=desk.reviewer, review_on=soon(300))
    assert entry.doubts == []
    opened.refresh_from_db()
    assert opened.state == DutyState.CLOSED
    # What was confirmed stays confirmed when the same text is placed again.
    placing.place([Publication.objects.get(pk=record.pk)])
    entry.refresh_from_db()
    assert entry.doubts == []


def test_a_correction_that_takes_the_quoted_words_away_needs_a_new_answer(desk):
    record = desk.policy()
    entry = desk.public(record)
    desk.correct(record, "<p>示例：补助标准调整为每户五千元。</p>")
    entry.refresh_from_db()
    assert "引用的原文已经不在其中" in entry.doubts[0]
    with pytest.raises(Refused, match="原文已经不在"):
        reviewing.renew(entry, actor=desk.reviewer, review_on=soon())
    entry = writing.change(
        entry, actor=desk.editor,
        values={"answer": "示例：五千元。", "bases": [(record.pk, "补助标准调整为每户五千元")]},
    )  # fmt: skip
    entry.refresh_from_db()
    assert entry.doubts  # readers see the old answer still
    entry = desk.bring_out(entry)
    entry.refresh_from_db()
    assert entry.doubts == []
    assert not open_duties(entry)


def test_withdrawing_the_entry_closes_its_duty(desk):
    record = desk.policy()
    entry = desk.public(record)
    releasing.withdraw(Publication.objects.get(pk=record.pk), actor=desk.team.head, how="gone", reason="示例")
    assert open_duties(entry)
    entry.refresh_from_db()
    reviewing.withdraw(entry, actor=desk.reviewer, reason="示例：依据没有了")
    entry.refresh_from_db()
    assert entry.doubts == []
    assert not open_duties(entry)


def test_a_basis_that_is_public_again_takes_the_doubt_away(desk):
    record = desk.policy()
    entry = desk.public(record)
    releasing.withdraw(Publication.objects.get(pk=record.pk), actor=desk.team.head, how="gone", reason="示例")
    releasing.restore(Publication.objects.get(pk=record.pk), actor=desk.team.head)
    entry.refresh_from_db()
    assert entry.doubts == []
    assert not open_duties(entry)


def test_the_night_asks_for_what_is_due_once_and_again_only_when_due(desk):
    day = soon(30)
    entry = desk.public(review_on=day)
    night = JOBS.get("knowledge.day").run
    night(day - dt.timedelta(days=1))
    assert not open_duties(entry)
    night(day)
    night(day)
    [opened] = open_duties(entry)
    assert "复核日期" in opened.body
    entry.refresh_from_db()
    assert entry.doubted_on == day
    reviewing.renew(entry, actor=desk.reviewer, review_on=soon(300))
    night(day + dt.timedelta(days=1))
    assert not open_duties(entry)


def test_a_policy_whose_last_day_is_over_has_lapsed_though_nobody_noted_it(desk):
    day = soon(30)
    record = desk.policy(expires_on=day)
    entry = desk.public(record)
    night = JOBS.get("knowledge.day").run
    night(day)
    assert not open_duties(entry)
    night(day + dt.timedelta(days=1))
    entry.refresh_from_db()
    assert entry.doubts == [f"依据《{record.title}》已失效"]


def test_renewing_takes_a_day_in_reach_and_somebody_who_may(desk):
    entry = desk.public()
    assert reviewing.renew.reasons(entry, actor=desk.editor, review_on=soon())
    for wrong in (timezone.localdate(), soon(1000), None):
        assert reviewing.renew.reasons(entry, actor=desk.reviewer, review_on=wrong)
    assert not reviewing.renew.reasons(entry, actor=desk.reviewer, review_on=soon())


def test_the_successor_of_a_merged_unit_answers_for_its_entries(desk):
    record = desk.policy()
    entry = desk.public(record)
    desk.correct(record, record.body + "<p>示例：补充。</p>")
    new = make_unit()
    with transaction.atomic():
        merge_unit(desk.unit, actor=administrator(), into=new, on=timezone.localdate())
    entry.refresh_from_db()
    assert entry.unit == new
    [moved] = open_duties(entry)
    assert moved.unit == new
