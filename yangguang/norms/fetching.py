"""Fetching an official text from a host that the operator allows; by default none is, and people upload files.

What keeps a request out of the house: only named hosts (YANGGUANG_OFFICIAL_HOSTS) and the ports 80 and 443, only public
addresses, and the connection goes to the address that was checked, so a second answer of the name server changes
nothing. Every hop of a redirect is judged anew. Time and size are limited as a whole, unpacked size included.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings

from yangguang.duties.links import Alarm, public_address

TIMEOUT = 15  # seconds for one answer, however slowly it drips
LIMIT = 5 * 1024 * 1024  # bytes, as sent and as unpacked
HOPS = 4
PORTS = (80, 443)
AGENT = "yangguang-official-text"
SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
Resolve = Callable[[str, int], str]


@dataclass(frozen=True)
class Answer:
    """What a host answered to one request."""

    status: int
    data: bytes
    media_type: str
    location: str


def fetch(
    url: str, *, resolve: Resolve = public_address, ports: tuple[int, ...] = PORTS
) -> tuple[bytes, str]:
    """The bytes at an address and a name for them. Raises ValueError, in Chinese, when it may not or can't be fetched.

    ``resolve`` gives the address to connect to and raises ValueError for one that is not public.
    """
    for _ in range(HOPS):
        answer = _once(url, resolve, ports)
        if answer.status in (301, 302, 303, 307, 308) and answer.location:
            url = urljoin(url, answer.location)
            continue
        host = urlsplit(url).hostname
        if answer.status != 200:
            raise ValueError(f"{host} 答复 {answer.status}，没有取到文本")
        if not answer.data.strip():
            raise ValueError(f"{host} 的答复是空的")
        return answer.data, _name(url, answer.media_type)
    raise ValueError("跳转次数过多")


def _once(url: str, resolve: Resolve, ports: tuple[int, ...]) -> Answer:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise ValueError("网址写法不对") from error
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise ValueError("不是 http 或 https 网址")
    if host not in settings.OFFICIAL_HOSTS:
        raise ValueError(f"系统没有被允许访问 {host}")
    if port not in ports:
        raise ValueError(f"系统没有被允许访问 {host} 的 {port} 端口")
    address = resolve(host, port)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    path += f"?{quote(parts.query, safe='%=&/:?@!$()*+,;~-._')}" if parts.query else ""
    try:
        return _get(parts.scheme, host, address, port, path)
    except TimeoutError as error:
        raise ValueError(f"{host} 在 {TIMEOUT} 秒内没有答完") from error
    except ssl.SSLError as error:
        raise ValueError(f"{host} 的证书不可信") from error
    except (OSError, http.client.HTTPException) as error:
        raise ValueError(f"{host} 没有应答") from error


def _get(scheme: str, host: str, address: str, port: int, path: str) -> Answer:
    plain = socket.create_connection((address, port), timeout=TIMEOUT)
    alarm = Alarm(plain, TIMEOUT)
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    request = kind(host, port, timeout=TIMEOUT)
    try:
        if scheme == "https":
            secure = ssl.create_default_context().wrap_socket(
                plain, server_hostname=host, do_handshake_on_connect=False
            )
            alarm.connection = secure
            secure.do_handshake()
        request.sock = alarm.connection
        request.request("GET", path, headers={"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate"})
        answer = request.getresponse()
        data = answer.read(LIMIT + 1)
        whole = answer.length in (None, 0) or len(data) > LIMIT
        if alarm.rang or not whole:  # what was cut off in the middle looks like a short answer
            raise TimeoutError
        packed = (answer.getheader("Content-Encoding") or "").strip().lower()
        return Answer(
            answer.status,
            unpack(data, packed),
            answer.headers.get_content_type(),
            answer.getheader("Location") or "",
        )
    except (OSError, http.client.HTTPException) as error:
        if alarm.rang:
            raise TimeoutError from error
        raise
    finally:
        alarm.timer.cancel()
        request.close()
        alarm.connection.close()


def unpack(data: bytes, packed: str) -> bytes:
    """The bytes of an answer as they were before packing. Raises ValueError for too many and for what is broken."""
    if len(data) > LIMIT:
        raise ValueError(f"网页超过 {LIMIT // 1024 // 1024} MB")
    if packed in ("", "identity"):
        return data
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(f"网页的压缩方式（{packed}）读不了")
    for bits in (47, -15) if packed == "deflate" else (47,):  # deflate is sent with and without its head
        worker = zlib.decompressobj(bits)
        try:
            found = worker.decompress(data, LIMIT + 1)
        except zlib.error:
            continue
        if len(found) > LIMIT:
            raise ValueError(f"网页解压后超过 {LIMIT // 1024 // 1024} MB")
        if worker.eof:
            return found
    raise ValueError("网页的压缩内容不完整")


def _name(url: str, media_type: str) -> str:
    """A file name for what was fetched: the address's own where it tells the kind, else one after its media type."""
    last = PurePosixPath(unquote(urlsplit(url).path)).name or "index"
    wanted = SUFFIXES.get(media_type, "")
    suffix = PurePosixPath(last).suffix.lower()
    return (
        last
        if suffix in SUFFIXES.values() or not wanted
        else f"{PurePosixPath(last).stem or 'index'}{wanted}"
    )
