"""Taking marked areas out of a document for real (条例 art. 37), and the copy that shows inside what was taken out.

The released file is made anew of pictures of its pages, with the areas painted over before a picture is made of them. So
no text, no font, no layer, no earlier revision, no property and no attachment of the original can be in it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from PIL import Image, ImageChops, ImageDraw, ImageFont

from . import sheets
from .marks import Mark

# Points per inch and JPEG quality tried one after the other until the file is small enough.
LADDER = ((170, 80), (140, 70), (110, 60))
COLOURFUL = 24  # difference of channels from which a page keeps its colours
BLACK, WHITE, RED, YELLOW = (0, 0, 0), (255, 255, 255), (192, 32, 32), (255, 214, 64)
SPREAD = 1.5  # points by which an area is widened: the edge of a letter must not stand out
Progress = Callable[[int, int], None]


class TooLarge(ValueError):
    """The released file would be larger than what may be kept; the text says what to do."""


def release(
    pages: sheets.Sheets, marks: Sequence[Mark], labels: Mapping[str, str], *, most: int, progress: Progress | None = None
) -> bytes:  # fmt: skip
    """The document without what is marked. ``labels`` name the ground inside each area; ``most`` bytes at most.

    Raises TooLarge, sheets.Unreadable.
    """
    for dpi, quality in LADDER:
        made = []
        for number in range(1, pages.count + 1):
            picture = painted(pages.picture(number, dpi=dpi), _of(marks, number), labels, dpi)
            made.append((_jpeg(picture, quality), *pages.size(number)))
            if progress is not None:
                progress(number, pages.count)
        pdf = sheets.bound(made)
        if len(pdf) <= most:
            return pdf
    raise TooLarge(f"遮盖后的文件超过 {most // 1024**2} MB。请把原文件拆成几份，分别上传、分别遮盖")


def redline(pages: sheets.Sheets, marks: Sequence[Mark], labels: Mapping[str, str], *, most: int) -> bytes:
    """The inside copy (遮盖底稿): everything to be read, what is withheld framed with its ground. Raises TooLarge."""
    for dpi, quality in LADDER[1:]:
        made = []
        for number in range(1, pages.count + 1):
            picture = pages.picture(number, dpi=dpi)
            _frame(picture, _of(marks, number), labels, dpi)
            made.append((_jpeg(picture, quality), *pages.size(number)))
        pdf = sheets.bound(made)
        if len(pdf) <= most:
            return pdf
    raise TooLarge(f"遮盖底稿超过 {most // 1024**2} MB。请把原文件拆成几份，分别上传、分别遮盖")


def painted(picture: Image.Image, marks: Sequence[Mark], labels: Mapping[str, str], dpi: int) -> Image.Image:
    """The page with the areas painted black, each with its ground in white where there is room."""
    for mark in marks:
        left, top, right, bottom = pixels(mark, picture.size, dpi)
        picture.paste(patch((right - left, bottom - top), labels.get(mark.ground, ""), dpi), (left, top))
    return picture


def pixels(mark: Mark, size: tuple[int, int], dpi: int) -> tuple[int, int, int, int]:
    """The area in pixels of a picture of this size, widened by a hair and cut to the picture."""
    width, height = size
    more = SPREAD * dpi / 72
    left, top = max(int(mark.left * width - more), 0), max(int(mark.top * height - more), 0)
    right = min(int(mark.right * width + more) + 1, width)
    bottom = min(int(mark.bottom * height + more) + 1, height)
    return left, top, right, bottom


def patch(size: tuple[int, int], label: str, dpi: int) -> Image.Image:
    """What stands in place of an area: it depends on its size and ground alone, on nothing that was there."""
    made = Image.new("RGB", size, BLACK)
    height = round(min(9 * dpi / 72, size[1] * 0.7))
    if label and height >= 7:
        face = _face(height)
        if face.getlength(label) <= size[0] * 0.92:
            ImageDraw.Draw(made).text((size[0] / 2, size[1] / 2), label, fill=WHITE, font=face, anchor="mm")
    return made


def _frame(picture: Image.Image, marks: Sequence[Mark], labels: Mapping[str, str], dpi: int) -> None:
    draw = ImageDraw.Draw(picture, "RGBA")
    for mark in marks:
        area = pixels(mark, picture.size, dpi)
        draw.rectangle(area, fill=(*YELLOW, 90), outline=(*RED, 255), width=max(dpi // 72, 1))
        draw.text(
            (area[2], area[1]), labels.get(mark.ground, ""), fill=(*RED, 255), font=_face(round(7 * dpi / 72)), anchor="rb",
        )  # fmt: skip


def _of(marks: Sequence[Mark], page: int) -> list[Mark]:
    return [m for m in marks if m.page == page]


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture without any property; a page without colours as grey, at a third of the size."""
    small = picture.copy()
    small.thumbnail((200, 200))
    red, green, blue = small.split()
    grey = all(
        ImageChops.difference(a, b).getextrema()[1] < COLOURFUL  # type: ignore[operator]
        for a, b in ((red, green), (green, blue), (red, blue))
    )
    out = io.BytesIO()
    (picture.convert("L") if grey else picture).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


@lru_cache(maxsize=32)
def _face(height: int) -> ImageFont.FreeTypeFont:
    font = resources.files("yangguang.typesetting") / "fonts" / "YangguangHei-Regular.ttf"
    return ImageFont.truetype(io.BytesIO(font.read_bytes()), height)
