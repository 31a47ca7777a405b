"""The annual tables: every request counts once on each side, and whatever is counted adds up."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.workdays import packaged_calendar
from yangguang.foi.figures import documents, layout, reading
from yangguang.foi.rules import alarms, grounds, workflow
from yangguang.foi.rules import figures as f

pytestmark = pytest.mark.task(38)
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2023, 12, 31))


@st.composite
def facts(draw):
    received = draw(st.none() | DAYS)
    closed = draw(st.none() | st.integers(0, 700))
    end = received + dt.timedelta(days=closed) if received and closed is not None else None
    return f.Fact(
        draw(st.sampled_from(f.KINDS)), received, draw(st.sampled_from(f.RESULTS)) if end else "", end
    )


CELLS = st.lists(facts(), max_size=40).map(lambda found: f.table(found, 2021))
CONTESTS = st.lists(
    st.builds(
        f.Contest, st.sampled_from(list(f.WAYS)), st.sampled_from(["upheld", "corrected", "other"]), DAYS, st.none() | DAYS,
    ),
    max_size=12,
)  # fmt: skip
FEES = st.fixed_dictionaries({code: st.integers(1, 9000) for code in f.FEES})


def test_the_table_has_25_rows_and_7_columns_and_every_ground_has_its_row():
    assert len(f.ROWS) == 25
    assert len(f.COLUMNS) == 7
    assert len(f.RESULTS) == 21
    assert {g.row for g in grounds.GROUNDS.values()} == set(f.RESULTS)


@given(st.lists(facts(), max_size=40), st.integers(2019, 2023))
def test_the_identities_hold_for_any_requests(found, year):
    cells = f.table(found, year)
    assert f.identities(cells) == []
    assert f.carried(f.table(found, year + 1), cells) == []
    counted = [x for x in found if f.rows_of(x, year)]
    assert cells[f.NEW][-1] + cells[f.CARRIED_IN][-1] == len(counted)


@given(facts(), st.integers(2019, 2023))
def test_a_request_counts_once_on_each_side_or_nowhere(fact, year):
    cells = f.table([fact], year)
    came = cells[f.NEW][-1] + cells[f.CARRIED_IN][-1]
    went = sum(cells[code][-1] for code in (*f.RESULTS, f.CARRIED_OUT))
    assert came == went <= 1
    if fact.received_on is None:
        assert came == 0


@given(st.lists(CELLS, max_size=4))
def test_the_district_is_the_sum_of_its_units_and_a_changed_cell_is_found(parts):
    whole = f.added(parts)
    assert f.summed(whole, parts) == []
    assert f.identities(whole) == []
    wrong = copy.deepcopy(whole)
    wrong["R3-4"][1] += 1
    [difference] = f.summed(wrong, parts)
    assert (difference.row, difference.column) == ("R3-4", "C2")


@given(CELLS, st.sampled_from(list(f.ROWS)), st.sampled_from(list(f.COLUMNS)), st.integers(1, 9))
def test_no_single_cell_can_be_wrong_unseen(cells, row, column, more):
    cells[row][f.POSITION[column]] += more
    assert f.identities(cells)


def test_differences_name_the_cell_what_was_expected_and_what_was_found():
    cells = f.empty()
    f.add(cells, "C1", f.NEW, "R3-4", 4)
    cells[f.CARRIED_OUT][0] += 1
    cells[f.CARRIED_OUT][-1] += 1
    found = f.balance(cells)
    assert [(d.row, d.column, d.expected, d.found) for d in found] == [("NX", "C1", 0, 1), ("NX", "C7", 0, 1)]
    assert "“四、结转下年度继续办理”的“自然人”：应为 0，现为 1" in str(found[0])
    assert "不予公开 4.保护第三方合法权益" in f.Difference("requests", "R3-4", "C1", 1, 2, "·").cell


@pytest.mark.parametrize("wrong", [-1, 1.5, "3", None, True])
def test_only_whole_numbers_from_zero_are_numbers(wrong):
    cells = f.empty()
    cells["R1"][2] = wrong
    [difference] = f.proper(cells)
    assert (difference.row, difference.column) == ("R1", "C3")
    assert f.identities(cells) == [difference]
    assert f.proper({}), "rows that are not there are told, each"


def test_the_golden_sums_of_a_published_report():
    """14069 + 560 = 13810 + 819, as a published report has them."""
    cells = f.empty()
    f.add(cells, "C1", f.NEW, "R1", 13810 - 560)
    f.add(cells, "C1", f.CARRIED_IN, "R4-1", 560)
    f.add(cells, "C1", f.NEW, f.CARRIED_OUT, 819)
    assert (cells[f.NEW][0], cells[f.CARRIED_IN][0], cells[f.HANDLED][0]) == (14069, 560, 13810)
    assert f.identities(cells) == []


@given(CONTESTS, st.integers(2019, 2023))
def test_reviews_add_up_and_each_case_stands_in_one_column(contests, year):
    contests = [c for c in contests if c.decided_on is None or c.decided_on >= c.filed_on]
    table = f.review_table(contests, year)
    assert f.review_sums(table) == []
    assert sum(row[-1] for row in table.values()) == sum(bool(f.outcome_in(c, year)) for c in contests)
    for c in contests:  # pending in every year before the one of the decision
        if c.decided_on and c.filed_on.year < c.decided_on.year:
            assert f.outcome_in(c, c.filed_on.year) == f.PENDING


def test_a_wrong_total_of_reviews_and_fees_without_notices_are_found():
    reviews = f.no_reviews()
    reviews["suit"] = [1, 0, 0, 0, 2]
    [difference] = f.review_sums(reviews)
    assert (difference.row, difference.column, difference.expected, difference.found) == (
        "suit",
        "total",
        1,
        2,
    )
    assert f.fee_numbers({**f.no_fees(), f.AMOUNT: 400})
    assert f.fee_numbers({**f.no_fees(), f.PAID: -1})
    assert f.fee_numbers(f.no_fees()) == []


# Files in the official layout.


@given(CELLS, CONTESTS, FEES)
def test_what_is_exported_reads_back_the_same(cells, contests, fees):
    book = layout.Book("区示例局", 2021, cells, f.review_table(contests, 2021), fees)
    for form in ("json", "csv", "xlsx"):
        found = reading.read(documents.make(book, form), f"a.{form}")
        assert (found.cells, found.reviews, found.fees) == (book.cells, book.reviews, book.fees), form
        assert (found.year, found.faults, found.notes) == (2021, [], [])


def book(**changed) -> layout.Book:
    cells = f.empty()
    f.add(cells, "C1", f.NEW, "R1", 3)
    f.add(cells, "C2", f.CARRIED_IN, "R6-3", 1)
    plain = {"unit": "区示例局", "year": 2020, "cells": cells, "reviews": f.no_reviews(), "fees": f.no_fees()}
    return layout.Book(**{**plain, **changed})


def test_word_reads_back_the_same_and_holds_the_official_heads():
    import docx

    made = documents.make(book(), "docx")
    found = reading.read(made, "a.docx")
    assert (found.cells, found.reviews, found.fees, found.year) == (
        book().cells,
        f.no_reviews(),
        f.no_fees(),
        2020,
    )
    import io

    table = docx.Document(io.BytesIO(made)).tables[0]
    assert len(table.rows) == 3 + 25
    assert len(table.columns) == 10
    assert {c.text for c in table.rows[0].cells} == {layout.RULE, "申请人情况"}
    assert [c.text for c in table.rows[2].cells][3:] == list(f.COLUMNS.values())
    assert {c.text for c in table.rows[1].cells[4:9]} == {"法人或其他组织"}


def test_excel_merges_the_heads_and_groups_and_holds_numbers():
    import io

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(documents.make(book(), "xlsx"))).worksheets[0]
    merged = {str(a) for a in sheet.merged_cells.ranges}
    assert {"A2:C4", "D2:J2", "E3:I3", "D3:D4", "J3:J4", "A7:A28", "B9:B16"} <= merged
    assert sheet["D5"].value == 3


def test_a_report_without_reviews_says_that_it_has_none():
    for form in ("json", "csv", "xlsx", "docx"):
        found = reading.read(documents.make(book(reviews=None, fees=None), form), f"a.{form}")
        assert found.reviews is None
        assert found.fees is None


@pytest.mark.parametrize(
    ("text", "means"), [("1，024", 1024), ("３", 3), ("7件", 7), ("2.0", 2), ("", 0), ("—", 0)]
)
def test_numbers_as_people_write_them(text, means):
    lines = documents.make(book(), "csv").decode("utf-8-sig").splitlines()
    row = next(n for n, line in enumerate(lines) if line.startswith("一、本年新收"))
    lines[row] = f'一、本年新收政府信息公开申请数量,,,"{text}",0,0,0,0,0,0'
    found = reading.read("\n".join(lines).encode("gb18030"), "旧年报.csv")
    assert found.cells[f.NEW][0] == means
    assert not found.faults
    assert bool(found.notes) == (means == 0)


def test_every_fault_of_a_file_names_its_cell():
    import io

    import openpyxl

    made = openpyxl.load_workbook(io.BytesIO(documents.make(book(), "xlsx")))
    sheet = made.worksheets[0]
    sheet["D9"], sheet["F10"] = -2, "三"
    out = io.BytesIO()
    made.save(out)
    found = reading.read(out.getvalue(), "a.xlsx")
    assert len(found.faults) == 2
    assert "D9（不予公开 1.属于国家秘密，自然人）" in found.faults[0]
    assert "F10" in found.faults[1]
    assert "“三”不是非负整数" in found.faults[1]


def test_a_missing_row_and_a_row_twice_are_told():
    lines = documents.make(book(), "csv").decode("utf-8-sig").splitlines()
    kept = [line for line in lines if "重复申请" not in line]
    kept.insert(8, next(line for line in kept if "属于国家秘密" in line))
    found = reading.read("\n".join(kept).encode(), "a.csv")
    assert any("没有“不予处理 2.重复申请”这一行" in fault for fault in found.faults)
    assert any("出现了两次" in fault for fault in found.faults)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.xlsx", "空文件"),
        (b"PK\x03\x04rubbish", "a.xlsx", "打不开"),
        (b"rubbish", "a.docx", "打不开"),
        (b"a,b\n1,2", "a.csv", "没有找到申请情况表"),
        (b"[1]", "a.json", "requests"),
        (b"{", "a.json", "不是 JSON"),
        (b"x", "a.pdf", "不能导入"),
    ],
)
def test_what_is_no_report_is_refused_in_words(data, name, says):
    with pytest.raises(ValueError, match=says):
        reading.read(data, name)


@given(st.binary(max_size=300), st.sampled_from(reading.FORMS))
def test_no_file_breaks_the_reader(data, form):
    try:
        found = reading.read(data, f"a{form}")
    except ValueError:
        return
    assert not f.proper(found.cells)


# Alarms and the steps of the guide.

CALENDAR = packaged_calendar()


@pytest.mark.task(32)
@given(st.dates(dt.date(2021, 1, 1), dt.date(2021, 12, 31)), st.integers(-40, 40))
def test_the_nearest_step_alone_is_reminded_of(due, offset):
    today = due + dt.timedelta(days=offset)
    step = alarms.step(due, today, CALENDAR)
    left = CALENDAR.between(today, due)
    if today > due:
        assert step == alarms.OVERDUE
    elif left > 5:
        assert step == ""
    else:
        assert step == ("T-0" if left == 0 else "T-2" if left <= 2 else "T-5")
    assert (step != "") == (due <= alarms.horizon(today, CALENDAR))


@pytest.mark.task(32)
def test_the_guides_steps_are_those_under_its_heading_whatever_their_numbers():
    steps = [(3, f"（{n}）{s}") for n, s in enumerate(workflow.NAMES, 1)]
    good = [(2, "一、受理机构"), (2, "二、办理流程"), *steps, (2, "三、收费")]
    assert workflow.faults(good) == []
    assert workflow.faults([(2, f"{n}. {s}") for n, s in enumerate(workflow.NAMES, 1)]) == []
    assert workflow.faults(good[:4]) != []
    swapped = [*good[:2], good[3], good[2], *good[4:]]
    assert workflow.faults(swapped) == ["步骤的先后和现在的办理流程不同"]
    other = [*good[:4], (3, "（九）领导研究"), *good[4:]]
    assert workflow.faults(other) == ["“领导研究”不是现在的办理步骤"]
