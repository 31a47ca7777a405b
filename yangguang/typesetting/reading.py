"""A cleaned body read into blocks: headings by their numbers, lists with their marks, tables with their spans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import html as lxml_html

from yangguang.documents.bodies import tree

from .blocks import Block, Cell, Heading, Paragraph, Picture, Rule, Run, Table

# GB/T 9704-2012 7.3.3: 一、 （一） 1. （1）; a line that begins so, is short and does not end like a sentence.
LEVELS = (
    re.compile(r"^[一二三四五六七八九十百零]+、"),
    re.compile(r"^（[一二三四五六七八九十百零]+）"),
    re.compile(r"^\d+[.．](?!\d)"),
    re.compile(r"^（\d+）"),
)
LONGEST_HEADING = 42  # characters; a longer line is a paragraph that begins with a number
_INLINE = {
    "strong": "bold",
    "em": "italic",
    "u": "underline",
    "s": "strike",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
}


@dataclass
class _State:
    notes: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    out: list[Block] = field(default_factory=list)


def read(html: str, *, footnotes: bool = False) -> list[Block]:
    """The blocks of a cleaned body. With ``footnotes`` a raised link to a paragraph of class "note" becomes one."""
    root = tree(html)
    state = _State()
    if footnotes:
        _take_notes(root, state)
    _walk(root, state)
    return _levelled(state.out)


def _take_notes(root: lxml_html.HtmlElement, state: _State) -> None:
    wanted = {(a.get("href") or "")[1:] for a in root.iter("a") if (a.get("href") or "").startswith("#")}
    for element in list(root.iter("p", "li")):
        name = element.get("id")
        if name in wanted and "note" in (element.get("class") or "").split():
            state.notes[name] = tuple(_runs(element, state))
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)


def _walk(parent: lxml_html.HtmlElement, state: _State, depth: int = 0, style: str = "body") -> None:
    """Blocks of an element; loose text between blocks becomes paragraphs of its own."""
    loose: list[Run] = _words(parent.text)
    for child in parent:
        if not isinstance(child.tag, str):
            loose += _words(child.tail)
        elif child.tag in _BLOCKS:
            _flush(loose, state, style)
            loose = []
            _block(child, state, depth, style)
            loose += _words(child.tail)
        else:
            loose += _inline(child, state, frozenset(), "")
            loose += _words(child.tail)
    _flush(loose, state, style)


def _flush(loose: list[Run], state: _State, style: str) -> None:
    if runs := _trimmed(loose):
        state.out.append(Paragraph(runs, style=style))


_BLOCKS = {
    "p", "h2", "h3", "h4", "ul", "ol", "table", "figure", "img", "hr", "blockquote", "div", "pre", "video", "audio", "figcaption",
}  # fmt: skip


def _block(element: lxml_html.HtmlElement, state: _State, depth: int, style: str) -> None:
    tag = element.tag
    classes = (element.get("class") or "").split()
    if tag in ("h2", "h3", "h4"):
        if runs := _trimmed(_runs(element, state)):
            state.out.append(Heading(int(tag[1]) - 1, runs))
    elif tag in ("p", "figcaption") and element.find(".//img") is None:
        if runs := _trimmed(_runs(element, state)):
            state.out.append(_paragraph(runs, classes, style))
    elif tag == "pre":
        for line in (element.text_content() or "").split("\n"):
            if line.strip():
                state.out.append(Paragraph((Run(line, frozenset({"code"})),), indent=False, style=style))
    elif tag in ("ul", "ol"):
        _list(element, state, depth + 1)
    elif tag == "table":
        if (table := _table(element, state)) is not None:
            state.out.append(table)
    elif tag == "img":
        state.out.append(Picture(element.get("src") or "", (element.get("alt") or "").strip()))
    elif tag == "figure":
        _figure(element, state, depth, style)
    elif tag == "hr":
        state.out.append(Rule())
    elif tag in ("video", "audio"):
        word = "视频" if tag == "video" else "音频"
        state.out.append(Paragraph((Run(f"〔此处有{word}，请看网页版〕"),), style="note"))
    else:  # div, blockquote, a paragraph with pictures
        _walk(element, state, depth, "quote" if tag == "blockquote" else style)


def _paragraph(runs: tuple[Run, ...], classes: list[str], style: str) -> Paragraph:
    align = "center" if "text-center" in classes else "right" if "text-right" in classes else ""
    if "signature" in classes:
        style, align = "signature", "right"
    elif "note" in classes:
        style = "note"
    return Paragraph(runs, align=align, style=style, indent=not align and "no-indent" not in classes)


def _figure(element: lxml_html.HtmlElement, state: _State, depth: int, style: str) -> None:
    caption = element.find("figcaption")
    pictures = list(element.iter("img"))
    words = " ".join((caption.text_content() if caption is not None else "").split())
    if len(pictures) == 1 and element.find(".//table") is None:
        image = pictures[0]
        alt = (image.get("alt") or "").strip()
        state.out.append(Picture(image.get("src") or "", alt, words))
        return
    _walk(element, state, depth, style)


def _list(element: lxml_html.HtmlElement, state: _State, depth: int) -> None:
    """A list as paragraphs with their marks written out, so that both outputs hold the same characters."""
    given = element.get("start") or "1"
    number = int(given) if given.lstrip("-").isdecimal() and len(given) < 6 else 1
    for item in element:
        if item.tag != "li":
            continue
        mark = _mark(number, depth) if element.tag == "ol" else ("—" if depth == 1 else "·")
        before = len(state.out)
        _walk(item, state, depth, "item")
        if before == len(state.out):
            continue
        first = state.out[before]
        marked = Run(f"{mark} " if element.tag == "ul" else mark)
        if isinstance(first, Paragraph):
            state.out[before] = replace(first, runs=(marked, *first.runs), style="item", depth=depth)
        else:
            state.out.insert(before, Paragraph((marked,), style="item", depth=depth))
        for place in range(before + 1, len(state.out)):
            block = state.out[place]
            if isinstance(block, Paragraph) and block.style == "item" and not block.depth:
                state.out[place] = replace(block, depth=depth)
        number += 1


def _mark(number: int, depth: int) -> str:
    return f"{number}." if depth == 1 else f"（{number}）" if depth == 2 else f"{number}）"


def _table(element: lxml_html.HtmlElement, state: _State) -> Table | None:
    caption = element.find("caption")
    rows: list[tuple[Cell, ...]] = []
    heads, counting = 0, True
    for row in element.iter("tr"):
        cells = tuple(_cell(c, state) for c in row if c.tag in ("td", "th"))
        if not cells:
            continue
        counting = counting and (
            all(c.header for c in cells) or (row.getparent() is not None and row.getparent().tag == "thead")
        )
        heads += counting
        rows.append(cells)
    if not rows:
        return None
    # A cell may not reach below the last row: the setter has no row there.
    rows = [tuple(replace(c, rows=min(c.rows, len(rows) - y)) for c in row) for y, row in enumerate(rows)]
    if heads == len(rows) or any(y + c.rows > heads for y, row in enumerate(rows[:heads]) for c in row):
        heads = 0
    words = " ".join((caption.text_content() if caption is not None else "").split())
    table = Table(tuple(rows), 0, heads, words)
    return replace(table, width=max(x + c.columns for _, x, c in table.placed()))


def _cell(element: lxml_html.HtmlElement, state: _State) -> Cell:
    classes = (element.get("class") or "").split()
    align = "center" if "text-center" in classes else "right" if "text-right" in classes else ""
    runs: list[Run] = []
    parts = [c for c in element if isinstance(c.tag, str) and c.tag in _BLOCKS]
    if parts:
        inside = _State(notes=state.notes)
        _walk(element, inside)
        for block in inside.out:
            if isinstance(block, Paragraph | Heading):
                runs += [*([Run("\n")] if runs else []), *block.runs]
            elif isinstance(block, Table):
                lines = ["  ".join(c.text for c in row) for row in block.rows]
                runs += [*([Run("\n")] if runs else []), Run("；".join(lines))]
            elif isinstance(block, Picture):
                runs.append(Run(f"〔图片：{block.alt or '未说明'}〕"))
    else:
        runs = _runs(element, state)
    return Cell(
        _trimmed(runs),
        _span(element.get("colspan"), 60),
        _span(element.get("rowspan"), 500),
        element.tag == "th",
        align,
    )


def _span(given: str | None, most: int) -> int:
    return min(max(int(given), 1), most) if given and given.isdecimal() and len(given) < 5 else 1


def _runs(element: lxml_html.HtmlElement, state: _State) -> list[Run]:
    found = _words(element.text)
    for child in element:
        if isinstance(child.tag, str):
            found += _inline(child, state, frozenset(), "")
        found += _words(child.tail)
    return found


def _inline(element: lxml_html.HtmlElement, state: _State, marks: frozenset[str], link: str) -> list[Run]:
    tag = element.tag
    if tag == "br":
        return [Run("\n")]
    if tag == "img":
        return [Run(f"〔图片：{(element.get('alt') or '未说明').strip()}〕")]
    if tag in _INLINE:
        marks |= {_INLINE[tag]}
    if tag == "a":
        target = element.get("href") or ""
        if target.startswith("#") and target[1:] in state.notes:
            return [Run("", note=state.notes[target[1:]])]
        link = target if target.startswith(("http://", "https://", "mailto:")) else ""
    found = _words(element.text, marks, link)
    for child in element:
        if isinstance(child.tag, str):
            found += _inline(child, state, marks, link)
        found += _words(child.tail, marks, link)
    if "sup" in marks and any(r.note for r in found):
        found = [replace(r, marks=frozenset()) for r in found if r.note or r.text.strip("[]〔〕（）() ")]
    return found


def _words(text: str | None, marks: frozenset[str] = frozenset(), link: str = "") -> list[Run]:
    """Text with HTML's white space made single; control characters, which no page shows, are dropped."""
    if not text:
        return []
    plain = "".join(c for c in re.sub(r"[\s\u200b\ufeff]+", " ", text) if c >= " " and c != "\x7f")
    return [Run(plain, marks, link)] if plain else []


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Without white space at either end and without blanks that HTML's own line breaks left between Han characters."""
    found = [r for r in runs if r.text or r.note]
    while found and not found[0].note and not found[0].text.strip():
        found.pop(0)
    while found and not found[-1].note and not found[-1].text.strip():
        found.pop()
    if found:
        found[0] = replace(found[0], text=found[0].text.lstrip(" \u3000"))
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" \u3000"))
    return tuple(replace(r, text=_HAN_BLANK.sub(r"\1", r.text)) if r.text != "\n" else r for r in found)


_HAN_BLANK = re.compile(
    r"([\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)


def _levelled(blocks: list[Block]) -> list[Block]:
    """Headings by their numbers where they bear any, and never more than one step down from the one before."""
    found: list[Block] = []
    last = 0
    for block in blocks:
        if (
            isinstance(block, Paragraph)
            and block.style == "body"
            and not block.align
            and _is_heading(block.text)
        ):
            level = next(n for n, p in enumerate(LEVELS, 1) if p.match(block.text))
            if level <= last + 1:
                block = Heading(level, block.runs)
        elif isinstance(block, Heading):
            named = next((n for n, p in enumerate(LEVELS, 1) if p.match(block.text)), block.level)
            block = replace(block, level=min(named, last + 1))
        if isinstance(block, Heading):
            last = block.level
        found.append(block)
    return found


def _is_heading(text: str) -> bool:
    return (
        len(text) <= LONGEST_HEADING
        and any(p.match(text) for p in LEVELS[:2])
        and not text.rstrip().endswith(("。", "；", "，", "：", "！", "？", ";", "."))
    )
