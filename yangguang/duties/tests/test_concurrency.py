"""Two officers at the same moment: one act happens once, numbers have no gap, the audit chain stays whole."""

import threading

import pytest
from django.db import connection

from yangguang.core import audit
from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.duties import actions
from yangguang.duties.models import Duty, Slip
from yangguang.duties.tests.factories import days_ago, make_duty
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs):
    """Run the jobs in threads of their own, started together; their results or exceptions in order."""
    gate = threading.Barrier(len(jobs))
    found = [None] * len(jobs)

    def run(index, job):
        try:
            gate.wait()
            found[index] = job()
        except Exception as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_duty_is_signed_once_by_four_officers_at_once():
    unit = make_unit()
    duty = make_duty(unit)
    officers = [actor_for(Role.EDITOR, unit) for _ in range(4)]
    found = at_once(*[lambda o=o: actions.sign(duty, actor=o) for o in officers])
    assert [type(f) for f in found].count(Duty) == 1
    assert [type(f) for f in found].count(Refused) == 3
    assert duty.notes.count() == 1
    assert AuditEntry.objects.filter(code="duties.sign").count() == 1
    assert list(audit.verify()) == []


def test_slips_sent_at_once_have_their_own_numbers():
    office = actor_for(Role.SUPERVISOR, openness_office())
    duties = [make_duty(due=days_ago(3)) for _ in range(4)]
    found = at_once(*[lambda d=d: actions.issue_slip(d, actor=office, demand="示例") for d in duties])
    assert not [f for f in found if isinstance(f, Exception)]
    assert sorted(Slip.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert list(audit.verify()) == []


def test_the_chain_has_no_gap_under_many_writers():
    unit = make_unit()
    officer = actor_for(Role.EDITOR, unit)
    duties = [make_duty(unit) for _ in range(12)]
    found = at_once(*[lambda d=d: actions.sign(d, actor=officer) for d in duties])
    assert not [f for f in found if isinstance(f, Exception)]
    numbers = list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(audit.verify()) == []
