"""Two officers at the same moment: one act happens once, slips have no gap."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import timezone

from yangguang.core import audit
from yangguang.core.actions import Refused
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for
from yangguang.policy.actions import sending, signing
from yangguang.policy.models import Package, ReturnSlip
from yangguang.publications.models import Publication, Version

from .factories import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.task(14)]


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


def test_slips_sent_at_once_have_numbers_of_their_own():
    desk = Desk()
    sent = [
        sending.send(desk.package(plan=False), actor=desk.team.editor, without_plan=True) for _ in range(3)
    ]
    found = at_once(
        *[lambda p=p: sending.send_back(p, actor=desk.officer, reason="示例：没有方案") for p in sent]
    )
    assert not [f for f in found if isinstance(f, Exception)]
    assert sorted(ReturnSlip.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert set(ReturnSlip.objects.values_list("year", flat=True)) == {timezone.localdate().year}
    assert list(audit.verify()) == []


def test_one_officer_returns_while_another_receives_and_only_one_of_them_does():
    desk = Desk()
    package = sending.send(desk.package(), actor=desk.team.editor)
    other = actor_for(Role.OPENNESS, desk.office)
    found = at_once(
        lambda: sending.send_back(package, actor=desk.officer, reason="示例"),
        lambda: sending.accept(package, actor=other),
    )
    assert [isinstance(f, Refused) for f in found].count(True) == 1
    state = Package.objects.get(pk=package.pk).state
    assert state == (Package.State.RETURNED if isinstance(found[0], ReturnSlip) else Package.State.ACCEPTED)


def test_a_double_click_on_release_publishes_once():
    desk = Desk()
    package = desk.signed(desk.accepted())
    found = at_once(*[lambda: signing.release(package, actor=desk.team.editor) for _ in range(2)])
    assert [isinstance(f, Refused) for f in found].count(True) == 1
    assert Publication.objects.filter(live=True).count() == 2
    assert Version.objects.count() == 2
