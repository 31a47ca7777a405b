"""Words that mean the same find each other, and nothing that nobody said follows from them."""

from __future__ import annotations

import pytest

from yangguang.organisations.tests.factories import make_unit
from yangguang.search import lexicon, queries
from yangguang.search.lexicon import Lexicon, WrongGroup, group_of, unit_groups
from yangguang.search.models import SynonymGroup
from yangguang.search.queries import SearchRequest

from .factories import settle

pytestmark = pytest.mark.task(25)


def found(text: str) -> list[str]:
    return [h.document.title for h in queries.search(SearchRequest(text=text)).hits]


def test_a_question_finds_texts_in_other_words(shelf) -> None:
    shelf.put("关于发放育儿津贴的通知", "示例：每孩每年示例元。")
    shelf.put("示例：无关的通知", "示例：另一件事。")
    settle()
    assert found("生育补贴") == []
    SynonymGroup.objects.create(words=["生育补贴", "育儿津贴"])
    lexicon.changed()
    assert found("生育补贴") == ["关于发放育儿津贴的通知"]
    assert found("思明区生育补贴怎么申领") == []  # 思明区 stands in none of them
    results = queries.search(SearchRequest(text="生育补贴"))
    assert "<mark>育儿津贴</mark>" in results.hits[0].title
    assert not results.loose
    SynonymGroup.objects.update(active=False)
    lexicon.changed()
    assert found("生育补贴") == []


def test_what_was_typed_comes_before_what_says_the_same(shelf) -> None:
    SynonymGroup.objects.create(words=["失业金", "失业保险金"])
    lexicon.changed()
    shelf.put("失业保险金申领指南", "示例。")
    shelf.put("失业金申领指南", "示例。")
    settle()
    assert found("失业金")[0] == "失业金申领指南"
    assert len(found("失业金")) == 2


def test_a_unit_is_found_by_all_its_names(shelf) -> None:
    make_unit("区发改局", full_name="厦门市思明区发展和改革局")
    lexicon.changed()
    shelf.put("思明区发展和改革局关于示例项目的批复", "示例。")
    settle()
    for text in ("区发改局", "发改局 批复", "发改局示例项目"):
        assert found(text) == ["思明区发展和改革局关于示例项目的批复"], text


def test_sentences_take_other_words_too(shelf) -> None:
    SynonymGroup.objects.create(words=["居住证", "暂住证"])
    lexicon.changed()
    shelf.put(
        "示例甲", "示例：外来人员怎样办理暂住证，需要带哪些材料，多少个工作日可以领取，到哪个窗口办理。"
    )
    shelf.put(
        "示例乙", "示例：外来人员怎样办理示例证，需要带哪些材料，多少个工作日可以领取，到哪个窗口办理。"
    )
    settle()
    assert found("外来人员办理居住证需要带哪些材料到哪个窗口")[0] == "示例甲"


def test_groups_do_not_run_together() -> None:
    made = Lexicon.made([("甲证", "乙证"), ("乙证", "丙证")])
    assert made.others("甲证怎么办") == ("乙证怎么办",)
    assert set(made.others("乙证")) == {"甲证", "丙证"}
    assert made.others("丁证") == ()
    assert Lexicon().others("甲证") == ()


def test_either_script_and_width_is_understood() -> None:
    assert Lexicon.made([("规划局", "ＡＢ局")]).others("規劃局") == ("ab局",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("甲证，乙证", ("甲证", "乙证")),
        ("甲证=乙证 ; 丙证", ("甲证", "乙证", "丙证")),
        ("甲证\t乙证\t甲证", ("甲证", "乙证")),
    ],
)
def test_lines_are_read_as_people_write_them(line: str, words: tuple[str, ...]) -> None:
    assert group_of(line) == words


@pytest.mark.parametrize(
    "line",
    [
        "",
        "甲证",
        "甲证，甲证",
        "规划局，規劃局",
        "甲，乙",
        "、、",
        "长" * 41 + "，甲证",
        "，".join(f"词语{n}" for n in range(13)),
        "——，……",
    ],
)
def test_lines_that_are_no_group_say_why(line: str) -> None:
    with pytest.raises(WrongGroup):
        group_of(line)


def test_the_names_of_units_make_groups() -> None:
    groups = unit_groups([("区发改局", "厦门市思明区发展和改革局", ["区计划局"]), ("示例", "示例", [])])
    assert groups == [
        (
            "发改局",
            "区发改局",
            "区计划局",
            "发展和改革局",
            "区发展和改革局",
            "思明区发展和改革局",
            "厦门市思明区发展和改革局",
        )
    ]
