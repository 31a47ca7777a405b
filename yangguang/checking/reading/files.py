"""A file of any kind as its parts: what it is, is it safe, who reads it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from yangguang.checking.subjects import Part, PartKind, Subject
from yangguang.documents import files as received

from . import pages, pictures, plain, slides, words, workbooks
from .packages import LOOK, Unreadable

LARGEST = 100 * 1024 * 1024  # bytes
MOST_MEMBERS = 200  # files of an archive
UNREAD = "读不出内容："
_TEXTS = {
    ".txt",
    ".md",
    ".vtt",
    ".json",
    ".jsonl",
    ".log",
    ".xml",
    ".yaml",
    ".yml",
    ".toml",
    ".ini",
    ".rst",
    "",
}
_TABLES = {".csv", ".tsv"}
_PAGES = {".html", ".htm", ".xhtml"}
_PACKAGES: dict[str, Callable[[zipfile.ZipFile], Iterable[Part]]] = {
    ".docx": words.read,
    ".xlsx": workbooks.read,
    ".pptx": slides.read,
    ".ofd": pages.read_ofd,
}
_NEW = {
    ".doc": "docx",
    ".wps": "docx",
    ".xls": "xlsx",
    ".et": "xlsx",
    ".ppt": "pptx",
    ".dps": "pptx",
    ".rtf": "docx",
}
_PACKED = {".rar", ".7z", ".tar", ".gz", ".bz2", ".xz"}
_MEDIA = {".mp4", ".mp3", ".wav", ".avi", ".mov", ".wmv", ".flv", ".m4a"}
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file. ``unreadable`` says in words why nothing (or not all) was; "" when it was."""

    name: str
    parts: tuple[Part, ...]
    unreadable: str = ""

    def subject(self, today: dt.date, *, kind: str = "", **facts: Any) -> Subject:
        """The file as something to check."""
        return Subject(self.parts, today, kind, facts)


def read(source: bytes | Path, name: str = "", *, within_archive: bool = False) -> Reading:
    """The parts of a file. ``name`` tells its kind by its ending. Never raises for a bad file."""
    name = name or (source.name if isinstance(source, Path) else "")
    ending = PurePosixPath(name).suffix.lower()
    found: list[Part] = []
    try:
        content = _bytes(source)
        for part in _parts(content, name, ending, within_archive):
            found.append(part)
    except (Unreadable, received.Rejected) as error:
        return _unread(name, found, str(error))
    except (KeyError, IndexError, ValueError, RecursionError, *_ZIP_ERRORS):
        return _unread(name, found, "文件打不开，可能已损坏。请用原来的软件打开，另存后再试")
    unread = [p.text.removeprefix(UNREAD) for p in found if p.text.startswith(UNREAD)]
    return Reading(name, tuple(found), "；".join(unread))


def _unread(name: str, found: list[Part], why: str) -> Reading:
    return Reading(name, (*found, Part(name or "文件", f"{UNREAD}{why}", PartKind.PICTURE)), why)


def _bytes(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        content = source
    else:
        if source.stat().st_size > LARGEST:
            raise Unreadable(f"文件超过 {LARGEST // 1024**2} MB，没有检查。请拆成几个文件")
        content = source.read_bytes()
    if len(content) > LARGEST:
        raise Unreadable(f"文件超过 {LARGEST // 1024**2} MB，没有检查。请拆成几个文件")
    if not content:
        raise Unreadable("是空文件。请检查后重新选择")
    return content


def _parts(content: bytes, name: str, ending: str, within_archive: bool) -> Iterable[Part]:
    if ending in _TEXTS:
        return plain.read_text(content)
    if ending in _TABLES:
        return plain.read_table(content, name)
    if ending in _PAGES:
        return plain.read_page(content)
    if ending in _NEW:
        raise Unreadable(
            f"{ending[1:]} 是旧格式，读不出内容。请用原来的软件打开，另存为 {_NEW[ending]} 后再试"
        )
    if ending in _PACKED or (ending == ".zip" and within_archive):
        raise Unreadable("压缩包读不出内容。请解压后分别检查")
    if ending in _MEDIA:
        return [Part(name, f"音频、视频，{LOOK}画面、声音和字幕", PartKind.PICTURE)]
    if ending == ".pdf":
        return pages.read_pdf(content)
    # Is it what it says, is it a bomb, is it locked?
    received.inspect(io.BytesIO(content), name, limit=LARGEST)
    if ending in _PACKAGES:
        return _packaged(content, _PACKAGES[ending])
    if ending == ".zip":
        return _archive(content)
    if ending in received.IMAGES:
        return pictures.read(content)
    raise Unreadable(f"认不出 {ending[1:] or '这种'} 格式。请另存为 docx、xlsx、pdf 或者 txt 后再试")


def _packaged(content: bytes, reader: Callable[[zipfile.ZipFile], Iterable[Part]]) -> Iterable[Part]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        yield from reader(package)


def _archive(content: bytes) -> Iterable[Part]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = [m for m in package.infolist() if not m.is_dir()]
        for number, member in enumerate(members):
            name = _named(member)
            if number >= MOST_MEMBERS:
                yield Part(
                    "压缩包", f"{UNREAD}只检查了前 {MOST_MEMBERS} 个文件。请拆成几个压缩包", PartKind.PICTURE
                )
                return
            with package.open(member) as file:
                inner = file.read(LARGEST + 1)
            for part in read(inner, name, within_archive=True).parts:
                yield Part(
                    f"{name}·{part.place}" if part.place != name else name, part.text, part.kind, part.rows
                )


def _named(member: zipfile.ZipInfo) -> str:
    """The member's name; programs of Windows write it in GBK without saying so."""
    if not member.flag_bits & 0x800:
        try:
            return member.filename.encode("cp437").decode("gb18030")
        except UnicodeError:
            pass
    return member.filename
