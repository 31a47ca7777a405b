"""Articles in the site's search: found by their words, at their address, as they read and stand today; never in their
document's way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.actors import SYSTEM
from yangguang.documents import bodies
from yangguang.norms import indexed, searching
from yangguang.norms.actions import registering, relating
from yangguang.norms.force import Act
from yangguang.norms.models import Norm
from yangguang.norms.tests.factories import make_norm
from yangguang.publications.actions import releasing
from yangguang.publications.tests.factories import Team
from yangguang.search import outbox, parts, queries
from yangguang.search.queries import SearchRequest
from yangguang.search.tests.factories import settle

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]
D = dt.date
BODY = bodies.from_plain(
    """第一条 为规范示例补助的发放，制定本办法。
第二条 本办法适用于本区示例对象。
第三条 申请人应当在每年三月底前提交身份证明和收入证明。
第四条 经办机构自受理之日起二十个工作日内作出决定。
第五条 本办法自2021年7月1日起施行，有效期五年。"""
)
ARTICLES = SearchRequest(categories=(indexed.SEARCH_KIND,), size=50)


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def released(team, number, body=BODY, **values):
    record = team.release(kind="norm", body=body, document_number=f"厦思条〔2021〕{number}号", topic="综合政务", genre="通知",
                          validity="valid", title=f"示例补助发放办法{number}")  # fmt: skip
    return make_norm(
        team.unit, publication=record, document_number=record.document_number, title=record.title, body=body, **values
    )  # fmt: skip


def titles(request):
    return [h.document.title for h in queries.search(request).hits]


@given(st.integers(1, 2**30), st.sampled_from(["", "s"]), st.integers(1, 9999), st.integers(0, 127))
def test_a_key_in_the_index_tells_document_and_article(norm, part, number, sub):
    key = f"{part}{number}" + (f"-{sub}" if sub else "")
    made = indexed.number_of(norm, key)
    assert made is not None
    assert indexed.article_of(made) == (norm, key)
    assert made < 2**63


def test_an_article_is_a_hit_of_its_own_at_its_address():
    norm = released(Team(), 1)
    settle()
    found = queries.search(SearchRequest(text="身份证明 收入证明", categories=(indexed.SEARCH_KIND,)))
    assert [h.document.title for h in found.hits] == [f"《{norm.title}》第三条"]
    assert found.hits[0].document.url == f"/norms/{norm.pk}/#art-3"
    assert found.hits[0].category == "规范性文件条款"
    # An article that is cited as people cite it.
    cited = parts.search(SearchRequest(text=f"{norm.title}第四条"))
    assert cited.hits[0].document.title == norm.title
    assert cited.hits[0].parts[0].document.title == f"《{norm.title}》第四条"


def test_documents_rank_as_if_there_were_no_articles_and_carry_theirs():
    team = Team()
    norm = released(team, 1)
    for number in range(3):
        team.release(title=f"示例补助公告{number}", body="<p>示例补助的身份证明和收入证明。</p>")
    settle()
    plain = queries.search(SearchRequest(text="身份证明 收入证明"))
    assert all(h.kind == "publication" for h in plain.hits)
    found = parts.search(SearchRequest(text="身份证明 收入证明"))
    assert [h.key for h in found.hits] == [h.key for h in plain.hits]
    assert (found.total, found.parts) == (4, 1)
    assert found.facets["category"][indexed.SEARCH_KIND] == 1
    own = next(h for h in found.hits if h.document.title == norm.title)
    assert [p.document.title for p in own.parts] == [f"《{norm.title}》第三条"]
    # Every article holds the document's name; nothing but the document is listed for it.
    named = parts.search(SearchRequest(text=norm.title))
    assert [h.document.title for h in named.hits] == [norm.title]
    assert named.parts == 5


def test_who_types_an_articles_words_finds_its_document_first():
    team = Team()
    norm = released(team, 1)
    words = "在每年三月底前提交身份证明"
    for number in range(4):
        team.release(
            title=f"示例公告：三月底前提交身份证明{number}",
            body="<p>请在每年三月底以前，提交示例身份的证明。每年三月底前提交，证明身份。在每年三月。</p>",
        )
    settle()
    found = parts.search(SearchRequest(text=words))
    assert found.hits[0].document.title == norm.title
    assert found.hits[0].parts[0].document.url.endswith("#art-3")
    assert len({h.key for h in found.hits}) == len(found.hits)


def test_what_is_amended_is_found_in_its_new_wording():
    norm = released(Team(), 1)
    made = relating.relate(
        norm, actor=SYSTEM, act=Act.AMEND, on=D(2021, 8, 1), keys=["3", "3-1"], source_title="示例修改决定",
        texts={"3": "申请人应当提交户籍材料。", "3-1": "逾期提交的顺延一季度发放。"},
    )  # fmt: skip
    settle()
    # No document holds the new words, so the article itself is what is found.
    found = parts.search(SearchRequest(text="户籍材料"))
    assert [h.document.title for h in found.hits] == [f"《{norm.title}》第三条"]
    assert not found.loose
    assert titles(SearchRequest(text="顺延一季度", categories=(indexed.SEARCH_KIND,))) == [
        f"《{norm.title}》第三条之一"
    ]
    assert titles(SearchRequest(text="收入证明", categories=(indexed.SEARCH_KIND,))) == []
    relating.unrelate(made, actor=SYSTEM, reason="示例：登记有误")
    settle()
    assert titles(SearchRequest(text="顺延一季度", categories=(indexed.SEARCH_KIND,))) == []
    assert len(titles(ARTICLES)) == 5


def test_a_repealed_document_marks_its_articles():
    norm = released(Team(), 1)
    settle()
    assert {h.document.validity for h in queries.search(ARTICLES).hits} == {"valid"}
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2021, 9, 1), source_title="示例废止决定")
    settle()
    found = queries.search(ARTICLES)
    assert len(found.hits) == 5
    assert all(h.document.title.endswith("（已废止）") for h in found.hits)
    assert found.facets["validity"] == {"repealed": 5}


def test_nothing_is_found_of_what_readers_cannot_see():
    team = Team()
    norm = released(team, 1)
    waiting = make_norm(team.unit, registered=False, body=BODY)
    settle()
    assert len(titles(ARTICLES)) == 5
    assert not list(searching.fetch(indexed.numbers_of([waiting.pk])))
    releasing.withdraw(norm.publication, actor=team.head, how="gone", reason="示例")
    # Not even before the index knows.
    assert titles(ARTICLES) == []
    settle()
    assert queries.search(ARTICLES).total == 0
    assert Norm.objects.filter(pk=norm.pk).exists()


def test_a_corrected_text_loses_the_articles_that_went():
    norm = released(Team(), 1)
    settle()
    shorter = bodies.from_plain("第一条 为规范示例事项，制定本办法。\n第二条 本办法自2021年7月1日起施行。")
    registering.change(norm, actor=SYSTEM, values={"body": shorter}, reason="示例：录入有误")
    settle()
    assert len(titles(ARTICLES)) == 2


def test_a_rebuild_finds_the_same_and_a_page_of_articles_costs_a_few_queries():
    team = Team()
    for number in range(1, 7):
        released(team, number)
    settle()
    before = sorted(titles(ARTICLES))
    assert len(before) == 30
    assert sorted(searching.all_ids()) == sorted(
        indexed.numbers_of(Norm.objects.values_list("pk", flat=True))
    )
    ids = list(searching.all_ids())
    with CaptureQueriesContext(connection) as one:
        list(searching.fetch(ids[:1]))
    with CaptureQueriesContext(connection) as all_:
        assert len(list(searching.fetch(ids))) == 30
    assert len(all_) <= len(one) + 1
    outbox.changed(indexed.SEARCH_KIND, 2**40)
    settle()
    assert sorted(titles(ARTICLES)) == before
