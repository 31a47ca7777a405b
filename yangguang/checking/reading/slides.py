"""Slides (ECMA-376 PresentationML): text, hidden slides, speaker's notes, comments."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from yangguang.checking.subjects import Part, PartKind

from .packages import enclosed, local, properties, texts, xml

_NUMBER = re.compile(r"(\d+)\.xml$")
_TEXT = frozenset({"t"})


def read(package: zipfile.ZipFile) -> Iterator[Part]:
    """The parts of a presentation. Raises Unreadable."""
    for number, root in _each(package, "ppt/slides/slide"):
        hidden = root.get("show") in ("0", "false")
        place = f"隐藏的幻灯片 {number}" if hidden else f"幻灯片 {number}"
        if text := _lines(root):
            yield Part(place, text, PartKind.HIDDEN if hidden else PartKind.TEXT)
    for number, root in _each(package, "ppt/notesSlides/notesSlide"):
        if text := _lines(root):
            yield Part(f"备注 {number}", text, PartKind.COMMENT)
    for number, root in _each(package, "ppt/comments/"):
        if text := texts(root, frozenset({"text", "t"})).strip():
            yield Part(f"批注 {number}", text, PartKind.COMMENT)
    yield from properties(package)
    yield from enclosed(package)


def _each(package: zipfile.ZipFile, stem: str) -> Iterator[tuple[int, Element]]:
    names = [n for n in package.namelist() if n.startswith(stem) and n.endswith(".xml") and "_rels" not in n]
    numbered = sorted((int(m[1]) if (m := _NUMBER.search(n)) else 0, n) for n in names)
    for number, name in numbered:
        yield number, xml(package, name)


def _lines(root: Element) -> str:
    lines = (texts(p, _TEXT) for p in root.iter() if local(p) == "p")
    # A notes page repeats the slide's number.
    return "\n".join(line for line in lines if line.strip() and not line.strip().isdigit())
