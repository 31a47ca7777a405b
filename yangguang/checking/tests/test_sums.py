"""Tables and sentences of budgets: consistent ones give no finding, one wrong cell beyond rounding always does."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Part, Subject
from yangguang.checking.sums.figures import amount, read, unit_of

pytestmark = pytest.mark.task(7)
DAY = dt.date(2021, 6, 1)
MONEY = st.integers(1_00, 99_999_99).map(lambda n: Decimal(n) / 100)
SEEDS = st.integers(0, 2**32)


def _money(seed):
    """Amounts that don't come out by chance, as equal ones would."""
    chance = random.Random(seed)
    while True:
        yield Decimal(chance.randrange(1_00, 99_999_99)) / 100


def _found(*parts):
    rules = [r for r in RULES if r.code.startswith("CHK-T")]
    return examine(Subject(tuple(parts), DAY), rules)


def _table(rows):
    return Part.table("表1", [[f"{c:,.2f}" if isinstance(c, Decimal) else c for c in row] for row in rows])


def _codes(*parts):
    return [f.rule.code for f in _found(*parts)]


def _shown(*parts):
    return [(f.rule.code, f.shown) for f in _found(*parts)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234.56", "1234.56"), ("１２３", "123"), ("（12.3）", "-12.3"), ("(1,000)", "-1000"), ("-5", "-5"), ("12.5%", "12.5"),
        ("¥3.00", "3.00"), (" 12 ", "12"), ("12,34", None), ("0301", None), ("-", None), ("约12", None), ("1234567890123456789", None),
        ("2021年", None), ("", None),
    ],
)  # fmt: skip
def test_cells_are_read_as_budgets_write_them(cell, value):
    found = read(cell)
    assert (found.value if found else None) == (Decimal(value) if value else None)


def test_units_are_read_and_amounts_compared_across_them():
    assert unit_of("表一\n单位：万元") == "万元"
    assert amount("1.2", "亿元").meets(amount("12,000", "万元"))
    assert not amount("1.20", "亿元").meets(amount("12,100", "万元"))


# Flat list, total first or last, one to three columns.
@st.composite
def flat(draw):
    money = _money(draw(SEEDS))
    columns = draw(st.integers(1, 3))
    body = [[next(money) for _ in range(columns)] for _ in range(draw(st.integers(2, 12)))]
    rows = [[f"项目{i}", *r] for i, r in enumerate(body)]
    total = ["合计", *(sum(r[c] for r in body) for c in range(columns))]
    rows = [total, *rows] if draw(st.booleans()) else [*rows, total]
    return [["项目", *(f"金额{c}" for c in range(columns))], *rows]


# 类款项 with basic and project spending.
@st.composite
def functional(draw):
    money = _money(draw(SEEDS))
    rows, whole = [], [Decimal(0), Decimal(0)]
    for a in range(draw(st.integers(2, 3))):
        heads = [f"20{a + 1}", [Decimal(0), Decimal(0)], []]
        for b in range(draw(st.integers(1, 3))):
            two = [f"{heads[0]}0{b + 1}", [Decimal(0), Decimal(0)], []]
            for c in range(draw(st.integers(1, 3))):
                pair = [next(money), next(money)]
                two[2].append([f"{two[0]}0{c + 1}", f"项{c}", sum(pair), *pair])
                two[1] = [x + y for x, y in zip(two[1], pair, strict=True)]
            heads[2] += [[two[0], f"款{b}", sum(two[1]), *two[1]], *two[2]]
            heads[1] = [x + y for x, y in zip(heads[1], two[1], strict=True)]
        rows += [[heads[0], f"类{a}", sum(heads[1]), *heads[1]], *heads[2]]
        whole = [x + y for x, y in zip(whole, heads[1], strict=True)]
    return [["科目编码", "科目名称", "合计", "基本支出", "项目支出"], *rows, ["", "合计", sum(whole), *whole]]


# Blocks with 小计 above their parts' end and a 合计 over all.
@st.composite
def grouped(draw):
    money = _money(draw(SEEDS))
    rows, whole = [], [Decimal(0), Decimal(0)]
    for _ in range(draw(st.integers(2, 4))):
        body = [[next(money), next(money)] for _ in range(draw(st.integers(2, 5)))]
        rows += [[f"单位{len(rows) + i}", *r] for i, r in enumerate(body)]
        small = [sum(r[c] for r in body) for c in range(2)]
        rows.append(["小计", *small])
        whole = [x + y for x, y in zip(whole, small, strict=True)]
    return [["单位", "预算数", "决算数"], *rows, ["合计", *whole]]


