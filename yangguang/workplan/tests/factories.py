"""Plans for tests: the real table imported whole, or a small one of one's own."""

import json
from importlib.resources import files

from yangguang.organisations.loading import load, packaged_data
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor_for, openness_office
from yangguang.workplan import actions
from yangguang.workplan.models import WorkPlan

EXAMPLES = files("yangguang.workplan") / "examples"
SEED = (EXAMPLES / "task-table-2021.txt").read_bytes()
ANSWERS = json.loads((EXAMPLES / "answers-2021.json").read_text("utf-8"))["answers"]
HEADER = ["工作任务", "工作要求", "牵头单位", "责任单位"]


def district():
    """The packaged units and groups; returns an officer of the openness office."""
    from yangguang.core.actors import SYSTEM

    load(packaged_data(), "测试", SYSTEM)
    return actor_for(Role.OPENNESS, openness_office())


def table(rows, year=2021, title="思明区政务公开工作任务分解表（示例）"):
    lines = [f"{year}年{title}", "", *("\t" + h for h in HEADER), ""]
    for row in rows:
        lines += ["\t" + c for c in row] + [""]
    return "\n".join(lines).encode()


def imported(officer, data=SEED, filename="table.txt"):
    received = actions.receive_import(openness_office(), actor=officer, data=data, filename=filename)
    return actions.apply_import(received, actor=officer).plan


def answer_all(plan, officer):
    keys = {"none", "units", "groups", "text", "section", "date"}
    for said in ANSWERS:
        question = plan.questions.get(task__number=said["task"], code=said["code"])
        actions.answer_question(question, actor=officer, answer={k: v for k, v in said.items() if k in keys})


def issued(officer, rows=None, year=2021):
    """An issued plan: the real one answered by the sample, or a small one without questions."""
    plan = imported(officer, table(rows, year) if rows else SEED)
    if rows is None:
        answer_all(plan, officer)
    return actions.issue_plan(WorkPlan.objects.get(pk=plan.pk), actor=officer)


def unit(name):
    return Unit.objects.get(name=name)
