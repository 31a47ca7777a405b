"""Reading feeds of hosts that the operator allows, and nothing inside the network."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, ParseError  # types only; defusedxml reads

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags

from yangguang.core.registries import Registry
from yangguang.documents.decoding import decode
from yangguang.duties.links import public_address

from .models import Account

SECONDS = 20  # for the whole answer
LIMIT = 3 * 1024 * 1024  # bytes
MOST = 300  # entries of one feed


@dataclass(frozen=True)
class Fetched:
    """A post as a platform tells it. ``key`` identifies it there; ``said`` is text in which links are looked for."""

    key: str
    title: str
    url: str
    posted_at: dt.datetime
    said: str = ""
    reads: int | None = None
    likes: int | None = None


class Adapter(Protocol):
    """Brings in the posts of an account since a moment. Raises ValueError, in Chinese, when it can't."""

    def __call__(self, account: Account, since: dt.datetime | None) -> Iterable[Fetched]: ...


@dataclass(frozen=True)
class Source:
    code: str
    name: str
    fetch: Adapter


ADAPTERS: Registry[Source] = Registry("new-media adapter")


def register(source: Source) -> Source:
    """Register from an ``AppConfig.ready()``: a platform's interface, a data service of the city."""
    return ADAPTERS.add(source.code, source)


def choices() -> list[tuple[str, str]]:
    return [(s.code, s.name) for s in ADAPTERS]


def download(url: str, resolve: Callable[[str, int], str] = public_address) -> bytes:
    """The bytes at an address of an allowed host. Raises ValueError when it may not or can't be read.

    Only hosts in YANGGUANG_MEDIA_HOSTS, at public addresses; the connection goes to the address that was checked;
    redirects are not followed; size and time of the whole answer are limited.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("不是 http 或 https 网址")
    if host not in settings.MEDIA_HOSTS:
        raise ValueError(f"系统没有被允许访问 {host}，请管理员加入 YANGGUANG_MEDIA_HOSTS")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise ValueError("网址的端口写法不对") from None
    address = resolve(host, port)
    until = time.monotonic() + SECONDS
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="%=&/:?@!$()*+,;~-._")
    connection: http.client.HTTPConnection | None = None
    try:
        plain: socket.socket = socket.create_connection((address, port), timeout=SECONDS)
        if parts.scheme == "https":
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = plain
        connection.request("GET", path, headers={"User-Agent": "yangguang-media"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise ValueError(f"{host} 答复 {answer.status}，没有取到内容")
        data = bytearray()
        while piece := answer.read1(65536):
            data += piece
            if len(data) > LIMIT:
                raise ValueError("内容超过 3 MB")
            if time.monotonic() > until:
                raise ValueError(f"{host} 太慢，{SECONDS} 秒没有读完")
        return bytes(data)
    except (OSError, http.client.HTTPException) as error:
        raise ValueError(f"{host} 没有应答") from error
    finally:
        if connection is not None:
            connection.close()


_DECLARED = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


def read_feed(data: bytes) -> Iterator[Fetched]:
    """The entries of an RSS 2.0 or Atom feed in any usual encoding, at most MOST. Raises ValueError for anything else.

    Entries without a title or a readable time are left out: they prove nothing.
    """
    try:
        text = _DECLARED.sub("", decode(data).text.lstrip("\ufeff"), count=1)
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ValueError("不是 RSS 或 Atom 内容，或格式有错") from error
    nodes = [n for n in root.iter() if _tag(n) in ("item", "entry")]
    if not nodes and _tag(root) not in ("rss", "feed", "RDF"):
        raise ValueError("不是 RSS 或 Atom 内容")
    for node in nodes[:MOST]:
        if (found := _entry(node)) is not None:
            yield found


def _tag(node: Element) -> str:
    return str(node.tag).rsplit("}", 1)[-1]


def _entry(node: Element) -> Fetched | None:
    told: dict[str, str] = {}
    link = ""
    for child in node:
        name, text = _tag(child), "".join(child.itertext()).strip()
        if name == "link":
            if not link or child.get("rel", "alternate") == "alternate":
                link = child.get("href") or text or link
        else:
            told.setdefault(name, text)
    title = " ".join(strip_tags(told.get("title", "")).split())[:300]
    at = _moment(
        told.get("pubDate") or told.get("published") or told.get("date") or told.get("updated") or ""
    )
    if not title or at is None:
        return None
    link = link if link.startswith(("http://", "https://")) and len(link) <= 600 else ""
    said = told.get("description", "") + " " + told.get("content", "") + " " + told.get("encoded", "")
    return Fetched(
        told.get("guid") or told.get("id") or link or f"{title}{at:%Y%m%d%H%M}",
        title,
        link,
        at,
        said[:20_000],
    )


def _moment(text: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        try:
            found = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def from_feed(account: Account, since: dt.datetime | None) -> Iterable[Fetched]:
    """The account's feed; entries older than ``since`` are known already."""
    found = list(read_feed(download(account.feed_url)))
    return [f for f in found if since is None or f.posted_at >= since]


register(Source("feed", "RSS / Atom", from_feed))


def key_of(text: str) -> str:
    """What a post is known by, as it is kept."""
    return hashlib.sha256(text.strip().encode()).hexdigest()
