"""No request to where it must not go: addresses inside the house, checked after the name is looked up, on every hop."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from functools import lru_cache

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
REMEMBERED = 300.0  # seconds an answer of the name server is used


class Inside(OSError):
    """The name leads to a private, loopback or otherwise reserved address."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public Internet; embedded IPv4 addresses are looked at too."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0].strip("[]"))
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


@lru_cache(maxsize=256)
def is_literal(host: str) -> bool:
    """Whether a host (without port) is written as an IP address."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


class Guard:
    """Looks names up and keeps only public addresses. The connection is made to what was checked, so a second answer
    of the name server changes nothing."""

    def __init__(self, private: bool) -> None:
        self._private = private
        self._known: dict[tuple[str, int], tuple[float, list[str]]] = {}

    async def addresses(self, host: str, port: int) -> list[str]:
        """IP addresses of a host. Raises Inside, or ``socket.gaierror`` for a name nobody knows."""
        if is_literal(host):
            if not self._private and not is_public(host):
                raise Inside(f"{host} 是内网地址")
            return [host.strip("[]")]
        key, now = (host, port), time.monotonic()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        names = list(dict.fromkeys(str(one[4][0]) for one in found))
        kept = names if self._private else [one for one in names if is_public(one)]
        if not kept:
            raise Inside(f"{host} 指向内网地址")
        self._known[key] = (now + REMEMBERED, kept)
        return kept
