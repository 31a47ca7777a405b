"""Registries: lower rooms offer them, upper rooms fill them in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one kind under unique keys, in order of registration."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, T] = {}

    def add(self, key: str, item: T) -> T:
        """Register ``item``; raises ValueError when another thing already has the key."""
        if key in self._items and self._items[key] != item:
            raise ValueError(f"{self.kind} {key!r} is registered twice")
        self._items[key] = item
        return item

    def get(self, key: str) -> T:
        """The item under ``key``; raises KeyError naming what is known."""
        try:
            return self._items[key]
        except KeyError:
            raise KeyError(f"no {self.kind} {key!r}; known: {', '.join(sorted(self._items))}") from None

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def keys(self) -> list[str]:
        return list(self._items)
