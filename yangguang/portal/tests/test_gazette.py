"""The gazette's public side: only what is out, both ways between article and document, lists, files, the search."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yangguang.gazette.actions import course, old, telling
from yangguang.gazette.models import Article
from yangguang.gazette.searching import fetch
from yangguang.gazette.tests.factories import Office, bring_in
from yangguang.publications.actions import drafting, releasing

pytestmark = [pytest.mark.django_db, pytest.mark.task(28)]


def get(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def test_readers_see_only_what_is_out():
    made = Office()
    issue = made.issue()
    article = issue.articles.first()
    assert "还没有出版公报" in get("/gazette/")
    for path in (issue.get_absolute_url(), article.get_absolute_url(), "/gazette/2021/1/issue.pdf"):
        assert Client().get(path).status_code == 404
    assert article.title not in get("/gazette/articles/")
    assert article.title not in get("/gazette/list.json")
    assert not next(iter(fetch([article.pk]))).public


def test_an_article_leads_to_its_document_and_back_and_says_when_it_went_on():
    made = Office()
    issue = made.publish(number=3, total=15)
    article = issue.articles.first()
    document = get(article.publication.get_absolute_url())
    assert f"《{issue.name}》2021年第3期（总第15期）{article.page_words}" in document
    page = get(article.get_absolute_url())
    assert article.publication.get_absolute_url() in page
    assert f"issue.pdf#page={article.first_page + issue.front}" in page
    assert "有了新的文本" not in page
    record = drafting.save_draft(
        article.publication, actor=made.team.editor, values={"body": "<p>后来的正文。</p>"}
    )
    releasing.release(made.team.sign(record), actor=made.team.editor, correction=True, note="示例")
    page = get(article.get_absolute_url())
    assert "有了新的文本" in page
    assert "后来的正文" not in page


def test_publishing_makes_the_documents_page_anew():
    made = Office()
    issue = made.build(made.signed(made.issue(records=1)))
    address = issue.articles.get().publication.get_absolute_url()
    assert "刊登于" not in get(address)
    course.publish(issue, actor=made.editor)
    assert "刊登于" in get(address)


def test_the_contents_and_the_pdf_hold_the_same_articles_and_corrections_show():
    made = Office()
    issue = made.publish(records=3)
    telling.correct(issue, actor=made.reader, text="“甲”应为“乙”")
    page = get(issue.get_absolute_url())
    assert "“甲”应为“乙”" in page
    for article in issue.articles.all():
        assert article.title in page
        assert article.page_words in page
        assert "“甲”应为“乙”" in get(article.get_absolute_url())
    response = Client().get("/gazette/2021/1/issue.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert Client().get("/gazette/2021/1/issue.png")["Content-Type"] == "image/png"


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_database_of_articles_is_downloaded_whole(form):
    made = Office()
    Article.objects.filter(issue=made.publish(records=2)).update(title="=1+1 示例")
    content = Client().get(f"/gazette/list.{form}").content
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode().lstrip("\ufeff"))))
        assert rows[1][6] == "'=1+1 示例"
    elif form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert (sheet["G2"].value, sheet["G2"].data_type, sheet.max_row) == ("=1+1 示例", "s", 3)
    else:
        assert content.decode().count("=1+1 示例") == 2


def test_old_and_new_stand_on_one_shelf_in_the_feed_the_map_and_the_interface():
    made = Office()
    issue = made.publish(total=2)
    past = bring_in(made)
    course.send_to_proof(past, actor=made.editor)
    old.accept(past, actor=made.reader)
    assert "2019 年" in get("/gazette/")
    assert past.get_absolute_url() in get("/gazette/?year=2019")
    feed, places = get("/gazette/feed.atom"), get("/sitemap-0.xml")
    for found in (issue, past):
        assert found.get_absolute_url() in feed
        assert found.get_absolute_url() in places
    items = Client().get("/api/v1/gazette/").json()["items"]
    assert [(i["year"], len(i["articles"])) for i in items] == [(2021, 2), (2019, 2)]
    assert "/gazette/" in get("/map/")
    assert Client().get("/gazette/?year=1999").status_code == 404


def test_articles_are_found_by_number_organ_and_year():
    made = Office()
    issue = made.publish(records=2)
    article = issue.articles.first()
    assert article.title in get(f"/gazette/articles/?q={article.document_number}")
    assert article.title in get(f"/gazette/articles/?organ={made.unit.full_name}&year=2021")
    assert "没有找到" in get("/gazette/articles/?organ=没有的机关")


def test_public_pages_cost_the_same_with_few_and_many_articles():
    made = Office()
    counts = []
    for number, records in ((1, 1), (2, 6)):
        issue = made.publish(number=number, records=records)
        paths = (
            "/gazette/",
            issue.get_absolute_url(),
            issue.articles.first().get_absolute_url(),
            "/gazette/articles/",
        )
        found = []
        for path in paths:
            get(path)
            with CaptureQueriesContext(connection) as queries:
                get(path)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
