"""Putting a parsed table into the plan: the first time, and again when a corrected table comes.

The preview on the page is this very code in a transaction that is rolled back.
"""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils import timezone

from yangguang.core.actions import Reason, Refused
from yangguang.core.models import AuditHead
from yangguang.organisations.models import Unit, UnitGroup

from .models import CitedDocument, PlanImport, PlanSection, PlanTask, Question, TaskParty, WorkPlan

Json = dict[str, Any]
SHOWN = {
    "number": "序号",
    "title": "任务",
    "requirement": "工作要求",
    "lead_raw": "牵头单位",
    "responsible_raw": "责任单位",
    "due_on": "期限",
}
MOVED = 100_000  # numbers are set aside while tasks change places


@dataclass
class TaskChange:
    """What an import does to one task: new, changed, moved, withdrawn, back or same; changed fields as (name, old, new)."""

    number: int
    title: str
    kind: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def marked(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The changed fields with each piece of their text marked as same, del or ins."""
        return [(name, pieces(old, new)) for name, old, new in self.fields]


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    """How ``new`` came from ``old``: (same, del or ins; text) in reading order. Texts with little in common are
    shown one after the other, since a patchwork of single characters says nothing."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.5:
        return [(kind, text) for kind, text in (("del", old), ("ins", new)) if text]
    found = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(("same", old[a:b]))
        else:
            found += [(kind, text) for kind, text in (("del", old[a:b]), ("ins", new[c:d])) if text]
    return found


@dataclass
class Applied:
    plan: WorkPlan
    first: bool
    changes: list[TaskChange]
    questions: int
    answers_kept: int

    def of(self, kind: str) -> list[TaskChange]:
        return [c for c in self.changes if c.kind == kind]


def apply(received: PlanImport) -> Applied:
    """Write the import's tasks, parties, documents and questions. Call inside a transaction."""
    parsed: Json = received.parsed
    source = parsed["source"]
    plan = received.plan or _plan_of(source["year"], source["jurisdiction"])
    first = plan is None
    if plan is None:
        # One row that every write locks anyway: two first imports of a year at one moment make one plan.
        AuditHead.objects.select_for_update().filter(pk=1).first()
        if _plan_of(source["year"], source["jurisdiction"]) is not None:
            raise Refused([Reason("刚刚有人导入了同一年度的表", "请刷新预览，看看与它的差异")])
        plan = WorkPlan(year=source["year"], jurisdiction=source["jurisdiction"], unit=received.unit)
        plan.previous = WorkPlan.objects.filter(year=plan.year - 1, jurisdiction=plan.jurisdiction).first()
    else:
        plan = lock(plan)
    plan.title = source["title"]
    plan.save()
    received.plan = plan
    sections = _sections(plan, parsed)
    pairs = _matched(plan, parsed["tasks"])
    changes = _withdraw(plan, {old.pk for old, _ in pairs if old is not None})
    moving = [old.pk for old, new in pairs if old and (old.number != new["number"] or old.withdrawn)]
    PlanTask.objects.filter(pk__in=moving).update(number=F("number") + MOVED)
    units = {u.name: u for u in Unit.objects.active(timezone.localdate())}
    groups = {g.code: g for g in UnitGroup.objects.all()}
    questions = kept = 0
    for old, new in pairs:
        task, change = _task(plan, old, new, sections)
        changes.append(change)
        _parties(task, new, units, groups, fresh=old is None)
        task.documents.all().delete()
        CitedDocument.objects.bulk_create(_documents(task, new))
        asked, kept_here = _questions(
            plan, task, [q for q in parsed["questions"] if q["task"] == task.number]
        )
        questions, kept = questions + asked, kept + kept_here
    PlanSection.objects.filter(plan=plan).exclude(pk__in=[s.pk for s in sections.values()]).filter(
        tasks=None, children__tasks=None
    ).delete()
    changes.sort(key=lambda c: c.number)
    return Applied(plan, first, changes, questions, kept)


def lock(plan: WorkPlan) -> WorkPlan:
    """The plan with its questions and tasks, locked in the order that answering locks them: no deadlock, no loss."""
    list(plan.questions.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    list(plan.tasks.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return WorkPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


def _plan_of(year: int, jurisdiction: str) -> WorkPlan | None:
    return (
        WorkPlan.objects.filter(year=year, jurisdiction=jurisdiction)
        .exclude(state=WorkPlan.State.CLOSED)
        .first()
    )


def _sections(plan: WorkPlan, parsed: Json) -> dict[tuple[str, str], PlanSection]:
    """Chapters and sections by (chapter title, section title or "")."""
    made: dict[tuple[str, str], PlanSection] = {}
    order = 0
    have = {(s.parent_id, s.code): s for s in plan.sections.all()}

    def put(parent: PlanSection | None, code: str, title: str) -> PlanSection:
        nonlocal order
        order += 1
        section = have.get((parent.pk if parent else None, code)) or PlanSection(
            plan=plan, parent=parent, code=code
        )
        section.title, section.order = title, order
        section.save()
        return section

    for chapter in parsed["sections"]:
        top = put(None, chapter["code"], chapter["title"])
        made[chapter["title"], ""] = top
        for sub in chapter["subsections"]:
            made[chapter["title"], sub["title"]] = put(top, sub["code"], sub["title"])
    return made


def _matched(plan: WorkPlan, tasks: list[Json]) -> list[tuple[PlanTask | None, Json]]:
    """Each row with the task it goes on with: the same title, else the same number and a like one, else requirement."""
    left = {t.pk: t for t in plan.tasks.filter(withdrawn=False)} if plan.pk else {}
    pairs: dict[int, PlanTask] = {}

    def take(index: int, task: PlanTask | None) -> None:
        if task is not None:
            pairs[index] = left.pop(task.pk)

    def text(task: PlanTask) -> str:
        return task.title or task.requirement

    for rule in (
        lambda t, n: t.number == n["number"] and bool(n["title"]) and t.title == n["title"],
        lambda t, n: bool(n["title"]) and t.title == n["title"],
        lambda t, n: t.number == n["number"] and _like(text(t), n["title"] or n["requirement"]) > 0.55,
        lambda t, n: len(n["requirement"]) > 20 and t.requirement == n["requirement"],
        lambda t, n: t.number == n["number"] and _like(t.requirement, n["requirement"]) > 0.8,
    ):
        for index, new in enumerate(tasks):
            if index not in pairs:
                take(index, next((t for t in left.values() if rule(t, new)), None))
    # A row that comes back takes up the task that was withdrawn, with its evidence.
    left = {t.pk: t for t in plan.tasks.filter(withdrawn=True)} if len(pairs) < len(tasks) else {}
    for index, new in enumerate(tasks):
        if index not in pairs:
            same = (t for t in left.values() if t.title == new["title"] and new["title"])
            take(index, next(same, None))
    return [(pairs.get(i), new) for i, new in enumerate(tasks)]


def _like(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio() if one and other else 0.0


def _withdraw(plan: WorkPlan, kept: set[int]) -> list[TaskChange]:
    """Rows that the table no longer has leave the plan but keep their evidence."""
    gone = list(plan.tasks.filter(withdrawn=False).exclude(pk__in=kept))
    PlanTask.objects.filter(pk__in=[t.pk for t in gone]).update(withdrawn=True)
    Question.objects.filter(task__in=gone, answered_at=None).delete()
    return [TaskChange(t.number, t.display_title, "withdrawn") for t in gone]


def _task(
    plan: WorkPlan, old: PlanTask | None, new: Json, sections: dict[tuple[str, str], PlanSection]
) -> tuple[PlanTask, TaskChange]:
    task = old or PlanTask(plan=plan)
    answered = PlanTask.CellStatus.ANSWERED
    back = task.withdrawn
    task.withdrawn = False
    before = {k: str(getattr(task, k) or "") for k in SHOWN} if old else {}
    task.number = new["number"]
    task.number_source = new["number_source"]
    if not (task.title_status == answered and new["title_status"] == "lost"):
        task.title, task.title_status = new["title"] or "", new["title_status"]
    task.title_suggested = new["title_suggested"] or ""
    task.requirement = new["requirement"]
    chapter = (new["section"] or {}).get("title", "")
    sub = (new["subsection"] or {}).get("title", "")
    if not (old and task.heading_status == answered and new["heading_status"] == "uncertain"):
        task.section, task.heading_status = sections.get((chapter, sub)), new["heading_status"]
    for part in ("lead", "responsible"):
        cell = new[f"{part}_cell"]
        status = f"{part}_status"
        if not (getattr(task, status) == answered and cell["raw"] == getattr(task, f"{part}_raw")):
            setattr(task, status, cell["status"])
        setattr(task, f"{part}_raw", cell["raw"])
    _due(task, new, fresh=old is None)
    task.timing_terms, task.deadlines = new["timing_terms"], new["deadlines"]
    task.overlaps, task.irregularities = new["overlaps_with"], new["irregularities"]
    task.confidence = new["confidence"]
    first, last = new["source_lines"]
    task.source_ref = f"{first}-{last}"
    task.save()
    if not old or back:
        return task, TaskChange(task.number, task.display_title, "back" if back else "new")
    after = {k: str(getattr(task, k) or "") for k in SHOWN}
    changed = [(SHOWN[k], before[k], after[k]) for k in SHOWN if before[k] != after[k]]
    kind = "same" if not changed else "moved" if changed[0][0] == SHOWN["number"] else "changed"
    return task, TaskChange(task.number, task.display_title, kind, changed)


def _due(task: PlanTask, new: Json, *, fresh: bool) -> None:
    """The task's own due date (a date of another body is an event, not a deadline), else its kind of timing."""
    kinds = PlanTask.DueKind
    own = [d for d in new["deadlines"] if d["binds"] == "this_plan"]
    dated = [d for d in own if d.get("due")]
    text = "；".join(d["raw"] for d in own)[:100]
    if not fresh and task.due_text == text and task.timing_terms == new["timing_terms"]:
        return  # the same wording: what a person confirmed or set stays
    task.due_text, task.due_on = text, None
    terms = set(new["timing_terms"])
    last = max((dt.date.fromisoformat(d["due"]) for d in dated), default=None)
    if any(d["kind"] == "series" for d in own):
        task.due_kind, task.due_on = kinds.SERIES, last
    elif last is not None:
        task.due_kind, task.due_on = kinds.BY_DATE, last
    elif terms & {"一经批准，及时", "同步"}:
        task.due_kind = kinds.ON_EVENT
    elif "定期" in terms:
        task.due_kind = kinds.SERIES
    else:
        task.due_kind = kinds.STANDING


def _parties(
    task: PlanTask, new: Json, units: dict[str, Unit], groups: dict[str, UnitGroup], *, fresh: bool
) -> None:
    for part, key in (("lead", "lead_units"), ("responsible", "responsible")):
        if not fresh and getattr(task, f"{part}_status") == PlanTask.CellStatus.ANSWERED:
            continue  # a person's answer to the same cell
        task.parties.filter(part=part).delete()
        rows = []
        for order, said in enumerate(new[key]):
            unit = units.get(said.get("name", ""))
            code = said.get("group") or said.get("selector") or ""
            if unit is None and code not in groups:
                continue  # unknown: a question asks which unit it is
            rows.append(
                TaskParty(
                    task=task,
                    part=part,
                    unit=unit,
                    group_code="" if unit else code,
                    raw=said["raw"][:200],
                    action=said.get("action", "")[:300],
                    action_no=said.get("action_no"),
                    order=order,
                )
            )
        TaskParty.objects.bulk_create(rows)


def _documents(task: PlanTask, new: Json) -> list[CitedDocument]:
    return [
        CitedDocument(
            task=task,
            title=d["title"][:200],
            number=d["number"] or "",
            issuer=d.get("issuer_before_title", ""),
            flag=d.get("flag", ""),
        )
        for d in new["documents"]
    ]


def _questions(plan: WorkPlan, task: PlanTask, asked: list[Json]) -> tuple[int, int]:
    """Open what is asked and not asked yet; an answer to the same question stays. Returns (open, answers kept)."""
    have = {(q.code, q.field, q.text): q for q in task.questions.all()}
    wanted = {(q["code"], q["field"], q["text"]): q for q in asked}
    for key, question in have.items():
        if key not in wanted:
            question.delete()
    kept = sum(1 for key in wanted if key in have and have[key].answered_at)
    Question.objects.bulk_create(
        [
            Question(
                plan=plan,
                task=task,
                code=q["code"],
                field=q["field"],
                text=q["text"],
                suggestions=q["suggestions"],
            )
            for key, q in wanted.items()
            if key not in have
        ]
    )
    return len(wanted) - kept, kept
