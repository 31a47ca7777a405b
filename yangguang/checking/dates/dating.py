"""Of which day a document is: names are right or outdated by the day it was written, not the day it is looked at."""

from __future__ import annotations

import datetime as dt
import re

from yangguang.documents.dates import parse_date

from ..engine import parts_of
from ..subjects import Subject

# A line that holds nothing but a date is the date of signing (GB/T 9704-2012 7.3.5).
_SIGNED = re.compile(
    r"(?:^|[\r\n]|[ \u3000]{2,})[ \u3000]*"
    r"(\d{4}年\d{1,2}月\d{1,2}日|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
    r"(?=[ \u3000]*(?:$|[\r\n]|[ \u3000]{2}))"
)


def written_on(subject: Subject) -> dt.date:
    """The document's 成文日期 by its facts, else by the last date that stands on a line of its own, else the day asked for."""
    known = subject.facts.get("written_on")
    if isinstance(known, dt.datetime):
        return known.date()
    if isinstance(known, dt.date):
        return known
    if isinstance(known, str) and known:
        try:
            return parse_date(known)
        except ValueError:
            pass
    found = [m[1] for _, text in parts_of(subject) for m in _SIGNED.finditer(text)]
    for date in reversed(found):
        try:
            day = parse_date(date)
        except ValueError:
            continue
        if day <= subject.today:
            return day
    return subject.today
