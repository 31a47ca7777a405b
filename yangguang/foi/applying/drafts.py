"""What somebody has typed and not sent yet, kept sealed for a week so that nothing is lost.

Like an editor's autosave a draft is its writer's own: it reaches nobody, changes every few seconds and is not logged.
It leaves this module through the verb of ``actions.applying``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import secrets
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core import vault
from yangguang.core.actions import Reason, Refused
from yangguang.documents import files as uploads

from ..actions import intake
from ..models import Draft, DraftFile, RequestFile

logger = logging.getLogger(__name__)
KEPT_FOR = dt.timedelta(days=7)
MOST = 5  # unsent drafts of one browser
LONGEST_VALUE = intake.LONGEST + 1000
MAX_TOTAL = 60 * 1024 * 1024  # bytes of a draft's files
FOLDER = "foi-drafts"
ORPHANED = dt.timedelta(hours=6)  # a file on disk that no row names for so long was left by a killed process
PARTS = {"identity_files": RequestFile.Part.IDENTITY, "uploads": RequestFile.Part.APPLICATION}
_FORM = signing.Signer(salt="foi.form")


def new_owner() -> str:
    """A browser's cookie: 256 bits."""
    return secrets.token_hex(32)


def owner_hash(owner: str) -> str:
    return vault.fingerprint("draft", owner)


def new_name() -> str:
    """A form's own name: 128 bits, of no use without the cookie of its browser."""
    return secrets.token_hex(16)


def new_form(now: dt.datetime, name: str) -> str:
    """A form's name with the moment at which it was handed out, signed."""
    return _FORM.sign(f"{name}.{int(now.timestamp())}")


def read_form(token: str) -> tuple[str, dt.datetime] | None:
    """A form's name and its moment, or None for a token that we have not signed."""
    try:
        name, _, moment = _FORM.unsign(token[:200]).partition(".")
    except signing.BadSignature:
        return None
    return name, dt.datetime.fromtimestamp(int(moment), dt.UTC)


def _standing(owner: str) -> Any:
    return Draft.objects.filter(owner=owner_hash(owner), expires_at__gt=timezone.now())


def find(owner: str, form: str) -> Draft | None:
    """The browser's draft of that form, sent or not, while it is kept."""
    return _standing(owner).filter(form=form).first() if owner and form else None


def latest(owner: str) -> Draft | None:
    """What the browser was last writing and has not sent."""
    return _standing(owner).filter(sent=None).order_by("-changed_at", "-pk").first() if owner else None


def values_of(draft: Draft) -> dict[str, Any]:
    """What was typed, by field; empty once it was sent."""
    return dict(json.loads(draft.content)) if draft.content else {}


def digest(values: dict[str, Any], files: Iterable[DraftFile] = ()) -> str:
    """A keyed digest of what was typed (and attached), to know the same thing again."""
    said = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return vault.fingerprint("sent", said, *sorted(f.sha256 for f in files))


def tidy(given: dict[str, Any]) -> dict[str, Any]:
    """Typed values as they are kept: texts of bounded length, without NULs; ticks as true and false."""
    return {
        k: v if isinstance(v, bool) else str(v).replace("\x00", "")[:LONGEST_VALUE] for k, v in given.items()
    }


def keep(owner: str, form: str, values: dict[str, Any], *, doubtful: bool = False) -> Draft:
    """Write what was typed. A form that was sent meanwhile is left alone: the caller looks at ``sent``."""
    now = timezone.now()
    sealed = json.dumps(tidy(values), ensure_ascii=False)
    mark = owner_hash(owner)
    for _ in range(2):
        with transaction.atomic():
            draft = Draft.objects.select_for_update().filter(owner=mark, form=form).first()
            if draft is not None:
                if draft.sent_id is None:
                    draft.content, draft.changed_at, draft.expires_at = sealed, now, now + KEPT_FOR
                    draft.doubtful = draft.doubtful or doubtful
                    draft.save(update_fields=["content", "changed_at", "expires_at", "doubtful"])
                return draft
        try:
            with transaction.atomic():
                draft = Draft.objects.create(
                    owner=mark, form=form, content=sealed, changed_at=now, expires_at=now + KEPT_FOR, doubtful=doubtful
                )  # fmt: skip
        except IntegrityError:  # the same form from two tabs at one moment: the second writes over the first
            continue
        _thin_out(mark)
        return draft
    raise Refused([Reason("这份表格不属于这个浏览器", "请重新打开申请页面")])


