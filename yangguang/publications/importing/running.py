"""The import itself: thousands of rows in pieces, each piece whole or not at all, from where the last run stopped."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from modelcluster.models import get_field_value
from wagtail.models import Revision

from yangguang.checking import screening
from yangguang.checking.engine import Found
from yangguang.checking.markup import parts_of_html
from yangguang.checking.subjects import Part, PartKind, Subject
from yangguang.core import audit, logtypes
from yangguang.core.actions import Refused
from yangguang.core.actors import Actor
from yangguang.core.printable import printable
from yangguang.core.writing import insert
from yangguang.documents import sheets
from yangguang.documents.sheets import Row

from .. import kinds, numbering, placing, scanning
from ..actions import drafting
from ..models import ImportBatch, ImportedRow, Publication, Reject, Stage, Version
from ..selections import Sorter
from .reading import Prepared, Unfit, prepare

logger = logging.getLogger(__name__)
PIECE = 1000  # rows in one transaction
FILES = 4  # files, after which a transaction ends: one may take seconds
PREVIEW = 3000  # rows of a file that a preview tries
IMPORTED = logtypes.register(logtypes.LogType("publications.imported", "批量导入了{object}"))


class Overtaken(Exception):
    """Another process goes on with the batch; this one wrote nothing of its piece."""


class _Undo(Exception):
    """Ends a preview: everything it wrote goes away."""


def try_out(batch: ImportBatch, *, actor: Actor) -> dict[str, object]:
    """The real import of the first rows, rolled back. Returns its counts, first titles and first rejects."""
    found: dict[str, object] = {}
    try:
        with transaction.atomic():
            trial = ImportBatch.objects.select_related("source__unit").get(pk=batch.pk)
            trial.position = trial.rows = trial.created = trial.duplicates = trial.rejected = 0
            trial.rejects.all().delete()
            more = run(trial, actor=actor, most=PREVIEW)
            made = trial.imported.select_related("publication").order_by("row")[:10]
            found = {
                "created": trial.created,
                "duplicates": trial.duplicates,
                "rejected": trial.rejected,
                "rows": trial.rows,
                "part": more,
                "titles": [
                    [
                        i.row,
                        i.publication.title,
                        str(i.publication.written_on or ""),
                        i.publication.document_number,
                    ]
                    for i in made
                ],
                "rejects": [[r.row, r.title, r.reason] for r in trial.rejects.all()[:20]],
            }
            raise _Undo
    except _Undo:
        return found


def run(
    batch: ImportBatch, *, actor: Actor, most: int | None = None, stopped: Callable[[], bool] = lambda: False
) -> bool:
    """Import the rows behind ``batch.position``; True when some are left (``most`` reached, or stopped).

    Every piece is written with its log, its search notices and the batch's own position in one transaction: a killed
    process leaves no row half in, and the next run goes on behind the last whole piece. Raises ValueError when the
    file can't be read at all.
    """
    path = Path(batch.path)
    today = timezone.localdate()
    sorter = Sorter.load()
    with sheets.read(path) as sheet:
        rows: Iterator[Row] = (r for r in sheet.rows if r.number > batch.position)
        while True:
            size = PIECE if most is None else min(PIECE, most - batch.rows)
            piece = list(_piece(rows, size, batch))
            if not piece:
                return size <= 0
            with transaction.atomic():
                # A run given up for lost may only have been slow: the one that was started after it goes on.
                now = ImportBatch.objects.select_for_update().only("position").get(pk=batch.pk)
                if most is None and now.position != batch.position:
                    raise Overtaken
                _take_in(batch, piece, actor, today, sorter)
            if stopped():
                return True


def _piece(rows: Iterator[Row], size: int, batch: ImportBatch) -> Iterator[Row]:
    """The next rows, few of those that bring files: each is read and converted while nobody else can write."""
    column = next((c for c, f in batch.source.mapping.items() if f == "attachments"), "")
    files = 0
    for row in islice(rows, max(size, 0)):
        yield row
        if text := row.values.get(column, ""):
            files += 1 + sum(text.count(mark) for mark in "\n;；")
        if files >= FILES:
            return


def _take_in(batch: ImportBatch, piece: list[Row], actor: Actor, today: dt.date, sorter: Sorter) -> None:
    fit: dict[str, Prepared] = {}
    rejects: list[Reject] = []
    for row in piece:
        try:
            item = prepare(row, batch.source.mapping, today=today, kind=batch.source.kind)
        except Unfit as error:
            rejects.append(_reject(batch, row, str(error)))
            continue
        except Exception:
            # Whatever a row holds, it keeps out itself and not the others.
            logger.exception("row %s of import %s could not be read", row.number, batch.pk)
            rejects.append(_reject(batch, row, "这一行读不出来，请在文件里检查它的各格，改正后再导入"))
            continue
        if item.key in fit:
            rejects.append(_reject(batch, row, f"与第 {fit[item.key].row} 行相同", duplicate=True))
        else:
            fit[item.key] = item
    _number_apart(batch, fit)
    known = {
        k: (b, r)
        for k, b, r in ImportedRow.objects.filter(unit=batch.source.unit_id, key__in=fit).values_list(
            "key", "batch__file_name", "row"
        )
    }
    by_number = {row.number: row for row in piece}
    for key, (name, number) in known.items():
        item = fit.pop(key)
        where = f"“{name}”第 {number} 行" if name != batch.file_name else f"第 {number} 行"
        rejects.append(_reject(batch, by_number[item.row], f"与{where}相同，已经导入", duplicate=True))
    fitting = list(_allowed(batch, fit.values(), rejects, by_number, today))
    prepared = _with_files(batch, fitting, rejects, by_number, actor, today)
    records = _write(batch, prepared, actor)
    unit = batch.source.unit_id
    insert(
        ImportedRow,
        ("unit_id", "batch_id", "key", "row", "publication_id"),
        ((unit, batch.pk, i.key, i.row, p.pk) for i, p in zip(prepared, records, strict=True)),
    )
    Reject.objects.bulk_create(rejects)
    placing.place(records, new=True, sorter=sorter)
    audit.append_many(IMPORTED, actor, records, {"batch": batch.pk, "file": batch.file_name})
    batch.position = piece[-1].number
    batch.rows += len(piece)
    batch.created += len(records)
    batch.duplicates += sum(r.duplicate for r in rejects)
    batch.rejected += sum(not r.duplicate for r in rejects)
    batch.beat_at = timezone.now()
    batch.save(update_fields=["position", "rows", "created", "duplicates", "rejected", "beat_at"])


def _number_apart(batch: ImportBatch, fit: dict[str, Prepared]) -> None:
    """Two lists of a unit may both count from 1: what another source calls so is another text, unless its title is the same."""
    numbered = [key for key, item in fit.items() if item.numbered]
    rows = ImportedRow.objects.filter(unit=batch.source.unit_id, key__in=numbered)
    others = rows.exclude(batch__source=batch.source_id).values_list("key", "publication__title")
    for key, title in others:
        if title != fit[key].values["title"]:
            item = fit.pop(key)
            item.key = hashlib.sha256(f"{batch.source_id}\x1f{key}".encode()).hexdigest()
            fit[item.key] = item


def _reject(batch: ImportBatch, row: Row, reason: str, *, duplicate: bool = False) -> Reject:
    column = next((c for c, f in batch.source.mapping.items() if f == "title"), "")
    return Reject(
        batch=batch,
        row=row.number,
        title=printable(row.values.get(column, ""))[:200],
        reason=reason[:300],
        duplicate=duplicate,
    )


def _allowed(
    batch: ImportBatch, items: Iterable[Prepared], rejects: list[Reject], rows: dict[int, Row], today: dt.date
) -> Iterator[Prepared]:
    """The rows whose words may go public. That they were public elsewhere does not make an identity number public."""
    for item in items:
        parts = [Part("title", str(item.values["title"]), PartKind.TITLE)]
        if summary := item.values["summary"]:
            parts.append(Part("summary", str(summary)))
        parts += parts_of_html(str(item.values["body"]))
        if found := screening.forbidden(Subject(tuple(parts), today, batch.source.kind, {})):
            reject = _reject(batch, rows[item.row], _told(found))
            if any(f.part == 0 for f in found):
                reject.title = "（标题里有不能公开的内容）"
            rejects.append(reject)
        else:
            yield item


def _told(found: list[Found], of: str = "") -> str:
    """Why a row stays out: the first findings, masked, and the way out."""
    said = "；".join(dict.fromkeys(f"{of}{f.reason}（{f.shown[:20]}）" for f in found[:3]))
    more = f"等 {len(found)} 处" if len(found) > 3 else ""
    return f"{said}{more}，不能公开。{found[0].fix or '请改正'}，再导入这一行"


def _with_files(
    batch: ImportBatch, prepared: list[Prepared], rejects: list[Reject], rows: dict[int, Row],
    actor: Actor, today: dt.date,
) -> list[Prepared]:  # fmt: skip
    """Attach the files that rows name, from the batch's own folder and nowhere else."""
    if not any(i.attachments for i in prepared):
        return prepared
    folder = Path(batch.path)
    folder = (folder if folder.is_dir() else folder.parent / f"{folder.stem}附件").resolve()
    kept = []
    for item in prepared:
        try:
            item.values["attachments"] = [
                _attach(batch, folder, name, actor, today) for name in item.attachments
            ]
        except Unfit as error:
            rejects.append(_reject(batch, rows[item.row], str(error)))
        else:
            kept.append(item)
    return kept


