"""Reading an archive package back: is everything there, and is it what was put in?"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.dateparse import parse_datetime

from yangguang.core.audit import entry_hash
from yangguang.core.models import AuditEntry

from .archive import FORMAT, MANIFEST, VERSION, seal

MOST_PARTS = 5000
MOST_BYTES = 4 * 1024**3  # unpacked
MOST_JSON = 100 * 1024**2
PIECE = 1024 * 1024


def verify(stream: BinaryIO, *, sealed: bool = True) -> list[str]:
    """What is wrong with a package; empty when nothing is. ``sealed=False``: it was made by another site, whose seal
    can't be checked here. Reads in pieces; unpacks nothing to disk."""
    try:
        with zipfile.ZipFile(stream) as folder:
            return list(_problems(folder, sealed))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        return [f"不是完好的 zip 文件：{error}"]


def _problems(folder: zipfile.ZipFile, sealed: bool) -> Iterator[str]:
    members = folder.infolist()
    if len(members) > MOST_PARTS or sum(m.file_size for m in members) > MOST_BYTES:
        yield f"文件太多或太大（{len(members)} 个），不是归档包"
        return
    for name, count in Counter(m.filename for m in members).items():
        if count > 1:
            yield f"“{name}”出现了 {count} 次"
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name):
            yield f"“{name}”的路径指向包外"
    manifest = _read(folder, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        yield f"没有清单（{MANIFEST}），或者清单不是归档包的"
        return
    if manifest.get("version") != VERSION:
        yield f"清单的版本是 {manifest.get('version')}，这个程序只认识 {VERSION}"
        return
    if sealed and not hmac.compare_digest(seal(manifest).encode(), str(manifest.get("seal")).encode()):
        yield "清单的签章不符：清单被改动过，或者不是本站打的包"
    listed = _listed(manifest)
    yield from _parts(folder, listed)
    yield from _kept_files(folder, manifest, listed)
    yield from _log(folder)


def _listed(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = manifest.get("files")
    return {str(r.get("path")): r for r in rows if isinstance(r, dict)} if isinstance(rows, list) else {}


def _parts(folder: zipfile.ZipFile, listed: dict[str, dict[str, Any]]) -> Iterator[str]:
    there = set(folder.namelist())
    for path in sorted(set(listed) - there):
        yield f"缺少“{path}”"
    for path in sorted(there - set(listed) - {MANIFEST}):
        yield f"“{path}”不在清单里"
    for path in sorted(set(listed) & there):
        digest, size = hashlib.sha256(), 0
        try:
            with folder.open(path) as part:
                while piece := part.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as error:
            yield f"“{path}”读不出来：{error}"
            continue
        if digest.hexdigest() != listed[path].get("sha256") or size != listed[path].get("size"):
            yield f"“{path}”被改动过：校验值和清单不符"


def _kept_files(
    folder: zipfile.ZipFile, manifest: dict[str, Any], listed: dict[str, dict[str, Any]]
) -> Iterator[str]:
    """As many records as the list counts, and for every file of the case its content as it was taken in."""
    counts = manifest.get("counts")
    for name, count in sorted(counts.items()) if isinstance(counts, dict) else []:
        rows = _read(folder, f"data/{name}.json")
        if not isinstance(rows, list) or len(rows) != count:
            yield f"“data/{name}.json”应有 {count} 条记录"
        elif name == "requestfile":
            digests = {r.get("sha256") for path, r in listed.items() if path.startswith("files/")}
            for row in rows:
                if not isinstance(row, dict) or row.get("sha256") not in digests:
                    yield f"缺少登记过的文件“{row.get('filename') if isinstance(row, dict) else row}”"


def _log(folder: zipfile.ZipFile) -> Iterator[str]:
    """Each entry of the log still has the hash that it had in the chain."""
    rows = _read(folder, "data/log.json")
    if not isinstance(rows, list):
        yield "缺少操作日志（data/log.json）"
        return
    for told in rows:
        if not isinstance(told, dict) or not _entry_holds(told):
            yield f"操作日志第 {told.get('seq') if isinstance(told, dict) else '？'} 条被改动过"


def _entry_holds(told: dict[str, Any]) -> bool:
    try:
        fields = {f.attname for f in AuditEntry._meta.concrete_fields} - {"id"}
        entry = AuditEntry(**{k: v for k, v in told.items() if k in fields})
        at = parse_datetime(str(told["at"]))
        if at is None:
            return False
        entry.at = at
        return hmac.compare_digest(entry_hash(entry).encode(), str(told.get("hash")).encode())
    except (KeyError, TypeError, ValueError):
        return False


def _read(folder: zipfile.ZipFile, path: str) -> Any:
    """A part as JSON, or None when it is not there, too large or not JSON."""
    try:
        if folder.getinfo(path).file_size > MOST_JSON:
            return None
        return json.loads(folder.read(path))
    except (KeyError, ValueError, RecursionError, zipfile.BadZipFile, EOFError, OSError, RuntimeError):
        return None
