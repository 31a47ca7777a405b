"""What makes two sights the same defect. Pure functions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from .observing import Observed

PAGES = 20  # addresses kept of the pages a defect stands on
KEPT = 5  # observations kept of one defect in one run


def _folder(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))


def subject(seen: Observed, home: str) -> tuple[str, str]:
    """(target, key): what is wrong, and which of several wrongs of its kind there.

    What a template does wrong on every page is one thing to put right: a rule of accessibility, missing labels and a
    handler of the template belong to the site, missing dates on single pages to the folder of the pages.
    """
    key = str(seen.evidence.get("key") or "")[:200]
    if seen.probe.startswith("a11y."):
        return home, ""
    if seen.probe == "page.labels":
        return home, key or ",".join(sorted(map(str, seen.evidence.get("missing") or ())))
    if seen.probe.startswith(("page.", "link.dead_script")) and key:
        return home, key
    if seen.probe == "page.undated":
        return _folder(seen.target), ""
    if seen.probe.startswith("text."):
        return seen.target, str(seen.evidence.get("fingerprint") or key or seen.evidence.get("text") or "")[
            :200
        ]
    if seen.probe.startswith("hub."):
        return seen.target, key or str(seen.evidence.get("name") or "")[:100]
    return seen.target, key


def fingerprint(probe: str, target: str, key: str = "") -> str:
    """SHA-256 over probe, target and key. The probe, not the item of a set: a defect counts under several items (one of
    them a veto) and outlives versions of the set, and is still one thing to put right."""
    return hashlib.sha256("\x1f".join((probe, target, key)).encode()).hexdigest()


@dataclass
class Group:
    """All sights of one defect in one inspection."""

    fingerprint: str
    probe: str
    target: str
    first: Observed
    kept: list[Observed] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, seen: Observed) -> None:
        """Count a sight in; one that stands for many says so by ``count`` and ``pages`` in its evidence."""
        number, pages = seen.evidence.get("count"), seen.evidence.get("pages")
        self.count += number if isinstance(number, int) and number > 0 else 1
        if len(self.kept) < KEPT:
            self.kept.append(seen)
        for page in (
            [str(p) for p in pages] if isinstance(pages, list | tuple) else [seen.page or seen.target]
        ):
            if len(self.pages) < PAGES and page not in self.pages:
                self.pages.append(page)

    @property
    def evidence(self) -> dict[str, Any]:
        """What the first sight shows, without what the group tells itself."""
        return {
            k: v for k, v in self.first.evidence.items() if k not in ("count", "pages", "key", "fingerprint")
        }


def grouped(observed: Iterable[Observed], home: str) -> dict[str, Group]:
    """The defects of an inspection by fingerprint, in the order they were seen."""
    found: dict[str, Group] = {}
    for seen in observed:
        target, key = subject(seen, home)
        mark = fingerprint(seen.probe, target, key)
        if mark not in found:
            found[mark] = Group(mark, seen.probe, target[:2000], seen)
        found[mark].add(seen)
    return found
