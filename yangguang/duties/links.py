"""Checking that an address shown as evidence answers, without letting anyone reach inside the network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10  # seconds for one answer, however slowly it drips
HOPS = 4
Resolve = Callable[[str, int], str]
# IPv6 ranges that carry an IPv4 address, perhaps an inner one, within themselves.
CARRIERS = [ipaddress.ip_network(n) for n in ("64:ff9b::/96", "2002::/16", "2001::/32")]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    ip = ipaddress.ip_address(address.split("%")[0])
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in CARRIERS)


def public_address(host: str, port: int) -> str:
    """The first address of the host if all of them are public. Raises ValueError, saying why, otherwise.

    The site's own address is admitted wherever it lies: it only shows what every visitor sees.
    """
    try:
        found = sorted({str(a[4][0]) for a in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)})
    except (OSError, UnicodeError) as error:
        raise ValueError("域名解析不了") from error
    if (host, port) != _own() and not all(map(is_public, found)):
        raise ValueError("不是公网地址")
    return found[0]


def _own() -> tuple[str | None, int]:
    site = urlsplit(settings.SITE_ADDRESS)
    return site.hostname, _port(site)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def check_link(
    url: str, resolve: Resolve = public_address, *, timeout: float | None = None
) -> tuple[bool, str]:
    """Whether a GET of the address (redirects followed, four at most) answers below 400; and the words for it.

    ``timeout``: seconds for one answer, TIMEOUT by default.
    """
    for _ in range(HOPS):
        try:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                return False, "不是 http 或 https 网址"
            port = _port(parts)
            # The connection goes to the address that was checked: a name can't change between the two.
            address = resolve(parts.hostname, port)
            status, location = _get(
                parts.scheme, parts.hostname, address, port, _path(parts), timeout or TIMEOUT
            )
        except ValueError as error:
            return False, str(error) if str(error) in {"域名解析不了", "不是公网地址"} else "网址写法不对"
        except (OSError, http.client.HTTPException) as error:
            return False, f"打不开（{type(error).__name__}）"
        if status in {301, 302, 303, 307, 308} and location:
            url = urljoin(url, location)
            continue
        return status < 400, f"HTTP {status}"
    return False, "跳转次数过多"


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + (f"?{quote(parts.query, safe='%=&/:?@!$()*+,;~-._')}" if parts.query else "")


class Alarm:
    """Ends a connection when its time is over: a socket's own timeout begins anew with every byte."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self.connection, self.rang = connection, False
        self.timer = threading.Timer(seconds, self._ring)
        self.timer.daemon = True
        self.timer.start()

    def _ring(self) -> None:
        self.rang = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:  # already gone
            return


def _get(scheme: str, host: str, address: str, port: int, path: str, timeout: float) -> tuple[int, str]:
    plain = socket.create_connection((address, port), timeout=timeout)
    alarm = Alarm(plain, timeout)
    request: http.client.HTTPConnection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        if scheme == "https":
            # The certificate is checked: what a browser refuses to show is no evidence either.
            context = ssl.create_default_context()
            secure = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
            alarm.connection = secure
            secure.do_handshake()
            request = http.client.HTTPSConnection(host, port, timeout=timeout)
        request.sock = alarm.connection
        request.request("GET", path, headers={"User-Agent": "yangguang-link-check"})
        answer = request.getresponse()
        if alarm.rang:  # what was cut off in the middle of its headers looks like a short answer
            raise TimeoutError
        return answer.status, answer.getheader("Location") or ""
    finally:
        alarm.timer.cancel()
        request.close()
        alarm.connection.close()
