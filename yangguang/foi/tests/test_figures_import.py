"""A past year's figures from a file: read, looked at, confirmed, used by the next year, taken back."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.foi.actions import figures as locking
from yangguang.foi.actions import importing_figures as importing
from yangguang.foi.figures import documents, layout, queries
from yangguang.foi.models import FiguresImport, FoiRequest, YearFigures
from yangguang.foi.rules import figures as f
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(38)]
PAGE = "/desk/requests/figures/import/"
THIS = timezone.localdate().year
YEAR = THIS - 2


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def body(response: Any) -> str:
    return response.content.decode()


def cells(new: int = 5, carried_in: int = 0, open_: int = 2) -> f.Cells:
    """A table in which everything agrees: ``open_`` of the new requests go on next year, the others are released."""
    made = f.empty()
    f.add(made, "C1", f.NEW, "R1", new - open_)
    f.add(made, "C2", f.NEW, f.CARRIED_OUT, open_)
    f.add(made, "C1", f.CARRIED_IN, "R4-1", carried_in)
    return made


def book(unit: str = "区示例局", year: int = YEAR, **changed: Any) -> layout.Book:
    reviews, fees = f.no_reviews(), {**f.no_fees(), f.NOTICES: 2, f.AMOUNT: 400, f.PAID: 300}
    reviews["review"] = [1, 0, 0, 1, 2]
    return layout.Book(
        **{"unit": unit, "year": year, "cells": cells(), "reviews": reviews, "fees": fees, **changed}
    )


def receive(
    desk: Desk, made: layout.Book | None = None, form: str = "xlsx", year: int = YEAR
) -> FiguresImport:
    data = documents.make(made or book(), form)
    return importing.receive(desk.unit, actor=desk.editor, year=year, data=data, filename=f"示例.{form}")


def upload(client: Client, code: str, data: bytes, name: str, year: int = YEAR) -> Any:
    return client.post(
        PAGE, {"unit": code, "year": year, "file": SimpleUploadedFile(name, data)}, follow=True
    )


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv", "json"])
def test_what_one_year_exports_another_desk_imports_the_same(form: str) -> None:
    desk, other = Desk(), Desk()
    importing.confirm(receive(desk), actor=desk.reviewer)
    page = f"/desk/requests/figures/?year={YEAR}&unit={desk.unit.code}"
    exported = browser(desk.editor).get(f"{page}&format={form}").content
    received = importing.receive(
        other.unit, actor=other.editor, year=YEAR, data=exported, filename=f"往年.{form}"
    )
    assert (received.faults, received.notes) == ([], [])
    kept = importing.confirm(received, actor=other.reviewer, note="示例：试用别的单位的文件")
    first, second = queries.of_unit(desk.unit, YEAR), queries.of_unit(other.unit, YEAR)
    assert (first.cells, first.reviews, first.fees) == (book().cells, book().reviews, book().fees)
    assert (second.cells, second.reviews, second.fees) == (first.cells, first.reviews, first.fees)
    assert kept.source == "imported"


def test_upload_preview_confirm_and_the_years_page_shows_them() -> None:
    desk = Desk()
    editor, reviewer = browser(desk.editor), browser(desk.reviewer)
    assert "还没有导入过" in body(editor.get(PAGE))
    answer = upload(editor, desk.unit.code, documents.make(book(), "docx"), "某某局年报.docx")
    page = body(answer)
    assert "表内勾稽关系全部相符" in page
    assert "读到的：收到和处理政府信息公开申请情况" in page
    assert "现在还不能导入" in page  # the editor reads it in; the reviewer answers for it
    assert not YearFigures.objects.exists()
    here = answer.redirect_chain[-1][0]
    answer = reviewer.post(f"{here}do/confirm/", follow=True)
    page = body(answer)
    assert "这一年的数据由文件导入" in page
    assert "某某局年报.docx" in page
    assert "勾稽关系全部相符" in page
    assert "figures/cell/" not in page  # there are no cases behind these numbers
    assert queries.of_unit(desk.unit, YEAR).cells == cells()
    assert YEAR in queries.years()
    entry = AuditEntry.objects.filter(code="foi.figures.import").get()
    assert f"{desk.unit} {YEAR}" in entry.object_label
    assert "已导入" in body(editor.get(PAGE))
    assert editor.get(f"{here}file/").content == documents_of(here)


def documents_of(here: str) -> bytes:
    return bytes(FiguresImport.objects.get(pk=int(here.rstrip("/").rsplit("/", 1)[-1])).data)


def test_the_next_year_must_open_with_what_the_imported_one_carries_out() -> None:
    desk = Desk()
    importing.confirm(receive(desk), actor=desk.reviewer)
    following = receive(desk, book(year=YEAR + 1, cells=cells(new=3, carried_in=1, open_=0)), year=YEAR + 1)
    page = body(browser(desk.reviewer).get(f"{PAGE}{following.pk}/"))
    assert f"{YEAR} 年结转到 {YEAR + 1} 年" in page
    assert "不一致" in page
    with pytest.raises(Refused, match="结转有 3 处不一致"):
        importing.confirm(following, actor=desk.reviewer)
    importing.confirm(following, actor=desk.reviewer, note="示例：当年公布的年报如此")
    found = queries.of_unit(desk.unit, YEAR + 1)
    wrong = {(d.row, d.column, d.expected, d.found) for d in queries.faults(found)}
    assert wrong == {("P", "C1", 0, 1), ("P", "C2", 2, 0), ("P", "C7", 2, 1)}
    page = body(browser(desk.editor).get(f"/desk/requests/figures/?year={YEAR + 1}&unit={desk.unit.code}"))
    assert "示例：当年公布的年报如此" in page
    assert "有 3 处勾稽不平" in page
    with pytest.raises(Refused):
        locking.lock(desk.unit, actor=desk.head, year=YEAR + 1)


def test_the_year_before_is_held_against_what_the_next_year_counts_from_its_cases() -> None:
    desk = Desk()
    request = desk.decide(desk.register(), "36-1")
    FoiRequest.objects.filter(pk=request.pk).update(
        received_on=f"{THIS - 2}-12-20", closed_on=f"{THIS - 1}-01-10", year=THIS - 2
    )
    received = receive(desk, book(cells=cells(open_=2)))
    page = body(browser(desk.reviewer).get(f"{PAGE}{received.pk}/"))
    assert f"{YEAR} 年结转到 {YEAR + 1} 年（按案件计算）" in page
    with pytest.raises(Refused, match="结转有 3 处不一致"):
        importing.confirm(received, actor=desk.reviewer)


def test_figures_from_cases_are_not_replaced_without_a_word() -> None:
    desk = Desk()
    request = desk.decide(desk.register(), "36-1")
    FoiRequest.objects.filter(pk=request.pk).update(
        received_on=f"{YEAR}-03-01", closed_on=f"{YEAR}-03-10", year=YEAR
    )
    received = receive(desk)
    reviewer = browser(desk.reviewer)
    page = body(reviewer.get(f"{PAGE}{received.pk}/"))
    assert "和系统里的案件不一致" in page
    assert "文件里是 5，按案件计算是 1" in page
    answer = reviewer.post(f"{PAGE}{received.pk}/do/confirm/", {"note": " "})
    assert answer.status_code == 422
    assert queries.of_unit(desk.unit, YEAR).cells["R1"][0] == 1
    reviewer.post(f"{PAGE}{received.pk}/do/confirm/", {"note": "示例：系统里只补录了一件"})
    found = queries.of_unit(desk.unit, YEAR)
    assert found.cells[f.NEW][-1] == 5
    page = body(reviewer.get(f"/desk/requests/figures/?year={YEAR}&unit={desk.unit.code}"))
    assert "系统里这一年也有案件，和导入的数字不一致" in page


def test_locked_figures_and_a_standing_import_are_not_replaced_at_all() -> None:
    desk = Desk()
    first = receive(desk, form="csv")
    importing.confirm(first, actor=desk.reviewer, note="示例")
    other = receive(desk, book(cells=cells(new=9)))
    with pytest.raises(Refused, match="请先撤销那一次导入"):
        importing.confirm(other, actor=desk.reviewer, note="示例：再来一次")
    locking.lock(desk.unit, actor=desk.head, year=YEAR)
    with pytest.raises(Refused, match="已经锁定"):
        importing.confirm(other, actor=desk.reviewer, note="示例：再来一次")
    with pytest.raises(Refused, match="已经锁定"):
        importing.undo(first, actor=desk.reviewer, reason="示例")
    assert queries.of_unit(desk.unit, YEAR).cells == cells()
    with pytest.raises(Refused, match="内容没有变化"):
        receive(desk, form="csv")


def test_undoing_needs_a_reason_and_gives_the_year_back_to_its_cases() -> None:
    desk = Desk()
    received = receive(desk)
    importing.confirm(received, actor=desk.reviewer)
    reviewer, here = browser(desk.reviewer), f"{PAGE}{received.pk}/"
    assert reviewer.post(f"{here}do/undo/", {"reason": ""}).status_code == 422
    page = body(reviewer.post(f"{here}do/undo/", {"reason": "示例：不是最后公布的版本"}, follow=True))
    assert "已撤销" in page
    assert "示例：不是最后公布的版本" in page
    assert not YearFigures.objects.exists()
    assert not queries.of_unit(desk.unit, YEAR).counted
    assert reviewer.post(f"{here}do/undo/", {"reason": "示例"}).status_code == 422
    importing.confirm(receive(desk), actor=desk.reviewer)  # the same file may come again
    assert queries.of_unit(desk.unit, YEAR).imported


def test_what_the_next_locked_year_rests_on_is_not_taken_back() -> None:
    desk = Desk()
    first = receive(desk)
    importing.confirm(first, actor=desk.reviewer)
    opening = f.empty()
    f.add(opening, "C2", f.CARRIED_IN, "R1", 2)
    importing.confirm(receive(desk, book(year=YEAR + 1, cells=opening), year=YEAR + 1), actor=desk.reviewer)
    locking.lock(desk.unit, actor=desk.head, year=YEAR + 1)
    with pytest.raises(Refused, match=f"请先解锁 {YEAR + 1} 年"):
        importing.undo(first, actor=desk.reviewer, reason="示例")


def test_the_note_stays_when_the_year_is_locked() -> None:
    desk = Desk()
    made = receive(desk, book(unit=str(make_unit())))
    assert "，您选的是" in body(browser(desk.reviewer).get(f"{PAGE}{made.pk}/"))
    importing.confirm(made, actor=desk.reviewer, note="示例：机构改革前的名称")
    locking.lock(desk.unit, actor=desk.head, year=YEAR)
    assert YearFigures.objects.get().note == "示例：机构改革前的名称"


def test_the_district_is_the_offices_to_import_and_is_held_against_its_units() -> None:
    desk = Desk()
    importing.confirm(receive(desk), actor=desk.reviewer)
    chief = browser(desk.chief)
    whole = documents.make(book(unit="全区", cells=cells(new=50)), "xlsx")
    answer = upload(chief, "district", whole, "全区.xlsx")
    assert "和各单位之和不一致" in body(answer)
    here = answer.redirect_chain[-1][0]
    assert chief.post(f"{here}do/confirm/").status_code == 422
    assert browser(desk.reviewer).get(here).status_code == 404
    assert upload(browser(desk.editor), "district", whole, "全区.xlsx").status_code == 422
    page = body(chief.post(f"{here}do/confirm/", {"note": "示例：其余单位没有导入"}, follow=True))
    assert queries.of_district(YEAR).cells[f.NEW][-1] == 50
    assert "各单位之和与导入的数字不一致" in page
    assert "全区" in body(chief.get(PAGE))
    assert "全区.xlsx" not in body(browser(desk.editor).get(PAGE))


def test_the_office_brings_in_what_a_unit_that_is_no_more_reported() -> None:
    desk = Desk()
    gone = make_unit()
    type(gone).objects.filter(pk=gone.pk).update(active_to=timezone.localdate() - dt.timedelta(days=40))
    chief = browser(desk.chief)
    assert f"{gone}（已撤并）" in body(chief.get(PAGE))
    assert str(gone) not in body(browser(desk.editor).get(PAGE))
    answer = upload(chief, gone.code, documents.make(book(), "xlsx"), "a.xlsx")
    page = body(chief.post(f"{answer.redirect_chain[-1][0]}do/confirm/", follow=True))
    assert "这一年的数据由文件导入" in page
    assert queries.of_district(YEAR).cells == cells()  # the district is the sum of its units, old ones too


def test_the_second_of_two_files_of_one_year_is_refused_when_both_were_looked_at() -> None:
    desk = Desk()
    first, second = receive(desk), receive(desk, book(cells=cells(new=9)))
    seen = browser(desk.reviewer).get(f"{PAGE}{second.pk}/")
    importing.confirm(first, actor=desk.reviewer)
    assert "导入为" in body(seen)
    answer = browser(desk.reviewer).post(f"{PAGE}{second.pk}/do/confirm/", {"note": "示例"})
    assert answer.status_code == 422
    assert "已经导入过" in body(answer)
    assert queries.of_unit(desk.unit, YEAR).cells == cells()


def test_another_unit_sees_and_does_nothing() -> None:
    desk = Desk()
    received = receive(desk)
    stranger = browser(actor_for(Role.HEAD, make_unit()))
    for tail in ("", "file/"):
        assert stranger.get(f"{PAGE}{received.pk}/{tail}").status_code == 404
    for what in ("confirm", "discard", "undo"):
        assert stranger.post(f"{PAGE}{received.pk}/do/{what}/", {"reason": "示例"}).status_code == 404
    assert "示例.xlsx" not in body(stranger.get(PAGE))
    with pytest.raises(Refused):
        importing.receive(desk.unit, actor=desk.chief, year=YEAR, data=b"x", filename="a.csv")


def test_a_file_set_aside_never_counts() -> None:
    desk = Desk()
    received = receive(desk, form="csv")
    assert receive(desk, form="csv").pk == received.pk  # the same bytes are the same upload
    browser(desk.editor).post(f"{PAGE}{received.pk}/do/discard/")
    received.refresh_from_db()
    assert received.state == "discarded"
    with pytest.raises(Refused, match="已放弃"):
        importing.confirm(received, actor=desk.reviewer)
    assert not YearFigures.objects.exists()


# Files with something wrong in them.


def sheet_with(change: Any) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(documents.make(book(), "xlsx")))
    change(made.worksheets[0])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def lines_with(row: str, numbers: str) -> str:
    lines = documents.make(book(), "csv").decode("utf-8-sig").splitlines()
    at = next(n for n, line in enumerate(lines) if row in line)
    lines[at] = ",".join([*lines[at].split(",")[:3], numbers])
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("value", "told"),
    [(-2, "D5（一、本年新收政府信息公开申请数量，自然人）：“-2”不是非负整数"), ("三件", "“三”不是非负整数"), (2.5, "“2.5”不是非负整数")],
)  # fmt: skip
def test_a_cell_that_is_no_number_is_named_and_bars_the_import(value: Any, told: str) -> None:
    desk = Desk()
    data = sheet_with(lambda sheet: sheet.__setitem__("D5", value))
    page = body(upload(browser(desk.editor), desk.unit.code, data, "a.xlsx"))
    assert told in page
    assert "读不出</span>" in page
    received = FiguresImport.objects.get()
    with pytest.raises(Refused, match="有 1 处读不出来"):
        importing.confirm(received, actor=desk.reviewer, note="示例")


def test_merged_numbers_are_not_guessed_at_in_excel_and_word() -> None:
    import docx

    desk = Desk()
    data = sheet_with(lambda sheet: sheet.merge_cells("D5:E5"))
    page = body(upload(browser(desk.editor), desk.unit.code, data, "a.xlsx"))
    assert "D5（一、本年新收政府信息公开申请数量，自然人）：和旁边的格合并了" in page
    assert "E5" in page
    document = docx.Document(io.BytesIO(documents.make(book(), "docx")))
    table = document.tables[0]
    table.cell(4, 3).merge(table.cell(5, 3))
    out = io.BytesIO()
    document.save(out)
    page = body(upload(browser(desk.editor), desk.unit.code, out.getvalue(), "a.docx"))
    assert "第 1 个表格的第 5 行第 4 列（二、上年结转政府信息公开申请数量，自然人）：和旁边的格合并了" in page


def test_full_width_digits_and_an_old_encoding_are_read() -> None:
    desk = Desk()
    text = lines_with("一、本年新收", "３,２,0,0,0,0,５")
    upload(browser(desk.editor), desk.unit.code, text.encode("gb18030"), "旧年报.csv")
    received = FiguresImport.objects.get()
    assert (received.faults, received.read["cells"]) == ([], cells())


def test_an_identity_that_fails_is_told_by_its_cell_and_needs_a_word() -> None:
    desk = Desk()
    text = lines_with("一、本年新收", "3,2,0,0,0,0,6")
    page = body(upload(browser(desk.reviewer), desk.unit.code, text.encode(), "a.csv"))
    assert "“一、本年新收政府信息公开申请数量”的“总计”：应为 5，现为 6（总计应等于各类申请人之和）" in page
    assert '6<span class="visually-hidden">（不平）' in page
    here = f"{PAGE}{FiguresImport.objects.get().pk}/do/confirm/"
    assert browser(desk.reviewer).post(here).status_code == 422
    assert not YearFigures.objects.exists()


def _bomb() -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 25 * 1024 * 1024)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "name", "told"),
    [
        (lambda: documents.make(book(), "xlsx")[:3000], "a.xlsx", "内容不是 xlsx 格式"),
        (lambda: documents.make(book(), "docx")[:-400], "a.docx", "内容不是 docx 格式"),
        (lambda: documents.make(book(), "pdf"), "a.pdf", "请用 .xlsx、.csv、.docx、.json 文件"),
        (lambda: b"PK\x03\x04", "a.xls", "请用 .xlsx、.csv、.docx、.json 文件"),
        (lambda: "年份,主动公开数\n2019,12\n".encode(), "a.csv", "没有找到申请情况表"),
        (lambda: documents.template("", YEAR, "xlsx"), "a.xlsx", "没有填数字"),
        (lambda: documents.template("", YEAR, "docx"), "a.docx", "没有填数字"),
        (lambda: b"1," * (10 * 1024 * 1024), "a.csv", "超过 10 MB"),
        (lambda: b"\xff" * 9, "a.csv", "认不出文字编码"),
        (lambda: b"a\x00b", "a.csv", "内容不是 csv 格式"),
        (lambda: b'{"requests": []}', "a.json", "JSON 里没有 requests"),
        (_bomb, "a.xlsx", "可能是压缩炸弹"),
    ],
)  # fmt: skip
def test_what_holds_no_figures_is_refused_on_the_form_in_words(make: Any, name: str, told: str) -> None:
    desk = Desk()
    answer = upload(browser(desk.editor), desk.unit.code, make(), name)
    assert answer.status_code == 422
    assert told in body(answer)
    assert not FiguresImport.objects.exists()


def test_a_json_file_with_odd_characters_is_kept_without_them() -> None:
    desk = Desk()
    data = documents.to_json(book()).replace("区示例局".encode(), b"\\u0000\\ud800x")
    received = importing.receive(desk.unit, actor=desk.editor, year=YEAR, data=data, filename="a.json")
    assert received.read["unit"] == "x"


@pytest.mark.parametrize("year", [THIS, THIS + 1, 2007, 0])
def test_only_years_that_are_over_and_had_reports_are_imported(year: int) -> None:
    desk = Desk()
    data = documents.make(book(), "csv")
    answer = upload(browser(desk.editor), desk.unit.code, data, "a.csv", year)
    assert answer.status_code == 422
    assert not FiguresImport.objects.exists()


def test_the_wrong_year_in_the_title_is_noticed() -> None:
    desk = Desk()
    received = receive(desk, year=YEAR - 1)
    with pytest.raises(Refused, match=f"文件标题写的是 {YEAR} 年"):
        importing.confirm(received, actor=desk.reviewer)


def test_a_table_that_the_file_does_not_have_is_told() -> None:
    desk = Desk()
    received = receive(desk, book(reviews=None, fees=None))
    page = body(browser(desk.reviewer).get(f"{PAGE}{received.pk}/"))
    assert "文件里没有“政府信息公开行政复议、行政诉讼情况”，按 0 计" in page
    importing.confirm(received, actor=desk.reviewer)
    assert queries.of_unit(desk.unit, YEAR).reviews == f.no_reviews()


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_template_filled_in_is_read(form: str) -> None:
    import docx

    desk = Desk()
    address = f"{PAGE}template/{form}/?year={YEAR}&unit={desk.unit.code}"
    data = browser(desk.editor).get(address).content
    out = io.BytesIO()
    if form == "xlsx":
        made = openpyxl.load_workbook(io.BytesIO(data))
        for y, numbers in enumerate(cells().values(), 5):
            for x, number in enumerate(numbers, 4):
                assert made.worksheets[0].cell(y, x).value is None
                made.worksheets[0].cell(y, x).value = number
        made.save(out)
    else:
        document = docx.Document(io.BytesIO(data))
        for row, numbers in zip(document.tables[0].rows[3:], cells().values(), strict=True):
            for cell, number in zip(row.cells[3:], numbers, strict=True):
                assert cell.text == ""
                cell.text = str(number)
        document.save(out)
    received = importing.receive(
        desk.unit, actor=desk.editor, year=YEAR, data=out.getvalue(), filename=f"a.{form}"
    )
    assert (received.read["cells"], received.faults, received.read["year"]) == (cells(), [], YEAR)
    assert "没有发出" not in data.decode("latin-1")
    importing.confirm(received, actor=desk.reviewer)
