"""What a value of a kind's own field may look like, and its standard form. Pure; faults are ValueErrors in Chinese.

Lists and tables may come as one text, from a cell of an imported file or from a field of a form: a line an entry, cells
of a table between ｜ or tabs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from yangguang.documents.dates import parse_date

if TYPE_CHECKING:
    from .extras import Field

LONGEST = {"text": 200, "long": 2000, "link": 500, "lines": 1000, "rows": 1000, "phone": 200}  # characters
MOST = 60  # lines, rows or records of one field
_NUMBERED = re.compile(
    r"(?:(\d{1,2})\s*[、.．)）](?!\d)|[(（](\d{1,2}|[一二三四五六七八九十]{1,3})[)）]"
    r"|([一二三四五六七八九十]{1,3})、|([①-⑳]))\s*"
)
_DIGITS = "一二三四五六七八九十"
_CELLS = re.compile(r"\s*[｜|\t]\s*")
_PHONES = re.compile(r"[；;、，,/\s]+")
# With an area code and an extension; mobile; 400 and 800; 114, 12345, 96123.
_PHONE = re.compile(
    r"(?:0\d{2,3}-?)?\d{7,8}(?:(?:-|转)\d{1,6})?|1\d{10}|[48]00-?\d{3}-?\d{4}|(?:0\d{2,3}-?)?(?:1[12]\d|12\d{3}|9\d{4,5})"
)


def standard(field: Field, value: Any) -> Any:
    """The value as ``extra`` keeps it: dates and moments as ISO text, lists as lists, nothing as None. Raises ValueError."""
    if value in (None, "", []):
        return None
    make = _MAKERS.get(field.type, _text)
    return make(field, value)


def _day(field: Field, value: Any) -> str:
    return (value if isinstance(value, dt.date) else parse_date(str(value))).isoformat()


def _moment(field: Field, value: Any) -> str:
    try:
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"“{str(value)[:30]}”不是时间，应写成 2021-01-31 09:30 这样") from error
    return moment.isoformat(timespec="minutes")


def _number(field: Field, value: Any) -> int:
    given = str(value).strip()
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise ValueError(f"“{given[:30]}”应是整数")
    found = int(given)
    if field.most is not None and found > field.most:
        raise ValueError(f"{found} 太大，最多 {field.most}{field.unit}，请核对")
    return found


def _text(field: Field, value: Any) -> str | None:
    text = str(value).strip()
    most = LONGEST.get(field.type, LONGEST["text"])
    if len(text) > most:
        raise ValueError(f"不能超过 {most} 字")
    return text or None


def _link(field: Field, value: Any) -> str | None:
    text = str(value).strip()
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in text):
        raise ValueError("应是以 http:// 或 https:// 开头的网址")
    return _text(field, text)


def _choice(field: Field, value: Any) -> str:
    text = str(value).strip()
    if text not in field.choices:
        raise ValueError(f"“{text[:30]}”不在可选范围里")
    return text


def _choices(field: Field, value: Any) -> list[str] | None:
    """Several of the choices, in the order of the field."""
    given = value if isinstance(value, list | tuple) else re.split(r"[\n；;、，,]", str(value))
    chosen = {str(v).strip() for v in given} - {""}
    if wrong := sorted(chosen - set(field.choices)):
        raise ValueError(f"“{wrong[0][:30]}”不在可选范围里，可选：{'、'.join(field.choices)}")
    return [c for c in field.choices if c in chosen] or None


def _lines(field: Field, value: Any) -> list[str] | None:
    """A line an entry, without the numbers that stand before them: the page numbers them itself."""
    given = value if isinstance(value, list | tuple) else str(value).splitlines()
    found: list[str] = []
    for v in given:
        if line := _unnumbered(" ".join(str(v).split()), len(found) + 1):
            found.append(line)
    _count(found)
    for number, line in enumerate(found, 1):
        if len(line) > LONGEST["lines"]:
            raise ValueError(f"第 {number} 行超过 {LONGEST['lines']} 字，请分成几行")
    return found or None


def _unnumbered(line: str, place: int) -> str:
    """The line without its own number; a number that is not its place belongs to what it says (二、三孩家庭)."""
    while (found := _NUMBERED.match(line)) and _number_of(next(g for g in found.groups() if g)) == place:
        line = line[found.end() :]
    return line


def _number_of(word: str) -> int:
    if word.isascii():
        return int(word)
    if "①" <= word <= "⑳":
        return ord(word) - ord("①") + 1
    tens, _, ones = word.rpartition("十") if "十" in word else ("", "", word)
    first = (_DIGITS.find(tens) + 1 if tens else 1) * 10 if "十" in word else 0
    return first + (_DIGITS.find(ones) + 1 if ones else 0)


def _count(found: list[Any]) -> None:
    if len(found) > MOST:
        raise ValueError(f"有 {len(found)} 行，最多 {MOST} 行，请合并或放到附件里")


def _rows(field: Field, value: Any) -> list[dict[str, str]] | None:
    """A table's rows by the names of its columns; empty rows and cells are left out."""
    given = value if isinstance(value, list | tuple) else str(value).splitlines()
    read = [
        _cells(field, v, n)
        for n, v in enumerate((v for v in given if not isinstance(v, str) or v.strip()), 1)
    ]
    found = [{name: cell for name, cell in row.items() if cell} for row in read if any(row.values())]
    _count(found)
    for number, row in enumerate(found, 1):
        for column in field.columns:
            cell = row.get(column.name, "")
            if column.required and not cell:
                raise ValueError(f"第 {number} 行没有填“{column.label}”")
            if column.choices and cell and cell not in column.choices:
                raise ValueError(
                    f"第 {number} 行的{column.label}“{cell[:20]}”不在可选范围里，可选：{'、'.join(column.choices)}"
                )
            if len(cell) > LONGEST["rows"]:
                raise ValueError(f"第 {number} 行的{column.label}超过 {LONGEST['rows']} 字")
    return found or None


