"""What stands below an article: its paragraphs (款) and items (项), read out of its blocks, changed and put back.

A paragraph is a line of its own; lines that begin with （一） are items of the paragraph before them. A table, a picture,
a quotation and the lines numbered 1. belong to what stands before them. Parts of an outline (三、) have items only.
Numbers never shift: a struck paragraph leaves a note in its place, so 第三款 stays 第三款 until the article is made anew.
Pure functions.
"""

from __future__ import annotations

import datetime as dt
import html as entities
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .keys import article_of, below, label_of, order_of, within
from .numerals import NUMERAL, to_chinese, to_int

_HEAD = re.compile(
    rf"^第\s*{NUMERAL}\s*条(?:之{NUMERAL})?(?:\s*[（(【][^（）()【】]{{1,30}}[)）】])?[\s\u3000]*"
)
_ITEM = re.compile(rf"^[（(]({NUMERAL})[)）]")
_SUB = re.compile(r"^(?:[（(]?\d{1,2}[.．、)）]|[①-⑳]|[—－-])")
_INLINE_ITEM = re.compile(rf"[：:；;][\s\u3000]*[（(]{NUMERAL}[)）]")


@dataclass(frozen=True)
class Block:
    """One paragraph, heading or table: its plain text and its HTML."""

    text: str
    html: str


@dataclass(frozen=True)
class Bit:
    """The blocks that belong to one provision itself and to nothing below it; ``struck`` is the day it was struck."""

    key: str
    blocks: tuple[Block, ...]
    struck: dt.date | None = None

    @property
    def text(self) -> str:
        return "\n".join(b.text for b in self.blocks if b.text)

    @property
    def html(self) -> str:
        return "\n".join(b.html for b in self.blocks)


def read(article: str, blocks: Sequence[Block]) -> tuple[Bit, ...]:
    """An article's bits in order; every block belongs to exactly one."""
    outline = article.startswith("s")
    found: list[tuple[str, list[Block]]] = []
    paragraph = depth = last = 0
    for number, block in enumerate(blocks):
        text = block.text
        item = _item(text, last) if depth <= 0 and paragraph else 0
        own = (
            not found or item or (depth <= 0 and not outline and _begins_paragraph(block, found[-1], number))
        )
        if item:
            last = item
            found.append((f"{article}.{paragraph}.{item}", [block]))
        elif own:
            paragraph, last = paragraph + 1, 0
            found.append((f"{article}.{paragraph}", [block]))
        else:
            found[-1][1].append(block)
        depth = max(depth + text.count("“") - text.count("”"), 0) if len(text) < 20_000 else 0
    return tuple(Bit(key, tuple(lines)) for key, lines in found)


def _item(text: str, last: int) -> int:
    """The number of the item that a line begins: the next one, or the first; 0 for none."""
    found = _ITEM.match(text)
    if not found:
        return 0
    try:
        number = to_int(found[1])
    except ValueError:
        return 0
    return number if number == last + 1 else 0


def _begins_paragraph(block: Block, before: tuple[str, list[Block]], number: int) -> bool:
    """Whether a line begins a new paragraph: not a table or picture, no 1. or ①, and not right behind a bare 第X条."""
    if not block.html.startswith("<p") or not block.text or _SUB.match(block.text) or _ITEM.match(block.text):
        return False
    return not (number == 1 and not _HEAD.sub("", before[1][0].text))


def known(bits: Iterable[Bit]) -> list[str]:
    """The keys of the paragraphs and items that are in the text."""
    return [b.key for b in bits if not b.struck]


def settle(key: str, have: Iterable[str]) -> str:
    """The key that is meant: 第（三）项 without its paragraph is the one item of that number below the article."""
    keys = set(have)
    if key.count(".") != 2 or key in keys:
        return key
    article, _, item = key.split(".")
    same = [k for k in keys if k.count(".") == 2 and article_of(k) == article and k.endswith(f".{item}")]
    return same[0] if len(same) == 1 else key


def has_more(text: str) -> bool:
    """Whether a line holds items that are not on lines of their own, so that nothing can be said of their number."""
    return bool(_INLINE_ITEM.search(text))


def label(key: str, bits: Sequence[Bit]) -> str:
    """第二款, 第二款第（三）项; 第（三）项 alone where the article has one paragraph."""
    words = below(key)
    several = sum(b.key.count(".") == 1 for b in bits) > 1
    return words if several or key.count(".") != 2 else re.sub(r"^第[^款]+款", "", words)


def with_head(key: str, text: str) -> str:
    """The wording of a paragraph or item as typed, without 第X条 before it and with （三） where it is an item."""
    text = text.strip()
    named = rf"^{re.escape(label_of(article_of(key)))}[^：:\s\u3000]{{0,16}}?[：:\s\u3000]+"
    text = re.sub(named, "", text)
    text = re.sub(rf"^第\s*{NUMERAL}\s*款(?:第?[（(]?{NUMERAL}[)）]?项)?[：:\s\u3000]+", "", text)
    if key.count(".") == 2 and text and not _ITEM.match(text):
        text = f"（{to_chinese(int(key.rsplit('.', 1)[1]))}）{text}"
    return text


def change(bits: Sequence[Bit], key: str, blocks: Sequence[Block], on: dt.date) -> tuple[Bit, ...]:
    """An article's bits after ``key`` got a new wording from ``on`` on, or was struck (no ``blocks``)."""
    old = [b for b in bits if within(b.key, key)]
    head = _HEAD.match(old[0].text) if old and old[0] is bits[0] else None
    new = (
        reworded(key, blocks, head[0] if head else "")
        if blocks
        else (_note(key, on, head[0] if head else ""),)
    )
    kept = [b for b in bits if not within(b.key, key)]
    place = next((n for n, b in enumerate(kept) if order_of(b.key) > order_of(key)), len(kept))
    return (*kept[:place], *new, *kept[place:])


def reworded(key: str, blocks: Sequence[Block], head: str = "") -> tuple[Bit, ...]:
    """The bits of a paragraph or item out of its new wording; ``head`` is the 第X条 that goes before it."""
    first = blocks[0]
    if head and not _HEAD.match(first.text):
        first = Block(
            head + first.text,
            re.sub(r"^(<p[^>]*>)?", rf"\g<1>{entities.escape(head, quote=False)}", first.html, count=1),
        )
    lines = (first, *blocks[1:])
    if key.count(".") == 2:
        return (Bit(key, lines),)
    found: list[Bit] = []
    for bit in read(
        article_of(key), lines
    ):  # the lines of one paragraph, whatever they look like, are that paragraph
        if bit.key.count(".") == 2:
            found.append(Bit(f"{key}.{bit.key.rsplit('.', 1)[1]}", bit.blocks))
        elif not found:
            found.append(Bit(key, bit.blocks))
        else:
            found[-1] = Bit(found[-1].key, (*found[-1].blocks, *bit.blocks))
    return tuple(found)


def _note(key: str, on: dt.date, head: str) -> Bit:
    """What stands in the place of a struck provision."""
    words = below(key) if key.count(".") == 1 else f"第（{to_chinese(int(key.rsplit('.', 1)[1]))}）项"
    said = f"{head}（{words}自{on.year}年{on.month}月{on.day}日起废止）"
    return Bit(key, (Block(said, f"<p><em>{entities.escape(said, quote=False)}</em></p>"),), on)
