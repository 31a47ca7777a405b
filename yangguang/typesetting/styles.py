"""How a Word file looks by GB/T 9704-2012: its faces with what to take instead, its styles, its page."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
# What a program takes that lacks the standard's faces (w:altName).
FALLBACKS = {SONG: "宋体", FANG: "仿宋", KAI: "楷体", HEI: "SimHei"}
PITCH = 225 / 22 * 72 / 25.4  # points between lines: 22 in 225 mm
STEP = 156 / 28 * 72 / 25.4  # points between characters: 28 in 156 mm
RED = RGBColor(0xD7, 0x00, 0x0F)
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def face(run: Any, name: str) -> None:
    properties = run._r.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for part in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{part}"), name)


def fonts(doc: Document) -> None:
    """Declare the standard's faces with what to take instead."""
    declared = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        f'<w:pitch w:val="variable"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    for part in doc.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            text = part.blob.decode("utf-8")
            part._blob = text.replace("</w:fonts>", f"{declared}</w:fonts>").encode()


def styles(doc: Document) -> None:
    normal = doc.styles["Normal"]
    _style_face(normal, FANG, 16)
    properties = normal.element.get_or_add_rPr()
    properties.append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="{math.floor((STEP - 16) * 20)}"/>'))
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="zh-CN" w:eastAsia="zh-CN"/>'))
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Pt(PITCH)
    normal.paragraph_format.widow_control = True
    title = _restyle(doc, "Title", SONG, 22, align=CENTRE, before=2 * PITCH, after=PITCH, line=PITCH * 1.15)
    _drop_border(title)
    for level, (face, bold) in enumerate(((HEI, False), (KAI, False), (FANG, True), (FANG, False)), 1):
        style = _restyle(doc, f"Heading {level}", face, 16, indent=2, bold=bold)
        style.paragraph_format.keep_with_next = True
    _restyle(doc, "Body Text", FANG, 16, indent=2).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    make: Callable[..., Any] = lambda name, *a, **k: _restyle(doc, name, *a, new=True, **k)  # noqa: E731
    make("版头", FANG, 16)
    make("发文机关标志", SONG, 40, align=CENTRE, line=52, after=PITCH).font.color.rgb = RED
    make("发文字号", FANG, 16, align=CENTRE)
    make("主送机关", FANG, 16)
    make("列项", FANG, 16, indent=2)
    make("引文", KAI, 16, indent=2)
    make("注", FANG, 14, indent=2)
    make("附件说明", FANG, 16)
    make("发文机关署名", FANG, 16, align=RIGHT, right=2).paragraph_format.keep_with_next = True
    make("成文日期", FANG, 16, align=RIGHT, right=4)
    make("附注", FANG, 16, left=2)
    make("附件标识", HEI, 16)
    make("附件标题", SONG, 22, align=CENTRE, before=PITCH, after=PITCH, line=PITCH * 1.15)
    make("表题", HEI, 12, align=CENTRE, line=20, before=6)
    make("表头", HEI, 12, align=CENTRE, line=0)
    make("表格文字", FANG, 12, line=0)
    make("图片", FANG, 12, align=CENTRE, line=0)
    make("图题", FANG, 12, align=CENTRE, line=20)
    make("来源说明", FANG, 9, line=14, before=PITCH).font.color.rgb = RGBColor(0x46, 0x46, 0x46)
    make("版记", FANG, 14, left=0.9, right=0.9, line=24)


def _restyle(
    doc: Document, name: str, face: str, size: float, *, align: Any = None, indent: int = 0, left: float = 0,
    right: float = 0, before: float = 0, after: float = 0, line: float | None = None, bold: bool = False, new: bool = False,
) -> Any:  # fmt: skip
    """Set a style. Indents in characters, distances in points; ``line`` 0 is single spacing, None the grid's pitch."""
    style = doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if new else doc.styles[name]
    if new:
        style.base_style, style.quick_style = doc.styles["Normal"], True
    _style_face(style, face, size)
    style.font.bold, style.font.italic = bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    form = style.paragraph_format
    form.alignment = align
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.first_line_indent = Pt(indent * STEP) if indent else Pt(0)
    if indent:
        style.element.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), str(indent * 100))
    form.left_indent, form.right_indent = Pt(left * STEP), Pt(right * STEP)
    if line == 0:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        style.element.get_or_add_pPr().append(parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'))
    else:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line or PITCH)
    return style


def _style_face(style: Any, face: str, size: float) -> None:
    style.font.size = Pt(size)
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    properties.insert(0, parse_xml(
        f'<w:rFonts {nsdecls("w")} w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}"/>'
    ))  # fmt: skip


def _drop_border(style: Any) -> None:
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def page(doc: Document, watermark: str) -> None:
    """A4, the standard's margins, grid, and page numbers — 1 — on the outer side."""
    section = doc.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(35 - 7 - 5)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # Programs read a grid of characters differently; letters drawn a little closer give 28 in all of them.
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(PITCH * 20)))
    settings = doc.settings.element
    settings.append(OxmlElement("w:evenAndOddHeaders"))
    settings.append(OxmlElement("w:mirrorMargins"))
    for footer, side in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Pt(14)
        for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
            run = paragraph.add_run(text)
            run.font.size = Pt(14)
            face(run, "宋体")
            if field:
                for kind in ("begin", "", "end"):
                    part = OxmlElement("w:fldChar" if kind else "w:instrText")
                    if kind:
                        part.set(qn("w:fldCharType"), kind)
                    else:
                        part.text = field
                    run._r.append(part)
    if watermark:
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            header.paragraphs[0].alignment = CENTRE
            run = header.paragraphs[0].add_run(f"{watermark}　未公开发布")
            run.font.size, run.font.color.rgb = Pt(14), RGBColor(0x8A, 0x8A, 0x8A)
