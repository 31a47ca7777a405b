"""Pages of long lists, from a count that is kept rather than taken."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

DEEPEST = 500  # pages; beyond them readers search or choose a year


@dataclass(frozen=True)
class Slice:
    """One page of a list of ``total``; ``number`` counts from 1."""

    number: int
    size: int
    total: int
    query: str = ""

    @classmethod
    def of(cls, request: HttpRequest, total: int, size: int, query: str = "") -> Slice:
        """The page asked for by ``?page=``. Raises Http404 for a page that does not exist."""
        given = request.GET.get("page", "1")
        number = int(given) if given.isdecimal() and len(given) < 7 else 1
        found = cls(max(number, 1), size, total, query)
        if found.number > 1 and found.number > found.pages:
            raise Http404("没有这一页")
        return found

    @property
    def pages(self) -> int:
        return min(max(-(-self.total // self.size), 1), DEEPEST)

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        return self.start + self.size

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None
