"""Office packages (.docx, .xlsx) opened with care: a zip bomb or a hostile XML is refused before it is read."""

from __future__ import annotations

import io
import zipfile
import zlib

from .rows import PlanFileError

MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 2000


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
                if not info.filename.endswith((".xml", ".rels")):
                    continue
                with package.open(info) as part:
                    content = part.read(MAX_UNPACKED - total + 1)
                total += len(content)
                if total > MAX_UNPACKED:  # the directory may lie about sizes
                    raise PlanFileError("文件解压后过大，不像是一份任务分解表，已拒绝打开")
                if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
                    raise PlanFileError("文件里含有不安全的 XML 声明，已拒绝打开", info.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise PlanFileError(
            f"文件已损坏，打不开（{type(error).__name__}）。请重新导出或另存后再试"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise PlanFileError("认不出这种文件。请提供 .docx、.xlsx 或文本（.txt、.csv）")
