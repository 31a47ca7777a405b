"""The names of articles and of what is below them (条、款、项): keys that never change, and how people write them.

"12" is 第十二条, "12-1" 第十二条之一, "s3" 第三部分 (三、); "12.2" 第十二条第二款, "12.2.3" 第十二条第二款第（三）项. An item always
names its paragraph: 第十二条第（三）项 of an article with one paragraph is "12.1.3". Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Container

from .numerals import NUMERAL, to_chinese, to_int

_SPACE = re.compile(r"[\s\u3000\xa0]+")
_KEY = re.compile(r"(s?)([1-9]\d{0,3})(?:-([1-9]\d{0,3}))?(?:\.([1-9]\d{0,2})(?:\.([1-9]\d{0,2}))?)?")
_BELOW = rf"(?:第\s*({NUMERAL})\s*款)?(?:第?\s*[（(]?({NUMERAL})[)）]?\s*项)?"
_ARTICLE = re.compile(rf"(?:第({NUMERAL})部分|第({NUMERAL})条(?:之({NUMERAL}))?){_BELOW}")
_PLAIN = re.compile(rf"({NUMERAL})条?(?:之({NUMERAL}))?")
LONGEST = 24  # characters of a key in the database


def article_of(key: str) -> str:
    """The article to which a key belongs: "12" for "12.2.3"."""
    return key.partition(".")[0]


def above(key: str) -> list[str]:
    """What a provision is part of, from the article down: ["12", "12.2"] for "12.2.3"."""
    parts = key.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


def within(key: str, whole: str) -> bool:
    """Whether ``key`` is ``whole`` or a part of it."""
    return key == whole or key.startswith(f"{whole}.")


def order_of(key: str) -> tuple[int, int, int, int]:
    """Where a provision stands among others: 12, 12.1, 12.2, 12-1, 13."""
    found = _KEY.fullmatch(key)
    if not found:
        return (9999, 9999, 0, 0)
    return (int(found[2]), int(found[3] or 0), int(found[4] or 0), int(found[5] or 0))


def label_of(key: str) -> str:
    """第十二条之一 for "12-1", 第三部分 for "s3", 第十二条第二款第（三）项 for "12.2.3"; the key itself when it is none."""
    found = _KEY.fullmatch(key)
    if not found:
        return key
    number = to_chinese(int(found[2]))
    text = (
        f"第{number}部分"
        if found[1]
        else f"第{number}条" + (f"之{to_chinese(int(found[3]))}" if found[3] else "")
    )
    return text + below(key)


def below(key: str) -> str:
    """What a key names inside its article: 第二款第（三）项 for "12.2.3"; items of outlines have no paragraph."""
    _, _, rest = key.partition(".")
    paragraph, _, item = rest.partition(".")
    if not paragraph:
        return ""
    named = "" if key.startswith("s") and item else f"第{to_chinese(int(paragraph))}款"
    return named + (f"第（{to_chinese(int(item))}）项" if item else "")


def read_key(text: str, near: str = "") -> str:
    """The key of a provision that a person names: 第十二条之一, 十二, 12, 12-1, 三、, s3, 第十二条第二款, 第三条第（一）项, 12.2.3.

    ``near`` is the one named before it, whose article (and paragraph) 第三款 and 第（四）项 go on from. Raises ValueError,
    in Chinese, for what names none.
    """
    given = _SPACE.sub("", text)
    if _KEY.fullmatch(given):
        return given
    try:
        if part := re.fullmatch(rf"({NUMERAL})、", given):
            return f"s{to_int(part[1])}"
        if found := _ARTICLE.fullmatch(given):
            key = f"s{to_int(found[1])}" if found[1] else f"{to_int(found[2])}"
            return _with(key + (f"-{to_int(found[3])}" if found[3] else ""), found[4], found[5])
        if plain := _PLAIN.fullmatch(given):
            return f"{to_int(plain[1])}" + (f"-{to_int(plain[2])}" if plain[2] else "")
        if near and given and (rest := re.fullmatch(_BELOW, given)):
            paragraph = rest[1] or (near.split(".")[1] if "." in near else None)
            return _with(article_of(near), paragraph, rest[2])
    except ValueError:
        pass
    raise ValueError(
        f"“{text.strip()[:20]}”不是条号，应写成 第十二条、第十二条第二款、第三条第（一）项 或 12"
    )


def _with(article: str, paragraph: str | None, item: str | None) -> str:
    if not paragraph and not item:
        return article
    key = f"{article}.{to_int(paragraph) if paragraph else 1}"
    return key + (f".{to_int(item)}" if item else "")


def read_keys(text: str) -> list[str]:
    """Several provisions: 第三条、第五条至第七条, 第八条第二款、第三款, or 3,5-7 with any comma. Raises ValueError.

    A range with "至" or "～" names every whole number in it; "12-1" is 第十二条之一, never a range.
    """
    found: list[str] = []
    for piece in re.split(r"[、，,；;\s和]+", text.strip()):
        if not piece:
            continue
        near = found[-1] if found else ""
        ends = re.split(r"至|到|～|~|—", piece)
        if len(ends) == 2:
            first = read_key(ends[0], near)
            found += _range(first, read_key(ends[1], first), piece)
        else:
            found.append(read_key(piece, near))
    return list(dict.fromkeys(found))


def _range(first: str, last: str, words: str) -> list[str]:
    """Every number between two keys that differ only in their last one."""
    stem, low = re.fullmatch(r"(.*?)(\d+)", first).groups()  # type: ignore[union-attr]
    other, high = re.fullmatch(r"(.*?)(\d+)", last).groups()  # type: ignore[union-attr]
    if stem != other or stem.endswith("-") or not 0 <= int(high) - int(low) < 300:
        raise ValueError(f"“{words}”的起止不对")
    return [f"{stem}{n}" for n in range(int(low), int(high) + 1)]


def nearest(key: str, known: Container[str]) -> str:
    """The smallest provision among ``known`` that holds ``key``, itself included; "" when there is none."""
    return key if key in known else next((k for k in reversed(above(key)) if k in known), "")
