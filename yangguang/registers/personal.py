"""Personal data in a text that is already public: which kinds, never which numbers. Pure functions."""

from __future__ import annotations

import re

_ID = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<!\d)[3-6]\d{15,18}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity_number(text: str) -> bool:
    """Whether 18 characters are a citizen's number: GB 11643-1999, ISO 7064 MOD 11-2, and a date of birth that exists."""
    if not _ID.fullmatch(text) or not "19" <= text[6:8] <= "20":
        return False
    if not (1 <= int(text[10:12]) <= 12 and 1 <= int(text[12:14]) <= 31):
        return False
    rest = sum(int(d) * w for d, w in zip(text[:17], _WEIGHTS, strict=True)) % 11
    return "10X98765432"[rest] == text[17].upper()


def is_bank_card(text: str) -> bool:
    """Whether digits are a card number by the Luhn check (ISO/IEC 7812-1)."""
    if not _CARD.fullmatch(text):
        return False
    total = 0
    for index, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def kinds_of(text: str) -> list[str]:
    """The kinds of personal data that a text holds; an identity number is not taken for a bank card."""
    found = []
    if any(is_identity_number(m[0]) for m in _ID.finditer(text)):
        found.append("身份证号")
    if _MOBILE.search(text):
        found.append("手机号")
    if any(is_bank_card(m[0]) and not is_identity_number(m[0]) for m in _CARD.finditer(text)):
        found.append("银行卡号")
    return found
