"""What a file holds, as parts to check."""

from __future__ import annotations

from pathlib import Path

import puremagic

from yangguang.documents import converting

from .markup import parts_of_html
from .subjects import Part

EDITION = 1  # raised when the same file reads differently


def parts_of(path: str | Path, name: str) -> tuple[Part, ...]:
    """The parts of a file, whatever it holds; none when it has no text to read."""
    converted = converting.to_html(path, puremagic.from_file(str(path), mime=True))
    return tuple(parts_of_html(converted.html, "")) if converted is not None else ()
