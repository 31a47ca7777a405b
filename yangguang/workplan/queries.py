"""Read shapes of the plan's screens, command line and exports."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yangguang.duties.models import DutyState
from yangguang.organisations.models import Unit, UnitGroup

from .expansion import wanted
from .models import Assignment, PlanTask, Question, TaskParty, WorkPlan

NOT_LATE = frozenset({DutyState.CLOSED, DutyState.WITHDRAWN, DutyState.REPORTED})


def current_plan(year: int | None = None) -> WorkPlan | None:
    """The plan of the year, else the newest that is not closed, else the newest."""
    plans = WorkPlan.objects.all()
    if year is not None:
        return (
            plans.filter(year=year).exclude(state=WorkPlan.State.CLOSED).first()
            or plans.filter(year=year).first()
        )
    return plans.exclude(state=WorkPlan.State.CLOSED).first() or plans.first()


@dataclass
class TaskRow:
    """A task as the plan page and the export show it; counts are of its current assignments' duties."""

    task: PlanTask
    lead: list[str]
    responsible: list[str]
    open_questions: int
    total: int = 0
    states: dict[str, int] = field(default_factory=dict)
    late: int = 0
    unit_ids: set[int] = field(default_factory=set)

    @property
    def signed(self) -> int:
        return self.total - self.states.get(DutyState.WAITING, 0)

    @property
    def closed(self) -> int:
        return self.states.get(DutyState.CLOSED, 0)


def party_names(parties: list[TaskParty], groups: dict[str, str]) -> tuple[list[str], list[str]]:
    """The names of lead and responsible parties, groups by their name."""
    lead: list[str] = []
    responsible: list[str] = []
    for party in sorted(parties, key=lambda p: p.order):
        name = party.unit.name if party.unit else groups.get(party.group_code, party.raw)
        into = lead if party.part == TaskParty.Part.LEAD else responsible
        if name not in into:
            into.append(name)
    return lead, responsible


def task_rows(plan: WorkPlan, today: dt.date | None = None) -> list[TaskRow]:
    """Every task of the plan in order, in five queries; overdue duties are counted when ``today`` is given."""
    groups = dict(UnitGroup.objects.values_list("code", "name"))
    tasks = (
        plan.tasks.filter(withdrawn=False)
        .select_related("section__parent")
        .prefetch_related(Prefetch("parties", TaskParty.objects.select_related("unit")))
        .annotate(asked=Count("questions", filter=Q(questions__answered_at=None), distinct=True))
    )
    rows = {}
    for task in tasks:
        lead, responsible = party_names(list(task.parties.all()), groups)
        rows[task.pk] = TaskRow(task, lead, responsible, task.asked)
    current = Assignment.objects.filter(task__plan=plan, task__withdrawn=False, valid_to=None).order_by()
    for task_id, unit_id, state, due in current.values_list("task_id", "unit_id", "duty__state", "duty__due"):
        row = rows[task_id]
        row.total += 1
        row.states[state] = row.states.get(state, 0) + 1
        row.unit_ids.add(unit_id)
        row.late += bool(today and due and due < today and state not in NOT_LATE)
    return list(rows.values())


def filtered(
    rows: Iterable[TaskRow], *, q: str = "", unit: Unit | None = None, state: str = ""
) -> list[TaskRow]:
    """Those of the rows that hold the words, concern the unit, and stand so (see forms.TaskFilter)."""
    tests = {
        "": lambda r: True,
        "asked": lambda r: r.open_questions,
        "waiting": lambda r: r.states.get(DutyState.WAITING),
        "late": lambda r: r.late,
        "done": lambda r: r.total and r.closed == r.total,
    }
    return [
        r
        for r in rows
        if (q in r.task.title or q in r.task.requirement)
        and (unit is None or unit.pk in r.unit_ids)
        and tests[state](r)
    ]


def by_chapter(rows: Iterable[TaskRow]) -> list[tuple[str, list[TaskRow]]]:
    """The rows under their headings (chapter and section), in order."""
    found: list[tuple[str, list[TaskRow]]] = []
    for row in rows:
        section = row.task.section
        parts = [str(s) for s in (section.parent if section else None, section) if s]
        heading = " ".join(parts) or "（没有章节）"
        if not found or found[-1][0] != heading:
            found.append((heading, []))
        found[-1][1].append(row)
    return found


@dataclass(frozen=True)
class Totals:
    """All duties of a plan by where they stand."""

    total: int
    signed: int
    closed: int
    late: int


def totals(rows: Iterable[TaskRow]) -> Totals:
    rows = list(rows)
    return Totals(*(sum(getattr(r, k) for r in rows) for k in ("total", "signed", "closed", "late")))


@dataclass(frozen=True)
class PartyLine:
    """One party of a task as a page shows it."""

    name: str
    action: str
    is_group: bool
    by_person: bool


def parties_of(task: PlanTask) -> dict[str, list[PartyLine]]:
    """The task's parties under ``lead`` and ``responsible``. Two queries."""
    groups = dict(UnitGroup.objects.values_list("code", "name"))
    found: dict[str, list[PartyLine]] = {str(part): [] for part in TaskParty.Part.values}
    for party in task.parties.select_related("unit").order_by("order", "pk"):
        name = party.unit.name if party.unit else groups.get(party.group_code, party.raw)
        found[party.part].append(PartyLine(name, party.action, party.unit is None, party.by_person))
    return found


