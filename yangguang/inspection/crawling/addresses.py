"""One address for one thing: normal form of web addresses, joining as browsers join, and signs of endless sites."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin

LONGEST = 2000  # characters; longer ones are traps or errors
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_IN_QUERY = _IN_PATH | frozenset("?[]|")
_HEX = frozenset("0123456789abcdefABCDEF")
_PLAIN = re.compile(r"[A-Za-z0-9_~/\-]*(?:\.[A-Za-z0-9_~/\-]+)*")
_PORTS = {"http": "80", "https": "443"}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_\-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_\-]*[a-z0-9_])?)*")
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid)=[^/?;]*", re.I)
_SESSION = re.compile(r"(?:jsessionid|phpsessid|aspsessionid\w*|sessionid|session_id|utm_\w+|spm)=", re.I)
_SID = re.compile(r"(?:sid|s|token)=[0-9a-fA-F]{16,}", re.I)
_EDGES = "".join(chr(n) for n in range(33))
_INSIDE = {ord(c): None for c in "\t\n\r"}


def _quoted(text: str, kept: frozenset[str], charset: str) -> str:
    """Percent-encode once: hex in capitals, what need not be encoded is not, a lone ``%`` becomes ``%25``."""
    out: list[str] = []
    position, end = 0, len(text)
    while position < end:
        char = text[position]
        if char == "%":
            pair = text[position + 1 : position + 3]
            if len(pair) == 2 and pair[0] in _HEX and pair[1] in _HEX:
                plain = chr(int(pair, 16))
                out.append(plain if plain in _UNRESERVED else f"%{pair.upper()}")
                position += 3
                continue
            out.append("%25")
        elif char in kept:
            out.append(char)
        else:
            try:
                data = char.encode(charset if ord(char) > 127 else "ascii")
            except (UnicodeEncodeError, LookupError):
                data = char.encode("utf-8", "replace")
            out.extend(f"%{byte:02X}" for byte in data)
        position += 1
    return "".join(out)


def _without_dots(path: str) -> str:
    """RFC 3986 5.2.4, for paths that begin with a slash."""
    if "/." not in path:
        return path
    out: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            if out:
                out.pop()
        elif part != ".":
            out.append(part)
    if parts[-1] in (".", ".."):
        out.append("")
    return "/" + "/".join(out)


@lru_cache(maxsize=512)
def _host(netloc: str, scheme: str) -> str | None:
    host = netloc.rpartition("@")[2].lower()
    port = ""
    if host.startswith("["):
        host, bracket, rest = host.partition("]")
        if not bracket or not re.fullmatch(r"\[[0-9a-f:.]+", host):
            return None
        host, port = host + "]", rest.removeprefix(":")
    else:
        host, _, port = host.partition(":")
        host = host.rstrip(".")
        if not host.isascii():
            try:
                host = host.encode("idna").decode("ascii")
            except UnicodeError:
                return None
        if not _HOST.fullmatch(host):
            return None
    if port and (not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536):
        return None
    port = str(int(port)) if port else ""
    return host if not port or port == _PORTS[scheme] else f"{host}:{port}"


def normalise(url: str, charset: str = "utf-8") -> str | None:
    """The one form of a web address, without its fragment; None when it is no http(s) address.

    Scheme and host lower case (IDNA), no user, no default port, no dot segments, percent-encoding in one form, session
    numbers and campaign marks dropped. ``charset`` encodes what is not ASCII in the query, as browsers do by the page.
    """
    url = url.strip(_EDGES).translate(_INSIDE)
    scheme, colon, rest = url.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in _PORTS or len(url) > LONGEST * 3:
        return None
    rest = rest.partition("#")[0].replace("\\", "/")
    rest = rest.lstrip("/")
    before, mark, query = rest.partition("?")
    netloc, slash, path = before.partition("/")
    host = _host(netloc, scheme)
    if host is None:
        return None
    path = slash + path or "/"
    if not _PLAIN.fullmatch(path):
        path = _quoted(path, _IN_PATH, "utf-8")
    path = _without_dots(path)
    if ";" in path:
        path = _SESSION_PATH.sub("", path) or "/"
        path = _without_dots(path)
    if mark and query:
        query = _quoted(query, _IN_QUERY, charset)
        if _SESSION.search(query) or _SID.search(query):
            query = "&".join(p for p in query.split("&") if not (_SESSION.match(p) or _SID.fullmatch(p)))
    whole = f"{scheme}://{host}{path}" + (f"?{query}" if query else "")
    return whole if len(whole) <= LONGEST else None


def join(base: str, href: str, charset: str = "utf-8") -> tuple[str, str] | None:
    """Address and fragment of a link written as ``href`` on the page ``base``; None when it leads to no web page."""
    href = href.strip(_EDGES).translate(_INSIDE)
    plain, mark, fragment = href.partition("#")
    try:
        whole = normalise(urljoin(base, plain.replace("\\", "/")) if plain else base, charset)
    except ValueError:
        return None
    return (whole, fragment if mark else "") if whole else None


def host_of(url: str) -> str:
    """Host and port of a normal address."""
    return url.split("/", 3)[2]


def name_of_host(host: str) -> str:
    """A host without its port."""
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def path_of(url: str) -> str:
    """Path of a normal address, with its slash."""
    return "/" + url.split("/", 3)[3].partition("?")[0]


def folder_of(url: str) -> str:
    """What relative links of a page depend on: the address up to its last slash."""
    path = url.partition("?")[0].partition("#")[0]
    return path[: path.rfind("/") + 1]


_HANDED_OUT = re.compile(r"[?&]\w{0,10}name=[^&#]{1,300}\.([a-z]\w{1,4})(?=&|#|$)", re.I | re.A)


def extension_of(url: str) -> str:
    """Lower-case extension of the last part of the path, with its dot; "" when there is none. Of a program that hands out
    files (downfile.jsp?filename=a.pdf) that of the file."""
    if "name=" in url and (named := _HANDED_OUT.search(url)):
        return f".{named[1].lower()}"
    last = path_of(url).rpartition("/")[2]
    stem, dot, extension = last.rpartition(".")
    return f".{extension.lower()}" if dot and stem and len(extension) <= 5 and extension.isalnum() else ""


_PROGRAM = re.compile(r"download|downfile|attach|getfile|fileserver|/file\b", re.I)
_FILE_END = re.compile(r"\.(docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|7z|csv|rtf|txt)(?![a-z0-9])", re.I)


def handed_out(url: str, text: str) -> str:
    """The extension of a file that a program hands out (``download.jsp?id=7``), by its address or by the words of the
    link to it; "" for anything else."""
    path, _, query = url.partition("?")
    if not query or not _PROGRAM.search(path):
        return ""
    found = _FILE_END.search(query) or _FILE_END.search(text)
    return f".{found[1].lower()}" if found else ""


def endless(url: str) -> bool:
    """Whether the path goes round: one part four times, or a pair of parts three times in a row."""
    parts = [p for p in path_of(url).split("/") if p]
    if len(parts) < 4:
        return False
    if len(parts) > 24 or any(parts.count(p) >= 4 for p in set(parts)):
        return True
    return any(
        parts[n : n + 2] == parts[n + 2 : n + 4] == parts[n + 4 : n + 6] for n in range(len(parts) - 5)
    )


_NUMBER = re.compile(r"\d+")


def pattern_of(url: str) -> str:
    """Path and names of the parameters, numbers as ``0``: what addresses made by one program have in common."""
    path, _, query = url.partition("?")
    names = sorted(p.partition("=")[0] for p in query.split("&")) if query else []
    return _NUMBER.sub("0", path) + ("?" + "&".join(names) if names else "")
