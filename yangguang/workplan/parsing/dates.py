"""Deadlines and timing words in a task's text. A date binds this plan only when no other body is its subject."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

# In the order they are reported; the longest match takes its text.
TIMING_TERMS = (
    "一经批准，及时",
    "同步",
    "定期",
    "及时",
    "持续",
    "稳步",
    "按上级部署",
    "动态更新",
    "长期推进",
    "全年推进",
)

_END = r"(?P<end>底前|底之前|末前|以前|之前|前|底|末)"
_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}})年)?(?:"
    rf"(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})日)?{_END}"
    rf"|(?P<half>[上下])半年(?P<end_half>底前|底|前|末)?"
    rf"|第?(?P<quarter>[一二三四1-4])季度(?P<end_quarter>末前|底前|末|底|前)"
    rf")|(?P<whole_year>\d{{4}})?年(?P<end_year>底前|末前|底|末)"
)
_BARE_MONTH = re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?")
_QUARTERS = {q: n for n, pair in enumerate(("一1", "二2", "三3", "四4"), 1) for q in pair}
# "跟踪国务院行政复议机构在2021年底前将制定出台": the body before 在 acts, not the plan's units.
_OTHER_BODY = re.compile(
    r"(?:^|[，。；、]|跟踪|关注|根据|按照|待|及时|由)*(?P<actor>[一-鿿]{2,24}?(?:机构|部门|委员会|人民政府|办公厅|厅|部|局|院|委))[在于]$"
)
_WILL = re.compile(r"^(?:将|拟|计划|预计|要)?(?:制定|出台|印发|修订|发布|公布|将)")
_STANDING = re.compile(r"长期|全年|持续|常态|即时|及时|实时|随时|按要求|按上级|适时")
_RECURRING = re.compile(r"每(?:年|半年|季度?|月|周|日|个工作日)|按(?:年|季度?|月)|定期")
# 2021-08-31, 2021.8.31, 2021/8/31; and 2021.8 or 2021-8 for a month.
_NUMERIC = re.compile(
    r"(?P<year>20\d{2})[-./](?P<month>\d{1,2})(?:[-./](?P<day>\d{1,2}))?(?!\d)(?:日?(?:前|之前|以前))?"
)
_RANGE = re.compile(
    r"^[^，,；;]*?月?(?:\d{1,2}日)?\s*[-—–~～至到]+\s*(?P<until>(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底)?(?:前)?)$"
)
_BEHIND = 40  # characters before a date in which its subject may stand


@dataclass(frozen=True)
class Deadline:
    raw: str
    kind: str  # by_date, external_event, series, standing
    due: dt.date | None = None
    alternative: dt.date | None = None
    binds: str = "this_plan"
    actor: str = ""
    what: str = ""  # series: what is due then

    @property
    def ambiguous(self) -> bool:
        return self.alternative is not None

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"raw": self.raw, "kind": self.kind}
        if self.due:
            said["due"] = self.due.isoformat()
        if self.alternative:
            said |= {"alternative": self.alternative.isoformat(), "ambiguous": True}
        said["binds"] = self.binds
        if self.actor:
            said["actor"] = self.actor
        if self.what:
            said["what"] = self.what
        return said


def month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _read(match: re.Match[str], year: int) -> tuple[dt.date, dt.date | None] | None:
    """The due day, and the other reading where the wording has two; None when the date does not exist."""
    said = match.groupdict()
    try:
        if said.get("end_year"):
            return dt.date(int(said["whole_year"] or year), 12, 31), None
        in_year = int(said.get("year") or year)
        if said.get("half"):
            return month_end(in_year, 6 if said["half"] == "上" else 12), None
        if said.get("quarter"):
            return month_end(in_year, 3 * _QUARTERS[said["quarter"]]), None
        month = int(said["month"])
        if said.get("day"):
            return dt.date(in_year, month, int(said["day"])), None
        if said["end"] in {"前", "以前", "之前"}:  # "10月前": before October begins, or by its end?
            return dt.date(in_year, month, 1) - dt.timedelta(days=1), month_end(in_year, month)
        return month_end(in_year, month), None
    except (ValueError, OverflowError):
        return None


def find_deadlines(text: str, year: int) -> list[Deadline]:
    """The deadlines of running text; ``year`` is the plan's, for dates that name none."""
    found = []
    for match in _DATE.finditer(text):
        if match["half"] and not match["end_half"]:
            continue
        read = _read(match, year)
        if read is None:
            continue
        other = _OTHER_BODY.search(text[max(match.start() - _BEHIND, 0) : match.start()])
        if other and _WILL.match(text[match.end() : match.end() + 20]):
            actor = re.sub(r"^(?:及时|密切|跟踪|关注|根据|按照|由|待)+", "", other["actor"])
            found.append(Deadline(match[0], "external_event", read[0], None, "another_body", actor))
        else:
            found.append(Deadline(match[0], "by_date", read[0], read[1]))
    return found


