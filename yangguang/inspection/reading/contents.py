"""What a file really is, by its bytes, against what its address promises."""

from __future__ import annotations

from typing import Any

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_KIND = {
    ".pdf": "pdf", ".doc": "office", ".xls": "office", ".ppt": "office", ".wps": "office", ".et": "office",
    ".docx": "docx", ".xlsx": "xlsx", ".pptx": "pptx", ".xlsm": "xlsx", ".ofd": "ofd", ".zip": "zip", ".rar": "rar",
    ".7z": "7z", ".gz": "gz", ".jpg": "image", ".jpeg": "image", ".png": "image", ".gif": "image", ".webp": "image",
    ".bmp": "image", ".ico": "image", ".avif": "image", ".svg": "svg", ".csv": "text", ".txt": "text",
    ".rtf": "rtf", ".mp4": "video", ".m4a": "video", ".mov": "video", ".mp3": "audio",
}  # fmt: skip
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title", b"<div", b"<!--")


def kind_of(data: bytes) -> str:
    """What the first bytes are: pdf, office (OLE), docx, xlsx, pptx, ofd, zip, image, html, text, binary, empty …"""
    if not data:
        return "empty"
    head = data[:16]
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(_OLE):
        return "office"
    if head.startswith((_ZIP, b"PK\x05\x06")):
        for mark, name in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"), (b"OFD.xml", "ofd")):
            if mark in data:
                return name
        return "zip"
    if head.startswith(
        (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"\x00\x00\x01\x00")
    ):
        return "image"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image"
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"avif", b"heic") else "video"
    for mark, name in ((b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"), (b"{\\rtf", "rtf"),
                       (b"ID3", "audio"), (b"\xff\xfb", "audio"), (b"\xff\xf3", "audio")):  # fmt: skip
        if head.startswith(mark):
            return name
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in start[:800] and (start.startswith((b"<?xml", b"<svg", b"<!--", b"<!doctype svg"))):
        return "svg"
    if start.startswith(_HTML) or (start.startswith(b"<?xml") and b"<html" in start):
        return "html"
    return "binary" if b"\x00" in data[:1024] else "text"


# Office programs open each other's containers: old names on new files happen in offices every day.
_ACCEPTED = {
    "office": {"office", "docx", "xlsx", "pptx", "rtf", "zip"},
    "docx": {"docx", "zip"}, "xlsx": {"xlsx", "zip"}, "pptx": {"pptx", "zip"}, "ofd": {"ofd", "zip"},
    "zip": {"zip", "docx", "xlsx", "pptx", "ofd"}, "text": {"text"}, "image": {"image"}, "svg": {"svg", "image"},
}  # fmt: skip


def mismatch(extension: str, data: bytes, *, whole: bool, cut: bool = False) -> dict[str, Any]:
    """What is wrong with a file of this extension; {} when nothing is. ``whole``: ``data`` is all of it.

    ``kind`` in the answer: empty (零字节), html (网页), other (别的格式), truncated (不完整).
    """
    if not data:
        return {"kind": "empty", "expected": extension, "found": "empty"}
    expected = _KIND.get(extension)
    if expected is None:
        return {"kind": "truncated", "expected": extension} if cut else {}
    found = kind_of(data)
    if found == "html" and expected != "text":
        return {"kind": "html", "expected": extension, "found": "html"}
    if found == "html" and extension == ".csv":
        return {"kind": "html", "expected": extension, "found": "html"}
    if found not in _ACCEPTED.get(expected, {expected}) and not (expected == "text" and found == "html"):
        if expected == "text" and data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return {}
        if expected == "audio":
            return {}  # frames may begin anywhere
        return {"kind": "other", "expected": extension, "found": found}
    if cut or (whole and _broken_off(expected, found, data)):
        return {"kind": "truncated", "expected": extension, "found": found}
    return {}


def _broken_off(expected: str, found: str, data: bytes) -> bool:
    if found == "pdf":
        return b"%%EOF" not in data[-4096:] and b"startxref" not in data[-8192:]
    if data.startswith(_ZIP):
        return b"PK\x05\x06" not in data[-66000:]
    if data.startswith(b"GIF8"):
        return b";" not in data[-512:]
    if data.startswith(b"\x89PNG"):
        return b"IEND" not in data[-1024:]
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd9" not in data
    return False
