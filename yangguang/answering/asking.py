"""Reading a question: what it asks for, weighed by how rare it is, and what an answer to it looks like. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_

from yangguang.search import analyser

# What a question asks with; the rest is what it asks for. A text that holds 哪些 is no better an answer.
_ASKING = re.compile(
    r"请问|为什么|什么样|什么|怎么样|怎么办|怎么|怎样|如何|哪些|哪里|哪个|哪几|哪一天|哪天|哪种|哪|多长时间|多少|多久|是否|有没有"
    r"|能否|能不能|可以|对于|关于|有何|何时|何种|是谁|几种|几个|吗|呢|(?<!目)的(?!士|确)|[?!]"
)
_SHORTEST = 2
# Asked with, but no sign of what is wanted.
_BESIDE = frozenset(("的", "?", "!", "可以", "关于", "对于", "请问", "吗", "呢"))
_SOON, _LAST = 8, 4  # characters beside a sign of what is wanted; pairs that tell it without a sign
# Pairs with one of these hardly ever belong to a word: 市对, 对因. They are rare, so they would weigh the more.
_LIGHT = re.compile("[的了对在为和与将被把向从及等是其该各有何几些样么此于中]")
_LIGHTLY = 0.2
_EVENED = (
    0.8  # the power of a weight: a little less difference between rare pairs and common ones than BM25 makes
)

PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南",
    "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆",
    "香港", "澳门",
)  # fmt: skip
_PROVINCE = re.compile("|".join(PROVINCES))
# Two or three characters before 市, 区, 县, 镇, 街道 or 社区, but not 上市, 全市民, 区域 and the like.
_PLACE = re.compile(
    rf"({'|'.join(PROVINCES)})|((?!全|本|各|我|该|县|市|对)[\u4e00-\u9fff]{{2,3}}?)"
    r"(?:市(?!场|民|政|县|级|值)|县(?!级)|区(?!域|块|别|间)|省(?!级|份)|镇|街道|社区)"
)


@dataclass(frozen=True)
class Look:
    """What an answer of a certain sort looks like: ``asked`` finds the sort in a question, ``given`` in a passage."""

    name: str
    asked: re.Pattern[str]
    given: re.Pattern[str]


_DIGITS = r"[\d〇零一二三四五六七八九十百千万亿两]"
LOOKS = (
    Look("number", re.compile(r"多少|几|比例|标准|额度|金额|率"), re.compile(rf"{_DIGITS}+")),
    Look(
        "time",
        re.compile(r"何时|什么时候|什么时间|哪天|哪一天|时间|多久|多长|期限|日期|截止|几月|几日"),
        re.compile(rf"{_DIGITS}+\s*个?[月日时天年]"),
    ),
    Look(
        "telephone",
        re.compile(r"电话|热线|号码|联系"),
        re.compile(r"\d{3,4}-?\d{5,8}|(?<!\d)1[012]\d{3,4}(?!\d)|\d{5,}"),
    ),
    Look(
        "address",
        re.compile(r"网址|网站|平台|渠道|公众号|app|地址|地点|在哪"),
        re.compile(r"www\.|https?:|app|\.cn|公众号|网站|小程序|平台|[路街道巷]\d+号"),
    ),
)


def places(text: str) -> tuple[str, ...]:
    """The places a text names, without 市, 区 and the like, as far as they can be told without a list of all."""
    return tuple(dict.fromkeys(m[1] or m[2] for m in _PLACE.finditer(text)))


def provinces(text: str) -> list[str]:
    """Every mention of a province."""
    return _PROVINCE.findall(text)


def pairs(text: str) -> list[str]:
    """The index's tokens but for single characters, which say next to nothing: pairs, whole words and numbers."""
    return [token for token in analyser.tokens(text) if len(token) > 1 or token.isascii()]


@dataclass
class Asking:
    """A question taken apart. ``pairs`` are what it asks for, ``weights`` how rare each is in the index.

    Sets of pairs are whole numbers, a bit for each pair, so that putting passages together costs next to nothing.
    """

    text: str
    pairs: tuple[str, ...]
    weights: tuple[float, ...]
    places: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    numbers: tuple[str, ...] = ()
    triples: tuple[int, ...] = ()  # the pairs that the next one goes on from, in this question
    _shares: dict[int, float] = field(default_factory=dict, repr=False)
    _run_shares: dict[int, float] = field(default_factory=dict, repr=False)

    @cached_property
    def plain(self) -> str:
        """The question, normalised."""
        return analyser.normalise(self.text[: analyser.LONGEST])

    @cached_property
    def wanted(self) -> int:
        """The pairs next to what the question asks with: 担保额度 of 担保额度是多少, 举措 of 出台了哪些举措."""
        pieces = [
            piece
            for found in _ASKING.finditer(self.plain)
            if found[0] not in _BESIDE
            for piece in (
                re.split("[的，,。]", self.plain[max(found.start() - _SOON, 0) : found.start()])[-1],
                re.split("[，,。？?]", self.plain[found.end() : found.end() + _SOON])[0],
            )
        ]
        number = {pair: n for n, pair in enumerate(self.pairs)}
        said = [pair for piece in pieces for pair in pairs(piece) if pair in number] or self.pairs[-_LAST:]
        return reduce(or_, (1 << number[pair] for pair in said), 0)

    @cached_property
    def total(self) -> float:
        return sum(self.weights) or 1.0

    @cached_property
    def run_weights(self) -> tuple[float, ...]:
        """Of each triple: that of its commoner pair."""
        return tuple(min(self.weights[n : n + 2]) for n in self.triples)

    def share(self, held: int) -> float:
        """How much of the question's weight these pairs are, from 0 to 1."""
        found = self._shares.get(held)
        if found is None:
            found = self._shares[held] = _sum(held, self.weights) / self.total
        return found

    def run_share(self, held: int) -> float:
        """The same of triples of characters: how much stands in the question's own words."""
        found = self._run_shares.get(held)
        if found is None:
            total = sum(self.run_weights) or 1.0
            found = self._run_shares[held] = _sum(held, self.run_weights) / total
        return found


def _sum(bits: int, weights: tuple[float, ...]) -> float:
    found = 0.0
    while bits:
        last = bits & -bits
        found += weights[last.bit_length() - 1]
        bits ^= last
    return found


def read(text: str, weigh: Callable[[Iterable[str]], dict[str, float]]) -> Asking:
    """Take a question apart; ``weigh`` tells how rare each pair is."""
    plain = analyser.normalise(text[: analyser.LONGEST])
    pieces = [piece for piece in _ASKING.split(plain) if len(piece) >= _SHORTEST] or [plain]
    order: dict[str, int] = {}
    follows: dict[int, None] = {}
    for piece in pieces:
        before, last = "", -1
        for pair in pairs(piece):
            number = order.setdefault(pair, len(order))
            if number == last + 1 and len(before) == len(pair) == 2 and before[1] == pair[0]:
                follows[last] = None
            before, last = pair, number
    weights = weigh(order)
    return Asking(
        text,
        tuple(order),
        tuple(_weight(pair, weights[pair]) for pair in order),
        places(plain),
        tuple(look for look in LOOKS if look.asked.search(plain)),
        tuple(dict.fromkeys(re.findall(r"\d+", plain))),
        tuple(follows),
    )


def _weight(pair: str, rarity: float) -> float:
    return float(rarity**_EVENED) * (_LIGHTLY if _LIGHT.search(pair) else 1.0)
