"""Every daily job runs as the worker runs it: outside of any transaction, on a district where nothing has happened yet."""

from __future__ import annotations

import pytest
from django.utils import timezone

from yangguang.core.actors import operator
from yangguang.core.jobs import JOBS, TICKS
from yangguang.organisations import loading
from yangguang.organisations.models import Unit


@pytest.mark.task(39)
@pytest.mark.django_db(transaction=True)
def test_every_job_and_tick_runs_on_a_new_district_without_a_transaction_around_it(settings, tmp_path):
    settings.HOME = tmp_path
    loading.load(loading.packaged_data(), loading.PACKAGED, operator())
    assert Unit.objects.filter(is_openness_office=True).exists()
    today = timezone.localdate()
    failed = {}
    for code, run in [*((j.code, lambda j=j: j.run(today)) for j in JOBS), *((t.code, t.run) for t in TICKS)]:
        try:
            run()
        except Exception as error:
            failed[code] = repr(error)
    assert failed == {}
