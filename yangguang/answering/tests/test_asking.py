"""What a question asks for, and what it only asks with."""

import pytest

from yangguang.answering.asking import places, read

pytestmark = pytest.mark.task(25)


def asked(text):
    return read(text, lambda pairs: dict.fromkeys(pairs, 2.0))


def test_asking_words_are_not_looked_for():
    found = asked("请问高龄津贴的标准是多少？")
    assert found.pairs[:5] == ("高龄", "龄津", "津贴", "标准", "准是")
    assert not {"请问", "多少", "贴的", "的标"} & set(found.pairs)
    assert [look.name for look in found.looks] == ["number"]


def test_a_question_of_asking_words_only_is_still_a_question():
    assert asked("怎么办？").pairs == ("怎么", "么办")
    assert asked("").pairs == ()
    assert asked("？？！").pairs == ()


def test_pairs_with_a_particle_weigh_little():
    found = asked("企业对员工培训")
    weights = dict(zip(found.pairs, found.weights, strict=True))
    assert weights["企业"] > 4 * weights["业对"]
    assert weights["业对"] == weights["对员"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("何时报名", ["time"]),
        ("咨询电话是多少", ["number", "telephone"]),
        ("在哪里下载表格的网址", ["address"]),
        ("谁负责", []),
    ],
)
def test_it_knows_what_an_answer_looks_like(text, expected):
    assert [look.name for look in asked(text).looks] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("福建厦门市思明区如何申请", ("福建", "厦门", "思明")),
        ("鼓浪屿街道的电话", ("鼓浪屿",)),
        ("上市公司和全市民众、区域规划", ()),
        ("农贸市场何时开门", ()),
    ],
)
def test_places_are_told_by_what_follows_them(text, expected):
    assert places(text) == expected


def test_shares_of_the_question_add_up():
    found = asked("高龄津贴")
    assert found.share(0b111) == pytest.approx(1.0)
    assert found.share(0b101) == pytest.approx(2 / 3)
    assert found.run_share(0b11) == pytest.approx(1.0)
    assert asked("5G").run_share(0) == 0.0


def test_a_very_long_question_is_cut_short():
    assert len(asked("补贴标准" * 5000).pairs) <= 4
