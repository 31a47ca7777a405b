"""Lists of expressions as tables: what a line says, what is wrong with it, and the same lines out again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from yangguang.core.checks import Severity
from yangguang.documents import decoding, sheets
from yangguang.documents.dates import parse_date

from .expressions import FARTHEST, LABELS, SEVERITY_NAMES, WITHIN, Expression, Sort, shown
from .matching import folded

COLUMNS = tuple(LABELS.values())
FIELDS = {label: name for name, label in LABELS.items()}
# What others call the columns, in lists that are handed around.
OTHER_NAMES = {
    "词": "词语", "敏感词": "词语", "错误": "词语", "错误表述": "词语", "错词": "词语", "不规范表述": "词语", "关键词": "词语",
    "正确": "建议改为", "正确表述": "建议改为", "规范表述": "建议改为", "替换词": "建议改为", "建议": "建议改为", "说明": "原因",
    "类别": "类型", "级别": "程度", "出处": "依据", "例外": "不算的说法", "白名单": "不算的说法",
}  # fmt: skip
MOST_LINES, MOST_WORDS, LONGEST_WORD, LONGEST_TEXT = 200_000, 30, 60, 300
_YES, _NO = {"是", "1", "y", "yes", "true", "√", "✓"}, {"", "否", "0", "n", "no", "false", "×"}
_LINE = re.compile(r"\s*(?:\t|→|=>|->|——>|=)\s*")


@dataclass
class Line:
    """A line of a table: its number in the file, its cells, and what became of them."""

    number: int
    cells: dict[str, str]
    entry: Expression | None = None
    faults: list[str] = field(default_factory=list)  # the line can't come in
    notes: list[str] = field(default_factory=list)  # it can, but somebody should look


def read(path: Path, name: str) -> list[Line]:
    """The lines of a CSV, XLSX or TXT file. Raises ValueError, in Chinese, for what is no list of expressions."""
    if path.suffix.lower() == ".txt" and (lines := _plain(path)) is not None:
        return lines
    try:
        with sheets.read(path) as sheet:
            names = {c: OTHER_NAMES.get(c, c) for c in sheet.columns}
            # A column under its own name goes before another name for it.
            names = {c: n for c, n in names.items() if c == n or n not in sheet.columns}
            if "词语" not in names.values():
                raise ValueError(f"“{name}”第一行没有“词语”列。可先下载模板")
            lines = []
            for row in sheet.rows:
                cells = {
                    names[c]: _unquoted(v) for c, v in row.values.items() if names.get(c) in FIELDS and v
                }
                lines.append(Line(row.number, cells, faults=[row.fault] if row.fault else []))
                if len(lines) > MOST_LINES:
                    raise ValueError(f"“{name}”超过 {MOST_LINES} 行，请分成几个文件")
    except ValueError as error:
        raise ValueError(str(error).replace(path.name, name)) from error
    if not lines:
        raise ValueError(f"“{name}”只有表头，没有词语")
    return lines


def _plain(path: Path) -> list[Line] | None:
    """One word on a line, with what it should be after an arrow or a tab; None for a table with a heading."""
    lines = decoding.decode(path.read_bytes()).text.lstrip("\ufeff").splitlines()
    first = re.split("[,\t;|]", lines[0]) if lines else []
    if any(OTHER_NAMES.get(c.strip(), c.strip()) == "词语" for c in first):
        return None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        word, *better = _LINE.split(line.strip(), maxsplit=1)
        found.append(
            Line(number, {"词语": word, **({"建议改为": better[0]} if better and better[0] else {})})
        )
        if len(found) > MOST_LINES:
            raise ValueError(f"超过 {MOST_LINES} 行，请分成几个文件")
    if not found:
        raise ValueError("这是空文件，没有词语")
    return found


def _unquoted(cell: str) -> str:
    """A cell as it was before a CSV made it harmless."""
    return cell[1:] if re.match(r"'[=+\-@]", cell) else cell


def split(cell: str) -> tuple[str, ...]:
    """The words of a cell: parted by ；or line ends, each once."""
    return tuple(dict.fromkeys(w.strip() for w in re.split(r"[；;\n|]", cell) if w.strip()))


def understand(lines: Iterable[Line], usual: Sort, known: Iterable[str] = ()) -> None:
    """Make each line's entry, or write down why there is none. ``usual`` is the sort of lines that name none."""
    seen: dict[str, tuple[int, Expression]] = {}
    kinds = frozenset(known)
    for line in lines:
        entry, faults = entry_of(line.cells, usual, kinds)
        line.faults += faults
        if line.faults or entry is None:
            continue
        for word in entry.words:
            earlier = seen.get(folded(word))
            if earlier is None:
                continue
            before, other = earlier
            if other.replacement != entry.replacement or other.sort != entry.sort:
                line.faults.append(
                    f"“{word}”和第 {before} 行说的不一样（第 {before} 行：{_says(other)}），请只留一个"
                )
            else:
                line.faults.append(f"“{word}”和第 {before} 行重复")
        if not line.faults:
            line.entry = entry
            seen |= {folded(w): (line.number, entry) for w in entry.words}
    for line in lines:
        if line.entry is None:
            continue
        number, other = seen.get(folded(line.entry.replacement), (0, line.entry))
        if other is not line.entry and other.sort not in (Sort.ALLOWED, Sort.CAUTION):
            line.notes.append(f"建议改为的“{line.entry.replacement}”自己也在清单里（第 {number} 行）")


