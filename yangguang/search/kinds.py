"""Kinds of things that can be found. Rooms register theirs; nothing here knows of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from yangguang.core.registries import Registry


@dataclass(frozen=True)
class Document:
    """One thing as search sees it.

    ``public`` False: only the workbench finds it, by ``unit``, whose record it is; ``units`` are all it is listed
    under (joint issuers; the default is ``unit``). ``numbers`` are 文号 and 索引号, found exactly. ``category`` is
    a code of the kind's own, ``state`` a word for the workbench (草稿, 已发布), ``words`` are found but not shown.
    ``desk_url`` is where the workbench opens it, ``url`` where readers do. ``within`` is the kind and id of what it is a
    part of (an article of its document), or None.
    """

    id: int
    title: str
    body: str
    url: str
    date: dt.datetime
    summary: str = ""
    numbers: tuple[str, ...] = ()
    unit: int | None = None
    units: tuple[int, ...] = ()
    category: str = ""
    topic: str = ""
    validity: str = ""
    year: int = 0
    public: bool = True
    state: str = ""
    words: str = ""
    desk_url: str = ""
    within: tuple[str, int] | None = None


def _no_names() -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class SearchKind:
    """``fetch(ids)`` yields the documents of those ids; an id it does not yield is taken out of the index.

    ``all_ids()`` runs through every id for a rebuild. ``categories()`` names the categories of the documents. ``parts``:
    these are parts of other documents, which never stand among the hits unless they are asked for (``queries.search``).
    """

    code: str
    name: str
    fetch: Callable[[Iterable[int]], Iterable[Document]]
    all_ids: Callable[[], Iterator[int]]
    categories: Callable[[], dict[str, str]] = _no_names
    parts: bool = False


SEARCH_KINDS: Registry[SearchKind] = Registry("search kind")


def part_kinds() -> tuple[str, ...]:
    """The kinds whose things are parts of other documents."""
    return tuple(kind.code for kind in SEARCH_KINDS if kind.parts)


def category_names() -> dict[str, str]:
    """What the categories of all kinds are called, by their codes."""
    return {code: name for kind in SEARCH_KINDS for code, name in kind.categories().items()}
