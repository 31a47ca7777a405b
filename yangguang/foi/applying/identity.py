"""Numbers of identity papers: is it one at all? Nothing is looked up anywhere; a slip of the finger is told at once."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from yangguang.core.numbers import CREDIT, credit_check, resident_check

_RESIDENT = re.compile(r"\d{17}[\dX]")
_LOOSE = re.compile(r"[0-9A-Z()（）.-]{4,30}")
_EARLIEST = dt.date(1880, 1, 1)


def tidy(number: str) -> str:
    """As it is kept: half-width, upper case, without the spaces and dashes that people write for legibility."""
    return re.sub(r"[\s\-‐-―·]", "", unicodedata.normalize("NFKC", number)).upper()


def resident_fault(number: str, today: dt.date) -> str:
    """What is wrong with a resident's number, in words; "" when nothing is. The region's code is not looked up."""
    if not _RESIDENT.fullmatch(number):
        return f"居民身份证号码是 18 位，前 17 位是数字，最后一位是数字或者 X；现在是 {len(number)} 位"
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return f"号码里的出生日期（{number[6:14]}）不是真实的日期，请对照证件核对"
    if not _EARLIEST <= born <= today:
        return f"号码里的出生日期（{number[6:14]}）不对，请对照证件核对"
    if resident_check(number[:17]) != number[17]:
        return "号码与最后一位校验码不符，多半有一位写错，请对照证件核对"
    return ""


def credit_fault(number: str) -> str:
    """What is wrong with a unified social credit code; "" when nothing is."""
    if len(number) != 18:
        return f"统一社会信用代码是 18 位；现在是 {len(number)} 位"
    if strange := sorted({sign for sign in number if sign not in CREDIT}):
        return f"统一社会信用代码里没有“{'、'.join(strange)}”（不用字母 I、O、S、V、Z），请核对"
    if credit_check(number[:17]) != number[17]:
        return "代码与最后一位校验码不符，多半有一位写错，请对照证照核对"
    return ""


def loose_fault(number: str) -> str:
    """What is wrong with another paper's number, of which only the length and the signs are looked at."""
    if not _LOOSE.fullmatch(number):
        return "证件号码应是 4 到 30 位的字母和数字，请对照证件核对"
    return ""


def fault(identity: str, number: str, today: dt.date) -> str:
    """What is wrong with a tidied number of a kind (``Applicant.Identity``); "" when nothing is."""
    if identity == "resident":
        return resident_fault(number, today)
    if identity == "credit":
        return credit_fault(number)
    return loose_fault(number)
