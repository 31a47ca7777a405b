"""Bringing in existing texts: receive a file, read its columns, preview, import, stop, undo."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.core.printable import printable
from yangguang.documents import files, sheets
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import kinds
from ..importing import mapping as mappings
from ..importing import running
from ..models import ImportBatch, ImportSource

UTF8 = 0x800  # the flag of a name in a zip that is written in UTF-8
LARGEST = 500 * 1024 * 1024  # bytes of an uploaded table


def _may_receive(unit: Unit, *, actor: Actor, kind: str, **kwargs: Any) -> Iterable[Reason]:
    # What comes in is public at once, without sign-offs: it was public before. So the head answers for it.
    yield from reasons(actor, Act.APPROVE, unit)
    if kind not in kinds.KINDS:
        yield Reason("请选择信息类型", field="kind")


@verb("publications.import.receive", "收到批量导入文件{object}", forbids=_may_receive, hidden=("stream",))
def receive(
    unit: Unit, *, actor: Actor, kind: str, source: str, name: str, stream: BinaryIO | None = None,
    path: str | None = None,
) -> ImportBatch:  # fmt: skip
    """Take a file (``stream``) or, from the command line, a file or folder (``path``) and read its columns.

    The reading of the columns that the same source used before is proposed again.
    """
    try:
        where = Path(path).resolve() if path else _keep(stream, name)
        with sheets.read(where) as sheet:
            columns = list(sheet.columns)
            named = dict.fromkeys(columns)
            first: list[dict[str, str]] = []
            total = 0
            for row in sheet.rows:
                total += 1
                # A field of JSON lines may come late.
                named.update(dict.fromkeys(row.values))
                if len(first) < 3:
                    first.append(row.values)
            columns = list(named)
            sample = [[printable(row.get(c, ""))[:120] for c in columns] for row in first]
    except (ValueError, OSError) as error:
        raise Refused([Reason(str(error), field="file")]) from error
    if not total:
        raise Refused([Reason(f"“{name}”只有表头，没有数据", field="file")])
    found, _ = ImportSource.objects.get_or_create(
        unit=unit, name=source.strip()[:100], defaults={"kind": kind}
    )
    found.kind = kind
    remembered = {c: f for c, f in found.mapping.items() if c in columns}
    # Columns that the source's last file had not: what they are was never asked.
    before = found.batches.values_list("columns", flat=True).first() or []
    used = set(remembered.values())
    late = mappings.guess([c for c in columns if c not in before], kind)
    remembered |= {c: f for c, f in late.items() if f not in used}
    fits = not mappings.problems(remembered, kind)
    found.mapping = remembered if fits else mappings.guess(columns, kind)
    found.save()
    return ImportBatch.objects.create(
        source=found, file_name=files.safe_name(name), path=str(where), columns=columns, sample=sample, total=total,
        sha256=digest(where), by=actor.label,
    )  # fmt: skip


def _keep(stream: BinaryIO | None, name: str) -> Path:
    """The upload on disk; a zip of pages is unpacked into a folder of its own."""
    if stream is None:
        raise ValueError("请选择文件")
    folder = Path(settings.HOME) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f"{timezone.localdate():%Y%m%d}-", dir=folder))
    try:
        target = place / files.safe_name(name)
        size = 0
        with target.open("wb") as out:
            while piece := stream.read(1024 * 1024):
                size += len(piece)
                if size > LARGEST:
                    raise ValueError(f"“{name}”超过 {LARGEST // 1024**2} MB，请拆成几个文件")
                out.write(piece)
        if target.suffix == ".zip":
            return _unpack(target)
        if target.suffix == ".xlsx":
            with target.open("rb") as stream_again:
                files.inspect(stream_again, name, limit=LARGEST)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return target


def _unpack(archive: Path) -> Path:
    with archive.open("rb") as stream:
        files.inspect(stream, archive.name, limit=LARGEST)
    folder = archive.with_suffix("")
    with zipfile.ZipFile(archive, metadata_encoding=_names_in(archive)) as packed:
        packed.extractall(folder)  # inspect() has refused paths that lead outside
    archive.unlink()
    return folder


def _names_in(archive: Path) -> str | None:
    """How the names in a zip are written where it does not say so: Windows writes them in GBK."""
    with zipfile.ZipFile(archive) as packed:
        raw = [i.filename.encode("cp437", "replace") for i in packed.infolist() if not i.flag_bits & UTF8]
    try:
        b"\n".join(raw).decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "gb18030"


def digest(path: Path) -> str:
    """SHA-256 (hex) of a file, or of what a folder holds: names, sizes and times of its files."""
    if path.is_dir():
        files_there = sorted((str(p.relative_to(path)), p.stat()) for p in path.rglob("*") if p.is_file())
        told = "\n".join(f"{name}\t{held.st_size}\t{held.st_mtime_ns}" for name, held in files_there)
        return hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _may_map(batch: ImportBatch, *, actor: Actor, mapping: dict[str, str], **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, batch.source.unit)
    if batch.state not in (ImportBatch.State.READY, ImportBatch.State.PREVIEWED):
        yield Reason("已经开始导入，不能再改列对应")
    elif not batch.path:
        yield Reason("上传的文件已过保存期，已经清理", "请重新上传")
    for text in mappings.problems(mapping, batch.source.kind):
        yield Reason(text, "请核对列对应")


@verb("publications.import.map", "确定了{object}的列对应", forbids=_may_map)
def set_mapping(batch: ImportBatch, *, actor: Actor, mapping: dict[str, str]) -> ImportBatch:
    """Say which column is which field, and preview: the real import of the first rows, rolled back."""
    source = batch.source
    source.mapping = {c: f for c, f in mapping.items() if f and c in batch.columns}
    source.save()
    batch.preview = running.try_out(batch, actor=actor)
    batch.state = ImportBatch.State.PREVIEWED
    batch.save()
    return batch


def _may_start(batch: ImportBatch, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, batch.source.unit)
    running_now = batch.state == ImportBatch.State.RUNNING and not batch.is_lost(timezone.now())
    if running_now or batch.state == ImportBatch.State.DONE:
        yield Reason(f"这次导入{batch.get_state_display()}")
    elif not batch.path:
        yield Reason("上传的文件已过保存期，已经清理", "请重新上传；已经导入的不会重复")
    for text in mappings.problems(batch.source.mapping, batch.source.kind):
        yield Reason(text, "请先确定列对应并预览")


@verb("publications.import.start", "开始导入{object}", forbids=_may_start)
def start(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Mark the batch as running; ``work`` does the rows."""
    batch.state, batch.trouble = ImportBatch.State.RUNNING, ""
    batch.started_at = batch.started_at or timezone.now()
    batch.beat_at = timezone.now()
    batch.save()
    return batch


def work(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Import what is left of a running batch, in pieces; a stop from another page is heeded after each piece."""

    def stopped() -> bool:
        return not ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.RUNNING).exists()

    try:
        left = running.run(batch, actor=actor, stopped=stopped)
    except running.Overtaken:
        return batch
    except Exception as error:
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=ImportBatch.State.FAILED, trouble=f"{type(error).__name__}：{error}"[:500]
        )
        raise
    if not left:
        batch.state, batch.finished_at = ImportBatch.State.DONE, timezone.now()
        batch.save(update_fields=["state", "finished_at"])
    return batch


def _may_stop(batch: ImportBatch, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, batch.source.unit)
    if batch.state != ImportBatch.State.RUNNING:
        yield Reason("没有在导入")


@verb("publications.import.stop", "停止了导入{object}", forbids=_may_stop)
def stop(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Stop after the piece that is being written; it can be gone on with."""
    batch.state = ImportBatch.State.STOPPED
    batch.save(update_fields=["state"])
    return batch
