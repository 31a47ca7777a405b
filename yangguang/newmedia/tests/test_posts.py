"""Posts that come in: feeds in any encoding, nothing from inside the network, one post once, what it tells of."""

from __future__ import annotations

import datetime as dt
import http.server
import io
import threading

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.registries import Registry
from yangguang.gazette.tests.factories import Office
from yangguang.newmedia import fetching, jobs, linking, packaging
from yangguang.newmedia.actions import importing, posting
from yangguang.newmedia.models import Account, MediaImport, Post
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, openness_office

from .factories import Media, ago, before

pytestmark = [pytest.mark.django_db, pytest.mark.task(26)]


@pytest.fixture
def media():
    openness_office()
    return Media()


def rss(*items: tuple[str, str, dt.datetime], said: str = "", encoding: str = "utf-8") -> bytes:
    entries = "".join(
        f"<item><title>{t}</title><link>{u}</link><pubDate>{at:%a, %d %b %Y %H:%M:%S %z}</pubDate>"
        f"<description>{said}</description></item>"
        for t, u, at in items
    )
    return f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>{entries}</channel></rss>'.encode(
        encoding
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_feed_is_read_in_its_encoding(encoding):
    (found,) = fetching.read_feed(
        rss(("示例：社区便民信息和办事提示", "https://example.org/1", ago(1)), encoding=encoding)
    )
    assert (found.title, found.url) == ("示例：社区便民信息和办事提示", "https://example.org/1")
    assert timezone.localdate(found.posted_at) == before(1)


def test_atom_is_read_too_and_entries_without_a_time_prove_nothing():
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>示例甲</title><id>a</id>'
        '<link rel="self" href="https://example.org/s"/><link rel="alternate" href="https://example.org/a"/>'
        "<published>2021-03-01T09:00:00+08:00</published></entry><entry><title>示例乙</title></entry></feed>"
    )
    (found,) = fetching.read_feed(text.encode())
    assert (found.url, found.posted_at.isoformat()) == ("https://example.org/a", "2021-03-01T09:00:00+08:00")


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>no</body></html>", b"", b"\x00\x01", b"<rss><channel>",
        b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>',
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>',
    ],
)  # fmt: skip
def test_what_is_no_feed_or_sets_traps_is_refused(data):
    with pytest.raises(ValueError, match="RSS"):
        list(fetching.read_feed(data))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/x", "http://127.0.0.1/", "http://169.254.169.254/latest", "http://other.example/", "http://"],
)  # fmt: skip
def test_only_allowed_hosts_at_public_addresses_are_asked(url, settings):
    settings.MEDIA_HOSTS = ["127.0.0.1", "169.254.169.254", "localhost"]
    with pytest.raises(ValueError):
        fetching.download(url)


class _Server:
    def __init__(self, body: bytes, status: int = 200) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1/inside")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://feeds.example:{self.server.server_port}/rss"

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.server.shutdown()
        self.server.server_close()


def _here(host: str, port: int) -> str:
    return "127.0.0.1"


def test_size_is_limited_and_redirects_lead_nowhere(settings):
    settings.MEDIA_HOSTS = ["feeds.example"]
    with _Server(b"hello") as server:
        assert fetching.download(server.url, _here) == b"hello"
    with _Server(b"", 302) as server, pytest.raises(ValueError, match="302"):
        fetching.download(server.url, _here)
    with _Server(b"x" * (fetching.LIMIT + 1)) as server, pytest.raises(ValueError, match="3 MB"):
        fetching.download(server.url, _here)


@pytest.fixture
def adapter(monkeypatch):
    """An adapter that the test feeds."""
    told: list[fetching.Fetched] = []
    known: Registry = Registry("adapter")
    known.add("sample", fetching.Source("sample", "示例", lambda account, since: list(told)))

    def broken(account, since):
        raise ValueError("示例故障")

    known.add("broken", fetching.Source("broken", "示例", broken))
    monkeypatch.setattr(fetching, "ADAPTERS", known)
    return told


def test_a_post_comes_in_once_however_often_it_is_told(media, adapter):
    account = media.account(adapter="sample")
    adapter.append(fetching.Fetched("k1", "示例一", "https://example.org/1", ago(1), reads=5))
    assert posting.fetch(account) == (1, "")
    adapter[0] = fetching.Fetched("k1", "示例一", "https://example.org/1", ago(1), reads=9)
    adapter.append(fetching.Fetched("k2", "示例同一网址", "https://example.org/1", ago(1)))
    adapter.append(
        fetching.Fetched("k3", "示例未来", "https://example.org/3", timezone.now() + dt.timedelta(days=1))
    )
    account.refresh_from_db()
    assert posting.fetch(account)[0] == 0
    assert Post.objects.get().reads == 9


def test_one_accounts_trouble_stops_no_other_and_is_told(media, adapter):
    bad, good = media.account(adapter="broken"), media.account("weibo", adapter="sample")
    adapter.append(fetching.Fetched("k", "示例", "", ago(1)))
    assert "失败 1" in jobs.read.run(timezone.localdate())
    assert Account.objects.get(pk=bad.pk).fetch_trouble == "示例故障"
    assert good.posts.count() == 1


