"""A record as an official document to download: PDF and Word of the same text, kept until its text changes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from lxml import html as lxml_html

from yangguang.core.jobs import job
from yangguang.documents import bodies
from yangguang.documents.bodies import inner, tree
from yangguang.organisations.models import Unit
from yangguang.typesetting import fonts, official, word
from yangguang.typesetting.official import OfficialDocument

from . import kinds, telling
from .models import Attachment, AttachmentUse, Publication, Version

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LAYOUT = 1  # goes up when the same text comes out looking different
KEPT = dt.timedelta(days=60)
_DATE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日$")
_REMARK = re.compile(r"^（(此件.{2,20})）$")
_ENCLOSURE = re.compile(r"^附件\s*[：:]\s*(.+)$")


def printable(record: Publication) -> bool:
    """Whether readers are offered the record as a file: official documents and everything the law says to publish."""
    return bool(record.document_number) or (
        record.kind in kinds.KINDS and kinds.KINDS.get(record.kind).statutory
    )


def own_fonts() -> str:
    """The folder of the district's licensed faces, if it has any."""
    return str(Path(settings.HOME) / "fonts")


def official_of(
    record: Publication, *, version: Version | None = None, watermark: str = ""
) -> OfficialDocument:
    """The record's text as a document. Whatever the text itself bears (主送机关, 落款, 附注) is taken from there once."""
    parts = take_apart(record.body)
    kind = kinds.KINDS.get(record.kind) if record.kind in kinds.KINDS else None
    if kind is not None and kind.by_fields:
        parts = dataclasses.replace(parts, html=telling.as_html(kind.fields, record.extra) + parts.html)
    units = [
        record.unit,
        *Unit.objects.filter(pk__in=record.issuers).exclude(pk=record.unit_id).order_by("order"),
    ]
    names = tuple(dict.fromkeys(u.full_name or u.name for u in units))
    numbered = bool(record.document_number)
    attached = {a.pk: a for a in Attachment.objects.filter(pk__in=record.attachments).defer("html")}
    enclosures = tuple(
        re.sub(r"\.\w{2,5}$", "", attached[pk].name)
        for pk in record.attachments
        if pk in attached and not attached[pk].is_image
    )
    note = [f"索引号：{record.index_number}"] if record.index_number else []
    if version is not None:
        note.append(
            f"第 {version.number} 版，发布于 {timezone.localtime(version.released_at):%Y-%m-%d %H:%M}"
        )
        note.append(f"网址：{settings.SITE_ADDRESS}{record.get_absolute_url()}")
    said = kinds.told_of(record.kind, record.extra)
    if lacking := fonts.unshown(record.title + said + bodies.to_text(record.body), own_fonts()):
        note.append(
            "本件有字库里没有的字，显示为方框，请看网页：" + "、".join(f"U+{ord(c):04X}" for c in lacking[:8])
        )
    return OfficialDocument(
        title=record.title, html=parts.html, number=record.document_number,
        mark=_mark(names[0], record.document_number) if numbered else "",
        addressees=parts.addressees, organs=parts.organs or names, written_on=parts.day or record.written_on,
        remark=parts.remark, enclosures=() if parts.names_enclosures else enclosures,
        source_note="本件由政务公开系统按公开文本排版。" + "；".join(note) if note else "", watermark=watermark,
        keywords=tuple(record.keywords.split()),
    )  # fmt: skip


def _mark(name: str, number: str) -> str:
    """发文机关标志: the organ and 文件; a letter (函) bears the organ alone (GB/T 9704-2012 7.2.4, 10.1)."""
    return name if "函〔" in number or "令第" in number else f"{name}文件"


@dataclasses.dataclass(frozen=True)
class Apart:
    """A body without what stands elsewhere on an official page."""

    html: str
    addressees: str = ""
    organs: tuple[str, ...] = ()
    day: dt.date | None = None
    remark: str = ""
    names_enclosures: bool = False


