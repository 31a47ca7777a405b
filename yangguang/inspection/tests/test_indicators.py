"""COL-05, WEB-01, WEB-05 and what they count (tasks 25, 27)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.indicators import INDICATORS, Case, Context, SourceMissing
from yangguang.inspection.actions import judging
from yangguang.inspection.models import Finding, Ping, Site
from yangguang.organisations.models import Role, User
from yangguang.organisations.tests.factories import make_person, make_unit
from yangguang.publications.models import Column

from .ledger import Bench

pytestmark = pytest.mark.django_db
DUE = dt.date(2021, 10, 8)  # the first working day after the holiday


def cases(code: str, day: dt.date) -> list[Case]:
    return list(INDICATORS.get(code).run(Context(day)))


def moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


@pytest.fixture
def bench():
    return Bench()


def owed(bench: Bench, **values: object) -> Finding:
    found = judging.add(bench.site, actor=bench.office, item="D2-1", text=f"示例{Finding.objects.count()}")
    Finding.objects.filter(pk=found.pk).update(confirmed_at=moment(dt.date(2021, 9, 1)), due=DUE, **values)
    return Finding.objects.get(pk=found.pk)


@pytest.mark.task(27)
def test_put_right_by_the_day_is_good_a_day_later_is_not(bench):
    assert cases("COL-05", DUE) == []
    owed(bench, state="closed", closed_at=moment(DUE))
    owed(bench, state="closed", closed_at=moment(DUE + dt.timedelta(days=1)))
    found = {c.reason_code: c.verdict for c in cases("COL-05", DUE + dt.timedelta(days=1))}
    assert found == {"": "good", "late": "bad"}
    # On the day itself the second was still open, and not overdue yet.
    assert {c.reason_code for c in cases("COL-05", DUE)} == {"", "not-due"}
    assert {c.reason_code for c in cases("COL-05", DUE - dt.timedelta(days=1))} == {"not-due"}


@pytest.mark.task(27)
def test_open_ones_are_overdue_after_the_day_and_false_alarms_are_no_cases(bench):
    finding = owed(bench)
    [case] = cases("COL-05", DUE + dt.timedelta(days=1))
    assert (case.verdict, case.reason_code, case.unit) == ("bad", "overdue", bench.unit.pk)
    Finding.objects.filter(pk=finding.pk).update(state="false")
    assert cases("COL-05", DUE + dt.timedelta(days=1)) == []
    assert cases("COL-05", dt.date(2021, 8, 1)) == []


@pytest.mark.task(27)
def test_without_a_site_nothing_can_be_measured():
    with pytest.raises(SourceMissing):
        cases("COL-05", DUE)


@pytest.mark.task(25)
def test_visits_of_seven_days_are_counted(bench):
    with pytest.raises(SourceMissing):
        cases("WEB-01", DUE)
    Site.objects.update(ours=True)
    with pytest.raises(SourceMissing):
        cases("WEB-01", DUE)
    for back in range(9):
        Ping.objects.create(
            site=bench.site, at=moment(DUE - dt.timedelta(days=back)), ok=back != 3, ms=100, note="示例"
        )
    found = cases("WEB-01", DUE)
    assert [c.verdict for c in found].count("good") == 6
    [bad] = [c for c in found if c.verdict == "bad"]
    assert bad.fact == DUE - dt.timedelta(days=3)


@pytest.mark.task(25)
def test_a_unit_with_a_column_has_somebody_who_signed_in_within_ninety_days():
    unit, other = make_unit(), make_unit()
    today = timezone.localdate()
    assert cases("WEB-05", today) == []
    for n, owner in enumerate((unit, other)):
        Column.objects.create(slug=f"shili{n}", name="示例", unit=owner, opened_on=dt.date(2020, 1, 1))
    assert {c.reason_code for c in cases("WEB-05", today)} == {"nobody"}
    person = make_person(Role.EDITOR, unit)
    assert {c.reason_code for c in cases("WEB-05", today)} == {"nobody", "absent"}
    User.objects.filter(pk=person.pk).update(last_login=timezone.now() - dt.timedelta(days=90))
    assert {c.unit: c.verdict for c in cases("WEB-05", today)} == {unit.pk: "good", other.pk: "bad"}
    assert {c.unit: c.verdict for c in cases("WEB-05", today + dt.timedelta(days=1))}[unit.pk] == "bad"
