"""What goes to the meeting: one PDF of cover, contents, document, explanation plan and material, set by ``typesetting``.

The archive holds the PDF, the same texts as Word files after GB/T 9704-2012, and what is attached to them.
"""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.html import escape

from yangguang.documents import files
from yangguang.publications import printing
from yangguang.publications.models import Attachment, Publication
from yangguang.typesetting import booklet, word
from yangguang.typesetting.official import OfficialDocument

from . import queries
from .models import Package

ORDER = "〇一二三四五六七八九十"  # of the parts; the material begins with the third


def contents(package: Package) -> dict[str, Any]:
    """Everything that the bundle and its printable page show."""
    document = Publication.objects.select_related("unit", "latest_revision").get(pk=package.document_id)
    materials = [(m, m.draft(), queries.form_of(m)) for m in queries.materials(package)]
    item = package.meetings.order_by("-pk").first()
    plan = getattr(package, "plan", None)
    return {
        "package": package,
        "document": document,
        "text": document.draft(),
        "plan": plan,
        "materials": materials,
        "item": item,
        "made_on": timezone.localdate(),
    }


def pdf(found: dict[str, Any], *, at: dt.datetime | None = None) -> bytes:
    """All of it as one PDF with page numbers, contents and bookmarks. Raises CannotSet."""
    records = [found["document"], *(m for m, _, _ in found["materials"])]
    readers = [printing.pictures_of(r, public=False) for r in records]

    def pictures(source: str) -> bytes | None:
        return next((data for read in readers if (data := read(source)) is not None), None)

    sheet = booklet.to_pdf(
        booklet_of(found), at=at or timezone.now(), pictures=pictures, own_fonts=printing.own_fonts()
    )
    return sheet.pdf


def booklet_of(found: dict[str, Any]) -> booklet.Booklet:
    """The reading as it is bound."""
    package, text, item, materials = found["package"], found["text"], found["item"], found["materials"]
    title = text.title.strip("《》")
    facts = [
        ("议题", title), ("起草单位", str(package.unit)), ("会议", item.meeting if item else "还没有列入会议"),
        *([("会议日期", _day(item.meeting_on))] if item else []),
        ("报送次数", f"第 {package.submissions.count()} 次" if package.submissions.exists() else "还没有报送"),
        ("材料", f"文件一份，解读方案{'一份' if found['plan'] else '无'}，解读材料 {len(materials)} 份"),
    ]  # fmt: skip
    parts = [
        booklet.Part(
            f"一、{title}", text.body,
            tuple(r for r in (("文号", text.document_number), ("主题分类", text.topic), ("附件", _attached(text))) if r[1]),
        ),
        booklet.Part("二、解读方案", "" if found["plan"] else "<p>没有解读方案。</p>", tuple(r for r in plan_rows(found["plan"]) if r[1])),
    ]  # fmt: skip
    for number, (_, material, form) in enumerate(materials, 3):
        rows = tuple(r for r in (("形式", form), ("附件", _attached(material))) if r[1])
        parts.append(booklet.Part(f"{_ordinal(number)}{material.title}", material.body, rows))
    if not materials:
        parts.append(booklet.Part("三、解读材料", "<p>没有解读材料。</p>"))
    return booklet.Booklet(
        f"{title}参阅材料", tuple(parts), author=str(package.unit), facts=tuple(facts), contents=True, cover=True,
        occasion=item.meeting if item else "报送材料", imprint=_day(found["made_on"]), header=title[:30],
        footer=f"{package.unit}　{_day(found['made_on'])}制作",
    )  # fmt: skip


def _ordinal(number: int) -> str:
    return f"{ORDER[number]}、" if number < len(ORDER) else f"{number}．"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _attached(text: Publication) -> str:
    """The names of a text's attached files, which lie in the archive."""
    names = Attachment.objects.filter(pk__in=text.attachments).values_list("name", flat=True)
    return "；".join(names)


def archive(package: Package, out: BinaryIO) -> None:
    """Write the archive: 00-参阅材料.pdf, 01-文件.docx, 02-解读方案.docx, 03-解读材料…, attached files in folders."""
    found = contents(package)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("00-参阅材料.pdf", pdf(found))
        _text(folder, "01-文件", found["document"], found["text"])
        folder.writestr("02-解读方案.docx", word.to_docx(plan_sheet(found)))
        for number, (record, text, form) in enumerate(found["materials"], 1):
            _text(folder, f"03-解读材料{number}-{form}", record, text)


def _text(folder: zipfile.ZipFile, name: str, record: Publication, text: Publication) -> None:
    """A text as .docx, with its attached files beside it, copied in pieces whatever their size."""
    made = word.to_docx(printing.official_of(text), pictures=printing.pictures_of(record, public=False))
    folder.writestr(f"{name}.docx", made)
    for number, attachment in enumerate(Attachment.objects.filter(pk__in=text.attachments).defer("html"), 1):
        inside = f"{name}-附件/{number}-{files.safe_name(attachment.name)}"
        with attachment.file.open("rb") as stream, folder.open(inside, "w") as copy:
            shutil.copyfileobj(stream, copy)


def plan_rows(plan: Any) -> list[tuple[str, str]]:
    """A plan as rows of words."""
    if plan is None:
        return []
    people = "、".join([plan.first_explainer, *(str(e) for e in plan.explainers.all())]).strip("、")
    return [
        ("解读人", people), ("解读形式", "、".join(plan.form_names)), ("解读要点", plan.points),
        ("计划发布日期", f"{plan.release_on or ''}"), ("发布渠道", plan.channels), ("联系科室", plan.contact),
        ("联系电话", plan.phone),
        ("审定", f"{plan.approved_by}，{timezone.localtime(plan.approved_at):%Y-%m-%d %H:%M}" if plan.approved_at else "未审定"),
    ]  # fmt: skip


def plan_sheet(found: dict[str, Any]) -> OfficialDocument:
    """The plan as a document with one table."""
    rows = "".join(
        f"<tr><th>{escape(n)}</th><td>{escape(v) or '—'}</td></tr>" for n, v in plan_rows(found["plan"])
    )
    title = found["text"].title.strip("《》")
    body = f"<table><tbody>{rows}</tbody></table>" if rows else "<p>没有解读方案。</p>"
    return OfficialDocument(f"《{title}》解读方案", body, organs=(str(found["package"].unit),))
