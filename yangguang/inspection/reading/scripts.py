"""Addresses inside event handlers, and links that do nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborNode

_GO = re.compile(
    r"(?:location(?:\.href)?\s{0,4}=\s{0,4}|location\.(?:assign|replace)\s{0,4}\(\s{0,4}|window\.open\s{0,4}\(\s{0,4}|"
    r"\bopen\s{0,4}\(\s{0,4})(['\"`])([^'\"`\s]{1,500})\1(\s{0,4}\+)?"
)
# An address given to a function of the site's own: openwin('/a/b.html', 600, 400).
_GIVEN = re.compile(
    r"[\w$]\s{0,4}\(\s{0,4}(?:['\"][\w ]{0,30}['\"]\s{0,4},\s{0,4}){0,2}(['\"])"
    r"((?:https?://|/|\.{1,2}/)[^'\"\s]{1,500}|[^'\"\s:]{1,300}\.(?:s?html?|aspx?|jspx?|php|do|pdf|docx?|xlsx?|zip|rar)(?:\?[^'\"\s]{0,200})?)\1(\s{0,4}\+)?",
    re.I,
)
_CALL = re.compile(r"^\s{0,8}(?:return\s{1,4})?(?:window\.)?([A-Za-z_$][\w$]{0,60})\s{0,4}\(")
_NOTHING = re.compile(
    r"javascript:\s{0,4}(?:void\s{0,4}\(?\s{0,4}(?:0|null)?\s{0,4}\)?|return\s{1,4}(?:false|true)|)\s{0,4};?\s{0,4}",
    re.I,
)
_WORD = re.compile(r"[A-Za-z_$][\w$]{1,60}", re.ASCII)
_NAME = re.compile(r"[\w-]{2,60}")
_BUILT_IN = frozenset(
    [
        "alert",
        "confirm",
        "print",
        "open",
        "close",
        "back",
        "go",
        "if",
        "return",
        "void",
        "eval",
        "function",
        "typeof",
        "setTimeout",
        "setInterval",
        "prompt",
        "history",
        "location",
        "document",
        "window",
        "scroll",
        "scrollTo",
        "focus",
        "blur",
        "submit",
        "event",
        "this",
    ]
)
_HOOKS = ("id", "class", "role", "target", "rel")
_BOUND = ("vue", "react", "angular", "ng-")


def addresses_in(handler: str) -> list[str]:
    """Addresses a handler goes to; none that is put together from parts at run time."""
    said = handler[:5000]
    found = [m[2] for m in _GO.finditer(said) if not m[3] and "${" not in m[2]]
    return found or [m[2] for m in _GIVEN.finditer(said) if not m[3]]


def call_in(handler: str) -> str:
    """The name of the function a handler begins with, "" when it is built in or there is none."""
    found = _CALL.match(handler[:200])
    return found[1] if found and found[1] not in _BUILT_IN else ""


def words_of(script: str) -> frozenset[str]:
    """All names in a script, to tell whether one is spoken of at all."""
    return frozenset(_WORD.findall(script[:2_000_000]))


def does_nothing(href: str) -> bool:
    """Whether an address leads nowhere by itself: empty, ``#``, ``javascript:;`` and the like."""
    href = href.strip()
    return href in ("", "#", "##", "###") or _NOTHING.fullmatch(href) is not None


def hooked(node: LexborNode, bound: frozenset[str]) -> bool:
    """Whether a script may listen to the link: a handler on it or above it, or a name by which a script finds it.

    ``bound`` are the names that the page's scripts speak of; None of them known means any name counts.
    """
    given = node.attributes
    if any(a.startswith(("on", "data-", "aria-", "@", "v-", ":", "ng-")) for a in given):
        return True
    if given.get("role") or given.get("target") == "_top":
        return True
    up: LexborNode | None = node
    for _ in range(4):
        if up is None or up.tag in ("body", "html"):
            return False
        names = [up.attributes.get("id") or "", *(up.attributes.get("class") or "").split()]
        if any(n and (not bound or n in bound) for n in names):
            return True
        if up is not node and any(a.startswith("on") for a in up.attributes):
            return True
        up = up.parent
    return False


def inline_words(nodes: Iterable[LexborNode]) -> tuple[frozenset[str], list[str]]:
    """Names in the page's own scripts, and the addresses of the others."""
    names: set[str] = set()
    files: list[str] = []
    for node in nodes:
        source = node.attributes.get("src")
        if source:
            files.append(source)
        else:
            text = node.text()
            if text:
                names.update(_WORD.findall(text[:200_000]))
                names.update(_NAME.findall(text[:200_000]))
    return frozenset(names), files