def test_a_post_tells_of_what_its_link_or_title_names(media, settings):
    settings.SITE_ADDRESS = "https://gov.example"
    record = media.policy(kind="explanation", title="示例：一图看懂便民服务办法", source="示例")
    link = packaging.short_link(media.account(), publication=record)
    titles = posting.known_titles(timezone.localdate())
    for title, said in (
        ("便民服务来了", f"详见 https://gov.example{record.get_absolute_url()}。"),
        ("便民服务来了", f"<a href='https://gov.example/s/{link.code}/'>看</a>"),
        ("【示例】一图看懂便民服务办法", ""),
        ("本周要闻 | 示例：一图看懂便民服务办法", ""),
    ):
        assert linking.find(title, "https://example.org/x", said, titles).publication == record.pk, (
            title,
            said,
        )
    for said in (f"https://other.example{record.get_absolute_url()}", "https://gov.example/doc/999999/"):
        assert not linking.find("便民服务来了", "", said, titles)


def test_a_post_of_an_issue_stands_in_the_issues_own_record_once(media, settings):
    settings.SITE_ADDRESS = "https://gov.example"
    issue = Office().publish(records=1)
    account = media.account()
    said = f"https://gov.example{issue.get_absolute_url()}"
    found = [fetching.Fetched("k", "示例公报", "https://example.org/g", timezone.now(), said)]
    titles = posting.known_titles(timezone.localdate())
    for _ in range(2):
        posting.take(account, found, source="feed", titles=titles, actor=media.editor)
    assert [(p.channel, p.account) for p in issue.pushes.all()] == [("微信公众号", account.name)]


def test_a_post_noted_by_hand_has_an_address_and_can_be_taken_back(media):
    account, record = media.account(), media.policy()
    values = {"title": "示例", "url": "https://example.org/p", "posted_at": ago(1)}
    post = posting.note(account, actor=media.editor, publication=record.pk, **values)
    assert post.publication == record
    with pytest.raises(Refused, match="登记过"):
        posting.note(account, actor=media.editor, **values)
    with pytest.raises(Refused, match="还没有到"):
        posting.note(
            account,
            actor=media.editor,
            title="示例",
            url="https://example.org/q",
            posted_at=timezone.now() + dt.timedelta(hours=1),
        )
    with pytest.raises(Refused):
        posting.note(
            account, actor=Media().editor, title="示例", url="https://example.org/q", posted_at=ago(1)
        )
    posting.drop(post, actor=media.editor)
    assert not account.posts.exists()
    fed = media.post(account, source="feed")
    with pytest.raises(Refused, match="人工登记"):
        posting.drop(fed, actor=media.editor)


def table(kind: str, text: str, media: Media, actor=None) -> MediaImport:
    return importing.receive(
        None, actor=actor or media.office, kind=kind, stream=io.BytesIO(text.encode("gbk")), name="示例.csv"
    )


HEAD = "主办单位,平台,账号名称,账号ID,用途,内容负责人,审批人,联系人,联系电话\n"


def test_a_list_of_accounts_comes_in_whole_or_not_at_all(media):
    line = f"{media.unit.name},微信公众号,示例甲,jia,示例用途,甲,乙,丙,0592-1111111\n"
    found = table(
        "accounts",
        HEAD + line + "没有这个单位,微信公众号,示例乙,yi,示例,甲,乙,丙,1\n" + line.replace("jia", "bing"),
        media,
    )
    faults = [f for _, f, _ in importing.judge(found, media.office)]
    assert not faults[0]
    assert "没有主办单位" in faults[1][0]
    assert "同一单位、同一平台" in faults[2][0]
    with pytest.raises(Refused, match="2 行要改正"):
        importing.bring_in(found, actor=media.office)
    good = table("accounts", HEAD + line, media)
    good = importing.bring_in(good, actor=media.office)
    account = Account.objects.get()
    assert (account.name, account.phone, account.origin) == ("示例甲", "0592-1111111", "imported")
    assert good.rows == []
    with pytest.raises(Refused, match="已导入"):
        importing.bring_in(good, actor=media.office)


def test_a_list_waits_sealed_and_is_its_uploaders_own(media):
    line = f"{media.unit.name},微信公众号,示例甲,jia,示例用途,甲,乙,丙,0592-1111111\n"
    found = table("accounts", HEAD + line, media)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select sealed_rows from newmedia_mediaimport")
        assert "1111111" not in cursor.fetchone()[0]
    with pytest.raises(Refused, match="上传的人"):
        importing.bring_in(found, actor=actor_for(Role.HEAD, openness_office()))


def test_a_unit_brings_in_posts_of_its_own_accounts_only(media):
    mine, other = media.account(handle="mine"), Media().account(handle="other")
    text = (
        "账号,标题,网址,发布时间,阅读量\nmine,示例一,https://example.org/1,2021-03-01 10:20,1000\n"
        "other,示例二,,2021年3月2日,\nmine,,,不是时间,多\n"
    )
    found = table("posts", text, media, media.editor)
    faults = [f for _, f, _ in importing.judge(found, media.editor)]
    assert not faults[0]
    assert "不能为" in faults[1][0]
    assert len(faults[2]) == 3
    good = table("posts", text.split("other")[0], media, media.editor)
    importing.bring_in(good, actor=media.editor)
    again = importing.bring_in(
        table("posts", text.split("other")[0], media, media.editor), actor=media.editor
    )
    assert again.outcome == "新增推文 0 条，已有 1 条"
    post = mine.posts.get()
    assert (post.reads, timezone.localtime(post.posted_at).hour) == (1000, 10)
    assert not other.posts.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", b""), ("a.exe", b"MZ"), ("a.xlsx", b"PK\x03\x04"), ("a.csv", "甲,乙\n1,2".encode())],
)
def test_what_is_no_such_table_is_refused_in_words(media, name, data):
    with pytest.raises(Refused) as refused:
        importing.receive(None, actor=media.office, kind="posts", stream=io.BytesIO(data), name=name)
    assert refused.value.reasons[0].field == "file"
