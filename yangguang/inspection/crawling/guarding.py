"""No request to where it must not go: addresses inside the house, checked after the name is looked up, on every hop."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


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


def is_literal(host: str) -> bool:
    """Whether a host (without port) is written as an IP address."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


class GuardedResolver(AbstractResolver):
    """Looks names up and keeps only public addresses. The connection is made to what was checked, so a second answer
    of the name server changes nothing."""

    def __init__(self, private: bool) -> None:
        self._private = private
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        kept = found if self._private else [one for one in found if is_public(one["host"])]
        if not kept:
            raise Inside(f"{host} 指向内网地址")
        return kept

    async def close(self, *_: Any) -> None:
        await self._inner.close()
