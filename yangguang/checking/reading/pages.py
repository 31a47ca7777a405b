"""Pages: PDF by its text layer, notes and properties, and OFD (GB/T 33190-2016)."""

from __future__ import annotations

import ctypes
import zipfile
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from yangguang.checking.subjects import Part, PartKind
from yangguang.documents import pdfs
from yangguang.documents.converting import OFD_PAGE, ofd_page

from .packages import LOOK, Unreadable, local, member, texts, xml

MOST_PAGES = 1000
_NAMES = {"Title": "标题", "Author": "作者", "Subject": "主题", "Keywords": "关键词"}


def read_pdf(content: bytes) -> Iterator[Part]:
    """The parts of a PDF. Raises Unreadable."""
    found: list[Part] = []
    try:
        with pdfs.opened(content) as document:
            found += _pages(document)
            known = document.get_metadata_dict(skip_empty=True)
            lines = [f"{label}：{known[key]}" for key, label in _NAMES.items() if known.get(key)]
            if lines:
                found.append(Part("文档属性", "\n".join(lines), PartKind.PROPERTY))
            attached = document.count_attachments()
            if attached:
                found.append(Part("附带的文件", f"PDF 里附带了 {attached} 个文件，{LOOK}", PartKind.PICTURE))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("文件设有打开密码，读不出内容。请去掉密码后再试") from error
        raise Unreadable("文件打不开，可能已损坏。请重新导出 PDF 后再试") from error
    yield from found


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Part]:
    blank: list[int] = []
    broken: list[int] = []
    for number in range(1, min(len(document), MOST_PAGES) + 1):
        try:
            page = document[number - 1]
            text = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n")
        except pypdfium2.PdfiumError:
            broken.append(number)
            continue
        if len("".join(text.split())) > 2:
            yield Part(f"第 {number} 页", text.replace("\ufffe", "-").replace("\x02", "-"))
        else:
            blank.append(number)
        yield from _notes(page, number)
        page.close()
    for pages, said in ((blank, "没有文字（多半是扫描件）"), (broken, "已损坏，读不出来")):
        if pages:
            shown = "、".join(map(str, pages[:20])) + ("等" if len(pages) > 20 else "")
            yield Part("扫描页", f"第 {shown} 页{said}，{LOOK}", PartKind.PICTURE)
    if len(document) > MOST_PAGES:
        yield Part("其余各页", f"只检查了前 {MOST_PAGES} 页，其余{LOOK}", PartKind.PICTURE)


def _notes(page: pypdfium2.PdfPage, number: int) -> Iterator[Part]:
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 500)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        size = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
        text = ""
        if 2 < size <= 1 << 20:
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFAnnot_GetStringValue(
                note, b"Contents", ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
            )
            text = buffer.raw.decode("utf-16-le", "ignore").rstrip("\0").strip()
        pdfium.FPDFPage_CloseAnnot(note)
        if text:
            yield Part(f"第 {number} 页批注", text, PartKind.COMMENT)


def read_ofd(package: zipfile.ZipFile) -> Iterator[Part]:
    """The parts of an OFD document. Raises Unreadable."""
    names = package.namelist()
    numbered = sorted((int(m[1]), n) for n in names if (m := OFD_PAGE.search(n)))
    blank = []
    for number, name in numbered[:MOST_PAGES]:
        xml(package, name)  # says in words what is broken
        text = ofd_page(member(package, name))
        if text.strip():
            yield Part(f"第 {number + 1} 页", text)
        else:
            blank.append(number + 1)
    if not numbered or blank:
        shown = f"第 {'、'.join(map(str, blank[:20]))} 页" if blank else "各页"
        yield Part("扫描页", f"{shown}没有文字，{LOOK}", PartKind.PICTURE)
    for name in names:
        if "annot" in name.lower() and name.endswith(".xml"):
            text = texts(xml(package, name), frozenset({"Remark", "Parameter", "TextCode"})).strip()
            if text:
                yield Part("批注", text, PartKind.COMMENT)
    if "OFD.xml" in names:
        labels = {
            "Author": "作者",
            "Title": "标题",
            "Subject": "主题",
            "Abstract": "摘要",
            "Keyword": "关键词",
        }
        lines = [
            f"{labels[local(e)]}：{e.text.strip()}"
            for e in xml(package, "OFD.xml").iter()
            if local(e) in labels and e.text and e.text.strip()
        ]
        if lines:
            yield Part("文档属性", "\n".join(lines), PartKind.PROPERTY)
