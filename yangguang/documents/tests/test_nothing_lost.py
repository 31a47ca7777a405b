"""What comes in from office programs and old sites: nothing lost, nothing endless, nothing taken for what it is not."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from yangguang.documents import bodies, converting, dates, folders, sheets
from yangguang.documents.files import MEDIA_TYPES

pytestmark = pytest.mark.task(29)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            "<p>示例一</p><!--[if gte mso 9]><xml>x</xml><![endif]--><p>示例二</p>",
            "<p>示例一</p><p>示例二</p>",
        ),
        ("<p><!--[if !supportLists]-->一、<!--[endif]-->示例</p><p>二</p>", "<p>一、示例</p><p>二</p>"),
        ("<p>示例</p><![if !mso]><p>二</p><![endif]><p>三</p>", "<p>示例</p><p>二</p><p>三</p>"),
        ("<p>示例</p><!-- 没有结束<p>二</p>", "<p>示例</p> 没有结束<p>二</p>"),
        ("<p>示例</p><!--><p>二</p><!-- x --><p>三</p>", "<p>示例</p><p>二</p><p>三</p>"),
        ("<p>示例</p><!-- <script>x()</script> --><p>二</p>", "<p>示例</p><p>二</p>"),
    ],
)
def test_comments_of_office_programs_take_nothing_with_them(given, kept):
    assert bodies.clean(given) == kept
    assert bodies.clean(kept) == kept


@pytest.mark.parametrize(
    "text", ["2021-1-123", "12021-01-02", "1021-03-04", "0001-1-1", "一〇二一年三月四日", "2101-01-01"]
)
def test_a_date_is_not_cut_out_of_a_number_nor_of_another_age(text):
    with pytest.raises(ValueError, match=text):
        dates.parse_date(text)


def workbook(path, rows, **cells):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    return path


def test_a_cell_far_to_the_right_is_refused_and_one_far_down_is_found(tmp_path):
    far = workbook(tmp_path / "远.xlsx", [["标题", "内容"], ["示例", "正文"]], XFD1048576="x")
    with pytest.raises(ValueError, match="写到了 XFD 列"):
        sheets.read(far)
    deep = workbook(tmp_path / "深.xlsx", [["标题", "内容"]], B1048576="示例")
    with sheets.read(deep) as sheet:
        assert [(r.number, r.values["内容"]) for r in sheet.rows] == [(1048576, "示例")]


def test_a_formula_without_its_result_is_told_and_a_row_without_one_is_not(tmp_path):
    path = workbook(
        tmp_path / "示例.xlsx",
        [["标题", "文号"], ["示例甲", '="厦思政办"&1'], ["示例乙", None], [None, "=A2"]],
    )
    with sheets.read(path) as sheet:
        assert [(r.number, r.uncounted) for r in sheet.rows] == [(2, ("文号",)), (3, ()), (4, ("文号",))]


@pytest.mark.parametrize("broken", [b"not xml", b"<a>", b""])
def test_a_document_that_is_broken_inside_is_a_file_to_download(tmp_path, broken):
    path = tmp_path / "示例.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", broken)
    assert converting.to_html(path, MEDIA_TYPES[".docx"]) is None


def test_what_is_too_long_for_a_page_is_cut_with_a_word_or_left_to_download(tmp_path, monkeypatch):
    monkeypatch.setattr(converting, "MOST_LETTERS", 20)
    path = tmp_path / "示例.txt"
    path.write_text("示例文字。" * 10, encoding="utf-8")
    found = converting.to_html(path, MEDIA_TYPES[".txt"])
    assert found.html == "<p>" + "示例文字。" * 4 + "</p>"
    assert "其余请看原文件" in found.notes[0]
    monkeypatch.setattr(converting, "LARGEST_DOCUMENT", 10)
    package = tmp_path / "示例.docx"
    with zipfile.ZipFile(package, "w") as held:
        held.writestr("word/document.xml", "<w:document/>" * 3)
    assert converting.to_html(package, MEDIA_TYPES[".docx"]) is None


def test_a_pages_files_are_attached_and_its_text_keeps_no_dead_addresses(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "表.docx").write_bytes(b"x")
    (tmp_path / "图.png").write_bytes(b"x")
    page = tmp_path / "页.html"
    page.write_text(
        '<html><body><h1>示例</h1><div><p>示例正文很长很长很长，见<a href="files\\表.docx">附件一</a>、<a href="没有.pdf">附件二</a>和'
        '<a href="https://example.gov.cn/x.pdf">别处</a>。</p><img src="%E5%9B%BE.png"><a href="../外.pdf">外面</a></div></body></html>',
        encoding="utf-8",
    )
    values = folders.read_page(tmp_path, page)
    assert values["附件"].split("\n") == ["files/表.docx", "没有.pdf", "图.png"]
    assert "附件一、附件二和" in values["正文"]
    assert 'href="https://example.gov.cn/x.pdf"' in values["正文"]
    assert "<img" not in values["正文"]
    assert "表.docx" not in values["正文"]
