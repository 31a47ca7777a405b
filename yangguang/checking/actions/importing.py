"""Tables of expressions: read one, see every line with its faults and what would change, bring it in or let it be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import files

from .. import kinds
from ..keeping import may_keep
from ..models import WordList, WordListImport
from ..wordlists import inforce, tables
from ..wordlists.expressions import Change, Expression, Sort, difference
from ..wordlists.matching import folded
from . import lists

LARGEST = 30 * 1024 * 1024  # bytes
HIDDEN = ("content", "stream")
READABLE = (".csv", ".xlsx", ".txt")


def _may_receive(word_list: WordList, *, actor: Actor, **_: object) -> Iterable[Reason]:
    yield from may_keep(word_list, actor=actor)


@verb("checking.import.receive", "收到用语表格{object}", forbids=_may_receive, hidden=HIDDEN)
def receive(
    word_list: WordList, *, actor: Actor, stream: BinaryIO, name: str, mode: str, sort: str
) -> WordListImport:
    """Read an uploaded table. Raises Refused, on the field ``file``, for what is no list of expressions."""
    try:
        facts = files.inspect(stream, name, limit=LARGEST)
        if facts.extension not in READABLE:
            raise ValueError(f"“{facts.name}”不能导入，请另存为 .xlsx、.csv 或 .txt")
        stream.seek(0)
        with tempfile.NamedTemporaryFile(suffix=facts.extension) as kept:
            kept.write(stream.read())
            kept.flush()
            lines = tables.read(Path(kept.name), facts.name)
    except ValueError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    content = WordListImport.packed([[ln.number, ln.cells, ln.faults] for ln in lines])
    return WordListImport.objects.create(
        word_list=word_list, file_name=facts.name, mode=mode, sort=sort, content=content, size=len(lines), by=actor.label
    )  # fmt: skip


@dataclass
class Judged:
    """An import as things stand now: its lines, what the list would become, what would change."""

    lines: list[tables.Line]
    entries: list[Expression]
    changes: list[Change]

    @property
    def faulty(self) -> list[tables.Line]:
        return [ln for ln in self.lines if ln.faults]

    @property
    def noted(self) -> list[tables.Line]:
        return [ln for ln in self.lines if ln.notes and not ln.faults]


def judge(found: WordListImport) -> Judged:
    """What is wrong with each line, and what bringing the rest in would change."""
    lines = [tables.Line(number, cells, faults=list(faults)) for number, cells, faults in found.unpacked()]
    tables.understand(lines, Sort(found.sort), kinds.names())
    _compare(lines, found.word_list)
    given = [ln.entry for ln in lines if ln.entry is not None]
    have = lists.entries_of(found.word_list)
    after = given if found.mode == WordListImport.Mode.REPLACE else merged(have, given)
    return Judged(lines, after, difference(have, after))


def merged(have: list[Expression], given: list[Expression]) -> list[Expression]:
    """The list with the file's entries: one that shares a word with some of the list's takes the first one's place."""
    place: dict[str, int] = {}
    kept: list[Expression | None] = list(have)
    for index, entry in enumerate(have):
        place |= {folded(w): index for w in entry.words}
    for entry in given:
        hit = sorted({place[k] for w in entry.words if (k := folded(w)) in place})
        if not hit:
            hit = [len(kept)]
            kept.append(None)
        kept[hit[0]] = entry
        for other in hit[1:]:
            kept[other] = None
        place |= {folded(w): hit[0] for w in entry.words}
    return [e for e in kept if e is not None]


def _compare(lines: list[tables.Line], word_list: WordList) -> None:
    """Note where another list says something else of the same word."""
    others: dict[str, tuple[str, Expression]] = {}
    compiled = inforce.current()
    for number, source in enumerate(compiled.sources):
        if source.units is not None or source.name == word_list.name:
            continue
        for index, row in enumerate(source.rows):
            entry = compiled.entry(number, index) if len(source.rows) < 5000 else None
            for word in row["w"]:
                if entry is not None:
                    others.setdefault(folded(word), (source.name, entry))
    for line in lines:
        if line.entry is None:
            continue
        for word in line.entry.words:
            if (known := others.get(folded(word))) is None:
                continue
            name, other = known
            if (other.sort == Sort.ALLOWED) != (line.entry.sort == Sort.ALLOWED):
                line.notes.append(f"“{word}”在“{name}”里是{other.sort}，两份清单相反")
            elif other.replacement != line.entry.replacement:
                line.notes.append(f"“{word}”也在“{name}”里，建议改为“{other.replacement or '—'}”")


def _waiting(found: WordListImport) -> Iterable[Reason]:
    if found.state != WordListImport.State.WAITING:
        yield Reason(f"这份表格{found.get_state_display()}", "请刷新页面")


def _may_bring_in(
    found: WordListImport, *, actor: Actor, skip_faulty: bool = False, judged: Judged | None = None
) -> Iterable[Reason]:
    yield from may_keep(found.word_list, actor=actor)
    yield from _waiting(found)
    if found.state != WordListImport.State.WAITING:
        return
    judged = judged or judge(found)
    if judged.faulty and not skip_faulty:
        numbers = "、".join(str(ln.number) for ln in judged.faulty[:5])
        yield Reason(
            f"有 {len(judged.faulty)} 行要改正（第 {numbers} 行{'等' if len(judged.faulty) > 5 else ''}）",
            "请改正后重新上传，或者勾选“有错的行不导入”",
        )
    if not judged.changes:
        yield Reason("和在用的清单一样，没有可以导入的", "请检查文件")
    if len(judged.entries) > lists.MOST_ENTRIES:
        yield Reason(f"一份清单最多 {lists.MOST_ENTRIES} 条", "请分成几份清单")


@verb("checking.import.bring_in", "导入了用语表格{object}", forbids=_may_bring_in, hidden=("judged",))
def bring_in(
    found: WordListImport, *, actor: Actor, skip_faulty: bool = False, judged: Judged | None = None
) -> WordListImport:
    """The lines without fault become the next version of the list, in force at once."""
    # Two imports of one list wait for each other: the second is judged by what the first has made.
    word_list = WordList.objects.select_for_update().get(pk=found.word_list_id)
    found.word_list = word_list
    judged = judge(found)
    lists.write(word_list, judged.entries, actor=actor, reason=f"导入 {found.file_name}")
    found.state = WordListImport.State.DONE
    found.save()
    return found


def _may_drop(found: WordListImport, *, actor: Actor) -> Iterable[Reason]:
    yield from may_keep(found.word_list, actor=actor)
    yield from _waiting(found)


@verb("checking.import.drop", "放弃了用语表格{object}", forbids=_may_drop)
def drop(found: WordListImport, *, actor: Actor) -> WordListImport:
    """Nothing of it comes in."""
    found.state = WordListImport.State.DROPPED
    found.save()
    return found
