"""The public knowledge base: what readers see, what they are warned of, how they say whether it helped."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from yangguang.delivery.models import Purge
from yangguang.knowledge import following, queries
from yangguang.knowledge.actions import reviewing, writing
from yangguang.knowledge.models import Entry, Helpfulness
from yangguang.knowledge.tests.factories import QUOTE, Desk
from yangguang.publications.actions import releasing
from yangguang.publications.models import Publication
from yangguang.search import indexing
from yangguang.search.queries import SearchRequest
from yangguang.search.queries import search as find

pytestmark = [pytest.mark.django_db, pytest.mark.task(15), pytest.mark.task(25)]


@pytest.fixture
def desk():
    return Desk()


def get(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def test_an_answer_stands_with_its_basis_its_unit_and_its_day(desk):
    record = desk.policy()
    entry = desk.public(record)
    page = get(entry.get_absolute_url())
    for told in (entry.question, "每户三千元", QUOTE, record.title, record.document_number, "现行有效", str(desk.unit),
                 f"{timezone.localdate():%Y-%m-%d}", "示例：能领几千"):  # fmt: skip
        assert told in page
    assert "待复核" not in page


def test_drafts_and_newer_texts_are_not_there(desk):
    draft = desk.draft()
    get(draft.get_absolute_url(), 404)
    entry = desk.public()
    writing.change(entry, actor=desk.editor, values={"answer": "示例：还没公开的答案。"})
    assert "还没公开的答案" not in get(entry.get_absolute_url())
    assert draft.question not in get("/knowledge/")


def test_a_repealed_basis_is_said_on_the_page_in_lists_in_search_and_in_the_data(desk, settings, tmp_path):
    settings.HOME = tmp_path
    record = desk.policy()
    entry = desk.public(record)
    other = desk.public(record)
    Publication.objects.filter(pk=record.pk).update(validity="repealed")
    # Even before anybody has noted it, the page reads the document as it is.
    assert f"《{record.title}》已废止" in get(entry.get_absolute_url())
    following.look_again()
    page = get(entry.get_absolute_url())
    assert "待复核" in page
    assert f"依据《{record.title}》已废止" in page
    assert "依据已废止" in get("/knowledge/?event=support")
    assert page.count("依据已废止") == 1  # beside the related question
    assert other.question in page
    [said] = [e for e in json.loads(get("/api/v1/knowledge/"))["items"] if e["id"] == entry.pk]
    assert said["doubts"] == [f"依据《{record.title}》已废止"]
    assert said["bases"][0]["ended"] == "已废止"
    indexing.rebuild()
    hits = find(SearchRequest(text="示例 补助 多少")).hits
    assert any("（依据已废止）" in str(h.document.title) for h in hits)


def test_a_withdrawn_basis_and_a_withdrawn_answer_say_so(desk):
    record = desk.policy()
    entry = desk.public(record)
    releasing.withdraw(Publication.objects.get(pk=record.pk), actor=desk.team.head, how="gone", reason="示例")
    page = get(entry.get_absolute_url())
    assert f"《{record.title}》已撤下" in page
    assert record.get_absolute_url() not in page
    reviewing.withdraw(Entry.objects.get(pk=entry.pk), actor=desk.reviewer, reason="示例：停办")
    page = get(entry.get_absolute_url(), 410)
    assert "示例：停办" in page
    assert "三千元" not in page
    assert entry.question not in get("/knowledge/")


def test_one_finds_by_life_event_topic_and_unit(desk):
    firm = desk.public(event="support", topic="财政、金融、审计")
    child = desk.public(event="school", topic="科技、教育")
    for query, shown in {
        "": (True, True), "?event=support": (True, False), "?topic=科技、教育": (False, True),
        f"?unit={desk.unit.code}": (True, True), "?event=tax": (False, False), "?event=<b>&topic=x&unit=y": (True, True),
    }.items():  # fmt: skip
        page = get(f"/knowledge/{query}")
        assert (firm.question in page, child.question in page) == shown, query
    shelf = get("/knowledge/")
    assert "居民" in shelf
    assert 'href="?event=school"' in shelf


def test_pages_of_a_long_list_keep_what_was_chosen(desk):
    record = desk.policy()
    for _ in range(21):
        desk.public(record)
    page = get("/knowledge/?event=support")
    assert "?event=support&amp;page=2" in page
    assert get("/knowledge/?event=support&page=2")
    get("/knowledge/?event=support&page=3", 404)


def test_search_finds_a_question_by_its_other_wordings(desk, settings, tmp_path):
    settings.HOME = tmp_path
    entry = desk.public(wordings="示例：开店能拿几块钱")
    desk.draft(question="示例：草稿里的开店问题？")
    indexing.rebuild()
    hits = [h.document.url for h in find(SearchRequest(text="开店能拿几块钱")).hits]
    assert hits[0] == entry.get_absolute_url()
    assert len(hits) == 1


def test_the_search_page_calls_the_kind_by_its_name_and_narrows_to_it(desk, settings, tmp_path):
    settings.HOME = tmp_path
    entry = desk.public()
    indexing.rebuild()
    page = get("/search/?q=示例补助")
    assert ">知识库</a>" in page
    narrowed = get("/search/?q=示例补助&kind=knowledge")
    assert entry.get_absolute_url() in narrowed
    assert "知识库 <span" in narrowed
    assert f'<a href="/doc/{entry.bases.get().publication_id}/">' not in narrowed


def test_one_answer_for_a_session_and_entry(desk):
    cache.clear()
    entry, other = desk.public(), desk.public()
    reader = Client()
    address = f"{entry.get_absolute_url()}helpful/"
    assert "谢谢您的回答" in reader.post(address, {"helpful": "yes"}).content.decode()
    assert "只计一次" in reader.post(address, {"helpful": "no"}).content.decode()
    assert queries.votes(entry) == (1, 1)
    reader.post(f"{other.get_absolute_url()}helpful/", {"helpful": "no"})
    assert queries.votes(other) == (0, 1)
    Client().post(address, {"helpful": "no"})
    assert queries.votes(entry) == (1, 2)
    row = Helpfulness.objects.get(entry=entry)
    assert (row.day, row.helpful, row.unhelpful) == (timezone.localdate(), 1, 1)


def test_the_mark_of_an_answer_reaches_no_page_that_is_kept(desk):
    cache.clear()
    entry = desk.public()
    answer = Client().post(f"{entry.get_absolute_url()}helpful/", {"helpful": "yes"})
    [cookie] = answer.cookies.values()
    assert cookie["path"] == f"{entry.get_absolute_url()}helpful/"
    assert cookie["httponly"]
    assert not cookie["max-age"]
    page = Client().get(entry.get_absolute_url())
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_an_answer_from_another_site_or_without_a_choice_is_not_counted(desk):
    cache.clear()
    entry = desk.public()
    address = f"{entry.get_absolute_url()}helpful/"
    for headers in (
        {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    ):  # fmt: skip
        answer = Client().post(address, {"helpful": "yes"}, headers=headers)
        assert "没有收到您的选择" in answer.content.decode()
    Client().post(address, {"helpful": "maybe"})
    assert Client().get(address).status_code == 405
    assert queries.votes(entry) == (0, 0)
    Client().post(address, {"helpful": "yes"}, headers={"Origin": "http://testserver"})
    Client().post(address, {"helpful": "yes"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert queries.votes(entry) == (2, 2)


def test_one_address_counts_a_few_times_a_day(desk):
    cache.clear()
    entry = desk.public()
    for _ in range(8):
        Client().post(f"{entry.get_absolute_url()}helpful/", {"helpful": "yes"})
    assert queries.votes(entry) == (5, 5)


def test_the_rate_is_told_from_thirty_answers_on_and_the_page_made_anew(desk):
    entry = desk.public()
    today = timezone.localdate()
    for n in range(29):
        queries.vote(entry, helpful=n % 2 == 0, day=today)
    assert "说有帮助" not in get(entry.get_absolute_url())
    Purge.objects.all().delete()
    queries.vote(entry, helpful=True, day=today)
    assert f"knowledge:{entry.pk}" in str(list(Purge.objects.values_list("tags", flat=True)))
    assert "30 人回答，53% 说有帮助" in get(entry.get_absolute_url())


def test_every_act_drops_the_pages_that_show_the_entry(desk):
    record = desk.policy()
    entry = desk.public(record)
    page = Client().get(entry.get_absolute_url())
    tags = page["X-Yangguang-Tags"].split()
    assert f"knowledge:{entry.pk}" in tags
    assert f"publication:{record.pk}" in tags
    Purge.objects.all().delete()
    reviewing.withdraw(entry, actor=desk.reviewer, reason="示例")
    dropped = {t for tags in Purge.objects.values_list("tags", flat=True) for t in tags}
    assert {"knowledge", f"knowledge:{entry.pk}"} <= dropped


def test_the_site_map_and_the_interface_hold_public_entries(desk):
    entry, draft = desk.public(), desk.draft()
    xml = get("/sitemap-knowledge-1.xml")
    assert entry.get_absolute_url() in xml
    assert f"/knowledge/{draft.pk}/" not in xml
    said = json.loads(get(f"/api/v1/knowledge/{entry.pk}/"))
    assert said["question"] == entry.question
    assert said["bases"][0]["quote"] == QUOTE
    get(f"/api/v1/knowledge/{draft.pk}/", 404)
    assert json.loads(get("/api/v1/knowledge/?event=tax"))["items"] == []
    get("/api/v1/knowledge/?event=no", 400)
    first = json.loads(get("/api/v1/knowledge/?size=1"))
    assert first["next"] is None
    desk.public()
    assert "after=" in json.loads(get("/api/v1/knowledge/?size=1"))["next"]
