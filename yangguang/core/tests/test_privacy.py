"""What strays into free text is found however it is written, and only that is cut out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core import privacy

NUMBERS = {"11010519491231002X": "证件号码", "13950112233": "手机号码", "6222021234567890128": "银行账号"}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话139 5011 2233找我", "电话（手机号码）找我"),
        ("电话１３９５０１１２２３３", "电话（手机号码）"),
        ("+86-139-5011-2233", "+（手机号码）"),
        ("身份证110105 19491231 002x。", "身份证（证件号码）。"),
        ("护照E12345678", "护照（证件号码）"),
        ("邮箱 shili@example.org，谢谢", "邮箱 （电子邮箱），谢谢"),
        ("卡号6222 0212 3456 7890 128", "卡号（银行账号）"),
        (
            "2021-2025年规划、厦思政办〔2021〕19号、0592-5858000",
            "2021-2025年规划、厦思政办〔2021〕19号、0592-5858000",
        ),
        (
            "统一社会信用代码91350203MA2XYZ1234，金额12345678901元",
            "统一社会信用代码91350203MA2XYZ1234，金额12345678901元",
        ),
    ],
)
def test_free_text_loses_its_personal_data_and_nothing_else(text: str, masked: str):
    assert privacy.mask(text) == masked


@given(
    st.sampled_from(sorted(NUMBERS)),
    st.lists(st.integers(1, 17), max_size=4),
    st.sampled_from(["", " ", "-", "\u3000", "\u200b"]),
    st.booleans(),
)
def test_a_number_written_apart_is_the_same_number(number: str, cuts: list[int], gap: str, wide: bool):
    written = number
    for cut in sorted({c for c in cuts if c < len(number)}, reverse=True):
        written = written[:cut] + gap + written[cut:]
    if wide:
        written = written.translate({48 + n: 0xFF10 + n for n in range(10)})
    text = f"本人{written}。"
    assert [(text[a:b], what) for a, b, what in privacy.find(text)] == [(written, NUMBERS[number])]
    assert privacy.mask(text) == f"本人（{NUMBERS[number]}）。"


def test_a_long_run_of_digits_is_read_in_good_time():
    assert privacy.find("1 " * 50_000) == []
