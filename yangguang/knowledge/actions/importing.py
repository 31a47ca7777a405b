"""Tables of entries: read one, see what is wrong with each line, bring all of it in or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import files, sheets
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import tables
from ..models import EntryImport, Origin
from ..texts import Text
from .writing import make, malformed

LARGEST = 10 * 1024 * 1024  # bytes
HIDDEN = ("rows", "stream")


def _may_receive(unit: Unit, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)


@verb("knowledge.import.receive", "收到知识条目表格{object}", forbids=_may_receive, hidden=HIDDEN)
def receive(unit: Unit, *, actor: Actor, stream: BinaryIO, name: str) -> EntryImport:
    """Read an uploaded table. Raises Refused, on the field ``file``, for what is no table of entries."""
    try:
        facts = files.inspect(stream, name, limit=LARGEST)
        if facts.extension not in (".csv", ".xlsx"):
            raise ValueError(f"“{facts.name}”不能导入，请另存为 .xlsx 或 .csv")
        stream.seek(0)
        columns, rows = _read(stream.read(), facts.name, facts.extension)
    except ValueError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    made = EntryImport(unit=unit, file_name=facts.name, columns=columns, rows=rows, by=actor.label)
    judge(made)
    made.save()
    return made


def _read(data: bytes, name: str, extension: str) -> tuple[list[str], list[dict[str, Any]]]:
    with tempfile.NamedTemporaryFile(suffix=extension) as kept:
        kept.write(data)
        kept.flush()
        try:
            with sheets.read(Path(kept.name)) as sheet:
                columns = list(sheet.columns)
                missing = [c for c in ("问题", "答案") if c not in columns]
                if missing:
                    raise ValueError(f"第一行没有“{'”“'.join(missing)}”列。可先下载模板")
                rows = []
                for row in sheet.rows:
                    values = {c: row.values.get(c, "")[:20_000] for c in tables.COLUMNS if c in columns}
                    rows.append({"number": row.number, "values": values, "faults": [], "read": row.fault})
                    if len(rows) > tables.MOST_ROWS:
                        raise ValueError(f"超过 {tables.MOST_ROWS} 行，请分成几个文件")
        except ValueError as error:
            raise ValueError(str(error).replace(Path(kept.name).name, name)) from error
    if not rows:
        raise ValueError(f"“{name}”只有表头，没有条目")
    return columns, rows


def judge(found: EntryImport) -> list[Text]:
    """Write down what is wrong with each line as things stand now; returns the texts of the lines without fault."""
    lines = tables.Lines(found.unit, timezone.localdate())
    good = []
    for row in found.rows:
        values, faults = lines.read(row["number"], row["values"])
        text = Text().with_values(values)
        if row.get("read"):
            faults.insert(0, row["read"])
        if not faults:
            faults = [str(r) for r in malformed(text)]
        row["faults"] = faults
        if not faults:
            good.append(text)
    return good


def _may_bring_in(found: EntryImport, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, found.unit)
    if found.state != EntryImport.State.WAITING:
        yield Reason(f"这份表格{found.get_state_display()}", "请刷新页面")
        return
    judge(found)
    if faulty := found.faulty:
        yield Reason(
            f"有 {len(faulty)} 行要改正（第 {'、'.join(str(r['number']) for r in faulty[:5])} 行"
            f"{'等' if len(faulty) > 5 else ''}）",
            "请改正后重新上传；一行有错，整份都不导入",
        )


@verb("knowledge.import.bring_in", "导入了知识条目表格{object}", forbids=_may_bring_in, hidden=HIDDEN)
def bring_in(found: EntryImport, *, actor: Actor) -> EntryImport:
    """Every line becomes a draft of the unit."""
    for text in judge(found):
        make(found.unit, text, actor=actor, origin=Origin.TABLE)
    found.state = EntryImport.State.DONE
    found.save()
    return found


def _may_drop(found: EntryImport, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, found.unit)
    if found.state != EntryImport.State.WAITING:
        yield Reason(f"这份表格{found.get_state_display()}")


@verb("knowledge.import.drop", "放弃了知识条目表格{object}", forbids=_may_drop, hidden=HIDDEN)
def drop(found: EntryImport, *, actor: Actor) -> EntryImport:
    """Nothing of it comes in."""
    found.state = EntryImport.State.DROPPED
    found.save()
    return found
