"""Citations in a text: 《…》 with or without 文号, articles behind it, short names it was given. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .keys import label_of, read_key
from .numerals import NUMERAL, to_chinese, to_int

_BRACKETS = {
    "[": "〔",
    "【": "〔",
    "［": "〔",
    "(": "〔",
    "（": "〔",
    "]": "〕",
    "】": "〕",
    "］": "〕",
    ")": "〕",
    "）": "〕",
}
_CODE = r"[\u4e00-\u9fffA-Za-z]{1,20}"
_YEAR = r"[〔\[【［（(]\s*(?:19|20)\d{2}\s*[〕\]】］）)]"
NUMBER = re.compile(
    rf"(?P<number>{_CODE}\s*{_YEAR}\s*第?\s*\d{{1,5}}\s*号|[\u4e00-\u9fff]{{2,20}}令\s*第?\s*\d{{1,4}}\s*号)"
)
_AFTER_NUMBER = re.compile(r"^\s*[（(]\s*(?P<inner>[^（）()]*(?:[（(〔\[]\d{4}[）)〕\]][^（）()]*)*)[）)]")
_SHORT = re.compile(r"(?:以下|下)简?称(?:为)?\s*[《“\"]([^》”\"]{1,40})[》”\"]")
_ONE = rf"第\s*{NUMERAL}\s*条(?:之{NUMERAL})?"
_DETAIL = rf"(?:第\s*(?P<paragraph>{NUMERAL})\s*款)?(?:第\s*[（(]?(?P<item>{NUMERAL})[)）]?\s*项)?"
_ARTICLE = re.compile(rf"第\s*(?P<article>{NUMERAL})\s*条(?:之(?P<sub>{NUMERAL}))?{_DETAIL}")
_JOIN = re.compile(r"^\s*(?P<join>、|和|及|以及|或者?|至|到|，(?=第))\s*")
_DATED = re.compile(r"^\s*[（(](?:19|20)\d{2}年?(?:修[订正]|版)?[)）]")
# What is done to a document in the same breath: naming a repealed one there is the point of the sentence.
_ON_PURPOSE = re.compile(
    r"^[^。；《》]{0,40}?(?:同时废止|予以废止|废止|宣布失效|停止执行|不再执行|失效|已[于被]?修[改订])"
)
_ON_PURPOSE_BEFORE = re.compile(r"(?:废止|修改|修订|代替|取代)(?:了|〈)?$")
# Titles of normative texts end so; books, forms and certificates do not.
KIND = re.compile(
    r"(?:法|条例|办法|规定|细则|规则|规程|通知|意见|决定|命令|令|公告|通告|批复|方案|纲要|规范|标准|解释|准则|章程|制度|"
    r"措施|目录|指引|要点|规划|计划|预案|若干政策|政策|要求|守则|宪法|法典|函)(?:[（(][^（）()]{1,12}[)）])?$"
)
MOST = 500  # citations of a text


@dataclass(frozen=True)
class Ref:
    """One article of a citation: its key, and paragraph (款) and item (项) where they are named (0: not)."""

    article: str
    paragraph: int = 0
    item: int = 0

    def __str__(self) -> str:
        text = label_of(self.article)
        text += f"第{to_chinese(self.paragraph)}款" if self.paragraph else ""
        return text + (f"第（{to_chinese(self.item)}）项" if self.item else "")

    @property
    def key(self) -> str:
        """The provision's key (norms.keys); an item without its paragraph is taken for one of the first."""
        if not self.paragraph and not self.item:
            return self.article
        return f"{self.article}.{self.paragraph or 1}" + (f".{self.item}" if self.item else "")


@dataclass(frozen=True)
class Citation:
    """A document named in a text. ``title`` "" when only its number is given; ``start``, ``end`` are places in the
    text, ``surface`` the document's name as it stands there; ``on_purpose``: the sentence itself repeals or amends it;
    ``short``: named by a short name given before."""

    title: str
    number: str
    refs: tuple[Ref, ...]
    start: int
    end: int
    on_purpose: bool = False
    short: bool = False
    surface: str = ""

    @property
    def words(self) -> str:
        return f"《{self.title}》" if self.title else self.number


def standard_number(text: str) -> str:
    """A 文号 as cited, in its standard form (GB/T 9704-2012 7.2.5)."""
    compact = re.sub(r"\s+", "", text)
    found = re.fullmatch(rf"({_CODE}){_YEAR.replace(chr(92) + 's*', '')}第?0*(\d{{1,5}})号", compact)
    if found:
        year = re.search(r"(?:19|20)\d{2}", compact[len(found[1]) :])
        assert year is not None
        return f"{found[1]}〔{year[0]}〕{found[2]}号"
    return re.sub(r"令第?0*(\d+)号$", r"令第\1号", compact)


def normal_title(title: str) -> str:
    """A title for comparison: without spaces, with one form of brackets and of inner title marks."""
    text = re.sub(r"[\s\u3000\xa0]+", "", title)
    return (
        text.translate(str.maketrans('()<>〈〉「」[]“”"', "（）《》《》《》（）“““")).strip("《》")
        if text
        else ""
    )


def match_title(title: str) -> str:
    """A title as it is matched: normal, without 中华人民共和国 and without 思明区's longer name before it."""
    return normal_title(title).removeprefix("中华人民共和国").removeprefix("厦门市")