def impossible_dates(text: str, year: int) -> list[str]:
    """Wordings of a date that no calendar has (2月30日前)."""
    return [
        m[0] for m in _DATE.finditer(text) if not (m["half"] and not m["end_half"]) and _read(m, year) is None
    ]


def read_due_cell(text: str, year: int) -> list[Deadline]:
    """The 完成时限 column: a date, a month-anchored series (2月公布预算，8月公布决算), or a standing or recurring word.

    Empty for a cell that holds none of them, or a date that does not exist: a person must be asked then.
    """
    plain = text.strip()
    if not plain or impossible_dates(plain, year):
        return []
    if _RECURRING.search(plain) and not _DATE.search(plain):
        return [Deadline(plain, "series")]
    if span := _RANGE.match(plain):
        plain_until = span["until"].removesuffix("前").removesuffix("底")
        match = _BARE_MONTH.match(plain_until)
        due = _month_of(match, year) if match else None
        return [Deadline(plain, "by_date", due)] if due else []
    months = list(_BARE_MONTH.finditer(plain))
    if len(months) > 1:
        return _series(plain, months, year)
    if found := find_deadlines(plain, year):
        return found
    if (match := _NUMERIC.match(plain)) and match.end() == len(plain):
        due = _month_of(match, year)
        return [Deadline(plain, "by_date", due)] if due else []
    if len(months) == 1 and (due := _month_of(months[0], year)):
        return [Deadline(plain, "by_date", due)]
    if match := re.fullmatch(r"(?:(\d{4})年(?:度?内|度)?|年度?内|年底|本年度?)", plain):
        return [Deadline(plain, "by_date", dt.date(int(match[1] or year), 12, 31))]
    if match := re.fullmatch(r"(?:(\d{4})年)?第?([一二三四1-4])季度|(?:(\d{4})年)?([上下])半年", plain):
        month = 3 * _QUARTERS[match[2]] if match[2] else 6 if match[4] == "上" else 12
        return [Deadline(plain, "by_date", month_end(int(match[1] or match[3] or year), month))]
    if _STANDING.search(plain):
        return [Deadline(plain, "standing")]
    return []


def _series(plain: str, months: list[re.Match[str]], year: int) -> list[Deadline]:
    """One deadline for each month of the cell; none at all when one of them does not exist."""
    series = []
    for n, match in enumerate(months):
        end = months[n + 1].start() if n + 1 < len(months) else len(plain)
        what = re.sub(r"^(?:底前|前|底|末)", "", plain[match.end() : end]).strip("，,；;、。 \n和及")
        dated = find_deadlines(plain[match.start() : end], year)
        due = dated[0].due if dated else _month_of(match, year)
        if due is None:
            return []
        series.append(Deadline(match[0], "series", due, what=what))
    return series


def _month_of(match: re.Match[str], year: int) -> dt.date | None:
    try:
        in_year = int(match["year"] or year)
        if match["day"]:
            return dt.date(in_year, int(match["month"]), int(match["day"]))
        return month_end(in_year, int(match["month"]))
    except ValueError:
        return None


def find_timing_terms(text: str) -> list[str]:
    """The timing words of a requirement, in the order of ``TIMING_TERMS``; a longer term hides a shorter in it."""
    left, found = text, []
    for term in sorted(TIMING_TERMS, key=len, reverse=True):
        if term in left:
            found.append(term)
            left = left.replace(term, "\0")
    return sorted(found, key=TIMING_TERMS.index)