def _says(entry: Expression) -> str:
    return f"{entry.sort}{'，改为' + entry.replacement if entry.replacement else ''}"


def entry_of(
    cells: dict[str, str], usual: Sort, kinds: frozenset[str] = frozenset()
) -> tuple[Expression | None, list[str]]:
    """The entry that cells by column say, or None with every fault. ``kinds``: known codes; none known, none judged."""
    faults: list[str] = []

    def said(name: str) -> str:
        return cells.get(LABELS[name], "").strip()

    words = split(said("words"))
    sort = _named(said("sort"), {s.value: s for s in Sort}, "类型", faults, usual)
    names: dict[str, Severity | str] = {v: k for k, v in SEVERITY_NAMES.items()}
    names |= {k: k for k in SEVERITY_NAMES}
    severity = _named(said("severity"), names, "程度", faults, "")
    days = {n: _day(said(n), LABELS[n], faults) for n in ("since", "until")}
    flags = {n: _flag(said(n), LABELS[n], n == "verified", faults) for n in _FLAGS}
    within = _number(said("within"), faults)
    codes = split(said("kinds"))
    if kinds and (unknown := [c for c in codes if c not in kinds]):
        faults.append(f"没有信息类型“{unknown[0][:30]}”")
    if days["since"] and days["until"] and days["since"] > days["until"]:
        faults.append("生效日期晚于失效日期")
    if not words:
        return None, ["“词语”是空的", *faults]
    entry = Expression(
        words, sort, severity, said("replacement"), said("reason"), said("basis"), days["since"], days["until"],
        split(said("near")), split(said("not_near")), within, codes, allowed=split(said("allowed")), **flags,
    )  # fmt: skip
    faults += wrong(entry)
    return (None if faults else entry), faults


_FLAGS = ("titles", "opening", "historic", "loose", "verified")


T = TypeVar("T")


def _named(said: str, names: dict[str, T], what: str, faults: list[str], usual: T) -> T:
    if not said:
        return usual
    if said not in names:
        shown_names = "、".join(n for n in names if not n.isascii())
        faults.append(f"没有{what}“{said[:20]}”，可用的：{shown_names}")
        return usual
    return names[said]


def _day(said: str, label: str, faults: list[str]) -> dt.date | None:
    if not said:
        return None
    try:
        return parse_date(said)
    except ValueError as error:
        faults.append(f"{label}：{error}")
        return None


def _flag(said: str, label: str, usual: bool, faults: list[str]) -> bool:
    if not said:
        return usual
    if said.lower() not in _YES | _NO:
        faults.append(f"“{label}”应填“是”或“否”，现在是“{said[:20]}”")
    return said.lower() in _YES


def _number(said: str, faults: list[str]) -> int:
    if not said:
        return WITHIN
    if not (said.isascii() and said.isdecimal()) or not 1 <= int(said[:9]) <= FARTHEST:
        faults.append(f"“附近字数”应是 1 到 {FARTHEST} 的数")
        return WITHIN
    return int(said)


def wrong(entry: Expression) -> Iterator[str]:
    """What is wrong with an entry on its own."""
    if len(entry.words) > MOST_WORDS:
        yield f"一条最多 {MOST_WORDS} 种写法，请分成几条"
    for word in entry.words:
        yield from _wrong_word(word, entry)
    if any(0xD800 <= ord(c) <= 0xDFFF for w in (*entry.near, *entry.not_near, *entry.allowed) for c in w):
        yield "有认不出的字符"
    for name in ("replacement", "reason", "basis"):
        if len(getattr(entry, name)) > LONGEST_TEXT:
            yield f"“{LABELS[name]}”超过 {LONGEST_TEXT} 字"
    for phrase in entry.allowed:
        if not any(folded(w) in folded(phrase) for w in entry.words):
            yield f"不算的说法“{phrase[:20]}”里没有这个词，不起作用"
        elif len(phrase) > LONGEST_WORD:
            yield f"不算的说法“{phrase[:20]}…”超过 {LONGEST_WORD} 字"
    if entry.sort == Sort.ALLOWED and entry.replacement:
        yield "放行的说法不用“建议改为”"


def _wrong_word(word: str, entry: Expression) -> Iterator[str]:
    if len(word) > LONGEST_WORD:
        yield f"“{word[:20]}…”超过 {LONGEST_WORD} 字"
    if any(0xD800 <= ord(c) <= 0xDFFF or c == "\ufffd" for c in word):
        yield f"“{word[:20]}”里有认不出的字符，文件编码可能不对"
    elif not any(c.isalnum() for c in word):
        yield f"“{word[:20]}”里没有文字"
    elif len(word) == 1 and not (entry.near or entry.opening or entry.kinds):
        yield f"“{word}”只有一个字，会处处命中，请写成词，或者限定附近的词"
    if folded(word) == folded(entry.replacement):
        yield f"“建议改为”和词语“{word[:20]}”一样"


def cells_of(entry: Expression) -> tuple[str, ...]:
    """The entry in the columns that can be brought in again; what is as usual stays blank."""
    return tuple(_cell(entry, name) for name in LABELS)


def _cell(entry: Expression, name: str) -> str:
    value = getattr(entry, name)
    if name == "within" and not (entry.near or entry.not_near):
        return ""
    if name != "verified" and value is False:
        return ""
    return shown(value)


def rows(entries: Sequence[Expression]) -> Iterator[tuple[str, ...]]:
    """The heading and the entries, for a file."""
    yield COLUMNS
    for entry in entries:
        yield cells_of(entry)
