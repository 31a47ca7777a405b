"""Unit cells: every name comes back as a unit, a group, a role or a question; none hides in somebody's action."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.organisations.names import NamedGroup, UnitDirectory, UnitEntry
from yangguang.workplan.parsing.units import read_both, read_cell

from .tables import DIRECTORY, EXPECTED, SEED, read, text_table, xlsx_bytes, xlsx_table


def named(parties):
    return [p.ref.name or p.ref.code or f"?{p.ref.raw}" for p in parties]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("区发改局、区水利局", ["区发改局", "?区水利局"]),
        ("区发改局，区水利局，各街道", ["区发改局", "?区水利局", "ALL_STREETS"]),
        ("区水利局、区发改局", ["?区水利局", "区发改局"]),
        ("区委宣传部和区委网信办", ["区委宣传部", "区委网信办"]),
        ("区水利局和区财政局", ["?区水利局", "区财政局"]),
        ("区司法局 区财政局", ["区司法局", "区财政局"]),
        ("区司法局/区财政局", ["区司法局", "区财政局"]),
        ("各街道办事处，各部门", ["ALL_STREETS", "ALL_DEPARTMENTS"]),
        ("各街道，各有关部门", ["ALL_STREETS", "?各有关部门"]),
        ("区发改局下属单位", ["?区发改局下属单位"]),
        ("区发展和改革局、思明区财政局", ["区发改局", "区财政局"]),
        ("区发改局、科信局等部门", ["区发改局", "区科信局"]),
        (
            "区市场监管局、市政园林局、市资源规划局直属分局",
            ["区市场监管局", "区市政园林局", "市资源规划局直属分局"],
        ),
        ("区司法局。", ["区司法局"]),
    ],
)
def test_every_name_of_a_list_comes_back(cell, names):
    parties, how = read_cell(cell, DIRECTORY)
    assert named(parties) == names
    assert "sentence" not in how
    assert all(p.action == "" for p in parties)


def test_an_unknown_name_has_suggestions():
    (party,), how = read_cell("区应急管理局局", DIRECTORY)
    assert how == {"unknown"}
    assert party.ref.suggestions[0] == "区应急管理局"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1.区发改局、水利局负责开设专栏", [("区发改局", "开设专栏", 1), ("?水利局", "开设专栏", 1)]),
        ("1.区司法局负责审核；2.区财政局做好公开。", [("区司法局", "审核", 1), ("区财政局", "做好公开", 2)]),
        ("①区司法局审核；\n②各街道公开。", [("区司法局", "审核", 1), ("ALL_STREETS", "公开", 2)]),
        (
            "区发改局:编制规划；区财政局：公开预算",
            [("区发改局", "编制规划", None), ("区财政局", "公开预算", None)],
        ),
        ("区发改局负责编制，区财政局负责公开", [("区发改局", "编制", None), ("区财政局", "公开", None)]),
        ("区发改局，按要求及时公开；并做好解读", [("区发改局", "按要求及时公开；并做好解读", None)]),
        # The unit at the end of the action receives something; it does not do it.
        ("区发改局将清单发区政务信息中心", [("区发改局", "将清单发区政务信息中心", None)]),
    ],
)
def test_who_does_what(cell, said):
    parties, _ = read_cell(cell, DIRECTORY)
    assert [(n, p.action, p.action_no) for n, p in zip(named(parties), parties, strict=True)] == said


def test_a_line_that_names_nobody_is_asked_about():
    assert read_cell("按职责分工", DIRECTORY) == ([], set())
    parties, _ = read_cell("区司法局\n按职责分工抓好落实", DIRECTORY)
    assert named(parties) == ["区司法局", "?按职责分工抓好落实"]
    plan = read(text_table([("1.任务（示例）", "要求", "按职责分工", "各街道")]))
    assert [q.code for q in plan.tasks[0].questions] == ["lead_unread"]


@pytest.mark.parametrize(
    ("cell", "lead", "responsible"),
    [
        ("市发改委牵头，市住建局等配合", ["?市发改委"], ["?市住建局"]),
        ("区发改局（牵头）、区财政局、各街道", ["区发改局"], ["区财政局", "ALL_STREETS"]),
        ("区发改局（牵头单位），区财政局（配合单位）", ["区发改局"], ["区财政局"]),
        ("由区发改局牵头，会同区财政局落实", ["区发改局"], ["区财政局"]),
        ("牵头：区发改局\n配合：区财政局、教育局", ["区发改局"], ["区财政局", "区教育局"]),
        ("区发改局牵头编制规划，区财政局牵头公开预算，各街道配合", ["区发改局", "区财政局"], ["ALL_STREETS"]),
        ("各部门；牵头单位：区发改局", ["区发改局"], ["ALL_DEPARTMENTS"]),
    ],
)
def test_lead_and_responsible_of_one_cell(cell, lead, responsible):
    leads, others, _ = read_both(cell, DIRECTORY)
    assert (named(leads), named(others)) == (lead, responsible)


def test_the_whole_cell_stays_beside_its_two_parts():
    table = xlsx_table(
        [(1, "任务（示例）", "区发改局牵头，各街道配合")], header=["序号", "工作任务", "责任分工"]
    )
    plan = read(xlsx_bytes(table), "a.xlsx")
    (task,) = plan.tasks
    assert (task.lead_cell.raw, task.responsible_cell.raw) == ("区发改局", "各街道")
    assert task.extras == {"责任分工": "区发改局牵头，各街道配合"}
    assert plan.astray == ""


def test_a_single_unit_column_may_name_the_lead():
    header = ["工作任务", "工作要求", "责任科室"]
    said = read(text_table([("1.任务（示例）", "要求", "区发改局牵头，各街道配合")], header=header)).tasks[0]
    assert (named(said.lead), named(said.responsible)) == (["区发改局"], ["ALL_STREETS"])
    silent = read(text_table([("1.任务（示例）", "要求", "区发改局")], header=header)).tasks[0]
    assert (named(silent.lead), [q.code for q in silent.questions]) == ([], ["lead_blank"])
    assert "没有写明牵头单位" in silent.questions[0].text


def test_the_first_unit_leads_where_the_heading_says_so():
    header = ["工作任务", "工作要求", "责任单位（列第一位的为牵头单位）"]
    plan = read(
        xlsx_bytes(xlsx_table([("1.任务（示例）", "要求", "区发改局、财政局")], header=header)), "a.xlsx"
    )
    assert (named(plan.tasks[0].lead), named(plan.tasks[0].responsible)) == (["区发改局"], ["区财政局"])


def test_units_of_a_third_column_are_kept():
    header = ["工作任务", "工作要求", "牵头单位", "责任单位", "配合单位"]
    rows = [("1.任务（示例）", "要求", "区发改局", "区财政局", "各街道")]
    plan = read(xlsx_bytes(xlsx_table(rows, header=header)), "a.xlsx")
    assert named(plan.tasks[0].responsible) == ["区财政局", "ALL_STREETS"]
    assert plan.astray == ""


def test_a_short_name_wins_over_an_alias_and_a_shared_alias_names_nobody():
    directory = UnitDirectory(
        (
            UnitEntry("区甲局", ("区乙局", "区共用局")),
            UnitEntry("区乙局", ("区共用局",)),
        ),
        (NamedGroup("ALL", ("各部门",)),),
    )
    assert directory.exact("区乙局").name == "区乙局"
    assert directory.exact("区共用局") is None
    assert directory.listed("区共用局")[0].kind == "unknown"


def test_the_groups_of_the_table_are_named_as_it_writes_them():
    said = read(text_table([("1.任务（示例）", "要求", "区发改局", "各街道办事处")])).to_json()["groups"]
    assert said["ALL_STREETS"]["raw"] == ["各街道办事处"]
    assert said["ALL_DEPARTMENTS"]["raw"] == []
    whole = read(SEED).to_json()["groups"]
    assert {k: {"raw": g["raw"], "expand": g["expand"]} for k, g in whole.items()} == EXPECTED["groups"]


WORDS = [
    "区发改局",
    "区水利局",
    "各街道",
    "各部门",
    "教育局",
    "和",
    "、",
    "，",
    "；",
    "\n",
    "负责",
    "按要求",
    "公开",
    "等单位",
    "（牵头）",
    "1.",
    "。",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_no_unit_of_a_list_disappears(words):
    """Each unit word of the cell stands in a name or, as the receiver or object of it, in an action."""
    cell = "".join(words)
    parties, _ = read_cell(cell, DIRECTORY)
    said = "".join(p.ref.raw + p.action for p in parties)
    if parties:
        for word in ("区发改局", "区水利局", "各街道", "各部门"):
            assert word not in cell or word in said, cell


def test_a_cell_of_thousands_of_names_is_read():
    parties, _ = read_cell("区未知局、" * 2000, DIRECTORY)
    assert len(parties) == 2000
    assert read_cell("厦" * 100_000, DIRECTORY) == ([], set())
