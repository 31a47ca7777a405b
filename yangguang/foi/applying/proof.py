"""Keeping robots out without a stranger's captcha: the browser does a sum of work, or the person answers a question.

A challenge is signed, belongs to one form, holds for two hours and serves once. The work is finding, for each of eight
small puzzles, a number whose SHA-256 together with the puzzle begins with so many zero bits; eight small ones vary less in
time than a large one. Without JavaScript, or when something looked odd, a question that any person can answer takes its place.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

from django.core import signing
from django.db import IntegrityError, transaction

from yangguang.core import vault

from ..models import UsedChallenge

SALT = "foi.proof"
PUZZLES, BITS = 8, 14  # 131,072 hashes on average: about half a second in a phone's JavaScript
HOLDS = 2 * 3600  # seconds
LARGEST = 2**40
_NUMERALS = "零一二三四五六七八九十"
_SPOKEN = {numeral: number for number, numeral in enumerate(_NUMERALS)}
_SPOKEN |= {f"十{_NUMERALS[n]}": 10 + n for n in range(1, 10)} | {"两": 2}


@dataclass(frozen=True)
class Challenge:
    """``seed``, ``puzzles`` and ``bits`` are for the browser, ``question`` for the person; ``token`` comes back with either."""

    token: str
    seed: str
    question: str
    puzzles: int
    bits: int


class Failed(Exception):
    """A challenge was not met; the text tells the person what to do."""


def issue(form: str) -> Challenge:
    """A new challenge for a form."""
    seed = secrets.token_hex(16)
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    token = signing.dumps(
        {"s": seed, "f": form, "a": _sealed_answer(seed, first + second), "p": PUZZLES, "b": BITS},
        salt=SALT, compress=False,
    )  # fmt: skip
    return Challenge(token, seed, f"{_NUMERALS[first]}加{_NUMERALS[second]}等于几？", PUZZLES, BITS)


def _sealed_answer(seed: str, answer: int) -> str:
    return vault.fingerprint("answer", seed, str(answer))


def solved(seed: str, index: int, number: int, bits: int) -> bool:
    """Whether the number solves one puzzle."""
    found = hashlib.sha256(f"{seed}:{index}:{number}".encode()).digest()
    return int.from_bytes(found[:8], "big") >> (64 - bits) == 0


def check(token: str, form: str, *, work: str, answer: str, doubtful: bool) -> str:
    """The digest of a challenge that was met, to be used up with ``use``. Raises Failed.

    An answered question is enough; the work alone only where nothing looked odd.
    """
    try:
        said = signing.loads(token[:2000], salt=SALT, max_age=dt.timedelta(seconds=HOLDS))
    except signing.SignatureExpired:
        raise Failed("这一页打开得太久，请回答下面的问题再提交") from None
    except signing.BadSignature:
        raise Failed("请回答下面的问题再提交") from None
    seed = said["s"]
    digest = hashlib.sha256(seed.encode()).hexdigest()
    if said["f"] != form or UsedChallenge.objects.filter(digest=digest).exists():
        raise Failed("请回答下面的问题再提交")
    if answer.strip():
        if _sealed_answer(seed, _number(answer)) == said["a"]:
            return digest
        raise Failed("答得不对，请看新的问题")
    if doubtful:
        raise Failed("请回答下面的问题再提交")
    if not _worked(seed, work, said["p"], said["b"]):
        raise Failed("请回答下面的问题再提交")
    return digest


def _worked(seed: str, work: str, puzzles: int, bits: int) -> bool:
    numbers = work.split(",")
    if len(numbers) != puzzles or not all(n.isascii() and n.isdigit() and len(n) < 14 for n in numbers):
        return False
    return all(int(n) < LARGEST and solved(seed, index, int(n), bits) for index, n in enumerate(numbers))


def _number(answer: str) -> int:
    """A number as people write it: 12, １２, 十二. -1 for anything else."""
    plain = unicodedata.normalize("NFKC", answer).strip().rstrip("。.")
    if plain.isascii() and plain.isdigit() and len(plain) < 4:
        return int(plain)
    return _SPOKEN.get(plain, -1)


def use(digest: str) -> None:
    """Use a challenge up, inside the transaction of the act it opens. Raises Failed for one that served already."""
    try:
        with transaction.atomic():
            UsedChallenge.objects.create(digest=digest)
    except IntegrityError:
        raise Failed("请回答下面的问题再提交") from None


def sweep(now: dt.datetime) -> int:
    return UsedChallenge.objects.filter(at__lt=now - dt.timedelta(seconds=2 * HOLDS)).delete()[0]
