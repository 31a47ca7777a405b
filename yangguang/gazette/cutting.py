"""Old issues: which pages of a PDF hold which article, as a proposal that a person looks over. Pure, but for reading.

Three sources, the surest first: the PDF's own bookmarks; a printed contents page, whose page numbers are brought to sheets
by looking for its titles; lines that look like a 文号. What none of them tells is left to the person.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import BinaryIO

import pypdfium2

from yangguang.documents import pdfs

MOST_PAGES = 600
_ENTRY = re.compile(r"^(?P<title>.{4,120}?)[\s.…·⋯．。•\-—_]{2,}[（(]?(?P<page>\d{1,3})[)）]?\s*$")
_TITLE_ALONE = re.compile(r"^[\u4e00-\u9fff“《（].{5,80}$")
_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{2,16}\s*[〔\[【(（]\s*(?:19|20)\d{2}\s*[〕\]】)）]\s*\d{1,4}\s*号"
)
_NUMBER_IN_TITLE = re.compile(rf"[（(]\s*({_NUMBER.pattern})\s*[)）]")
_DATE = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CONTENTS = re.compile(r"目\s*录|本期目录|CONTENTS")


class Unreadable(ValueError):
    """A PDF that can't be brought in; the text says what is wrong with it and what to do."""


@dataclass(frozen=True)
class Proposal:
    """An article as a PDF seems to hold it. Sheets count from 1; ``source`` says where this comes from."""

    title: str
    first: int
    last: int
    number: str = ""
    written_on: dt.date | None = None
    source: str = ""


@dataclass(frozen=True)
class Scan:
    """What was read of a PDF: the text of every sheet, and its bookmarks as (level, title, sheet)."""

    texts: tuple[str, ...]
    bookmarks: tuple[tuple[int, str, int], ...] = ()


