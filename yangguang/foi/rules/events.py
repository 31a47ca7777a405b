"""What can happen to a request, as the clock sees it, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RECEIVED = "received"
CORRECTION_NOTIFIED, CORRECTED = "correction_notified", "corrected"
THIRD_PARTY_ASKED, THIRD_PARTY_ANSWERED = "third_party_asked", "third_party_answered"
AGENCY_ASKED, AGENCY_ANSWERED = "agency_asked", "agency_answered"
EXTENDED, DELAYED = "extended", "delayed"
FEE_NOTIFIED, FEE_PAID, FEE_WAIVED = "fee_notified", "fee_paid", "fee_waived"
REPLIED, WITHDRAWN, LAPSED = "replied", "withdrawn", "lapsed"

NAMES = {
    RECEIVED: "收到申请",
    CORRECTION_NOTIFIED: "告知补正",
    CORRECTED: "收到补正",
    THIRD_PARTY_ASKED: "征求第三方意见",
    THIRD_PARTY_ANSWERED: "第三方答复",
    AGENCY_ASKED: "征求其他机关意见",
    AGENCY_ANSWERED: "其他机关答复",
    EXTENDED: "延长答复期限",
    DELAYED: "确定延迟答复的合理期限",
    FEE_NOTIFIED: "发出收费通知",
    FEE_PAID: "完成缴费",
    FEE_WAIVED: "撤销收费通知",
    REPLIED: "作出答复",
    WITHDRAWN: "申请人撤回",
    LAPSED: "不再处理",
}
ARTICLES = {
    RECEIVED: "条例第三十一条",
    CORRECTION_NOTIFIED: "条例第三十条",
    CORRECTED: "条例第三十条",
    THIRD_PARTY_ASKED: "条例第三十二条、第三十三条第三款",
    THIRD_PARTY_ANSWERED: "条例第三十二条、第三十三条第三款",
    AGENCY_ASKED: "条例第三十四条、第三十三条第三款",
    AGENCY_ANSWERED: "条例第三十四条、第三十三条第三款",
    EXTENDED: "条例第三十三条第二款",
    DELAYED: "条例第三十五条",
    FEE_NOTIFIED: "国办函〔2020〕109号第六条",
    FEE_PAID: "国办函〔2020〕109号第六条",
    FEE_WAIVED: "国办函〔2020〕109号第六条",
    REPLIED: "条例第三十六条",
    WITHDRAWN: "",
    LAPSED: "条例第三十条、国办函〔2020〕109号第六条",
}
ENDS = frozenset({REPLIED, WITHDRAWN, LAPSED})
ASKED = {THIRD_PARTY_ASKED: THIRD_PARTY_ANSWERED, AGENCY_ASKED: AGENCY_ANSWERED}
ANSWERED = {answer: ask for ask, answer in ASKED.items()}


class WrongEvents(ValueError):
    """Events that can't have happened like this; ``reasons`` names each, in Chinese, and is never empty."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__("；".join(self.reasons))


@dataclass(frozen=True)
class Event:
    """One thing on one day.

    ``workdays``: length of an extension. ``until``: last day of the time set for a correction (``correction_notified``),
    or of a reasonable delay (``delayed``). ``party`` tells several consultations apart. ``received_on``: the day on which
    the third party, the other organ or the payer received the paper, when it was not the day itself; their own periods
    run from it (条例 art. 32, 34; 109号文 art. 6).
    """

    kind: str
    on: dt.date
    workdays: int = 0
    until: dt.date | None = None
    party: str = ""
    received_on: dt.date | None = None
    note: str = ""

    @property
    def name(self) -> str:
        return NAMES[self.kind]

    @property
    def counted_from(self) -> dt.date:
        return max(self.on, self.received_on or self.on)


def _day(value: Any, field: str, where: str, wrong: list[str]) -> dt.date | None:
    try:
        if isinstance(value, str) and len(value) == 10:
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    wrong.append(f"{where}的 {field}“{str(value)[:40]}”不是日期，请写作 2021-09-28")
    return None


def read(rows: Any) -> list[Event]:
    """Events from plain JSON: a list of objects with ``event`` and ``on``. Raises WrongEvents naming every fault."""
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        raise WrongEvents(['事件应是一个列表，每项形如 {"event": "received", "on": "2021-09-28"}'])
    wrong: list[str] = []
    found = []
    for number, row in enumerate(rows, 1):
        where = f"第 {number} 个事件"
        if not isinstance(row, Mapping):
            wrong.append(f"{where}不是对象")
            continue
        kind = row.get("event")
        if not isinstance(kind, str) or kind not in NAMES:
            wrong.append(f"{where}的 event“{str(kind)[:40]}”不认识，可用：{'、'.join(NAMES)}")
            continue
        days = {
            field: _day(row[field], field, where, wrong)
            for field in ("on", "until", "received_on")
            if row.get(field) is not None
        }
        if "on" not in days:
            wrong.append(f"{where}没有日期 on")
        workdays = row.get("workdays", 0)
        if isinstance(workdays, bool) or not isinstance(workdays, int):
            wrong.append(f"{where}的 workdays“{str(workdays)[:40]}”不是整数")
            continue
        on = days.get("on")
        if on is not None:
            found.append(
                Event(
                    kind, on, workdays, days.get("until"), str(row.get("party", "")), days.get("received_on"),
                    str(row.get("note", "")),
                )
            )  # fmt: skip
    if wrong:
        raise WrongEvents(wrong)
    return found
