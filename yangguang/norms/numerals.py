"""Chinese numerals of articles and headings, 1 to 9999, both ways."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_VALUES = {c: n for n, c in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"(?:[0-9０-９]{1,4}|[零〇一二两三四五六七八九十百千]{1,9})"


def to_int(text: str) -> int:
    """第二十一条's 二十一 (or 21) as a number. Raises ValueError for what is no number from 1 to 9999."""
    given = text.strip()
    if given.isdecimal():
        found = int(given)
    elif given and not set(given) & set(_UNITS):
        found = int("".join(str(_value(c)) for c in given))  # 一二 as in 二〇二一
    else:
        found = last = 0
        for char in given:
            if char in _UNITS:
                found, last = found + (last or 1) * _UNITS[char], 0
            else:
                last = _value(char)
        found += last
    if not 1 <= found <= 9999:
        raise ValueError(f"“{text}”不是序号")
    return found


def _value(char: str) -> int:
    if char not in _VALUES:
        raise ValueError(f"“{char}”不是数字")
    return _VALUES[char]


def to_chinese(number: int) -> str:
    """21 as 二十一. Raises ValueError outside 1 to 9999."""
    if not 1 <= number <= 9999:
        raise ValueError(f"{number} 不是序号")
    out, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return out.removeprefix("一") if out.startswith("一十") else out
