"""A list as lines of a table: what readers and officers take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from . import kinds
from .models import WorkList
from .queries import Row


def headings(work_list: WorkList) -> list[str]:
    names = [kinds.period_name(work_list.sort.every, first) for first, _ in work_list.periods()]
    formed = ["形成日期"] if work_list.sort.formed else []
    return ["序号", work_list.sort.entry, "责任单位", *formed, "完成时限", *names, "公开进展"]


def rows(work_list: WorkList, found: Iterable[Row]) -> Iterator[list[str]]:
    """Heading and one line for each entry; blanks are written as blanks."""
    yield headings(work_list)
    for row in found:
        entry = row.entry
        formed = [f"{entry.formed_on or ''}"] if work_list.sort.formed else []
        items = "；".join(f"{p.title}（{p.published_on}）" for c in row.cells for p in c.items)
        yield [
            entry.number, entry.title, "、".join(u.name for u in row.units), *formed, f"{entry.due_on or entry.due_text}",
            *(c.word for c in row.cells), items,
        ]  # fmt: skip


def as_json(work_list: WorkList, found: Iterable[Row], address: Any) -> dict[str, Any]:
    """The list as data; ``address`` makes absolute addresses."""
    return {
        "title": work_list.title, "kind": work_list.kind, "kind_name": work_list.sort.name, "year": work_list.year,
        "unit": {"code": work_list.unit.code, "name": work_list.unit.name}, "basis": work_list.basis or None,
        "state": work_list.get_state_display(),
        "entries": [
            {
                "number": r.entry.number, "title": r.entry.title, "text": r.entry.text or None,
                "units": [u.name for u in r.units],
                "formed_on": r.entry.formed_on.isoformat() if r.entry.formed_on else None,
                "due_on": r.entry.due_on.isoformat() if r.entry.due_on else None,
                "catalogue_items": [b.item for b in r.entry.bindings.all()],
                "periods": [
                    {
                        "from": c.first.isoformat(), "to": c.last.isoformat(), "name": c.name, "state": c.state,
                        "nothing": c.nothing or None,
                        "items": [
                            {"title": p.title, "url": address(p.get_absolute_url()),
                             "published_on": p.published_on.isoformat() if p.published_on else None}
                            for p in c.items
                        ],
                    }
                    for c in r.cells
                ],
            }
            for r in found
        ],
    }  # fmt: skip