def inner_title(title: str) -> str:
    """The document that a notice brings out: 示例办法 of 关于印发《示例办法》的通知, normal; "" when it brings out none."""
    text = normal_title(title)
    found = re.search(r"(?:印发|公布|发布|颁布|转发|修订)《(.+)》(?:的|$)", text)
    return match_title(found[1]) if found else ""


def find(text: str) -> list[Citation]:
    """Every citation of a plain text, in order. Short names (以下简称《…》) are resolved to the document they stand for."""
    found: list[Citation] = []
    if "《" not in text and "号" not in text:
        return found
    shorts: dict[str, tuple[str, str]] = {}
    covered = 0
    for start, end, title in _titles(text):
        if start < covered or len(found) >= MOST:
            continue
        found += _bare_numbers(text, covered, start)
        number, after = _number_after(text, end)
        for name in _short_names(text[end : end + 160], after - end):
            shorts.setdefault(normal_title(name), (title, number))
        stop, refs = _refs(text, after)
        long, short = title, False
        if not number and normal_title(title) in shorts:
            long, number = shorts[normal_title(title)]
            short = long != title
        purpose = bool(
            _ON_PURPOSE.match(text[stop : stop + 60])
            or _ON_PURPOSE_BEFORE.search(text[max(start - 6, 0) : start])
        )
        found.append(Citation(long, number, refs, start, stop, purpose, short, text[start:end]))
        covered = stop
    found += _bare_numbers(text, covered, len(text))
    return found[:MOST]


def _titles(text: str) -> Iterator[tuple[int, int, str]]:
    """Outermost 《…》 with what is inside; a title may hold titles, which are not citations of their own."""
    depth, start = 0, 0
    for place, char in enumerate(text):
        if char == "《":
            depth += 1
            if depth == 1:
                start = place
        elif char == "》" and depth:
            depth -= 1
            if not depth and 1 < place - start <= 200:
                yield start, place + 1, text[start + 1 : place]
        elif char == "\n":
            depth = 0


def _number_after(text: str, end: int) -> tuple[str, int]:
    """The number in brackets right behind a title, and where reading goes on."""
    place = end
    if dated := _DATED.match(text[place : place + 20]):
        place += dated.end()
    found = _AFTER_NUMBER.match(text[place : place + 160])
    if not found:
        return "", place
    inner = NUMBER.search(found["inner"])
    if inner:
        return standard_number(inner["number"]), place + found.end()
    if "称" in found["inner"]:
        return "", place + found.end()
    return "", place


def _short_names(behind: str, read: int) -> Iterator[str]:
    """Short names given in the brackets behind a title, or directly after."""
    for found in _SHORT.finditer(behind[: max(read, 0) + 60]):
        if found.start() <= read or behind[read : found.start()].strip("（(，, ") == "":
            yield found[1]


def _refs(text: str, place: int) -> tuple[int, tuple[Ref, ...]]:
    """The articles named right behind a citation: 第三条第二款、第五条至第七条."""
    refs: list[Ref] = []
    at, joined = place, ""
    while len(refs) < 60 and (found := _ARTICLE.match(text[at : at + 80].lstrip(" \u3000的中"))):
        skipped = len(text[at : at + 80]) - len(text[at : at + 80].lstrip(" \u3000的中"))
        try:
            key = read_key(f"{found['article']}" + (f"之{found['sub']}" if found["sub"] else ""))
            ref = Ref(key, _small(found["paragraph"]), _small(found["item"]))
        except ValueError:
            break
        if joined in ("至", "到") and refs and refs[-1].article.isdecimal() and key.isdecimal():
            low, high = int(refs[-1].article), int(key)
            refs += [Ref(str(n)) for n in range(low + 1, min(high, low + 100))]
        refs.append(ref)
        place = at = at + skipped + found.end()
        more = _JOIN.match(text[at : at + 8])
        if not more:
            break
        joined, at = more["join"], at + more.end()
    return place, tuple(dict.fromkeys(refs))


def _small(text: str | None) -> int:
    return to_int(text) if text else 0


# The end of a number is rare in a text and quickly found; its code stands before it.
_TAIL = re.compile(rf"(?:{_YEAR}\s*第?\s*\d{{1,5}}|令\s*第?\s*\d{{1,4}})\s*号")
_HEAD = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,20}$")
# Words of the sentence that run into the code; none of them stands inside one.
_LEADING = re.compile(
    r".*(?:(?<!共)和(?!国)|根据|按照|依据|依照|参照|以及|及其|符合|执行|见|与|的|由|对|即|为|是|在|按|了)"
)


def _bare_numbers(text: str, start: int, end: int) -> Iterator[Citation]:
    """Numbers that stand alone, without a title before them."""
    for tail in _TAIL.finditer(text, start, end):
        decree = tail[0].startswith("令")
        head = _HEAD.search(text[max(start, tail.start() - 20) : tail.start()])
        code = _LEADING.sub("", head[0]) if head else ""
        if not code or (decree and len(code) < 2):
            continue
        begin = tail.start() - len(code)
        stop, refs = _refs(text, tail.end())
        purpose = bool(_ON_PURPOSE.match(text[stop : stop + 60]))
        surface = text[begin : tail.end()]
        yield Citation("", standard_number(surface), refs, begin, stop, purpose, surface=surface)
