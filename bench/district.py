"""A full district in a database of its own: 60 units, the 39 tasks of 2021 issued, and (on wish) 145 indicators.

Used by the benchmarks; nothing here is timed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
# A folder given here is kept and used again: a million records take minutes to make.
os.environ["YANGGUANG_HOME"] = os.environ.get("YANGGUANG_BENCH_HOME") or tempfile.mkdtemp(
    prefix="yangguang-bench-"
)
os.environ.pop("YANGGUANG_DATABASE_URL", None)
os.environ["YANGGUANG_LOG_LEVEL"] = "ERROR"
os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from yangguang.core.actors import operator  # noqa: E402
from yangguang.core.indicators import INDICATORS, Case, Target, indicator  # noqa: E402
from yangguang.organisations import loading  # noqa: E402
from yangguang.organisations.models import Unit, UnitKind  # noqa: E402

ACTOR = operator()
EXAMPLES = Path(__file__).resolve().parent.parent / "yangguang" / "workplan" / "examples"


def units(total: int = 60) -> None:
    """The packaged district, filled up with departments to ``total`` units (communities not counted)."""
    call_command("migrate", verbosity=0)
    loading.load(loading.packaged_data(), loading.PACKAGED, ACTOR)
    have = Unit.objects.exclude(kind=UnitKind.COMMUNITY).count()
    Unit.objects.bulk_create(
        Unit(code=f"B{n}", name=f"示例{n}局", full_name=f"示例{n}局", kind=UnitKind.DEPARTMENT)
        for n in range(total - have)
    )


def plan() -> None:
    """The 2021 table imported, answered with the samples and issued."""
    with open(os.devnull, "w") as quiet:  # noqa: PTH123
        call_command("plan", "import", str(EXAMPLES / "task-table-2021.txt"), stdout=quiet)
        call_command("plan", "answer", str(EXAMPLES / "answers-2021.json"), stdout=quiet)
        call_command("plan", "issue", stdout=quiet)


def indicators(total: int = 145) -> None:
    """Fill the registry up to ``total``: each further indicator counts every unit, one in five of them bad."""
    from yangguang.workplan.measuring import catalogue

    waiting = [p for p in catalogue.planned() if not p.connected]
    for n, planned in enumerate(waiting[: max(total - len(INDICATORS), 0)]):

        def run(ctx, n=n):  # type: ignore[no-untyped-def]
            for unit in Unit.objects.answerable(ctx.as_of):
                bad = (unit.pk + n) % 5 == 0
                yield Case(
                    f"organisations.unit:{unit.pk}", str(unit), "bad" if bad else "good", unit=unit.pk,
                    reason="示例" if bad else "",
                )  # fmt: skip

        indicator(
            planned.code, planned.name, tasks=(planned.task,), version=1, scope="unit", formula="示例", basis="示例",
            target=Target(">=", 1.0),
        )(run)  # fmt: skip
