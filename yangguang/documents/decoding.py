"""Text files in whatever encoding an office program wrote them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decoded:
    """A text and the encoding it came in."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """The text of ``data``. Tries what carries a mark, then UTF-8, then GB18030. Raises ValueError for anything else."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    for mark, encoding in marks:
        if data.startswith(mark):
            return Decoded(data.decode(encoding), encoding)
    if b"\x00" in data[:4096]:
        raise ValueError("这不是文本文件。请用表格软件另存为 CSV（UTF-8）后再试")
    for encoding in ("utf-8", "gb18030"):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("认不出文字编码。请另存为 UTF-8 编码后再试")


def encoding_of(head: bytes) -> str:
    """The encoding of a file by its first bytes (at least 64 KB, or all); a character cut at the end does no harm."""
    for cut in range(4):
        try:
            return decode(head[: len(head) - cut] if cut else head).encoding
        except (ValueError, UnicodeDecodeError):
            if b"\x00" in head[:4096] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise
    return decode(head).encoding
