"""Tables brought in: receive a file, say which column is which and preview, bring in, or let it be."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import ContentFile

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import files, sheets
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from ..importing import mapping as mappings
from ..importing import running
from ..keeping import not_keeper
from ..models import RegisterImport

LARGEST = 20 * 1024 * 1024  # bytes


def _may_receive(unit: Unit, *, actor: Actor, what: str, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)
    yield from not_keeper(actor)
    if what not in RegisterImport.What.values:
        yield Reason("请选择导入什么", field="what")


@verb("planning.import.receive", "收到{object}", forbids=_may_receive, hidden=("stream",))
def receive(
    unit: Unit, *, actor: Actor, what: str, stream: BinaryIO, name: str, title: str = ""
) -> RegisterImport:
    """Keep an uploaded table and read its columns. Raises Refused, on the field ``file``, for what is no table."""
    try:
        facts = files.inspect(stream, name, limit=LARGEST)
        if facts.extension not in (".csv", ".xlsx"):
            raise ValueError(f"“{facts.name}”不能导入，请另存为 .xlsx 或 .csv")
        stream.seek(0)
        batch = RegisterImport(
            what=what, unit=unit, name=title.strip()[:120] or Path(facts.name).stem[:120], file_name=facts.name,
            sha256=facts.sha256, size=facts.size, by=actor.label,
        )  # fmt: skip
        batch.file.save(facts.name, ContentFile(stream.read()), save=False)
    except ValueError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    try:
        with sheets.read(Path(batch.file.path)) as sheet:
            batch.columns = list(sheet.columns)
            for row in sheet.rows:
                batch.sample.append([row.values.get(c, "")[:80] for c in batch.columns])
                if len(batch.sample) == 3:
                    break
        if not batch.sample:
            raise ValueError(f"“{batch.file_name}”只有表头，没有数据")
    except ValueError as error:
        # The reader names the file as it is kept; the person knows it by its own name.
        said = str(error).replace(Path(batch.file.path).name, batch.file_name)
        batch.file.delete(save=False)
        raise Refused([Reason(said, field="file")]) from error
    batch.mapping = mappings.guess(what, batch.columns)
    batch.save()
    return batch


def _open(batch: RegisterImport, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, batch.unit)
    yield from not_keeper(actor)
    if not batch.open:
        yield Reason(f"这次导入{batch.get_state_display()}")


def _may_map(batch: RegisterImport, *, actor: Actor, mapping: dict[str, str]) -> Iterable[Reason]:
    yield from _open(batch, actor)
    for text in mappings.problems(batch.what, mapping):
        yield Reason(text, "请核对列对应")


@verb("planning.import.map", "预览了{object}", forbids=_may_map, hidden=("report", "sample"))
def preview(batch: RegisterImport, *, actor: Actor, mapping: dict[str, str]) -> RegisterImport:
    """Say which column is which field, and see what the import would do: the import itself, rolled back."""
    known = mappings.BY_WHAT[batch.what]
    batch.mapping = {c: f for c, f in mapping.items() if f in known and c in batch.columns}
    try:
        batch.report = running.try_out(batch, actor=actor).as_json()
    except ValueError as error:
        raise Refused([Reason(str(error))]) from error
    batch.state = RegisterImport.State.PREVIEWED
    batch.save()
    return batch


def _may_start(batch: RegisterImport, *, actor: Actor) -> Iterable[Reason]:
    yield from _open(batch, actor)
    if batch.state == RegisterImport.State.READY:
        yield Reason("还没有预览", "请先核对列对应并预览")


@verb("planning.import.run", "导入了{object}", forbids=_may_start, hidden=("report", "sample"))
def bring_in(batch: RegisterImport, *, actor: Actor) -> RegisterImport:
    """Bring the table in, wholly or not at all; rows that don't fit are reported and left out."""
    try:
        report, made = running.run(batch, actor=actor)
    except ValueError as error:
        raise Refused([Reason(str(error))]) from error
    if batch.what == RegisterImport.What.HISTORY and made is None:
        raise Refused([Reason("清单里没有新的历史规划，没有移交", "请核对退回的行和已在清单里的行")])
    batch.report, batch.hand_over = report.as_json(), made
    batch.state = RegisterImport.State.DONE
    batch.save()
    return batch


def _may_drop(batch: RegisterImport, *, actor: Actor) -> Iterable[Reason]:
    yield from _open(batch, actor)


@verb("planning.import.drop", "放弃了{object}", forbids=_may_drop, hidden=("report", "sample"))
def drop(batch: RegisterImport, *, actor: Actor) -> RegisterImport:
    batch.state = RegisterImport.State.DROPPED
    batch.save()
    return batch
