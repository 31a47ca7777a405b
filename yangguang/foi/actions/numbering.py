"""Numbers without a hole: of requests and of letters, per unit and year."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Max

from yangguang.core import vault
from yangguang.core.models import AuditHead

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read as something else
LENGTH = 16  # 80 bits: not to be guessed


def next_serial(rows: Any) -> int:
    """The next number of the rows (a queryset of one unit and year). Call inside the verb's transaction.

    The audit chain's head is a row that every write locks anyway: two writes at one moment can't take one number, and a
    write that fails gives its number back.
    """
    AuditHead.objects.get_or_create(pk=1)
    AuditHead.objects.select_for_update().get(pk=1)
    return int(rows.aggregate(n=Max("serial"))["n"] or 0) + 1


def new_query_code() -> str:
    """A query code as the applicant gets it: sixteen characters in groups of four."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(code[n : n + 4] for n in range(0, LENGTH, 4))


def hash_code(code: str) -> str:
    """What is kept of a query code; signs and case don't matter."""
    return vault.fingerprint("query", "".join(c for c in code.upper() if c.isalnum()))