def _thin_out(mark: str) -> None:
    old = Draft.objects.filter(owner=mark, sent=None).order_by("-changed_at", "-pk")[MOST:]
    drop(list(old))


def add_files(draft: Draft, part: str, given: Sequence[Any]) -> list[str]:
    """Seal uploads that were looked into and keep them with the draft. Returns what could not be kept and why."""
    faults = []
    total = sum(draft.files.values_list("size", flat=True))
    for upload in given:
        upload.seek(0)
        content = upload.read()
        total += len(content)
        if total > MAX_TOTAL:
            faults.append(f"“{upload.name}”没有收：全部附件合计不能超过 {MAX_TOTAL // 1024**2} MB")
            total -= len(content)
            continue
        name = f"{FOLDER}/{uuid.uuid4().hex}"
        try:
            stored = default_storage.save(name, ContentFile(vault.seal_bytes(content)))
        except OSError:
            logger.exception("a draft's file could not be kept")
            faults.append(f"“{upload.name}”没有存成，请稍后再试，或者先不附文件提交，再在查询页面补充")
            total -= len(content)
            continue
        DraftFile.objects.create(
            draft=draft, part=part, filename=uploads.safe_name(upload.name), path=stored, size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
    return faults


def content_of(file: DraftFile) -> ContentFile[bytes]:
    """A draft's file as an upload. Raises vault.CannotOpen, FileNotFoundError."""
    with default_storage.open(file.path) as handle:
        return ContentFile(vault.unseal_bytes(handle.read()), name=file.filename)


def remove_files(draft: Draft, keys: Iterable[int]) -> None:
    """Take files out of a draft; keys of other drafts' files are ignored."""
    rows = list(draft.files.filter(pk__in=list(keys)))
    DraftFile.objects.filter(pk__in=[r.pk for r in rows]).delete()
    _forget([r.path for r in rows])


def erase(draft: Draft) -> None:
    """Take everything typed and attached out of a draft that has been sent. Inside the caller's transaction."""
    paths = list(draft.files.values_list("path", flat=True))
    draft.files.all().delete()
    _forget(paths)


def drop(drafts: Sequence[Draft]) -> int:
    """Delete drafts with their files; nothing of them is left."""
    keys = [d.pk for d in drafts]
    paths = list(DraftFile.objects.filter(draft__in=keys).values_list("path", flat=True))
    Draft.objects.filter(pk__in=keys).delete()
    _forget(paths)
    return len(keys)


def _forget(paths: Sequence[str]) -> None:
    """Delete files from the disk once the rows are really gone."""

    def delete() -> None:
        for path in paths:
            try:
                default_storage.delete(path)
            except OSError:
                logger.exception("a draft's file could not be deleted")  # the sweep tries again

    transaction.on_commit(delete)


def clear(owner: str) -> int:
    """The reader throws away what this browser has not sent."""
    return drop(list(_standing(owner).filter(sent=None))) if owner else 0


def sweep(now: dt.datetime) -> int:
    """Delete drafts whose week is over, and files on the disk that belong to none. Returns how many drafts."""
    gone = drop(list(Draft.objects.filter(expires_at__lte=now)))
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return gone
    for name in names:
        path = f"{FOLDER}/{name}"
        if not DraftFile.objects.filter(path=path).exists() and (
            now - default_storage.get_modified_time(path) > ORPHANED
        ):
            _forget([path])
    return gone


def forget_receipts(now: dt.datetime) -> int:
    """Erase receipts whose time is over: from then on only the applicant has the query code."""
    return Draft.objects.filter(receipt_until__lte=now).update(receipt="", receipt_until=None)
