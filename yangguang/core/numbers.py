"""Numbers that carry their own proof: is it one at all? Nothing is looked up anywhere."""

from __future__ import annotations

import datetime as dt
import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
# GB/T 2260: the first two digits are the province; 81 to 83 are residents of Hong Kong, Macau and Taiwan.
_PROVINCES = frozenset(
    f"{area}{n}"
    for area, last in ((1, 5), (2, 3), (3, 7), (4, 6), (5, 4), (6, 5), (7, 1), (8, 3))
    for n in range(0 if area == 5 else 1, last + 1)
)
_EARLIEST = 1900
# Segments of the numbering plan that are given out; 140 to 144 and 154 are not, or not to people.
_MOBILE = re.compile(r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
# Issuers' leading digits (ISO/IEC 7812): 62 is UnionPay; the others are older cards of the same banks.
_CARD = re.compile(
    r"(?:62\d{14,17}|9558\d{12,15}|9559\d{12,15}|4367\d{12,15}|4563\d{12}|40\d{14}|4[1-9]\d{14}|5[1-5]\d{14}|60138\d{14}"
    r"|60(?:1[0-9]|[2-9]\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12}|103\d{16})"
)
UNIONPAY = "62"


def resident_check(first: str) -> str:
    """The check character of seventeen digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def resident_shape(number: str, today: dt.date) -> bool:
    """Whether 18 (or the 15 of before 1999) characters have a province and a day of birth; the check digit is not asked."""
    if (
        number[:2] not in _PROVINCES
        or not number[:-1].isdecimal()
        or (number[2:4] == "00" and number[0] != "8")
    ):
        return False
    born = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        day = dt.date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    return day.year >= _EARLIEST and day <= today


def is_resident(number: str, today: dt.date) -> bool:
    """Whether it is a resident's number of 18 characters (GB 11643-1999) that could have been given out by ``today``."""
    return (
        len(number) == 18
        and resident_shape(number, today)
        and resident_check(number[:17]) == number[17].upper()
    )


def born_on(number: str) -> dt.date:
    """Day of birth in a number that has ``resident_shape``."""
    born = number[6:14] if len(number) >= 18 else "19" + number[6:12]
    return dt.date(int(born[:4]), int(born[4:6]), int(born[6:]))


def is_mobile(number: str) -> bool:
    """Eleven digits in a segment that is given out."""
    return len(number) == 11 and _MOBILE.fullmatch(number) is not None


def luhn(number: str) -> bool:
    """Whether the digits satisfy ISO/IEC 7812-1 Annex B."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(number: str) -> bool:
    """Whether it is a bank card's number: an issuer's leading digits, a length in use, and the check digit."""
    return 16 <= len(number) <= 19 and _CARD.fullmatch(number) is not None and luhn(number)


def is_credit(number: str) -> bool:
    """Whether it is a unified social credit code (GB 32100-2015): an organisation's, not personal data."""
    if len(number) != 18 or any(sign not in CREDIT for sign in number):
        return False
    return credit_check(number[:17]) == number[17]


def credit_check(first: str) -> str:
    """The check character of seventeen of a unified social credit code (GB 32100-2015). Raises ValueError."""
    total = sum(CREDIT.index(sign) * pow(3, place, 31) for place, sign in enumerate(first))
    return CREDIT[-total % 31]
