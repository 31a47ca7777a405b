"""What a kind says in its own fields, as the HTML of a document: for kinds that have their say there (``by_fields``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from . import extras
from .extras import Field


def as_html(fields: Iterable[Field], extra: Mapping[str, Any]) -> str:
    """Short values as one table, then each list, table or long text under its own heading. Only what readers may see."""
    facts, sections = [], []
    for field, text in extras.shown(fields, extra):
        if field.type in ("lines", "rows") or "\n" in text:
            sections.append(f"<h2>{escape(field.label)}</h2>{_section(field, extra[field.name], text)}")
        else:
            facts.append(f'<tr><th scope="row">{escape(field.label)}</th><td>{escape(text)}</td></tr>')
    table = f"<table><tbody>{''.join(facts)}</tbody></table>" if facts else ""
    return table + "".join(sections)


def _section(field: Field, value: Any, text: str) -> str:
    if field.type == "lines":
        return f"<ol>{''.join(f'<li>{escape(str(line))}</li>' for line in value)}</ol>"
    if field.type == "rows":
        used = [c for c in field.columns if any(row.get(c.name) for row in value)]
        head = "".join(f'<th scope="col">{escape(c.label)}</th>' for c in used)
        lines = ("".join(f"<td>{escape(str(row.get(c.name) or ''))}</td>" for c in used) for row in value)
        rows = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
