"""The public board's read shapes: a fixed, small number of queries, whatever the size of the plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q

from yangguang.core.indicators import INDICATORS, State
from yangguang.duties.models import DutyState
from yangguang.organisations.models import Unit, UnitGroup, UnitKind

from .measuring import catalogue, queries
from .measuring.states import NOT_CONNECTED, UNPROVABLE, roll_up
from .models import Assignment, MeasureRun, PlanSection, PlanTask, Result, TaskParty, WorkPlan

WORDS = (*(str(s) for s in State), NOT_CONNECTED, UNPROVABLE)
MOVING = ("PRG-01", "PRG-02", "PRG-03", "PRG-04")  # signing, finishing, returns, slips


@dataclass
class Row:
    """A task on the board."""

    task: PlanTask
    lead: list[str]
    responsible: list[str]
    word: str  # of its own indicators
    moving: str  # of the plan's progress on it
    open_questions: int
    assigned: int = 0
    signed: int = 0
    closed: int = 0
    own: list[Result] = field(default_factory=list)
    waiting: int = 0  # indicators of the catalogue that are not connected yet
    unit_ids: frozenset[int] = frozenset()

    @property
    def due(self) -> str:
        if self.task.due_on:
            return f"{self.task.due_on.year}年{self.task.due_on.month}月{self.task.due_on.day}日前"
        return str(self.task.get_due_kind_display())


@dataclass
class Chapter:
    section: PlanSection | None
    parts: list[tuple[PlanSection | None, list[Row]]]

    @property
    def rows(self) -> list[Row]:
        return [r for _, rows in self.parts for r in rows]


@dataclass
class Board:
    plan: WorkPlan
    run: MeasureRun | None
    rows: list[Row]
    open_questions: int

    def words(self, rows: list[Row] | None = None, *, moving: bool = False) -> list[tuple[str, int]]:
        """How many tasks have each word (of progress if ``moving``), in the order of the words; unused ones left out."""
        counts: dict[str, int] = defaultdict(int)
        for row in self.rows if rows is None else rows:
            counts[row.moving if moving else row.word] += 1
        return [(w, counts[w]) for w in WORDS if counts[w]]

    def chapters(self, rows: list[Row] | None = None) -> list[Chapter]:
        """Rows by chapter and section, in the table's order."""
        chapters: list[Chapter] = []
        for row in self.rows if rows is None else rows:
            here = row.task.section
            top = here.parent if here and here.parent else here
            if not chapters or chapters[-1].section != top:
                chapters.append(Chapter(top, []))
            part = here if here != top else None
            parts = chapters[-1].parts
            if not parts or parts[-1][0] != part:
                parts.append((part, []))
            parts[-1][1].append(row)
        return chapters

    @property
    def assigned(self) -> int:
        return sum(r.assigned for r in self.rows)

    @property
    def signed(self) -> int:
        return sum(r.signed for r in self.rows)

    @property
    def closed(self) -> int:
        return sum(r.closed for r in self.rows)


def public_plan(year: int | None = None) -> WorkPlan | None:
    """The plan the public may see: of the year, or the newest."""
    plans = WorkPlan.objects.filter(Q(shown_before_issue=True) | ~Q(state=WorkPlan.State.CONFIRMING))
    return plans.filter(year=year).first() if year is not None else plans.first()


def public_plans() -> list[WorkPlan]:
    return list(WorkPlan.objects.filter(Q(shown_before_issue=True) | ~Q(state=WorkPlan.State.CONFIRMING)))


def public_codes() -> set[str]:
    return {i.code for i in INDICATORS if i.public}


