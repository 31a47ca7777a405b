"""Letters: every kind once with all it has to bear; the right remedies; one text in three forms; numbers without holes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pypdfium2
import pytest
from django.db import transaction

from yangguang.core import audit
from yangguang.core.actions import Refused
from yangguang.documents import bodies
from yangguang.foi.actions import files, letters
from yangguang.foi.letters import elements, fields, library, texts
from yangguang.foi.letters.desk import bodies_of, desk_of
from yangguang.foi.letters.kinds import KINDS
from yangguang.foi.models import DeskSettings, FoiRequest, Letter, ReasonText, RequestFile
from yangguang.foi.rules import events as e
from yangguang.foi.rules.grounds import GROUNDS
from yangguang.foi.rules.remedies import remedies
from yangguang.organisations.tests.factories import make_contact, make_street, make_unit, openness_office
from yangguang.typesetting import word

from .cases import COMMON, TODAY, Case, ready

pytestmark = [pytest.mark.django_db, pytest.mark.task(33)]


def plain(letter: Letter) -> str:
    return squeezed(bodies.to_text(letter.html))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", re.sub(r"—\s*\d+\s*—", "", text))


def of_pdf(content: bytes) -> str:
    found = pypdfium2.PdfDocument(content)
    try:
        return squeezed("".join(page.get_textpage().get_text_range() for page in found))
    finally:
        found.close()


VARIANTS = [(code, {}) for code in KINDS] + [
    ("T22", {"ground": "", "until": dt.date(2021, 12, 20)}), ("T24", {"ground": "30-lapsed"}), ("T24", {"ground": "109-lapsed"}),
    ("T25", {"outcome": "transferred"}), ("T25", {"outcome": "declined"}), ("T09", {"method": "pages", "items": 0, "already": 0,
     "pages": 201, "amount": 2740}), ("T07", {"consulted": "agency"}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "given"), VARIANTS)
def test_every_letter_bears_all_it_has_to_and_says_the_same_in_three_forms(code, given):
    case = Case()
    if code == "T24":
        unpaid = given.get("ground") == "109-lapsed"
        case.event(
            e.FEE_NOTIFIED if unpaid else e.CORRECTION_NOTIFIED, dt.date(2021, 9, 29),
            until=None if unpaid else dt.date(2021, 10, 15),
        )  # fmt: skip
    if code in ("T22", "T23", "T20") and "ground" not in given:
        given = {**given, "ground": next(g.code for g in GROUNDS.values() if g.letter == code)}
    letter = case.issue(code, **given)
    assert letter.elements
    assert all(letter.elements.values())
    assert str(letter) == f"示例{case.unit.pk}公开〔2021〕1号"
    assert letter.title.startswith(f"{case.unit.full_name}关于〔2021〕1号政府信息公开申请的")
    pdf, docx = files.content(letter.pdf), files.content(letter.docx)
    assert pdf.startswith(b"%PDF-")
    assert of_pdf(pdf) == squeezed(word.text_of(docx)) == plain(letter)
    assert "未填写" not in plain(letter)
    # A third party or another organ never learns who asked.
    names = KINDS[code].to == "applicant"
    assert ("示例申请人甲" in plain(letter)) is names
    assert ("停车场收费的批复文件" in plain(letter)) is names
    assert {f.part for f in case.request.files.filter(pk__in=[letter.pdf_id, letter.docx_id])} == {"letter"}


def test_a_title_names_no_person_and_the_log_no_text():
    case = Case()
    letter = case.issue("T13")
    assert "示例申请人" not in letter.title
    entry = next(x for x in audit.AuditEntry.objects.all() if x.code == "foi.letter.issue")
    assert "示例申请人" not in str([entry.before, entry.after, entry.details])
    assert list(audit.verify()) == []


def test_the_table_of_letters_and_the_table_of_grounds_need_the_same():
    assert list(KINDS) == [f"T{n:02d}" for n in range(1, 27)]
    for ground in GROUNDS.values():
        if ground.reply:
            kind = KINDS[ground.letter]
            assert kind.reply
            needed = set(kind.required) - {"ground"}
            assert needed == set(ground.needs), ground.code


# --- remedies ---

OLD, NEW = dt.date(2023, 12, 29), dt.date(2024, 1, 2)
DISTRICT, CITY, ABOVE = "厦门市思明区人民政府", "厦门市人民政府", "示例市主管部门"
BODIES = {
    ("department", False): f"{DISTRICT}或者{ABOVE}", ("department", True): DISTRICT,
    ("government", False): CITY, ("government", True): CITY,
    ("street", False): DISTRICT, ("street", True): DISTRICT,
    ("branch", False): f"{ABOVE}或者{CITY}", ("branch", True): f"{CITY}或者{DISTRICT}",
    ("vertical", False): ABOVE, ("vertical", True): ABOVE,
    ("justice", False): f"{DISTRICT}或者{ABOVE}", ("justice", True): f"{DISTRICT}或者{ABOVE}",
}  # fmt: skip


@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize("kind", DeskSettings.Kind.values)
@pytest.mark.parametrize("code", ["T10", "T13"])
def test_remedies_are_right_for_the_day_and_the_sort_of_unit(kind, new, code):
    case = Case(on=dt.date(2023, 12, 1))
    ready(case.unit, kind=kind)
    letter = case.issue(code, dated=NEW if new else OLD, ground="36-2" if code == "T10" else "15")
    said = plain(letter)
    assert f"60日内向{BODIES[kind, new]}申请行政复议" in said
    assert ("应当先自收到" in said) is (new and code == "T13")
    assert ("6个月内向" in said) is not (new and code == "T13")


@pytest.mark.parametrize("code", [k.code for k in KINDS.values() if not k.remedies])
def test_letters_on_the_way_bear_no_remedies(code):
    assert "行政复议" not in plain(Case().issue(code))


def test_a_third_party_that_is_overruled_is_told_its_remedies_and_need_not_ask_for_review_first():
    said = plain(Case(on=dt.date(2023, 12, 1)).issue("T08", dated=NEW))
    assert "可以自收到本告知书之日起60日内" in said
    assert "或者自收到本告知书之日起6个月内" in said


def test_a_unit_whose_only_reviewer_is_not_named_can_not_decide_and_is_told_where_to_name_it():
    case = Case()
    ready(case.unit, kind="vertical", superior="")
    with pytest.raises(Refused) as refused:
        case.issue("T13")
    [reason] = refused.value.reasons
    assert "救济途径" in reason.text
    assert "上一级主管部门" in reason.remedy
    assert reason.url == f"/desk/requests/settings/?unit={case.unit.pk}"


# --- what a letter tells ---


def test_the_opening_tells_receipt_channel_number_the_words_and_the_whole_course():
    case = Case()
    case.event(e.CORRECTION_NOTIFIED, dt.date(2021, 9, 29), until=dt.date(2021, 10, 20))
    case.event(e.CORRECTED, dt.date(2021, 10, 8))
    case.consult(dt.date(2021, 10, 11), dt.date(2021, 10, 15))
    case.event(e.EXTENDED, dt.date(2021, 10, 25), workdays=10)
    said = plain(case.issue("T12"))
    for words in (
        "2021年9月28日，本机关收到您以“当面提交”方式提出的政府信息公开申请", f"申请编号为“{case.request.number}”",
        "示例：请公开某某小区停车场收费的批复文件，文号不详。", "本机关于2021年9月29日告知您补正", "2021年10月8日收到您的补正",
        "于2021年10月11日书面征求第三方的意见", "第三方于2021年10月15日答复：不同意公开", "2021年10月25日决定延长答复期限10个工作日",
        "第三十六条第（三）项", "《条例》第十五条（保护第三方合法权益）",
    ):  # fmt: skip
        assert words in said
    assert "示例第三方" not in said


def test_the_search_stands_in_the_letter_that_says_there_is_nothing():
    case = Case()
    with pytest.raises(Refused, match="检索记录"):
        case.issue("T15", search=[])
    case.search()
    letter = case.issue("T15", search=[])
    assert letter.elements["检索情况"]
    assert "2021年10月12日示例人员示例：档案系统停车场批复没有找到" in plain(letter)


def test_a_fee_letter_whose_amount_is_not_that_of_the_rates_is_refused():
    with pytest.raises(Refused, match="收费计算"):
        Case().issue("T09", amount=301)


def test_reviews_first_is_told_for_what_is_withheld_only_from_the_new_law_on():
    desk = desk_of(Case().unit)
    for ground in GROUNDS.values():
        assert not remedies(desk.kind, ground.code, OLD, bodies_of(desk)).review_first


# --- nothing goes out while something is missing ---


@pytest.mark.parametrize(("code", "name"), [(k.code, n) for k in KINDS.values() for n in k.required])
def test_a_letter_without_a_field_it_needs_is_refused_by_name(code, name):
    case = Case()
    empty = (
        None if fields.FIELDS[name].type in ("date", "number") else [] if fields.FIELDS[name].rows else " "
    )
    given = {name: empty, **({"ground": GROUNDS["35"].code} if code == "T22" else {})}
    if name == "pay_how":  # has a default
        return
    with pytest.raises(Refused) as refused:
        case.issue(code, **given)
    assert any(r.field == name and r.remedy and r.url for r in refused.value.reasons)
    assert not Letter.objects.exists()


def test_a_letter_before_receipt_is_confirmed_is_refused_and_its_receipt_slip_is_not():
    case = Case()
    case.request.events.all().delete()
    FoiRequest.objects.filter(pk=case.request.pk).update(received_on=None)
    case.request.refresh_from_db()
    with pytest.raises(Refused, match="收到日期"):
        case.issue("T13")
    assert "待双方确认" in plain(case.issue("T01"))


def test_a_unit_that_nobody_can_reach_issues_nothing():
    case = Case()
    ready(case.unit, address="", phone="")
    with pytest.raises(Refused, match="联系方式"):
        case.issue("T13")
    make_contact(case.unit, phone="0592-1111111")
    assert "0592-1111111" in plain(case.issue("T13"))


def test_places_left_open_in_a_packaged_wording_are_not_signed():
    with pytest.raises(Refused, match="没有填写"):
        Case().issue("T13", reasons="所申请的信息由〔请填写：定密机关〕确定。")


@pytest.mark.parametrize("dated", [dt.date(2999, 1, 1), dt.date(2021, 9, 27)])
def test_no_letter_bears_a_day_to_come_or_one_before_the_request(dated):
    with pytest.raises(Refused, match="成文日期"):
        Case().issue("T13", dated=dated)


def test_check_finds_what_was_taken_out_of_the_text():
    case = Case()
    draft = texts.compose(case.request, KINDS["T13"], dict(COMMON), dated=TODAY, number="示例〔2021〕9号")
    assert all(elements.check(draft).values())
    cut = replace(draft, html=draft.html.replace("第十五条", "").replace("60 日", "90 日"))
    found = elements.check(cut)
    assert not found["法律依据"]
    assert not found["救济途径"]
    # The article stood in the sentence that decides, which is not whole any more either.
    lacking = {r.text for r in elements.missing(cut)}
    assert lacking == {f"不予公开告知书缺少“{name}”" for name in ("法律依据", "处理决定", "救济途径")}


# --- hostile and odd text ---

HOSTILE = (
    '<script>alert(1)</script><b>粗</b> & "引" \'#panic() \\u{41} *x* $y$\n一、要求\n<!-- 注 -->\u202e反\x00'
)


def test_hostile_text_of_an_applicant_is_quoted_and_never_run():
    case = Case(content=HOSTILE.replace("\x00", ""), name="<i>示例</i>&申请人")
    letter = case.issue("T13", facts=HOSTILE.replace("\u202e", "").replace("\x00", ""))
    assert "<script" not in letter.html
    assert "<b>" not in letter.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in letter.html
    assert bodies.clean(letter.html) == letter.html
    assert "〔U+202E〕反" in letter.html
    assert "<i>示例</i>&申请人：" in plain(letter)
    assert (
        of_pdf(files.content(letter.pdf))
        == squeezed(word.text_of(files.content(letter.docx)))
        == plain(letter)
    )


def test_a_letter_can_quote_what_no_font_shows():
    case = Case(content="示例：请公开\U0010fff0有关的\U000f0000文件", name="示例\U0010fff0")
    said = plain(case.issue("T13"))
    assert "请公开〔U+10FFF0〕有关的〔U+F0000〕文件" in said


def test_a_word_of_the_officers_that_no_font_shows_is_refused_and_the_number_given_back():
    case = Case()
    first = case.issue("T02")
    with pytest.raises(Refused, match=r"U\+10FFF0"):
        case.issue("T13", reasons="示例\U0010fff0")
    with pytest.raises(Refused, match="超过"):
        case.issue("T12", parts=[{"what": "长" * 5000, "ground": "15", "reason": "长" * 5000}] * 3)
    assert first.serial == 1
    assert case.issue("T13").serial == 2


def test_nothing_is_left_on_disk_or_in_the_tables_when_the_second_file_fails(monkeypatch):
    case = Case()
    kept = files.keep
    calls = []

    def failing(*args, **more):
        calls.append(1)
        if len(calls) == 2:
            raise Refused(["磁盘已满"])
        return kept(*args, **more)

    monkeypatch.setattr(files, "keep", failing)
    with pytest.raises(Refused, match="磁盘已满"):
        case.issue("T13")
    assert not Letter.objects.exists()
    assert not RequestFile.objects.filter(part="letter").exists()
    monkeypatch.undo()
    assert case.issue("T13").serial == 1


# --- numbers ---


def test_numbers_run_by_unit_and_year_and_a_void_one_is_not_given_again():
    case, other = Case(), Case()
    assert [case.issue("T02").serial, case.issue("T13").serial, other.issue("T13").serial] == [1, 2, 1]
    second = Letter.objects.get(unit=case.unit, serial=2)
    with pytest.raises(Refused, match="原因"):
        letters.void(second, actor=case.reviewer, reason=" ")
    with pytest.raises(Refused, match="权限"):
        letters.void(second, actor=case.editor, reason="示例：写错")
    letters.void(second, actor=case.reviewer, reason="示例：写错")
    with pytest.raises(Refused, match="已经作废"):
        letters.void(second, actor=case.reviewer, reason="示例：写错")
    assert case.issue("T13").serial == 3
    assert case.issue("T13", dated=dt.date(2022, 1, 4)).serial == 1
    assert list(Letter.objects.filter(unit=case.unit, year=2021).values_list("serial", flat=True)) == [
        1,
        2,
        3,
    ]


def test_a_letter_outside_of_an_act_is_a_mistake_of_the_program():
    case = Case()
    with pytest.raises(ValueError, match="no such field"), transaction.atomic():
        letters.issue(case.request, "T02", actor=case.head, dated=TODAY, fields={"wat": 1})
    with pytest.raises(Refused), transaction.atomic():
        letters.issue(case.request, "T99", actor=case.head, dated=TODAY, fields={})


def test_a_preview_takes_no_number_shows_what_is_missing_and_bears_its_watermark():
    case = Case()
    shown = letters.preview(case.request, "T13", {"facts": "示例：事实"}, dated=TODAY)
    assert "〔未填写：理由〕" in shown.html
    assert "〔文号在签发时编定〕" in shown.html
    assert {r.field for r in shown.lacking} == {"ground", "reasons"}
    assert "草" in of_pdf(shown.pdf())
    whole = letters.preview(case.request, "T13", COMMON, dated=TODAY)
    assert whole.lacking == []
    assert not Letter.objects.exists()
    assert not case.request.files.exists()
    assert letters.problems(case.request, "T13", dated=TODAY, given=COMMON) == []


# --- settings and the library ---


def test_every_unit_has_a_desk_before_it_enters_one(units):
    marks = [desk_of(u).mark for u in units.values()]
    assert len(marks) == len(set(marks))
    assert all(m.endswith("公开") and len(m) <= 20 for m in marks)
    assert desk_of(units["区教育局"]).mark == "厦思教公开"
    kinds = {
        name: desk_of(units[name]).kind
        for name in ("区政府办", "区司法局", "思明公安分局", "区税务局", "区教育局")
    }
    assert list(kinds.values()) == ["government", "justice", "branch", "vertical", "department"]
    assert desk_of(units["区税务局"]).superior == "国家税务总局厦门市税务局"
    assert desk_of(make_street()).kind == "street"
    assert desk_of(openness_office()).pk is None
    assert not desk_of(make_unit()).verified


def test_every_ground_has_a_packaged_wording_and_what_a_person_changed_stays():
    assert {t["ground"] for t in library.packaged()} == set(GROUNDS)
    row = ReasonText.objects.get(packaged="secret")
    row.text, row.active = "示例：改过", False
    row.save()
    assert library.load() == 0
    row.refresh_from_db()
    assert row.text == "示例：改过"
    assert row not in ReasonText.objects.usable(make_unit())
    unit = make_unit()
    own = ReasonText.objects.create(ground="15", title="示例", text="示例", unit=unit)
    assert own in ReasonText.objects.usable(unit, "15")
    assert own not in ReasonText.objects.usable(make_unit(), "15")
