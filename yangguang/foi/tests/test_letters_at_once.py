"""Letters of several officers at the same moment: every number once and none left out."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from yangguang.core import audit
from yangguang.core.actions import Refused
from yangguang.foi.models import Letter

from .cases import Case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.task(33)]


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


def test_letters_issued_at_once_have_numbers_without_a_hole_also_beside_a_refused_one():
    case = Case()
    other = Case(unit=case.unit)
    found = at_once(
        lambda: case.issue("T02"),
        lambda: other.issue("T13"),
        lambda: case.issue(
            "T13", facts="示例\U0010fff0"
        ),  # refused when it is set, after its number was drawn
        lambda: other.issue("T04"),
    )
    assert [isinstance(f, Refused) for f in found] == [False, False, True, False]
    assert sorted(Letter.objects.values_list("serial", flat=True)) == [1, 2, 3]
    assert list(audit.verify()) == []
