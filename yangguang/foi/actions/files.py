"""Files of requests: checked, sealed, kept under a name that tells nothing; a refusal leaves no file behind."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from yangguang.core import vault
from yangguang.core.actions import Reason, Refused
from yangguang.core.actors import Actor
from yangguang.documents import files as uploads

from ..models import FoiRequest, RequestFile

MAX_FILES = 10  # in one step
MAX_BYTES = 20 * 1024 * 1024  # sealed and opened in memory
FOLDER = "foi"


def problems(files: Sequence[Any], field: str = "uploads") -> list[Reason]:
    """What is wrong with uploads, each with the way out."""
    found = []
    if len(files) > MAX_FILES:
        found.append(Reason(f"一次最多附 {MAX_FILES} 个文件", "其余的请再补充一次", field=field))
    for upload in files:
        upload.seek(0)
        try:
            uploads.inspect(upload, upload.name, limit=MAX_BYTES)
        except uploads.Rejected as error:
            found.append(Reason(str(error), field=field))
        upload.seek(0)
    return found


def keep(
    request: FoiRequest, part: str, content: bytes, filename: str, *, actor: Actor, content_type: str = "",
    from_applicant: bool = False, pages: int | None = None,
) -> RequestFile:  # fmt: skip
    """Seal ``content`` and keep it with the request, inside the caller's transaction. Raises Refused when the disk fails."""
    name = f"{FOLDER}/{request.pk}/{uuid.uuid4().hex}"
    try:
        stored = default_storage.save(name, ContentFile(vault.seal_bytes(content)))
    except OSError as error:
        why = Reason(
            f"文件没有存成（{error.strerror or error}），这一步没有记录",
            "请稍后再试，或联系网站运行单位",
            field="uploads",
        )
        raise Refused([why]) from error
    try:
        with transaction.atomic():
            return RequestFile.objects.create(
                request=request, part=part, filename=uploads.safe_name(filename), path=stored,
                size=len(content), sha256=hashlib.sha256(content).hexdigest(), content_type=content_type,
                from_applicant=from_applicant, by_label=actor.label[:60], pages=pages,
            )  # fmt: skip
    except BaseException:
        default_storage.delete(stored)
        raise


def keep_uploads(
    request: FoiRequest, part: str, files: Sequence[Any], *, actor: Actor, from_applicant: bool = False
) -> list[RequestFile]:
    """Keep uploads that ``problems`` has passed. Raises Refused."""
    kept = []
    for upload in files:
        upload.seek(0)
        kept.append(
            keep(request, part, upload.read(), upload.name, actor=actor, from_applicant=from_applicant)
        )
    return kept


def content(file: RequestFile) -> bytes:
    """A file's content. Raises core.vault.CannotOpen when it was altered, FileNotFoundError when it is gone."""
    with default_storage.open(file.path) as handle:
        return vault.unseal_bytes(handle.read())
