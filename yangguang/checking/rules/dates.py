"""Dates that do not exist or contradict each other (CHK-D)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ..dates.chinese_dates import SMALL, Written, as_date, dates_in, days_of, number, signatures, written_on
from ..engine import Hit, parts_of, rule
from ..subjects import Subject

_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(
    r"[ \u3000]*(?:[（(][ \u3000]*(?:星期|周|礼拜)([一二三四五六日天])|星期([一二三四五六日天])(?![一二三四五六日]))"
)
_TO = re.compile(
    r"[ \u3000]*(?:起|开始)?[ \u3000]*(?:[（(](?:星期|周)[一二三四五六日天][）)])?(?:[0-9０-９:：时点分 ]{0,8})起?"
    r"(?:至|到|—{1,2}|－|–|-|~|～|―)[ \u3000]*$"
)
_YEARS = re.compile(
    r"(?<![0-9\-—])((?:19|20)\d{2})(?:年)?[ ]?(?:至|到|—{1,2}|－|–|-)[ ]?((?:19|20)\d{2})年(?!\d)"
)
_BEGIN = re.compile(
    r"(?P<what>本(?:办法|规定|细则|条例|意见|通知|方案|规则|规程|标准|决定|通告|公告|措施|政策|制度))(?:自|从)[ ]?$"
)
_EFFECT = re.compile(r"^[ ]?(?:起|开始)[ ]?(?:正式)?(?:施行|实施|执行|生效)")
_VALID = re.compile(
    r"^(?:起|开始)?(?:正式)?(?:施行|实施|执行|生效)?[，,（( ]{0,2}有效期[限为]?[：:]?"
    rf"(?P<n>[0-9０-９]{{1,2}}|{SMALL})年(?P<rest>[，,、（( ]{{0,2}}(?:有效期)?至)?"
)
_VALID_TO = re.compile(r"有效期[限为]?[：:]?(?:截至|至|到)[ ]?$")
_LONG_YEAR = re.compile(r"(?<!\d)(\d{5,6})年\d{1,2}月")
_BASIS = "《党政机关公文处理工作条例》第十九条（内容准确）；GB/T 15835-2011"


@rule(
    "CHK-D01", "日期不存在", group="日期", severity="confirm", basis=_BASIS,
    why="写错的日期会让期限、效力无从计算。",
)  # fmt: skip
def no_such_day(subject: Subject) -> Iterator[Hit]:
    """2021年2月30日, 13月, 2021-06-31, 二〇二一年二月三十日."""
    for part, text in parts_of(subject):
        for w in dates_in(text):
            if w.exists or (w.year and not w.day and 1 <= w.month <= 12):
                continue
            words = text[w.start : w.end]
            if not 1 <= w.month <= 12:
                reason = f"“{words}”：没有 {w.month} 月"
            else:
                year = f"{w.year} 年 " if w.year else ""
                reason = f"“{words}”：{year}{w.month} 月只有 {days_of(w.year or 2000, w.month)} 天"
            yield Hit(part, w.start, w.end, reason, "核对后改成实际的日期")
        for m in _LONG_YEAR.finditer(text):
            yield Hit(part, m.start(), m.end(), f"“{m[0]}”：年份多写了数字", "年份写四位数")


@rule(
    "CHK-D02", "星期与日期不符", group="日期", severity="confirm", basis=_BASIS,
    why="日期和星期不符，读者不知道该信哪一个。",
)  # fmt: skip
def weekday(subject: Subject) -> Iterator[Hit]:
    """A weekday behind a date; without a year any year that the document speaks of may be meant."""
    for part, text in parts_of(subject):
        found = list(dates_in(text))
        years = {w.year for w in found if w.date}
        if known := as_date(subject.facts.get("written_on")):
            years |= {known.year}
        for w in found:
            m = _WEEKDAY.match(text, w.end)
            if not m:
                continue
            said = (m[1] or m[2]).replace("天", "日")
            days = [w.date] if w.date else []
            if not w.year and w.exists:
                # A notice of the last months of a year speaks of the first months of the next.
                near = {known.year + 1} if known and known.month >= 10 and w.month <= 3 else set()
                days = [d for y in years | near if (d := Written(0, 0, y, w.month, w.day).date)]
            if days and all(_WEEKDAYS[d.weekday()] != said for d in days):
                names = "；".join(
                    f"{d.year}年{d.month}月{d.day}日是星期{_WEEKDAYS[d.weekday()]}" for d in sorted(days)
                )
                yield Hit(part, w.start, m.end(), names, "核对日期和星期，改正写错的一个")


@rule(
    "CHK-D03", "起止日期颠倒", group="日期", severity="confirm", basis=_BASIS,
    why="结束早于开始，期间无从计算。",
)  # fmt: skip
def backwards(subject: Subject) -> Iterator[Hit]:
    """自2021年9月1日至2021年8月1日; 2025—2021年. An end without a year is left to the reader unless both lack it."""
    for part, text in parts_of(subject):
        found = list(dates_in(text))
        for a, b in itertools.pairwise(found):
            between = text[a.end : b.start]
            if (
                len(between) > 16
                or not _TO.match(between)
                or not ((a.exists and b.exists) or not (a.day and b.day))
            ):
                continue
            same = a.year and b.year and bool(a.day) == bool(b.day)
            if same and (b.year, b.month, b.day) < (a.year, a.month, a.day):
                yield Hit(part, a.start, b.end, f"“{text[a.start : b.end]}”：结束在开始之前", "核对起止日期")
        for m in _YEARS.finditer(text):
            if int(m[2]) < int(m[1]):
                yield Hit(part, m.start(), m.end(), f"“{m[0]}”：结束年份在开始年份之前", "核对起止年份")


@rule(
    "CHK-D04", "施行日期早于成文日期", group="日期", severity="confirm",
    basis="《立法法》第一百零四条（不溯及既往，规范性文件参照）；《党政机关公文处理工作条例》第十九条",
    why="文件一般不溯及既往；确需早于成文日期施行的，要能说明理由。",
)  # fmt: skip
def effect_before_writing(subject: Subject) -> Iterator[Hit]:
    """本办法自D起施行 with D before 成文日期."""
    for part, text in parts_of(subject):
        known = written_on(subject.facts, text)
        if not known:
            continue
        for w in dates_in(text):
            day = w.date
            if (
                day
                and day < known
                and _BEGIN.search(text[max(0, w.start - 16) : w.start])
                and _EFFECT.match(text[w.end : w.end + 12])
            ):
                reason = (
                    f"{text[w.start : w.end]}起施行，早于成文日期{known.year}年{known.month}月{known.day}日"
                )
                yield Hit(part, w.start, w.end, reason, "核对两个日期；确需溯及既往的，写明理由")


@rule(
    "CHK-D05", "有效期前后不符", group="日期", severity="confirm",
    basis="《国务院办公厅关于加强行政规范性文件制定和监督管理工作的通知》（国办发〔2018〕37号）",
    why="有效期决定文件何时失效，年数和截止日必须一致。",
)  # fmt: skip
def validity(subject: Subject) -> Iterator[Hit]:
    """有效期N年 against 至D; 有效期至D before the day of effect."""
    for part, text in parts_of(subject):
        found = list(dates_in(text))
        begins = None
        for i, w in enumerate(found):
            if not w.date:
                continue
            after = text[w.end : w.end + 60]
            if _EFFECT.match(after) and _BEGIN.search(text[max(0, w.start - 16) : w.start]):
                begins = w.date
            m = _VALID.match(after)
            if (
                m
                and m["rest"]
                and i + 1 < len(found)
                and found[i + 1].start == w.end + m.end()
                and found[i + 1].date
            ):
                end, years = found[i + 1], number(m["n"])
                exact = Written(
                    0, 0, w.year + years, w.month, min(w.day, days_of(w.year + years, w.month))
                ).date
                if exact and end.date and abs((end.date - exact).days) > 1:
                    reason = f"从{text[w.start : w.end]}起{years}年应到{exact.year}年{exact.month}月前后，写的是{text[end.start : end.end]}"
                    yield Hit(part, w.start, end.end, reason, "核对年数和截止日期")
            known = begins or written_on(subject.facts, text)
            if known and w.date < known and _VALID_TO.search(text[max(0, w.start - 10) : w.start]):
                yield Hit(
                    part,
                    w.start,
                    w.end,
                    f"有效期在{known.year}年{known.month}月{known.day}日之前就结束了",
                    "核对有效期",
                )


@rule(
    "CHK-D06", "落款日期与成文日期不同", group="日期", severity="confirm",
    basis="GB/T 9704-2012 7.3.5；《政府信息公开条例》第十二条",
    why="成文日期是文件的法定日期，正文和登记的应是同一天。",
)  # fmt: skip
def signed_otherwise(subject: Subject) -> Iterator[Hit]:
    """A date alone on a line, where none such is the recorded ``written_on``."""
    known = as_date(subject.facts.get("written_on"))
    if not known:
        return
    for part, text in parts_of(subject):
        found = [w for w in signatures(text) if w.date]
        if found and all(w.date != known for w in found):
            w = found[-1]
            reason = (
                f"落款是{text[w.start : w.end]}，登记的成文日期是{known.year}年{known.month}月{known.day}日"
            )
            yield Hit(part, w.start, w.end, reason, "改正落款或登记的成文日期")


@rule(
    "CHK-D07", "施行日期前后不一", group="日期", severity="confirm", basis=_BASIS,
    why="同一文件写了两个施行日期，效力从哪天开始说不清。",
)  # fmt: skip
def two_begins(subject: Subject) -> Iterator[Hit]:
    """本办法自D1起施行 … 本办法自D2起施行 in one text."""
    for part, text in parts_of(subject):
        first: dict[str, Written] = {}
        for w in dates_in(text):
            m = _BEGIN.search(text[max(0, w.start - 16) : w.start])
            if not (w.date and m and _EFFECT.match(text[w.end : w.end + 12])):
                continue
            known = first.setdefault(m["what"], w)
            if known.date != w.date:
                reason = (
                    f"前面写{m['what']}自{text[known.start : known.end]}起施行，这里写{text[w.start : w.end]}"
                )
                yield Hit(part, w.start, w.end, reason, "核对后统一成一个日期")


@rule(
    "CHK-D08", "年份不像", group="日期", severity="hint", basis=_BASIS,
    why="四位年份打错一位（如 2201 年）很难看出来。",
)  # fmt: skip
def odd_year(subject: Subject) -> Iterator[Hit]:
    """Full dates before 1840 or more than a hundred years ahead."""
    for part, text in parts_of(subject):
        for w in dates_in(text):
            if w.year and w.day and not 1840 <= w.year <= subject.today.year + 100:
                yield Hit(part, w.start, w.end, f"{w.year} 年，年份可能写错", "核对年份")
