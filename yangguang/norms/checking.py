"""The text of a public record against its official text: same or not, and how late it followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from yangguang.core import calendar
from yangguang.documents import bodies
from yangguang.publications.models import Validity, Version

from .models import Official
from .queries import TextCheck, same_text

ALLOWED = 10  # working days to follow an official change (default of the plan, 待核)
ENDED = {Official.Status.REPEALED, Official.Status.LAPSED}


def latest(officials: Iterable[Official]) -> dict[int, Official]:
    """Per public record its newest official text."""
    found: dict[int, Official] = {}
    for official in officials:
        best = found.get(official.publication_id)
        if best is None or (official.changed_on, official.pk) >= (best.changed_on, best.pk):
            found[official.publication_id] = official
    return found


def check(official: Official, *, allowed: int = ALLOWED, on: dt.date | None = None) -> TextCheck:
    """Hold the local text against the official one, and find when the local text first read like it."""
    record = official.publication
    same = same_text(bodies.to_text(record.body), official.text)
    due = calendar.load().add(official.changed_on, allowed).due
    ended = official.status in ENDED
    shown_valid = record.validity not in (Validity.REPEALED, Validity.LAPSED)
    return TextCheck(official, same, _followed(official), due, ended and shown_valid)


def _followed(official: Official) -> dt.date | None:
    """The day on which a released version first read like the official text."""
    versions = (
        Version.objects.filter(publication=official.publication_id)
        .select_related("revision")
        .order_by("number")
    )
    for version in versions:
        if same_text(bodies.to_text(version.revision.content.get("body", "")), official.text):
            return max(timezone.localdate(version.released_at), official.changed_on)
    return None
