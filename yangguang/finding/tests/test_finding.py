"""What the openness office does for being found, and what comes of it on the public page."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.indicators import INDICATORS, Context
from yangguang.duties.models import Duty
from yangguang.finding import following
from yangguang.finding.actions import gaps, judging, words
from yangguang.finding.models import Board, Gap, Judged, Pinned, Subscription
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office
from yangguang.publications.tests.factories import Team
from yangguang.search import asked
from yangguang.search.models import AskedDay, SynonymGroup
from yangguang.search.tests.factories import settle

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]


@pytest.fixture
def office():
    return openness_office()


@pytest.fixture
def officer(office):
    return actor_for(Role.OPENNESS, office)


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.HOME = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def browser(actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def body(response) -> str:
    return response.content.decode()


def searched(**query) -> str:
    return re.sub("</?mark>", "", body(Client().get("/search/", query)))


def test_a_question_in_vain_is_asked_of_a_unit_and_closes_when_it_is_found(office, officer) -> None:
    unit = make_unit("区示例民政局")
    AskedDay.objects.create(day=timezone.localdate(), text="助餐点地图", times=7, empty=7)
    desk = browser(officer)
    page = body(desk.get("/desk/finding/"))
    assert "助餐点地图" in page
    answer = desk.post("/desk/finding/", {"text": "助餐点地图", "state": "asked", "unit": ""})
    assert answer.status_code == 422
    assert "请选择交给哪个单位" in body(answer)
    desk.post(
        "/desk/finding/", {"text": "助餐点地图", "state": "asked", "unit": unit.pk, "note": "示例：请公布"}
    )
    duty = Duty.objects.get(kind="finding.gap")
    assert duty.unit == unit
    assert duty.due is not None
    settle()
    assert gaps.look_again() == 0
    with pytest.raises(Refused):
        gaps.settle(office, actor=officer, text="助餐点地图", state="done")
    Team(unit).release(title="示例助餐点地图")
    settle()
    assert gaps.look_again() == 1
    assert not Duty.objects.open().filter(pk=duty.pk).exists()
    assert Gap.objects.get().state == "done"
    assert "没有等待处理的词" not in body(
        desk.get("/desk/finding/")
    )  # searched in vain within 90 days, told as solved
    assert body(desk.get("/desk/finding/?format=csv"))


def test_only_the_openness_office_keeps_words(office) -> None:
    other = actor_for(Role.HEAD, make_unit())
    for act in (
        lambda: words.add_group(office, actor=other, words="甲证，乙证"),
        lambda: words.pin(office, actor=other, text="甲证", title="示例", url="/doc/1/"),
        lambda: gaps.settle(office, actor=other, text="甲证", state="kept", note="示例"),
        lambda: judging.add_question(office, actor=other, question="示例问题"),
    ):
        with pytest.raises(Refused):
            act()
    for path in ("", "synonyms/", "pins/", "board/"):
        assert browser(other).get(f"/desk/finding/{path}").status_code in (403, 404)


def test_synonyms_are_kept_and_brought_in_whole_or_not_at_all(office, officer) -> None:
    desk = browser(officer)
    Team().release(title="示例育儿津贴")
    settle()
    assert "没有找到" in searched(q="生育补贴")
    assert desk.post("/desk/finding/synonyms/", {"what": "add", "words": "生育补贴"}).status_code == 422
    desk.post("/desk/finding/synonyms/", {"what": "add", "words": "生育补贴，育儿津贴"})
    assert "示例育儿津贴" in searched(q="生育补贴")
    assert "已经有了" in body(
        desk.post("/desk/finding/synonyms/", {"what": "add", "words": "育儿津贴、生育补贴"})
    )
    wrong = SimpleUploadedFile("词.txt", "甲证，乙证\n只有一个\n# 说明\n丙证=丁证\n".encode())
    answer = desk.post("/desk/finding/synonyms/", {"what": "import", "file": wrong})
    assert "第 2 行" in body(answer)
    assert SynonymGroup.objects.count() == 1
    right = SimpleUploadedFile("词.csv", "甲证，乙证\n丙证=丁证\n生育补贴，育儿津贴\n".encode("gb18030"))
    desk.post("/desk/finding/synonyms/", {"what": "import", "file": right, "source": "示例清单"})
    assert SynonymGroup.objects.count() == 3
    binary = SimpleUploadedFile("词.txt", b"\x00\x01\x02" * 50)
    assert "不是文本文件" in body(desk.post("/desk/finding/synonyms/", {"what": "import", "file": binary}))
    group = SynonymGroup.objects.get(words=["生育补贴", "育儿津贴"])
    desk.post(f"/desk/finding/synonyms/{group.pk}/", {"words": "生育补贴，育儿津贴", "note": "示例"})
    assert "没有找到" in searched(q="生育补贴")
    assert "甲证" in body(desk.get("/desk/finding/synonyms/?q=乙证"))


def test_a_pinned_page_stands_above_the_results_until_its_day(office, officer) -> None:
    desk = browser(officer)
    for bad in (
        {"url": "javascript:alert(1)"},
        {"url": "//evil.example/"},
        {"until": "2020-01-01"},
        {"text": "13800138000"},
    ):
        given = {"text": "社保卡", "title": "示例：社保卡服务", "url": "/doc/1/", "order": 1, **bad}
        assert desk.post("/desk/finding/pins/", given).status_code == 422
    desk.post(
        "/desk/finding/pins/",
        {"text": "社保卡", "title": "示例：<b>社保卡</b>", "url": "/doc/1/", "order": 1},
    )
    page = searched(q="社保卡")
    assert "推荐" in page
    assert "&lt;b&gt;社保卡" in page
    assert "推荐" not in searched(q="社保")
    pinned = Pinned.objects.get()
    desk.post(f"/desk/finding/pins/{pinned.pk}/remove/")
    assert "示例：" not in searched(q="社保卡")


def test_the_page_of_a_search_knows_units_fields_and_mistyped_words(office) -> None:
    unit = make_unit("区示例财政局", full_name="厦门市思明区示例财政局", phone="0592-0000000")
    team = Team(unit)
    for n in (1, 2):
        team.release(title=f"示例养老补贴{n}", document_number=f"厦思示例〔2021〕{n}号")
    settle()
    from yangguang.search import guessing

    guessing.renew.run(timezone.localdate())
    page = searched(q="思明区示例财政局")
    assert "unit-card" in page
    assert "0592-0000000" in page
    assert "示例养老补贴1" in searched(q="文号:厦思示例〔2021〕1号")
    assert "找到 2 条" in searched(q="机构:区示例财政局 养老")
    assert "没有找到" in searched(q="养老 年份:1999")
    page = searched(q="yanglao butie")
    assert "您要找的是不是" in page
    assert "养老补贴" in page
    items = Client().get("/search/suggest.json", {"q": "养老"}).json()["items"]
    assert {i["text"] for i in items} == {"示例养老补贴1", "示例养老补贴2"}


def test_searches_are_counted_without_who_asked(office) -> None:
    settle()
    asked.COUNTER.write()
    AskedDay.objects.all().delete()
    searched(q="示例没有的词")
    asked.COUNTER.write()
    row = AskedDay.objects.get()
    assert (row.text, row.times, row.empty) == ("示例没有的词", 1, 1)
    indicator = INDICATORS.get("WEB-02")
    cases = list(indicator.run(Context(as_of=timezone.localdate())))
    assert [c.verdict for c in cases] == ["bad"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "长" * 10_000}, {"q": "\x00\x07"}, {"q": "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace")},
        {"q": '"“「未完'}, {"q": "<script>alert(1)</script>"}, {"q": "(a+)+$" * 50}, {"q": "a", "page": "1000000000"},
        {"q": "机构: 年份: 文号:"}, {"q": "-"}, {"unit": [str(n) for n in range(200)]}, {"q": "年份:99999999999999999999"},
        {"q": "a" * 200, "sort": "x", "from": "x", "to": "0000-00-00", "kind": "x" * 500},
    ],
)  # fmt: skip
def test_bad_questions_get_a_sensible_page(office, query) -> None:
    settle()
    answer = Client().get("/search/", query)
    assert answer.status_code == 200
    assert "<script>alert" not in body(answer)
    assert Client().get("/search/suggest.json", query).status_code == 200
    assert Client().get("/search/feed.atom", query).status_code == 200


# --- by mail ---


def link(message, what: str) -> str:
    return re.search(rf"/search/follow/\S+/{what}/", message.body)[0]


def follow(address: str = "shili@example.org", query: str = "q=示例养老") -> None:
    assert Client().post("/search/follow/", {"address": address, "query": query}).status_code == 200


def test_nothing_is_sent_before_the_mailbox_says_so_and_leaving_is_one_click(office) -> None:
    team = Team()
    follow()
    assert len(mail.outbox) == 1
    follow()  # a second wish within the hour sends no second mail
    assert len(mail.outbox) == 1
    team.release(title="示例养老补贴一")
    settle()
    following.send_all()
    assert len(mail.outbox) == 1
    confirm = link(mail.outbox[0], "confirm")
    client = Client(enforce_csrf_checks=True)
    assert "确认订阅" in body(client.get(confirm))
    assert Subscription.objects.get().confirmed_at is None  # looking at the link confirms nothing
    client.post(confirm)
    following.send_all()
    assert len(mail.outbox) == 1  # what was there before is not news
    team.release(title="示例养老补贴二")
    team.release(title="示例无关")
    settle()
    following.send_all()
    following.send_all()
    assert len(mail.outbox) == 2
    news = mail.outbox[1]
    assert "示例养老补贴二" in news.body
    assert "无关" not in news.body
    assert news.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = link(news, "leave")
    assert leave in news.extra_headers["List-Unsubscribe"]
    client.post(leave, {"List-Unsubscribe": "One-Click"})
    assert not Subscription.objects.exists()
    assert client.get(leave).status_code == 200
    assert client.get(confirm).status_code == 404


def test_addresses_lie_sealed_and_bad_ones_are_refused(office) -> None:
    from django.db import connection

    follow()
    with connection.cursor() as cursor:
        cursor.execute("select address, owner, query from finding_subscription")
        assert "shili" not in str(cursor.fetchall())
    for address, query in (
        ("不是邮箱", "q=a"),
        ("a@example.org\nBcc: b@example.org", "q=a"),
        ("a@example.org", "x=1"),
    ):
        answer = Client().post("/search/follow/", {"address": address, "query": query})
        assert answer.status_code == 422
    assert len(mail.outbox) == 1


def test_a_wish_that_is_never_confirmed_is_forgotten(office) -> None:
    follow()
    Subscription.objects.update(asked_at=timezone.now() - timezone.timedelta(hours=49))
    found = Subscription.objects.get()
    assert not following.confirm(found)
    following.send_all()
    assert not Subscription.objects.exists()


def test_a_mailbox_that_is_gone_is_left_alone_after_five_failures(office, monkeypatch) -> None:
    team = Team()
    follow()
    Subscription.objects.update(confirmed_at=timezone.now())
    team.release(title="示例养老补贴")
    settle()

    def broken(*args, **kwargs):
        raise OSError("示例")

    monkeypatch.setattr(following, "_mail", broken)
    for _ in range(7):
        following.send_all()
    assert Subscription.objects.get().failures == 5


# --- quality ---


def test_the_judged_set_is_asked_and_tells_what_does_not_come_first(office, officer) -> None:
    team = Team()
    wanted = team.release(title="示例养老服务补贴办法")
    team.release(title="示例城市绿化养护办法")
    settle()
    desk = browser(officer)
    add = {"what": "add", "kind": "publication"}
    desk.post("/desk/finding/board/", {**add, "question": "养老补贴", "object_id": wanted.pk})
    desk.post("/desk/finding/board/", {**add, "question": "绿化养护", "object_id": wanted.pk})
    desk.post("/desk/finding/board/", {**add, "question": "示例不存在的事项"})
    assert desk.post("/desk/finding/board/", {**add, "question": "养老补贴"}).status_code == 422
    assert (
        desk.post("/desk/finding/board/", {**add, "question": "另一问", "object_id": 999999}).status_code
        == 422
    )
    page = body(desk.post("/desk/finding/board/", {"what": "run"}, follow=True))
    made = Board.objects.get()
    assert (made.questions, made.first, made.silent) == (3, 0.5, 1.0)
    assert "绿化养护" in page
    assert "示例城市绿化养护办法" in page
    judging.run(timezone.localdate())
    assert Board.objects.count() == 1
    desk.post(f"/desk/finding/board/{Judged.objects.first().pk}/remove/")
    assert Judged.objects.filter(active=True).count() == 2
