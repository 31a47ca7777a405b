"""Documents as PDF and Word: the same text, the standard's measures, nothing that an editor writes runs."""

from __future__ import annotations

import ctypes
import datetime as dt
import io
import re
from collections import Counter

import docx
import pypdfium2
import pypdfium2.raw as raw
import pytest
from docx.shared import Mm
from PIL import Image

from yangguang.documents import bodies
from yangguang.typesetting import booklet, engine, fonts, official, word
from yangguang.typesetting.booklet import Booklet, Part
from yangguang.typesetting.engine import CannotSet
from yangguang.typesetting.official import Annex, OfficialDocument

AT = dt.datetime(2021, 3, 5, 1, tzinfo=dt.UTC)
NASTY = '#import "/etc/passwd": * #read("/etc/passwd") $x$ *粗* _斜_ `码` \\ @ref <标签> // 注 "引" \\u{41} = 标题 #panic()'
BODY = bodies.clean(
    "<p>为贯彻<strong>国办发〔2021〕12号</strong>文件，Mixed 混排 2021 年。</p><h2>一、总体要求</h2><p>正文“引号”，（括号）。</p>"
    "<h3>（一）目标</h3><ol><li>第一项<ul><li>小项</li></ul></li><li>第二项</li></ol>"
)
TABLE = (
    "<table><caption>任务分工</caption><thead><tr><th>序号</th><th>任务</th></tr></thead>"
    "<tbody><tr><td>1</td><td>甲</td></tr><tr><td>2</td><td>乙</td></tr></tbody></table>"
)


def document(**more) -> OfficialDocument:
    values = {
        "title": "示例区人民政府办公室关于印发2021年政务公开工作要点的通知", "html": BODY, "copy_number": "000012",
        "secrecy": "", "urgency": "特急", "mark": "示例区人民政府办公室文件", "number": "示政办〔2021〕19号",
        "addressees": "各街道办事处，区直各单位", "enclosures": ("任务分解表", "联系人名单"),
        "organs": ("示例区人民政府办公室",), "written_on": dt.date(2021, 3, 5), "remark": "此件公开发布",
        "annexes": (Annex("任务分解表", f"<p>附件一。</p>{TABLE}"), Annex("联系人名单", "<p>附件二。</p>")),
        "copies": "区委办、区人大办。", "printer": "示例区人民政府办公室", "printed_on": dt.date(2021, 3, 6),
    }  # fmt: skip
    return OfficialDocument(**{**values, **more})


def pages(pdf: bytes) -> list[str]:
    found = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in found]
    finally:
        found.close()


def squeezed(text: str) -> str:
    """Without white space and page numbers, which a Word file holds as fields."""
    return re.sub(r"\s", "", re.sub(r"—\s*\d+\s*—", "", text))


@pytest.mark.parametrize("more", [
    {}, {"html": bodies.clean(f"<p>{NASTY.replace('<', '&lt;')}</p>")}, {"signer": "示例签发人", "urgency": ""},
    {"mark": "", "number": "", "copies": "", "printer": "", "annexes": (), "enclosures": ("一份",)},
])  # fmt: skip
def test_word_and_pdf_hold_the_same_text_in_the_same_order(more):
    found = document(**more)
    pdf = squeezed("".join(pages(official.to_pdf(found, at=AT).pdf)))
    assert squeezed(word.text_of(word.to_docx(found))) == pdf
    assert "".join(found.title.split()) in pdf


