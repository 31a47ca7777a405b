"""From a query code to the case: guesses are counted, wrong codes all get the same answer, and the way in is short."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.utils import timezone

from ..actions import numbering
from ..models import FoiRequest
from . import throttle

SALT = "foi.case"
IDLE = 30 * 60  # seconds without a click
WHOLE = dt.timedelta(hours=4)
LENGTH = numbering.LENGTH


class TooMany(Exception):
    """Too many wrong codes from one place; ``minutes`` until the next try, whatever its code."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"尝试太多，请 {minutes} 分钟后再试")


def enter(code: str, place: str) -> FoiRequest | None:
    """The request of a query code, or None. Raises TooMany before the code is even looked at.

    One code is as good as another until it is right: the form of a code is not told from its number.
    """
    if throttle.over(throttle.GUESSES, place):
        raise TooMany(throttle.minutes_left(throttle.GUESSES))
    found = FoiRequest.objects.filter(query_hash=numbering.hash_code(code)).first()
    if found is None:
        throttle.note(throttle.GUESSES, place)
    return found


def ticket(request: FoiRequest, began: dt.datetime | None = None) -> str:
    """What the browser holds while the case is open: signed, and worth nothing without the server's key."""
    moment = int((began or timezone.now()).timestamp())
    return signing.dumps(
        {"r": request.pk, "h": request.query_hash[:16], "b": moment}, salt=SALT, compress=False
    )


def read(held: str) -> tuple[FoiRequest, dt.datetime] | None:
    """The case of a ticket and when it was opened; None when the ticket is too old, forged or of another code."""
    try:
        said = signing.loads(held[:500], salt=SALT, max_age=dt.timedelta(seconds=IDLE))
    except signing.BadSignature:
        return None
    began = dt.datetime.fromtimestamp(said["b"], dt.UTC)
    if timezone.now() - began > WHOLE:
        return None
    found = FoiRequest.objects.select_related("unit", "applicant").filter(pk=said["r"]).first()
    if found is None or not found.query_hash.startswith(said["h"]):
        return None
    return found, began
