"""The lists that come with the system: former names of organs, unfit words for disabled people. None is political.

They count as they are until somebody takes one over (``actions.lists.adopt``), and are all there is without a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

from . import tables
from .expressions import Expression, Sort


@dataclass(frozen=True)
class Shipped:
    """A packaged list. ``code`` is that of the ``WordList`` that takes its place; ``file`` a table in data/."""

    code: str
    name: str
    file: str
    note: str


SHIPPED = (
    Shipped(
        "organs", "国务院机构的旧名称", "organs.csv",
        "2008年以来历次机构改革前的名称。说过去的事（原…、《…》里、当时的文号）不算；标“待核”的请核对后再改程度。",
    ),
    Shipped(
        "disability", "涉及残疾人的不当用语", "disability.csv",
        "按残疾人保障法用语整理；标“待核”的是行业习惯，没有法律明文。",
    ),
)  # fmt: skip


@cache
def entries(code: str) -> tuple[Expression, ...]:
    """The entries of a packaged list. Raises KeyError for none of that code, ValueError for a broken table."""
    found = {s.code: s for s in SHIPPED}[code]
    with as_file(files("yangguang.checking") / "data" / found.file) as path:
        lines = tables.read(path, found.file)
    tables.understand(lines, Sort.OUTDATED)
    if faults := [f"{found.file} {line.number}: {f}" for line in lines for f in line.faults]:
        raise ValueError("; ".join(faults))
    return tuple(line.entry for line in lines if line.entry is not None)
