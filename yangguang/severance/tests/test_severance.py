"""What was taken out is gone, whatever the document: asked of the released bytes, not of the program that made them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zlib

import pypdfium2
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from yangguang.severance import cutting, marks, sheets, verifying
from yangguang.severance.marks import Mark
from yangguang.typesetting import booklet

pytestmark = pytest.mark.task(32)
NOW = dt.datetime(2021, 11, 1, tzinfo=dt.UTC)
LABELS = {"15": "第十五条", "16-1": "第十六条"}
MOST = 20 * 1024 * 1024
NAME, NUMBER = "示例申请人甲", "000000190001010017"


def document(html: str = "") -> bytes:
    body = (
        html
        or f"<p>示例：{NAME}的住址在示例路 1 号，身份证号 {NUMBER}。</p>" + "<p>示例段落：批复如下。</p>" * 60
    )
    made = booklet.Booklet(
        "示例批复", (booklet.Part("", body, new_page=False),), author=NAME, keywords=(NAME,)
    )
    return booklet.to_pdf(made, at=NOW).pdf


def cut(
    pdf: bytes, *phrases: str, extra: tuple[Mark, ...] = ()
) -> tuple[bytes, list[Mark], list[tuple[float, float]]]:
    with sheets.opened(pdf) as pages:
        found = [f for p in phrases for f in pages.find(p)]
        drawn = [Mark(n, f.page, *b, "15") for n, f in enumerate(found) for b in f.boxes] + list(extra)
        return cutting.release(pages, drawn, LABELS, most=MOST), drawn, pages.sizes()


def everything(pdf: bytes) -> str:
    """All that a stranger gets out of the bytes as text: every stream unpacked, in every usual encoding."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    raw = b"".join(parts)
    return "".join(raw.decode(e, "ignore") for e in ("utf-8", "gb18030", "utf-16-be", "utf-16-le", "latin-1"))


def red(picture: Image.Image) -> int:
    return sum(1 for p in picture.get_flattened_data() if p[0] > 150 and p[1] < 90 and p[2] < 90)


def test_the_released_file_holds_nothing_of_what_was_marked() -> None:
    pdf = document()
    with pypdfium2.PdfDocument(pdf) as before:
        assert NAME in before[0].get_textpage().get_text_range()
    released, drawn, sizes = cut(pdf, NAME, NUMBER)
    assert len(drawn) >= 2
    assert verifying.faults(released, drawn, LABELS, sizes) == []
    text = everything(released)
    assert NAME not in text
    assert NUMBER not in text
    with pypdfium2.PdfDocument(released) as after:
        assert len(after) == len(sizes)
        assert after[0].get_textpage().get_text_range() == ""
        assert NAME not in str(after.get_metadata_dict())


def test_what_was_not_marked_can_still_be_read() -> None:
    pdf = document()
    released, _, _ = cut(pdf, NAME)
    with sheets.opened(pdf) as before, sheets.opened(released) as after:
        old, new = before.picture(1, dpi=170).convert("L"), after.picture(1, dpi=170).convert("L")
    bottom = (0, new.height // 2, new.width, new.height)
    dark = [sum(1 for v in p.crop(bottom).get_flattened_data() if v < 128) for p in (old, new)]
    assert dark[1] == pytest.approx(dark[0], rel=0.2)


def test_the_original_the_inside_copy_and_a_painted_original_are_told_apart_from_a_release() -> None:
    pdf = document()
    released, drawn, sizes = cut(pdf, NAME)
    assert any("文字层" in f for f in verifying.faults(pdf, drawn, LABELS, sizes))
    with sheets.opened(pdf) as pages:
        inside = cutting.redline(pages, drawn, LABELS, most=MOST)
    assert any("没有遮住" in f for f in verifying.faults(inside, drawn, LABELS, sizes))
    # A black box drawn over the text, as people do it: the text is still beneath.
    with pypdfium2.PdfDocument(pdf) as over:
        page = over[0]
        bitmap = pypdfium2.PdfBitmap.new_native(4, 4, pypdfium2.raw.FPDFBitmap_BGR)
        image = pypdfium2.PdfImage.new(over)
        image.set_bitmap(bitmap)
        image.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
        page.insert_obj(image)
        page.gen_content()
        out = io.BytesIO()
        over.save(out)
    assert any("文字层" in f for f in verifying.faults(out.getvalue(), drawn, LABELS, sizes))
    # A revision appended to a clean file.
    later = released + b"\n9 0 obj\n<</Title(x)>>\nendobj\nstartxref\n0\n%%EOF\n"
    said = verifying.faults(later, drawn, LABELS, sizes)
    assert any("较早的版本" in f for f in said)
    assert any("文档属性" in f for f in said)
    # One page less than there were.
    assert verifying.faults(released, drawn, LABELS, sizes[:-1]) != []


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (100, 300, 500, 800)])
def test_a_turned_or_cropped_page_is_covered_where_it_is_seen(
    rotation: int, crop: tuple[int, ...] | None
) -> None:
    with pypdfium2.PdfDocument(document()) as turned:
        for page in turned:
            page.set_rotation(rotation)
            if crop:
                page.set_cropbox(*crop)
        out = io.BytesIO()
        turned.save(out)
    with sheets.opened(out.getvalue()) as pages:
        boxes = [b for f in pages.find("示例段落") if f.page == 1 for b in f.boxes]
        drawn = [Mark(n, 1, *b, "15") for n, b in enumerate(boxes)]
        assert drawn
        before = pages.picture(1, dpi=100).convert("L")
        released = cutting.release(pages, drawn, {}, most=MOST)
        assert verifying.faults(released, drawn, {}, pages.sizes()) == []
    # Where the found boxes lie there was ink, so they lie on the words and not somewhere else.
    for mark in drawn:
        area = before.crop(cutting.pixels(mark, before.size, 100))
        assert min(area.get_flattened_data()) < 120


