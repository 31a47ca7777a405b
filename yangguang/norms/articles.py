"""A document's text as articles (条款), and its text on a day after amendments. Pure functions over HTML and text.

Two ways of numbering are read: 第X条 (第十二条之一 too), and 一、 where there are no such articles. An article's key is
its number and never changes: "12" for 第十二条, "12-1" for 第十二条之一, "s3" for 三、; its anchor on a page is made of it.
"""

from __future__ import annotations

import datetime as dt
import html as entities
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import html as lxml_html

from yangguang.documents import bodies

from . import provisions
from .keys import article_of, label_of, order_of
from .numerals import NUMERAL, to_int
from .provisions import Bit, Block

# Words that follow a mention of an article inside a sentence, never the number at an article's head.
_MENTION = re.compile(r"[、，。；：至和及与或的中所之]|规定|第|款|项|关于|修改|废止|改为|增加|删去|以外|以及")
ARTICLE = re.compile(rf"^第\s*({NUMERAL})\s*条(?:之({NUMERAL}))?")
_TITLE = re.compile(r"^\s*[（(【]([^（）()【】]{1,30})[)）】]")
STRUCTURE = re.compile(rf"^第\s*({NUMERAL})\s*([编章节])(?![\u4e00-\u9fff]*条)")
OUTLINE = re.compile(rf"^({NUMERAL})\s*、")
_DATE_LINE = re.compile(
    r"^(?:\d{4}|[二〇零○一三四五六七八九]{4})\s*年[\s\d一二三四五六七八九十]+月[\s\d一二三四五六七八九十]+日$"
)
_SPACE = re.compile(r"[\s\u3000\xa0]+")
MOST = 2000  # articles of a document; beyond them a text is no normative document


@dataclass(frozen=True)
class Part:
    """A piece of a document: ``article`` with a key, a ``heading`` (chapter, section), or ``text`` around them."""

    kind: str
    key: str
    label: str
    blocks: tuple[Block, ...]
    pieces: tuple[Bit, ...] = ()  # an article's, once something below it was changed

    @property
    def bits(self) -> tuple[Bit, ...]:
        """An article's paragraphs and items."""
        return self.pieces or (provisions.read(self.key, self.blocks) if self.kind == "article" else ())

    @property
    def lines(self) -> list[tuple[str, str]]:
        """An article's paragraphs and items as they are named and read."""
        return [(provisions.label(b.key, self.bits), b.text) for b in self.bits]

    def of_bits(self, bits: tuple[Bit, ...]) -> Part:
        """The same article made of other bits."""
        return replace(self, blocks=tuple(block for b in bits for block in b.blocks), pieces=bits)

    @property
    def html(self) -> str:
        return "\n".join(b.html for b in self.blocks)

    @property
    def text(self) -> str:
        return "\n".join(b.text for b in self.blocks if b.text)


# Exports run paragraphs together with indents between them; only before a head is that surely a new paragraph.
_RUN_TOGETHER = re.compile(
    rf"[\s\u3000\xa0]{{2,}}(?=第\s*{NUMERAL}\s*[条章节]|{NUMERAL}、|[（(]{NUMERAL}[)）])"
)


def blocks_of(html: str) -> list[Block]:
    """The paragraphs, headings, lists and tables of a cleaned body, in order; divisions are looked into."""
    found: list[Block] = []
    if html.strip():
        _collect(bodies.tree(html), found)
    return [piece for block in found for piece in _apart(block)]


def _apart(block: Block) -> list[Block]:
    """A plain paragraph that holds several run together, taken apart; every other block as it is."""
    inner = block.html.removeprefix("<p>").removesuffix("</p>")
    if block.html[:3] != "<p>" or "<" in inner or not _RUN_TOGETHER.search(inner):
        return [block]
    pieces = [p.strip() for p in _RUN_TOGETHER.split(inner)]
    return [Block(_plain(entities.unescape(p)), f"<p>{p}</p>") for p in pieces if p]


_INLINE = {"a", "strong", "em", "u", "s", "sub", "sup", "code", "abbr", "time", "br", "img"}


