"""Punctuation and order of headings. Pure; every function yields (start, end, reason, fix)."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from ..dates.chinese_dates import SMALL, number

Slip = tuple[int, int, str, str]
_DOUBLE = re.compile(r"，，+|。。+(?!。)|、、+|；；+|：：+|，。|。，|、，|，、|；。|。；|、。|：。|，；")
_HALF = re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!](?=[\u4e00-\u9fff])")
_HALF_TO = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_SAME = re.compile(
    r"(?<![目标])的的(?!确|士)|(?<![不为])了了(?!解|之|结|然|无)|是是(?!非)|(?<![实存所])在在|和和(?!气|睦|谐|美)|(?<![行作认因成])为为|"
    r"(?<![面应])对对(?!方|子)|于于|把把|被被|并并|(?<![涉以普])及及(?!时)|将将|(?<!参)与与(?!会)"
)
# Words of official texts that never stand twice on purpose.
_TWICE = re.compile(
    r"(进行|开展|实施|加强|推进|完善|建立|提高|落实|组织|负责|规定|办法|通知|应当|可以|按照|根据|依据|以及|或者|相关|有关|工作|部门|单位|"
    r"人民政府|办公室|管理|监督|发展|建设|服务|项目|资金|企业|政府|社会|国家|我区|我市|我省|本办法|进一步|积极|切实|不断|以上|以下)\1"
)
_PAIRS = (("《", "》"), ("“", "”"), ("〔", "〕"), ("「", "」"), ("【", "】"))
_LEVELS = (
    re.compile(rf"^[ \u3000]*({SMALL})、"),
    re.compile(rf"^[ \u3000]*[（(]({SMALL})[）)]"),
    re.compile(r"^[ \u3000]*([0-9]{1,2})[.．](?!\d)"),
    re.compile(r"^[ \u3000]*[（(]([0-9]{1,2})[）)]"),
)
_ARTICLE = re.compile(rf"^[ \u3000]*第({SMALL})条[ \u3000]")


def doubled(text: str) -> Iterator[Slip]:
    """，， 。。 ，。 and a word that never stands twice."""
    for m in _DOUBLE.finditer(text):
        yield m.start(), m.end(), f"标点“{m[0]}”重复或连用", f"保留一个，如“{m[0][-1]}”"
    for m in _SAME.finditer(text):
        yield m.start(), m.end(), f"“{m[0]}”重字", f"删去一个“{m[0][0]}”"
    for m in _TWICE.finditer(text):
        yield m.start(), m.end(), f"“{m[1]}”写了两遍", f"删去一个“{m[1]}”"


def half_width(text: str) -> Iterator[Slip]:
    """Half-width marks between Han characters (GB/T 15834-2011)."""
    for m in _HALF.finditer(text):
        yield m.start(), m.end(), f"汉字之间用了半角“{m[0]}”", f"改用“{_HALF_TO[m[0]]}”"


def unpaired(text: str) -> Iterator[Slip]:
    """Brackets and quotation marks that open or close alone (GB/T 15834-2011). A title may run over two ends of lines, a
    shortened one ends in dots, and a quotation over several paragraphs opens each of them."""
    ends = [i for i, c in enumerate(text) if c == "\n"]
    for opening, closing in _PAIRS:
        if opening not in text and closing not in text:
            continue
        stack: list[int] = []
        for m in re.finditer(f"[{opening}{closing}]", text):
            if m[0] == closing:
                if not stack:
                    yield m.start(), m.end(), f"“{closing}”前面没有“{opening}”", f"补上“{opening}”或删去"
                else:
                    stack.pop()
                continue
            # What is open from an earlier paragraph will not be closed any more.
            while stack and bisect(ends, m.start()) - bisect(ends, stack[-1]) > 1:
                yield from _open(text, stack.pop(), opening, closing)
            stack.append(m.start())
        for i in stack:
            yield from _open(text, i, opening, closing)


def _open(text: str, i: int, opening: str, closing: str) -> Iterator[Slip]:
    rest = text[i : i + 120].split("\n")[0]
    if opening != "“" and "…" not in rest and "..." not in rest:
        yield i, i + 1, f"“{opening}”没有对应的“{closing}”", f"补上“{closing}”"


def order(text: str) -> Iterator[Slip]:
    """Headings 一、 （一） 1. （1） and articles that repeat or leave out a number (GB/T 9704-2012 7.3.3).

    A list is judged only when it began with one and went on to two at least. A higher heading begins lower lists anew;
    a list inside another, as a table's, may begin anew and the outer one go on behind it.
    """
    lists: list[list[int]] = [[] for _ in _LEVELS]
    article, at = 0, 0
    for line in text.split("\n"):
        found = next(((k, m) for k, p in enumerate(_LEVELS) if (m := p.match(line))), None)
        if found:
            level, m = found
            n, open_lists = number(m[1]), lists[level]
            for lower in lists[level + 1 :]:
                lower.clear()
            if n == 1:
                open_lists.append(1)
            elif any(last + 1 == n for last in open_lists):
                while open_lists[-1] + 1 != n:
                    open_lists.pop()
                open_lists[-1] = n
            elif open_lists and open_lists[-1] >= 2 and n in (open_lists[-1], open_lists[-1] + 2):
                before, open_lists[-1] = open_lists[-1], n
                what = "重复" if n == before else "跳号"
                mark = m[0].strip()
                reason = f"序号“{mark}”{what}，上一个是“{mark.replace(m[1], _like(m[1], before))}”"
                yield (
                    at + m.start(1),
                    at + m.end(1),
                    reason,
                    f"应为“{mark.replace(m[1], _like(m[1], before + 1))}”",
                )
            else:
                open_lists.clear()
            del open_lists[:-20]
        elif m := _ARTICLE.match(line):
            n = number(m[1])
            known = article >= 2 and n in (article, article + 2)
            # An article that stands behind a chapter's name begins no line.
            if known and (n == article or f"第{_like(m[1], article + 1)}条" not in text):
                what = "重复" if n == article else "跳号"
                reason = f"“第{m[1]}条”{what}，上一条是第{_like(m[1], article)}条"
                yield at + m.start(1), at + m.end(1), reason, "核对条文序号"
            article = n if known or n in (1, article + 1) else 0
        at += len(line) + 1


_DIGITS = "〇一二三四五六七八九"


def _like(sample: str, n: int) -> str:
    """``n`` written as ``sample`` is: in Chinese or in digits."""
    if sample.isdigit() or not 1 <= n <= 99:
        return str(n)
    tens, ones = divmod(n, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
