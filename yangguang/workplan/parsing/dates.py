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
_STANDING = re.compile(r"长期|全年|持续|常态|年度内")


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
        other = _OTHER_BODY.search(text[: match.start()])
        if other and _WILL.match(text[match.end() :]):
            actor = re.sub(r"^(?:及时|密切|跟踪|关注|根据|按照|由|待)+", "", other["actor"])
            found.append(Deadline(match[0], "external_event", read[0], None, "another_body", actor))
        else:
            found.append(Deadline(match[0], "by_date", read[0], read[1]))
    return found


def read_due_cell(text: str, year: int) -> list[Deadline]:
    """The 完成时限 column: a date, a month-anchored series (2月公布预算，8月公布决算), or a standing word."""
    plain = text.strip()
    if not plain:
        return []
    months = list(_BARE_MONTH.finditer(plain))
    if len(months) > 1:
        series = []
        for n, match in enumerate(months):
            end = months[n + 1].start() if n + 1 < len(months) else len(plain)
            what = re.sub(r"^(?:前|底前|底|末)", "", plain[match.end() : end]).strip("，,；;、。 \n")
            dated = find_deadlines(plain[match.start() : end], year)
            due = dated[0].due if dated else _month_of(match, year)
            if due:
                series.append(Deadline(match[0], "series", due, what=what))
        return series
    if found := find_deadlines(plain, year):
        return found
    if len(months) == 1 and (due := _month_of(months[0], year)):
        return [Deadline(plain, "by_date", due)]
    if re.fullmatch(r"(\d{4})年", plain):
        return [Deadline(plain, "by_date", dt.date(int(plain[:4]), 12, 31))]
    if _STANDING.search(plain):
        return [Deadline(plain, "standing")]
    return []


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
