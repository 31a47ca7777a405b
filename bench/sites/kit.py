# ruff: noqa: E501 - markup in one line
"""What both generators share: files, what the server has to do, and the list of what was planted. No markup is here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

SUBJECTS = [
    "优化营商环境",
    "老旧小区改造",
    "义务教育招生",
    "食品安全抽检",
    "生态环境保护",
    "公共卫生服务",
    "就业创业扶持",
    "社会救助保障",
    "安全生产检查",
    "城市更新规划",
]
VERBS = ["印发", "公布", "开展", "推进", "做好", "加强", "调整", "启动", "落实", "规范"]
NOUNS = [
    "实施方案",
    "工作安排",
    "情况通报",
    "管理办法",
    "名单",
    "专项行动",
    "有关事项",
    "结果",
    "指导意见",
    "服务指南",
]


def title(n: int) -> str:
    """A heading like those of official notices; different for different n."""
    return f"关于{VERBS[n % 10]}{SUBJECTS[n // 10 % 10]}{NOUNS[n // 100 % 10]}的第{n}号通知"


def paragraph(n: int, sentences: int = 5) -> str:
    """Some text without dates, numbers of people or anything else a check would point at."""
    return "".join(
        f"各有关单位要结合实际{VERBS[(n + k) % 10]}{SUBJECTS[(n * 3 + k) % 10]}，按照{NOUNS[(n + 2 * k) % 10]}的要求抓好落实，确保各项措施落到实处。"
        for k in range(sentences)
    )


def png(width: int = 8) -> bytes:
    """A small true picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x80\x90\xa0" * width for _ in range(width))
    head = struct.pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def pdf() -> bytes:
    """A small file that programs take for a PDF."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"
        + b"% fill\n" * 60
        + b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )


def office(folder: str) -> bytes:
    """A small Office file; ``folder`` is word, xl or ppt."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 20)
        archive.writestr(f"{folder}/document.xml", "<x>text</x>" * 200)
    return out.getvalue()


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900


@dataclass
class Site:
    """A site on disk. ``planted``: (probe, path) pairs that must be found. ``redirects``: path → where it leads.
    ``lost``: folder → file shown with status 200 for everything missing below it. ``types``: path → Content-Type."""

    folder: Path
    pages: int = 0
    planted: set[tuple[str, str]] = field(default_factory=set)
    redirects: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    today: str = "2021-06-10"

    def write(self, path: str, data: str | bytes, charset: str = "utf-8") -> None:
        """Put a file at a path as it appears in links (percent-encoding is undone)."""
        target = self.folder / unquote(path).lstrip("/")
        if path.endswith("/"):
            target = target / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, str):
            self.pages += target.suffix in (".html", ".htm", ".shtml")
            data = data.encode(charset)
        target.write_bytes(data)

    def plant(self, probe: str, path: str) -> str:
        """Remember a defect by what it is about; answers the path, to be put into a link."""
        self.planted.add((probe, quote(path, safe="/:?=&%#.-_~")))
        return path
