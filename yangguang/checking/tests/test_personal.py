"""Personal data: found however it is written, blocked only when it is somebody's, shown only masked."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.engine import RULES, examine
from yangguang.checking.privacy import personal
from yangguang.checking.privacy.masking import masked
from yangguang.checking.subjects import Part, PartKind, Subject
from yangguang.core import numbers
from yangguang.core.normalising import plain, squeezed

pytestmark = [pytest.mark.task(6), pytest.mark.task(9)]
DAY = dt.date(2021, 6, 1)
FIRST = "35020319900101001"
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def resident(first=FIRST):
    return first + numbers.resident_check(first)


def card(first="622202410001234567"):
    return next(first + d for d in "0123456789" if numbers.luhn(first + d))


ID, CARD, MOBILE = resident(), card(), "13800138000"


def found(text, *, table=False):
    return {(p.kind, p.severity, text[p.start : p.end]) for p in personal.scan(text, DAY, table=table)}


def blocked(text, *, table=False):
    return {words for _, severity, words in found(text, table=table) if severity == "block"}


people = st.builds(
    lambda area, born, order: resident(f"{area}{born:%Y%m%d}{order:03d}"),
    st.sampled_from(["350203", "110105", "620102", "440106", "810000"]),
    st.dates(dt.date(1930, 1, 1), dt.date(2021, 5, 31)),
    st.integers(0, 999),
)
writings = st.sampled_from(
    [
        lambda n: n,
        lambda n: n.lower(),
        lambda n: n.translate(WIDE),
        lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
        lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}",
        lambda n: " ".join(n),
        lambda n: f"{n[:10]}\n{n[10:]}",
        lambda n: f"{n[:6]}\u200b{n[6:]}",
        lambda n: f"{n[:6]}\u3000{n[6:14]}\u3000{n[14:]}",
    ]
)
surroundings = st.sampled_from(
    [
        "当事人张三，身份证号{}。",
        "{}",
        "张三({})",
        "见附件\n{}\n共一人",
        "公民身份号码：{}，住址不详",
        "张三{}，男",
    ]
)


@given(people, writings, surroundings)
def test_an_identity_number_is_found_in_any_writing_and_at_its_place(number, write, around):
    written = write(number)
    text = around.format(written)
    piece = next(p for p in personal.scan(text, DAY) if p.kind == "resident")
    assert text[piece.start : piece.end] == written
    assert piece.severity == "block"


@given(people, st.integers(1, 9), writings, surroundings)
def test_a_number_with_a_wrong_check_digit_never_blocks(number, off, write, around):
    right = 10 if number[17] == "X" else int(number[17])
    wrong = number[:17] + str((right + off) % 11 % 10)
    if numbers.is_resident(wrong, DAY) or numbers.is_card(wrong):
        return
    assert not blocked(around.format(write(wrong)))


@given(
    st.text(alphabet="1234567890 -\n\tXx张三身份证号电话卡号：，。１２３@路号室住址", max_size=120),
    st.booleans(),
)
def test_pieces_lie_in_the_text_and_never_show_all_of_a_number(text, table):
    for piece in personal.scan(text, DAY, table=table):
        assert 0 <= piece.start < piece.end <= len(text)
        if piece.kind in ("resident", "mobile", "card", "paper", "landline"):
            digits = squeezed(text[piece.start : piece.end])[0]
            shown = piece.shown(text)
            assert shown.count("*") >= len(digits) - 7
            assert digits not in shown


@given(st.text(max_size=60))
def test_the_plain_view_keeps_every_place(text):
    assert len(plain(text)) == len(text)
    letters, places = squeezed(text)
    assert [plain(text)[p] for p in places] == list(letters)


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码：91350203MA2XXXXX1K",
        "项目编号：350203202106010012",
        "财政拨款13800138000元",
        "合同编号13800138000",
        "总投资13800138000.00元",
        "网址http://www.example.gov.cn/art/13800138000/index.html",
        "身份证号350***********12X，电话138****5678",
        "ISBN 978-7-5115-1234-5",
        "思政〔2021〕13号",
        "中奖号码12345678901234567890123",
        "邮箱smxxgk@xm.gov.cn",
        "共138 20210101件",
        "合计 138 12345678 62",
    ],
)
def test_what_only_looks_like_personal_data_is_left_alone(text):
    assert not found(text)


def test_a_credit_code_that_reads_as_an_identity_number_is_at_most_a_hint():
    # 18 digits whose region ends in 19 or 20 may pass as a number of a person.
    assert not blocked(f"统一社会信用代码：{ID}")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"当事人张三，电话{MOBILE}", "block"),
        (f"张三 {MOBILE}", "block"),
        (f"联系人：张三，手机：{MOBILE}", "hint"),
        (f"咨询电话：{MOBILE}", "hint"),
        (f"请与区民政局张三联系，{MOBILE}", "hint"),
        (f"联系电话：{MOBILE}", "confirm"),
        ("当事人张三，电话一三八〇〇一三八〇〇〇", "block"),
        (f"当事人张三，电话+86 {MOBILE}", "block"),
    ],
)
def test_a_citizens_telephone_blocks_and_an_offices_does_not(text, severity):
    assert {s for kind, s, _ in found(text) if kind == "mobile"} == {severity}


def test_in_a_table_the_head_tells_whose_the_numbers_are():
    people_ = Part.table(
        "表", [["姓名", "身份证号", "手机", "补贴金额"], ["张三", ID, MOBILE, "13800138000"]]
    )
    offices = Part.table("表", [["窗口", "地址", "咨询电话"], ["社保窗口", "湖滨南路1号101室", MOBILE]])
    assert blocked(people_.text, table=True) == {ID, MOBILE}
    assert not blocked(offices.text, table=True)


def test_an_account_is_personal_unless_an_organisation_holds_it():
    assert CARD in blocked(f"户名：张三，银行卡号：{CARD}")
    assert CARD in blocked(f"农户姓名\t一卡通账号\n张三\t{CARD}", table=True)
    assert not blocked(f"收款单位：区财政局，开户行：工商银行，账号：{CARD}")


def test_papers_mail_and_homes_need_a_person_beside_them():
    assert ("paper", "block", "E12345678") in found("持护照（号码E12345678）入境")
    assert not found("型号E12345678的设备")
    assert ("email", "confirm", "zhang3@qq.com") in found("投诉人张三，邮箱zhang3@qq.com")
    assert not found("意见请发送至邮箱zhang3@qq.com")
    assert ("address", "confirm", "厦门市思明区湖滨南路1号202室") in found(
        "当事人张三，住厦门市思明区湖滨南路1号202室"
    )
    assert not found("办公地址：厦门市思明区湖滨南路1号202室")


def test_a_certificate_of_disability_holds_an_identity_number():
    assert blocked(f"残疾人证号{ID}43") == {f"{ID}43"} or ID[-1] == "X"
    assert blocked(f"残疾人证号{resident('35020319900101002')}43")


def test_too_little_masking_is_told():
    assert {k for k, *_ in found("身份证号35020319900101****")} == {"weak"}
    assert not found("身份证号350203********0012")


def codes(*parts):
    return {
        (f.rule.code, f.severity)
        for f in examine(Subject(parts, DAY), [r for r in RULES if r.group == "个人信息"])
    }


def test_children_and_the_sick_are_found_beside_names_but_not_when_masked():
    assert ("CHK-P08", "confirm") in codes(Part("正文", "学生李小明（12岁）落水"))
    assert not codes(Part("正文", "学生李某某（12岁）落水，6周岁以下儿童免票"))
    assert ("CHK-P09", "confirm") in codes(Part("正文", "患者王小红，确诊肺结核"))
    assert not codes(Part("正文", "今日新增确诊病例3例，残疾等级为一级的发放补贴"))
    table = Part.table("表", [["姓名", "残疾类别"], ["王小红", "肢体"], ["李小明", "视力"]])
    assert ("CHK-P09", "confirm") in codes(table)
    assert not codes(Part.table("表", [["姓名", "残疾类别"], ["王某某", "肢体"]]))


def test_comments_and_hidden_columns_are_looked_at_and_findings_never_hold_the_number():
    rules = [r for r in RULES if r.group == "个人信息"]
    parts = (
        Part("批注 1", f"张三 {ID}", PartKind.COMMENT),
        Part("隐藏", f"联系人：李四{MOBILE}", PartKind.HIDDEN),
    )
    told = examine(Subject(parts, DAY), rules)
    assert {(f.rule.code, f.severity, f.part) for f in told} == {
        ("CHK-P01", "block", 0),
        ("CHK-P02", "confirm", 1),
    }
    for f in told:
        assert ID not in f"{f.shown}{f.reason}{f.fix}"
        assert MOBILE not in f"{f.shown}{f.reason}{f.fix}"


def test_a_fingerprint_stays_when_text_is_written_before_it_and_tells_two_numbers_apart():
    rules = [r for r in RULES if r.code == "CHK-P02"]
    one = examine(Subject.of_text(f"当事人电话{MOBILE}", DAY), rules)
    more = examine(Subject.of_text(f"先写一段。\n当事人电话{MOBILE}，原告电话13900139000", DAY), rules)
    assert one[0].fingerprint == more[0].fingerprint
    assert len({f.fingerprint for f in more}) == 2


def test_a_list_of_thousands_is_told_without_thousands_of_findings():
    rows = [["姓名", "手机", "补贴"], *(["张三", f"138{n:08d}", "1"] for n in range(1000))]
    told = examine(Subject((Part.table("表", rows),), DAY), [r for r in RULES if r.code == "CHK-P02"])
    assert len(told) == 200
    assert "还有 800 处" in told[-1].reason


def test_masks_show_what_the_district_allows():
    assert masked("mobile", "138 0013 8000") == "138****8000"
    assert masked("resident", ID.translate(WIDE)) == f"350{'*' * 12}{ID[-3:]}"
    assert masked("card", CARD) == "*" * (len(CARD) - 4) + CARD[-4:]
    assert masked("email", "zhang@qq.com") == "z***@qq.com"
    assert masked("address", "思明区湖滨南路1号202室") == "思明区湖滨南路***"
    assert masked("name", "张三丰") == "张**"
