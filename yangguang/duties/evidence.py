"""Files shown as evidence: what may be stored, under what name, checked how; nothing half-written stays behind."""

from __future__ import annotations

import codecs
import hashlib
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.core.files.storage import default_storage

from yangguang.core.actions import Reason, Refused

from .models import DutyNote, Evidence

MAX_BYTES = 20 * 1024 * 1024
MAX_FILES = 10  # in one step
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what .doc, .xls, .ppt and WPS's own formats begin with
ZIP = b"PK\x03\x04"
TEXT = {".txt", ".csv"}
# Extension to what its content begins with; text formats have no mark of their own.
KINDS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".ofd": (ZIP,),
    ".doc": (OLE,),
    ".docx": (ZIP,),
    ".xls": (OLE,),
    ".xlsx": (ZIP,),
    ".ppt": (OLE,),
    ".pptx": (ZIP,),
    ".wps": (OLE, ZIP),
    ".et": (OLE, ZIP),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".txt": (),
    ".csv": (),
}
# A package of parts is what its name says only when it holds this part.
PARTS = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/", ".ofd": "OFD.xml"}
ALLOWED = "、".join(k.lstrip(".") for k in KINDS)


def suffix_of(filename: str) -> str:
    return PurePosixPath(filename.replace("\\", "/")).suffix.lower()


def file_problems(upload: Any) -> list[Reason]:
    """Why an uploaded file can't be kept as evidence, each with the way out; leaves the file at its start."""
    name, suffix = shown_name(upload.name), suffix_of(upload.name)
    if suffix not in KINDS:
        return [Reason(f"不接受“{name}”这种文件", f"请使用 {ALLOWED}", field="files")]
    if upload.size > MAX_BYTES:
        return [Reason(f"“{name}”超过 {MAX_BYTES // 1024**2} MB", "请压缩或拆分", field="files")]
    if not upload.size:
        return [Reason(f"“{name}”是空文件", "请检查后重新选择", field="files")]
    upload.seek(0)
    try:
        fits = _is_text(upload) if suffix in TEXT else _is_what_it_says(upload, suffix)
    finally:
        upload.seek(0)
    if fits:
        return []
    way = "请另存为 UTF-8 文本再传" if suffix in TEXT else "请重新导出后再传"
    return [Reason(f"“{name}”的内容与扩展名不符，可能已损坏或加密", way, field="files")]


def _is_text(upload: Any) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        upload.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            if all("\0" not in decoder.decode(piece) for piece in upload.chunks()):
                decoder.decode(b"", final=True)
                return True
        except UnicodeDecodeError:
            continue
    return False


def _is_what_it_says(upload: Any, suffix: str) -> bool:
    if not upload.read(16).startswith(KINDS[suffix]):
        return False
    if suffix not in PARTS:
        return True
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as package:
            return any(n.startswith(PARTS[suffix]) for n in package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def problems(url: str, files: Sequence[Any]) -> Iterator[Reason]:
    """Everything wrong with what is shown: the address and each of the files."""
    if url:
        try:
            parts = urlsplit(url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable:
            yield Reason("佐证网址不是网页地址", "请以 http:// 或 https:// 开头", field="url")
    if len(files) > MAX_FILES:
        yield Reason(f"一次最多附 {MAX_FILES} 个文件", "其余的请再补充一次", field="files")
    for upload in files:
        yield from file_problems(upload)


def attach(note: DutyNote, url: str, files: Sequence[Any]) -> None:
    """Keep an address and files with a step of a duty. Raises Refused, with no file left behind, when one can't be kept."""
    if url:
        Evidence.objects.create(note=note, url=url)
    kept: list[str] = []
    for upload in files:
        shown = shown_name(upload.name)
        evidence = Evidence(note=note, filename=shown)
        name = evidence.file.field.generate_filename(evidence, stored_name(upload.name))
        kept.append(name)
        try:
            evidence.sha256 = digest(upload)
            evidence.file.name = default_storage.save(name, upload)
            evidence.save()
        except BaseException as error:
            for path in kept:
                _forget(path)
            if not isinstance(error, OSError):
                raise
            why = Reason(
                f"“{shown}”没有存成（{error.strerror or error}），这一步没有记录",
                "请稍后再试，或联系网站运行单位",
                field="files",
            )
            raise Refused([why]) from error


def _forget(path: str) -> None:
    try:
        default_storage.delete(path)
    except (
        OSError
    ):  # the disk is failing: the refusal that follows matters more than a leftover without a name
        return


def digest(upload: Any) -> str:
    """SHA-256 (hex) of an upload, read in pieces; leaves it at its start."""
    found = hashlib.sha256()
    upload.seek(0)
    for piece in upload.chunks():
        found.update(piece)
    upload.seek(0)
    return found.hexdigest()


def stored_name(filename: str) -> str:
    """A name that nobody can guess and that carries nothing of the user's but the kind."""
    return f"{uuid.uuid4().hex}{suffix_of(filename)}"


def shown_name(filename: str) -> str:
    """The user's own name for a file without its folders and control characters, at most 200 characters."""
    base = filename.replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in base if c.isprintable()).strip() or "文件"
    stem, suffix = base[: -len(s)] if (s := suffix_of(base)) else base, s
    return f"{stem[: 200 - len(suffix)]}{suffix}"
