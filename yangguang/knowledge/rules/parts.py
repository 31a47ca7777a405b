"""Questions and their answers inside an explanation: “问：… 答：…”, headings and lines that ask something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html as lxml_html

from yangguang.documents import bodies

# What no tree of elements takes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST = 80  # characters of a line that is taken for a question
MOST = 40  # entries out of one text

_MARK = re.compile(r"^(?:记者)?(?:问题?|Q|q)[一二三四五六七八九十\d]{0,3}\s*[：:、.．]\s*")
_ANSWER = re.compile(r"^(?:答复?|A|a)[一二三四五六七八九十\d]{0,3}\s*[：:]\s*")
_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[、，:：]?|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d{1,2}[.．、])\s*"
)


@dataclass(frozen=True)
class Part:
    """One question with its answer as cleaned HTML."""

    question: str
    answer: str


_WORDS = re.compile(
    r"为什么|为何|什么|怎么|怎样|如何|哪些|哪里|哪个|哪类|谁|多少|几时|何时|是否|能否|可否|能不能|吗$"
)
LEVELS = {"h2": 2, "h3": 3, "h4": 4}
STRONG, LINE = 5, 6  # a paragraph that is bold as a whole; any other line


def asks(text: str, level: int = LINE) -> str:
    """The question that a line asks; "" when it asks none.

    A line counts when it is marked 问, or ends in a question mark and is short: quoted speech in a long paragraph ends in
    one too. A heading counts by its question word alone (三、怎么办理) and gets its mark.
    """
    text = text.strip()
    marked = _MARK.match(text)
    if marked:
        rest = text[marked.end() :].strip()
        return rest if 0 < len(rest) <= 2 * LONGEST else ""
    bare = _NUMBER.sub("", text).strip()
    if len(bare) > LONGEST:
        return ""
    if bare.endswith(("？", "?")):
        # One question on the line, and nothing told before it.
        return bare if level < LINE or not re.search(r"[。；！]", bare[:-1]) else ""
    if level < LINE and len(bare) <= LONGEST // 2 and _WORDS.search(bare):
        return bare.rstrip("：:。") + "？"
    return ""


def _without_mark(element: lxml_html.HtmlElement) -> None:
    """Take “答：” off the beginning of a paragraph, wherever the first words stand in it."""
    for part in element.iter():
        if isinstance(part.tag, str) and part.text and part.text.strip():
            part.text = _ANSWER.sub("", part.text.lstrip())
            return


def find(html: str) -> list[Part]:
    """The questions of a cleaned body in their order; empty when it is no text of questions.

    An answer ends at the next question, or at a heading of the question's rank or above. A question without an answer is
    left out.
    """
    found: list[tuple[str, list[str]]] = []
    rank = 0  # of the question that is being answered; 0 for none
    for element in _blocks(_CONTROL.sub("", html)):
        text = (element.text_content() or "").strip()
        if not text and not element.xpath(".//img|.//video"):
            continue
        level = _level(element)
        question = "" if element.tag in ("table", "ul", "ol", "figure") else asks(text, level)
        if question:
            found.append((question[:200], []))
            rank = level
        elif level < LINE and level <= rank:
            rank = 0
        elif rank:
            if not found[-1][1]:
                _without_mark(element)
            element.tail = None
            found[-1][1].append(lxml_html.tostring(element, encoding="unicode"))
    parts = [Part(q, bodies.clean("".join(a))) for q, a in found]
    return [p for p in parts if bodies.to_text(p.answer)][:MOST]


def _level(element: lxml_html.HtmlElement) -> int:
    return LEVELS.get(element.tag, STRONG if _all_strong(element) else LINE)


def _blocks(html: str) -> list[lxml_html.HtmlElement]:
    """The blocks of a body, one below the other; wrapping ``div``s are opened."""
    blocks: list[lxml_html.HtmlElement] = []

    def walk(parent: lxml_html.HtmlElement) -> None:
        for child in parent:
            if not isinstance(child.tag, str):
                continue
            if child.tag == "div":
                walk(child)
            else:
                blocks.append(child)

    walk(bodies.tree(html))
    return blocks


def _all_strong(element: lxml_html.HtmlElement) -> bool:
    """A paragraph that is bold as a whole is a heading by another name."""
    if element.tag != "p" or (element.text or "").strip():
        return False
    children = list(element)
    return bool(children) and all(c.tag == "strong" and not (c.tail or "").strip() for c in children)
