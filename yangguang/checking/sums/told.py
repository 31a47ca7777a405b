"""Amounts and percentages of running text that do not come out: growth, parts, the same total told twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .figures import AMOUNT, UNITS, Span, amount, percent, shown

_ONE = re.compile(AMOUNT.format("a"))
_PERCENT = r"(?P<p>\d{1,6}(?:\.\d{1,6})?)[ ]?[%％](?!左右|以上|以内|以下)"
# 支出120万元，比上年增加20万元，增长20%
_GROWTH = re.compile(
    AMOUNT.format("a")
    + r"[，,（(][ ]?(?:同比|(?:较|比|与|同)(?P<than>[^，。；;：:（()）\n]{1,24}?))(?:相比)?[，,]?(?:增支|减支)?"
    r"(?P<d1>增加|增长|增|减少|下降|减|降低|上升|提高)(?:了)?[ ]?" + AMOUNT.format("b") + r"[，,、（(][ ]?"
    r"(?:同比|增幅|降幅|幅度)?(?P<d2>增长|增加|上升|提高|增幅|减少|下降|降低|降幅)?(?:率|幅度)?(?:为|达|了|约)?[ ]?"
    + _PERCENT
)
# 2020年支出100万元，2021年支出120万元，增长20%
_TWO_YEARS = re.compile(
    r"(?P<y1>(?:19|20)\d{2})年(?:度)?[^，。；;\d\n]{0,24}" + AMOUNT.format("a") + r"[，,；;]"
    r"[ ]?(?P<y2>(?:19|20)\d{2})年(?:度)?[^，。；;\d\n]{0,24}" + AMOUNT.format("b") + r"[，,]"
    r"[ ]?(?:同比|年均)?(?:比上年)?(?P<d>增长|上升|增幅|减少|下降|降低|降幅)(?:率|幅度)?(?:为|达|了)?[ ]?"
    + _PERCENT
)
# The words right before an amount name it.
_WHICH = re.compile(r"[，,。；;：:、\n]?[ ]?其中[:：，,]?[ ]?")
_ITEM = re.compile(
    r"(?P<name>[^，。；;：:、\n\d]{1,24}?)(?:预算|决算)?(?:数)?(?:为|共|计|约)?[ ]?" + AMOUNT.format("a")
)
_SHARE = re.compile(
    r"^[，,（(]?[ ]?占(?:总?支出|总?收入|[^，。；;\n\d]{0,12})(?:的)?(?:比重)?(?:为)?[ ]?" + _PERCENT
)
_ABOUT = re.compile(r"(?:约|近|超过?|逾|不少于|不低于|不超过|至少|多|达到?|以上|余|左右|上下)[ ]?$")
_ROUNDISH = re.compile(r"^(?:多|余|左右|以上|以下|以内|上下)")
# A list in which these names stand is complete: their amounts make the whole.
_COMPLETE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("基本支出＋项目支出", ("基本支出", "项目支出")),
    ("人员经费＋公用经费", ("人员经费", "公用经费")),
    ("出国（境）＋公务用车＋公务接待", ("因公出国", "公务用车购置及运行", "公务接待")),
    ("购置费＋运行费", ("购置费", "运行")),
    ("货物＋工程＋服务", ("货物", "工程", "服务")),
)
_TWICE = ("收入总计", "支出总计", "收支总计", "本年收入合计", "本年支出合计")
_TOTAL = re.compile(
    r"(?P<name>收入总计|支出总计|收支总计|收、支总计|收支总预算|本年收入合计|本年支出合计)(?:均|各)?(?:为|共计|是)?[ ]?"
    + AMOUNT.format("a")
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A place that does not come out; ``sure`` when the text left no other reading."""

    start: int
    end: int
    reason: str
    sure: bool


def _yuan(match: re.Match[str], name: str) -> Span:
    return amount(match[name], match[f"{name}u"])


def _less(word: str) -> bool:
    return word in ("减少", "下降", "减", "降低", "降幅")


def _rounded(text: str, match: re.Match[str], name: str) -> bool:
    """Whether the writer says that the amount is not exact: 约, 近, 余."""
    return bool(
        _ABOUT.search(text[max(0, match.start(name) - 4) : match.start(name)])
        or _ROUNDISH.match(text[match.end(f"{name}u") : match.end(f"{name}u") + 2])
    )


def _say(got: Span) -> str:
    low, high = shown(got.low), shown(got.high)
    return f"{low}%" if low == high else f"{low}%～{high}%"


