"""A document as pages that can be looked at and searched: PDF as it is, pictures and texts made into one first."""

from __future__ import annotations

import ctypes
import datetime as dt
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from yangguang.core import privacy
from yangguang.documents import converting, pdfs
from yangguang.documents.files import IMAGES, MEDIA_TYPES
from yangguang.typesetting import booklet
from yangguang.typesetting.engine import CannotSet

MOST_PAGES = 300
MOST_PIXELS = 40_000_000  # of one rendered page
A4 = (595.0, 842.0)  # points
TEXTS = {".docx", ".txt", ".csv", ".xlsx"}
TAKEN = frozenset({".pdf", *IMAGES, *TEXTS})  # file endings that can be marked

Box = tuple[float, float, float, float]


class Unreadable(ValueError):
    """A document that can't be marked; the text says why and what to do."""


@dataclass(frozen=True)
class Found:
    """A passage found on a page: its boxes (one for every line of it, as fractions of the page) and what it is."""

    page: int
    boxes: tuple[Box, ...]
    text: str
    what: str = ""


def as_pdf(content: bytes, name: str, *, at: dt.datetime, own_fonts: str = "") -> bytes:
    """The document as a PDF: itself, the picture on a page, or the text set in pages. Raises Unreadable.

    Of Word files the text and tables are set; headers, comments, tracked changes and pictures don't come along.
    """
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".pdf":
        with opened(content):
            return content
    if ending in IMAGES:
        return _picture(content)
    if ending in TEXTS:
        return _set(content, name, ending, at, own_fonts)
    raise Unreadable(f"{ending[1:] or '这种'}格式不能直接遮盖。请用原来的软件打开，另存为 PDF 后再上传")


def _picture(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable("这张图片打不开，文件可能已损坏。请重新扫描或另存后再上传") from error
    wide = upright.width > upright.height
    width, height = (A4[1], A4[0]) if wide else A4
    scale = min(width / upright.width, height / upright.height)
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=92, subsampling=0)
    return bound([(out.getvalue(), upright.width * scale, upright.height * scale)])


def _set(content: bytes, name: str, ending: str, at: dt.datetime, own_fonts: str) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=ending) as kept:
        kept.write(content)
        kept.flush()
        found = converting.to_html(kept.name, MEDIA_TYPES[ending])
    if found is None:
        raise Unreadable("这份文件读不出文字。请用原来的软件打开，另存为 PDF 后再上传")
    if any("只显示前" in note for note in found.notes):
        raise Unreadable("这份表格太长，不能完整地排成页面。请用原来的软件另存为 PDF 后再上传")
    title = PurePosixPath(name).stem
    try:
        sheet = booklet.to_pdf(
            booklet.Booklet(title, (booklet.Part("", found.html, new_page=False),)),
            at=at,
            own_fonts=own_fonts,
        )
    except CannotSet as error:
        raise Unreadable(f"{error}。也可以用原来的软件另存为 PDF 后再上传") from error
    if sheet.missing:
        raise Unreadable(f"文件里有字库没有的字：{sheet.missing[:20]}。请用原来的软件另存为 PDF 后再上传")
    return sheet.pdf


def bound(pages: list[tuple[bytes, float, float]]) -> bytes:
    """A new PDF of JPEG pictures, each filling a page of this width and height in points. Nothing else is in it."""
    out = io.BytesIO()
    with pdfs.made() as document:
        for jpeg, width, height in pages:
            page = document.new_page(width, height)
            image = pypdfium2.PdfImage.new(document)
            image.load_jpeg(io.BytesIO(jpeg), inline=True)
            image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
            page.insert_obj(image)
            page.gen_content()
            page.close()
        document.save(out)
    return out.getvalue()


