"""What becomes a token, and how a question is read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.search import analyser
from yangguang.search.analyser import ask, exact, normalise, tokens

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("规划局", ["规划", "划局", "局"]),
        ("5G网络", ["5g", "网络", "络"]),
        ("A股", ["a", "股"]),
        ("2021年规划", ["2021", "年规", "规划", "划"]),
        ("Ｗｉ－Ｆｉ", ["wi", "fi"]),
        ("二〇二一年", ["二〇", "〇二", "二一", "一年", "年"]),
        ("補貼", ["补贴", "贴"]),
        ("《通知》", ["通知", "知"]),
        ("Ñandú Привет", ["ñandú", "привет"]),
        ("，。！", []),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


@given(han)
def test_every_two_characters_that_stand_together_are_a_token(text):
    plain, found = normalise(text), tokens(text)
    assert all(plain[i : i + 2] in found for i in range(len(plain) - 1))


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_indexed_and_asked(text):
    assert all(token and " " not in token for token in tokens(text))
    asked = ask(text)
    assert asked.empty == (not (asked.words or asked.phrases or asked.numbers))


@pytest.mark.parametrize(
    "written",
    [
        "厦思政办〔2021〕19号", "厦思政办[2021]19号", "厦思政办【2021】19号", "厦思政办（2021）19号", "厦思政办(2021)第19号",
        "厦思政办 〔 2021 〕 19 号", "厦思政办［２０２１］１９号", "廈思政辦〔2021〕19號", "厦思政办〔2021〕019号",
        "厦思政办〔2021年〕19号",
    ],
)  # fmt: skip
def test_a_document_number_is_the_same_in_any_brackets(written):
    assert exact(written) == exact("厦思政办〔2021〕19号") != exact("厦思政办〔2021〕9号")
    assert exact("厦思政办〔2021〕19号") in ask(written).numbers


def test_an_index_number_is_read_whole():
    assert ask("xm02100-0101-2019-00001").numbers == (exact("XM02100-0101-2019-00001"),)
    assert exact("XM02100 - 0101 - 2019 - 00001") == exact("XM02100-0101-2019-00001")


def test_a_number_within_a_sentence_is_found_without_the_words_before_it():
    assert exact("思政办〔2021〕19号") in ask("请查一下思政办〔2021〕19号").numbers


def test_words_phrases_and_what_is_left_out():
    asked = ask("养老 “思明区规划” 「补贴」 -招聘 －中标")
    assert [w.runs for w in asked.words] == [("养老",)]
    assert [w.runs for w in asked.phrases] == [("思明区规划",), ("补贴",)]
    assert [w.runs for w in asked.excluded] == [("招聘",), ("中标",)]


def test_a_hyphen_within_a_word_leaves_nothing_out():
    assert not ask("2021-2025 规划").excluded


def test_a_sentence_is_taken_apart_at_its_fillers_and_a_short_question_is_not():
    runs = [r for w in ask("请问思明区对于老年人有哪些补贴政策？").words for r in w.runs]
    assert runs == ["思明区", "老年人有", "补贴政策"]
    assert ask("什么").words


def test_a_long_question_is_cut_not_refused():
    assert len("".join(r for w in ask("规划" * 5000).words for r in w.runs)) <= 200


# Signs that official texts hold, letters with other forms, marks that join, and anything else.
SIGNS = st.one_of(
    st.sampled_from("思明區規劃Ａａ１①㈠℃㎡…—，。（）〔〕“”·×％＿ ﷺｶﾞé\u0301ｅ\u0301½Ⅳ㊣豈廊\ufa1e\u3007々"),
    st.characters(codec="utf-8"),
)


@given(st.text(SIGNS, max_size=60))
def test_the_quick_reading_of_letters_finds_the_same_tokens(text: str) -> None:
    slow = [t for run in analyser._RUN.findall(analyser.normalise(text)) for t in analyser._of_run(run)]
    assert analyser.tokens(text) == slow


def test_no_usual_sign_hides_a_letter() -> None:
    for code in (c for c in range(0x110000) if not 0xD800 <= c < 0xE000):
        sign = chr(code)
        if analyser._USUAL.fullmatch(sign):
            plain = unicodedata.normalize("NFKC", sign.lower())
            assert plain == sign.lower() or not any(c.isalnum() for c in sign + plain), hex(code)
            assert not unicodedata.combining(sign), hex(code)
