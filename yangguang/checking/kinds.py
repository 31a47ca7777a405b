"""Kinds of publication by name. The room that has them is above this one and tells them here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_told: list[Callable[[], Mapping[str, str]]] = []


def tell(source: Callable[[], Mapping[str, str]]) -> None:
    """Register who knows the kinds: a function that returns their names by code."""
    if source not in _told:
        _told.append(source)


def names() -> dict[str, str]:
    """Name by code; empty when nobody has told."""
    return {code: name for source in _told for code, name in source().items()}
