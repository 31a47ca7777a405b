"""Indicators made up for a test, and their results."""

from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import Target, indicator
from yangguang.workplan.measuring import engine
from yangguang.workplan.models import Result, WorkPlan


def make(cases, code="TST-01", scope="district", tasks=(1,), **fields):
    """Register an indicator that yields the given cases (or calls them)."""
    fields = {"target": Target(">=", 1.0, 0.5), **fields}

    def run(ctx):
        return cases(ctx) if callable(cases) else iter(cases)

    return indicator(
        code, "示例指标", tasks=tasks, version=1, scope=scope, formula="示例", basis="示例", **fields
    )(run)


def measured(plan, **kwargs):
    return engine.measure(WorkPlan.objects.get(pk=plan.pk), actor=SYSTEM, **kwargs)


def result(run, code="TST-01", **where):
    return Result.objects.get(run=run, code=code, **{"task": None, "unit": None, **where})
