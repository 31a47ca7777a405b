"""A released text made fit for everyone: without the applicant, and without personal data that strayed into it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yangguang.core import privacy

from .models import Applicant

APPLICANT = "（申请人信息）"
FIELDS = ("name", "identity_number", "representative", "contact", "phone", "email", "address")
LEAST = 2  # characters; a single one stands in too many words


def words_of(applicant: Applicant | None) -> list[str]:
    """Everything by which the applicant could be known in a text, the longest first."""
    if applicant is None:
        return []
    given = {str(getattr(applicant, field) or "").strip() for field in FIELDS}
    return sorted((w for w in given if len(w) >= LEAST), key=len, reverse=True)


def without(text: str, words: Iterable[str]) -> str:
    """The text without these words (white space between their characters does not save them) and without identity
    numbers, mobile numbers and mail addresses (个人信息保护法 art. 6, 25).
    """
    for word in words:
        loose = r"\s*".join(map(re.escape, word))
        # A number is not cut out of a longer one.
        edge = (r"(?<!\d)", r"(?!\d)") if word.isdecimal() else ("", "")
        text = re.sub(edge[0] + loose + edge[1], APPLICANT, text)
    return privacy.mask(text)
