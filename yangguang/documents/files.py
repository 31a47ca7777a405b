"""Files that people hand in: is it what it says, is it safe to keep, what is it called."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import pypdfium2
from PIL import Image

from . import pdfs

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".wps": "application/vnd.ms-works",
    ".et": "application/octet-stream",
    ".ofd": "application/ofd",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".zip": "application/zip",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt",
}
ZIPPED = {".docx", ".xlsx", ".pptx", ".ofd", ".zip"}
OLD_OFFICE = {".doc", ".xls", ".ppt", ".wps", ".et"}
IMAGES = {".jpg", ".jpeg", ".png", ".gif", ".webp"}
PLAIN = {".csv", ".txt", ".vtt"}
_SIGNATURES = {".pdf": (b"%PDF-",), ".mp4": (), ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")}
MOST_MEMBERS, MOST_UNPACKED, MOST_RATIO = 5000, 300 * 1024 * 1024, 100  # files, bytes, times


class Rejected(ValueError):
    """A file that may not be kept; the text names it and says what to do."""


@dataclass(frozen=True)
class FileFacts:
    """What a kept file is. ``size`` in bytes; ``extension`` lower case with its dot; ``sha256`` hexadecimal;
    ``width`` and ``height`` of a picture in pixels as it is shown (turned by its camera's mark), else None."""

    name: str
    extension: str
    media_type: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


def safe_name(name: str) -> str:
    """A file name without path, control or direction characters, at most 120 characters, extension kept."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem, dot, extension = name.rpartition(".")
    stem = (stem if dot else name).strip(" .") or "附件"
    return f"{stem[:110]}{'.' + extension.strip().lower()[:8] if dot else ''}"


def inspect(stream: BinaryIO, name: str, *, limit: int = 50 * 1024 * 1024) -> FileFacts:
    """Look at a file once, in pieces. Raises Rejected when it is too large, empty, not what it says, or dangerous."""
    shown = safe_name(name)
    extension = PurePosixPath(shown).suffix.lower()
    if extension not in MEDIA_TYPES:
        if extension in (".docm", ".xlsm", ".pptm"):
            raise Rejected(f"“{shown}”含有宏，不能上传。请另存为 {extension[:-1]}x 格式")
        allowed = "、".join(sorted(e[1:] for e in MEDIA_TYPES))
        raise Rejected(f"“{shown}”的格式不能上传。可以上传：{allowed}")
    stream.seek(0)
    digest, size, head = hashlib.sha256(), 0, b""
    while piece := stream.read(1024 * 1024):
        size += len(piece)
        if size > limit:
            raise Rejected(f"“{shown}”超过 {limit // 1024**2} MB。请压缩图片、拆成几个文件，或改放链接")
        head = head or piece[:8192]
        digest.update(piece)
    if not size:
        raise Rejected(f"“{shown}”是空文件。请检查后重新选择")
    stream.seek(0)
    _look_inside(stream, head, shown, extension)
    stream.seek(0)
    width, height = _shown_size(stream) if extension in IMAGES else (None, None)
    stream.seek(0)
    return FileFacts(shown, extension, MEDIA_TYPES[extension], size, digest.hexdigest(), width, height)


_ORIENTATION, _TURNED = 0x0112, {5, 6, 7, 8}  # EXIF 2.3: values that lie on their side


def _shown_size(stream: BinaryIO) -> tuple[int, int]:
    with Image.open(stream) as image:
        if image.getexif().get(_ORIENTATION) in _TURNED:
            return image.height, image.width
        return image.width, image.height


def _look_inside(stream: BinaryIO, head: bytes, shown: str, extension: str) -> None:
    if extension in ZIPPED:
        _look_inside_zip(stream, shown, extension)
    elif extension in IMAGES:
        _look_at_image(stream, shown, extension)
    elif extension == ".pdf":
        _look_at_pdf(stream, head, shown)
    elif extension in OLD_OFFICE:
        if not head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            raise _not_what_it_says(shown, extension)
    elif extension in PLAIN:
        if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise _not_what_it_says(shown, extension)
    elif extension == ".mp4":
        if head[4:8] != b"ftyp":
            raise _not_what_it_says(shown, extension)
    elif not head.startswith(_SIGNATURES[extension]):
        raise _not_what_it_says(shown, extension)


def _not_what_it_says(shown: str, extension: str) -> Rejected:
    return Rejected(f"“{shown}”的内容不是 {extension[1:]} 格式。请用原来的软件打开，另存为这种格式后再上传")


def _look_inside_zip(stream: BinaryIO, shown: str, extension: str) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        # Office keeps an encrypted document in its old container.
        stream.seek(0)
        if stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise Rejected(f"“{shown}”设有打开密码。请去掉密码后再上传") from error
        raise _not_what_it_says(shown, extension) from error
    if any(m.flag_bits & 1 for m in members):
        raise Rejected(f"“{shown}”设有密码。请去掉密码后再上传")
    unpacked = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members) or 1
    if (
        len(members) > MOST_MEMBERS
        or unpacked > MOST_UNPACKED
        or (unpacked > 20 * 1024 * 1024 and unpacked / packed > MOST_RATIO)
    ):
        raise Rejected(
            f"“{shown}”解压后过大（{unpacked // 1024**2} MB，{len(members)} 个文件），可能是压缩炸弹，不能上传"
        )
    names = {m.filename for m in members}
    if any(n.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", n) for n in names):
        raise Rejected(f"“{shown}”里有指向外部的路径，不能上传")
    wanted = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}.get(extension)
    if wanted and not any(n.startswith(wanted) for n in names):
        raise _not_what_it_says(shown, extension)
    if extension == ".ofd" and "OFD.xml" not in names:
        raise _not_what_it_says(shown, extension)
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise Rejected(f"“{shown}”含有宏，不能上传。请另存为不含宏的文件")


def _look_at_image(stream: BinaryIO, shown: str, extension: str) -> None:
    try:
        with Image.open(stream) as image:
            if image.width * image.height > 60_000_000:
                raise Rejected(f"“{shown}”有 {image.width}×{image.height} 个像素，太大。请缩小后再上传")
            image.verify()
            found = (image.format or "").lower()
    except Rejected:
        raise
    except Exception as error:  # Pillow raises many kinds for broken pictures
        raise _not_what_it_says(shown, extension) from error
    if found != {".jpg": "jpeg", ".jpeg": "jpeg"}.get(extension, extension[1:]):
        raise _not_what_it_says(shown, extension)


def _look_at_pdf(stream: BinaryIO, head: bytes, shown: str) -> None:
    if not head.lstrip().startswith(b"%PDF-"):
        raise _not_what_it_says(shown, ".pdf")
    try:
        with pdfs.opened(stream):
            pass
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Rejected(f"“{shown}”设有打开密码。请去掉密码后再上传") from error
        raise Rejected(f"“{shown}”打不开，文件可能已损坏。请重新导出 PDF 后再上传") from error
