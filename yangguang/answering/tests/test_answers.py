"""An answer is quoted word for word from the right document; where there is none, nothing is."""

import pytest

from yangguang.answering.answers import QUOTED, answer
from yangguang.answering.tests.shelf import ELDERLY, SCHOOL, WASTE, Shelf, shelf

pytestmark = pytest.mark.task(25)


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("高龄津贴的标准是每月多少？", ELDERLY, "每人每月100元"),
        ("申请高龄津贴要交哪些材料给社区居民委员会？", ELDERLY, "身份证和户口簿复印件"),
        ("小学一年级什么时候报名？", SCHOOL, "7月1日至7月5日"),
        ("废旧电池属于什么垃圾？", WASTE, "有害垃圾"),
        ("廢舊電池屬於什麼垃圾？", WASTE, "有害垃圾"),
        ("不分类投放生活垃圾对个人罚款多少？", WASTE, "五十元以上二百元以下"),
    ],
)
def test_the_answer_is_quoted_with_its_place(question, text, words):
    found = answer(question, shelf(), sure=0.0)
    first = found.quotes[0]
    assert words in first.text
    assert first.text == text[first.start : first.end]
    assert first.key == found.documents[0]
    assert len(first.text) <= 200
    assert 1 <= len(found.quotes) <= QUOTED


def test_it_says_why():
    found = answer("高龄津贴的标准是每月多少？", shelf())
    assert {"with all before", "wanted", "look"} <= dict(found.quotes[0].reasons).keys()
    assert "held" in dict(found.quotes[0].document_reasons)
    assert "gap" in dict(found.reasons)


@pytest.mark.parametrize(
    "question",
    [
        "护照丢失后怎样补办？",
        "示例市地铁三号线何时通车？",
        "机动车驾驶证期满换证地点",
        "？？？",
        "",
        "\ud83d 的",
    ],
)
def test_it_abstains_where_nothing_answers(question):
    found = answer(question, shelf())
    assert found.abstained
    assert found.quotes == ()
    assert found.confidence < 0.5


def test_it_is_surer_of_what_it_knows():
    known = answer("小学一年级招生报名时间是什么时候？", shelf())
    unknown = answer("小学生午餐补助何时发放？", shelf())
    assert not known.abstained
    assert known.confidence > unknown.confidence


def test_nothing_is_quoted_from_nowhere():
    found = answer("高龄津贴的标准是多少？", Shelf())
    assert (found.abstained, found.quotes, found.documents) == (True, (), ())


def test_the_same_words_are_not_quoted_twice():
    copies = Shelf({"甲示例": ELDERLY, "乙示例": ELDERLY, "丙示例": WASTE})
    found = answer("高龄津贴的标准是每月多少？", copies, sure=0.0)
    assert len({quote.text for quote in found.quotes}) == len(found.quotes)


def test_places_in_another_writing_of_the_text_are_right():
    body = "㎡……說明：補貼標準為每平方米５元，由街道發放。" + "其他事項另行通知。" * 30
    found = answer("补贴标准每平方米多少元？", Shelf({"补贴说明（示例）": body}), sure=0.0)
    first = found.quotes[0]
    assert first.text == body[first.start : first.end]
    assert "補貼標準為每平方米５元" in first.text


def test_the_document_of_the_place_asked_for_comes_first():
    fujian, hebei = (
        f"{place}省农民工返岗包车补助办法（示例） 包车补助标准为每车{n}元。{place}省财政承担。"
        for place, n in (("福建", 500), ("河北", 800))
    )
    both = Shelf({"福建省办法": fujian, "河北省办法": hebei})
    assert "800" in answer("河北省返岗包车补助标准是多少？", both, sure=0.0).quotes[0].text
    assert "500" in answer("福建省返岗包车补助标准是多少？", both, sure=0.0).quotes[0].text


def test_a_local_text_is_no_stranger_at_home():
    texts = {
        "思明区补贴办法（示例）": "思明区发放补贴，标准为每人300元。",
        "补贴常识（示例）": "补贴是向个人给予的款项。",
    }
    at_home = answer("补贴标准多少？", Shelf(texts, home=("思明",)), sure=0.0)
    elsewhere = answer("补贴标准多少？", Shelf(texts), sure=0.0)
    assert "300" in at_home.quotes[0].text
    assert at_home.confidence > elsewhere.confidence