def open_questions(plan: WorkPlan) -> int:
    return plan.questions.filter(answered_at=None).count()


def next_question(plan: WorkPlan, after: int = 0) -> Question | None:
    """The next open question after a task number, wrapping to the first."""
    waiting = plan.questions.filter(answered_at=None, task__withdrawn=False).select_related("task")
    return waiting.filter(task__number__gt=after).first() or waiting.first()


def source_lines(plan: WorkPlan, task: PlanTask, around: int = 3) -> list[tuple[int, str, bool]]:
    """The original around the task, as it was read: (line or row number, text, belongs to the task)."""
    received = plan.latest_import()
    if received is None or not task.source_ref:
        return []
    lines = received.parsed["lines"]
    first, last = (int(n) for n in task.source_ref.split("-"))
    shown = range(max(first - around, 1), min(last + around, len(lines)) + 1)
    return [(n, lines[n - 1].replace("\t", "⇥ "), first <= n <= last) for n in shown]


def plans_seen(*, office: bool) -> QuerySet[WorkPlan]:
    """The plans of every year for the office; for the others once they are issued."""
    plans = WorkPlan.objects.all()
    return plans if office else plans.exclude(state=WorkPlan.State.CONFIRMING)


def with_counts(plans: QuerySet[WorkPlan]) -> QuerySet[WorkPlan]:
    """The plans with ``task_count`` and ``asked_count``."""
    tasks = PlanTask.objects.filter(plan=OuterRef("pk"), withdrawn=False).order_by()
    asked = Question.objects.filter(plan=OuterRef("pk"), answered_at=None).order_by()
    return plans.annotate(
        task_count=Coalesce(Subquery(tasks.values("plan").annotate(n=Count("pk")).values("n")), 0),
        asked_count=Coalesce(Subquery(asked.values("plan").annotate(n=Count("pk")).values("n")), 0),
    )


@dataclass
class UnitRow:
    """A unit's part in a plan: how many tasks it leads and answers for, and where its duties stand."""

    pk: int
    name: str
    lead: int = 0
    responsible: int = 0
    states: dict[str, int] = field(default_factory=dict)
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.lead + self.responsible

    @property
    def waiting(self) -> int:
        return self.states.get(DutyState.WAITING, 0)

    @property
    def closed(self) -> int:
        return self.states.get(DutyState.CLOSED, 0)

    @property
    def working(self) -> int:
        return self.total - self.waiting - self.closed


def unit_rows(plan: WorkPlan, today: dt.date, units: QuerySet[Unit]) -> list[UnitRow]:
    """Each of ``units`` with a part in the plan, in the register's order. One query."""
    late = Q(duty__due__lt=today) & ~Q(duty__state__in=NOT_LATE)
    counted = (
        Assignment.objects.filter(task__plan=plan, valid_to=None, unit__in=units.values("pk"))
        .values_list("unit_id", "unit__name", "part", "duty__state")
        .annotate(n=Count("pk"), late=Count("pk", filter=late))
        .order_by("unit__order", "unit_id")
    )
    rows: dict[int, UnitRow] = {}
    for pk, name, part, state, n, overdue in counted:
        row = rows.setdefault(pk, UnitRow(pk, name))
        if part == TaskParty.Part.LEAD:
            row.lead += n
        else:
            row.responsible += n
        row.states[state] = row.states.get(state, 0) + n
        row.overdue += overdue
    return list(rows.values())


UNIT_COLUMNS = ("单位", "牵头", "责任", "待签收", "办理中", "办结", "逾期")


def unit_table(rows: Iterable[UnitRow]) -> Iterator[tuple[str, ...]]:
    """The units' rows as text under ``UNIT_COLUMNS``."""
    for r in rows:
        yield (r.name, *map(str, (r.lead, r.responsible, r.waiting, r.working, r.closed, r.overdue)))


def assignments_of(plan: WorkPlan, unit: Unit) -> QuerySet[Assignment]:
    """A unit's current parts of the plan, in the table's order."""
    parts = Assignment.objects.filter(task__plan=plan, unit=unit, valid_to=None)
    return parts.select_related("task", "duty", "unit").order_by("task__number", "part", "pk")


@dataclass(frozen=True)
class UnitLoad:
    """What issuing would give one unit."""

    name: str
    lead: int
    responsible: int

    @property
    def total(self) -> int:
        return self.lead + self.responsible


def load_by_unit(plan: WorkPlan, on: dt.date) -> list[UnitLoad]:
    """For the issue page: each unit with its number of assignments, most first."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for item in wanted(plan.tasks.filter(withdrawn=False).prefetch_related("parties"), on):
        counts[item.unit][0 if item.part == TaskParty.Part.LEAD else 1] += 1
    units = Unit.objects.filter(pk__in=counts)
    loads = [UnitLoad(u.name, *counts[u.pk]) for u in units]
    return sorted(loads, key=lambda u: -(u.lead + u.responsible))
