"""An official document as an editable Word file: real styles, real headings, the standard's grid of 22 lines × 28 characters."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from . import blocks, reading, styles
from .lines import break_title
from .official import TITLE_CHARACTERS, OfficialDocument, day
from .pictures import Source, nothing, prepared
from .styles import HEI, KAI, PITCH, STEP

LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def to_docx(document: OfficialDocument, *, pictures: Source = nothing) -> bytes:
    """The document as .docx; the same characters in the same order as the PDF has them."""
    return _Writer(document, pictures).bytes()


class _Writer:
    def __init__(self, document: OfficialDocument, pictures: Source) -> None:
        self.source, self.pictures = document, pictures
        self.doc: Document = docx.Document()
        styles.fonts(self.doc)
        styles.styles(self.doc)
        styles.page(self.doc, document.watermark)
        core = self.doc.core_properties
        core.title, core.author, core.language = document.title, document.author, "zh-CN"
        core.keywords, core.comments = "，".join(document.keywords), ""

    def bytes(self) -> bytes:
        self._head()
        self._title(self.source.title)
        if self.source.addressees:
            self.add("主送机关", self.source.addressees.rstrip("：:") + "：")
        self._blocks(reading.read(self.source.html))
        self._tail()
        for number, annex in enumerate(self.source.annexes, 1):
            label = self.add("附件标识", self.source.annex_label(number))
            label.paragraph_format.page_break_before = True
            self._title(annex.title, style="附件标题")
            self._blocks(reading.read(annex.html))
        self._print_note()
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()

    def add(self, style: str, text: str = "") -> DocxParagraph:
        return self.doc.add_paragraph(text, style=style)

    def _head(self) -> None:
        d = self.source
        if d.copy_number:
            self.add("版头", d.copy_number)
        for words in (d.secrecy, d.urgency):
            if words:
                styles.face(self.add("版头").add_run(words), HEI)
        if not d.mark:
            return
        mark = self.add("发文机关标志")
        room = 35 * 72 / 25.4 - 16
        mark.paragraph_format.space_before = Pt(PITCH if d.copy_number or d.secrecy or d.urgency else room)
        run = mark.add_run(d.mark)
        run.font.size = Pt(max(min(40, 156 * 72 / 25.4 * 0.96 / len(d.mark)), 20))
        number = self.add("发文字号")
        if d.signer:
            number.alignment = LEFT
            number.paragraph_format.tab_stops.add_tab_stop(
                Mm(156) - Pt(STEP), alignment=WD_TAB_ALIGNMENT.RIGHT
            )
            number.paragraph_format.left_indent = Pt(STEP)
            number.add_run(f"{d.number}\t签发人：")
            styles.face(number.add_run(d.signer), KAI)
        else:
            number.add_run(d.number)
        _rule_below(number)

    def _title(self, title: str, style: str = "Title") -> None:
        paragraph = self.add(style)
        for number, line in enumerate(break_title(title, TITLE_CHARACTERS)):
            run = paragraph.add_run()
            if number:
                run.add_break()
            run.add_text(line)

    def _blocks(self, found: Iterable[blocks.Block]) -> None:
        for block in found:
            if isinstance(block, blocks.Heading):
                _runs(self.add(f"Heading {block.level}"), block.runs, self.doc)
            elif isinstance(block, blocks.Paragraph):
                self._paragraph(block)
            elif isinstance(block, blocks.Table):
                self._table(block)
            elif isinstance(block, blocks.Picture):
                self._picture(block)
            else:
                self.add("图片", "")

    def _paragraph(self, block: blocks.Paragraph) -> None:
        style = {"quote": "引文", "note": "注", "item": "列项"}.get(block.style, "Body Text")
        paragraph = self.add(style)
        if block.style == "item":
            paragraph.paragraph_format.left_indent = Pt((block.depth - 1) * 2 * STEP)
        elif block.align:
            paragraph.alignment = CENTRE if block.align == "center" else RIGHT
            _no_indent(paragraph)
            if block.style == "signature":
                paragraph.paragraph_format.right_indent = Pt(2 * STEP)
        elif not block.indent:
            _no_indent(paragraph)
        _runs(paragraph, block.runs, self.doc)

    def _table(self, block: blocks.Table) -> None:
        if block.caption:
            self.add("表题", block.caption).paragraph_format.keep_with_next = True
        table = self.doc.add_table(len(block.rows), block.width, style="Table Grid")
        table.autofit = False
        shares = blocks.shares(block)
        widths = [Mm(156 * s / sum(shares)) for s in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        size = Pt(7.5 if block.width > 9 else 9 if block.width > 6 else 12)
        grid = [list(row.cells) for row in table.rows]
        for y, x, cell in block.placed():
            target: _Cell = grid[y][x]
            if cell.columns > 1 or cell.rows > 1:
                target = target.merge(
                    grid[min(y + cell.rows, len(grid)) - 1][min(x + cell.columns, block.width) - 1]
                )
            paragraph = target.paragraphs[0]
            paragraph.style = self.doc.styles["表头" if cell.header else "表格文字"]
            if cell.align:
                paragraph.alignment = CENTRE if cell.align == "center" else RIGHT
            _runs(paragraph, cell.runs, self.doc, size=size)
        for row in grid:
            for cell_, width in zip(row, widths, strict=True):
                cell_.width = width
        for number, table_row in enumerate(table.rows):
            properties = table_row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number < block.heads:
                properties.append(OxmlElement("w:tblHeader"))

    def _picture(self, block: blocks.Picture) -> None:
        found = prepared(raw) if (raw := self.pictures(block.source)) else None
        paragraph = self.add("图片")
        if found is None:
            paragraph.add_run(f"〔图片：{block.alt}〕")
            return
        shape = paragraph.add_run().add_picture(io.BytesIO(found[0]))
        widest, highest = Mm(156), Mm(150)
        fit = min(1.0, widest / shape.width, highest / shape.height)
        shape.width, shape.height = Emu(int(shape.width * fit)), Emu(int(shape.height * fit))
        shape._inline.docPr.set("descr", block.alt or "图片")
        if block.caption:
            paragraph.paragraph_format.keep_with_next = True
            self.add("图题", block.caption)

    def _tail(self) -> None:
        d = self.source
        for number, name in enumerate(d.enclosures):
            several = len(d.enclosures) > 1
            words = f"{number + 1}.{name}" if several else name
            paragraph = self.add("附件说明", ("附件：" if not number else "") + words)
            hang = 4 if several else 3
            lead = (2 if not number else 5) + (hang if not number else 1)
            paragraph.paragraph_format.left_indent = Pt(lead * STEP)
            paragraph.paragraph_format.first_line_indent = Pt(-(hang if not number else 1) * STEP)
            if not number:
                paragraph.paragraph_format.space_before = Pt(PITCH)
        for number, organ in enumerate(d.organs):
            paragraph = self.add("发文机关署名", organ)
            if not number:
                paragraph.paragraph_format.space_before = Pt(2 * PITCH)
            if not d.written_on:
                paragraph.paragraph_format.right_indent = Pt(4 * STEP)
        if d.written_on:
            paragraph = self.add("成文日期", day(d.written_on))
            if not d.organs:
                paragraph.paragraph_format.space_before = Pt(2 * PITCH)
        if d.remark:
            self.add("附注", f"（{d.remark.strip('（）()')}）")
        if d.source_note:
            self.add("来源说明", d.source_note)

    def _print_note(self) -> None:
        """The 版记 as a table at the foot of the last page."""
        d = self.source
        rows = [r for r in (d.copies and f"抄送：{d.copies}", d.printer) if r]
        if not rows:
            return
        table = self.doc.add_table(len(rows), 2)
        # Second in its element, as the schema wants it; elsewhere programs pass over it.
        table._tbl.tblPr.insert(1, parse_xml(
            f'<w:tblpPr {nsdecls("w")} w:vertAnchor="margin" w:horzAnchor="margin" '
            f'w:leftFromText="0" w:rightFromText="0" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
        ))  # fmt: skip
        _borders(table)
        for row, words in zip(table.rows, rows, strict=True):
            cells = row.cells
            cells[0].width, cells[1].width = Mm(100), Mm(56)
            if words.startswith("抄送："):
                cells[0].merge(cells[1])
            elif d.printed_on:
                cells[1].paragraphs[0].style = self.doc.styles["版记"]
                cells[1].paragraphs[0].alignment = RIGHT
                cells[1].paragraphs[0].add_run(f"{day(d.printed_on)}印发")
            cells[0].paragraphs[0].style = self.doc.styles["版记"]
            cells[0].paragraphs[0].add_run(words)
        self.add("来源说明")


def _runs(paragraph: DocxParagraph, found: Iterable[blocks.Run], doc: Document, size: Any = None) -> None:
    for run in found:
        if run.link:
            _link(paragraph, run, doc, size)
            continue
        made = paragraph.add_run()
        if run.text == "\n":
            made.add_break()
            continue
        made.add_text(run.text)
        _look(made, run, size)


def _look(made: Any, run: blocks.Run, size: Any) -> None:
    font = made.font
    if size is not None:
        font.size = size
    font.bold = True if "bold" in run.marks else None
    font.underline = True if "underline" in run.marks else None
    font.strike = True if "strike" in run.marks else None
    font.subscript = True if "sub" in run.marks else None
    font.superscript = True if "sup" in run.marks else None
    if "italic" in run.marks:
        styles.face(made, KAI)


def _link(paragraph: DocxParagraph, run: blocks.Run, doc: Document, size: Any) -> None:
    key = doc.part.relate_to(
        run.link,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    holder = OxmlElement("w:hyperlink")
    holder.set(qn("r:id"), key)
    made = paragraph.add_run(run.text)
    _look(made, run, size)
    holder.append(made._r)
    paragraph._p.append(holder)


def _no_indent(paragraph: DocxParagraph) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(0)
    indent = paragraph._p.get_or_add_pPr().find(qn("w:ind"))
    if indent is not None:
        indent.set(qn("w:firstLineChars"), "0")


def _rule_below(paragraph: DocxParagraph) -> None:
    """The red line under the 发文字号 (7.2.7), as wide as the type area."""
    colour = "D7000F"
    paragraph._p.get_or_add_pPr().append(parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="10" w:space="11" w:color="{colour}"/></w:pBdr>'
    ))  # fmt: skip


def _borders(table: Any) -> None:
    """Thick lines above and below, a thin one between (7.4.1)."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(parse_xml(
        f'<w:tblBorders {nsdecls("w")}><w:top w:val="single" w:sz="8" w:color="000000"/>'
        f'<w:bottom w:val="single" w:sz="8" w:color="000000"/><w:insideH w:val="single" w:sz="6" w:color="000000"/></w:tblBorders>'
    ))  # fmt: skip


def text_of(data: bytes) -> str:
    """The characters of a .docx in reading order, without headers and footers: for comparison with its PDF."""
    document = docx.Document(io.BytesIO(data))
    found: list[str] = []
    for part in document.element.body.iter(qn("w:t"), qn("w:br")):
        found.append(part.text or "" if part.tag == qn("w:t") else "\n")
    return "".join(found)
