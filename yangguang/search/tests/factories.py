"""A kind of things to find that lives in memory, and 示例 texts in the manner of official ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from yangguang.search import indexing, outbox
from yangguang.search.kinds import Document, SearchKind

KIND = "sample"
DAY = dt.datetime(2021, 6, 1, 9, tzinfo=dt.UTC)


class Shelf:
    """The things there are. ``put`` changes one and tells the index, as a verb of a room does."""

    def __init__(self) -> None:
        self.things: dict[int, Document] = {}
        self.broken: set[int] = set()

    def put(self, title: str, body: str = "", **fields: Any) -> Document:
        pk = fields.pop("id", len(self.things) + 1)
        made = Document(id=pk, title=title, body=body, **{"url": f"/{pk}/", "date": DAY, **fields})
        self.things[pk] = made
        outbox.changed(KIND, pk)
        return made

    def change(self, document: Document, **fields: Any) -> Document:
        self.things[document.id] = made = replace(document, **fields)
        outbox.changed(KIND, document.id)
        return made

    def drop(self, document: Document) -> None:
        del self.things[document.id]
        outbox.changed(KIND, document.id)

    def fetch(self, ids: Iterable[int]) -> Iterator[Document]:
        for pk in ids:
            if pk in self.broken:
                raise ValueError(f"{pk} 示例：正文损坏")
            if pk in self.things:
                yield self.things[pk]

    def all_ids(self) -> Iterator[int]:
        return iter(sorted(self.things))

    def kind(self) -> SearchKind:
        return SearchKind(
            KIND, "示例", self.fetch, self.all_ids, lambda: {"policy": "政策文件", "news": "动态"}
        )


def settle() -> None:
    """What the background process does within a second."""
    indexing.catch_up()
