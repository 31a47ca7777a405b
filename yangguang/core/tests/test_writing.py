"""Rows written without objects read like those written with them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core.models import AuditEntry, JobRun, Workday
from yangguang.core.writing import PIECE, insert

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]

NAMES = ("date", "is_workday", "source")


def days(count: int, first: dt.date = dt.date(1990, 1, 1)) -> list[tuple[dt.date, bool, str]]:
    return [(first + dt.timedelta(days=n), n % 2 == 0, "notice") for n in range(count)]


def test_columns_that_are_not_named_hold_their_defaults():
    Workday.objects.all().delete()
    insert(Workday, NAMES, days(2))
    assert list(Workday.objects.values_list("date", "is_workday", "name", "source", "notice")) == [
        (dt.date(1990, 1, 1), True, "", "notice", ""),
        (dt.date(1990, 1, 2), False, "", "notice", ""),
    ]


def test_more_rows_than_go_at_once_are_all_written():
    Workday.objects.all().delete()
    insert(Workday, NAMES, iter(days(PIECE + 1)))
    assert Workday.objects.count() == PIECE + 1


def test_moments_and_json_read_back_as_they_were():
    at = timezone.make_aware(dt.datetime(2021, 6, 30, 23, 59, 59, 123000))
    values = {
        "seq": 10**6, "previous_hash": "示例", "at": at, "actor_label": "示例", "channel": "web", "code": "示例",
        "after": {"标题": "“引号”", "数": 3}, "hash": "示例校验值",
    }  # fmt: skip
    insert(AuditEntry, tuple(values), [tuple(values.values())])
    written = AuditEntry.objects.get(seq=10**6)
    assert {name: getattr(written, name) for name in values} == values
    made = AuditEntry(**values)
    for field in AuditEntry._meta.concrete_fields:
        if not field.primary_key:
            assert getattr(written, field.attname) == getattr(made, field.attname), field


def test_a_row_that_is_there_already_is_refused_or_left_as_it_is():
    Workday.objects.all().delete()
    insert(Workday, NAMES, days(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Workday, NAMES, days(2))
    assert Workday.objects.count() == 1
    insert(Workday, NAMES, [(dt.date(1990, 1, 1), False, "package"), *days(2)[1:]], ignore_conflicts=True)
    assert list(Workday.objects.values_list("is_workday", flat=True)) == [True, False]


def test_no_rows_are_no_statement_and_a_wrong_name_is_told():
    before = JobRun.objects.count()
    insert(JobRun, (), [])
    assert JobRun.objects.count() == before
    with pytest.raises(FieldDoesNotExist):
        insert(Workday, ("day",), [])
