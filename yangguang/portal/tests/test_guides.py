"""办事指南 as readers meet them: the list and its ways in, the page, both ways to policies, what is used, labels, the map."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from yangguang.delivery.models import Purge
from yangguang.newmedia.tests.factories import Media
from yangguang.portal.models import GuideUse
from yangguang.portal.views import mapping
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import Mark, Publication
from yangguang.publications.tests.factories import GUIDE, Team

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]


def get(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def guide(team: Team, title: str = "示例：高龄津贴申领", **extra) -> Publication:
    return team.release(kind="service", title=title, body="", written_on=None, extra={**GUIDE, **extra})


def whole_map() -> str:
    """Every part that the index of the site's map names, put together."""
    index = etree.fromstring(get("/sitemap.xml").encode())
    parts = [e.text.removeprefix("http://testserver") for e in index.iter("{*}loc")]
    return "".join(get(p) for p in parts)


def labels(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta name="(\w+)" content="([^"]*)"', page))


def test_without_guides_the_list_and_the_first_page_say_where_else_to_ask():
    assert "还没有公开的办事指南" in get("/services/")
    assert 'aria-labelledby="services"' not in get("/")


def test_the_list_is_narrowed_by_every_way_in_and_says_how_many(settings, tmp_path):
    settings.HOME = tmp_path  # no index: words are looked for in titles
    first, second = Team(), Team()
    pension = guide(first)
    shop = guide(
        second, "示例：开店登记", audience=["法人"], events=["办企业"], channels=["窗口办理"], online_url=None,
        promised_days=0,
    )  # fmt: skip
    page = get("/services/")
    assert pension.title in page
    assert shop.title in page
    assert "当场办结" in page
    for query, there, gone in (
        ("audience=自然人", pension, shop), ("event=start", shop, pension), (f"unit={first.unit.code}", pension, shop),
        ("online=1", pension, shop), ("q=开店", shop, pension), (f"event=start&unit={first.unit.code}", None, shop),
    ):  # fmt: skip
        page = get(f"/services/?{query}")
        main = page.split("<main", 1)[1]
        assert there is None or there.title in main, query
        assert gone.title not in main, query
    assert "没有找到这样的办事指南" in get(f"/services/?event=start&unit={first.unit.code}")
    assert "共 2 件" in get("/services/?audience=外星人&event=none&unit=none")


def test_words_go_through_the_search_and_keep_its_order(monkeypatch):
    from yangguang.search import queries as search

    team = Team()
    made = [guide(team, f"示例：事项{n}") for n in range(3)]
    asked = []

    def keys(request, limit):
        asked.append(request)
        return tuple(("publication", p.pk) for p in (made[1], made[0]))

    monkeypatch.setattr(search, "keys", keys)
    main = get("/services/?q=津贴").split("<main", 1)[1]
    assert main.index(made[1].title) < main.index(made[0].title)
    assert made[2].title not in main
    assert asked[0].categories == ("service",)
    assert asked[0].public is True
    monkeypatch.setattr(search, "keys", lambda request, limit: ())
    assert "没有找到" in get("/services/?q=津贴费")


def test_the_list_is_followed_and_taken_away():
    record = guide(Team())
    feed = get("/services/feed.atom")
    assert record.title in feed
    assert "承诺 5 个工作日办结" in feed
    rows = list(csv.reader(io.StringIO(get("/services/list.csv").lstrip("\ufeff"))))
    line = dict(zip(*rows, strict=True))
    assert line["承诺办结时限"] == "5个工作日"
    assert line["咨询电话"] == "0592-1234567"
    assert line["网址"].endswith(record.get_absolute_url())
    assert get("/services/list.csv?event=start").count("\n") == 1
    assert Client().get("/services/list.xlsx").status_code == 200
    assert Client().get("/services/list.json").json()["items"][0]["事项名称"] == record.title


def test_a_guide_shows_what_it_takes_and_carries_its_labels():
    record = guide(
        Team(), faq=[{"question": "示例问？", "answer": "示例答。"}], conditions=["<b>甲</b>", "乙"]
    )
    page = get(record.get_absolute_url())
    main = page.split("<main", 1)[1]
    for words in ("5个工作日", "少用 15 个工作日", "示例身份证", "0592-1234567", "示例问？", "示例窗口", "示例办法第三条",
                  'href="/services/"', "data-print", f'ping="/services/{record.pk}/gone/"', "<li>提交申请</li>"):  # fmt: skip
        assert words in main, words
    assert "<b>甲</b>" not in main
    assert 'href="https://www.gov.cn/示例"' in main
    found = labels(page)
    assert found["ArticleTitle"] == record.title
    assert found["ColumnType"] == "办事服务"
    assert record.title in get("/hub/item/FD20-05/")
    details = Client().get(f"/api/v1/publications/{record.pk}/").json()["details"]
    assert details["conditions"]["value"] == "1. <b>甲</b>\n2. 乙"


