"""Word documents (ECMA-376 WordprocessingML): text, tables, headers, notes, comments, tracked changes, hidden text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from yangguang.checking.subjects import Part, PartKind

from .packages import attribute, enclosed, local, properties, texts, xml

_DELETED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
_TEXTS = frozenset({"t", "delText"})
_OFF = frozenset({"0", "false", "off"})
_MOST_DEPTH = 200


@dataclass
class _Story:
    """What one stream of text (body, header, note) holds."""

    lines: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    inserted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def read(package: zipfile.ZipFile) -> Iterator[Part]:
    """The parts of a document. Raises Unreadable."""
    names = set(package.namelist())
    vanished = _vanished_styles(package) if "word/styles.xml" in names else frozenset()
    stories = [("正文", "word/document.xml")]
    for what, stem in (("页眉", "header"), ("页脚", "footer"), ("脚注", "footnotes"), ("尾注", "endnotes")):
        found = sorted(n for n in names if n.startswith(f"word/{stem}") and n.endswith(".xml"))
        stories += [(what if len(found) == 1 else f"{what} {i}", n) for i, n in enumerate(found, 1)]
    for place, name in stories:
        story = _Story()
        _walk(xml(package, name), story, vanished, 0)
        yield from _parts(place, story)
    if "word/comments.xml" in names:
        for number, comment in enumerate(_children(xml(package, "word/comments.xml"), "comment"), 1):
            text = "\n".join(texts(p, _TEXTS) for p in comment.iter() if local(p) == "p").strip()
            if text:
                yield Part(f"批注 {number}", text, PartKind.COMMENT)
    yield from properties(package)
    yield from enclosed(package)


def _parts(place: str, story: _Story) -> Iterator[Part]:
    if any(line.strip() for line in story.lines):
        yield Part(place, "\n".join(story.lines))
    for number, rows in enumerate(story.tables, 1):
        if any(any(c.strip() for c in row) for row in rows):
            yield Part.table(f"{place}表 {number}" if place != "正文" else f"表 {number}", rows)
    for what, kept, kind in (
        ("删除的文字", story.deleted, PartKind.REVISION),
        ("插入的文字", story.inserted, PartKind.REVISION),
        ("隐藏文字", story.hidden, PartKind.HIDDEN),
    ):
        if text := "\n".join(t for t in kept if t.strip()):
            yield Part(f"{place}·{what}", text, kind)


def _walk(element: Element, story: _Story, vanished: frozenset[str], depth: int) -> None:
    if depth > _MOST_DEPTH:
        return
    for child in element:
        name = local(child)
        if name == "p":
            story.lines.append(_paragraph(child, story, vanished))
            for box in _boxes(child):
                _walk(box, story, vanished, depth + 1)
        elif name == "tbl":
            rows = [
                [_cell(cell, story, vanished, depth + 1) for cell in _children(row, "tc")]
                for row in _children(child, "tr")
            ]
            story.tables.append(rows)
        elif name not in ("sectPr", "pPr", "rPr"):
            _walk(child, story, vanished, depth + 1)


def _cell(cell: Element, story: _Story, vanished: frozenset[str], depth: int) -> str:
    inner = _Story()
    _walk(cell, inner, vanished, depth)
    story.tables += inner.tables
    for kept, found in (
        (story.deleted, inner.deleted), (story.inserted, inner.inserted), (story.hidden, inner.hidden),
    ):  # fmt: skip
        kept += found
    return " ".join(line for line in inner.lines if line)


def _children(element: Element, name: str) -> Iterator[Element]:
    """Children of this name, also those wrapped in a content control or in a tracked row."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _children(child, name)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes anchored in a paragraph; the fallback for old programs repeats the same text."""
    stack = list(paragraph)
    while stack:
        element = stack.pop(0)
        if local(element) == "txbxContent":
            yield element
        elif local(element) != "Fallback":
            stack = [*element, *stack]


def _paragraph(paragraph: Element, story: _Story, vanished: frozenset[str]) -> str:
    seen: list[str] = []
    deleted: list[str] = []
    inserted: list[str] = []
    hidden: list[str] = []

    def runs(element: Element, inside: str) -> None:
        for child in element:
            name = local(child)
            if name == "r":
                text = _run(child)
                if inside == "deleted":
                    deleted.append(text)
                elif _is_hidden(child, vanished):
                    hidden.append(text)
                else:
                    seen.append(text)
                    if inside == "inserted":
                        inserted.append(text)
            elif name in _DELETED:
                runs(child, "deleted")
            elif name in _INSERTED:
                runs(child, inside or "inserted")
            elif name not in ("pPr", "txbxContent", "Fallback"):
                runs(child, inside)

    runs(paragraph, "")
    story.deleted += ["".join(deleted)] if deleted else []
    story.inserted += ["".join(inserted)] if inserted else []
    story.hidden += ["".join(hidden)] if hidden else []
    return "".join(seen)


def _run(run: Element) -> str:
    signs = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
    return "".join((e.text or "") if local(e) in _TEXTS else signs.get(local(e), "") for e in run)


def _is_hidden(run: Element, vanished: frozenset[str]) -> bool:
    for look in run:
        if local(look) != "rPr":
            continue
        for mark in look:
            if local(mark) in ("vanish", "webHidden"):
                return attribute(mark, "val") not in _OFF
            if local(mark) == "rStyle" and attribute(mark, "val") in vanished:
                return True
    return False


def _vanished_styles(package: zipfile.ZipFile) -> frozenset[str]:
    return frozenset(
        attribute(style, "styleId")
        for style in xml(package, "word/styles.xml").iter()
        if local(style) == "style"
        and any(local(e) == "vanish" and attribute(e, "val") not in _OFF for e in style.iter())
    )
