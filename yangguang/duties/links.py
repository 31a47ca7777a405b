"""Checking that an address shown as evidence answers, without letting anyone reach inside the network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urljoin, urlsplit

TIMEOUT = 10  # seconds
HOPS = 4


def public_address(host: str, port: int) -> str:
    """The first address of the host if all of them are public. Raises ValueError, saying why, otherwise."""
    try:
        found = {str(a[4][0]) for a in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)}
    except (OSError, UnicodeError) as error:
        raise ValueError("域名解析不了") from error
    for address in found:
        if not ipaddress.ip_address(address.split("%")[0]).is_global:
            raise ValueError("不是公网地址")
    return sorted(found)[0]


def check_link(url: str, resolve=public_address) -> tuple[bool, str]:  # type: ignore[no-untyped-def]
    """Whether a GET of the address (redirects followed, four at most) answers below 400; and the words for it."""
    for _ in range(HOPS):
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return False, "不是 http 或 https 网址"
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            # The connection goes to the address that was checked: a name can't change between the two.
            address = resolve(parts.hostname, port)
            status, location = _get(parts.scheme, parts.hostname, address, port, _path(parts))
        except ValueError as error:
            return False, str(error)
        except (OSError, http.client.HTTPException) as error:
            return False, f"打不开（{type(error).__name__}）"
        if status in {301, 302, 303, 307, 308} and location:
            url = urljoin(url, location)
            continue
        return status < 400, f"HTTP {status}"
    return False, "跳转次数过多"


def _path(parts: object) -> str:
    from urllib.parse import SplitResult, quote

    assert isinstance(parts, SplitResult)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + (f"?{quote(parts.query, safe='%=&/:?@!$()*+,;~-._')}" if parts.query else "")


def _get(scheme: str, host: str, address: str, port: int, path: str) -> tuple[int, str]:
    raw = socket.create_connection((address, port), timeout=TIMEOUT)
    try:
        stream = (
            ssl.create_default_context().wrap_socket(raw, server_hostname=host) if scheme == "https" else raw
        )
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.sock = stream
        connection.request("GET", path, headers={"User-Agent": "yangguang-link-check", "Range": "bytes=0-0"})
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""
    finally:
        raw.close()
