"""Files as parts: what goes out unseen is seen, and no file, however bad, raises."""

import datetime as dt
import io
import zipfile
from functools import cache

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from PIL import ExifTags, Image

from yangguang.checking.engine import RULES, examine
from yangguang.checking.reading import read
from yangguang.checking.subjects import PartKind

pytestmark = pytest.mark.task(25)
DAY = dt.date(2021, 6, 1)
FILES = [r for r in RULES if r.group == "文件"]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SHOWN = '<w:vanish w:val="0"/>'


def by_kind(reading):
    found = {}
    for part in reading.parts:
        found.setdefault(part.kind, []).append((part.place, part.text))
    return found


def told(reading):
    return {(f.rule.code, f.severity) for f in examine(reading.subject(DAY), FILES)}


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def word_of(body, **members):
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **members})


def run(text, marks=""):
    return f"<w:r><w:rPr>{marks}</w:rPr><w:t>{text}</w:t></w:r>"


def test_a_word_document_shows_text_tables_headers_and_who_wrote_it():
    document = docx.Document()
    document.add_paragraph("正文第一段")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", "电话"
    table.cell(1, 0).text, table.cell(1, 1).text = "张三", "13800138000"
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.core_properties.author = "示例作者"
    out = io.BytesIO()
    document.save(out)
    reading = read(out.getvalue(), "通知.docx")
    assert not reading.unreadable
    kinds = by_kind(reading)
    assert next(t for p, t in kinds[PartKind.TEXT] if p == "正文").startswith("正文第一段")
    assert ("页眉", "内部资料") in [(p[:2], t) for p, t in kinds[PartKind.TEXT]]
    assert next(p for p in reading.parts if p.kind is PartKind.TABLE).rows[1] == ("张三", "13800138000")
    assert ("CHK-F04", "hint") in told(reading)


def test_deleted_inserted_and_hidden_words_and_comments_of_a_word_document_are_found():
    content = word_of(
        f"<w:p>{run('看得见')}<w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>"
        f"<w:ins>{run('插入的')}</w:ins>{run('藏起来的', '<w:vanish/>')}{run('没有藏', SHOWN)}</w:p>",
        **{
            "word/comments.xml": f"<w:comments {W}><w:comment w:author='甲'><w:p>{run('此处再议')}</w:p></w:comment></w:comments>"
        },
    )
    kinds = by_kind(read(content, "a.docx"))
    assert kinds[PartKind.TEXT] == [("正文", "看得见插入的没有藏")]
    assert {t for _, t in kinds[PartKind.REVISION]} == {"删去的", "插入的"}
    assert kinds[PartKind.HIDDEN][0][1] == "藏起来的"
    assert kinds[PartKind.COMMENT][0][1] == "此处再议"
    assert {("CHK-F01", "confirm"), ("CHK-F02", "confirm"), ("CHK-F03", "confirm")} <= told(
        read(content, "a.docx")
    )


def test_a_comment_with_personal_data_blocks():
    comments = (
        f"<w:comments {W}><w:comment><w:p>{run('当事人电话13800138000')}</w:p></w:comment></w:comments>"
    )
    content = word_of(f"<w:p>{run('正文')}</w:p>", **{"word/comments.xml": comments})
    assert ("CHK-F02", "block") in told(read(content, "a.docx"))


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "公示"
    for row in (["姓名", "身份证号", "金额"], ["张三", "350203199001010011", 12.5], ["李四", "x", 0.1 + 0.2]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet["A2"].comment = Comment("请核对", "甲")
    sheet["D2"] = dt.date(2021, 6, 1)
    sheet["D3"] = 13800138000
    hidden = book.create_sheet("原始数据")
    hidden["A1"] = "张三 13800138000"
    hidden.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_hidden_sheets_rows_and_columns_of_a_workbook_are_apart_from_what_is_seen():
    reading = read(workbook(), "名单.xlsx")
    seen = next(p for p in reading.parts if p.kind is PartKind.TABLE)
    assert seen.rows == (("姓名", "金额"), ("张三", "12.5", "2021-06-01"))
    hidden = {p.place: p.text for p in reading.parts if p.kind is PartKind.HIDDEN}
    assert "张三 13800138000" in hidden["隐藏的工作表“原始数据”"]
    covered = hidden["工作表“公示”里隐藏的行和列"]
    assert "350203199001010011" in covered
    assert "0.3\t13800138000" in covered
    assert [p.text for p in reading.parts if p.kind is PartKind.COMMENT] == ["请核对"]
    assert ("CHK-F01", "confirm") in told(reading)


def pdf(text="Tel 13800138000", note="ask Zhang", author="Shili"):
    shown = f"BT /F 12 Tf 20 100 Td ({text}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[7 0 R]>>",
        f"<</Length {len(shown)}>>stream\n{shown}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>",
        f"<</Type/Annot/Subtype/Text/Rect[10 10 20 20]/Contents({note})>>", f"<</Author({author})>>",
    ]  # fmt: skip
    body = "%PDF-1.4\n"
    for n, thing in enumerate(objects, 1):
        body += f"{n} 0 obj{thing}endobj\n"
    return f"{body}trailer<</Root 1 0 R/Info 8 0 R>>\n%%EOF".encode()


def test_a_pdf_shows_text_notes_author_and_pages_without_text():
    kinds = by_kind(read(pdf(), "a.pdf"))
    assert "13800138000" in kinds[PartKind.TEXT][0][1]
    assert kinds[PartKind.COMMENT] == [("第 1 页批注", "ask Zhang")]
    assert kinds[PartKind.PROPERTY][0][1] == "作者：Shili"
    assert "第 2 页" in kinds[PartKind.PICTURE][0][1]
    assert ("CHK-F06", "hint") in told(read(pdf(), "a.pdf"))


