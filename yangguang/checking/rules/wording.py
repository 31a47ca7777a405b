"""Typos of official writing (CHK-W): a list, look-alikes of phrases, punctuation, order of headings."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings

from ..engine import Hit, parts_of, rule
from ..subjects import Subject
from ..typos import marks
from ..typos.confusions import confused
from ..typos.lexicon import Lexicon, grown_file, shipped
from ..typos.matching import suspects

GROWN = "typos/runs.tsv.gz"  # below settings.HOME: runs of the unit's own public texts (lexicon.save)
_PLAIN = "《党政机关公文处理工作条例》第十九条（文字精练、准确）；国办秘函〔2019〕19号（严重表述错误、错别字，分值待核）"
_MARKS = "GB/T 15834-2011《标点符号用法》"
_ORDER = "GB/T 9704-2012 7.3.3：结构层次序数依次用“一、”“（一）”“1.”“（1）”"


def lexicon() -> Lexicon:
    """The lexicon that is shipped and what was grown from the unit's own texts; read again when the file changes."""
    path = Path(settings.HOME) / GROWN
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return shipped()
    return _grown(path, changed)


@functools.lru_cache(maxsize=1)
def _grown(path: Path, changed: int) -> Lexicon:
    made = copy.deepcopy(shipped())
    made.grow(grown_file(path))
    return made


@rule(
    "CHK-W01", "常见错别字", group="文字", severity="confirm", basis=_PLAIN,
    why="错别字损害公文的严肃性，是检查通报最多的一类。",
)  # fmt: skip
def confusion(subject: Subject) -> Iterator[Hit]:
    """Words on the list of confusions, in a context that allows for no other reading."""
    for part, text in parts_of(subject):
        for start, end, c in confused(text):
            yield Hit(
                part, start, end, f"“{c.wrong}”应为“{c.right}”（{c.why}）", f"改为“{c.right}”", severity=None if c.sure else "hint"
            )  # fmt: skip


@rule(
    "CHK-W02", "疑似别字", group="文字", severity="hint", basis=_PLAIN,
    why="读音或字形与常用词句只差一字，多半是输入错误。",
)  # fmt: skip
def lookalike(subject: Subject) -> Iterator[Hit]:
    """Runs that sound or look like a common word, an official phrase, or what the unit's own texts repeat."""
    words = lexicon()
    for part, text in parts_of(subject):
        told = {i for start, end, _ in confused(text) for i in range(start, end)}
        for s in suspects(text, words):
            if s.start in told:
                continue
            reason = f"“{s.wrong}”疑为“{s.right}”（参照“{s.model}”）"
            yield Hit(
                part,
                s.start,
                s.end,
                reason,
                f"核对，多半应为“{s.right}”",
                key=f"{s.wrong}\0{s.right}\0{s.model}",
            )


def _marks(subject: Subject, look: Callable[[str], Iterable[marks.Slip]]) -> Iterator[Hit]:
    for part, text in parts_of(subject):
        for start, end, reason, fix in look(text):
            around = text[max(0, start - 8) : end + 8].replace("\n", " ")
            yield Hit(part, start, end, reason, fix, key=around)


@rule(
    "CHK-W03", "重字、重复标点", group="文字", severity="confirm", basis=_MARKS,
    why="修改后留下的重字和标点，一眼可见。",
)  # fmt: skip
def doubled(subject: Subject) -> Iterator[Hit]:
    """的的, 进行进行, ，， and 。。."""
    return _marks(subject, marks.doubled)


@rule(
    "CHK-W04", "半角标点", group="文字", severity="hint", basis=_MARKS,
    why="汉字之间用全角标点。",
)  # fmt: skip
def half_width(subject: Subject) -> Iterator[Hit]:
    """, ; : ? ! between Han characters; told once a part, with how many."""
    for part, text in parts_of(subject):
        found = list(marks.half_width(text))
        if found:
            start, end, reason, fix = found[0]
            more = f"，本部分共 {len(found)} 处" if len(found) > 1 else ""
            yield Hit(part, start, end, reason + more, fix, key=text[max(0, start - 8) : end + 8])


@rule(
    "CHK-W05", "引号、书名号不成对", group="文字", severity="hint", basis=_MARKS,
    why="括号不成对，引用的起止就不清楚。",
)  # fmt: skip
def unpaired(subject: Subject) -> Iterator[Hit]:
    """《 without 》, a lone ”."""
    return _marks(subject, marks.unpaired)


@rule(
    "CHK-W06", "层次序号重复或跳号", group="文字", severity="confirm", basis=_ORDER,
    why="序号断了，可能漏了一段，引用也会出错。",
)  # fmt: skip
def order(subject: Subject) -> Iterator[Hit]:
    """一、二、四; 第三条、第三条."""
    return _marks(subject, marks.order)
