"""Fetching an official text from a host that the operator allows; by default none is, and people upload files."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

from django.conf import settings

from yangguang.duties.links import public_address

TIMEOUT = 15  # seconds
LIMIT = 5 * 1024 * 1024  # bytes


def fetch(url: str) -> tuple[bytes, str]:
    """The bytes at an address and a name for them. Raises ValueError, in Chinese, when it may not or can't be fetched.

    Only https or http of a host in YANGGUANG_OFFICIAL_HOSTS, at a public address; redirects are not followed.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("不是 http 或 https 网址")
    if host not in settings.OFFICIAL_HOSTS:
        raise ValueError(f"系统没有被允许访问 {host}")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    public_address(host, port)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else "") or "/")
        answer = connection.getresponse()
        data = answer.read(LIMIT + 1)
    except (OSError, http.client.HTTPException) as error:
        raise ValueError(f"{host} 没有应答") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise ValueError(f"{host} 答复 {answer.status}，没有取到文本")
    if len(data) > LIMIT:
        raise ValueError("网页太大")
    name = parts.path.rsplit("/", 1)[-1] or "index.html"
    return data, name if "." in name else f"{name}.html"
