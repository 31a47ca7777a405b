"""Real arguments for every address that takes some: a record of the unit that is asked for.

A new address with an argument needs an entry here; the test that walks every view says so by name. ``rows`` tells
whose the record is: OWNED records belong to the unit, and whoever holds power at another unit only must not find
them; SHARED ones are everyone's who may open the view at all (a plan, an indicator, the register of units).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.utils import timezone

from yangguang.core.actors import operator
from yangguang.core.indicators import INDICATORS
from yangguang.core.jobs import JOBS
from yangguang.core.models import AuditEntry
from yangguang.duties.models import Digest, Duty, DutyNote, Evidence, Slip
from yangguang.organisations.actions import change_unit
from yangguang.organisations.models import Contact, Role, Unit, UnitGroup
from yangguang.organisations.tests.factories import make_person, openness_office
from yangguang.workplan.actions.importing import receive_import
from yangguang.workplan.models import (
    Attestation,
    Freeze,
    PlanImport,
    PlanTask,
    Question,
    TaskIndicator,
    Waiver,
    WorkPlan,
)

OWNED, SHARED = "owned", "shared"
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    make: Callable[[Unit], Arguments]
    rows: str


SAMPLES: dict[str, Sample] = {}


def sample(*names: str, rows: str) -> Callable[[Callable[[Unit], Arguments]], Callable[[Unit], Arguments]]:
    """Register the arguments of the named views (``namespace:name``)."""

    def wrap(make: Callable[[Unit], Arguments]) -> Callable[[Unit], Arguments]:
        for name in names:
            assert name not in SAMPLES, f"{name} has two samples"
            SAMPLES[name] = Sample(make, rows)
        return make

    return wrap


# organisations


@sample("organisations:unit", rows=SHARED)
def _unit(unit: Unit) -> Arguments:
    return {"pk": unit.pk}


@sample(
    "organisations:edit-unit", "organisations:merge-unit", "organisations:end-unit", "organisations:edit-contact",
    rows=OWNED,
)  # fmt: skip
def _own_unit(unit: Unit) -> Arguments:
    return {"pk": unit.pk}


@sample("organisations:confirm-contact", rows=OWNED)
def _contact(unit: Unit) -> Arguments:
    Contact.objects.get_or_create(unit=unit, defaults={"person": "示例联系人", "phone": "0592-0000000"})
    return {"pk": unit.pk}


@sample("organisations:group", rows=SHARED)
def _group(unit: Unit) -> Arguments:
    group, _ = UnitGroup.objects.get_or_create(code="SAMPLE", defaults={"name": "示例分组", "rule": "chosen"})
    return {"pk": group.pk}


@sample(*(
    f"organisations:{name}" for name in (
        "person", "edit-person", "grant-role", "deactivate", "reactivate", "unlock", "reset-password",
        "reset-two-step", "revoke-admin",
    )
), rows=OWNED)  # fmt: skip
def _person(unit: Unit) -> Arguments:
    return {"pk": make_person(Role.EDITOR, unit).pk}


@sample("organisations:end-role", rows=OWNED)
def _role(unit: Unit) -> Arguments:
    person = make_person(Role.EDITOR, unit)
    return {"pk": person.pk, "role": person.memberships.get().pk}


# operations


@sample("operations:audit-entry", rows=OWNED)
def _entry(unit: Unit) -> Arguments:
    change_unit(unit, actor=operator(), phone="0592-0000000")
    return {"seq": AuditEntry.objects.filter(unit_id=unit.pk).latest("seq").seq}


@sample("operations:run-job", rows=SHARED)
def _job(unit: Unit) -> Arguments:
    return {"code": next(iter(JOBS)).code}


# duties


def _duty(unit: Unit) -> Duty:
    duty, _ = Duty.objects.get_or_create(kind="sample", key="walk", unit=unit, defaults={"title": "示例事项"})
    return duty


@sample("duties:duty", rows=OWNED)
def _duty_page(unit: Unit) -> Arguments:
    return {"pk": _duty(unit).pk}


@sample("duties:act", rows=OWNED)
def _duty_act(unit: Unit) -> Arguments:
    return {"pk": _duty(unit).pk, "what": "sign"}


@sample("duties:judge", rows=OWNED)
def _duty_judge(unit: Unit) -> Arguments:
    return {"pk": _duty(unit).pk, "what": "close"}


@sample("duties:evidence", rows=OWNED)
def _evidence(unit: Unit) -> Arguments:
    note = DutyNote.objects.create(duty=_duty(unit), by_label="示例人员", step="进展")
    return {"pk": Evidence.objects.create(note=note, url="https://example.com/").pk}


@sample("duties:slip", rows=OWNED)
def _slip(unit: Unit) -> Arguments:
    duty = _duty(unit)
    slip, _ = Slip.objects.get_or_create(
        duty=duty, colour="blue", defaults={
            "year": 2026, "number": duty.pk, "unit": unit, "demand": "示例", "issued_by": "示例",
            "reply_due": timezone.localdate(),
        },
    )  # fmt: skip
    return {"pk": slip.pk}


@sample("duties:digest", rows=OWNED)
def _digest(unit: Unit) -> Arguments:
    digest, _ = Digest.objects.get_or_create(unit=unit, week=dt.date(2026, 11, 23), defaults={"body": "示例"})
    return {"pk": digest.pk}


# workplan


def the_plan() -> WorkPlan:
    """One issued plan with one task, so that pages which ask for the current plan have it."""
    plan = WorkPlan.objects.order_by("pk").first()
    if plan is None:
        plan = WorkPlan.objects.create(
            year=2026, title="示例任务分解表", state=WorkPlan.State.ISSUED, unit=openness_office(),
            issued_on=dt.date(2026, 1, 4),
        )  # fmt: skip
        PlanTask.objects.create(plan=plan, number=39, title="示例任务", requirement="示例要求")
    return plan


def a_code() -> str:
    return INDICATORS.keys()[0]


@sample(
    "workplan:plan", "workplan:units", "workplan:confirm", "workplan:issue", "workplan:expand", rows=SHARED
)  # fmt: skip
def _plan(unit: Unit) -> Arguments:
    return {"pk": the_plan().pk}


@sample("workplan:unit", rows=OWNED)
def _plan_of_unit(unit: Unit) -> Arguments:
    return {"pk": the_plan().pk, "unit": unit.pk}


@sample("workplan:task", rows=SHARED)
def _task(unit: Unit) -> Arguments:
    return {"pk": the_plan().pk, "number": 39}


@sample("workplan:change", rows=SHARED)
def _change(unit: Unit) -> Arguments:
    return {"pk": the_plan().pk, "what": "show"}


@sample("workplan:export", rows=SHARED)
def _export(unit: Unit) -> Arguments:
    return {"pk": the_plan().pk, "kind": "xlsx"}


@sample("workplan:answer", rows=SHARED)
def _question(unit: Unit) -> Arguments:
    question, _ = Question.objects.get_or_create(
        plan=the_plan(), code="sample", defaults={"field": "lead", "text": "示例问题"}
    )
    return {"pk": question.pk}


@sample("workplan:preview", "workplan:original", rows=SHARED)
def _import(unit: Unit) -> Arguments:
    made = PlanImport.objects.first()
    if made is None:
        table = files("yangguang.workplan") / "examples" / "task-table-2021.txt"
        made = receive_import(
            openness_office(), actor=operator(), data=table.read_bytes(), filename=table.name
        )
    return {"pk": made.pk}


@sample("measuring:indicator", rows=SHARED)
def _indicator(unit: Unit) -> Arguments:
    the_plan()
    return {"code": a_code()}


@sample("measuring:waiver", "measuring:target", "measuring:attest", rows=SHARED)
def _bound(unit: Unit) -> Arguments:
    task = the_plan().tasks.get(number=39)
    TaskIndicator.objects.get_or_create(task=task, code=a_code(), defaults={"target": 1.0})
    return {"code": a_code(), "number": 39}


@sample("measuring:decide", rows=SHARED)
def _waiver(unit: Unit) -> Arguments:
    made, _ = Waiver.objects.get_or_create(
        task=the_plan().tasks.get(number=39), code=a_code(), unit=unit,
        defaults={"reason": "示例", "requested_by": "示例", "expires_on": dt.date(2026, 12, 31)},
    )  # fmt: skip
    return {"pk": made.pk, "what": "approve"}


@sample("measuring:withdraw", rows=OWNED)
def _own_waiver(unit: Unit) -> Arguments:
    return {"pk": _waiver(unit)["pk"]}


@sample("measuring:unit", rows=OWNED)
def _measured_unit(unit: Unit) -> Arguments:
    the_plan()
    return {"pk": unit.pk}


@sample("measuring:statement-file", rows=OWNED)
def _statement(unit: Unit) -> Arguments:
    task = the_plan().tasks.get(number=39)
    made, _ = Attestation.objects.get_or_create(
        task=task, code="ORG-01", unit=unit, defaults={
            "statement": "示例", "url": "https://www.example.cn/", "by": "示例", "expires_on": dt.date(2026, 12, 31),
        },
    )  # fmt: skip
    return {"pk": made.pk}


@sample("measuring:freeze-file", rows=SHARED)
def _freeze(unit: Unit) -> Arguments:
    made, _ = Freeze.objects.get_or_create(
        plan=the_plan(), quarter="2026Q3", defaults={
            "as_of": dt.date(2026, 9, 30), "made_at": timezone.now(), "by": "示例", "lines": "{}\n",
            "previous_hash": "0" * 64, "hash": "1" * 64,
        },
    )  # fmt: skip
    return {"pk": made.pk}


# portal


@sample("portal:board", "portal:units", "portal:plan-json", "portal:plan-csv", rows=SHARED)
def _year(unit: Unit) -> Arguments:
    return {"year": the_plan().year}


@sample("portal:task", rows=SHARED)
def _public_task(unit: Unit) -> Arguments:
    return {"year": the_plan().year, "number": 39}


@sample("portal:cases", rows=SHARED)
def _public_cases(unit: Unit) -> Arguments:
    return {"year": the_plan().year, "number": 39, "code": a_code()}


@sample("portal:unit", rows=SHARED)
def _public_unit(unit: Unit) -> Arguments:
    return {"year": the_plan().year, "code": unit.code}
