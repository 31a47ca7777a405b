"""The page setter as a process of its own: ``python -m yangguang.typesetting.apart FOLDER``, below a memory limit."""

from __future__ import annotations

import contextlib
import resource
import sys
from pathlib import Path

from .engine import MEMORY, CannotSet, work


def main(folder: Path) -> int:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        pdf = work(folder)
    except CannotSet as error:
        sys.stderr.write(f"{error}\n")
        return 1
    (folder / "out.pdf").write_bytes(pdf)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
