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

from .numerals import NUMERAL, to_chinese, to_int

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
class Block:
    """One paragraph, heading or table: its plain text and its HTML."""

    text: str
    html: str


@dataclass(frozen=True)
class Part:
    """A piece of a document: ``article`` with a key, a ``heading`` (chapter, section), or ``text`` around them."""

    kind: str
    key: str
    label: str
    blocks: tuple[Block, ...]

    @property
    def html(self) -> str:
        return "\n".join(b.html for b in self.blocks)

    @property
    def text(self) -> str:
        return "\n".join(b.text for b in self.blocks if b.text)


def label_of(key: str) -> str:
    """第十二条之一 for "12-1", 三、 for "s3"; the key itself when it is none."""
    found = re.fullmatch(r"(s?)(\d{1,4})(?:-(\d{1,4}))?", key)
    if not found:
        return key
    number = to_chinese(int(found[2]))
    if found[1]:
        return f"第{number}部分"
    return f"第{number}条" + (f"之{to_chinese(int(found[3]))}" if found[3] else "")


def read_key(text: str) -> str:
    """The key of an article that a person names: 第十二条之一, 十二, 12, 12-1, 三、, 第三部分, s3.

    Raises ValueError, in Chinese, for what names none.
    """
    given = _SPACE.sub("", text)
    if re.fullmatch(r"s?[1-9]\d{0,3}(-[1-9]\d{0,3})?", given):
        return given
    part = re.fullmatch(rf"(?:第({NUMERAL})部分|({NUMERAL})、)", given)
    found = re.fullmatch(rf"第?({NUMERAL})条?(?:之({NUMERAL}))?", given)
    try:
        if part:
            return f"s{to_int(part[1] or part[2])}"
        if found:
            return f"{to_int(found[1])}" + (f"-{to_int(found[2])}" if found[2] else "")
    except ValueError:
        pass
    raise ValueError(f"“{text.strip()[:20]}”不是条号，应写成 第十二条 或 12")


def read_keys(text: str) -> list[str]:
    """Several articles: 第三条、第五条至第七条, or 3,5-7 with a full-width or plain comma. Raises ValueError.

    A range with "至" or "～" names every whole number in it; "12-1" is 第十二条之一, never a range.
    """
    keys: list[str] = []
    for piece in re.split(r"[、，,；;\s]+", text.strip()):
        if not piece:
            continue
        ends = re.split(r"至|到|～|~|—", piece)
        if len(ends) == 2:
            first, last = read_key(ends[0]), read_key(ends[1])
            mark = "s" if first.startswith("s") else ""
            low, high = first.removeprefix("s"), last.removeprefix("s")
            if not (low.isdecimal() and high.isdecimal()) or not 0 <= int(high) - int(low) < 300:
                raise ValueError(f"“{piece}”的起止不对")
            keys += [f"{mark}{n}" for n in range(int(low), int(high) + 1)]
        else:
            keys.append(read_key(piece))
    return list(dict.fromkeys(keys))


def order_of(key: str) -> tuple[int, int]:
    """Where an article stands among others: 12, 12-1, 13."""
    number, _, sub = key.removeprefix("s").partition("-")
    return (
        (int(number), int(sub or 0)) if number.isdecimal() and (not sub or sub.isdecimal()) else (9999, 9999)
    )


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
    """The HTML of an article out of what a clerk typed: its number is put before it when it was left out."""
    text = text.strip()
    if text and not key.startswith("s") and not ARTICLE.match(text):
        text = f"{label_of(key)}　{text}"
    return bodies.from_plain(text)


def text_on(parts: Sequence[Part], wordings: Iterable[Wording], day: dt.date) -> list[Part]:
    """The document's parts as they read on ``day``: changed, struck and added articles in their places.

    An added article follows the nearest lower number; before every article when there is none.
    """
    latest: dict[str, Wording] = {}
    for wording in sorted(wordings, key=lambda w: (w.on, w.order)):
        if wording.on <= day:
            latest[wording.key] = wording
    found: list[Part] = []
    for part in parts:
        change = latest.pop(part.key, None) if part.kind == "article" else None
        if change is None:
            found.append(part)
        elif change.html:
            found.append(
                replace(part, blocks=tuple(blocks_of(change.html)), label=change.label or part.label)
            )
    for key, change in sorted(latest.items(), key=lambda pair: order_of(pair[0])):
        if not change.html:
            continue
        new = Part("article", key, change.label or label_of(key), tuple(blocks_of(change.html)))
        place = 0
        firsts = [i for i, p in enumerate(found) if p.kind == "article"]
        lower = [i for i in firsts if order_of(found[i].key) < order_of(key)]
        if lower:
            place = lower[-1] + 1
        elif firsts:
            place = firsts[0]
        else:
            place = len(found)
        found.insert(place, new)
    return found


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


def anchor(key: str) -> str:
    """The stable address of an article within its page."""
    return f"art-{key}"
