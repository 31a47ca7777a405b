"""Which public record a post tells of: by an address of ours in it, or by its title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet

from yangguang.gazette.models import Issue
from yangguang.publications.models import Publication

from .models import ShortLink

_OURS = re.compile(
    r"/(?:hant/)?(?:doc/(?P<doc>\d{1,9})/|gazette/(?P<year>\d{4})/(?P<number>\d{1,3})/|s/(?P<code>\w{4,12})/)"
)
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,120}/[^\s\"'<>，。）)]{0,300}")
SHORTEST = 8  # characters of a title that is looked for inside another one


@dataclass(frozen=True)
class Target:
    """A public record or a public issue; neither for a post that tells of none."""

    publication: int | None = None
    issue: int | None = None

    def __bool__(self) -> bool:
        return self.publication is not None or self.issue is not None


def _hosts() -> set[str]:
    own = urlsplit(settings.SITE_ADDRESS).netloc.lower()
    return {own, *(h.lower() for h in settings.ALLOWED_HOSTS if h not in ("*",))}


def addresses(text: str) -> list[str]:
    """Addresses of this site that stand in a text, at most twenty."""
    hosts = _hosts()
    found = []
    for match in _ADDRESS.finditer(text[:20_000]):
        host = urlsplit(match[0]).netloc.lower()
        if host in hosts or host.partition(":")[0] in hosts:
            found.append(match[0])
    return found[:20]


def by_address(url: str) -> Target:
    """What one of our addresses shows; nothing when it is not public or not there."""
    match = _OURS.search(urlsplit(url).path)
    if match is None:
        return Target()
    if match["doc"]:
        row = Publication.objects.public().filter(pk=match["doc"]).values_list("pk", flat=True).first()
        return Target(publication=row)
    if match["year"]:
        row = (
            public_issues()
            .filter(year=match["year"], number=match["number"])
            .values_list("pk", flat=True)
            .first()
        )
        return Target(issue=row)
    link = ShortLink.objects.filter(code=match["code"]).first()
    return Target(link.publication_id, link.issue_id) if link is not None else Target()


def public_issues() -> QuerySet[Issue]:
    return Issue.objects.filter(state="published")


def plain(title: str) -> str:
    """A title without width, blanks and punctuation, for comparing."""
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


class Titles:
    """Finds what a title tells of among given records; made once for many posts."""

    def __init__(self, known: Iterable[tuple[str, Target]]) -> None:
        self.known = sorted(((plain(t), target) for t, target in known), key=lambda k: -len(k[0]))
        self.exact = dict(reversed(self.known))

    def find(self, title: str) -> Target:
        asked = plain(title)
        if asked in self.exact:
            return self.exact[asked]
        for known, target in self.known:
            if len(known) >= SHORTEST and known in asked:
                return target
        return Target()


def find(title: str, url: str, said: str, titles: Titles) -> Target:
    """The first address of ours in a post decides; else its title."""
    for address in addresses(f"{url} {said} {title}"):
        if target := by_address(address):
            return target
    return titles.find(title)
