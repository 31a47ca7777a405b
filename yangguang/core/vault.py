"""Personal data at rest: sealed fields and files (个人信息保护法 art. 51; GB/T 22239-2019 8.1.4.8).

Sealed with Fernet (AES-128-CBC with HMAC-SHA256) of the ``cryptography`` package. Several keys may be configured: the first
seals, all open, so that keys can be changed one after the other. Equal values are found by a keyed digest, never by their text.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

MARK = "（已加密）"


class CannotOpen(Exception):
    """Sealed data that none of the site's keys opens: the key was lost or the data altered."""


@lru_cache(maxsize=4)
def _keys(configured: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in configured])


def seal(text: str) -> str:
    """The text sealed; "" stays "", so that an empty field is known to be empty."""
    return _keys(tuple(settings.DATA_KEYS)).encrypt(text.encode()).decode() if text else ""


def unseal(token: str) -> str:
    """What was sealed. Raises CannotOpen."""
    if not token:
        return ""
    try:
        return _keys(tuple(settings.DATA_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken:
        raise CannotOpen("个人信息解不开：数据密钥不对，或数据被改动过") from None


def seal_bytes(content: bytes) -> bytes:
    return _keys(tuple(settings.DATA_KEYS)).encrypt(content)


def unseal_bytes(token: bytes) -> bytes:
    """A sealed file's content. Raises CannotOpen."""
    try:
        return _keys(tuple(settings.DATA_KEYS)).decrypt(token)
    except InvalidToken:
        raise CannotOpen("文件解不开：数据密钥不对，或文件被改动过") from None


def fingerprint(*parts: str) -> str:
    """A keyed digest (64 hex characters) of the parts, for finding equal values without storing them.

    Width, case and spaces don't matter. The key is that of the oldest data key, so it outlives a change of keys.
    """
    said = "\0".join(
        "".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in parts
    ).encode()
    return hmac.new(settings.DATA_KEYS[-1].encode(), b"fingerprint" + said, hashlib.sha256).hexdigest()


class SealedField(models.TextField):
    """Text that lies sealed in the database and reads as it is. Nothing can be filtered by it; logs never show it."""

    sealed = True

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return None if value is None else unseal(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else seal(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only emptiness can be asked of a sealed field."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed and can't be searched; keep a fingerprint")
        return super().get_lookup(lookup_name)
