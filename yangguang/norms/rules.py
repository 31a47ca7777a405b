"""The law of normative documents as pure functions: no database, no clock.

No national text fixes these numbers for every place; the district's own rules do. Whatever the reference could not
verify is a default of ``TermRule`` that the register's keeper changes, shown as 待核 until then.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

DAY = dt.timedelta(days=1)


class Term(StrEnum):
    """The nature of a document's validity (有效期性质)."""

    GENERAL = "general"
    TRIAL = "trial"
    FIXED = "fixed"
    OPEN = "open"


@dataclass(frozen=True)
class TermRule:
    """The numbers that hold for documents published from ``since`` on.

    Years are upper limits of validity: ``general_years`` for ordinary documents, ``trial_years`` for 暂行, 试行;
    ``review_months`` before the end the evaluation is due; ``filing_days`` calendar days after publication for
    备案; ``comment_days`` calendar days of public comment where 优化营商环境条例 art. 62 applies.
    """

    since: dt.date
    general_years: int = 5
    trial_years: int = 2
    review_months: int = 6
    filing_days: int = 15
    comment_days: int = 30
    basis: str = "有效期五年、暂行试行两年、期满前六个月评估、公布后十五日内备案"
    verified: bool = False


DEFAULT_RULE = TermRule(dt.date(1949, 10, 1))


def rule_on(rules: Iterable[TermRule], on: dt.date) -> TermRule:
    """The rule in force on the day a document was published; the default before the first one."""
    best = DEFAULT_RULE
    for rule in rules:
        if best.since <= rule.since <= on:
            best = rule
    return best


_TRIAL = re.compile(r"[（(]\s*(?:暂行|试行)\s*[)）]|暂行(?:办法|规定|条例|细则)|试行(?:办法|规定|方案)?》?$")


def term_of(title: str) -> Term:
    """暂行 and 试行 in a title make a document one for trial; everything else is ordinary."""
    return Term.TRIAL if _TRIAL.search(title) else Term.GENERAL


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes 1 March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later (negative: earlier); the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def expiry(begins: dt.date, years: int) -> dt.date:
    """The last day of a validity of ``years`` from ``begins``: the same day N years later, less one day."""
    return add_years(begins, years) - DAY


def latest_expiry(rule: TermRule, term: Term, begins: dt.date) -> dt.date | None:
    """The last day that the rule allows; None for a document without a limit (OPEN)."""
    if term is Term.OPEN:
        return None
    return expiry(begins, rule.trial_years if term is Term.TRIAL else rule.general_years)


def review_due(expires: dt.date, rule: TermRule) -> dt.date:
    """The day from which a document has to be evaluated: the rule's months before its validity ends."""
    return add_months(expires, -rule.review_months)


def filing_due(published: dt.date, rule: TermRule) -> dt.date:
    """The last day for 备案, counted from the day after publication."""
    return published + dt.timedelta(days=rule.filing_days)


def quarter_of(day: dt.date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3 + 1


def quarter_days(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter. Raises ValueError for a quarter that is none."""
    if quarter not in (1, 2, 3, 4):
        raise ValueError(f"没有第 {quarter} 季度")
    first = dt.date(year, 3 * quarter - 2, 1)
    return first, add_months(first, 3) - DAY


DEFAULT_PATTERN = "SMGF-{year}-{seq:03d}"


def register_number(pattern: str, year: int, seq: int) -> str:
    """The 登记号 by the site's pattern. Raises ValueError when the pattern lacks a part or can't be read."""
    for part in ("year", "seq"):
        if "{" + part not in pattern:
            raise ValueError(f"登记号规则缺少“{part}”")
    try:
        return pattern.format(year=year, seq=seq)
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"登记号规则“{pattern}”写法有误：{error}") from error


_NUMBER = re.compile(r"^(?P<code>.{1,20})〔(?P<year>\d{4})〕(?P<seq>[1-9]\d{0,4})号$")


def split_number(number: str) -> tuple[str, int, int] | None:
    """机关代字, year and running number of a 文号 in its standard form; None for a decree or for none."""
    found = _NUMBER.match(number)
    return (found["code"], int(found["year"]), int(found["seq"])) if found else None


@dataclass(frozen=True)
class Number:
    """One place of a number series: who stands on it, or why nobody does."""

    seq: int
    titles: tuple[str, ...] = ()
    reason: str = ""

    @property
    def state(self) -> str:
        if len(self.titles) > 1:
            return "重号"
        return "已公开" if self.titles else "已说明" if self.reason else "缺号"


MOST_NUMBERS = 20_000


def series(used: Mapping[int, Sequence[str]], reasons: Mapping[int, str], last: int = 0) -> list[Number]:
    """Every number from 1 to the highest that is used, explained, or known to have been given (``last``)."""
    top = min(max([last, *used, *reasons], default=0), MOST_NUMBERS)
    return [Number(n, tuple(used.get(n, ())), reasons.get(n, "")) for n in range(1, top + 1)]


def holes(numbers: Iterable[Number]) -> list[int]:
    """Numbers that are neither public nor explained (REG-07)."""
    return [n.seq for n in numbers if n.state == "缺号"]


def stretches(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last)."""
    out: list[tuple[int, int]] = []
    for n in sorted(numbers):
        if out and out[-1][1] == n - 1:
            out[-1] = (out[-1][0], n)
        else:
            out.append((n, n))
    return out
