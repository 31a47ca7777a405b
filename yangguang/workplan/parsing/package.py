"""Office packages (.docx, .xlsx) opened with care: a zip bomb or a hostile XML is refused before it is read."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib

from .rows import PlanFileError

MAX_UNPACKED = 50 * 1024 * 1024
MAX_PARTS = 2000
MAX_MERGED = 200_000  # cells of one sheet's merged ranges: the reader makes an object for each
# Declarations that define entities, in the encodings that XML readers accept without being told.
_DECLARATIONS = tuple(
    text.encode(encoding)
    for text in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"'
)


# What the standard library raises on a damaged archive.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError, IndexError,
)  # fmt: skip


def _area(ends: tuple[bytes, bytes, bytes, bytes]) -> int:
    left, top, right, bottom = (_column(ends[0]), int(ends[1]), _column(ends[2]), int(ends[3]))
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def open_package(data: bytes) -> str:
    """``docx`` or ``xlsx``. Raises PlanFileError for anything else, broken, encrypted or dangerous."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_UNPACKED:
                raise PlanFileError("文件解压后过大，不像是一份任务分解表，已拒绝打开")
            if any(i.flag_bits & 1 for i in infos):
                raise PlanFileError("文件加了密码。请去掉密码后重试")
            names = {i.filename for i in infos}
            total = 0
            for info in infos:
                if info.filename.startswith(("word/media/", "xl/media/")):
                    continue
                with package.open(info) as part:
                    content = part.read(MAX_UNPACKED - total + 1)
                total += len(content)
                if total > MAX_UNPACKED:  # the directory may lie about sizes
                    raise PlanFileError("文件解压后过大，不像是一份任务分解表，已拒绝打开")
                if any(d in content for d in _DECLARATIONS):
                    raise PlanFileError("文件里含有不安全的 XML 声明，已拒绝打开", info.filename)
                if sum(map(_area, _MERGE.findall(content))) > MAX_MERGED:
                    raise PlanFileError(
                        "合并单元格的范围过大，不像是一份任务分解表。请只合并表格以内的单元格", info.filename
                    )
    except _BROKEN as error:
        raise PlanFileError(
            f"文件已损坏，打不开（{type(error).__name__}）。请重新导出或另存后再试"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise PlanFileError("认不出这种文件。请提供 .docx、.xlsx 或文本（.txt、.csv）")
