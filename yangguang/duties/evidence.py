"""Files shown as evidence: what may be stored, under what name, and checked how."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import PurePosixPath
from typing import Any

from yangguang.core.actions import Reason

MAX_BYTES = 20 * 1024 * 1024
# Extension to what its content begins with; text formats have no mark of their own.
KINDS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF",),
    ".png": (b"\x89PNG",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".docx": (b"PK",),
    ".xlsx": (b"PK",),
    ".pptx": (b"PK",),
    ".ofd": (b"PK",),
    ".zip": (b"PK",),
    ".txt": (),
    ".csv": (),
}


def suffix_of(filename: str) -> str:
    return PurePosixPath(filename.replace("\\", "/")).suffix.lower()


def file_problems(upload: Any) -> list[Reason]:
    """Why an uploaded file can't be kept as evidence; leaves the file at its start."""
    name, suffix = upload.name, suffix_of(upload.name)
    if suffix not in KINDS:
        allowed = "、".join(k.lstrip(".") for k in KINDS)
        return [Reason(f"不接受“{name}”这种文件", f"请使用 {allowed}", field="files")]
    if upload.size > MAX_BYTES:
        return [Reason(f"“{name}”超过 {MAX_BYTES // 1024**2} MB", "请压缩或拆分", field="files")]
    if not upload.size:
        return [Reason(f"“{name}”是空文件", field="files")]
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    marks = KINDS[suffix]
    if (marks and not head.startswith(marks)) or (not marks and b"\0" in head):
        return [Reason(f"“{name}”的内容与扩展名不符，可能已损坏", "请重新导出后再传", field="files")]
    return []


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