# Last year, this year, growth and share.
@st.composite
def yearly(draw):
    money = _money(draw(SEEDS))
    body = [[next(money), next(money)] for _ in range(draw(st.integers(5, 9)))]
    total = [sum(r[c] for r in body) for c in range(2)]

    def line(name, a, b):
        rate = ((b - a) / a * 100).quantize(Decimal("0.01"))
        return [name, a, b, b - a, f"{rate}%", f"{(b / total[1] * 100).quantize(Decimal('0.01'))}%"]

    rows = [line(f"项目{i}", *r) for i, r in enumerate(body)] + [line("合计", *total)]
    return [["项目", "上年决算数", "本年预算数", "增减额", "增长率", "占比"], *rows]


TABLES = st.one_of(flat(), functional(), grouped(), yearly())


@given(TABLES)
def test_a_consistent_table_gives_no_finding(rows):
    assert _shown(_table(rows)) == []


@given(st.one_of(flat(), functional(), grouped()), st.data())
def test_one_wrong_cell_is_always_found(rows, data):
    numbers = [(i, j) for i, r in enumerate(rows) for j, c in enumerate(r) if isinstance(c, Decimal)]
    i, j = data.draw(st.sampled_from(numbers))
    off = data.draw(st.integers(1, 500)) + Decimal("0.37")
    rows[i][j] += off if data.draw(st.booleans()) else -off
    assert _codes(_table(rows))


@given(yearly(), st.data())
def test_a_wrong_rate_is_found_where_other_rows_show_how_it_is_worked_out(rows, data):
    i = data.draw(st.integers(1, len(rows) - 2))
    j = data.draw(st.sampled_from((3, 4)))
    if j == 3:
        rows[i][j] += 7
    else:  # of a small figure even a large difference may be its rounding
        rate = Decimal(rows[i][j][:-1])
        rows[i][j] = f"{(rate + max(Decimal('1.5'), abs(rate) / 50)).quantize(Decimal('0.01'))}%"
    assert "CHK-T03" in _codes(_table(rows))


def test_rounded_parts_may_miss_the_total_by_their_rounding():
    rows = [["项目", "万元"], ["甲", "0.33"], ["乙", "0.33"], ["丙", "0.33"], ["合计", "1.00"]]
    assert _codes(Part.table("表", rows)) == []
    rows[-1][1] = "1.03"
    assert _codes(Part.table("表", rows)) == ["CHK-T01"]


def test_the_finding_tells_what_it_reckoned_and_stands_at_the_cell():
    part = Part.table("表", [["项目", "万元"], ["甲", "10.00"], ["乙", "20.00"], ["合计", "31.00"]])
    (f,) = _found(part)
    assert part.cell_at(f.start) == (3, 1)
    assert "31" in f.reason
    assert "30" in f.reason


def test_a_budget_of_two_sides_is_read_side_by_side():
    rows = [
        ["收入", "", "支出", ""],
        ["项目", "预算数", "项目", "预算数"],
        ["一、财政拨款收入", "100.00", "一、一般公共服务支出", "70.00"],
        ["二、事业收入", "20.00", "二、教育支出", "60.00"],
        ["本年收入合计", "120.00", "本年支出合计", "130.00"],
        ["上年结转", "10.00", "结转下年", "-"],
        ["收入总计", "130.00", "支出总计", "130.00"],
    ]
    assert _shown(Part.table("表", rows)) == []
    rows[6][1] = "140.00"
    assert ("CHK-T05", "130.00") in _shown(Part.table("表", rows))


