"""From the file to an issued plan: preview, questions, issue, correction."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.duties.models import Duty, DutyState
from yangguang.organisations.models import Role, UnitKind
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office
from yangguang.workplan import actions, applying
from yangguang.workplan.actions.answering import stamp
from yangguang.workplan.models import Assignment, PlanImport, PlanTask, Question, WorkPlan

from .factories import SEED, answer_all, district, imported, issued, table, unit

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


@pytest.fixture
def officer():
    return district()


def received(officer, data=SEED):
    return actions.receive_import(openness_office(), actor=officer, data=data, filename="表.txt")


def test_the_preview_is_the_real_import_and_leaves_nothing(officer):
    upload = received(officer)
    shown = actions.preview(upload, actor=officer)
    assert (len(shown.changes), shown.questions, shown.first) == (39, 28, True)
    assert not WorkPlan.objects.exists()
    assert not PlanTask.objects.exists()
    assert PlanImport.objects.get().plan_id is None
    actions.apply_import(upload, actor=officer)
    assert (PlanTask.objects.count(), Question.objects.count()) == (39, 28)


def test_a_second_click_and_the_same_file_again_change_nothing(officer):
    upload = received(officer)
    actions.apply_import(upload, actor=officer)
    with pytest.raises(Refused, match="不能再次导入"):
        actions.apply_import(upload, actor=officer)
    with pytest.raises(Refused, match="内容没有变化"):
        received(officer)
    assert WorkPlan.objects.count() == 1


def test_a_killed_import_leaves_nothing(officer, monkeypatch):
    upload = received(officer)
    monkeypatch.setattr(applying, "_documents", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        actions.apply_import(upload, actor=officer)
    assert not WorkPlan.objects.exists()
    assert PlanImport.objects.get().state == "uploaded"


def test_a_file_with_problems_is_kept_but_never_applied(officer):
    bad = received(
        officer,
        table(
            [("1.甲（示例）", "要求", "区司法局", "各街道"), ("3.丙（示例）", "要求", "区司法局", "各街道")]
        ),
    )
    with pytest.raises(Refused, match="缺的序号是 2"):
        actions.preview(bad, actor=officer)
    with pytest.raises(Refused, match="缺的序号是 2"):
        actions.apply_import(bad, actor=officer)
    assert not PlanTask.objects.exists()


def test_an_unreadable_file_is_refused_by_name(officer):
    with pytest.raises(Refused, match="另存为") as refused:
        received(officer, b"\xd0\xcf\x11\xe0" + b"\0" * 50)
    assert refused.value.reasons[0].field == "file"
    assert not PlanImport.objects.exists()


def test_only_the_openness_office_may_import_and_issue(officer):
    other = actor_for(Role.HEAD, unit("区财政局"))
    with pytest.raises(Refused, match="权限"):
        received(other)
    plan = imported(officer)
    for act in (lambda: actions.issue_plan(plan, actor=other), lambda: actions.re_expand(plan, actor=other)):
        with pytest.raises(Refused, match="权限"):
            act()


def test_blank_and_lost_cells_are_asked_and_nothing_is_filled_in(officer):
    plan = imported(officer)
    assert plan.tasks.get(number=13).lead_status == "blank"
    assert plan.tasks.get(number=36).lead_status == "lost"
    assert not plan.tasks.get(number=13).parties.filter(part="lead").exists()
    assert plan.tasks.get(number=37).title == ""
    assert plan.questions.filter(answered_at=None).values("task").distinct().count() == 18


def test_issuing_waits_for_every_answer(officer):
    plan = imported(officer)
    with pytest.raises(Refused, match="还有 28 个问题没有答复"):
        actions.issue_plan(plan, actor=officer)
    assert not Assignment.objects.exists()
    answer_all(plan, officer)
    actions.issue_plan(plan, actor=officer)
    with pytest.raises(Refused, match="已印发"):
        actions.issue_plan(plan, actor=officer)


def test_groups_become_assignments_each_with_a_duty(officer):
    plan = issued(officer)
    streets = {u.pk for u in UnitKindSet(UnitKind.STREET)}
    departments = {u.pk for u in UnitKindSet(UnitKind.DEPARTMENT)}
    assert (len(streets), len(departments)) == (10, 17)

    def units_of(number, part):
        return set(Assignment.objects.filter(task__number=number, part=part).values_list("unit", flat=True))

    # 区财政局 leads task 7 and is not added again as one of 各部门.
    assert units_of(7, "lead") == {unit("区财政局").pk}
    assert units_of(7, "responsible") == (streets | departments) - {unit("区财政局").pk}
    # 各部门 does not hold the party organ named beside it in task 10.
    assert unit("区委宣传部").pk in units_of(10, "responsible")
    assert unit("区委宣传部").pk not in units_of(9, "responsible")
    assert unit("思明公安分局").pk not in units_of(9, "responsible")
    # Task 2 names 区发改局 in both cells, with different actions.
    assert units_of(2, "lead") & units_of(2, "responsible") == {
        unit("区发改局").pk,
        unit("区政务信息中心").pk,
    }
    assert Duty.objects.count() == Assignment.objects.count()
    assert set(Duty.objects.values_list("state", flat=True)) == {DutyState.WAITING}
    first = Duty.objects.get(unit=unit("区政务信息中心"), assignment__task__number=1)
    assert first.body == "开设专栏"
    assert (
        Duty.objects.filter(assignment__task=plan.tasks.get(number=23))
        .values_list("due", flat=True)[0]
        .isoformat()
        == "2021-09-30"
    )
    assert AuditEntry.objects.filter(code="duties.open").count() == 1
    assert plan.issued_on is not None


def UnitKindSet(kind):
    from yangguang.organisations.models import Unit

    return Unit.objects.filter(kind=kind)


class TestAnswers:
    @pytest.mark.parametrize(
        ("number", "code", "answer", "says"),
        [
            (13, "lead_blank", {"units": []}, "至少选择一个"),
            (13, "lead_blank", {"units": ["区没有局"]}, "机构名录里没有"),
            (37, "title_lost", {"text": "  "}, "填写标题"),
            (37, "title_lost", {"none": True}, "必须给出内容"),
            (23, "deadline_ambiguous", {"date": "2021-13-01"}, "填写日期"),
            (23, "deadline_ambiguous", {"date": "2012-09-30"}, "不在计划年度"),
            (37, "section_uncertain", {"section": "五、没有"}, "选择一个章节"),
            (3, "units_role", {"groups": {"PLAN_LEAD_DEPARTMENTS": ["区发改局"]}}, "每一类角色"),
        ],
    )
    def test_what_is_no_answer_is_refused(self, officer, number, code, answer, says):
        plan = imported(officer)
        with pytest.raises(Refused, match=says):
            actions.answer_question(
                plan.questions.get(task__number=number, code=code), actor=officer, answer=answer
            )
        assert plan.questions.filter(answered_at=None).count() == 28

    def test_two_officers_on_one_question(self, officer):
        plan = imported(officer)
        question = plan.questions.get(task__number=13)
        seen = stamp(question)
        actions.answer_question(question, actor=officer, answer={"units": ["区政府办"]}, seen=seen)
        second = actor_for(Role.HEAD, openness_office())
        with pytest.raises(Refused, match=officer.label):
            actions.answer_question(question, actor=second, answer={"none": True}, seen=seen)
        now = Question.objects.get(pk=question.pk)
        actions.answer_question(now, actor=second, answer={"none": True}, seen=stamp(now))
        assert not plan.tasks.get(number=13).parties.filter(part="lead").exists()

    def test_each_answer_is_logged_with_who_and_what(self, officer):
        plan = imported(officer)
        actions.answer_question(
            plan.questions.get(task__number=13), actor=officer, answer={"units": ["区政府办"]}
        )
        entry = AuditEntry.objects.get(code="workplan.question.answer")
        assert entry.actor_label == officer.label
        assert entry.details["answer"] == {"units": ["区政府办"]}

    def test_a_role_is_resolved_for_the_group(self, officer):
        plan = issued(officer)
        makers = Assignment.objects.filter(task__number=3, part="responsible")
        assert unit("区教育局").pk in makers.values_list("unit", flat=True)
        assert makers.first().from_group == "PLAN_MAKING_UNITS"
        assert plan.tasks.get(number=3).parties.filter(group_code="PLAN_MAKING_UNITS").exists()


ROWS = [
    ("1.公开规划（示例）", "一经批准，及时公开。", "区发改局", "各街道"),
    ("2.公开预算（示例）", "2021年6月底前公开预算。", "区财政局", "各部门"),
    ("3.办好公报（示例）", "定期出版。", "区政府办", "区档案馆"),
]


class TestCorrection:
    def test_a_corrected_table_is_matched_and_shown_as_a_difference(self, officer):
        plan = imported(officer, table(ROWS))
        ids = {t.title: t.pk for t in plan.tasks.all()}
        rows = [
            ("1.公开规划（示例）", "一经批准，五日内公开。", "区发改局", "各街道"),
            ("2.公开服务指南（示例）", "全面公开。", "区审批管理局", "各街道"),
            ("3.公开预算（示例）", "2021年6月底前公开预算。", "区财政局", "各部门"),
        ]
        shown = actions.preview(received(officer, table(rows)), actor=officer)
        kinds = {c.title: c.kind for c in shown.changes}
        assert kinds == {
            "公开规划（示例）": "changed", "公开服务指南（示例）": "new", "公开预算（示例）": "moved",
            "办好公报（示例）": "withdrawn",
        }  # fmt: skip
        changed = next(c for c in shown.changes if c.kind == "changed")
        assert changed.fields == [("工作要求", "一经批准，及时公开。", "一经批准，五日内公开。")]
        moved = next(c for c in shown.changes if c.kind == "moved")
        assert moved.fields[0] == ("序号", "2", "3")
        actions.apply_import(PlanImport.objects.latest("pk"), actor=officer)
        now = {t.title: t for t in PlanTask.objects.all()}
        assert now["公开预算（示例）"].pk == ids["公开预算（示例）"]
        assert now["公开预算（示例）"].number == 3
        assert now["办好公报（示例）"].withdrawn

    def test_evidence_and_signatures_survive(self, officer):
        from yangguang.duties import actions as duty_actions

        plan = issued(officer, ROWS)
        duty = Duty.objects.get(unit=unit("区财政局"), assignment__task__number=2)
        duty_actions.sign(duty, actor=actor_for(Role.OPENNESS, unit("区财政局")))
        rows = [
            *ROWS[:1],
            ("2.公开预算（示例）", "2021年7月底前公开预算。", "区财政局", "各部门，区档案馆"),
            ROWS[2],
        ]
        actions.apply_import(received(officer, table(rows)), actor=officer)
        now = Duty.objects.get(pk=duty.pk)
        assert (now.state, now.due.isoformat()) == (DutyState.SIGNED, "2021-07-31")
        added = Assignment.objects.get(task__plan=plan, task__number=2, unit=unit("区档案馆"), valid_to=None)
        assert added.duty.state == DutyState.WAITING

    def test_answers_that_still_fit_are_kept(self, officer):
        plan = imported(officer)
        answer_all(plan, officer)
        text = SEED.decode().replace("办好政府公报。", "办好政府公报和公报数据库。")
        actions.apply_import(received(officer, text.encode()), actor=officer)
        assert plan.questions.filter(answered_at=None).count() == 0
        assert plan.tasks.get(number=37).title == "加强公共企事业单位信息公开。"
        assert plan.tasks.get(number=13).parties.get(part="lead").unit.name == "区政府办"
        actions.issue_plan(plan, actor=officer)

    def test_a_cell_that_the_corrected_table_fills_replaces_the_answer(self, officer):
        plan = imported(officer)
        answer_all(plan, officer)
        lines = SEED.decode().split("\n")
        at = next(n for n, line in enumerate(lines) if line.startswith("\t28."))
        lines[at + 2] = "\t区财政局"
        actions.apply_import(received(officer, "\n".join(lines).encode()), actor=officer)
        assert [p.unit.name for p in plan.tasks.get(number=28).parties.filter(part="lead")] == ["区财政局"]
        assert not plan.questions.filter(task__number=28).exists()


class TestOrganisationChanges:
    def test_a_new_street_gets_its_assignments_on_expansion(self, officer):
        plan = issued(officer, ROWS)
        street = make_unit("示例街道", UnitKind.STREET)
        actions.re_expand(plan, actor=officer)
        assert Assignment.objects.get(unit=street).task.number == 1
        actions.re_expand(plan, actor=officer)
        assert Assignment.objects.filter(unit=street).count() == 1

    def test_a_merged_unit_hands_its_duties_over_with_their_history(self, officer):
        from django.utils import timezone

        from yangguang.duties import actions as duty_actions
        from yangguang.organisations.actions import merge_unit
        from yangguang.organisations.tests.factories import administrator

        plan = issued(officer, ROWS)
        old, new = unit("区档案馆"), unit("区图书馆")
        duty = Duty.objects.get(unit=old)
        duty_actions.sign(duty, actor=actor_for(Role.OPENNESS, old))
        merge_unit(old, actor=administrator("system"), into=new, on=timezone.localdate())
        now = Duty.objects.get(pk=duty.pk)
        assert (now.unit, now.state) == (new, DutyState.SIGNED)
        current = Assignment.objects.get(task__plan=plan, task__number=3, part="responsible", valid_to=None)
        assert current.unit == new


@given(old=st.text("甲乙丙丁，。", max_size=30), new=st.text("甲乙丙丁，。", max_size=30))
def test_a_marked_change_gives_back_both_texts(old, new):
    marked = applying.pieces(old, new)
    assert "".join(t for how, t in marked if how != "ins") == old
    assert "".join(t for how, t in marked if how != "del") == new


def test_a_withdrawn_row_that_comes_back_takes_up_its_history(officer):
    plan = issued(officer, ROWS)
    first = plan.tasks.get(number=3)
    actions.apply_import(received(officer, table(ROWS[:2])), actor=officer)
    assert PlanTask.objects.get(pk=first.pk).withdrawn
    rows = [ROWS[0], ("2.新的事（示例）", "及时办理。", "区司法局", "各街道"), ROWS[2]]
    again = received(officer, table(rows))
    assert {c.title: c.kind for c in actions.preview(again, actor=officer).changes}[
        "办好公报（示例）"
    ] == "back"
    actions.apply_import(again, actor=officer)
    assert plan.tasks.get(number=3, withdrawn=False).pk == first.pk
    assert Assignment.objects.filter(task=first, valid_to=None).count() == 2


def test_a_due_date_set_by_hand_survives_a_corrected_table(officer):
    import datetime as dt

    plan = issued(officer, ROWS)
    day = dt.date(2021, 11, 30)
    actions.set_due(plan.tasks.get(number=3), actor=officer, due_kind="by_date", due_on=day)
    rows = [("1.公开规划（示例）", "一经批准，五日内公开。", "区发改局", "各街道"), *ROWS[1:]]
    actions.apply_import(received(officer, table(rows)), actor=officer)
    assert plan.tasks.get(number=3).due_on == day


def test_due_dates_are_set_by_hand_with_reasons(officer):
    import datetime as dt

    plan = issued(officer, ROWS)
    task = plan.tasks.get(number=3)
    with pytest.raises(Refused, match="要填写日期"):
        actions.set_due(task, actor=officer, due_kind="by_date", due_on=None)
    with pytest.raises(Refused, match="不在计划年度"):
        actions.set_due(task, actor=officer, due_kind="by_date", due_on=dt.date(2012, 1, 1))
    actions.set_due(task, actor=officer, due_kind="by_date", due_on=dt.date(2021, 11, 30))
    assert set(Duty.objects.filter(assignment__task=task).values_list("due", flat=True)) == {
        dt.date(2021, 11, 30)
    }


def test_the_export_can_be_imported_again_and_says_how_far_it_is(officer):
    from yangguang.organisations.queries import packaged_directory
    from yangguang.workplan import exporting, parsing

    plan = issued(officer)
    for kind in ("docx", "xlsx"):
        again = parsing.parse(
            exporting.export(plan, kind), filename=f"a.{kind}", directory=packaged_directory()
        )
        assert again.blocking == []
        assert [(t.number, t.title) for t in again.tasks] == [
            (t.number, t.title) for t in plan.tasks.order_by("number")
        ]
        assert [t.requirement for t in again.tasks] == [t.requirement for t in plan.tasks.order_by("number")]
        assert [p.ref.name for p in again.tasks[3].lead] == ["区审批管理局", "区市场监管局", "区商务局"]
        assert again.tasks[0].extras["进展情况"].startswith("承办 12 家，签收 0 家")
