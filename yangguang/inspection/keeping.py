"""The pages of findings, kept as they were: compressed, each content once, for a time and within a size.

They lie in the storage of files by the SHA-256 of their bytes, so that a backup of the files has them. They are other
people's pages: nothing here shows them as pages.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import zlib
from collections.abc import Mapping

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from .models import Finding, FindingState, Kept, Moment

FOLDER = "inspection"
MOST_BYTES = 2 * 1024 * 1024  # of one page; larger ones are not kept
ORPHANED = dt.timedelta(days=1)  # a transaction that was rolled back leaves its files
OPEN = (FindingState.PENDING, FindingState.CONFIRMED, FindingState.FIXING, FindingState.RECHECK, FindingState.RETURNED)  # fmt: skip


def _name(digest: str) -> str:
    return f"{FOLDER}/{digest[:2]}/{digest}.gz"


def keep(finding: Finding, moment: Moment, page: str, body: bytes | None) -> Kept | None:
    """Keep a finding's page. A page kept for the same moment before is replaced. None when there is nothing to keep.

    Call inside the transaction of the act that means it.
    """
    if not body or len(body) > MOST_BYTES:
        return None
    digest = hashlib.sha256(body).hexdigest()
    name = _name(digest)
    if not default_storage.exists(name):
        # No name and no time inside: the same page is the same file.
        default_storage.save(name, ContentFile(gzip.compress(body, 6, mtime=0)))
    made, _ = Kept.objects.update_or_create(
        finding=finding, moment=moment,
        defaults={"page": page[:2000], "digest": digest, "size": len(body), "at": timezone.now()},
    )  # fmt: skip
    return made


def body_of(kept: Kept) -> bytes | None:
    """The bytes of a kept page; None when its file is gone or is not what was kept."""
    try:
        with default_storage.open(_name(kept.digest)) as file:
            body = gzip.decompress(file.read())
    except (OSError, EOFError, zlib.error):
        return None
    return body if hashlib.sha256(body).hexdigest() == kept.digest else None


def pair(finding: Finding) -> Mapping[str, Kept]:
    """What is kept of a finding, by moment."""
    return {kept.moment: kept for kept in finding.kept.all()}


def forget(finding: Finding, *moments: Moment) -> None:
    """Let go of what was kept; its file goes with the next tidying."""
    finding.kept.filter(moment__in=moments).delete()


def tidy(today: dt.date) -> int:
    """Let go of what was kept for too long, or is too much; returns how many pages. Safe at any time.

    Pages of findings that are not done with stay, whatever their age; of the others the oldest go first.
    """
    before = timezone.make_aware(dt.datetime.combine(today, dt.time())) - dt.timedelta(
        days=settings.KEPT_PAGES_DAYS
    )
    done = Kept.objects.exclude(finding__state__in=OPEN)
    gone = done.filter(at__lt=before).delete()[0]
    _drop_unused()
    over = _size() - settings.KEPT_PAGES_BYTES
    while over > 0 and (oldest := list(done.order_by("at").values_list("pk", flat=True)[:100])):
        gone += Kept.objects.filter(pk__in=oldest).delete()[0]
        _drop_unused()
        over = _size() - settings.KEPT_PAGES_BYTES
    return gone


def _files() -> list[str]:
    try:
        folders, _ = default_storage.listdir(FOLDER)
    except OSError:
        return []
    return [f"{FOLDER}/{f}/{n}" for f in folders for n in default_storage.listdir(f"{FOLDER}/{f}")[1]]


def _size() -> int:
    return sum(default_storage.size(name) for name in _files())


def _drop_unused() -> None:
    """Files that no finding points at; young ones may belong to a transaction under way."""
    used = set(Kept.objects.values_list("digest", flat=True))
    now = timezone.now()
    for name in _files():
        digest = name.rpartition("/")[2].removesuffix(".gz")
        if digest not in used and now - default_storage.get_modified_time(name) > ORPHANED:
            default_storage.delete(name)