def growth(text: str) -> Iterator[Slip]:
    """A万元，比上年增加B万元，增长C%: C against B/(A-B); two years and a rate: the rate against both."""
    for m in _GROWTH.finditer(text):
        now, change, said = _yuan(m, "a"), _yuan(m, "b"), percent(m["p"])
        if _rounded(text, m, "a") or _rounded(text, m, "b"):
            continue
        less = _less(m["d1"])
        if m["d2"] and m["d2"] not in ("增幅",) and _less(m["d2"]) != less:
            yield Slip(m.start("d1"), m.end(), f"前面写“{m['d1']}”，后面写“{m['d2']}”，方向相反", True)
            continue
        base = now + change if less else now - change
        got = change.percent_of(base)
        if got and not got.meets(said):
            words = f"按金额计算，{m['d1']}的幅度是 {_say(got)}，写的是 {m['p']}%"
            yield Slip(m.start("p"), m.end(), words, True)
    for m in _TWO_YEARS.finditer(text):
        y1, y2 = int(m["y1"]), int(m["y2"])
        if abs(y1 - y2) != 1 or "年均" in m[0] or _rounded(text, m, "a") or _rounded(text, m, "b"):
            continue
        old, new = (_yuan(m, "a"), _yuan(m, "b")) if y1 < y2 else (_yuan(m, "b"), _yuan(m, "a"))
        got = (new - old).percent_of(old)
        if not got:
            continue
        if _less(m["d"]):
            got = Span(-got.high, -got.low)
        if not got.meets(percent(m["p"])):
            yield Slip(
                m.start("p"), m.end(), f"按两年的金额计算，{m['d']} {_say(got)}，写的是 {m['p']}%", True
            )


def _items(text: str, at: int) -> Iterator[re.Match[str]]:
    """The amounts of a list behind 其中, up to the end of the sentence."""
    end = min((i for i in (text.find(c, at) for c in "。\n") if i >= 0), default=len(text))
    yield from _ITEM.finditer(text, at, min(end, at + 600))


def parts(text: str) -> Iterator[Slip]:
    """A万元，其中：甲x万元，乙y万元: parts above the whole; lists that are complete by their names; shares."""
    for whole in _ONE.finditer(text):
        which = _WHICH.match(text, whole.end())
        if not which or "其中" not in which[0] or _rounded(text, whole, "a"):
            continue
        total = _yuan(whole, "a")
        yield from _listed(text, whole, total, list(_items(text, which.end())))


def _listed(text: str, whole: re.Match[str], total: Span, items: list[re.Match[str]]) -> Iterator[Slip]:
    named = [(m["name"].strip(), _yuan(m, "a"), m) for m in items]
    for of, names in _COMPLETE:
        chosen = []
        for name in names:
            hits = [x for x in named if name in x[0]]
            chosen.append(hits[0] if hits else None)
        if any(c is None for c in chosen):
            continue
        found = [c for c in chosen if c is not None]
        first, last = min(c[2].start() for c in found), max(c[2].end() for c in found)
        inside = [x for x in named if first <= x[2].start() < last]
        # An amount of another name in between, or an inner 其中, makes the list another one.
        plain = len(inside) == len(found) and "其中" not in text[first:last]
        nested = of.startswith("出国")
        if not (plain or nested) or any(_rounded(text, c[2], "a") for c in found):
            continue
        if of.startswith(("货物", "基本")) and any(
            x not in inside and re.search(r"支出$|采购", x[0]) and x[2].start() >= last for x in named
        ):
            continue
        got = sum((c[1] for c in found), Span(Decimal(0), Decimal(0)))
        if not got.meets(total):
            yield _off(whole, got, of)
        break
    for name, value, m in named:
        if (
            value.low > total.high
            and not _rounded(text, m, "a")
            and "上年" not in name
            and "其中" not in text[whole.end() + 4 : m.start()]
        ):
            if re.search(r"比|较|同期|上年|去年|增加|减少|累计", text[whole.end() : m.start()]):
                break
            yield Slip(
                m.start("a"),
                m.end("au"),
                f"“其中”的{name[-10:]} {m['a']}{m['au']}比总数 {whole['a']}{whole['au']}还大",
                True,
            )
        share = _SHARE.match(text[m.end() : m.end() + 40])
        if share and not _rounded(text, m, "a"):
            got_share = value.percent_of(total)
            if got_share and not got_share.meets(percent(share["p"])):
                at = m.end() + share.start("p")
                yield Slip(
                    at,
                    m.end() + share.end(),
                    f"{name[-10:]}占 {_say(got_share)}，写的是 {share['p']}%",
                    False,
                )


def _off(whole: re.Match[str], got: Span, of: str) -> Slip:
    size = Decimal(10) ** UNITS[whole["au"]]
    value = (got.low + got.high) / 2 / size
    return Slip(
        whole.start("a"), whole.end("au"),
        f"写的是 {whole['a']}{whole['au']}，其中{of}算得 {shown(value)}{whole['au']}", True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A total by its name, as told at a place."""

    name: str
    value: Span
    start: int
    end: int
    words: str


def told(text: str) -> Iterator[Told]:
    """Totals of a budget told by name: 收入总计12.3万元."""
    for m in _TOTAL.finditer(text):
        if not _rounded(text, m, "a"):
            yield Told(m["name"], _yuan(m, "a"), m.start("a"), m.end("au"), f"{m['a']}{m['au']}")


def twice(text: str) -> Iterator[Slip]:
    """收入总计 and 支出总计 of one sentence or neighbouring ones that differ: they are equal by definition."""
    known: Told | None = None
    for t in told(text):
        if t.name not in ("收入总计", "支出总计"):
            continue
        if (
            known
            and known.name != t.name
            and t.start - known.end < 60
            and "\n\n" not in text[known.end : t.start]
        ):
            if not known.value.meets(t.value):
                yield Slip(t.start, t.end, f"{known.name}{known.words}与{t.name}{t.words}不相等", True)
            known = None
        else:
            known = t
