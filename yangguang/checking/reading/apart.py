"""Files read in a process of their own: one that never ends, eats the memory or breaks its reader takes nothing with it.

``python -m yangguang.checking.reading.apart FILE NAME`` prints what it read as JSON. Plain texts and small packages are read
where they are: starting a process costs more than they could.
"""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
from pathlib import Path, PurePosixPath

from yangguang.checking.subjects import Part, PartKind

from .files import UNREAD, Reading, read

SECONDS = 60  # of one file; a thousand pages take three
MEMORY = 3 * 1024**3  # bytes of address space
SMALL = 512 * 1024  # bytes of a package that is read where it is
_HERE = frozenset({".txt", ".md", ".csv", ".tsv", ".html", ".htm", ".json", ".jsonl"})


def read_guarded(path: Path, name: str = "", *, seconds: float = SECONDS) -> Reading:
    """``read`` with a limit of time and memory. Never raises for a bad file; OSError when there is none."""
    name = name or path.name
    ending = PurePosixPath(name).suffix.lower()
    size = path.stat().st_size
    if ending in _HERE or (ending != ".pdf" and size <= SMALL):
        return read(path, name)
    command = [sys.executable, "-m", __name__, str(path.resolve()), name, str(int(seconds) + 1)]
    root = str(Path(__file__).resolve().parents[3])
    try:
        done = subprocess.run(command, cwd=root, timeout=seconds, capture_output=True, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return _not(name, f"读了 {seconds:g} 秒还没有读完，已停止。请拆成几个文件，或者另存后再试")
    if done.returncode:
        return _not(name, "文件打不开，读它的程序出错停止了。请用原来的软件打开，另存后再试")
    said = json.loads(done.stdout)
    parts = tuple(
        Part(place, text, PartKind(kind), tuple(tuple(row) for row in rows))
        for place, kind, text, rows in said["parts"]
    )
    return Reading(name, parts, said["unreadable"])


def _not(name: str, why: str) -> Reading:
    return Reading(name, (Part(name, f"{UNREAD}{why}", PartKind.PICTURE),), why)


def main(path: str, name: str, seconds: str) -> int:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    found = read(Path(path), name)
    parts = [[p.place, p.kind.value, p.text, p.rows] for p in found.parts]
    sys.stdout.buffer.write(json.dumps({"parts": parts, "unreadable": found.unreadable}).encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:4]))
