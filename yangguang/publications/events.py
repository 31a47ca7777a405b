"""Life events (人生大事、企业办事): a small fixed list by which people who don't know the topics look for answers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

AUDIENCES = {"residents": "居民", "firms": "企业"}


@dataclass(frozen=True)
class Event:
    """``words`` say what else belongs to it; they are shown beside the name, and search finds them."""

    code: str
    audience: str
    name: str
    words: str

    @property
    def audience_name(self) -> str:
        return AUDIENCES[self.audience]


@cache
def every() -> tuple[Event, ...]:
    """The packaged list, in its order."""
    text = files(__package__).joinpath("data/life-events.csv").read_text("utf-8")
    return tuple(Event(**row) for row in csv.DictReader(text.splitlines()))


def by_code(code: str) -> Event | None:
    return next((e for e in every() if e.code == code), None)


def by_name(name: str) -> Event | None:
    """The event that a table names."""
    return next((e for e in every() if name in (e.name, e.code)), None)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a form: by whom they concern."""
    return [
        (name, [(e.code, e.name) for e in every() if e.audience == code]) for code, name in AUDIENCES.items()
    ]


def groups() -> list[tuple[str, list[Event]]]:
    """The events of residents, then those of firms."""
    return [(name, [e for e in every() if e.audience == code]) for code, name in AUDIENCES.items()]
