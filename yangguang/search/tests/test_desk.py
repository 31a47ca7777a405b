"""The workbench's search page and what its choosers ask."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import (
    make_administrator,
    make_person,
    make_unit,
    openness_office,
)

from .factories import settle

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]


def client_of(person):
    client = Client()
    client.force_login(person, backend="yangguang.organisations.backends.PersonBackend")
    return client


@pytest.fixture
def unit():
    return make_unit("区示例甲局")


@pytest.fixture
def other():
    return make_unit("区示例乙局")


@pytest.fixture
def library(shelf, unit, other):
    shelf.put(
        "甲局补贴草稿（示例）",
        "养老补贴",
        public=False,
        unit=unit.pk,
        state="草稿",
        category="policy",
        desk_url="/desk/p/1/",
    )
    shelf.put("乙局补贴草稿（示例）", "养老补贴", public=False, unit=other.pk, category="policy")
    shelf.put(
        "乙局补贴通知（示例）", "养老补贴", unit=other.pk, category="news", numbers=("厦思乙〔2021〕3号",)
    )
    settle()
    return shelf


@pytest.fixture
def officer(unit):
    return client_of(make_person(Role.EDITOR, unit))


def page(client, **query):
    response = client.get(reverse("search:desk"), query)
    return response, response.content.decode()


def test_an_officer_finds_the_drafts_of_ones_own_unit_only(library, officer):
    response, text = page(officer, q="补贴")
    assert response.status_code == 200
    assert "甲局<mark>补贴</mark>草稿" in text
    assert "/desk/p/1/" in text
    assert "区示例甲局" in text
    assert "政策文件" in text
    assert "乙局" not in text


def test_on_wish_with_what_the_others_have_released(library, officer):
    _, text = page(officer, q="补贴", reach="all")
    assert "乙局<mark>补贴</mark>通知" in text
    assert "乙局<mark>补贴</mark>草稿" not in text


def test_the_openness_office_finds_everything(library):
    _, text = page(client_of(make_person(Role.OPENNESS, openness_office())), q="补贴")
    assert "找到 3 件" in text


def test_without_a_question_the_newest_of_ones_units_are_listed(library, officer):
    _, text = page(officer)
    assert "找到 1 件" in text


def test_filters_by_unit_kind_state_and_dates(library, unit, other):
    office = client_of(make_person(Role.OPENNESS, openness_office()))
    for query, number in [
        ({"unit": other.pk}, 2), ({"kind": "sample:news"}, 1), ({"public": "no"}, 2), ({"public": "yes"}, 1),
        ({"since": "2021-06-01", "until": "2021-06-01"}, 3), ({"sort": "date", "q": "补贴"}, 3),
    ]:  # fmt: skip
        assert f"找到 {number} 件" in page(office, **query)[1], query
    assert "没有找到符合条件的信息" in page(office, since="2021-06-02")[1]


def test_wrong_filters_are_named_and_what_was_typed_stays(library, officer, other):
    for query, said in [
        ({"unit": other.pk}, "没有这个单位，或者您不能查看它的信息"), ({"unit": "x"}, "没有这个单位"),
        ({"since": "2021-13-45"}, "日期从"), ({"since": "2021-02-02", "until": "2021-01-01"}, "结束日期早于开始日期"),
        ({"kind": "nothing"}, "类型"), ({"q": "字" * 300}, "要找的内容"),
    ]:  # fmt: skip
        response, text = page(officer, **{"q": "补贴", **query})
        assert response.status_code == 200
        assert "需要改正" in text
        assert said in text


@pytest.mark.parametrize("number", ["0", "-1", "x", "999999999999", "²", "99999"])
def test_a_page_that_is_not_there_is_no_error(library, officer, number):
    assert page(officer, page=number)[0].status_code == 200


def test_it_says_so_before_there_is_an_index(shelf, officer):
    assert "检索还没有准备好" in page(officer, q="补贴")[1]


def test_a_title_can_do_no_harm(shelf, officer, unit):
    shelf.put("<script>补贴</script>", unit=unit.pk)
    settle()
    text = page(officer, q="补贴 <b>")[1]
    assert "<script>补贴" not in text
    assert "<b>" not in text


def test_the_number_of_queries_does_not_grow_with_the_hits(shelf, officer, unit):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            page(officer, q="公告")
        return len(caught)

    shelf.put("示例公告第1号", unit=unit.pk)
    settle()
    queries()  # what a process learns once: the words that mean the same
    few = queries()
    for n in range(2, 15):
        shelf.put(f"示例公告第{n}号", unit=unit.pk)
    settle()
    assert queries() == few


def test_a_chooser_gets_what_it_shows(library, officer):
    url = reverse("search:suggest")
    items = officer.get(url, {"q": "补贴"}).json()["items"]
    assert items == [
        {
            "id": 1, "kind": "sample", "title": "甲局补贴草稿（示例）", "title_html": "甲局<mark>补贴</mark>草稿（示例）", "number": "",
            "unit": "区示例甲局", "category": "政策文件", "state": "草稿", "date": "2021-06-01", "url": "/desk/p/1/",
        }
    ]  # fmt: skip
    for begun in ("厦思乙〔20", "厦思乙〔2021〕", "厦思乙（2021）3", "厦思乙〔2021〕3号"):
        released = officer.get(url, {"q": begun, "reach": "all"}).json()["items"]
        assert [i["number"] for i in released] == ["厦思乙〔2021〕3号"], begun
    assert officer.get(url, {"q": "补贴", "category": "news"}).json()["items"] == []


def test_visitors_and_administrators_are_turned_away(shelf):
    for name in ("search:desk", "search:suggest"):
        assert Client().get(reverse(name)).status_code == 302
        assert client_of(make_administrator()).get(reverse(name)).status_code == 403
