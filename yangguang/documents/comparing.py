"""Two texts side by side: paragraphs matched, changed characters marked."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from .bodies import to_text

_PIECES = re.compile(r"[A-Za-z0-9.%〔〕]+|\s+|.", re.S)


def diff(old_html: str, new_html: str) -> str:
    """A readable comparison: unchanged paragraphs plain, changed ones with ``ins`` and ``del`` by runs of characters."""
    old, new = to_text(_told(old_html)).split("\n"), to_text(_told(new_html)).split("\n")
    return "\n".join(_paragraphs(old, new))


_MEDIA = re.compile(r"<(img|video|audio)\b([^>]*)>", re.I)
_WORDS = re.compile(r"""\b(alt|src)=("[^"]*"|'[^']*')""", re.I)
_NAMES = {"img": "图片", "video": "视频", "audio": "音频"}


def _told(html: str) -> str:
    """Pictures, films and sounds as words, so that an exchanged one shows in the comparison."""

    def words(match: re.Match[str]) -> str:
        given = {k.lower(): v[1:-1] for k, v in _WORDS.findall(match[2])}
        name = given.get("alt") or given.get("src", "").rstrip("/").rpartition("/")[2]
        number = re.search(r"/files/(\d+)/", given.get("src", ""))
        return f"<br>［{_NAMES[match[1].lower()]}：{name}{f'，文件 {number[1]}' if number else ''}］<br>"

    return _MEDIA.sub(words, html)


def changed_share(old_html: str, new_html: str) -> float:
    """How much of the text changed, 0 to 1."""
    return 1 - SequenceMatcher(None, to_text(old_html), to_text(new_html), autojunk=False).quick_ratio()


def _paragraphs(old: list[str], new: list[str]) -> Iterator[str]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (f"<p>{entities.escape(line)}</p>" for line in old[a:b] if line)
            continue
        left, right = old[a:b], new[c:d]
        for index in range(max(len(left), len(right))):
            before = left[index] if index < len(left) else ""
            after = right[index] if index < len(right) else ""
            if before or after:
                yield f"<p>{_marked(before, after)}</p>"


def _marked(before: str, after: str) -> str:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    out = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = entities.escape("".join(old[a:b])), entities.escape("".join(new[c:d]))
        if tag == "equal":
            out.append(gone)
            continue
        if gone:
            out.append(f"<del>{gone}</del>")
        if come:
            out.append(f"<ins>{come}</ins>")
    return "".join(out)
