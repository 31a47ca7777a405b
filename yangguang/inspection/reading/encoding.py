"""The encoding of a page: mark, header, meta, content, in that order; and whether they agree."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_\-]{2,20})", re.I)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_GB = {"gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936", "euc-cn", "hz-gb-2312"}
# What text shows that was saved in one encoding and read in another.
_SPOILT = re.compile("锟斤拷|烫烫烫|屯屯屯|ï»¿|鈥[滄淺]|涓[€浗婁]|鐨[勫]|(?:Ã[¡-¿]){2}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding that was used, and what is wrong with it ({} when nothing): expected, found, declared."""

    text: str
    charset: str
    problem: dict[str, Any]


def name_of(label: str) -> str:
    """Python's name for an encoding label; GB 2312 and GBK are read as GB 18030, their superset; "" when unknown."""
    label = label.strip().lower()
    if label in _GB:
        return "gb18030"
    if label in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        return "cp1252"
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding else ""


def decode(data: bytes, header: str = "") -> Decoded:
    """The text of a page. Never raises: what cannot be decoded becomes U+FFFD and is told."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return Decoded(
                data.decode(charset, "replace"), "utf-8" if charset == "utf-8-sig" else charset, {}
            )
    head = data[:4096]
    found = _META.search(_COMMENT.sub(b"", head) if b"<!--" in head else head)
    meta = name_of(found[1].decode("ascii")) if found else ""
    declared = name_of(header) or meta
    if data.isascii():
        return Decoded(data.decode("ascii"), declared or "utf-8", {})
    if declared:
        try:
            text = data.decode(declared)
        except UnicodeDecodeError:
            pass
        else:
            if declared == "cp1252" and (chinese := _as_chinese(data)):
                return chinese
            if declared != "utf-8" and (really := _as_utf8(data)):
                return Decoded(really, "utf-8", {"kind": "mismatch", "declared": declared, "found": "utf-8"})
            return Decoded(text, declared, _suspicion(text, declared))
    for charset in ("utf-8", "gb18030"):
        if charset == declared:
            continue
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        problem = {"kind": "mismatch" if declared else "undeclared", "declared": declared, "found": charset}
        return Decoded(text, charset, problem)
    charset = declared or "utf-8"
    text = data.decode(charset, "replace")
    bad = text.count("\ufffd")
    # A character cut in two by a summary of fixed length is no fault of the page's encoding.
    return Decoded(text, charset, {"kind": "broken", "declared": declared, "count": bad} if bad > 2 else {})


_HAN = re.compile("[\u4e00-\u9fff]")


def _as_chinese(data: bytes) -> Decoded | None:
    """What is called Latin 1 and is Chinese: more than half of its letters beyond ASCII are Han in another encoding."""
    for charset in ("utf-8", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        beyond = sum(not c.isascii() for c in text)
        if beyond >= 8 and 2 * len(_HAN.findall(text)) > beyond:
            return Decoded(text, charset, {"kind": "mismatch", "declared": "iso-8859-1", "found": charset})
    return None


def _as_utf8(data: bytes) -> str:
    """The text if the bytes are UTF-8 beyond doubt: GBK seldom is by chance, and hardly ever for four characters."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if len(data) - len(text) >= 8 else ""


def _suspicion(text: str, declared: str) -> dict[str, Any]:
    if "锟" in text or "鈥" in text or "涓" in text or "Ã" in text or "烫烫" in text:
        spoilt = _SPOILT.findall(text)
        # One or two may be quoted by a text about just that.
        if len(spoilt) > 2:
            return {"kind": "spoilt", "declared": declared, "count": len(spoilt), "text": spoilt[0]}
    bad = text.count("\ufffd")
    return {"kind": "broken", "declared": declared, "count": bad} if bad > 2 else {}
