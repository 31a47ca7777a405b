"""How a reader wants pages shown: size, large-print mode, contrast. A cookie with a closed set of values."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

COOKIE = "display"
CHOICES = {
    "size": {"normal": "标准字号", "large": "大字号", "larger": "特大字号"},
    "mode": {"standard": "标准版", "senior": "适老版"},
    "contrast": {"normal": "标准对比度", "high": "高对比度"},
}
_CODE = re.compile(r"(?:^|;\s*)display=([a-z]{3})(?:;|$)")
_LETTERS = {"size": "nlx", "mode": "sa", "contrast": "nh"}


@dataclass(frozen=True)
class Display:
    """A reader's choices; ``code`` is their cookie value, ``classes`` what the page's root element carries."""

    size: str = "normal"
    mode: str = "standard"
    contrast: str = "normal"

    @property
    def code(self) -> str:
        return "".join(_LETTERS[k][list(CHOICES[k]).index(getattr(self, k))] for k in CHOICES)

    @property
    def classes(self) -> str:
        return f"size-{self.size} mode-{self.mode} contrast-{self.contrast}"

    @property
    def options(self) -> list[tuple[str, str, str, bool]]:
        """Every choice as (name, value, label, chosen)."""
        return [(k, v, label, getattr(self, k) == v) for k in CHOICES for v, label in CHOICES[k].items()]

    def choose(self, name: str, value: str) -> Display:
        """With one choice changed; unknown names and values change nothing."""
        return replace(self, **{name: value}) if value in CHOICES.get(name, {}) else self


def read(code: str) -> Display:
    """The choices of a cookie value; anything unknown is the standard."""
    if len(code) != len(CHOICES):
        return Display()
    found = {}
    for letter, name in zip(code, CHOICES, strict=True):
        place = _LETTERS[name].find(letter)
        if place < 0:
            return Display()
        found[name] = list(CHOICES[name])[place]
    return Display(**found)


def from_cookies(header: str) -> Display:
    """The choices in a raw Cookie header."""
    found = _CODE.search(header)
    return read(found[1]) if found else Display()


def of(request: Any) -> Display:
    return read(request.COOKIES.get(COOKIE, ""))