def read(stream: BinaryIO) -> Scan:
    """Read a PDF. Raises Unreadable for one that is encrypted, broken, too long, or holds pictures of text only."""
    try:
        with pdfs.opened(stream) as document:
            return _scan(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("这份 PDF 设有密码。请去掉密码后再上传") from error
        raise Unreadable("这份 PDF 打不开，文件可能已损坏。请重新导出后再上传") from error


def _scan(document: pypdfium2.PdfDocument) -> Scan:
    count = len(document)
    try:
        if not count:
            raise Unreadable("这份 PDF 没有页面")
        if count > MOST_PAGES:
            raise Unreadable(f"这份 PDF 有 {count} 页，超过 {MOST_PAGES} 页。请拆成几期分别上传")
        texts = []
        for number in range(count):
            page = document[number]
            texts.append(plain(page.get_textpage().get_text_range()))
        marks = []
        for mark in document.get_toc(max_depth=4):
            target = mark.get_dest()
            if target is not None and (index := target.get_index()) is not None:
                marks.append((mark.level, " ".join(mark.get_title().split()), index + 1))
    except pypdfium2.PdfiumError as error:
        raise Unreadable("这份 PDF 有损坏的页面，读不出文字。请重新导出后再上传") from error
    letters = sum(len(re.sub(r"\s", "", t)) for t in texts)
    if letters < 20 * count:
        raise Unreadable(
            "这份 PDF 是扫描图片，没有文字，不能检索也不能拆分文章。请先做文字识别（OCR），存成带文字层的 PDF 后再上传"
        )
    return Scan(tuple(texts), tuple(marks))


def plain(text: str) -> str:
    """The text of a page with its lines kept, control characters dropped, and compatibility forms made usual."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x02", "")
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    # Fonts of old programs map some characters to radicals that look the same.
    return "".join(unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" else c for c in kept)


def propose(scan: Scan) -> list[Proposal]:
    """The articles in the order of their pages; empty when the PDF tells nothing."""
    found = _by_bookmarks(scan) or _by_contents(scan) or _by_numbers(scan)
    return [_described(p, scan) for p in _closed(found, scan)]


def _by_bookmarks(scan: Scan) -> list[Proposal]:
    levels = Counter(level for level, title, _ in scan.bookmarks if len(title) > 3)
    for level in sorted(levels):
        titles = [
            (t, s) for lv, t, s in scan.bookmarks if lv == level and len(t) > 3 and not _CONTENTS.fullmatch(t)
        ]
        if len(titles) >= 2 or (titles and len(levels) == 1):
            return [Proposal(t[:300], s, s, source="书签") for t, s in titles]
    return []


def _by_contents(scan: Scan) -> list[Proposal]:
    entries: list[tuple[str, int]] = []
    sheets: set[int] = set()
    for index, text in enumerate(scan.texts[:8]):
        here = _entries(text)
        if here and (sheets or _CONTENTS.search(text) or len(here) >= 4):
            entries += here
            sheets.add(index)
        elif sheets:
            break
    if not entries:
        return []
    shift = _shift(entries, scan, sheets)
    if shift is None:
        return []
    count = len(scan.texts)
    return [
        Proposal(t[:300], p + shift, p + shift, source="目录页")
        for t, p in entries
        if 1 <= p + shift <= count
    ]


def _entries(text: str) -> list[tuple[str, int]]:
    """Title and printed page of every line of a contents page; a title over two lines is joined."""
    found: list[tuple[str, int]] = []
    waiting = ""
    for line in (part.strip() for part in text.split("\n")):
        if not line or _CONTENTS.fullmatch(line):
            waiting = ""
        elif match := _ENTRY.match(line):
            title = (waiting + match["title"]).strip(" .…·")
            found.append((title, int(match["page"])))
            waiting = ""
        elif re.fullmatch(r"[（(]?\d{1,3}[)）]?", line) and len(waiting) > 6:
            found.append((waiting.strip(" .…·"), int(line.strip("（()）"))))
            waiting = ""
        elif _TITLE_ALONE.match(line) and len(line) > 9:
            waiting += line
        else:
            waiting = ""
    return found


def _shift(entries: Sequence[tuple[str, int]], scan: Scan, contents: set[int]) -> int | None:
    """Sheets minus printed pages: what most titles say that are found on a sheet; None when none is found."""
    squeezed = [_squeeze(t) for t in scan.texts]
    votes: Counter[int] = Counter()
    for title, page in entries:
        wanted = _squeeze(_NUMBER_IN_TITLE.sub("", title))[:24]
        for index, text in enumerate(squeezed):
            if index not in contents and index > 0 and wanted and wanted in text:
                votes[index + 1 - page] += 1
                break
    return votes.most_common(1)[0][0] if votes else None


def _by_numbers(scan: Scan) -> list[Proposal]:
    """A sheet on which a 文号 stands alone in a line near its top begins an article."""
    found = []
    for index, text in enumerate(scan.texts):
        lines = [line.strip() for line in text.split("\n") if line.strip()][:12]
        for place, line in enumerate(lines):
            if _NUMBER.fullmatch(line) and place:
                title = "".join(
                    x for x in lines[max(0, place - 3) : place] if len(x) > 3 and not x.isdecimal()
                )
                if title:
                    found.append(Proposal(title[:300], index + 1, index + 1, source="文号"))
                break
    return found


def _closed(found: list[Proposal], scan: Scan) -> list[Proposal]:
    """Each article goes as far as the sheet before the next one."""
    ordered = sorted(found, key=lambda p: p.first)
    ends = [max(b.first - 1, a.first) for a, b in pairwise(ordered)]
    last = len(scan.texts)
    return [replace(p, last=e) for p, e in zip(ordered, [*ends, last], strict=False)]


def _described(proposal: Proposal, scan: Scan) -> Proposal:
    """With its 文号 (from the title or the first page) and the last date of its text."""
    title = proposal.title
    number = ""
    if match := _NUMBER_IN_TITLE.search(title):
        number, title = match[1], (title[: match.start()] + title[match.end() :]).strip()
    else:
        lines = [line.strip() for line in scan.texts[proposal.first - 1].split("\n")][:14]
        number = next((line for line in lines if _NUMBER.fullmatch(line)), "")
    text = "\n".join(scan.texts[proposal.first - 1 : proposal.last])
    written = None
    for match_ in _DATE.finditer(text):
        try:
            written = dt.date(int(match_[1]), int(match_[2]), int(match_[3]))
        except ValueError:
            continue
    return replace(proposal, title=title, number=re.sub(r"\s", "", number), written_on=written)


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_between(texts: Sequence[str], first: int, last: int) -> str:
    """The text of sheets ``first`` to ``last`` as paragraphs: lines that end without a stop go on in the next."""
    out: list[str] = []
    for sheet in texts[first - 1 : last]:
        lines = [line.strip() for line in sheet.split("\n") if line.strip()]
        for line in lines:
            if re.fullmatch(r"[—·\-\s]*\d{1,3}[—·\-\s]*", line):
                continue
            if out and len(out[-1]) > 22 and not out[-1].endswith(("。", "！", "？", "；", "：")):
                out[-1] += line
            else:
                out.append(line)
    return "\n".join(out)