def _collect(parent: lxml_html.HtmlElement, found: list[Block]) -> None:
    """Children that are blocks stay as they are; runs of text and inline elements become paragraphs."""
    run = entities.escape(parent.text or "", quote=False)

    def flush() -> None:
        nonlocal run
        for piece in re.split(r"<br\s*/?>|\n", run):
            text = bodies.to_text(piece)
            if text:
                found.append(Block(_plain(text), f"<p>{piece.strip()}</p>"))
        run = ""

    for child in parent:
        tail = entities.escape(child.tail or "", quote=False)
        child.tail = None
        markup = lxml_html.tostring(child, encoding="unicode")
        if child.tag in _INLINE:
            run += markup
        else:
            flush()
            if (child.tag in ("div", "blockquote") and any(c.tag not in _INLINE for c in child)) or (
                child.tag == "p" and "<br" in markup
            ):
                _collect(child, found)
            elif text := bodies.to_text(markup):
                found.append(Block(_plain(text) if child.tag != "table" else text, markup))
            elif child.find(".//img") is not None:
                found.append(Block("", markup))
        run += tail
    flush()


def _plain(text: str) -> str:
    return text.replace("\u3000", " ").strip()


def parse(html: str) -> list[Part]:
    """A document's parts in order. Every block belongs to exactly one part, so nothing is lost.

    A text with at least two 第X条 in rising order is read by articles; else one with at least two 一、; else it is
    one part of text. Lines inside an open quotation (an amendment quoting new articles) begin no article.
    """
    blocks = blocks_of(html)
    for heads in (_article_heads(blocks), _outline_heads(blocks)):
        if len(heads) >= 2:
            return _cut(blocks, heads)
    return [Part("text", "", "", tuple(blocks))] if blocks else []


Head = tuple[str, str, str]  # kind, key, label


def _article_heads(blocks: Sequence[Block]) -> dict[int, Head]:
    heads: dict[int, Head] = {}
    last, depth, count = (0, 0), 0, 0
    for index, block in enumerate(blocks):
        text = block.text
        if depth <= 0:
            if found := ARTICLE.match(text):
                try:
                    here = (to_int(found[1]), to_int(found[2]) if found[2] else 0)
                except ValueError:
                    here = (0, 0)
                rest = text[found.end() :]
                follows = here == (last[0] + 1, 0) or (here[0] == last[0] and here[1] == last[1] + 1)
                apart = bool(rest[:1].isspace() or _TITLE.match(rest))
                plain = not _MENTION.match(rest)
                if count < MOST and here > last and ((follows and (apart or plain)) or (apart and last[0])):
                    key = f"{here[0]}" + (f"-{here[1]}" if here[1] else "")
                    name = _TITLE.match(rest)
                    heads[index] = ("article", key, label_of(key) + (f"（{name[1]}）" if name else ""))
                    last, count = here, count + 1
            elif (found := STRUCTURE.match(text)) and len(text) <= 40:
                heads[index] = ("heading", "", text)
        depth = max(depth + text.count("“") - text.count("”"), 0) if len(text) < 20_000 else 0
    articles = sum(kind == "article" for kind, _, _ in heads.values())
    return heads if articles >= 2 else {}


def _outline_heads(blocks: Sequence[Block]) -> dict[int, Head]:
    heads: dict[int, Head] = {}
    last = depth = 0
    for index, block in enumerate(blocks):
        if depth <= 0 and (found := OUTLINE.match(block.text)):
            try:
                number = to_int(found[1])
            except ValueError:
                number = 0
            if number == last + 1 and not found[1].isdecimal():
                heads[index] = ("article", f"s{number}", label_of(f"s{number}"))
                last = number
        depth = max(depth + block.text.count("“") - block.text.count("”"), 0)
    return heads


def _cut(blocks: Sequence[Block], heads: Mapping[int, Head]) -> list[Part]:
    parts: list[Part] = []
    first = min(heads)
    if first:
        parts.append(Part("text", "", "", tuple(blocks[:first])))
    starts = sorted(heads)
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(blocks)
        kind, key, label = heads[start]
        if index + 1 == len(starts):
            end = start + _before_signature(blocks[start:end])
        parts.append(Part(kind, key, label, tuple(blocks[start:end])))
    if end < len(blocks):
        parts.append(Part("text", "", "", tuple(blocks[end:])))
    return parts