def test_a_policy_and_its_guide_lead_to_each_other_until_one_is_withdrawn():
    team = Team()
    record = guide(team)
    policy = team.release(
        kind="policy", topic="综合政务", genre="通知", validity="valid", document_number="厦思示〔2021〕9号",
        extra={"served": "可办", "guides": [record.pk]},
    )  # fmt: skip
    assert policy.title in get(record.get_absolute_url())
    page = get(policy.get_absolute_url())
    assert page.count(f'href="{record.get_absolute_url()}"') == 1
    dropped = {t for tags in Purge.objects.values_list("tags", flat=True) for t in tags}
    assert {"kind:service", f"publication:{record.pk}"} <= dropped
    # A new text of the policy that names it no longer makes the guide's page anew too.
    Purge.objects.all().delete()
    changed = drafting.save_draft(policy, actor=team.editor, values={"extra": {"served": "可办"}})
    policy = releasing.release(team.sign(changed), actor=team.editor)
    dropped = {t for tags in Purge.objects.values_list("tags", flat=True) for t in tags}
    assert f"publication:{record.pk}" in dropped
    assert policy.title not in get(record.get_absolute_url())
    releasing.withdraw(record, actor=team.head, how="gone", reason="示例")
    assert record.title not in get("/services/")


def test_going_on_is_counted_without_who_and_only_from_our_own_pages():
    team = Team()
    quiet, used = guide(team, "示例：没人办"), guide(team, "示例：常有人办")
    guide(team, "示例：最新的")
    assert "<h3>最新</h3>" in get("/")
    address = f"/services/{used.pk}/gone/"
    assert Client().get(address).status_code == 405
    assert Client().post(address, HTTP_SEC_FETCH_SITE="cross-site").status_code == 204
    assert not GuideUse.objects.exists()
    for _ in range(2):
        assert Client().post(address, HTTP_SEC_FETCH_SITE="same-origin").status_code == 204
    row = GuideUse.objects.get()
    assert (row.publication_id, row.count, row.month.day) == (used.pk, 2, 1)
    assert Client().post(f"/services/{team.release().pk}/gone/").status_code == 404
    cache.clear()
    main = get("/").split('id="services"', 1)[1]
    assert "<h3>常办</h3>" in main
    assert main.index(used.title) < main.index(quiet.title)
    assert "养老" in main


def test_pages_ask_the_database_as_often_with_many_guides():
    team = Team()

    def cost(path: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            get(path)
        return len(found)

    first = guide(team)
    paths = (
        "/",
        "/services/",
        "/services/?event=old-age&audience=自然人",
        "/services/list.csv",
        first.get_absolute_url(),
    )
    alone = [cost(p) for p in paths]
    for n in range(4):
        guide(team, f"示例：另一件{n}")
    assert [cost(p) for p in paths] == alone


def test_the_map_holds_every_public_page_in_parts_of_one_query(monkeypatch):
    monkeypatch.setattr(mapping, "PER_MAP", 2)
    team = Team()
    record, draft = guide(team), team.draft()
    others = [team.release() for _ in range(3)]
    found = whole_map()
    for address in ("/services/", "/media/", *(p.get_absolute_url() for p in (record, *others))):
        assert f"http://testserver{address}</loc>" in found, address
    assert f"/doc/{draft.pk}/" not in found
    part = -(-record.pk // 2)
    with CaptureQueriesContext(connection) as asked:
        shown = get(f"/sitemap-{part}.xml")
    assert len(asked) == 1
    assert "OFFSET" not in asked[0]["sql"]
    assert record.get_absolute_url() in shown
    last = Publication.objects.latest("pk").pk
    for missing in (
        f"/sitemap-{-(-last // 2) + 1}.xml",
        "/sitemap-none-1.xml",
        "/sitemap-norms-0.xml",
        "/sitemap-norms-9.xml",
    ):
        get(missing, 404)


def test_a_part_of_the_map_is_read_from_an_index_alone():
    if connection.vendor == "postgresql":  # of a table without rows it would read all, which is nothing
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
    rows = mapping.SHELVES[mapping.DOCUMENTS].rows().filter(pk__gt=1000, pk__lte=2000).order_by("pk")
    plan = rows.values_list("pk", "last_published_at").explain()
    told = {
        "sqlite": "COVERING INDEX publication_mapped",
        "postgresql": "Index Only Scan using publication_mapped",
    }
    assert told[connection.vendor] in plan


def test_accounts_carry_their_labels():
    page = labels(get("/media/"))
    assert "PubDate" not in page
    Media().account()
    page = labels(get("/media/"))
    assert page["ArticleTitle"] == "政务新媒体账号"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", page["PubDate"])
    assert page["ContentSource"]


def test_marks_of_a_kind_without_listed_fields_are_none():
    Team().release()
    assert not Mark.objects.exists()
