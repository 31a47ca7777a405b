"""Mistyped questions are understood from what public titles say."""

from __future__ import annotations

import pytest
from django.utils import timezone

from yangguang.search import guessing
from yangguang.search.guessing import Words, said, words_of
from yangguang.search.models import Term

pytestmark = pytest.mark.task(25)
WORDS = Words.made(
    [
        (w, said(w), n)
        for w, n in (
            ("养老", 30),
            ("补贴", 25),
            ("补帖", 1),
            ("居住证", 9),
            ("办理", 40),
            ("重庆", 3),
            ("社区", 8),
            ("绿化", 4),
        )
    ]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yanglao butie", "养老补贴"), ("yanglaobutie", "养老补贴"), ("YangLao", "养老"), ("chongqing", "重庆"),
        ("lvhua", "绿化"), ("lühua", "绿化"), ("养老布贴", "养老补贴"), ("居注证办理", "居住证办理"), ("養老佈貼", "养老补贴"),
        ("居住政", "居住证"), ("养老补贴", ""), ("hello world", ""), ("yanglao xyz", ""), ("", ""), ("２０２１", ""),
        ("办里 居住证", "办理 居住证"),
    ],
)  # fmt: skip
def test_questions_are_put_right(typed: str, meant: str) -> None:
    assert WORDS.guess(typed) == meant


def test_of_words_that_sound_alike_the_frequent_one_is_guessed() -> None:
    assert WORDS.guess("butie") == "补贴"
    assert WORDS.guess("补帖") == ""  # a word of titles itself


def test_words_of_titles_are_those_that_return() -> None:
    rows = {w: n for w, _, n in words_of(["关于养老补贴的通知", "养老补贴实施办法", "示例孤词"])}
    assert rows["养老"] == 2
    assert "孤词" not in rows


@pytest.mark.parametrize("text", ["长" * 5000, "a" * 5000, "\x00", "😀" * 50, "ü" * 60, "'" * 60, "（）"])
def test_odd_questions_do_no_harm(text: str) -> None:
    assert isinstance(WORDS.guess(text[:60]), str)


def test_nothing_of_a_draft_is_learnt(shelf) -> None:
    for n in range(3):
        shelf.put(f"示例养老补贴{n}")
        shelf.put(f"示例秘密搬迁{n}", public=False)
    assert "个词" in guessing.renew.run(timezone.localdate())
    known = set(Term.objects.values_list("text", flat=True))
    assert {"养老", "补贴"} <= known
    assert not known & {"秘密", "搬迁"}
    assert guessing.guess("yanglao") == "养老"
    guessing.renew.run(timezone.localdate())  # again, without doubles
    assert Term.objects.filter(text="养老").count() == 1
