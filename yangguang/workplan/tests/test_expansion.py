"""Who is assigned what: counted here from the expected parse, not from the code under test."""

import json

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.duties.models import Duty, DutyState
from yangguang.organisations.models import Role, Unit, UnitGroup, UnitKind
from yangguang.organisations.tests.factories import actor_for, administrator, make_unit, openness_office
from yangguang.workplan import actions
from yangguang.workplan.models import Assignment, WorkPlan

from .factories import ANSWERS, EXAMPLES, district, imported, issued, table, unit

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]
EXPECTED = json.loads((EXAMPLES / "expected-2021.json").read_text("utf-8"))["tasks"]


@pytest.fixture
def officer():
    return district()


def by_hand():
    """(task, unit, part) of the issued sample plan, from the expected parse, the answers and the register."""
    kinds = {"ALL_STREETS": UnitKind.STREET, "ALL_DEPARTMENTS": UnitKind.DEPARTMENT}
    members = {
        code: set(Unit.objects.filter(kind=kind).values_list("name", flat=True))
        for code, kind in kinds.items()
    }
    labels = {"各街道": "ALL_STREETS", "各部门": "ALL_DEPARTMENTS"}
    answers = {(a["task"], a["code"].partition("_")[0]): a for a in ANSWERS if a["code"] != "units_role"}
    roles = next(a["groups"] for a in ANSWERS if a["code"] == "units_role")
    wanted = []
    for task in EXPECTED:
        named = {"lead": [], "responsible": []}
        for part, key in (("lead", "lead_units"), ("responsible", "responsible")):
            said = [
                (p.get("name"), p.get("group") or p.get("selector"), p.get("action", "")) for p in task[key]
            ]
            if (answer := answers.get((task["number"], part))) is not None:
                said = [(None if n in labels else n, labels.get(n), "") for n in answer.get("units", [])]
            named[part] = said
        leads = {n for n, _, _ in named["lead"] if n}
        leads |= {n for _, g, _ in named["lead"] if g for n in roles.get(g) or members[g]}
        lead_actions = {(n, a) for n, _, a in named["lead"] if n}
        explicit = {(n, a) for n, _, a in named["responsible"] if n and (n, a) not in lead_actions}
        own = {n for n, _ in explicit} | {n for n, _, _ in named["responsible"] if n} | leads
        grouped = {
            (n, a)
            for _, g, a in named["responsible"]
            if g
            for n in roles.get(g) or members[g]
            if n not in own
        }
        wanted += [(task["number"], n, "lead", "") for n in leads]
        wanted += [(task["number"], n, "responsible", a) for n, a in explicit | grouped]
    return sorted(wanted)


def test_the_real_plan_gives_each_unit_what_the_table_says(officer):
    issued(officer)
    current = Assignment.objects.filter(valid_to=None)
    got = sorted(current.values_list("task__number", "unit__name", "part", "action"))
    assert got == by_hand()
    assert current.values("task").distinct().count() == 39
    assert Duty.objects.count() == len(got)


def test_who_leads_is_not_asked_twice_for_the_same_work(officer):
    rows = [
        ("1.甲事（示例）", "要求。", "区财政局", "区财政局，区司法局"),
        ("2.乙事（示例）", "要求。", "区财政局", "1.区财政局负责汇总；\n2.区司法局负责审核。"),
    ]
    issued(officer, rows)
    parts = Assignment.objects.filter(unit=unit("区财政局")).values_list("task__number", "part")
    assert sorted(parts) == [(1, "lead"), (2, "lead"), (2, "responsible")]


def test_an_ended_unit_loses_its_part_and_its_open_duty(officer):
    plan = issued(officer, [("1.甲事（示例）", "要求。", "区财政局", "各街道")])
    street = Unit.objects.filter(kind=UnitKind.STREET).first()
    Unit.objects.filter(pk=street.pk).update(active_to=timezone.localdate() - timezone.timedelta(days=1))
    actions.re_expand(plan, actor=officer)
    ended = Assignment.objects.get(unit=street)
    assert ended.valid_to == timezone.localdate()
    assert ended.duty.state == DutyState.WITHDRAWN
    assert ended.duty.notes.last().step == "撤回"
    assert Assignment.objects.filter(valid_to=None).count() == 10


