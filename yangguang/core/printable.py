"""Characters that no text means: control characters and broken ones, which XML, .xlsx or a database refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# C0 but tab and line ends, DEL and C1, halves of surrogate pairs, and the two that are no characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without them; what is clean stays as it is."""
    return _UNPRINTABLE.sub("", text)


def deep(value: Any) -> Any:
    """The value with every text in it printable, also in lists and tables; everything else as it is."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return type(value)(deep(v) for v in value)
    if isinstance(value, Mapping):
        return {k: deep(v) for k, v in value.items()}
    return value
