"""Telling the index that something changed. Call it inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable

from yangguang.core.writing import insert

from .models import Change


def changed(kind: str, *ids: int) -> None:
    """Note that these things changed, came or went; the background process takes them in within a second."""
    changed_many(kind, ids)


def changed_many(kind: str, ids: Iterable[int]) -> None:
    """The same for many."""
    insert(Change, ("kind", "object_id"), ((kind, pk) for pk in ids))
