"""Requests, reviews and fees of a year as the annual report counts them (国办公开办函〔2021〕30号), and what must agree.

A request is new in the year of its statutory receipt, carried in when it was received before and still open at the year's
start, handled in the year in which it was closed, carried out when it was received by the year's end and not closed by
then. One whose receipt is unconfirmed counts nowhere; the parts of a split request count by their own records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NEW, CARRIED_IN, HANDLED, CARRIED_OUT = "N", "P", "RT", "NX"
GROUPS = {"R3": "（三）不予公开", "R4": "（四）无法提供", "R5": "（五）不予处理", "R6": "（六）其他处理"}
RESULTS_NAME = "三、本年度办理结果"


@dataclass(frozen=True)
class Row:
    """A row of the request table; ``name`` as it is printed, ``group`` the code of the group it stands in."""

    code: str
    name: str
    group: str = ""

    @property
    def is_result(self) -> bool:
        """One of the ways in which a request ends (neither the sum nor what comes in or stays)."""
        return self.code.startswith("R") and self.code != HANDLED


ROWS: dict[str, Row] = {
    r.code: r
    for r in (
        Row(NEW, "一、本年新收政府信息公开申请数量"),
        Row(CARRIED_IN, "二、上年结转政府信息公开申请数量"),
        Row("R1", "（一）予以公开"),
        Row("R2", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
        Row("R3-1", "1.属于国家秘密", "R3"),
        Row("R3-2", "2.其他法律行政法规禁止公开", "R3"),
        Row("R3-3", "3.危及“三安全一稳定”", "R3"),
        Row("R3-4", "4.保护第三方合法权益", "R3"),
        Row("R3-5", "5.属于三类内部事务信息", "R3"),
        Row("R3-6", "6.属于四类过程性信息", "R3"),
        Row("R3-7", "7.属于行政执法案卷", "R3"),
        Row("R3-8", "8.属于行政查询事项", "R3"),
        Row("R4-1", "1.本机关不掌握相关政府信息", "R4"),
        Row("R4-2", "2.没有现成信息需要另行制作", "R4"),
        Row("R4-3", "3.补正后申请内容仍不明确", "R4"),
        Row("R5-1", "1.信访举报投诉类申请", "R5"),
        Row("R5-2", "2.重复申请", "R5"),
        Row("R5-3", "3.要求提供公开出版物", "R5"),
        Row("R5-4", "4.无正当理由大量反复申请", "R5"),
        Row("R5-5", "5.要求行政机关确认或重新出具已获取信息", "R5"),
        Row("R6-1", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "R6"),
        Row("R6-2", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "R6"),
        Row("R6-3", "3.其他", "R6"),
        Row(HANDLED, "（七）总计"),
        Row(CARRIED_OUT, "四、结转下年度继续办理"),
    )
}  # fmt: skip
RESULTS = tuple(code for code, row in ROWS.items() if row.is_result)
KINDS = ("C1", "C2", "C3", "C4", "C5", "C6")
TOTAL = "C7"
COLUMNS = {
    "C1": "自然人", "C2": "商业企业", "C3": "科研机构", "C4": "社会公益组织", "C5": "法律服务机构", "C6": "其他",
    TOTAL: "总计",
}  # fmt: skip
POSITION = {code: n for n, code in enumerate(COLUMNS)}

# The second table: three ways of challenging, each with four outcomes and their sum.
WAYS = {"review": "行政复议", "suit": "未经复议直接起诉", "suit_after": "复议后起诉"}
PENDING, SUM = "pending", "total"
OUTCOMES = {
    "upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", PENDING: "尚未审结", SUM: "总计",
}  # fmt: skip
# Section six: what the report tells of 信息处理费 (109号文); amounts in whole yuan.
NOTICES, AMOUNT, PAID, WAIVED = "notices", "amount", "paid", "waived"
FEES = {
    NOTICES: "发出收费通知件数", AMOUNT: "收费通知总金额（元）", PAID: "实际收取总金额（元）", WAIVED: "撤销收费通知件数",
}  # fmt: skip

Cells = dict[str, list[int]]  # row → its seven numbers, in the order of COLUMNS
Reviews = dict[str, list[int]]  # way → its five numbers, in the order of OUTCOMES
Fees = dict[str, int]


@dataclass(frozen=True)
class Fact:
    """What the table has to know of a request. ``row`` and ``closed_on`` are "" and None while it is open."""

    kind: str
    received_on: dt.date | None
    row: str = ""
    closed_on: dt.date | None = None


@dataclass(frozen=True)
class Contest:
    """What the second table has to know of a review or lawsuit; ``decided_on`` is None while it is pending."""

    way: str
    outcome: str
    filed_on: dt.date
    decided_on: dt.date | None = None


def span(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of the report's year (1 January to 31 December). Raises ValueError outside 1 to 9999."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def empty() -> Cells:
    return {code: [0] * len(COLUMNS) for code in ROWS}


def no_reviews() -> Reviews:
    return {way: [0] * len(OUTCOMES) for way in WAYS}


def no_fees() -> Fees:
    return dict.fromkeys(FEES, 0)


def rows_of(fact: Fact, year: int) -> tuple[str, str] | None:
    """Where a request counts in the year: how it came in (N, P) and what became of it (its row, NX); None: nowhere."""
    first, last = span(year)
    if fact.received_on is None or fact.received_on > last:
        return None
    if fact.closed_on is not None and fact.closed_on < first:
        return None
    came = NEW if fact.received_on >= first else CARRIED_IN
    closed = fact.closed_on is not None and fact.closed_on <= last
    return came, fact.row if closed else CARRIED_OUT


def add(cells: Cells, kind: str, came: str, went: str, count: int = 1) -> None:
    """Count requests of one kind that came in and went out alike. Raises KeyError for an unknown kind or row."""
    if went not in RESULTS and went != CARRIED_OUT:
        raise KeyError(went)
    at, total = POSITION[kind], POSITION[TOTAL]
    for row in (came, went, *((HANDLED,) if went != CARRIED_OUT else ())):
        cells[row][at] += count
        cells[row][total] += count


def table(facts: Iterable[Fact], year: int) -> Cells:
    """The request table of a year. Raises KeyError for a kind of applicant or a row that the table does not have."""
    found = empty()
    for fact in facts:
        where = rows_of(fact, year)
        if where is not None:
            add(found, fact.kind, *where)
    return found


def outcome_in(contest: Contest, year: int) -> str:
    """The column in which a review or lawsuit counts in the year; "" when in none.

    Those decided in the year count by their outcome, those still open at its end as pending (待核: a case that spans two
    years is thus pending in the first and decided in the second).
    """
    first, last = span(year)
    if contest.filed_on > last or (contest.decided_on is not None and contest.decided_on < first):
        return ""
    return contest.outcome if contest.decided_on is not None and contest.decided_on <= last else PENDING


def review_table(contests: Iterable[Contest], year: int) -> Reviews:
    """The table of reviews and lawsuits. Raises KeyError for an unknown way, ValueError for an unknown outcome."""
    found, names = no_reviews(), list(OUTCOMES)
    for contest in contests:
        if column := outcome_in(contest, year):
            found[contest.way][names.index(column)] += 1
            found[contest.way][-1] += 1
    return found


@dataclass(frozen=True)
class Difference:
    """Two numbers that should agree and don't: in which table, row and column, what was expected and what found."""

    table: str
    row: str
    column: str
    expected: int | str
    found: int | str
    why: str

    @property
    def cell(self) -> str:
        """The cell in words."""
        if self.table == "requests":
            row = ROWS.get(self.row)
            column = COLUMNS.get(self.column, self.column)
            return f"“{short(row) if row else self.row}”的“{column}”"
        if self.table == "reviews":
            return f"“{WAYS.get(self.row, self.row)}”的“{OUTCOMES.get(self.column, self.column)}”"
        return f"“{FEES.get(self.row, self.row)}”"

    def __str__(self) -> str:
        return f"{self.cell}：应为 {self.expected}，现为 {self.found}（{self.why}）"


