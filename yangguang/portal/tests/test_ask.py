"""一网可答: verbatim, with its source and validity, or silence and who may know."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from yangguang.answering.tests.shelf import ELDERLY, SCHOOL, WASTE
from yangguang.core.indicators import INDICATORS, Context
from yangguang.finding.models import AnsweredDay
from yangguang.organisations.tests.factories import make_unit
from yangguang.publications.actions import releasing
from yangguang.publications.tests.factories import Team
from yangguang.search.tests.factories import settle

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]
QUESTION = "高龄津贴的标准是每月多少？"


@pytest.fixture
def site(settings, tmp_path):
    """Three published texts, the last of a unit with a telephone."""
    settings.HOME = tmp_path
    made = {}
    for name, text in (("waste", WASTE), ("school", SCHOOL), ("elderly", ELDERLY)):
        unit = make_unit(f"区示例{name}局", phone="0592-0000000")
        body = "".join(f"<p>{line}</p>" for line in text.split()[1:])
        made[name] = Team(unit).release(title=text.split()[0], body=body, validity="valid")
    settle()
    return made


def body(response) -> str:
    return response.content.decode()


def test_an_answer_is_quoted_word_for_word_with_its_source(site) -> None:
    page = body(Client().get("/ask/", {"q": QUESTION}))
    assert "100元" in page
    assert site["elderly"].title in page
    assert "区示例elderly局" in page
    assert f"/doc/{site['elderly'].pk}/" in page
    told = Client().get("/ask/answer.json", {"q": QUESTION}).json()
    assert not told["abstained"]
    first = told["answers"][0]
    site["elderly"].refresh_from_db()
    from yangguang.search.kinds import SEARCH_KINDS

    text = next(iter(SEARCH_KINDS.get("publication").fetch([site["elderly"].pk]))).body
    assert text[first["start"] : first["end"]] == first["text"]
    row = AnsweredDay.objects.get()
    assert (row.answered, row.silent) == (1, 0)


def test_what_is_repealed_says_so_and_never_stands_first(site) -> None:
    old = site["elderly"]
    type(old).objects.filter(pk=old.pk).update(validity="repealed")
    page = body(Client().get("/ask/", {"q": QUESTION}))
    assert "已废止" in page
    assert "不能作为依据" in page


def test_a_withdrawn_text_answers_no_more(site) -> None:
    team = Team(site["elderly"].unit)
    releasing.withdraw(site["elderly"], actor=team.head, how="banner", reason="示例")
    told = Client().get("/ask/answer.json", {"q": QUESTION}).json()
    assert all(site["elderly"].title != a["title"] for a in told["answers"])


def test_without_an_answer_it_is_silent_and_names_who_may_know(site) -> None:
    page = body(Client().get("/ask/", {"q": "区示例school局的火星探测器什么时候发射？"}))
    assert "没有找到有把握的答案" in page
    assert "区示例school局" in page
    assert "0592-0000000" in page
    assert "/apply/form/?unit=" in page
    form = body(
        Client().get("/apply/form/", {"unit": site["school"].unit.code, "content": "示例：发射时间<b>"})
    )
    assert "示例：发射时间&lt;b&gt;" in form
    assert AnsweredDay.objects.get().silent == 1


def test_readers_say_once_whether_it_was_of_use(site) -> None:
    client = Client()
    for useful in ("no", "yes", "no"):
        assert client.post("/ask/vote/", {"q": QUESTION, "useful": useful}).status_code == 200
    row = AnsweredDay.objects.get()
    assert (row.helpful, row.unhelpful) == (0, 1)
    assert client.post("/ask/vote/", {"q": QUESTION, "useful": "x"}).status_code == 400
    assert client.get("/ask/vote/").status_code == 405
    cases = list(INDICATORS.get("WEB-03").run(Context(as_of=timezone.localdate())))
    assert [c.verdict for c in cases] == ["bad"]


def test_the_command_line_answers_too(site, capsys) -> None:
    call_command("ask", QUESTION, "--json")
    assert json.loads(capsys.readouterr().out)["answers"][0]["title"] == site["elderly"].title
    call_command("ask", "火星探测器什么时候发射？")
    assert "没有找到有把握的答案" in capsys.readouterr().out


@pytest.mark.parametrize(
    "question",
    [
        "长" * 10_000,
        "\x00\x07 ",
        "😀\ud83d".encode("utf-8", "replace").decode(),
        '"“「未完',
        "<script>alert(1)</script>",
        "(a+)+$" * 30,
        "？",
        "的",
        "-",
        " ",
    ],
)
def test_odd_questions_get_a_sensible_page(site, question: str) -> None:
    answer = Client().get("/ask/", {"q": question})
    assert answer.status_code == 200
    assert "<script>alert" not in body(answer)
    assert Client().get("/ask/answer.json", {"q": question}).status_code in (200, 400)


def test_before_there_is_an_index_the_page_says_that_it_is_being_prepared(settings, tmp_path, db) -> None:
    settings.HOME = tmp_path / "new"
    assert "正在准备" in body(Client().get("/ask/", {"q": QUESTION}))