def test_a_long_table_repeats_its_head_and_loses_nothing():
    rows = "".join(f"<tr><td>{n}</td><td>示例事项{n}</td></tr>" for n in range(120))
    found = document(
        html=f"<table><thead><tr><th>序号</th><th>事项名</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    set_pages = pages(official.to_pdf(found, at=AT).pdf)
    with_table = [p for p in set_pages if "示例事项" in p]
    assert len(with_table) > 3
    assert all("事项名" in p for p in with_table)
    heads = Counter("序号事项名" * (len(with_table) - 1))
    said = Counter(squeezed("".join(set_pages)))
    assert said - heads == Counter(squeezed(word.text_of(word.to_docx(found))))


def test_the_page_is_the_standards():
    found = docx.Document(io.BytesIO(word.to_docx(document())))
    section = found.sections[0]
    millimetres = [round(v / Mm(1)) for v in (
        section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
        section.right_margin,
    )]  # fmt: skip
    assert millimetres == [210, 297, 37, 35, 28, 26]
    styles = [p.style.name for p in found.paragraphs]
    assert {
        "Title",
        "Heading 1",
        "Heading 2",
        "Body Text",
        "主送机关",
        "成文日期",
        "附注",
        "发文机关标志",
    } <= set(styles)
    assert found.core_properties.title == document().title


def test_a_line_holds_28_characters_and_a_page_22_lines():
    plain = document(
        html="<p>" + "正" * 28 * 60 + "</p>", mark="", number="", addressees="", copy_number="", urgency="", annexes=(),
        enclosures=(), copies="", printer="",
    )  # fmt: skip
    second = [line for line in pages(official.to_pdf(plain, at=AT).pdf)[1].splitlines() if "正" in line]
    assert len(second) == 22
    assert {len(line.strip()) for line in second} == {28}


def test_the_date_is_in_arabic_digits_without_leading_zeros():
    assert official.day(dt.date(2021, 3, 5)) == "2021年3月5日"


def test_the_pdf_names_itself_is_tagged_and_embeds_its_fonts():
    pdf = official.to_pdf(document(), at=AT).pdf
    found = pypdfium2.PdfDocument(pdf)
    assert found.get_metadata_dict()["Title"] == document().title
    found.close()
    assert b"pdfuaid" in pdf
    assert b"pdfaid" in pdf
    assert b"Yangguang" in pdf


def test_the_same_document_is_the_same_file():
    assert official.to_pdf(document(), at=AT).pdf == official.to_pdf(document(), at=AT).pdf


def picture(size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return out.getvalue()


def test_pictures_are_set_and_what_cannot_be_read_is_named():
    html = '<img src="/files/1/a.png" alt="好图"><img src="/files/2/b.png" alt="坏图"><img src="/etc/passwd" alt="外图">'
    given = {"/files/1/a.png": picture(), "/files/2/b.png": b"no picture"}
    found = document(html=html)
    sheet = official.to_pdf(found, at=AT, pictures=given.get)
    assert sheet.left_out == ("坏图", "外图")
    assert "〔图片：坏图〕" in "".join(pages(sheet.pdf))
    made = docx.Document(io.BytesIO(word.to_docx(found, pictures=given.get)))
    assert len(made.inline_shapes) == 1


def test_a_draft_is_marked_on_every_page():
    found = document(watermark="草稿")
    assert all("草" in p and "稿" in p for p in pages(official.to_pdf(found, at=AT).pdf))
    made = docx.Document(io.BytesIO(word.to_docx(found)))
    assert "草稿" in made.sections[0].header.paragraphs[0].text


def test_characters_that_no_font_shows_are_named():
    assert fonts.missing("中文〔2021〕，“引”①㎡") == ""
    assert fonts.missing("甲\U0010fff0乙\U0010fff0") == "\U0010fff0"
    assert official.to_pdf(document(html="<p>甲\U0010fff0乙</p>"), at=AT).missing == "\U0010fff0"


def test_a_booklet_lists_its_parts_with_their_pages():
    parts = tuple(Part(f"第{n}件示例文件", BODY, (("文号", f"示〔2021〕{n}号"),)) for n in range(1, 4))
    found = pages(booklet.to_pdf(Booklet("示例汇编", parts, contents=True, header="汇编"), at=AT).pdf)
    first = squeezed(found[0])
    for number in range(1, 4):
        page = next(i for i, p in enumerate(found[1:], 2) if f"示〔2021〕{number}号" in squeezed(p))
        assert re.search(rf"第{number}件示例文件\.+{page}", first)


def test_a_face_of_the_districts_own_is_taken_for_the_body_and_embedded(tmp_path, monkeypatch):
    # The packaged 楷 under another name stands for a licensed 仿宋; what it lacks still comes from the package.
    data = (fonts.FOLDER / "YangguangKai-Regular.ttf").read_bytes()
    for old, new in (("Yangguang Kai", "District Fang"), ("Yangguang-Kai", "District-Fang")):
        data = data.replace(old.encode("utf-16-be"), new.encode("utf-16-be"))
    (tmp_path / "fang.ttf").write_bytes(data)
    monkeypatch.setitem(fonts.ROLES, "仿宋", ("District Fang", "Yangguang Song"))
    assert fonts.families(str(tmp_path))["仿宋"] == ["District Fang", "Yangguang Song"]
    assert fonts.families()["仿宋"] == ["Yangguang Song"]
    found = document(html="<p>正文示例，䶮字不在国标里。</p>")

    def faces(own):
        pdf = pypdfium2.PdfDocument(official.to_pdf(found, at=AT, own_fonts=own).pdf)
        told = {}
        for thing in (o for page in pdf for o in page.get_objects() if o.type == raw.FPDF_PAGEOBJ_TEXT):
            font = raw.FPDFTextObj_GetFont(thing.raw)
            name = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            told[name.value.decode()] = raw.FPDFFont_GetIsEmbedded(font)
        pdf.close()
        return told

    mine, packaged = faces(str(tmp_path)), faces("")
    assert any("District-Fang" in name for name in mine)
    assert not any("District-Fang" in name for name in packaged)
    assert any("Yangguang-Song" in name for name in mine)
    assert set(mine.values()) == set(packaged.values()) == {1}


def test_a_long_text_is_set_by_a_process_of_its_own(monkeypatch):
    monkeypatch.setattr(engine, "SHORT", 10)
    assert "附件一。" in squeezed("".join(pages(official.to_pdf(document(), at=AT).pdf)))


def test_a_text_without_end_is_refused_in_plain_words(monkeypatch):
    monkeypatch.setattr(engine, "LONGEST", 100)
    with pytest.raises(CannotSet, match="分成几部分"):
        official.to_pdf(document(), at=AT)


def test_a_setter_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(engine, "SHORT", 10)
    monkeypatch.setattr(engine, "SECONDS", 0.001)
    with pytest.raises(CannotSet, match="已停止"):
        official.to_pdf(document(), at=AT)