def _attach(batch: ImportBatch, folder: Path, name: str, actor: Actor, today: dt.date) -> int:
    try:
        target = (folder / name).resolve()
        there = target.is_file()
    except (OSError, ValueError):  # a name longer than a disk can hold
        there, target = False, folder
    if not target.is_relative_to(folder):
        raise Unfit(f"附件“{name[:60]}”不在给定的文件夹里")
    if not there:
        raise Unfit(f"没有找到附件“{name[:60]}”")
    with target.open("rb") as stream:
        try:
            kept = drafting.attach(batch.source.unit, actor=actor, stream=stream, name=target.name)
        except Refused as error:
            raise Unfit(str(error)) from error
    parts = tuple(scanning.parts_of_file(kept))
    if found := screening.forbidden(Subject(parts, today, batch.source.kind, {})):
        raise Unfit(_told(found, f"附件“{name[:60]}”"))
    return kept.pk


def _write(batch: ImportBatch, prepared: list[Prepared], actor: Actor) -> list[Publication]:
    """The records with their first revision and version. Times of an earlier publication are kept, else it is now."""
    source, now = batch.source, timezone.now()
    kind = kinds.KINDS.get(source.kind)
    records = []
    for item in prepared:
        at = item.published_at or now
        records.append(
            Publication(
                unit=source.unit, kind=source.kind, live=True, stage=Stage.RELEASED, first_published_at=at,
                last_published_at=at, items=list(kind.items), created_by=actor.user, has_unpublished_changes=False,
                **item.values,
            )
        )  # fmt: skip
    by_year: dict[int, list[Publication]] = defaultdict(list)
    for record in records:
        assert record.first_published_at is not None
        day = record.written_on or timezone.localdate(record.first_published_at)
        by_year[day.year].append(record)
    for year, group in sorted(by_year.items()):
        for record, number in zip(
            group, numbering.take(source.unit, source.kind, year, len(group)), strict=True
        ):
            record.index_number = number
    Publication.objects.bulk_create(records)
    content_type = ContentType.objects.get_for_model(Publication)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=content_type, base_content_type=content_type, object_id=str(r.pk), created_at=now,
            user=actor.user, object_str=r.title, content=content,
        )
        for r, content in zip(records, _contents(records, prepared), strict=True)
    )  # fmt: skip
    insert(
        Version,
        ("publication_id", "revision_id", "number", "released_at", "released_by"),
        ((r.pk, v.pk, 1, r.first_published_at, actor.label) for r, v in zip(records, revisions, strict=True)),
    )
    for record, revision in zip(records, revisions, strict=True):
        record.latest_revision = record.live_revision = revision
    _link(records)
    return records


