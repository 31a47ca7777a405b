"""Sentences and tables with planted personal data and with what only looks like it, for ``bench/personal.py``.

The sentences are in ``personal_templates.py``. A slot ``{+kind}`` is planted personal data that must be found at that place,
``{-kind}`` the same shape where it is none (an office's telephone, a project's number) and must be left alone; other slots
are filling.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SLOT = re.compile(r"\{([+-]?)([a-z_0-9]+)\}")
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文海燕春雪梅婷宇浩欣怡子轩诗涵"
_TRADES = ("贸易有限公司", "餐饮管理有限公司", "建筑工程有限公司")
_PLACES = (
    "湖滨路",
    "禾祥西路",
    "莲岳路",
    "仙岳路",
    "文园路",
    "体育路",
    "槟榔路",
    "镇海路",
    "大同路",
    "民族路",
)
_REGIONS = (
    "350203",
    "350205",
    "350211",
    "350524",
    "352601",
    "110105",
    "310115",
    "440106",
    "510107",
    "330106",
    "620102",
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _digits(r: random.Random, n: int) -> str:
    return "".join(r.choice("0123456789") for _ in range(n))


def _name(r: random.Random) -> str:
    return r.choice(_SURNAMES) + "".join(r.choice(_GIVEN) for _ in range(r.choice((1, 2, 2))))


def _id(r: random.Random) -> str:
    first = f"{r.choice(_REGIONS)}{r.randint(1940, 2012)}{r.randint(1, 12):02}{r.randint(1, 28):02}{_digits(r, 3)}"
    last = "10X98765432"[sum(int(d) * w for d, w in zip(first, _WEIGHTS, strict=True)) % 11]
    return first + (last.lower() if r.random() < 0.3 else last)


def _id_wrong(r: random.Random) -> str:
    right = _id(r)
    return right[:17] + str((int("10" if right[17] in "xX" else right[17]) + r.randint(1, 9)) % 10)


def _id15(r: random.Random) -> str:
    return f"{r.choice(_REGIONS)}{r.randint(40, 79)}{r.randint(1, 12):02}{r.randint(1, 28):02}{_digits(r, 3)}"


def _mobile(r: random.Random) -> str:
    return r.choice(("138", "139", "135", "159", "186", "177", "199", "152", "133", "166")) + _digits(r, 8)


def _luhn(first: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(first)))
    return str(-total % 10)


def _bank(r: random.Random) -> str:
    start, length = r.choice(
        (("622202", 19), ("621700", 19), ("622848", 19), ("621661", 19), ("622588", 16), ("622908", 18), ("625912", 16),
         ("436742", 16), ("955880", 19), ("621799", 19))
    )  # fmt: skip
    first = start + _digits(r, length - 1 - len(start))
    return first + _luhn(first)


def _passport(r: random.Random) -> str:
    return r.choice(("E" + _digits(r, 8), "E" + r.choice("ABCDEFGHJK") + _digits(r, 7), "G" + _digits(r, 8)))


def _permit(r: random.Random) -> str:
    return r.choice("HM") + _digits(r, r.choice((8, 10)))


def _credit(r: random.Random) -> str:
    first = r.choice(("91", "92", "11", "12", "52")) + r.choice(_REGIONS)
    first += "".join(r.choice(_CREDIT if r.random() < 0.5 else "0123456789") for _ in range(9))
    total = sum(_CREDIT.index(c) * pow(3, i, 31) for i, c in enumerate(first))
    return first + _CREDIT[-total % 31]


def _address(r: random.Random) -> str:
    street = f"厦门市思明区{r.choice(_PLACES)}{r.randint(1, 300)}号"
    return street + r.choice(
        (f"{r.randint(101, 2909)}室", f"之{r.randint(2, 9)}{r.randint(101, 909)}室", f"{r.randint(1, 9)}栋{r.randint(101, 909)}",
         f"{r.randint(1, 9)}号楼{r.randint(1, 4)}单元{r.randint(101, 909)}室")
    )  # fmt: skip


def _mail(r: random.Random) -> str:
    return (
        r.choice(("zhang", "lin", "chen", "wu"))
        + _digits(r, 4)
        + r.choice(("@qq.com", "@163.com", "@gmail.com", "@126.com"))
    )


def _plate(r: random.Random) -> str:
    return "闽D" + r.choice("ABCEFGHJK") + _digits(r, 4)


FILL: dict[str, Callable[[random.Random], str]] = {
    "id": _id,
    "id_wrong": _id_wrong,
    "id15": _id15,
    "mobile": _mobile,
    "bank": _bank,
    "passport": _passport,
    "permit": _permit,
    "address": _address,
    "email": _mail,
    "plate": _plate,
    "landline": lambda r: "0592-" + r.choice("2567") + _digits(r, 6),
    "name": _name,
    "masked": lambda r: _name(r)[0] + r.choice(("某", "某某", "*", "**")),
    "credit": _credit,
    "org": lambda r: "厦门" + r.choice("鑫宏达泰源") + r.choice("丰盛嘉利隆") + r.choice(_TRADES),
    "no": lambda r: _digits(r, r.choice((8, 10, 12))),
    "no11": lambda r: "1" + r.choice("356789") + _digits(r, 9),
    "no16": lambda r: _digits(r, 16),
    "no18": lambda r: f"{r.choice(_REGIONS)}{r.randint(2010, 2021)}{r.randint(1, 12):02}{r.randint(1, 28):02}{_digits(r, 4)}",
    "money": lambda r: f"{r.randint(100, 99999)}.{r.randint(0, 99):02}",
    "year": lambda r: str(r.randint(2018, 2021)),
    "date": lambda r: f"{r.randint(2018, 2021)}年{r.randint(1, 12)}月{r.randint(1, 28)}日",
    "isbn": lambda r: "978-7-" + _digits(r, 4) + "-" + _digits(r, 4) + "-" + _digits(r, 1),
    "mask_id": lambda r: (lambda n: n[:3] + "*" * 11 + n[-4:])(_id(r)),
    "mask_mobile": lambda r: (lambda n: n[:3] + "****" + n[-4:])(_mobile(r)),
    "govmail": lambda r: r.choice(("smxxgk", "bgs", "smqzf")) + r.choice(("@xm.gov.cn", "@siming.gov.cn")),
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A text and where personal data stands in it: (start, end, kind). ``traps`` are the look-alikes."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    traps: tuple[tuple[int, int, str], ...]
    table: bool


def _dressed(r: random.Random, kind: str, value: str, table: bool) -> str:
    """As people write and programs print it: full-width, spaced, broken at the line's end."""
    if kind not in ("id", "id15", "mobile", "bank") or r.random() < 0.6:
        return value
    way = r.choice(("wide", "spaced", "spaced", "blank", "broken"))
    if way == "wide":
        return value.upper().translate(_WIDE)
    cuts = {"id": (6, 14), "id15": (6, 12), "mobile": (3, 7), "bank": (4, 8, 12, 16)}[kind]
    parts = [value[a:b] for a, b in zip((0, *cuts), (*cuts, None), strict=True)]
    if way == "spaced":
        return (" " if kind in ("id", "bank") else r.choice((" ", "-"))).join(p for p in parts if p)
    if way == "blank":
        cut = cuts[0]
        return value[:cut] + r.choice(("\u200b", "\u00a0", " ")) + value[cut:]
    cut = r.choice(cuts[:2])
    return value[:cut] + (" " if table else "\n") + value[cut:]


def samples(half: str, count: int, seed: int) -> Iterator[Sample]:
    """``count`` samples of a half, each template as often as any other."""
    r = random.Random(seed)
    templates = [line.replace("\\t", "\t").replace("\\n", "\n") for line in half.strip().split("\n")]
    for number in range(count):
        template = templates[number % len(templates)]
        table = "\t" in template
        text, at, spans, traps = "", 0, [], []
        for slot in _SLOT.finditer(template):
            text += template[at : slot.start()]
            at = slot.end()
            sign, kind = slot.groups()
            value = FILL[kind](r)
            if sign == "+":
                value = _dressed(r, kind, value, table)
            if sign:
                (spans if sign == "+" else traps).append((len(text), len(text) + len(value), kind))
            text += value
        yield Sample(text + template[at:], tuple(spans), tuple(traps), table)
