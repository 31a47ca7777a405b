"""145 indicators x 60 units, against a named peer: inserting the same number of rows with bulk_create.

python bench/measure.py
"""

from __future__ import annotations

import time

import district
from django.db import transaction

from yangguang.core.indicators import INDICATORS
from yangguang.workplan.measuring.engine import measure
from yangguang.workplan.models import CaseRecord, Result
from yangguang.workplan.queries import current_plan


def main() -> None:
    district.units()
    district.plan()
    district.indicators()
    plan = current_plan()
    times = []
    for _ in range(3):
        started = time.perf_counter()
        run = measure(plan, actor=district.ACTOR)
        times.append(time.perf_counter() - started)
    results, cases = run.results.count(), run.cases.count()
    rows = list(CaseRecord.objects.filter(run=run)), list(Result.objects.filter(run=run))
    started = time.perf_counter()
    with transaction.atomic():
        CaseRecord.objects.filter(run=run).delete()
        Result.objects.filter(run=run).delete()
        for model, found in ((CaseRecord, rows[0]), (Result, rows[1])):
            for row in found:
                row.pk = None
            model.objects.bulk_create(found, batch_size=500)
    peer = time.perf_counter() - started
    print(f"{len(INDICATORS)} indicators, {results} results, {cases} cases")
    print(
        f"first measurement (opens the duties): {times[0]:.2f} s; again: {sorted(times)[1]:.2f} s (median of 3)"
    )
    print(f"{sorted(times)[1] / peer:.1f} x replacing the same rows with bulk_create ({peer:.2f} s)")


if __name__ == "__main__":
    main()
