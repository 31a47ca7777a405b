"""What makes two sights the same defect. Pure functions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from .observing import Observed

PAGES = 20  # addresses kept of the pages a defect stands on
KEPT = 5  # observations kept of one defect in one run


def _folder(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))


def subject(seen: Observed, home: str) -> tuple[str, str]:
    """(target, key): what is wrong, and which of several wrongs of its kind there.

    What a template does wrong on every page is one thing to put right: a rule of accessibility and missing labels belong
    to the site, missing dates to the folder of the pages.
    """
    if seen.probe.startswith("a11y."):
        return home, ""
    if seen.probe == "page.labels":
        return home, ",".join(sorted(map(str, seen.evidence.get("missing") or ()))) or str(
            seen.evidence.get("kind", "")
        )
    if seen.probe == "page.undated":
        return _folder(seen.target), ""
    if seen.probe.startswith("text."):
        return seen.target, str(seen.evidence.get("fingerprint") or seen.evidence.get("text") or "")[:200]
    if seen.probe.startswith("hub."):
        return seen.target, str(seen.evidence.get("name") or "")[:100]
    return seen.target, ""


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
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(seen)
        page = seen.page or seen.target
        if len(self.pages) < PAGES and page not in self.pages:
            self.pages.append(page)


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
