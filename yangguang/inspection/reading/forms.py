"""The search of a site, by the form or the box a page has for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from .outline import Outline

_SEARCHING = re.compile(r"search|query|keyword|jiansuo|sousuo|so\.|/s\b|检索|搜索|搜一搜|关键[字词]", re.I)


def _searching(given: Mapping[str, str | None], names: tuple[str, ...], *more: str) -> bool:
    return _SEARCHING.search(" ".join([*more, *[str(given.get(a) or "") for a in names]])) is not None


_BOX_NAMES = ("name", "id", "placeholder", "title", "type", "value", "aria-label")
_forms_met: dict[str, tuple[str, str] | None] = {}


def search_of(outline: Outline) -> tuple[str, str] | None:
    """Address and name of the box of a page's search, ("", "") when it has one that cannot be used without a script."""
    if not outline.all("input"):
        return None
    for form in outline.all("form"):
        markup = form.html or ""
        if markup not in _forms_met:
            if len(_forms_met) > 500:
                _forms_met.clear()
            _forms_met[markup] = _of_form(form)
        found = _forms_met[markup]
        if found is not None:
            return found
    for box in outline.tree.css("input[type=text],input[type=search],input:not([type])"):
        if _searching(box.attributes, _BOX_NAMES):
            return ("", "")
    return None


def _of_form(form: LexborNode) -> tuple[str, str] | None:
    """Address and name of the box of a form for searching; None for other forms."""
    action = form.attributes.get("action") or ""
    for box in form.css("input"):
        given = box.attributes
        if (given.get("type") or "text").lower() not in ("text", "search"):
            continue
        about = (action, form.attributes.get("id") or "", form.attributes.get("class") or "", form.text())
        if _searching(given, _BOX_NAMES, *about):
            get = (form.attributes.get("method") or "get").lower() == "get"
            usable = get and given.get("name") and "javascript" not in action.lower()
            return (action if usable else "", given.get("name") or "")
    return None