def _before_signature(blocks: Sequence[Block]) -> int:
    """How many of the last article's blocks are its own: signature and date, or an annex, come after them."""
    for index in range(1, len(blocks)):
        text = _SPACE.sub("", blocks[index].text)
        if _DATE_LINE.match(text) or re.match(r"^附[件表录][：:0-9一二三]?", text):
            before = _SPACE.sub("", blocks[index - 1].text)
            signed = index > 1 and len(before) <= 40 and not before.endswith(("。", "；", "："))
            return index - 1 if signed else index
    return len(blocks)


@dataclass(frozen=True)
class Wording:
    """The wording of one article from a day on; ``html`` "" when it is struck from then on."""

    key: str
    on: dt.date
    html: str
    order: int = 0
    label: str = ""


def from_text(key: str, text: str) -> str:
    """The HTML of a provision out of what a clerk typed: its number is put before it when it was left out."""
    text = text.strip()
    if "." in key:
        text = provisions.with_head(key, text)
    elif text and not key.startswith("s") and not ARTICLE.match(text):
        text = f"{label_of(key)}　{text}"
    return bodies.from_plain(text)


def text_on(parts: Sequence[Part], wordings: Iterable[Wording], day: dt.date) -> list[Part]:
    """The document's parts as they read on ``day``: changed, struck and added articles in their places.

    An added article follows the nearest lower number; before every article when there is none. A struck paragraph or
    item leaves a note in its place; what is said of an article that is no longer there changes nothing.
    """
    found = list(parts)
    for wording in sorted(wordings, key=lambda w: (w.on, w.order)):
        if wording.on <= day:
            found = _changed(found, wording)
    return found


def _changed(parts: list[Part], wording: Wording) -> list[Part]:
    article = article_of(wording.key)
    place = next((i for i, p in enumerate(parts) if p.kind == "article" and p.key == article), None)
    blocks = tuple(blocks_of(wording.html)) if wording.html else ()
    if wording.key != article:
        if place is None:
            return parts
        part = parts[place]
        bits = provisions.change(part.bits, wording.key, blocks, wording.on)
        return [*parts[:place], part.of_bits(bits), *parts[place + 1 :]]
    if place is not None:
        part = replace(parts[place], blocks=blocks, label=wording.label or parts[place].label, pieces=())
        return [*parts[:place], *([part] if blocks else []), *parts[place + 1 :]]
    if not blocks:
        return parts
    new = Part("article", article, wording.label or label_of(article), blocks)
    firsts = [i for i, p in enumerate(parts) if p.kind == "article"]
    lower = [i for i in firsts if order_of(parts[i].key) < order_of(article)]
    place = lower[-1] + 1 if lower else firsts[0] if firsts else len(parts)
    return [*parts[:place], new, *parts[place:]]


def provisions_of(html: str) -> list[tuple[str, str]]:
    """Key and label of every article of a text and of what can be named below it, in order."""
    parts = parse(html)
    labels = {p.key: p.label for p in parts if p.kind == "article"}
    return [(key, labels.get(key) or label_of(key)) for key in keys_of(parts)]


def keys_of(parts: Iterable[Part]) -> list[str]:
    """The keys of the articles among ``parts`` and of what can be named below them, in order."""
    return [k for p in parts if p.kind == "article" for k in (p.key, *provisions.known(p.bits))]


def held(key: str, html: str) -> list[str]:
    """What the new wording of an article or paragraph has below it, by keys."""
    blocks = blocks_of(html)
    if not blocks:
        return []
    if "." not in key:
        return provisions.known(provisions.read(key, blocks))
    return [b.key for b in provisions.reworded(key, blocks) if b.key != key]


def join(parts: Iterable[Part], *, anchors: bool = False) -> str:
    """The parts as one HTML body. With ``anchors`` each article is a section with a stable address (#art-12)."""
    out = []
    for part in parts:
        if anchors and part.kind == "article":
            out.append(f'<section id="{anchor(part.key)}" class="article">{part.html}</section>')
        elif part.kind == "heading":
            out.append(
                f'<p class="text-center"><strong>{entities.escape(part.text, quote=False)}</strong></p>'
            )
        else:
            out.append(part.html)
    return "\n".join(out)


def anchored(part: Part) -> str:
    """A part's HTML; every paragraph and item of an article that has several gets a stable address (#art-12.2)."""
    bits = part.bits
    if len(bits) < 2:
        return part.html
    return "\n".join(f'<div id="{anchor(b.key)}" class="provision">{b.html}</div>' for b in bits)


def anchor(key: str) -> str:
    """The stable address of an article within its page."""
    return f"art-{key}"
