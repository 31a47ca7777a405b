"""Which unit a defect is put to: on our own site the owner of the page or column, elsewhere the site's owner."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve

from yangguang.organisations.models import Unit
from yangguang.publications.models import Column, Publication

from .models import Site

# Views of the public site whose page has an owner of its own.
_RECORDS = ("portal:document",)
_COLUMNS = ("portal:column",)


class Blame:
    """Answers for one site; what it read of the records it keeps, so ask with the same one for a whole inspection."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._units: dict[str, int | None] = {}
        self._mapped = [(str(m.get("url", "")), m["unit"]) for m in site.mapping if m.get("unit")]

    def unit_id(self, target: str, pages: Iterable[str] = ()) -> int:
        """The key of the unit at fault: by the target, else by the first page it stands on, else the site's owner."""
        for url in (*list(pages)[:1], target):
            if (found := self._of(url)) is not None:
                return found
        return self.site.unit_id

    def _of(self, url: str) -> int | None:
        if url not in self._units:
            self._units[url] = self._mapped_unit(url) or (self._own(url) if self.site.ours else None)
        return self._units[url]

    def _mapped_unit(self, url: str) -> int | None:
        return next(
            (int(unit) for pattern, unit in self._mapped if url.startswith(pattern.rstrip("*"))), None
        )

    def _own(self, url: str) -> int | None:
        parts = urlsplit(url)
        if parts.hostname != self.site.host:
            return None
        try:
            match = resolve(unquote(parts.path) or "/")
        except Resolver404:
            return None
        found: int | None = None
        if match.view_name in _COLUMNS and "slug" in match.kwargs:
            found = Column.objects.filter(slug=match.kwargs["slug"]).values_list("unit", flat=True).first()
        elif match.view_name == "portal:hub" or "code" in match.kwargs:
            code = match.kwargs.get("code", "")
            found = Unit.objects.filter(code=code).values_list("pk", flat=True).first()
        elif "pk" in match.kwargs and match.view_name.startswith("portal:doc"):
            found = Publication.objects.filter(pk=match.kwargs["pk"]).values_list("unit", flat=True).first()
        return found