def test_a_scan_loses_the_area_and_its_camera_data() -> None:
    picture = Image.new("RGB", (1200, 1600), "white")
    ImageDraw.Draw(picture).rectangle((300, 400, 700, 500), fill=(220, 20, 20))
    ImageDraw.Draw(picture).rectangle((300, 900, 700, 1000), fill=(20, 20, 220))
    exif = Image.Exif()
    exif[0x010E] = NAME  # a description
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif)
    pdf = sheets.as_pdf(out.getvalue(), "扫描件.jpg", at=NOW)
    area = Mark(1, 1, 0.2, 0.2, 0.65, 0.35, "15")
    released, drawn, sizes = cut(pdf, extra=(area,))
    assert verifying.faults(released, drawn, LABELS, sizes) == []
    assert NAME not in everything(released)
    with sheets.opened(released) as pages:
        shown = pages.picture(1, dpi=60)
        assert not pages.has_text()
    assert red(shown) == 0
    assert (
        sum(1 for p in shown.get_flattened_data() if p[2] > 150 and p[0] < 90) > 200
    )  # the blue one is still there


def test_a_photograph_lying_on_its_side_is_marked_as_it_is_seen() -> None:
    picture = Image.new("RGB", (1600, 1200), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    with sheets.opened(sheets.as_pdf(out.getvalue(), "照片.jpeg", at=NOW)) as pages:
        width, height = pages.size(1)
    assert height > width


def test_word_files_come_without_comments_properties_and_tracked_changes() -> None:
    word = Document()
    word.add_paragraph(f"示例：{NAME}的补偿款为示例元。")
    word.core_properties.author = NAME
    table = word.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "户主", NAME
    out = io.BytesIO()
    word.save(out)
    pdf = sheets.as_pdf(out.getvalue(), "补偿.docx", at=NOW)
    released, drawn, sizes = cut(pdf, NAME)
    assert len({m.top for m in drawn}) == 2  # the paragraph and the cell
    assert verifying.faults(released, drawn, LABELS, sizes) == []
    assert NAME not in everything(released)


def test_stray_personal_data_is_proposed_and_nothing_else() -> None:
    said = "<p>电话 13800138000，编号 123456789012345，邮箱shili@example.org，证件 １１０１０１１９９００３０７１２３X。</p>"
    with sheets.opened(document(said)) as pages:
        assert [f.what for f in pages.personal()] == ["手机号码", "电子邮箱", "证件号码"]
        assert pages.personal()[1].text == "shili@example.org"


def test_a_phrase_over_two_lines_is_covered_on_both() -> None:
    long = "示例" * 40 + NAME * 6
    with sheets.opened(document(f"<p>{long}</p>")) as pages:
        found = pages.find(NAME * 6)
    assert len(found) == 1
    assert len(found[0].boxes) >= 2


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.4 broken", "a.pdf", "损坏"), (b"", "a.pdf", "损坏"), (b"GIF89a", "a.gif", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "a.doc", "另存为 PDF"), (b"PK\x03\x04", "a.docx", "另存为 PDF"),
        (b"x", "a", "另存为 PDF"),
    ],
)  # fmt: skip
def test_what_cannot_be_marked_says_why(content: bytes, name: str, said: str) -> None:
    with pytest.raises(sheets.Unreadable, match=said):
        sheets.as_pdf(content, name, at=NOW)


