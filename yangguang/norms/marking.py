"""Marking, inside a public text, citations of documents that have no force any more."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import html as lxml_html

from yangguang.documents import bodies

from .queries import Cited

MOST = 200  # marks in one text


def mark(html: str, cited: Iterable[Cited]) -> str:
    """``html`` with a short mark behind every mention of the cited names; the text itself stays as it was.

    A name that runs through several elements is left unmarked; the page's note above names it all the same.
    """
    names = {
        c.surface: f"（{c.words}{c.state.value}）"
        for c in cited
        if c.surface and c.surface in bodies.to_text(html)
    }
    if not names:
        return html
    root = bodies.tree(html)
    left = MOST
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        for name, word in names.items():
            if left > 0 and element.text and name in element.text:
                left -= _split(element, None, name, word)
            for child in list(element):
                if left > 0 and child.tail and name in child.tail and child.get("class") != "cited-ended":
                    left -= _split(element, child, name, word)
    return bodies.inner(root)


def _split(parent: lxml_html.HtmlElement, after: lxml_html.HtmlElement | None, name: str, word: str) -> int:
    """Put a mark behind each mention in one run of text; returns how many."""
    text = (parent.text if after is None else after.tail) or ""
    pieces = text.split(name)
    place = 0 if after is None else parent.index(after) + 1
    first = pieces[0] + name
    if after is None:
        parent.text = first
    else:
        after.tail = first
    for number, piece in enumerate(pieces[1:]):
        mark = lxml_html.Element("span")
        mark.set("class", "cited-ended")
        mark.text = word
        mark.tail = piece + (name if number < len(pieces) - 2 else "")
        parent.insert(place + number, mark)
    return len(pieces) - 1
