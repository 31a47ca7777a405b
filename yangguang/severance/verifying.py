"""Is what was taken out really gone? Asked of the released file itself, as a stranger with tools would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageFilter

from yangguang.documents import pdfs

from . import cutting, sheets
from .marks import Mark

OURS = "PDFium"  # what the writer of the file calls itself
EDGE = 3  # pixels by which the white letters of a ground and the area's edge may have moved in scaling
FAR = 96  # brightness (0-255) of a pixel in what should be black that the loss of JPEG doesn't explain
# What a file made of pictures never holds; found, something else has come along.
_FOREIGN = {
    rb"/Font\b": "字体", rb"/EmbeddedFiles?\b": "附件", rb"/(?:JavaScript|JS)\b": "脚本", rb"/AcroForm\b": "表单",
    rb"/Annots\b": "批注", rb"/Metadata\b": "元数据", rb"/OCProperties\b": "图层", rb"/PieceInfo\b": "原软件的数据",
    rb"/Outlines\b": "书签", rb"/StructTreeRoot\b": "结构文字", rb"/(?:Author|Title|Subject|Keywords)\b": "文档属性",
}  # fmt: skip


def faults(
    released: bytes, marks: Sequence[Mark], labels: Mapping[str, str], sizes: Sequence[tuple[float, float]]
) -> list[str]:
    """What is wrong with a released file, in words; empty when nothing of what was marked can be got out of it.

    ``sizes`` are width and height in points of the original's pages.
    """
    found = _bytes(released)
    try:
        with sheets.opened(released) as pages:
            if pages.count != len(sizes):
                found.append(f"页数不对：原文件 {len(sizes)} 页，遮盖后 {pages.count} 页")
                return found
            for number, size in enumerate(sizes, 1):
                if any(abs(a - b) > 1 for a, b in zip(pages.size(number), size, strict=True)):
                    found.append(f"第 {number} 页的大小变了")
            found += _pictures(pages, marks, labels)
        found += _objects(released)
    except sheets.Unreadable as error:
        found.append(str(error))
    return found


def _bytes(released: bytes) -> list[str]:
    found = []
    if released.count(b"%%EOF") != 1 or b"/Prev " in released:
        found.append("文件里有较早的版本")
    # Only what stands outside the pictures' own data.
    outside = re.sub(rb"stream\r?\n.*?endstream", b"", released, flags=re.DOTALL)
    found += [f"文件里有{name}" for pattern, name in _FOREIGN.items() if re.search(pattern, outside)]
    if re.search(rb"/Type\s*/(?:ObjStm|XRef)\b", outside):
        found.append("文件里有压缩的对象，无法逐一核对")
    return found


def _objects(released: bytes) -> list[str]:
    found = []
    with pdfs.opened(released) as document:
        if document.count_attachments():
            found.append("文件里有附件")
        if said := {
            k: v
            for k, v in document.get_metadata_dict(skip_empty=True).items()
            if (k, v) != ("Creator", OURS) and k != "CreationDate"
        }:
            found.append(f"文件里有文档属性：{'、'.join(said)}")
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            if page.get_textpage().count_chars():
                found.append(f"第 {number} 页还有文字层")
            kinds = [o.type for o in page.get_objects()]
            if kinds != [pdfium.FPDF_PAGEOBJ_IMAGE]:
                found.append(f"第 {number} 页除了页面图像还有别的内容")
    return found


def _pictures(pages: sheets.Sheets, marks: Sequence[Mark], labels: Mapping[str, str]) -> list[str]:
    """Whether each area shows its patch and nothing else. Later patches may lie over earlier ones."""
    found = []
    for number in sorted({m.page for m in marks}):
        here = [m for m in marks if m.page == number]
        # As it was made, so that nothing but the picture's own loss lies between.
        dpi = min((d for d, _ in cutting.LADDER), key=lambda d: abs(d - pages.resolution(number)))
        shown = pages.picture(number, dpi=dpi)
        # From black and the patches alone, not by the painter that made the file: what it forgot must show.
        wanted = Image.new("RGB", shown.size)
        for mark in here:
            left, top, right, bottom = cutting.pixels(mark, shown.size, dpi)
            wanted.paste(
                cutting.patch((right - left, bottom - top), labels.get(mark.ground, ""), dpi), (left, top)
            )
        for mark in here:
            area = cutting.pixels(mark, shown.size, dpi)
            if _peeks(shown.crop(area), wanted.crop(area)):
                found.append(f"第 {number} 页有一处没有遮住")
    return found


def _peeks(shown: Image.Image, wanted: Image.Image) -> bool:
    grown = wanted.convert("L").filter(ImageFilter.MaxFilter(2 * EDGE + 1))
    beyond = ImageChops.subtract(shown.convert("L"), grown)
    width, height = beyond.size
    if width > 4 * EDGE and height > 4 * EDGE:
        beyond = beyond.crop((EDGE, EDGE, width - EDGE, height - EDGE))
    return sum(beyond.histogram()[FAR:]) > 0
