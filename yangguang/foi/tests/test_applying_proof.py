"""What keeps robots out: the work is checked, serves once and for one form; a person always has another way."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from yangguang.foi.applying import proof, throttle
from yangguang.foi.models import Tries, UsedChallenge

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]
FORM, OTHER = "a" * 32, "b" * 32
NUMERALS = "零一二三四五六七八九"


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "BITS", 5)


def issued(form: str = FORM) -> proof.Challenge:
    return proof.issue(form)


def worked(challenge: proof.Challenge) -> str:
    """What the browser's script does."""
    numbers = []
    for index in range(challenge.puzzles):
        number = 0
        while not proof.solved(challenge.seed, index, number, challenge.bits):
            number += 1
        numbers.append(str(number))
    return ",".join(numbers)


def answer(challenge: proof.Challenge) -> int:
    first, second = re.match(r"(.)加(.)等于几", challenge.question).groups()  # type: ignore[union-attr]
    return NUMERALS.index(first) + NUMERALS.index(second)


def check(challenge: proof.Challenge, form: str = FORM, **given: Any) -> str:
    return proof.check(challenge.token, form, **{"work": "", "answer": "", "doubtful": False, **given})


def test_the_work_or_the_answer_is_enough_and_each_challenge_serves_once() -> None:
    challenge = issued()
    digest = check(challenge, work=worked(challenge))
    assert check(challenge, answer=str(answer(challenge))) == digest
    proof.use(digest)
    with pytest.raises(proof.Failed):
        check(challenge, work=worked(challenge))
    with pytest.raises(proof.Failed):
        proof.use(digest)
    assert UsedChallenge.objects.count() == 1


@pytest.mark.parametrize(
    "work", ["", "1,2", "a,b,c,d,e,f,g,h", "-1,1,1,1,1,1,1,1", "١,1,1,1,1,1,1,1", "9" * 300]
)
def test_work_that_was_not_done_is_not_taken(work: str) -> None:
    with pytest.raises(proof.Failed, match="回答"):
        check(issued(), work=work)


def test_one_puzzle_less_is_not_enough() -> None:
    challenge = issued()
    numbers = worked(challenge).split(",")
    wrong = next(n for n in range(1000) if not proof.solved(challenge.seed, 7, n, challenge.bits))
    with pytest.raises(proof.Failed):
        check(challenge, work=",".join([*numbers[:-1], str(wrong)]))


def test_work_for_another_form_an_altered_token_and_an_old_one_are_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    challenge = issued(OTHER)
    with pytest.raises(proof.Failed):
        check(challenge, work=worked(challenge))
    mine = issued()
    altered = proof.Challenge("x" + mine.token, mine.seed, mine.question, mine.puzzles, mine.bits)
    with pytest.raises(proof.Failed):
        check(altered, work=worked(mine))
    monkeypatch.setattr(proof, "HOLDS", -1)
    with pytest.raises(proof.Failed, match="太久"):
        check(mine, work=worked(mine))


def test_where_something_looked_odd_only_the_answer_opens() -> None:
    challenge = issued()
    with pytest.raises(proof.Failed):
        check(challenge, work=worked(challenge), doubtful=True)
    assert check(challenge, answer=str(answer(challenge)), doubtful=True)


def test_answers_as_people_write_them() -> None:
    challenge = issued()
    number = answer(challenge)
    spoken = {n: s for s, n in proof._SPOKEN.items() if s != "两"}[number]
    wide = "".join(chr(ord(c) + 0xFEE0) for c in str(number))
    for said in (f" {number} ", f"{number}。", spoken, wide):
        assert check(challenge, answer=said)
    for wrong in (str(number + 1), "不知道", "½", "1" * 30):
        with pytest.raises(proof.Failed, match="不对"):
            check(challenge, answer=wrong)


def test_the_answer_can_not_be_read_from_the_token() -> None:
    from django.core import signing

    challenge = issued()
    said = signing.loads(challenge.token, salt=proof.SALT)
    assert str(answer(challenge)) not in (said["a"], said["f"])
    assert len(said["a"]) == 64


def test_tries_are_counted_by_place_and_span_without_the_address() -> None:
    limit = throttle.Limit("sample", 2, 10)
    assert not throttle.over(limit, "192.0.2.7")
    assert [throttle.note(limit, "192.0.2.7") for _ in range(2)] == [1, 2]
    assert throttle.over(limit, "192.0.2.7")
    assert not throttle.over(limit, "192.0.2.8")
    assert not throttle.over(throttle.Limit("else", 2, 10), "192.0.2.7")
    assert 1 <= throttle.minutes_left(limit) <= 10
    row = Tries.objects.get()
    assert "192.0.2.7" not in row.key
    Tries.objects.update(since=row.since - dt.timedelta(minutes=10))
    assert not throttle.over(limit, "192.0.2.7")
    Tries.objects.update(since=timezone.now() - dt.timedelta(days=3))
    assert throttle.sweep(timezone.now()) == 1