def short(row: Row) -> str:
    """A row's name with its group's, without the explanation in brackets."""
    name = row.name.split("（区分")[0]
    return f"{GROUPS[row.group][3:]} {name}" if row.group else name


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def proper(cells: Mapping[str, Sequence[object]]) -> list[Difference]:
    """Every row is there with seven whole numbers that are not negative (空格填 0)."""
    found = []
    for code in ROWS:
        given = list(cells.get(code, ()))
        for column, at in POSITION.items():
            value = given[at] if at < len(given) else "空"
            if not _number(value):
                found.append(
                    Difference("requests", code, column, "非负整数", str(value)[:20], "每格填非负整数")
                )
    return found


def _compare(
    table: str, code: str, expected: Sequence[int], found: Sequence[int], why: str, columns: Iterable[str]
) -> list[Difference]:
    return [
        Difference(table, code, column, e, f, why)
        for column, e, f in zip(columns, expected, found, strict=False)
        if e != f
    ]


def _sum(*rows: Sequence[int]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def balance(cells: Cells) -> list[Difference]:
    """Per column: new and carried in together are handled and carried out together."""
    came = _sum(cells[NEW], cells[CARRIED_IN])
    went = _sum(cells[HANDLED], cells[CARRIED_OUT])
    # Told at the row that closes the account: what must be carried out.
    expected = [c - h for c, h in zip(came, cells[HANDLED], strict=True)]
    return [
        Difference("requests", CARRIED_OUT, column, e, f, "第一项加第二项应等于第三项加第四项")
        for column, e, f, c, w in zip(COLUMNS, expected, cells[CARRIED_OUT], came, went, strict=True)
        if c != w
    ]


def handled_sum(cells: Cells) -> list[Difference]:
    """Per column: the sum of the results is their sum."""
    expected = _sum(*(cells[code] for code in RESULTS))
    return _compare("requests", HANDLED, expected, cells[HANDLED], "总计应等于各项办理结果之和", COLUMNS)


def row_sums(cells: Cells) -> list[Difference]:
    """Per row: the last column is the sum of the six kinds of applicants."""
    total = POSITION[TOTAL]
    return [
        Difference(
            "requests", code, TOTAL, sum(cells[code][:total]), cells[code][total], "总计应等于各类申请人之和"
        )
        for code in ROWS
        if sum(cells[code][:total]) != cells[code][total]
    ]


def carried(cells: Cells, last: Cells, why: str = "应等于上年“结转下年度继续办理”") -> list[Difference]:
    """Per column: what is carried in is what the year before carried out."""
    return _compare("requests", CARRIED_IN, last[CARRIED_OUT], cells[CARRIED_IN], why, COLUMNS)


def added(parts: Iterable[Cells]) -> Cells:
    """The table of several units together."""
    found = empty()
    for cells in parts:
        for code in ROWS:
            found[code] = _sum(found[code], cells[code])
    return found


def summed(whole: Cells, parts: Iterable[Cells]) -> list[Difference]:
    """The district's table is the sum of its units', cell by cell."""
    expected = added(parts)
    return [
        d
        for code in ROWS
        for d in _compare("requests", code, expected[code], whole[code], "应等于各单位之和", COLUMNS)
    ]


def review_sums(reviews: Mapping[str, Sequence[object]]) -> list[Difference]:
    """Every total is the sum of the four outcomes before it, and all are whole numbers that are not negative."""
    found = []
    for way in WAYS:
        given = list(reviews.get(way, ()))
        wrong = [
            Difference("reviews", way, column, "非负整数", str(given[at])[:20] if at < len(given) else "空", "每格填非负整数")
            for at, column in enumerate(OUTCOMES)
            if at >= len(given) or not _number(given[at])
        ]  # fmt: skip
        if wrong:
            found += wrong
            continue
        numbers = [int(n) for n in given if isinstance(n, int)]
        if sum(numbers[:-1]) != numbers[-1]:
            found.append(
                Difference("reviews", way, SUM, sum(numbers[:-1]), numbers[-1], "总计应等于四种结果之和")
            )
    return found


def fee_numbers(fees: Mapping[str, object]) -> list[Difference]:
    """Section six: whole numbers, and nothing paid or withdrawn beyond what was notified is silently accepted."""
    wrong = [
        Difference("fees", code, "", "非负整数", str(fees.get(code, "空"))[:20], "填非负整数")
        for code in FEES
        if not _number(fees.get(code, "空"))
    ]
    if not wrong and fees[NOTICES] == 0 and fees[AMOUNT] != 0:
        wrong.append(Difference("fees", AMOUNT, "", 0, str(fees[AMOUNT]), "没有发出收费通知，不应有金额"))
    return wrong


def identities(cells: Cells, reviews: Reviews | None = None, fees: Fees | None = None) -> list[Difference]:
    """Everything that must agree within one report; with numbers missing only that is told."""
    if wrong := proper(cells):
        return wrong
    found = [*balance(cells), *handled_sum(cells), *row_sums(cells)]
    if reviews is not None:
        found += review_sums(reviews)
    if fees is not None:
        found += fee_numbers(fees)
    return found


def changes(frozen: Cells, now: Cells, why: str) -> list[Difference]:
    """Cells in which what was fixed (expected) is not what the cases say now (found)."""
    return [d for code in ROWS for d in _compare("requests", code, frozen[code], now[code], why, COLUMNS)]


def review_changes(frozen: Reviews, now: Reviews, why: str) -> list[Difference]:
    return [d for way in WAYS for d in _compare("reviews", way, frozen[way], now[way], why, OUTCOMES)]


def fee_changes(frozen: Fees, now: Fees, why: str) -> list[Difference]:
    return [
        Difference("fees", code, "", frozen[code], now[code], why)
        for code in FEES
        if frozen.get(code, 0) != now.get(code, 0)
    ]
