"""Duties for tests of every room above."""

import datetime as dt
from itertools import count

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.duties.models import Duty, DutyState
from yangguang.duties.opening import Spec, ensure_many
from yangguang.organisations.tests.factories import make_unit

_numbers = count(1)


def make_duty(unit=None, asked_by=None, state=DutyState.WAITING, **fields):
    """An open duty of a unit, asked by another."""
    from django.db import transaction

    unit = unit or make_unit()
    asked_by = asked_by or make_unit()
    number = next(_numbers)
    later = {f: fields.pop(f) for f in ("last_return_reason", "opened_at", "signed_at") if f in fields}
    fields = {"kind": "test.duty", "key": f"k{number}", "title": f"示例事项{number}", **fields}
    with transaction.atomic():
        ensure_many([Spec(unit_id=unit.pk, asked_by_id=asked_by.pk, **fields)], actor=SYSTEM)
    duty = Duty.objects.get(kind=fields["kind"], key=fields["key"], unit=unit)
    set_now = {"state": state, **later}
    Duty.objects.filter(pk=duty.pk).update(**set_now)
    duty.refresh_from_db()
    return duty


def days_ago(count):
    return timezone.localdate() - dt.timedelta(days=count)
