"""The archive package of a request: everything that belongs to it in one zip, each part with its digest (条例 art. 45).

``package`` writes it, ``verify`` reads it back anywhere: without the site, its database or its keys. On the site that made
it the list's seal (a keyed digest) is checked too, which shows a package rewritten as a whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from yangguang.core import vault
from yangguang.core.actions import Reason, Refused
from yangguang.core.audit import canonical
from yangguang.core.logtypes import plain
from yangguang.core.models import AuditEntry
from yangguang.documents import files as names

from .actions import files
from .models import Determination, FoiRequest, Letter, RequestFile

FORMAT, VERSION = "yangguang-foi-archive", 1
MANIFEST = "manifest.json"
IN_MEMORY = 8 * 1024 * 1024  # a larger package lies in a nameless temporary file


class _Zip:
    """A zip being written, with the digest of every part."""

    def __init__(self, out: BinaryIO, at: dt.datetime) -> None:
        self.folder = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self.stamp = timezone.localtime(at).timetuple()[:6]
        self.parts: list[dict[str, Any]] = []

    def add(self, path: str, content: bytes, *, listed: bool = True) -> None:
        info = zipfile.ZipInfo(path, self.stamp)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o640 << 16
        self.folder.writestr(info, content)
        if listed:
            digest = hashlib.sha256(content).hexdigest()
            self.parts.append({"path": path, "size": len(content), "sha256": digest})


def records(request: FoiRequest) -> dict[str, list[models.Model]]:
    """Every record of the request by the name of its model, whatever tables the room has: all that point to it, and all
    that point to those. Other requests are named in its own record and not taken in."""
    found: dict[str, list[models.Model]] = {"foirequest": [request]}
    seen: set[tuple[str, Any]] = {("foirequest", request.pk)}
    waiting: list[models.Model] = [request]
    while waiting:
        record = waiting.pop(0)
        for child in _children(record):
            name = child._meta.model_name or ""
            if (name, child.pk) not in seen:
                seen.add((name, child.pk))
                found.setdefault(name, []).append(child)
                waiting.append(child)
    return found


def _children(record: models.Model) -> Iterator[models.Model]:
    for relation in record._meta.related_objects:
        model: Any = relation.related_model
        if (
            model is FoiRequest
            or model._meta.app_label != "foi"
            or not isinstance(relation.field, models.ForeignKey)
        ):
            continue
        yield from model._base_manager.filter(**{relation.field.name: record.pk}).order_by("pk")


def row(record: models.Model) -> dict[str, Any]:
    """A record's fields, sealed ones opened: an archive is read when the keys are long gone."""
    told = {f.attname: plain(f.value_from_object(record)) for f in record._meta.concrete_fields}
    if isinstance(record, FoiRequest):
        told["parts"] = [str(part) for part in record.parts.all()]
        told["split_from"] = str(record.split_from) if record.split_from is not None else None
    return told


def log_of(found: dict[str, list[models.Model]]) -> list[dict[str, Any]]:
    """The log's entries about the request and its records, in the order of the chain."""
    about = Q()
    for name, rows in found.items():
        label = f"foi.{name}"
        about |= Q(object_type=label, object_id__in=[str(r.pk) for r in rows])
    fields = [f.attname for f in AuditEntry._meta.concrete_fields if f.attname != "id"]
    return [
        {name: plain(getattr(entry, name)) for name in fields} | {"sentence": entry.sentence}
        for entry in AuditEntry.objects.filter(about).order_by("seq")
    ]


def _path(file: RequestFile) -> str:
    return f"files/{file.pk}-{names.safe_name(file.filename)}"


def package(request: FoiRequest) -> BinaryIO:
    """The package as a stream at its beginning; the caller closes it.

    Raises Refused naming the file when one can't be read or is not what was kept.
    """
    now = timezone.now()
    found = records(request)
    out: BinaryIO = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    try:
        folder = _Zip(out, now)
        with folder.folder:
            _fill(folder, request, found)
            _index(folder, request, found, now)
            _close(folder, request, found, now)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _fill(folder: _Zip, request: FoiRequest, found: dict[str, list[models.Model]]) -> None:
    for name in sorted(found):
        folder.add(f"data/{name}.json", _json([row(r) for r in found[name]]))
    folder.add("data/log.json", _json(log_of(found)))
    for letter in found.get("letter", []):
        assert isinstance(letter, Letter)
        html = render_to_string("foi/letters/archived.html", {"letter": letter, "body": letter.html})
        folder.add(f"letters/{letter.year}-{letter.serial}-{letter.kind}.html", html.encode())
    for file in found.get("requestfile", []):
        assert isinstance(file, RequestFile)
        folder.add(_path(file), _content(file))


def _content(file: RequestFile) -> bytes:
    name = f"{file.get_part_display()}“{file.filename}”"
    try:
        content = files.content(file)
    except (OSError, vault.CannotOpen) as error:
        raise Refused([Reason(f"{name}读不出来：{error}", "请网站运行单位从备份恢复后再归档")]) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Refused([Reason(f"{name}和登记时不一致", "请网站运行单位从备份恢复后再归档")])
    return content


def _index(folder: _Zip, request: FoiRequest, found: dict[str, list[models.Model]], now: dt.datetime) -> None:
    """The cover: what the case was and what lies in the package, for whoever opens it without any program of ours."""
    context = {
        "case": request, "applicant": request.applicant, "events": request.events.all(), "made_at": now,
        "letters": [
            (x, f"letters/{x.year}-{x.serial}-{x.kind}.html") for x in found.get("letter", []) if isinstance(x, Letter)
        ],
        "files": [(f, _path(f)) for f in found.get("requestfile", []) if isinstance(f, RequestFile)],
        "decision": Determination.objects.filter(request=request).first(), "vettings": request.vettings.all(),
        "messages_": request.messages.all(), "deliveries": found.get("delivery", []), "parts": folder.parts,
        "consultations": request.consultations.all(), "searches": request.searches.all(),
    }  # fmt: skip
    folder.add("index.html", render_to_string("foi/letters/archive_index.html", context).encode())


def _close(folder: _Zip, request: FoiRequest, found: dict[str, list[models.Model]], now: dt.datetime) -> None:
    manifest = {
        "format": FORMAT, "version": VERSION, "request": request.number, "key": request.pk,
        "unit": request.unit.full_name or request.unit.name, "site": settings.SITE_NAME,
        "archived_at": plain(request.archived_at), "made_at": plain(now),
        "counts": {name: len(rows) for name, rows in sorted(found.items())}, "files": folder.parts,
    }  # fmt: skip
    manifest["seal"] = seal(manifest)
    folder.add(MANIFEST, _json(manifest), listed=False)


def seal(manifest: dict[str, Any]) -> str:
    """A keyed digest of the list: only a site with our data key makes it."""
    said = {k: v for k, v in manifest.items() if k != "seal"}
    return vault.fingerprint("foi-archive", hashlib.sha256(canonical(said)).hexdigest())


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
