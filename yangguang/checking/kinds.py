"""Kinds of publication by name. The room that has them is above this one and tells them here."""

from __future__ import annotations

NAMES: dict[str, str] = {}


def name_of(code: str) -> str:
    return NAMES.get(code, code)
