"""Answers from the site's own index: only from what readers may see, as it stands now."""

import pytest

from yangguang.answering.answers import answer
from yangguang.answering.sources import Library
from yangguang.answering.tests.shelf import ELDERLY, SCHOOL, WASTE
from yangguang.search import outbox
from yangguang.search.kinds import SEARCH_KINDS
from yangguang.search.tests.factories import KIND, Shelf, settle

pytestmark = pytest.mark.task(25)
QUESTION = "高龄津贴的标准是每月多少？"


@pytest.fixture
def things(db, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    shelf = Shelf()
    monkeypatch.setattr(SEARCH_KINDS, "_items", {KIND: shelf.kind()})
    for text in (WASTE, SCHOOL, ELDERLY):
        shelf.put(text.split()[0], text)
    settle()
    return shelf


def test_a_published_text_answers(things):
    found = answer(QUESTION, Library(), sure=0.0)
    assert found.quotes[0].key == (KIND, 3)
    assert "100元" in found.quotes[0].text


def test_what_is_not_public_answers_nothing(things):
    things.change(things.things[3], public=False)
    # Before and after the index has heard of it.
    for _ in range(2):
        found = answer(QUESTION, Library(), sure=0.0)
        assert (KIND, 3) not in found.documents
        settle()


def test_what_is_withdrawn_is_not_quoted_although_the_index_still_holds_it(things):
    things.drop(things.things[3])
    assert (KIND, 3) not in answer(QUESTION, Library(), sure=0.0).documents


def test_quotation_marks_in_a_question_only_set_off_a_name(things):
    found = answer("“高龄津贴”标准和“每月”金额是多少？", Library(), sure=0.0)
    assert found.documents[0] == (KIND, 3)


def test_drafts_and_parts_crowd_nothing_out(things, monkeypatch):
    from dataclasses import replace

    from yangguang.answering import answers

    monkeypatch.setattr(answers, "CANDIDATES", 2)
    part = Shelf()
    monkeypatch.setitem(SEARCH_KINDS._items, "part", replace(part.kind(), code="part", parts=True))
    for number in range(9):
        things.put("高龄津贴的标准每月", "高龄津贴的标准是每月多少。", public=False)
        part.things[number] = replace(things.things[3], id=number, body="高龄津贴的标准是每月多少。")
        outbox.changed("part", number)
    settle()
    found = answer(QUESTION, Library(), sure=0.0)
    assert found.documents[0] == (KIND, 3)
    assert {kind for kind, _ in found.documents} == {KIND}
    assert not {pk for _, pk in found.documents} - {1, 2, 3}


def test_without_an_index_there_is_no_answer(settings, tmp_path):
    settings.HOME = tmp_path / "empty"
    found = answer(QUESTION, Library())
    assert found.abstained
    assert found.documents == ()


def test_only_the_kinds_asked_for(things):
    assert answer(QUESTION, Library(kinds=("other",))).documents == ()


def test_the_site_knows_where_it_is(settings):
    settings.SITE_NAME = "思明区政务公开"
    assert Library().home == ("思明",)