def test_a_document_of_too_many_pages_is_refused_before_work_begins() -> None:
    page = io.BytesIO()
    Image.new("L", (10, 10)).save(page, "JPEG")
    pdf = sheets.bound([(page.getvalue(), 100, 100)] * (sheets.MOST_PAGES + 1))
    with pytest.raises(sheets.Unreadable, match="301 页"), sheets.opened(pdf):
        pass


def test_a_file_that_stays_too_large_is_refused_in_words() -> None:
    noise = Image.effect_noise((1700, 2200), 80)
    page = io.BytesIO()
    noise.save(page, "JPEG", quality=95)
    with (
        sheets.opened(sheets.bound([(page.getvalue(), 595, 842)])) as pages,
        pytest.raises(cutting.TooLarge, match="拆成几份"),
    ):
        cutting.release(pages, [], {}, most=20_000)


AREA = st.tuples(*[st.floats(-0.2, 1.2, allow_nan=False)] * 4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(boxes=st.lists(AREA, min_size=1, max_size=6), ground=st.sampled_from(sorted(LABELS)))
def test_any_area_is_gone_from_the_released_picture(boxes: list[tuple[float, ...]], ground: str) -> None:
    drawn: list[Mark] = []
    for box in boxes:
        try:
            drawn.append(marks.made(1, box, ground, key=len(drawn), pages=1, grounds=LABELS))
        except marks.WrongMark:
            continue
    everywhere = Image.new("RGB", (600, 850), (220, 20, 20))
    out = io.BytesIO()
    everywhere.save(out, "JPEG", quality=95)
    pdf = sheets.bound([(out.getvalue(), 300, 425)])
    with sheets.opened(pdf) as pages:
        released = cutting.release(pages, drawn, LABELS, most=MOST)
        assert verifying.faults(released, drawn, LABELS, pages.sizes()) == []
    with sheets.opened(released) as pages:
        shown = pages.picture(1, dpi=144)
    for mark in drawn:
        inside = (
            round(mark.left * shown.width), round(mark.top * shown.height), round(mark.right * shown.width),
            round(mark.bottom * shown.height),
        )  # fmt: skip
        assert red(shown.crop(inside)) == 0


@pytest.mark.parametrize(
    ("page", "box", "ground", "said"),
    [
        (0, (0, 0, 1, 1), "15", "没有第 0 页"), (3, (0, 0, 1, 1), "15", "共 2 页"), (True, (0, 0, 1, 1), "15", "没有第"),
        (1, (0, 0, 0.001, 1), "15", "太小"), (1, (0, 0, float("nan"), 1), "15", "位置"), (1, (0, 0, 1), "15", "位置"),
        (1, ("a", 0, 1, 1), "15", "位置"), (1, (0, 0, 1, 1), "99", "依据"), (1, (2, 2, 3, 3), "15", "太小"),
    ],
)  # fmt: skip
def test_marks_that_cannot_be_say_why(page: int, box: tuple[float, ...], ground: str, said: str) -> None:
    with pytest.raises(marks.WrongMark, match=said):
        marks.made(page, box, ground, key=1, pages=2, grounds=LABELS)


def test_a_second_click_adds_no_second_mark_and_pages_are_told_in_words() -> None:
    one = marks.made(2, (0.5, 0.5, 0.1, 0.1), "15", key=1, pages=9, grounds=LABELS)
    assert one.box == (0.1, 0.1, 0.5, 0.5)
    again = marks.made(2, (0.1, 0.1, 0.5, 0.5), "15", key=2, pages=9, grounds=LABELS)
    assert marks.added([one], [again]) == [one]
    assert marks.told([3, 1, 4, 5, 4]) == "第1、3—5页共5处"
    with pytest.raises(marks.WrongMark, match="整页"):
        marks.added([], [Mark(n, 1, 0, 0, 1, n / 10_000, "15") for n in range(1, marks.MOST + 2)])
