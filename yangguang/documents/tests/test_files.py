"""Files that people hand in: refused in words, shown as pages, read row by row."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from yangguang.documents import converting, decoding, files, sheets
from yangguang.documents.dates import parse_date


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 3)).save(buffer, "PNG")
    return buffer.getvalue()


def look(data: bytes, name: str, **more) -> files.FileFacts:
    return files.inspect(io.BytesIO(data), name, **more)


def test_a_good_file_is_kept_under_a_safe_name():
    facts = look(png(), "..\\..\\示例\x00图<1>.PNG")
    assert (facts.name, facts.extension, facts.media_type) == ("示例图1.png", ".png", "image/png")
    assert len(facts.sha256) == 64


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "空.pdf", "空文件"),
        (b"x" * 2_000_000, "大.txt", "超过 1 MB"),
        (b"MZ\x90", "程序.exe", "格式不能上传"),
        (b"MZ\x90 not a picture", "假.png", "不是 png 格式"),
        (b"<html>", "假.pdf", "不是 pdf 格式"),
        (b"%PDF-1.4 broken", "坏.pdf", "打不开"),
        (b"PK", "假.docx", "不是 docx 格式"),
        (zipped(x=b"1"), "假.docx", "不是 docx 格式"),
        (zipped(word__vbaProject__bin=b"1"), "宏.docm", "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 64, "密.docx", "打开密码"),
        (b"a\x00b", "假.csv", "不是 csv 格式"),
        (zipped(**{"..__..__etc__passwd": b"1"}), "路径.zip", "指向外部"),
    ],
)
def test_what_may_not_be_kept_is_refused_with_its_name_and_the_way_out(data, name, words):
    with pytest.raises(files.Rejected) as error:
        look(data, name, limit=1024 * 1024)
    assert words in str(error.value)
    assert name.rpartition(".")[0] in str(error.value)


def test_a_zip_bomb_is_refused_without_being_unpacked():
    bomb = zipped(xl__a=b"0" * 60_000_000)
    assert len(bomb) < 200_000
    with pytest.raises(files.Rejected, match="压缩炸弹"):
        look(bomb, "炸弹.xlsx")


def test_word_excel_and_csv_become_pages(tmp_path: Path):
    document = docx.Document()
    document.add_heading("示例标题", 1)
    document.add_paragraph("示例正文")
    document.save(str(tmp_path / "a.docx"))
    found = converting.to_html(tmp_path / "a.docx", files.MEDIA_TYPES[".docx"])
    assert found
    assert "<h2>示例标题</h2>" in found.html
    assert "<p>示例正文</p>" in found.html
    book = openpyxl.Workbook()
    book.active.append(["项目", "金额"])
    book.active.append(["教育<script>", 12.0])
    book.save(tmp_path / "a.xlsx")
    found = converting.to_html(tmp_path / "a.xlsx", files.MEDIA_TYPES[".xlsx"])
    assert found
    assert "<th>项目</th>" in found.html
    assert "<td>12</td>" in found.html
    assert "<script" not in found.html
    (tmp_path / "a.csv").write_bytes("项目,金额\n教育,12\n".encode("gb18030"))
    found = converting.to_html(tmp_path / "a.csv", "text/csv")
    assert found
    assert "<td>教育</td>" in found.html


def test_a_broken_file_has_no_page_and_breaks_nothing(tmp_path: Path):
    (tmp_path / "a.docx").write_bytes(b"PK broken")
    assert converting.to_html(tmp_path / "a.docx", files.MEDIA_TYPES[".docx"]) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_usual_encodings_are_read(encoding):
    assert decoding.decode("标题：示例公告".encode(encoding)).text == "标题：示例公告"


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=4, max_size=200))
def test_gb18030_never_comes_out_garbled(text):
    assert decoding.decode(text.encode("gb18030")).text == text or _is_utf8(text.encode("gb18030"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_writing_of_a_date_is_the_same_day(day):
    digits = "〇一二三四五六七八九"

    def small(n: int) -> str:
        tens, ones = divmod(n, 10)
        return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
            digits[ones] if ones else ""
        )

    chinese = "".join(digits[int(c)] for c in f"{day.year:04d}") + f"年{small(day.month)}月{small(day.day)}日"
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y.%m.%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y年%m月%d日} 9:30",
        f"{day:%Y%m%d}",
        chinese,
    ):
        assert parse_date(text) == day


@pytest.mark.parametrize("text", ["2021.2.30", "2021年13月1日", "20210230"])
def test_days_that_do_not_exist_are_told(text):
    with pytest.raises(ValueError, match="不存在"):
        parse_date(text)


def test_a_sheet_tells_a_broken_row_and_goes_on(tmp_path: Path):
    (tmp_path / "a.csv").write_text("标题,内容\n一,二,三\n四,五\n", "utf-8")
    with sheets.read(tmp_path / "a.csv") as sheet:
        rows = list(sheet.rows)
    assert sheet.columns == ["标题", "内容"]
    assert "多 1 格" in rows[0].fault
    assert rows[1].values == {"标题": "四", "内容": "五"}


def test_ten_thousand_rows_with_formulas_are_read_by_their_values(tmp_path: Path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["标题", "数"])
    for n in range(10_000):
        sheet.append([f"示例{n}", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    with sheets.read(tmp_path / "a.xlsx") as found:
        rows = list(found.rows)
    assert len(rows) == 10_000
    assert rows[-1].number == 10_001
    assert "=" not in rows[0].values["数"]
