"""What a style sheet, or a style written on an element, refers to."""

from __future__ import annotations

import re

_URL = re.compile(r"url\(\s{0,4}['\"]?([^'\")\s]{1,500})['\"]?\s{0,4}\)", re.I)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)


def images(text: str) -> list[str]:
    """Pictures a style sheet names; fonts, embedded data and what is commented out left away."""
    if "/*" in text:
        text = _COMMENT.sub("", text)
    return [
        one
        for one in _URL.findall(text)
        if not one.startswith(("data:", "#", "about:"))
        and not one.lower()
        .partition("?")[0]
        .partition("#")[0]
        .endswith((".woff", ".woff2", ".ttf", ".eot", ".otf", ".css"))
    ]
