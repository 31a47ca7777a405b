"""Sample issues: printed out of sample records, one late, one old; a second call adds nothing; an empty site is no error."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.utils import timezone

from yangguang.core.actors import operator
from yangguang.gazette import demo, queries
from yangguang.gazette.models import Issue, Masthead, State
from yangguang.organisations.tests.factories import openness_office
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team

pytestmark = [pytest.mark.django_db, pytest.mark.task(28)]
DAYS = (dt.date(2021, 2, 1), dt.date(2021, 5, 6))


def test_the_samples_hold_an_issue_in_time_a_late_one_and_an_old_one():
    openness_office()
    for day in DAYS:
        record = Team().release(
            kind="policy", topic="综合政务", genre="通知", validity="valid",
            document_number=f"厦思示例〔2021〕{day.month}号",
        )  # fmt: skip
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
        Publication.objects.filter(pk=record.pk).update(first_published_at=at)
    assert "4 期" in demo.fill(operator(), random.Random(1))
    states = [s.state for s in queries.calendar(2021, dt.date(2021, 12, 31))]
    assert states == ["按期", "逾期出版", "逾期", "未到期"]
    old = Issue.objects.get(origin=Issue.Origin.OLD)
    assert [a.title for a in old.articles.all()] == [title for title, _ in demo.OLD_TITLES]
    assert old.state == State.PUBLISHED
    assert "没有增加" in demo.fill(operator(), random.Random(1))
    assert Issue.objects.count() == 4


def test_a_site_without_records_gets_what_it_can():
    openness_office()
    demo.fill(operator(), random.Random(1))
    assert Masthead.objects.get().name.endswith("（示例）")
    assert Issue.objects.filter(state=State.PUBLISHED).count() == 1