def test_a_successor_that_has_the_part_already_does_not_get_it_twice(officer):
    from yangguang.organisations.actions import merge_unit

    issued(officer, [("1.甲事（示例）", "要求。", "区财政局", "区档案馆，区图书馆")])
    old, new = unit("区档案馆"), unit("区图书馆")
    merge_unit(old, actor=administrator("system"), into=new, on=timezone.localdate())
    current = Assignment.objects.filter(valid_to=None, part="responsible")
    assert [a.unit for a in current] == [new]
    assert Duty.objects.open().filter(unit=old).count() == 0


def test_a_merger_is_told_in_the_duty_s_history(officer):
    from yangguang.organisations.actions import merge_unit

    issued(officer, [("1.甲事（示例）", "要求。", "区财政局", "区档案馆")])
    old, new = unit("区档案馆"), unit("区图书馆")
    duty = Duty.objects.get(unit=old)
    merge_unit(old, actor=administrator("system"), into=new, on=timezone.localdate())
    assert duty.notes.filter(step="移交", text__contains="区图书馆").exists()
    assert Duty.objects.get(pk=duty.pk).unit == new


def test_a_role_without_members_stops_the_issue(officer):
    plan = imported(officer, table([("1.甲事（示例）", "要求。", "区财政局", "区司法局")]))
    task = plan.tasks.get()
    task.parties.all().delete()
    task.parties.create(part="lead", group_code="PLAN_MAKING_UNITS", raw="涉及区级规划编制的单位")
    UnitGroup.objects.get(code="PLAN_MAKING_UNITS").chosen.clear()
    with pytest.raises(Refused, match="第 1 项没有任何承担单位"):
        actions.issue_plan(plan, actor=officer)
    assert not Duty.objects.exists()


def test_a_plan_of_ended_units_stops_the_issue(officer):
    plan = imported(officer, table([("1.甲事（示例）", "要求。", "区财政局", "区档案馆，区司法局")]))
    Unit.objects.filter(name="区档案馆").update(active_to=timezone.localdate() - timezone.timedelta(days=1))
    with pytest.raises(Refused, match="区档案馆已撤销"):
        actions.issue_plan(plan, actor=officer)


def test_a_date_outside_the_year_is_looked_at_by_a_person(officer):
    plan = imported(officer, table([("1.甲事（示例）", "2022年3月底前完成。", "区财政局", "区司法局")]))
    with pytest.raises(Refused, match="不在 2021 年内") as refused:
        actions.issue_plan(plan, actor=officer)
    assert [r.field for r in refused.value.reasons] == ["accepted"]
    actions.issue_plan(plan, actor=officer, accepted=True)
    assert WorkPlan.objects.get().state == "issued"


def test_the_day_of_issue_is_not_in_the_future(officer):
    plan = imported(officer, table([("1.甲事（示例）", "要求。", "区财政局", "区司法局")]))
    with pytest.raises(Refused, match="晚于今天"):
        actions.issue_plan(plan, actor=officer, on=timezone.localdate() + timezone.timedelta(days=1))


def test_a_year_is_closed_only_after_it_ended_and_only_once(officer):
    this_year = timezone.localdate().year
    plan = issued(officer, [("1.甲事（示例）", "要求。", "区财政局", "区司法局")], year=this_year)
    with pytest.raises(Refused, match="还没有结束"):
        actions.close_plan(plan, actor=officer)
    old = issued(officer, [("1.甲事（示例）", "要求。", "区财政局", "区司法局")])
    actions.close_plan(old, actor=officer)
    with pytest.raises(Refused, match="已结"):
        actions.close_plan(old, actor=officer)
    with pytest.raises(Refused, match="权限"):
        actions.close_plan(plan, actor=actor_for(Role.HEAD, make_unit()))
    assert openness_office().name == "区政府办"