def _contents(records: list[Publication], prepared: list[Prepared]) -> Iterator[dict[str, Any]]:
    """The revision of each record. Most fields are the same in all of a piece, so only the others are made anew."""
    if not records:
        return
    first = records[0].serializable_data()
    names = {"index_number", "created_at", "first_published_at", "last_published_at"}.union(
        *(i.values for i in prepared)
    )
    fields = [Publication._meta.get_field(name) for name in sorted(names)]
    for record in records:
        yield {**first, "pk": record.pk, **{f.name: get_field_value(f, record) for f in fields}}


def _link(records: list[Publication]) -> None:
    """Point every record to its revision: one statement for the piece, as the numbers lie side by side."""
    if not records:
        return
    from django.db.models import Case, F, Value, When

    first = records[0]
    assert first.latest_revision_id is not None
    gap = first.latest_revision_id - first.pk
    mine = Publication.objects.filter(pk__in=[r.pk for r in records])
    if all(r.latest_revision_id == r.pk + gap for r in records):
        mine.update(latest_revision=F("pk") + gap, live_revision=F("pk") + gap)
    else:
        whens = [When(pk=r.pk, then=Value(r.latest_revision_id)) for r in records]
        mine.update(latest_revision=Case(*whens), live_revision=Case(*whens))
