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
MAX_LINES = 20_000
_YEAR = re.compile(r"(20\d{2})\s*年")
_CHINESE_YEAR = re.compile(r"(二[〇零○O0][〇零○一二三四五六七八九]{2})年")
_DIGITS = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")
_DISTRICT = r"(?:[^区县旗\d\W]{2,6}?市)?(?P<district>[^区县旗市\d\W]{1,6}?[区县旗]|[^区县旗市\d\W]{1,6}?市(?![^，。]{0,6}[区县旗]))"
_AFTER_YEAR = re.compile(rf"年(?:度)?{_DISTRICT}")
_BEFORE_YEAR = re.compile(rf"^{_DISTRICT}(?:人民政府)?(?:20\d\d|二)")
# The endings that are read; others are refused by name, whatever they hold.
_SUFFIXES = {"", ".txt", ".text", ".csv", ".tsv", ".docx", ".docm", ".doc", ".xlsx", ".xlsm", ".xls"}


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
    in_year = _year(title) or year
    if not assembly.items and not assembly.problems:
        raise PlanFileError(
            "表里没有任务行：有表头，但没有带序号和内容的任务。请检查文件是否完整，或任务是否在图片里"
        )
    reader = Reader(assembly, directory, in_year or dt.date.min.year)
    tasks = [reader.read(raw) for raw in assembly.items]
    overlaps = find_overlaps((t.number, (t.title or "") + t.requirement) for t in tasks)
    for task in tasks:
        task.overlaps = overlaps[task.number]
    source.warnings += [
        f"第 {t.number} 项的工作要求在原表中缺损。请对照正式印发的文件补上后重新上传，或照此导入"
        for t in tasks
        if "requirement_cell_lost" in t.irregularities
    ]
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
    return ParsedPlan(
        filename=filename,
        sha256=hashlib.sha256(data).hexdigest(),
        title=title,
        year=in_year,
        jurisdiction=_district(title),
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
    return next((t for t in texts if _year(t) and len(t) > 6), texts[0] if texts else "")


def _year(title: str) -> int | None:
    """The year that a title names, in digits or in Chinese numerals."""
    if match := _YEAR.search(title):
        return int(match[1])
    match = _CHINESE_YEAR.search(title)
    return int(match[1].replace("二", "2", 1).translate(_DIGITS)) if match else None


def _district(title: str) -> str:
    """The district of a title (2021年思明区…, 厦门市思明区2021年…), "" when it names none."""
    match = _BEFORE_YEAR.search(title) or _AFTER_YEAR.search(title)
    return match["district"] if match else ""


def _read(data: bytes, suffix: str) -> Source:
    if suffix not in _SUFFIXES:
        raise PlanFileError(f"认不出这种文件（{suffix}）。请提供 .docx、.xlsx 或文本（.txt、.csv）")
    if not data.strip():
        raise PlanFileError("文件是空的")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise PlanFileError("文件加了密码。请去掉密码，另存为 .docx 或 .xlsx 后重试")
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
    if (
        data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15]
        .lower()
        .startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"mime-version"))
    ):
        raise PlanFileError(
            "这是网页或 XML，不是真正的 Word、Excel 文件。请用 Word 或 Excel 打开后另存为 .docx 或 .xlsx"
        )
    from .read_text import read_text

    source = read_text(data, suffix)
    if len(source.lines) > MAX_LINES:
        raise PlanFileError(f"有 {len(source.lines)} 行，超出了任务分解表的规模（{MAX_LINES} 行）")
    return source
