"""Simplified and traditional characters (OpenCC). Converters are made once and are safe to share between threads."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def simplified(text: str) -> str:
    """The text in simplified characters; what is simplified already stays as it is."""
    return str(_converter("t2s").convert(text))


def traditional(text: str) -> str:
    """The text in traditional characters, by phrases (头发→頭髮, 发展→發展)."""
    return str(_converter("s2tw").convert(text))


# Tags are left alone except for the attributes that people read; scripts, styles, code and what is marked not to be
# translated stay whole.
_KEPT = re.compile(
    r"<(script|style|code|pre|textarea)\b.*?</\1\s*>|<(\w+)[^>]*\btranslate=[\"']no[\"'][^>]*>.*?</\2\s*>|<!--.*?-->|<[^>]*>",
    re.S | re.I,
)
_READ = re.compile(r"\b(alt|title|placeholder|aria-label|content|label)=(\"[^\"]*\"|'[^']*')", re.I)
_LANG = re.compile(r"(<html\b[^>]*\blang=[\"'])zh-Hans([\"'])", re.I)
_HAN = re.compile(r"[\u3400-\u9fff]")
# Stands for a tag while the text around it is converted in one go; no page holds this private character.
_MARK = "\ue000"


def traditional_html(html: str) -> str:
    """A page in traditional characters: texts and readable attributes change, addresses and code do not."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        tag = match[0]
        if match[1] is None and match[2] is None and _HAN.search(tag):
            tag = _READ.sub(lambda m: f"{m[1]}={traditional(m[2])}", tag)
        kept.append(tag)
        return _MARK

    parts = traditional(_KEPT.sub(keep, html.replace(_MARK, ""))).split(_MARK)
    out = [parts[0]]
    for tag, text in zip(kept, parts[1:], strict=True):
        out += (tag, text)
    return _LANG.sub(r"\1zh-Hant\2", "".join(out), count=1)
