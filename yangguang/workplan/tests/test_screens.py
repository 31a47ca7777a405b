"""The plan's screens in the workbench, as the office and other units meet them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yangguang.core.models import AuditEntry
from yangguang.duties.models import Duty
from yangguang.organisations.models import Role, UnitKind
from yangguang.organisations.tests.factories import make_person, make_unit, openness_office
from yangguang.workplan import actions
from yangguang.workplan.models import Assignment, PlanImport, PlanTask, Question, WorkPlan

from .factories import SEED, answer_all, district, imported, issued, table, unit

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]
ROWS = [
    ("1.公开规划（示例）", "一经批准，及时公开。", "区发改局", "各街道"),
    ("2.公开预算（示例）", "2021年6月底前公开预算。", "区财政局", "各部门"),
]


def client_of(person):
    client = Client()
    client.force_login(person, backend="yangguang.organisations.backends.PersonBackend")
    return client


@pytest.fixture
def officer():
    return district()


@pytest.fixture
def office(officer):
    return client_of(make_person(Role.OPENNESS, openness_office()))


def url(name, *args):
    return reverse(f"workplan:{name}", args=args)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def upload(client, data=SEED, name="任务分解表.txt"):
    return client.post(url("upload"), {"file": SimpleUploadedFile(name, data)})


def test_from_upload_to_issue_in_the_browser(office):
    response = upload(office)
    received = PlanImport.objects.get()
    assert response.url == url("preview", received.pk)
    shown = text_of(office.get(response.url))
    assert "原文 5964 字，全部归位" in shown
    assert "28 个问题要答" in shown
    assert not WorkPlan.objects.exists()
    response = office.post(url("preview", received.pk))
    plan = WorkPlan.objects.get()
    assert response.url == url("confirm", plan.pk)
    answers = {"units_role": {}, "title_lost": {"how": "own", "text": "示例标题"}}
    for _ in range(28):
        question = plan.questions.filter(answered_at=None).first()
        said = {"how": "own", "units": ["区政府办"]}
        if question.code == "units_role":
            said = {f"group_{code}": ["区发改局"] for code in question.suggestions}
        elif question.code == "deadline_ambiguous":
            said = {"how": "suggested:2021-09-30"}
        elif question.code == "section_uncertain":
            said = {"section": question.suggestions[0]}
        response = office.post(url("answer", question.pk), answers.get(question.code) or said)
        assert response.status_code == 302, text_of(response)
    assert response.url == url("issue", plan.pk)
    assert plan.tasks.get(number=23).due_on.isoformat() == "2021-09-30"
    shown = text_of(office.get(response.url))
    assert "个单位共得到" in shown
    response = office.post(
        url("issue", plan.pk), {"on": "2021-07-01", "doc_no": "示例〔2021〕1号", "sure": "on"}
    )
    plan.refresh_from_db()
    assert (plan.state, plan.doc_no, plan.issued_on.isoformat()) == (
        "issued",
        "示例〔2021〕1号",
        "2021-07-01",
    )
    assert Duty.objects.count() == Assignment.objects.count() > 800
    again = office.post(url("issue", plan.pk), {"on": "2021-07-01", "sure": "on"})
    assert again.status_code == 422
    assert "不能再次印发" in text_of(again)
    assert AuditEntry.objects.filter(code="workplan.plan.issue").count() == 1


class TestUpload:
    def test_what_is_wrong_with_a_file_is_said_on_the_form(self, office):
        response = upload(office, b"\xd0\xcf\x11\xe0" + b"\0" * 60, "旧.doc")
        assert response.status_code == 422
        assert "另存为" in text_of(response)
        assert not PlanImport.objects.exists()

    def test_too_large_a_file_is_not_read(self, office, monkeypatch):
        monkeypatch.setattr("yangguang.workplan.views.importing.MAX_BYTES", 10)
        assert "不像是一份任务分解表" in text_of(upload(office))

    def test_the_same_bytes_twice_are_one_import(self, office):
        upload(office)
        upload(office)
        assert PlanImport.objects.count() == 1

    def test_a_second_click_on_confirm_changes_nothing(self, office):
        received = PlanImport.objects.get(pk=int(upload(office).url.split("/")[-2]))
        office.post(url("preview", received.pk))
        office.post(url("preview", received.pk), HTTP_REFERER="http://testserver/desk/plans/")
        assert WorkPlan.objects.count() == 1
        assert PlanTask.objects.count() == 39

    def test_setting_aside_leaves_nothing_but_the_record(self, office):
        upload(office)
        office.post(url("preview", PlanImport.objects.get().pk), {"discard": "1"})
        assert PlanImport.objects.get().state == "discarded"
        assert not WorkPlan.objects.exists()

    def test_the_packaged_table_can_be_tried_and_downloaded(self, office):
        assert office.post(url("use-sample")).status_code == 302
        file = office.get(url("sample-file"))
        assert file.content == SEED
        assert "filename*=utf-8''" in file["Content-Disposition"].lower()

    def test_the_original_comes_back_byte_for_byte(self, office):
        upload(office)
        assert office.get(url("original", PlanImport.objects.get().pk)).content == SEED

    def test_a_corrected_table_shows_each_changed_word_before_it_counts(self, office, officer):
        issued(officer, ROWS)
        rows = [("1.公开规划（示例）", "一经批准，五日内公开。", "区发改局", "各街道，区司法局")]
        response = upload(office, table(rows))
        page = office.get(response.url).content.decode()
        assert "一经批准，<del>及时</del><ins>五日内</ins>公开。" in page
        assert "撤下，佐证保留" in page
        assert "分派新增 1 件、结束 17 件" in text_of(office.get(response.url))
        assert PlanTask.objects.filter(withdrawn=False).count() == 2


class TestConfirm:
    def test_the_source_stands_beside_the_parse(self, office, officer):
        plan = imported(officer)
        page = office.get(url("confirm", plan.pk), {"task": 23}).content.decode()
        assert re.search(r"<mark>⇥ 2021年10月前，将现行有效的区级规范性文件", page)
        assert "原表空白" in page
        assert "2021年10月31日（一种读法）" in page

    def test_nothing_is_chosen_beforehand(self, office, officer):
        plan = imported(officer)
        for number in (3, 13, 23, 37, 38):
            page = office.get(url("confirm", plan.pk), {"task": number}).content.decode()
            assert " checked" not in page
            assert " selected" not in page.replace('<option value="" selected', "")

    @pytest.mark.parametrize(
        ("number", "said", "says"),
        [
            (13, {}, "请选一种"),
            (13, {"how": "none", "units": ["区政府办"]}, "请只留一种"),
            (13, {"how": "own"}, "请至少选择一个单位"),
            (23, {"how": "own", "date": "1999-01-01"}, "不在计划年度"),
        ],
    )
    def test_a_wrong_answer_keeps_what_was_chosen(self, office, officer, number, said, says):
        plan = imported(officer)
        code = "deadline_ambiguous" if number == 23 else "lead_blank"
        question = plan.questions.get(task__number=number, code=code)
        response = office.post(url("answer", question.pk), said)
        assert response.status_code == 422
        page = response.content.decode()
        assert says in page
        for unit_name in said.get("units", []):
            assert re.search(rf'value="{unit_name}"[^>]* checked', page)
        assert Question.objects.get(pk=question.pk).answered_at is None

    def test_two_officers_the_second_is_told_who_was_first(self, office, officer):
        plan = imported(officer)
        question = plan.questions.get(task__number=13)
        second = client_of(make_person(Role.HEAD, openness_office()))
        office.post(url("answer", question.pk), {"how": "own", "units": ["区政府办"], "seen": ""})
        response = second.post(url("answer", question.pk), {"how": "none", "seen": ""})
        assert response.status_code == 422
        assert "已于" in text_of(response)
        assert plan.tasks.get(number=13).parties.get(part="lead").unit.name == "区政府办"

    def test_after_the_issue_answers_stand(self, office, officer):
        plan = issued(officer)
        question = plan.questions.get(task__number=13)
        page = text_of(office.get(url("confirm", plan.pk), {"task": 13}))
        assert "答复不能再改" in page
        seen = question.answered_at.isoformat()
        response = office.post(url("answer", question.pk), {"how": "none", "seen": seen})
        assert "已印发" in text_of(response)

    def test_a_name_that_no_unit_bears_is_chosen_from_like_ones(self, office, officer):
        plan = imported(officer, table([("1.甲事（示例）", "要求。", "区财证局", "区司法局")]))
        question = plan.questions.get(code="unit_unknown")
        page = office.get(url("confirm", plan.pk), {"task": 1}).content.decode()
        assert "区财政局（建议，名称相近）" in page
        assert "这不是单位，不用指定" in page
        office.post(url("answer", question.pk), {"how": "suggested:区财政局"})
        assert plan.tasks.get().parties.get(part="lead").unit.name == "区财政局"

    def test_every_kind_of_question_can_be_answered(self):
        from yangguang.workplan.answers import KINDS
        from yangguang.workplan.parsing import questions

        asked = [
            questions.by_adjacency("lead", "甲"),
            questions.lost_title(1, 3, None),
            questions.role([("甲", "A")]),
        ]
        asked += [
            f(part, [])
            for f in (questions.blank_cell, questions.lost_cell)
            for part in ("lead", "responsible")
        ]
        asked += [questions.unknown_unit("lead", "甲", ()), questions.unread_cell("responsible", "甲")]
        asked += [questions.uncertain_heading([])]
        assert {a.code for a in asked} <= KINDS.keys()

    def test_a_group_is_no_member_of_a_role(self, officer):
        from yangguang.core.actions import Refused

        plan = imported(officer)
        question = plan.questions.get(code="units_role")
        said = {"groups": {key: ["各部门"] for key in question.suggestions}}
        with pytest.raises(Refused, match="是分组，不是单位"):
            actions.answer_question(question, actor=officer, answer=said)


class TestPlan:
    def test_filters_narrow_the_tasks(self, office, officer):
        plan = issued(officer, ROWS)
        assert "找到 1 项，共 2 项" in text_of(office.get(url("plan", plan.pk), {"q": "预算"}))
        justice = unit("区司法局").pk
        assert "公开规划" not in text_of(office.get(url("plan", plan.pk), {"unit": justice}))
        assert "没有符合条件的任务" in text_of(office.get(url("plan", plan.pk), {"state": "done"}))

    def test_other_units_see_it_once_issued_and_only_their_own_states(self, office, officer):
        plan = imported(officer, table(ROWS))
        finance = client_of(make_person(Role.OPENNESS, unit("区财政局")))
        assert finance.get(url("plan", plan.pk)).status_code == 404
        actions.issue_plan(plan, actor=officer)
        assert finance.get(url("plan", plan.pk)).status_code == 200
        page = finance.get(url("task", plan.pk, 2)).content.decode()
        own = Duty.objects.get(unit=unit("区财政局"))
        assert re.findall(r'href="/desk/duties/(\d+)/"', page) == [str(own.pk)]
        assert finance.get(url("unit", plan.pk, unit("区财政局").pk)).status_code == 200
        assert finance.get(url("unit", plan.pk, unit("区司法局").pk)).status_code == 404
        assert "1 个单位的进展" in text_of(finance.get(url("units", plan.pk)))
        for name in ("confirm", "issue", "expand"):
            assert finance.get(url(name, plan.pk)).status_code == 403
        assert finance.post(url("task", plan.pk, 2), {"due_kind": "standing"}).status_code == 422
        assert plan.tasks.get(number=2).due_kind == "by_date"

    def test_the_due_date_is_changed_on_the_task_s_page(self, office, officer):
        plan = issued(officer, ROWS)
        wrong = office.post(url("task", plan.pk, 2), {"due_kind": "by_date", "due_on": ""})
        assert wrong.status_code == 422
        assert "要填写日期" in text_of(wrong)
        office.post(url("task", plan.pk, 2), {"due_kind": "by_date", "due_on": "2021-08-31"})
        dues = Duty.objects.filter(assignment__task__number=2).values_list("due", flat=True)
        assert {d.isoformat() for d in dues} == {"2021-08-31"}

    def test_changed_units_are_shown_before_they_are_followed(self, office, officer):
        plan = issued(officer, ROWS)
        make_unit("示例新街道", UnitKind.STREET)
        assert "应新增 1 件分派" in text_of(office.get(url("plan", plan.pk)))
        assert "示例新街道" in text_of(office.get(url("expand", plan.pk)))
        office.post(url("expand", plan.pk))
        assert Assignment.objects.filter(unit__name="示例新街道").exists()
        assert "不用调整" in text_of(office.get(url("expand", plan.pk)))

    def test_the_draft_is_shown_and_hidden_by_the_office(self, office, officer):
        plan = imported(officer, table(ROWS))
        office.post(url("change", plan.pk, "show"))
        assert WorkPlan.objects.get().shown_before_issue
        office.post(url("change", plan.pk, "hide"))
        assert not WorkPlan.objects.get().shown_before_issue

    def test_exports_have_chinese_names(self, office, officer):
        plan = issued(officer, ROWS)
        for kind, magic in (("docx", b"PK"), ("xlsx", b"PK")):
            file = office.get(url("export", plan.pk, kind))
            assert file.content.startswith(magic)
            assert (
                "%E4%BB%BB%E5%8A%A1%E5%88%86%E8%A7%A3%E8%A1%A8".lower() in file["Content-Disposition"].lower()
            )
        csv = office.get(url("units", plan.pk), {"format": "csv"})
        assert csv.content.decode("utf-8-sig").splitlines()[0] == "单位,牵头,责任,待签收,办理中,办结,逾期"
        assert "区财政局,1,0,1,0,0,1" in csv.content.decode()


def queries_of(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_pages_ask_a_fixed_number_of_queries(office, officer):
    """The same number for two tasks of a few units as for 39 tasks of all."""
    small = issued(officer, [ROWS[0], ("2.公开预算（示例）", "及时公开。", "区财政局", "各部门")], year=2020)
    large = imported(officer)
    answer_all(large, officer)
    actions.issue_plan(large, actor=officer)
    office.get(url("plans"))
    for name, own, other in (
        ("plan", [small.pk], [large.pk]),
        ("units", [small.pk], [large.pk]),
        ("expand", [small.pk], [large.pk]),
        ("task", [small.pk, 1], [large.pk, 9]),
        ("unit", [small.pk, unit("区财政局").pk], [large.pk, unit("区财政局").pk]),
    ):
        counts = queries_of(office, url(name, *own)), queries_of(office, url(name, *other))
        assert counts[0] == counts[1], name
        assert counts[0] < 25, name
    before = queries_of(office, url("plans"))
    imported(officer, table(ROWS, year=2019))
    assert queries_of(office, url("plans")) == before
