"""What goes to the meeting as one file: cover, document, explanation plan, explanation material, attached files."""

from __future__ import annotations

import io
import shutil
import zipfile
from typing import Any, BinaryIO

from django.template.loader import render_to_string
from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from yangguang.documents import bodies, files
from yangguang.publications.models import Attachment, Publication

from . import queries
from .models import Package


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


def archive(package: Package, out: BinaryIO) -> None:
    """Write the bundle as a zip: 00-封面.docx, 01-文件, 02-解读方案, 03-解读材料, and one .html of all."""
    found = contents(package)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("00-封面.docx", cover(found))
        _text(folder, "01-文件", found["text"])
        folder.writestr("02-解读方案.docx", plan_sheet(found))
        for number, (_, text, form) in enumerate(found["materials"], 1):
            _text(folder, f"03-解读材料{number}-{form}", text)
        page = render_to_string("policy/bundle.html", {**found, "plan_rows": plan_rows(found["plan"])})
        folder.writestr("全部材料.html", page)


def _text(folder: zipfile.ZipFile, name: str, text: Publication) -> None:
    """A text as .docx, with its attached files beside it, copied in pieces whatever their size."""
    folder.writestr(f"{name}.docx", sheet(text.title, bodies.to_text(text.body).split("\n")))
    for number, attachment in enumerate(Attachment.objects.filter(pk__in=text.attachments).defer("html"), 1):
        inside = f"{name}-附件/{number}-{files.safe_name(attachment.name)}"
        with attachment.file.open("rb") as stream, folder.open(inside, "w") as copy:
            shutil.copyfileobj(stream, copy)


# Plain sheets: the layout of GB/T 9704 is for a room that sets official documents; it can take these three calls over.
def sheet(title: str, paragraphs: list[str]) -> bytes:
    """A title and paragraphs as .docx bytes."""
    page = Document()
    _heading(page, title)
    for line in paragraphs:
        page.add_paragraph(_clean(line)).paragraph_format.first_line_indent = Pt(32)
    return _bytes(page)


def cover(found: dict[str, Any]) -> bytes:
    """The first sheet: which meeting, which matter, what lies in it."""
    page = Document()
    item = found["item"]
    _heading(page, item.meeting if item else "报送材料")
    if item:
        page.add_paragraph(f"会议日期：{item.meeting_on:%Y年%m月%d日}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = page.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    rows = [
        ("议题", found["text"].title), ("起草单位", str(found["package"].unit)),
        ("报送次数", f"{found['package'].submissions.count()}"), ("材料清单", "一、文件"), ("", "二、解读方案"),
        *(("", f"三（{n}）解读材料：{t.title}（{f}）") for n, (_, t, f) in enumerate(found["materials"], 1)),
        ("制作日期", f"{found['made_on']}"),
    ]  # fmt: skip
    for name, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, _clean(value)
    return _bytes(page)


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


def plan_sheet(found: dict[str, Any]) -> bytes:
    page = Document()
    _heading(page, f"《{found['text'].title.strip('《》')}》解读方案")
    table = page.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for name, value in plan_rows(found["plan"]):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, _clean(value)
    return _bytes(page)


def _heading(page: Any, text: str) -> None:
    paragraph = page.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_clean(text))
    run.bold, run.font.size = True, Pt(22)


def _clean(text: str) -> str:
    """Without the control characters that XML can't hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


def _bytes(page: Any) -> bytes:
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()
