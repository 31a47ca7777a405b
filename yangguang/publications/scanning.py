"""A record as the checks see it: title, summary, text, tables, and the files that go public with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.utils import timezone

from yangguang.checking import reading
from yangguang.checking.markup import parts_of_html
from yangguang.checking.subjects import Part, PartKind, Subject
from yangguang.documents import bodies

from . import extras, kinds
from .models import Attachment, AttachmentReading, Publication

_FILE = "file:"
EDITION = 1  # raised when the readers of files read the same file differently


def subject_of(record: Publication, *, files: bool = True) -> Subject:
    """The text of a record, saved or not, as of today; ``files`` False leaves the attachments out, as while typing."""
    parts = list(_text_parts(record))
    if files:
        parts += [p for a in _files(record) for p in parts_of_file(a)]
    facts = {
        "unit": record.unit_id,
        "document_number": record.document_number,
        "written_on": record.written_on,
        "effective_on": record.effective_on,
        "expires_on": record.expires_on,
        "genre": record.genre,
    }
    return Subject(tuple(parts), timezone.localdate(), record.kind, facts)


def _text_parts(record: Publication) -> Iterator[Part]:
    for place, text in (("title", record.title), ("summary", record.summary)):
        if text:
            yield Part(place, text, PartKind.TITLE if place == "title" else PartKind.TEXT)
    yield from parts_of_html(record.body)
    # Names of people are masked for readers; what a kind asks for beyond that readers see as it is written.
    for field in kinds.fields_of(record.kind):
        value = (record.extra or {}).get(field.name)
        if value and not field.is_personal(record.extra):
            for text in extras.parts(field, value):
                yield Part(f"extra.{field.name}", text)


def _files(record: Publication) -> Iterable[Attachment]:
    numbers = dict.fromkeys([*record.attachments, *bodies.file_ids(record.body)])
    if not numbers:
        return []
    found = Attachment.objects.filter(pk__in=numbers).defer("html").select_related("reading").in_bulk()
    return [found[n] for n in numbers if n in found]


def parts_of_file(attachment: Attachment) -> list[Part]:
    """What a file holds, hidden parts included; read from the file the first time and kept."""
    kept = getattr(attachment, "reading", None)
    if kept is None or kept.edition != EDITION:
        kept = read_again(attachment)
    return [
        Part(place, text, PartKind(kind), tuple(tuple(row) for row in rows))
        for place, kind, text, rows in kept.parts
    ]


def read_again(attachment: Attachment) -> AttachmentReading:
    """Read a file and keep what it holds."""
    parts = reading.read_guarded(Path(attachment.file.path), attachment.name).parts
    kept, _ = AttachmentReading.objects.update_or_create(
        attachment=attachment,
        defaults={
            "edition": EDITION,
            "parts": [[f"{_FILE}{attachment.pk}:{p.place}", p.kind.value, p.text, p.rows] for p in parts],
        },
    )
    return kept


def place_name(record: Publication, place: str, names: Mapping[int, str]) -> str:
    """A place as a person finds it: 标题, 正文, 正文表 2, “附件.xlsx” 表1 B3. ``names`` are the files' by number."""
    if place.startswith(_FILE):
        number, _, inside = place.removeprefix(_FILE).partition(":")
        return f"“{names.get(int(number), '附件')}”{inside}"
    if place.startswith("body#"):
        return f"正文第 {place.removeprefix('body#')} 个表"
    if place.startswith("extra."):
        named = {f.name: f.label for f in kinds.fields_of(record.kind)}
        return named.get(place.removeprefix("extra."), "其他栏目")
    return {"title": "标题", "body": "正文", "keep": "附件", "": "这条信息"}.get(
        place
    ) or kinds.FIELD_NAMES.get(place, place)


def files_in(subject: Subject) -> set[int]:
    """Numbers of the files whose parts the subject holds."""
    found = (
        p.place.removeprefix(_FILE).partition(":")[0] for p in subject.parts if p.place.startswith(_FILE)
    )
    return {int(n) for n in found}