def test_a_photograph_tells_that_it_knows_its_place_but_not_where():
    image, exif, out = Image.new("RGB", (8, 8)), Image.Exif(), io.BytesIO()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (24.0, 28.0, 47.0)
    image.save(out, "JPEG", exif=exif)
    reading = read(out.getvalue(), "a.jpg")
    assert ("CHK-F07", "confirm") in told(reading)
    assert not any("24" in p.text for p in reading.parts)


def test_an_ofd_document_is_read():
    text = "<ofd:TextCode>当事人13800138000</ofd:TextCode>"
    page = f'<ofd:Page {OFD}><ofd:TextObject Boundary="0 0 9 9">{text}</ofd:TextObject></ofd:Page>'
    info = f"<ofd:OFD {OFD}><ofd:Author>示例</ofd:Author></ofd:OFD>"
    kinds = by_kind(read(zipped({"OFD.xml": info, "Doc_0/Pages/Page_0/Content.xml": page}), "a.ofd"))
    assert kinds[PartKind.TEXT] == [("第 1 页", "当事人13800138000")]
    assert kinds[PartKind.PROPERTY] == [("文档属性", "作者：示例")]


def test_slides_are_read_with_notes_and_hidden_ones():
    text = '<p:sld xmlns:p="p" xmlns:a="a" {}><a:p><a:t>{}</a:t></a:p></p:sld>'
    content = zipped(
        {
            "ppt/presentation.xml": "<x/>",
            "ppt/slides/slide1.xml": text.format("", "看得见"),
            "ppt/slides/slide2.xml": text.format('show="0"', "藏起来"),
            "ppt/notesSlides/notesSlide1.xml": text.format("", "讲稿"),
        }
    )
    kinds = by_kind(read(content, "a.pptx"))
    assert (kinds[PartKind.TEXT], kinds[PartKind.HIDDEN]) == (
        [("幻灯片 1", "看得见")],
        [("隐藏的幻灯片 2", "藏起来")],
    )
    assert kinds[PartKind.COMMENT] == [("备注 1", "讲稿")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_and_tables_are_read_in_any_encoding(encoding):
    assert read("中文，正文".encode(encoding), "a.txt").parts[0].text == "中文，正文"
    table = read("姓名,电话\n张三,13800138000\n".encode(encoding), "a.csv").parts[0]
    assert table.rows[1] == ("张三", "13800138000")


def test_a_web_page_shows_text_and_tables_and_what_its_source_hides():
    page = (
        "<html><head><title>题</title><script>var a='脚本'</script></head><body><p>正<b>文</b></p>"
        "<div style='display: none'>藏起来</div><!-- 待删：张三 --><table><tr><td>甲</td><td>1</td></tr></table></body></html>"
    )
    kinds = by_kind(read(page.encode(), "a.html"))
    assert kinds[PartKind.TITLE] == [("网页标题", "题")]
    assert kinds[PartKind.TEXT] == [("网页正文", "正文")]
    assert kinds[PartKind.TABLE] == [("网页表 1", "甲\t1")]
    assert kinds[PartKind.HIDDEN][0][1] == "藏起来"
    assert "张三" in kinds[PartKind.COMMENT][0][1]


def test_files_of_an_archive_are_read_and_named():
    reading = read(zipped({"甲.txt": "13800138000", "内.zip": "x"}), "a.zip")
    assert ("甲.txt·正文", "13800138000") in [(p.place, p.text) for p in reading.parts]
    assert "解压" in reading.unreadable


XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600),
        ("a.docx", b"PK\x03\x04 cut"),
        ("a.docx", zipped({"word/document.xml": XXE})),
        ("a.docx", zipped({"word/document.xml": LAUGHS})),
        ("a.xlsx", zipped({"xl/workbook.xml": "<workbook"})),
        ("a.xlsx", zipped({"xl/other.xml": "<a/>"})),
        ("a.docx", zipped({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})),
        ("a.pdf", b"%PDF-1.4 cut"),
        ("a.ofd", zipped({"OFD.xml": XXE, "Doc_0/Pages/Page_0/Content.xml": XXE})),
        ("a.jpg", b"\xff\xd8\xff cut"),
        ("a.txt", b"\x00\x01\x02\x00"),
        ("a.rar", b"Rar!"),
        ("a.exe", b"MZ"),
        ("a.txt", b""),
    ],
)
def test_a_bad_file_gives_a_finding_that_says_what_to_do(name, content):
    reading = read(content, name)
    assert reading.unreadable
    assert ("CHK-F05", "hint") in told(reading)
    assert "root:" not in "".join(p.text for p in reading.parts)


@cache
def a_whole(ending: str) -> bytes:
    """A file of the kind, made once: a package tells the second it was made, and its length with it."""
    return {
        "docx": lambda: word_of(f"<w:p>{run('正文')}</w:p>"),
        "xlsx": workbook,
        "pdf": pdf,
        "ofd": lambda: zipped({"OFD.xml": "<a/>"}),
        "zip": lambda: zipped({"a.txt": "x"}),
    }.get(ending, lambda: "甲,乙\n<p>丙".encode())()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["docx", "xlsx", "pdf", "txt", "csv", "html", "ofd", "zip"]), st.data())
def test_no_damage_to_a_file_raises(ending, data):
    whole = a_whole(ending)
    cut = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=12))
    read(whole[:cut] + noise + whole[cut + len(noise) :], f"a.{ending}")
    read(whole[:cut], f"a.{ending}")
