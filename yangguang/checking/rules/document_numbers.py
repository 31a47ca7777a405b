"""文号 and dates as GB/T 9704-2012 wants them written (CHK-N)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..dates.chinese_dates import as_date, signatures
from ..engine import Hit, parts_of, rule
from ..subjects import PartKind, Subject

_OPEN, _CLOSE = "〔\\[【［（(﹝〈<", "〕\\]】］）)﹞〉>"
_NUMBER = re.compile(
    rf"(?P<code>[\u4e00-\u9fff]{{2,14}})(?P<s1>[ \u3000]*)(?P<open>[{_OPEN}])(?P<s2>[ \u3000]*)"
    rf"(?P<year>(?:19|20)?\d{{2}})(?P<s3>[ \u3000]*)"
    rf"(?P<close>[{_CLOSE}])(?P<s4>[ \u3000]*)(?P<di>第?)(?P<s5>[ \u3000]*)(?P<seq>\d{{1,5}})(?P<s6>[ \u3000]*)(?P<hao>号?)"
)
# These are numbered by the year they are of, in their own way: 公告2021年第5号, 令第711号.
_OTHER = re.compile(r"(?:公告|通告|令|预案|版|修订|试行|年度|标准|第)$")
_LIST = re.compile(r"^[ ]*(?:[、，,和及至—\-－~～./]|\d|号)")
_ALONE = re.compile(
    r"^[ \u3000]*(?P<number>[\u4e00-\u9fffA-Za-z]{2,20}[ \u3000]*[〔\[【［（(﹝][ \u3000]*\d{2,4}[ \u3000]*"
    r"[〕\]】］）)﹞][ \u3000]*第?[ \u3000]*\d{1,5}[ \u3000]*号?)[ \u3000]*$",
    re.M,
)
_ZERO = re.compile(r"年0\d月|月0\d日")
_BRACKETED = re.compile(r"[\[【［（(﹝〔]\s*(\d{2,4})\s*[\]】］）)﹞〕]\s*第?\s*0*")
HEAD = 600  # characters within which a document bears its own 文号
_BASIS = "GB/T 9704-2012 7.2.5：年份标全称，用六角括号“〔〕”，序号不加“第”、不编虚位，后加“号”"


def normal(number: str) -> str:
    """A 文号 in its one right form as far as its parts allow: 厦思政办[2021]第019号 → 厦思政办〔2021〕19号."""
    compact = re.sub(r"\s", "", number)
    return _BRACKETED.sub(r"〔\1〕", compact)


@rule(
    "CHK-N01", "文号写法", group="格式", severity="hint", basis=_BASIS,
    why="文号是查找文件的依据，写法不一就查不到。",
)  # fmt: skip
def form(subject: Subject) -> Iterator[Hit]:
    """Brackets, two-digit years, 第, leading zeros, a missing 号, blanks inside."""
    for part, text in parts_of(subject):
        for m in _NUMBER.finditer(text):
            if _OTHER.search(m["code"]):
                continue
            right = m["open"] + m["close"] == "〔〕"
            # Without 号 only the true brackets tell a number: （2021）5 may be a list.
            if not m["hao"] and (not right or _LIST.match(text[m.end() : m.end() + 3])):
                continue
            if len(m["year"]) == 2 and m["open"] in "（(<〈":  # 附件（10）3号 and the like
                continue
            wrong = []
            if not right:
                wrong.append(f"年份的括号是“{m['open']}{m['close']}”，应为“〔〕”")
            if len(m["year"]) == 2:
                wrong.append(f"年份“{m['year']}”应写全四位")
            if m["di"]:
                wrong.append("序号前不加“第”")
            if m["seq"].startswith("0"):
                wrong.append("序号不编虚位")
            if not m["hao"]:
                wrong.append("序号后缺“号”")
            if any(m[f"s{i}"] for i in range(2, 7)):
                wrong.append("中间不留空格")
            if wrong:
                start = m.start("open")
                shown = text[m.start("code") : m.end()]
                year = m["year"]
                if len(year) == 2:
                    year = ("20" if int(year) <= subject.today.year % 100 else "19") + year
                good = f"〔{year}〕{m['seq'].lstrip('0') or '0'}号"
                yield Hit(part, start, m.end(), "文号" + "；".join(wrong), f"写成“{good}”", shown=shown[-30:])


@rule(
    "CHK-N02", "文号年份在将来", group="格式", severity="confirm", basis=_BASIS,
    why="文号的年份是成文的年份，不会晚于今年。",
)  # fmt: skip
def future(subject: Subject) -> Iterator[Hit]:
    """A year after the day of checking; the document's own number of another year than its 成文日期."""
    for part, text in parts_of(subject):
        for m in _NUMBER.finditer(text):
            if (
                m["hao"]
                and len(m["year"]) == 4
                and int(m["year"]) > subject.today.year
                and not _OTHER.search(m["code"])
            ):
                yield Hit(part, m.start("open"), m.end(), f"文号年份 {m['year']} 晚于今年", "核对文号")


@rule(
    "CHK-N03", "文号与登记的不同", group="格式", severity="confirm",
    basis="《党政机关公文处理工作条例》第九条；《政府信息公开条例》第十二条",
    why="正文和登记的文号不一致，读者按文号找不到文件。",
)  # fmt: skip
def another(subject: Subject) -> Iterator[Hit]:
    """A 文号 alone on a line at the head that is not the recorded ``document_number``."""
    known = normal(str(subject.facts.get("document_number") or ""))
    if not known:
        return
    day = as_date(subject.facts.get("written_on"))
    year = re.search(r"〔(\d{4})〕", known)
    for part, text in parts_of(subject):
        if subject.parts[part].kind is not PartKind.TEXT:
            continue
        heads = list(_ALONE.finditer(text[:HEAD]))
        if heads and all(normal(m["number"]) != known for m in heads):
            m = heads[0]
            yield Hit(
                part, m.start("number"), m.end("number"), f"正文的文号与登记的“{known}”不同", "核对后改成一致"
            )  # fmt: skip
        elif heads and day and year and int(year[1]) != day.year:
            m = heads[0]
            reason = f"文号年份 {year[1]} 与成文日期 {day.year} 年不同"
            yield Hit(part, m.start("number"), m.end("number"), reason, "核对文号和成文日期", severity="hint")


@rule(
    "CHK-N04", "成文日期编了虚位", group="格式", severity="hint", basis="GB/T 9704-2012 7.3.5.4：月、日不编虚位（即 1 不编为 01）",
    why="成文日期按国家标准写。",
)  # fmt: skip
def padded(subject: Subject) -> Iterator[Hit]:
    """2021年06月01日 beneath a signature."""
    for part, text in parts_of(subject):
        for w in signatures(text):
            if _ZERO.search(text[w.start : w.end]):
                yield Hit(part, w.start, w.end, "月、日不编虚位", f"写成“{w.year}年{w.month}月{w.day}日”")
