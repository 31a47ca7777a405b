"""What a page shows as text: all of it, and in pieces outside of links."""

from __future__ import annotations

import zlib

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .outline import Outline


def checksum(text: str) -> int:
    """What an anchor or a piece of text is kept as."""
    return zlib.crc32(text.encode("utf-8", "replace"))


def text_of(outline: Outline) -> str:
    """The text of the body, scripts and styles left out."""
    body = outline.tree.body
    if body is None:
        return ""
    if not outline.any("script", "style") or body.css_first("script,style") is None:
        return body.text(separator=" ", skip_empty=True)
    return _without_scripts(body)


_NOT_SHOWN = frozenset(("script", "style", "noscript", "template", "option", "textarea"))
_MOST_PIECES = 150


def plain_pieces(tree: LexborHTMLParser) -> list[tuple[int, int]]:
    """Checksum and length of each piece of text outside of links."""
    out: list[tuple[int, int]] = []
    body = tree.body
    for node in body.traverse(include_text=True, skip_empty=True) if body is not None else ():
        if node.tag != "-text":
            continue
        text = "".join((node.text_content or "").split())
        if len(text) < 2:
            continue
        up = node.parent
        for _ in range(3):
            if up is None:
                break
            tag = up.tag
            if tag == "a" or tag in _NOT_SHOWN:
                break
            up = up.parent
        else:
            out.append((checksum(text), len(text)))
            if len(out) >= _MOST_PIECES:
                break
    return out


_UNREAD = frozenset(("script", "style", "noscript", "template"))


def _without_scripts(body: LexborNode) -> str:
    return " ".join(
        [
            node.text_content or ""
            for node in body.traverse(include_text=True, skip_empty=True)
            if node.tag == "-text" and ((up := node.parent) is None or up.tag not in _UNREAD)
        ]
    )