def test_the_three_public_expenses_by_rows_and_by_columns():
    rows = [
        ["项目", "2020年", "2021年"],
        ["“三公”经费合计", "30.00", "28.00"],
        ["1.因公出国（境）费", "5.00", "-"],
        ["2.公务接待费", "5.00", "4.00"],
        ["3.公务用车购置及运行费", "20.00", "24.00"],
        ["其中：公务用车购置费", "12.00", "18.00"],
        ["公务用车运行维护费", "8.00", "6.00"],
    ]
    assert _shown(Part.table("表", rows)) == []
    rows[4][2] = "23.00"
    assert {s for c, s in _shown(Part.table("表", rows)) if c == "CHK-T04"} == {"28.00", "23.00"}
    columns = [
        [
            "“三公”经费合计",
            "因公出国（境）费",
            "公务用车购置及运行费小计",
            "公务用车购置费",
            "公务用车运行费",
            "公务接待费",
        ],
        ["30.00", "5.00", "20.00", "12.00", "8.00", "5.00"],
    ]
    columns = [["单位", *columns[0]], ["本级", *columns[1]]]
    assert _shown(Part.table("表", columns)) == []
    columns[1][1] = "31.00"
    assert [c for c, _ in _shown(Part.table("表", columns))] == ["CHK-T04"]


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "姓名", "得分"], ["1", "甲", "90"], ["2", "乙", "80"], ["", "合计", "85"]],
        [["年份", "人数"], ["2019", "10"], ["2020", "12"], ["2021", "11"]],
        [["项目", "金额"], ["合计", "100.00"], ["其中：甲", "30.00"], ["乙", "20.00"]],
        [["项目", "单价", "数量"], ["甲", "3.00", "2"], ["乙", "4.00", "3"], ["合计", "", "5"]],
        [["项目", "金额"], ["合计", "待定"], ["甲", "1"], ["乙", "2"]],
        [["项目"], ["合计"]],
        [["栏次", "1", "2", "3"], ["合计", "6", "1", "5"]],
    ],
)  # fmt: skip
def test_tables_that_add_nothing_up_are_left_alone(rows):
    assert _shown(Part.table("表", rows)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("支出120.00万元，比上年增加20.00万元，增长20%。", ""),
        ("支出120.00万元，比上年增加20.00万元，增长25%。", "CHK-T06"),
        ("支出80万元，较上年减少20万元，下降20%。", ""),
        ("支出80万元，较上年减少20万元，下降25.0%。", "CHK-T06"),
        ("支出80万元，较上年减少20万元，增长20%。", "CHK-T06"),
        ("支出约120万元，比上年增加20万元，增长25%。", ""),
        ("2020年收入100万元，2021年收入120万元，增长20%", ""),
        ("2020年收入100万元，2021年收入120万元，增长30%", "CHK-T06"),
        ("2015年收入100万元，2020年收入200万元，年均增长15%", ""),
        ("支出100.00万元，其中：基本支出60.00万元，项目支出40.00万元。", ""),
        ("支出100.00万元，其中：基本支出60.00万元，占60%；项目支出45.00万元，占45%。", "CHK-T07"),
        ("支出100万元，其中：甲120万元。", "CHK-T07"),
        ("支出100万元，其中：教育30万元，卫生20万元。", ""),
        ("支出100万元，其中：教育30万元，占40%。", "CHK-T07"),
        ("“三公”经费预算30.00万元，其中：因公出国（境）费5.00万元，公务用车购置及运行费20.00万元，公务接待费6.00万元。", "CHK-T07"),
        ("“三公”经费预算30.00万元，其中：因公出国（境）费5.00万元，公务用车购置及运行费20.00万元（其中：公务用车购置费12.00万元，"
         "公务用车运行费8.00万元），公务接待费5.00万元。", ""),
        ("收入总计100.00万元，支出总计100.00万元。", ""),
        ("收入总计100.00万元，支出总计110.00万元。", "CHK-T05"),
    ],
)  # fmt: skip
def test_amounts_in_sentences(text, code):
    assert _codes(Part("body", text)) == ([code] if code else [])


def test_a_total_told_in_the_text_and_in_the_table():
    rows = [["项目", "预算数"], ["一、拨款", "100.00"], ["二、其他", "20.00"], ["收入总计", "120.00"]]
    table = Part.table("表（单位：万元）", rows)
    right, wrong = (
        Part("body", "单位：万元\n收入总计120.00万元。"),
        Part("body", "单位：万元\n收入总计102.00万元。"),
    )
    assert _codes(right, table) == []
    assert _codes(wrong, table) == ["CHK-T08"]


@given(MONEY, MONEY)
def test_a_growth_worked_out_from_its_amounts_is_never_found(old, new):
    rate = abs((new - old) / old * 100).quantize(Decimal("0.01"))
    up = "增加" if new >= old else "减少"
    text = f"支出{new}万元，比上年{up}{abs(new - old)}万元，{'增长' if new >= old else '下降'}{rate}%。"
    assert _codes(Part("body", text)) == []


@given(
    st.lists(
        st.lists(st.text(alphabet="合计小总0123456789.,-%()（）一、其中：201", max_size=8), max_size=5),
        max_size=8,
    )
)
def test_no_table_breaks_the_rules(rows):
    _found(Part.table("表", rows))
