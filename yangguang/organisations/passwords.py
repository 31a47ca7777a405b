"""The password policy beyond Django's own validators (GB/T 22239-2019 8.1.4.1: complexity, regular change)."""

from __future__ import annotations

import secrets
import string
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

KINDS = (
    ("大写字母", str.isupper),
    ("小写字母", str.islower),
    ("数字", str.isdigit),
    ("符号", lambda c: not c.isalnum() and not c.isspace()),
)
KEPT = 5  # passwords that may not come back
# Without characters that look alike on paper: one-time passwords are printed and typed again.
_LETTERS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "-+=@%")


class MixedCharactersValidator:
    """At least ``kinds`` of the four kinds of characters."""

    def __init__(self, kinds: int = 3) -> None:
        self.kinds = kinds

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError naming the kinds that are missing."""
        missing = [name for name, test in KINDS if not any(map(test, password))]
        if len(KINDS) - len(missing) < self.kinds:
            raise ValidationError(
                f"密码须含大写字母、小写字母、数字、符号中的至少三种，现在没有{'、'.join(missing)}",
                code="password_not_mixed",
            )

    def get_help_text(self) -> str:
        return "大写字母、小写字母、数字、符号中至少要有三种。"


class NotRecentlyUsedValidator:
    """Not the present password, nor one of the last five."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when the password is the present one or one of those kept."""
        if user is None or getattr(user, "pk", None) is None:
            return
        used = [user.password, *user.password_records.values_list("password", flat=True)[:KEPT]]
        if any(check_password(password, hashed) for hashed in dict.fromkeys(used) if hashed):
            raise ValidationError(f"不能与最近用过的 {KEPT} 个密码相同，请换一个", code="password_used")

    def get_help_text(self) -> str:
        return f"不能与最近用过的 {KEPT} 个密码相同。"


def one_time_password(length: int = 14) -> str:
    """A random password that meets the policy, of characters that can't be mistaken for each other on paper."""
    chars = [secrets.choice(kind) for kind in _LETTERS]
    chars += [secrets.choice("".join(_LETTERS)) for _ in range(length - len(chars))]
    secrets.SystemRandom().shuffle(chars)
    # A letter first: a leading sign is easily lost when the password is read from a table or a shell.
    first = next(i for i, c in enumerate(chars) if c in string.ascii_letters)
    chars[0], chars[first] = chars[first], chars[0]
    return "".join(chars)
