"""Matching: what brute force finds, at the same places, whichever library runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.wordlists.matching import LIBRARIES, Matcher, Squeezed, folded, longest, outside

pytestmark = pytest.mark.task(25)

SIGNS = "甲乙丙"
WORDS = st.lists(st.text(SIGNS, min_size=1, max_size=4), max_size=8)
WIDE_SIGNS = "甲乙aAａＡ1１-－\U00020000😀"


def every_occurrence(words, text):
    """Brute force: each word at each place."""
    found = [
        (start, start + len(word), index)
        for index, word in enumerate(words)
        for start in range(len(text))
        if folded(text)[start : start + len(word)] == folded(word)
    ]
    return sorted(found, key=lambda m: (m[0], -m[1], m[2]))


def alone(text, match):
    """No letter or digit goes on where the match begins or ends with one."""
    flat = folded(text)

    def sign(at):
        return 0 <= at < len(flat) and flat[at].isascii() and flat[at].isalnum()

    start, end, _ = match
    return not (sign(start) and sign(start - 1)) and not (sign(end - 1) and sign(end))


@pytest.fixture(params=sorted(LIBRARIES))
def library(request):
    pytest.importorskip(request.param)
    return request.param


@pytest.mark.parametrize("library", sorted(LIBRARIES))
@given(words=WORDS, text=st.text(SIGNS, max_size=40))
def test_it_finds_what_brute_force_finds(library, words, text):
    pytest.importorskip(library)
    assert Matcher(words, library).find(text) == every_occurrence(words, text)


@pytest.mark.parametrize("library", sorted(LIBRARIES))
@given(
    words=st.lists(st.text(WIDE_SIGNS, min_size=1, max_size=4), max_size=6),
    text=st.text(WIDE_SIGNS, max_size=30),
)
def test_places_are_exact_among_full_width_and_astral_characters(library, words, text):
    pytest.importorskip(library)
    wanted = [m for m in every_occurrence(words, text) if alone(text, m)]
    assert Matcher(words, library).find(text) == wanted


@given(text=st.text(max_size=60), word=st.text(min_size=1, max_size=4).filter(lambda w: w.isprintable()))
def test_any_text_gives_places_that_hold_the_word(text, word):
    try:
        matcher = Matcher([word])
    except UnicodeEncodeError:
        return
    for start, end, _ in matcher.find(text + word):
        assert folded((text + word)[start:end]) == folded(word)


@given(words=WORDS, text=st.text(SIGNS, max_size=40))
def test_longest_keeps_exactly_what_no_longer_one_holds(words, text):
    found = every_occurrence(words, text)
    wanted = [
        m
        for m in found
        if not any(o[0] <= m[0] and o[1] >= m[1] and o[1] - o[0] > m[1] - m[0] for o in found)
    ]
    assert longest(found) == wanted


@given(words=WORDS, allowed=WORDS, text=st.text(SIGNS, max_size=40))
def test_the_allow_list_wins(words, allowed, text):
    found, free = every_occurrence(words, text), every_occurrence(allowed, text)
    wanted = [m for m in found if not any(o[0] <= m[0] and o[1] >= m[1] for o in free)]
    assert outside(found, free) == wanted


@given(text=st.text("甲乙 \u3000\u200b\n-", max_size=30), word=st.text("甲乙", min_size=1, max_size=4))
def test_a_word_is_found_through_what_splits_it(text, word):
    squeezed = Squeezed.of(text)
    places = [squeezed.back(m) for m in Matcher([word]).find(squeezed.text)]
    for start, end, _ in places:
        written = text[start:end]
        assert "".join(c for c in written if c in "甲乙") == word
        assert written[0] in "甲乙"
        assert written[-1] in "甲乙"
    bare = "".join(c for c in text if c in "甲乙")
    assert len(places) == len(every_occurrence([word], bare))


def test_a_hit_inside_an_allowed_phrase_is_none(library):
    text = "保护知识产权，识产不明"
    found = Matcher(["识产"], library).find(text)
    free = Matcher(["知识产权"], library).find(text)
    assert outside(found, free) == [(7, 9, 0)]


def test_an_earlier_word_does_not_hide_a_longer_one_across_it(library):
    assert longest(Matcher(["知识", "识产权"], library).find("知识产权")) == [(0, 2, 0), (1, 4, 1)]


def test_a_latin_word_is_found_whole_only(library):
    assert Matcher(["av"], library).find("AVG ＡＶ av") == [(4, 6, 0), (7, 9, 0)]


def test_a_table_keeps_its_cells_apart():
    assert Squeezed.of("甲 乙\n丙", ends=False).text == "甲乙\n丙"


def test_an_empty_word_is_refused():
    with pytest.raises(ValueError, match="empty"):
        Matcher(["甲", ""])
