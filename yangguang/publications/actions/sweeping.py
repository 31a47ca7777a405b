"""What is left over: uploads that no text ever named, files of finished imports, old unsaved texts."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import SYSTEM, Actor
from yangguang.documents import bodies

from ..models import Attachment, Autosave, ImportBatch
from . import drafting

# Days, ours (待核): long enough for a holiday between uploading and saving; an import may be gone on with for months.
UNUSED_FILE, UNSAVED_TEXT, IMPORT_FILE = 30, 90, 180
logger = logging.getLogger(__name__)


def sweep(today: dt.date) -> str:
    """Remove what is over its time; one that fails stops no other. Safe to run twice."""
    now = timezone.make_aware(dt.datetime.combine(today, dt.time.max))
    files = drafting.unused(Attachment.objects.filter(uploaded_at__lt=now - dt.timedelta(UNUSED_FILE)))
    gone = sum(_tried(drafting.sweep, f) for f in _free(files.only("pk", "file", "name", "unit")))
    unsaved, _ = Autosave.objects.filter(saved_at__lt=now - dt.timedelta(UNSAVED_TEXT)).delete()
    old = ImportBatch.objects.exclude(path="").exclude(state=ImportBatch.State.RUNNING)
    old = old.filter(created_at__lt=now - dt.timedelta(IMPORT_FILE)).select_related("source")
    dropped = sum(_tried(drop_file, batch) for batch in old)
    return f"清理无用文件 {gone} 个、导入文件 {dropped} 份、未保存的旧内容 {unsaved} 份"


def _free(files: Iterable[Attachment]) -> Iterable[Attachment]:
    """Those that nobody's unsaved text names either."""
    kept: set[int] = set()
    for values in Autosave.objects.values_list("values", flat=True).iterator():
        kept |= {int(n) for n in values.get("keep", ()) if n.isdecimal()}
        kept |= {n for text in values.get("body", ()) for n in bodies.file_ids(text)}
    return [f for f in files if f.pk not in kept]


def _tried(act: object, subject: object) -> int:
    try:
        act(subject, actor=SYSTEM)  # type: ignore[operator]
    except Refused:
        return 0
    except OSError:
        logger.exception("could not remove a file of %s", subject)
        return 0
    return 1


def _may_drop_file(batch: ImportBatch, *, actor: Actor) -> Iterable[Reason]:
    if not actor.is_system:
        yield Reason("只由系统清理")
    if not batch.path:
        yield Reason("文件已经清理")
    if batch.state == ImportBatch.State.RUNNING:
        yield Reason("正在导入")


@verb("publications.import.drop_file", "清理了{object}的导入文件", forbids=_may_drop_file)
def drop_file(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Remove the uploaded table or folder; what came in stays, and so does the report. Never a path of the operator's."""
    path = Path(batch.path).resolve()
    home = (Path(settings.HOME) / "imports").resolve()
    if path.is_relative_to(home) and path != home:
        place = home / path.relative_to(home).parts[0]
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    batch.path = ""
    batch.save(update_fields=["path"])
    return batch