def take_apart(html: str) -> Apart:
    """Find 主送机关 at the beginning; 附件说明, 署名, 成文日期 and 附注 at the end. What is not surely one stays."""
    root = tree(html)
    addressees = ""
    first = next(iter(root), None)
    if (
        first is not None
        and first.tag == "p"
        and _plain(first).endswith(("：", ":"))
        and 2 < len(_plain(first)) <= 120
    ):
        words = _plain(first)
        if not re.search(r"[。；！？]|如下[：:]$", words):
            addressees = words.rstrip("：:")
            root.remove(first)
    day: dt.date | None = None
    remark = ""
    organs: list[str] = []
    for element in reversed(list(root)):
        words = _plain(element)
        if element.tag != "p" or not words:
            break
        if not remark and not day and (found := _REMARK.match(words)):
            remark = found[1]
        elif not day and (date := _DATE.match(words)) and (day := _day(date)) is not None:
            pass
        elif day and len(organs) < 8 and len(words) <= 40 and not re.search(r"[，。；：、！？〔《]", words):
            organs.insert(0, words)
        else:
            break
        root.remove(element)
    return Apart(inner(root).strip(), addressees, tuple(organs), day, remark, _names_enclosures(root))


def _plain(element: lxml_html.HtmlElement) -> str:
    return re.sub(r"\s+", "", element.text_content() or "")


def _day(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _names_enclosures(root: lxml_html.HtmlElement) -> bool:
    """Whether the text names its enclosures itself: then they stand where it put them, and not a second time."""
    return any(_ENCLOSURE.match(_plain(p)) for p in list(root)[-12:] if p.tag == "p")


def pictures_of(record: Publication, *, public: bool) -> Callable[[str], bytes | None]:
    """Reads the pictures of a body: of public files, or of the record's own unit while it is a draft."""

    def read(source: str) -> bytes | None:
        found = re.match(r"^/(?:files|desk/publications/files)/(\d{1,12})/", source)
        if found is None:
            return None
        kept = Attachment.objects.filter(pk=int(found[1])).defer("html").first()
        if kept is None or not kept.is_image:
            return None
        allowed = (
            AttachmentUse.objects.public().filter(attachment=kept).exists()
            if public
            else kept.unit_id == record.unit_id
        )
        if not allowed:
            return None
        with kept.file.open("rb") as file:
            return file.read()

    return read


def make(
    record: Publication, form: str, *, at: dt.datetime, version: Version | None, watermark: str = ""
) -> bytes:
    """The file. ``form`` is pdf or docx. Raises CannotSet."""
    document = official_of(record, version=version, watermark=watermark)
    pictures = pictures_of(record, public=version is not None)
    if form == "docx":
        return word.to_docx(document, pictures=pictures)
    return official.to_pdf(document, at=at, pictures=pictures, own_fonts=own_fonts()).pdf


def kept(record: Publication, version: Version, form: str) -> Path:
    """The file of a public text, made at its first request and kept on disk. Raises CannotSet."""
    folder = Path(settings.HOME) / "prints" / str(record.pk // 1000)
    path = folder / f"{record.pk}-{_digest(record, version)}.{form}"
    if path.exists():
        return path
    data = make(record, form, at=version.released_at, version=version)
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{form}.{hashlib.sha256(data).hexdigest()[:8]}")
    part.write_bytes(data)
    part.replace(path)
    for old in folder.glob(f"{record.pk}-*.{form}"):
        if old != path:
            old.unlink(missing_ok=True)
    return path


def _digest(record: Publication, version: Version) -> str:
    """Of everything a file shows: a new text, a mended name or another layout makes a new file."""
    shown = dataclasses.asdict(official_of(record, version=version))
    return hashlib.sha256(json.dumps([LAYOUT, shown], ensure_ascii=False, default=str).encode()).hexdigest()[
        :24
    ]


@job("publications.prints", "清理长期没人下载的排版文件", at=dt.time(4, 40))
def forget(today: dt.date) -> str:
    """Files that nobody has asked for in two months; they are made again when somebody does."""
    limit = (timezone.now() - KEPT).timestamp()
    gone = 0
    for path in (Path(settings.HOME) / "prints").glob("*/*"):
        if path.is_file() and max(path.stat().st_atime, path.stat().st_mtime) < limit:
            path.unlink(missing_ok=True)
            gone += 1
    return f"清理 {gone} 个"