class Sheets:
    """An open document. Only within ``opened``."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self.count = len(document)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height in points of page ``number`` (from 1) as it is shown."""
        width, height = self._document[number - 1].get_size()
        return float(width), float(height)

    def sizes(self) -> list[tuple[float, float]]:
        return [self.size(n) for n in range(1, self.count + 1)]

    def picture(self, number: int, *, dpi: int = 100) -> Image.Image:
        """The page as RGB, annotations and form fields drawn as readers see them. Raises Unreadable when it is broken."""
        width, height = self.size(number)
        scale = dpi / 72
        most = (MOST_PIXELS / max(width * height, 1)) ** 0.5
        try:
            page = self._document[number - 1]
            return page.render(scale=min(scale, most), may_draw_forms=True).to_pil().convert("RGB")
        except pypdfium2.PdfiumError as error:
            raise Unreadable(f"第 {number} 页已损坏，画不出来。请重新导出 PDF 后再上传") from error

    def resolution(self, number: int) -> float:
        """Points per inch of the picture that the page consists of; 0 when there is none."""
        for thing in self._document[number - 1].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=1):
            return float(thing.get_px_size()[0] / self.size(number)[0] * 72)
        return 0.0

    def find(self, phrase: str) -> list[Found]:
        """Every place where the phrase stands, also across lines; white space does not matter."""
        wanted = _squeezed(phrase)
        if not wanted:
            return []
        found = []
        for number in range(1, self.count + 1):
            places, text = self._letters(number)
            begin = text.find(wanted)
            while begin >= 0:
                found.append(self._place(number, places[begin : begin + len(wanted)], wanted))
                begin = text.find(wanted, begin + len(wanted))
        return [f for f in found if f.boxes]

    def personal(self) -> list[Found]:
        """Identity and mobile numbers and mail addresses that stand in the text: a proposal for whoever marks."""
        found = []
        for number in range(1, self.count + 1):
            places, text = self._letters(number)
            for begin, end, what in privacy.find(text):
                found.append(self._place(number, places[begin:end], text[begin:end], what))
        return [f for f in found if f.boxes]

    def has_text(self) -> bool:
        """Whether any page holds text; a scan holds pictures of it, in which nothing can be found."""
        return any(self._letters(n)[1] for n in range(1, self.count + 1))

    def _letters(self, number: int) -> tuple[list[int], str]:
        """The page's characters without white space, with the place of each in PDFium's count."""
        text = self._document[number - 1].get_textpage()
        places: list[int] = []
        letters: list[str] = []
        for place in range(text.count_chars()):
            letter = chr(pdfium.FPDFText_GetUnicode(text, place))
            if not letter.isspace() and letter.isprintable():
                places.append(place)
                letters.append(letter.casefold()[:1] or letter)
        return places, "".join(letters)

    def _place(self, number: int, places: list[int], text: str, what: str = "") -> Found:
        page = self._document[number - 1]
        letters = page.get_textpage()
        boxes: list[Box] = []
        for place in places:
            box = _on_page(page, letters.get_charbox(place, loose=True))
            if box[2] <= box[0] or box[3] <= box[1]:
                continue
            last = boxes[-1] if boxes else None
            if last is not None and _same_line(last, box):
                boxes[-1] = (
                    min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]),
                )  # fmt: skip
            else:
                boxes.append(box)
        return Found(number, tuple(boxes), text, what)


@contextmanager
def opened(pdf: bytes) -> Iterator[Sheets]:
    """The pages of a PDF. Raises Unreadable for one that is locked, broken, empty or too long."""
    try:
        with pdfs.opened(pdf) as document:
            if not len(document):
                raise Unreadable("这份 PDF 没有页面")
            if len(document) > MOST_PAGES:
                raise Unreadable(
                    f"这份 PDF 有 {len(document)} 页，超过 {MOST_PAGES} 页。请拆成几份分别上传、分别遮盖"
                )
            if document.get_formtype():
                document.init_forms()
            yield Sheets(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("这份 PDF 设有密码。请去掉密码后再上传") from error
        raise Unreadable("这份 PDF 打不开，文件可能已损坏。请重新导出后再上传") from error


def _squeezed(text: str) -> str:
    return "".join(c.casefold()[:1] or c for c in text if not c.isspace() and c.isprintable())


_GRID = 100_000  # parts into which a page's sides are cut for PDFium's whole numbers


def _on_page(page: pypdfium2.PdfPage, box: tuple[float, float, float, float]) -> Box:
    """A box in the page's own coordinates as fractions of the page as it is shown (turned and cropped)."""
    left, bottom, right, top = box
    corners = []
    for x, y in ((left, top), (right, bottom)):
        dx, dy = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, dx, dy)
        corners.append((dx.value / _GRID, dy.value / _GRID))
    (x0, y0), (x1, y1) = corners
    clip = lambda v: min(max(v, 0.0), 1.0)  # noqa: E731
    return clip(min(x0, x1)), clip(min(y0, y1)), clip(max(x0, x1)), clip(max(y0, y1))


def _same_line(a: Box, b: Box) -> bool:
    """Whether two boxes stand in one line of a text (or one column of a turned one)."""
    height, width = min(a[3] - a[1], b[3] - b[1]), min(a[2] - a[0], b[2] - b[0])
    over_y, over_x = min(a[3], b[3]) - max(a[1], b[1]), min(a[2], b[2]) - max(a[0], b[0])
    near_x = b[0] - a[2] < 3 * (b[2] - b[0]) and a[0] - b[2] < 3 * (b[2] - b[0])
    near_y = b[1] - a[3] < 3 * (b[3] - b[1]) and a[1] - b[3] < 3 * (b[3] - b[1])
    return (over_y > 0.5 * height and near_x) or (over_x > 0.5 * width and near_y and over_y <= 0)
