"""Parts of documents among the hits: an article is found by its own words, and never pushes its document down.

Documents rank as if there were no parts. Under each of the first page stand those of its parts that hold what was asked; a
part that holds it word for word brings its document to the top. All of them are hits of their own where their category is
chosen, or where no document holds what was asked and parts do (an article in the wording of an amendment).
"""

from __future__ import annotations

import re
from dataclasses import replace

from . import analyser, queries
from .kinds import part_kinds
from .queries import Hit, SearchRequest, SearchResults

LOOKED_AT = 30  # parts that may stand under a document of the first page
UNDER = 3  # of them under one document
QUOTED = 6  # characters that are somebody's words rather than a word or two
_SIGNS = re.compile(r"[\W_]+")


def search(request: SearchRequest) -> SearchResults:
    """``queries.search`` with parts beside the documents."""
    found = queries.search(request)
    codes = part_kinds()
    if not (codes and request.text and found.available) or request.kinds or request.categories:
        return found
    nothing = found.loose or not found.total
    asked = replace(request, kinds=codes, strict=True)
    if not nothing:
        asked = replace(asked, sort="relevance", page=1, size=LOOKED_AT)
    said = queries.search(asked)
    if said.loose or not said.total:
        return found
    if nothing:
        return replace(said, parts=said.total, parts_said=said.total_said)
    categories = found.facets.get("category", {}) | said.facets.get("category", {})
    return replace(
        found,
        hits=_joined(found.hits, said.hits, request) if request.page <= 1 else found.hits,
        facets={**found.facets, "category": categories},
        parts=said.total,
        parts_said=said.total_said,
    )


def _joined(hits: list[Hit], parts: list[Hit], request: SearchRequest) -> list[Hit]:
    under: dict[tuple[str, int], list[Hit]] = {}
    for part in parts:
        if part.document.within is not None:
            under.setdefault(part.document.within, []).append(part)
    first = next((p.document.within for p in parts if _says(p, request.text)), None)
    if first is not None and request.sort != "date":
        lifted = [h for h in hits if h.key == first] or queries.shown(
            (first,), analyser.ask(request.text), request
        )
        hits = [*lifted, *(h for h in hits if h.key != first)]
    return [replace(h, parts=tuple(under.get(h.key, ())[:UNDER])) for h in hits]


def _says(part: Hit, text: str) -> bool:
    """Whether the part holds what was typed word for word, and the name of its document alone does not."""
    typed = _letters(text)
    named = _letters(part.document.title)
    whole = named + _letters(part.document.body)
    return len(typed) >= QUOTED and typed in whole and not named.startswith(typed)


def _letters(text: str) -> str:
    return _SIGNS.sub("", analyser.normalise(text))
