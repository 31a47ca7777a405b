"""Reading a task breakdown table (任务分解表) from text, .docx or .xlsx; pure functions, no database."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

from yangguang.organisations.names import UnitDirectory

from .overlaps import find_overlaps
from .reading import Reader, as_sections
from .result import ParsedPlan, difference
from .rows import PlanFileError, Source, bare
from .tasks import Assembler
from .units import looks_like_units

__all__ = ["MAX_BYTES", "ParsedPlan", "PlanFileError", "parse"]

MAX_BYTES = 20 * 1024 * 1024
_YEAR = re.compile(r"(20\d{2})\s*年")
_DISTRICT = re.compile(r"20\d{2}\s*年(?:度)?([一-鿿]{1,10}?(?:区|县|市|旗))")


def parse(
    data: bytes | Path, *, filename: str = "", directory: UnitDirectory, year: int | None = None
) -> ParsedPlan:
    """The plan in a file. ``data`` is its bytes or its path; ``directory`` the units known.

    ``year`` is used for dates without one when the title names none. Raises PlanFileError, which names the place and
    the way out, when the file is no such table; never any other exception for bad input.
    """
    if isinstance(data, Path):
        filename = filename or data.name
        try:
            if data.stat().st_size > MAX_BYTES:
                raise PlanFileError(f"文件超过 {MAX_BYTES // 1024**2} MB，不像是一份任务分解表")
            data = data.read_bytes()
        except OSError as error:
            raise PlanFileError(f"打不开 {filename}：{error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise PlanFileError(f"文件超过 {MAX_BYTES // 1024**2} MB，不像是一份任务分解表")
    source = _read(data, Path(filename).suffix.lower())
    assembly = Assembler(source, lambda text: looks_like_units(text, directory)).run()
    if not assembly.columns:
        raise PlanFileError(
            "没有找到表头。表头应有“工作任务（或重点任务）”“工作要求”“牵头单位”“责任单位”这样的栏目名"
        )
    title = _title(source)
    found = _YEAR.search(title)
    in_year = int(found[1]) if found else year
    if not assembly.items and not assembly.problems:
        raise PlanFileError(
            "表里没有任务行：有表头，但没有带序号和内容的任务。请检查文件是否完整，或任务是否在图片里"
        )
    reader = Reader(assembly, directory, in_year or dt.date.min.year)
    tasks = [reader.read(raw) for raw in assembly.items]
    overlaps = find_overlaps((t.number, (t.title or "") + t.requirement) for t in tasks)
    for task in tasks:
        task.overlaps = overlaps[task.number]
    blocking = [*source.blocking, *assembly.problems]
    if in_year is None:
        blocking.append(
            "标题里没有年份，不知道这是哪一年的任务分解表。请在标题中写明，如“2021年……任务分解表”"
        )
    placed = "".join(
        [
            *(bare(c.text) for c in source.before),
            *(bare(c.text) for c in assembly.header_cells),
            *(bare(h.cell.text) for h in assembly.sections),
            *(t.placed for t in tasks),
            *(bare(c.text) for c in (*assembly.notes, *source.notes)),
        ]
    )
    astray = difference(source.characters, placed)
    if astray:
        blocking.append(f"有 {len(astray)} 个字没有归位或重复归位（如“{astray[:10]}”），请检查表格结构")
    district = _DISTRICT.search(title)
    return ParsedPlan(
        filename=filename,
        sha256=hashlib.sha256(data).hexdigest(),
        title=title,
        year=in_year,
        jurisdiction=district[1] if district else "",
        columns=assembly.headings,
        format=source.format,
        sections=as_sections(assembly, tasks),
        tasks=tasks,
        notes=[c.text for c in (*assembly.notes, *source.notes)],
        warnings=source.warnings,
        blocking=blocking,
        loss_marks=source.loss_marks,
        lines=source.lines,
        source_characters=len(source.characters),
        placed_characters=len(placed),
        astray=astray,
        directory=directory,
    )


def _title(source: Source) -> str:
    """The line before the table that looks most like a title: it names a year, else the first."""
    texts = [c.text.replace("\n", "") for c in source.before]
    return next((t for t in texts if _YEAR.search(t) and len(t) > 6), texts[0] if texts else "")


def _read(data: bytes, suffix: str) -> Source:
    if not data.strip():
        raise PlanFileError("文件是空的")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise PlanFileError(
            "这是旧版 .doc/.xls 文件，或加了密码的文件。请去掉密码，另存为 .docx 或 .xlsx 后重试"
        )
    if data.startswith(b"PK"):
        from .package import open_package

        kind = open_package(data)
        if kind == "docx":
            from .read_docx import read_docx

            return read_docx(data)
        from .read_xlsx import read_xlsx

        return read_xlsx(data)
    if suffix in {".docx", ".xlsx"}:
        raise PlanFileError(f"文件名是 {suffix}，内容却不是，可能已经损坏。请重新导出后再试")
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")):
        raise PlanFileError("认不出这种文件。请提供 .docx、.xlsx 或文本（.txt、.csv）")
    from .read_text import read_text

    return read_text(data, suffix)
