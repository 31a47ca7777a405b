"""Setting pages: a template of ours and plain data in, a PDF out. No text is ever read as code.

The data goes to the template as JSON, so nothing an editor writes can be a command; the setter sees a folder of its own
that holds the template, the data and the pictures, and nothing else. Long texts are set by a process of their own, which
is stopped when it takes too long or too much.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from . import fonts
from .pictures import MOST, Source, nothing, prepared

TEMPLATES = Path(__file__).parent / "typ"
SHORT = 150_000  # characters of data (a text of some 30,000) that are set in the calling process, in a third of a second
LONGEST = 6_000_000  # characters of data
SECONDS = 240  # for the longest
MEMORY = 3 * 1024**3  # bytes of address space of the other process, the compiler's own 600 MB included


class CannotSet(Exception):
    """The pages can't be set; the text says why and what to do, in words for the person who asked."""


@dataclass(frozen=True)
class Sheet:
    """What was set. ``missing`` are characters that no font at hand shows; ``left_out`` pictures that can't be read."""

    pdf: bytes
    missing: str = ""
    left_out: tuple[str, ...] = ()


def typeset(
    template: Path, data: dict[str, Any], *, at: dt.datetime, pictures: Source = nothing, own_fonts: str = "",
    accessible: bool = True,
) -> Sheet:  # fmt: skip
    """Set ``template`` (a file that imports "base.typ") with ``data``. ``at`` is the time written into the PDF.

    The PDF is PDF/A-2a and PDF/UA-1 where the text allows. Raises CannotSet when it is too large or the setter fails.
    """
    with tempfile.TemporaryDirectory(prefix="yangguang-pages-") as name:
        folder = Path(name)
        data = {**data, "fonts": fonts.families(own_fonts)}
        left_out = _place_pictures(data, pictures, folder)
        text = json.dumps(data, ensure_ascii=False)
        if len(text) > LONGEST:
            raise CannotSet("内容太长，排不成一个文件。请分成几部分")
        (folder / "data.json").write_text(text, "utf-8")
        for source in (*TEMPLATES.glob("*.typ"), template):
            (folder / source.name).write_bytes(source.read_bytes())
        lacking = fonts.missing(_characters(data))
        job = {
            "template": template.name, "at": int(at.timestamp()), "own": own_fonts, "system": bool(lacking),
            "standards": ["a-2a", "ua-1"] if accessible else [],
        }  # fmt: skip
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        pdf = work(folder) if len(text) <= SHORT else _apart(folder)
        return Sheet(pdf, fonts.unshown(lacking, own_fonts), tuple(left_out))


def work(folder: Path) -> bytes:
    """Set what lies in a prepared folder, in this process."""
    job = json.loads((folder / "job.json").read_text("utf-8"))
    faces = fonts.with_the_machines(job["own"]) if job["system"] else fonts.packaged(job["own"])
    compiler = typst.Compiler(
        folder / job["template"], root=folder, font_paths=faces, package_path=folder / "none",
        package_cache_path=folder / "none",
    )  # fmt: skip
    stamp = dt.datetime.fromtimestamp(job["at"], dt.timezone(dt.timedelta(hours=8)))
    first: typst.TypstError | None = None
    # What the standards forbid (a picture of an odd colour space) comes out as a plain PDF rather than not at all.
    for standards in dict.fromkeys((tuple(job["standards"]), ())):
        try:
            found = compiler.compile(format="pdf", pdf_standards=list(standards), timestamp=stamp)
        except typst.TypstError as error:
            first = first or error
            continue
        return bytes(found)  # type: ignore[arg-type]
    raise CannotSet(f"排版失败：{_plainly(first)}") from first


def _plainly(error: typst.TypstError | None) -> str:
    return re.sub(r"/\S*/", "", error.message if error is not None else "")[:200]


def _apart(folder: Path) -> bytes:
    """The same in a process of its own, stopped after SECONDS and kept below MEMORY."""
    command = [sys.executable, "-m", "yangguang.typesetting.apart", str(folder)]
    root = str(Path(__file__).resolve().parents[2])
    try:
        done = subprocess.run(command, cwd=root, timeout=SECONDS, capture_output=True, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise CannotSet(f"排版超过 {SECONDS // 60} 分钟，已停止。请减少图片或分成几部分") from error
    out = folder / "out.pdf"
    if done.returncode or not out.exists():
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CannotSet(
            lines[-1][-300:] if lines and "排版失败" in lines[-1] else "排版失败，请稍后再试或减少内容"
        )
    return out.read_bytes()


def _characters(data: Any) -> str:
    found: list[str] = []
    _visit(data, lambda key, value: found.append(value))
    return "".join(found)


def _visit(data: Any, act: Callable[[str, str], None], key: str = "") -> None:
    if isinstance(data, str):
        if key not in _NOT_SHOWN:
            act(key, data)
    elif isinstance(data, dict):
        for name, value in data.items():
            _visit(value, act, name)
    elif isinstance(data, list | tuple):
        for value in data:
            _visit(value, act, key)


_NOT_SHOWN = {"kind", "style", "align", "marks", "link", "source", "file", "fonts"}


def _place_pictures(data: Any, pictures: Source, folder: Path) -> list[str]:
    """Write every picture of the data into the folder; what can't be read is named and left out."""
    left_out: list[str] = []
    kept: dict[str, str] = {}

    def place(block: dict[str, Any]) -> None:
        source = block["source"]
        if source not in kept:
            found = prepared(raw) if len(kept) < MOST and (raw := pictures(source)) else None
            kept[source] = ""
            if found is not None:
                kept[source] = f"picture-{len(kept)}.{found[1]}"
                (folder / kept[source]).write_bytes(found[0])
        block["file"] = kept[source]
        if not kept[source]:
            left_out.append(block.get("alt") or source)

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("kind") == "picture":
                place(part)
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(data)
    return left_out
