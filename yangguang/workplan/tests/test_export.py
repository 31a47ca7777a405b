"""The export is the table itself: read again, it says the same."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from yangguang.organisations.queries import packaged_directory
from yangguang.workplan import actions, exporting, parsing
from yangguang.workplan.models import PlanTask, WorkPlan

from .factories import answer_all, district, imported, issued, openness_office

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]
KINDS = ["docx", "xlsx"]


@pytest.fixture
def officer():
    return district()


def read(plan, kind):
    return parsing.parse(exporting.export(plan, kind), filename=f"表.{kind}", directory=packaged_directory())


def parties(said):
    return [(p.get("name"), p.get("group"), p.get("selector"), p.get("action", "")) for p in said]


@pytest.mark.parametrize("kind", KINDS)
def test_read_again_it_gives_the_same_tasks_units_and_chapters(officer, kind):
    before = imported(officer)
    original = before.latest_import().parsed["tasks"]
    answer_all(before, officer)
    plan = WorkPlan.objects.get()
    again = read(plan, kind).to_json()
    assert (again["problems"], again["lossless"]["equal"]) == ([], True)
    assert [t["number"] for t in again["tasks"]] == list(range(1, 40))
    answered = {3, 13, 14, 15, 16, 18, 20, 23, 28, 29, 30, 31, 32, 34, 36, 37, 38, 39}
    for was, now in zip(original, again["tasks"], strict=True):
        assert now["requirement"] == was["requirement"]
        assert [d["number"] for d in now["documents"]] == [d["number"] for d in was["documents"]]
        if was["number"] < 37:
            assert (now["title"], now["section"], now["subsection"]) == (
                was["title"], was["section"], was["subsection"],
            )  # fmt: skip
        if was["number"] not in answered:
            assert parties(now["lead_units"]) == parties(was["lead_units"])
            assert parties(now["responsible"]) == parties(was["responsible"])
    # The answers stand in their cells; only the role, which is wording and no unit, is asked again.
    assert parties(again["tasks"][12]["lead_units"]) == [("区政府办", None, None, "")]
    assert [p.get("group") for p in again["tasks"][38]["responsible"]] == ["ALL_STREETS", "ALL_DEPARTMENTS"]
    assert [(q["task"], q["code"]) for q in again["questions"]] == [(3, "units_role"), (37, "lead_blank")]


@pytest.mark.parametrize("kind", KINDS)
def test_imported_again_it_changes_nothing_but_what_it_says(officer, kind):
    plan = issued(officer)
    ids = dict(plan.tasks.values_list("number", "pk"))
    assigned = set(plan.tasks.values_list("assignments__unit", "assignments__part", "assignments__action"))
    received = actions.receive_import(
        openness_office(), actor=officer, data=exporting.export(plan, kind), filename=f"表.{kind}"
    )
    shown = actions.preview(received, actor=officer)
    assert {c.kind for c in shown.changes} <= {"same", "changed"}
    assert (shown.begun, shown.ended) == (0, 0)
    actions.apply_import(received, actor=officer)
    assert dict(PlanTask.objects.filter(withdrawn=False).values_list("number", "pk")) == ids
    after = set(plan.tasks.values_list("assignments__unit", "assignments__part", "assignments__action"))
    assert after == assigned


def test_the_word_table_has_the_table_s_own_layout(officer):
    plan = issued(officer)
    document = Document(io.BytesIO(exporting.export(plan, "docx")))
    assert document.paragraphs[0].text == plan.title
    rows = document.tables[0].rows
    assert [c.text for c in rows[0].cells] == list(exporting.HEADER)
    assert len({c._tc for c in rows[1].cells}) == 1
    second = next(r for r in rows if r.cells[0].text.startswith("2."))
    assert [p.text for p in second.cells[2].paragraphs] == ["区发改局", "区政务信息中心"]
    assert second.cells[5].text == "承办 4 家，签收 0 家，办结 0 家"


def test_the_sheet_says_what_still_waits_for_an_answer(officer):
    plan = imported(officer)
    sheet = load_workbook(io.BytesIO(exporting.export(plan, "xlsx"))).active
    assert sheet["A1"].value == plan.title
    assert "A1:G1" in {str(r) for r in sheet.merged_cells.ranges}
    waiting = {
        row[0].value.partition(".")[0]: row[6].value for row in sheet.iter_rows(min_row=3) if row[6].value
    }
    assert waiting["23"] == "2 处"
    assert len(waiting) == 18


def test_text_that_looks_like_a_formula_stays_text(officer):
    plan = imported(officer)
    plan.tasks.filter(number=1).update(requirement="=HYPERLINK(1)")
    sheet = load_workbook(io.BytesIO(exporting.export(plan, "xlsx"))).active
    cell = next(r[1] for r in sheet.iter_rows(min_row=3) if str(r[0].value).startswith("1."))
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_date_is_written_so_that_it_reads_back(officer):
    plan = imported(officer)
    answer_all(plan, officer)
    again = read(plan, "docx").to_json()["tasks"][22]
    own = [d for d in again["deadlines"] if d["binds"] == "this_plan"]
    assert {d["due"] for d in own if d.get("due")} >= {"2021-09-30"}