def _cells(field: Field, given: Any, place: int) -> dict[str, str]:
    names = [c.name for c in field.columns]
    if isinstance(given, Mapping):
        return {n: " ".join(str(given.get(n) or "").split()) for n in names}
    cells = _CELLS.split(_unnumbered(str(given).strip(), place))
    if len(cells) > len(names):
        heads = "｜".join(c.label for c in field.columns)
        raise ValueError(f"“{str(given).strip()[:20]}”有 {len(cells)} 格，应是：{heads}")
    return dict(zip(names, (" ".join(c.split()) for c in cells), strict=False))


def _phone(field: Field, value: Any) -> str | None:
    """One or several telephone numbers, with area code and extension where they have them."""
    text = _text(field, value)
    for number in _PHONES.split(text or ""):
        if number and not _PHONE.fullmatch(number):
            raise ValueError(f"“{number[:30]}”不像电话号码，应写成 0592-1234567 这样，几个号码用分号隔开")
    return text


def _records(field: Field, value: Any) -> list[int] | None:
    """Several records by their numbers."""
    given = value if isinstance(value, list | tuple) else re.split(r"[\s；;、，,]+", str(value))
    found = list(dict.fromkeys(_number(field, v) for v in given if str(v).strip()))
    _count(found)
    return found or None


_MAKERS = {
    "day": _day, "moment": _moment, "number": _number, "record": _number, "link": _link, "choice": _choice,
    "choices": _choices, "lines": _lines, "rows": _rows, "phone": _phone, "records": _records,
}  # fmt: skip


def as_text(field: Field, value: Any) -> str:
    """A standard value in words: lists and tables a line an entry, numbers with their unit."""
    if value in (None, "", []):
        return ""
    if field.type == "moment":
        return str(value).replace("T", " ")[:16]
    if field.type == "number":
        return field.zero if value == 0 and field.zero else f"{value}{field.unit}"
    if field.type == "choices":
        return "、".join(str(v) for v in value)
    if field.type in ("lines", "rows"):
        return _numbered(entries(field, value))
    return str(value)


def entries(field: Field, value: Any) -> list[str]:
    """The lines of a list, or the rows of a table in words."""
    return [_row_text(field, v) if field.type == "rows" else str(v) for v in value]


def _numbered(lines: list[str]) -> str:
    """The lines with their numbers; a single one needs none."""
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)) if len(lines) > 1 else "".join(lines)


def _row_text(field: Field, row: Mapping[str, str]) -> str:
    """The first cell, and the others behind it."""
    first, *others = [row.get(c.name, "") for c in field.columns]
    told = "，".join(cell for cell in others if cell)
    return f"{first}（{told}）" if told and field.brackets else f"{first} {told}".strip()


def as_typed(field: Field, value: Any) -> Any:
    """A standard value as a form's plain field takes it: a line an entry."""
    if field.type == "lines" and isinstance(value, list):
        return "\n".join(str(v) for v in value)
    return value