def board(plan: WorkPlan) -> Board:
    """The whole board in nine queries."""
    groups = {g.code: g for g in UnitGroup.objects.all()}
    sizes = _group_sizes()
    run = queries.latest_run(plan)
    tasks = list(
        plan.tasks.filter(withdrawn=False)
        .select_related("section__parent")
        .prefetch_related(Prefetch("parties", TaskParty.objects.select_related("unit").order_by("order")))
        .annotate(asked=Count("questions", filter=Q(questions__answered_at=None)))
    )
    whole: dict[str, Result] = {}
    if run is not None:
        whole = {r.code: r for r in Result.objects.filter(run=run, task=None, unit=None)}
    moving: dict[int, list[str]] = defaultdict(list)
    if run is not None:
        for task_id, state in Result.objects.filter(run=run, code__in=MOVING, task__isnull=False).values_list(
            "task_id", "state"
        ):
            moving[task_id].append(state)
    states: dict[int, dict[str, int]] = defaultdict(dict)
    units: dict[int, set[int]] = defaultdict(set)
    shown = public_codes()
    for task_id, unit_id, state in Assignment.objects.filter(task__plan=plan, valid_to=None).values_list(
        "task_id", "unit_id", "duty__state"
    ):
        states[task_id][state] = states[task_id].get(state, 0) + 1
        units[task_id].add(unit_id)
    rows = []
    for task in tasks:
        lead, responsible = _parties(task, groups, sizes)
        own = [whole[c] for c in queries.own_codes(task.number) if c in whole and c in shown]
        by_state = states.get(task.pk, {})
        total = sum(by_state.values())
        rows.append(
            Row(
                task,
                lead,
                responsible,
                queries.task_word(task.number, {r.code: r.state for r in own}),
                _moving(moving.get(task.pk, [])),
                task.asked,
                total,
                total - by_state.get(DutyState.WAITING, 0),
                by_state.get(DutyState.CLOSED, 0),
                own,
                len(catalogue.waiting_for(task.number)),
                frozenset(units.get(task.pk, ())),
            )
        )
    return Board(plan, run, rows, sum(r.open_questions for r in rows))


def _moving(states: list[str]) -> str:
    """The word of a task's progress; without a measurement, or before the plan is issued, it can't be measured."""
    return roll_up(states) if states else str(State.UNKNOWN)


def _group_sizes() -> dict[str, int]:
    """Members of the query groups today, in one query."""
    from django.utils import timezone

    counts = dict(
        Unit.objects.active(timezone.localdate()).values_list("kind").annotate(n=Count("pk")).order_by()
    )
    return {
        UnitGroup.Rule.STREETS: counts.get(UnitKind.STREET, 0),
        UnitGroup.Rule.DEPARTMENTS: counts.get(UnitKind.DEPARTMENT, 0),
        UnitGroup.Rule.COMMUNITIES: counts.get(UnitKind.COMMUNITY, 0),
    }


def _parties(
    task: PlanTask, groups: dict[str, UnitGroup], sizes: dict[str, int]
) -> tuple[list[str], list[str]]:
    lead: list[str] = []
    responsible: list[str] = []
    for party in task.parties.all():
        if party.unit:
            name = party.unit.name
        else:
            group = groups.get(party.group_code)
            size = sizes.get(group.rule) if group else None
            name = f"{group.name if group else party.raw}{f'（{size} 个）' if size else ''}"
        into = lead if party.part == TaskParty.Part.LEAD else responsible
        if name not in into:
            into.append(name)
    return lead, responsible


@dataclass(frozen=True)
class UnitRow:
    """A unit's share of the plan."""

    unit: Unit
    lead: int
    responsible: int
    signed: int
    closed: int
    overdue: int

    @property
    def total(self) -> int:
        return self.lead + self.responsible


def unit_rows(plan: WorkPlan, today: dt.date) -> list[UnitRow]:
    """Every unit of the plan with its assignments, in two queries."""
    overdue = Q(assignments__duty__due__lt=today) & ~Q(
        assignments__duty__state__in=[DutyState.CLOSED, DutyState.REPORTED]
    )
    mine = Q(assignments__task__plan=plan, assignments__valid_to=None)
    units = (
        Unit.objects.filter(mine)
        .annotate(
            leads=Count("assignments", filter=mine & Q(assignments__part=TaskParty.Part.LEAD)),
            others=Count("assignments", filter=mine & Q(assignments__part=TaskParty.Part.RESPONSIBLE)),
            waits=Count("assignments", filter=mine & Q(assignments__duty__state=DutyState.WAITING)),
            done=Count("assignments", filter=mine & Q(assignments__duty__state=DutyState.CLOSED)),
            late=Count("assignments", filter=mine & overdue),
        )
        .order_by("order", "pk")
    )
    counted = units.values_list("pk", "leads", "others", "waits", "done", "late")
    known = {u.pk: u for u in Unit.objects.filter(mine).distinct()}
    return [UnitRow(known[pk], a, b, a + b - waits, done, late) for pk, a, b, waits, done, late in counted]
