import asyncio
import datetime as dt
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from aiohttp import web

from yangguang.inspection import rechecking
from yangguang.inspection.crawling.fetching import Fetcher
from yangguang.inspection.crawling.polite import pause_of
from yangguang.inspection.crawling.running import inspect_now
from yangguang.inspection.crawling.state import Locked, State, body_of
from yangguang.inspection.options import Freshness, Mapped, Options

from .site import Served, article, column, page

pytestmark = pytest.mark.task(25)
TODAY = dt.date(2021, 6, 10)


def look(served, **more):
    given = {"private": True, "today": TODAY, "retry_pause": 0, "external_pause": 0} | more
    return inspect_now(served.base + "/", Options(**given))


def seen(report, probe, base=""):
    return {o.target.removeprefix(base) for o in report.observed if o.probe == probe}


def home(body="", menu=""):
    return page(f'<h1>示例</h1><ul><li><a href="/a.html">要闻</a><span>2021-06-09</span></li></ul>{body}', menu=menu)


@pytest.fixture
def served():
    with Served({"/a.html": article("要闻", "2021-06-09 10:00")}) as it:
        yield it


def test_a_site_without_fault_gets_no_observation(served):
    served.pages["/"] = home()
    report = look(served)
    assert report.observed == []
    assert report.complete
    assert report.pages == 9
    assert report.requests == report.addresses
    assert max(served.asked.values()) == 1


def test_each_planted_defect_is_found_once_with_its_page(served):
    served.pages |= {
        "/": home(
            '<a href="/gone.html">失踪</a><a href="/gone.html">再次</a><img src="/no.png" alt="图"><a href="/no.pdf">附件</a>'
            '<a href="/fake.pdf">表</a><a href="/a.html#none">节</a><a href="/loop1">环</a><a href="#" onclick="window.open(\'/pop.html\')">弹</a>'
            '<a href="/error">错</a><a href="/trace.html">痕</a>'
        ),
        "/fake.pdf": (200, {"Content-Type": "application/pdf"}, b"<!DOCTYPE html><html>x"),
        "/loop1": (302, {"Location": "/loop2"}, ""), "/loop2": (302, {"Location": "/loop1"}, ""), "/error": (500, {}, "x"),
        "/trace.html": page("<h1>Fatal error: x</h1>"),
    }  # fmt: skip
    report = look(served)
    found = {(o.probe, o.target.removeprefix(served.base)) for o in report.observed}
    assert found == {
        ("link.broken", "/gone.html"), ("image.broken", "/no.png"), ("attachment.broken", "/no.pdf"), ("attachment.mismatch", "/fake.pdf"),
        ("anchor.missing", "/a.html"), ("redirect.loop", "/loop1"), ("link.dead_script", "/pop.html"), ("page.error", "/error"),
        ("page.error", "/trace.html"),
    }  # fmt: skip
    broken = next(o for o in report.observed if o.probe == "link.broken")
    assert broken.page == served.base + "/"
    assert broken.evidence["status"] == 404
    assert broken.evidence["text"] == "失踪"
    assert broken.at.tzinfo is not None
    json.dumps(report.as_json())


def test_one_defect_on_many_pages_is_one_observation(served):
    served.pages["/"] = home("".join(f'<a href="/p{n}.html">第{n}</a>' for n in range(30)))
    served.pages |= {f"/p{n}.html": article(f"文{n}", "2021-06-09", '<a href="/gone.html">链接</a>') for n in range(30)}
    (one,) = look(served).observed
    assert one.evidence["count"] == 30
    assert len(one.evidence["pages"]) == 30


def test_soft_errors_by_fingerprint_and_by_words(served):
    def lost(request):
        return web.Response(text="<html><head><title>提示</title></head><body>请从首页浏览其他栏目</body></html>", content_type="text/html")

    class Everything(dict):
        def get(self, key, default=None):
            return super().get(key, lost)

    served.pages = Everything(served.pages)
    served.pages["/robots.txt"] = (404, {}, "")
    served.pages["/"] = home('<a href="/old/1.html">旧</a><a href="/says.html">说</a><a href="/talks.html">谈</a>')
    served.pages["/says.html"] = page("<h1>您访问的页面不存在</h1>")
    served.pages["/talks.html"] = article("整改", "2021-06-01", "网友反映的页面不存在的问题已经解决，返回 404 的情况不再出现。" * 30)
    report = look(served)
    assert seen(report, "page.soft404", served.base) == {"/old/1.html", "/says.html"}
    assert {o.probe for o in report.observed} == {"page.soft404"}


def test_columns_blank_stale_unreadable_and_exempt(served):
    def rows(name, day):
        return "".join(f'<li><a href="/{name}{n}.html">关于某事的通知{n}</a><span>{day}</span></li>' for n in range(4))

    names = {"x1": ("通知公告", "2020-11-30"), "x2": ("动态要闻", "2021-06-01"), "x3": ("政策文件", "2020-12-20")}
    menu = "".join(f'<a href="/{c}/">{n}</a>' for c, (n, _) in names.items()) + '<a href="/b/">空栏</a><a href="/s/">数据栏</a><a href="/e/">筹建栏</a>'
    served.pages["/"] = home(menu=menu)
    for code, (name, day) in names.items():
        served.pages[f"/{code}/"] = column(name, rows(code, day), menu)
        served.pages |= {f"/{code}{n}.html": article(f"关于某事的通知{n}", day, column=name) for n in range(4)}
    served.pages["/b/"] = column("空栏", "<li>暂无信息</li>", menu)
    served.pages["/s/"] = column("数据栏", "<script>$.getJSON('/api')</script>正在加载", menu)
    served.pages["/e/"] = column("筹建栏", "", menu)
    report = look(served, mapped=(Mapped("*/e/", exempt="筹建中"),))
    by = {c.name: c for c in report.columns}
    assert by["通知公告"].last == dt.date(2020, 11, 30)
    assert by["通知公告"].kind == "通知公告"
    assert by["通知公告"].entries == 4
    assert seen(report, "column.stale", served.base) == {"/x1/"}
    assert seen(report, "column.blank", served.base) == {"/b/"}
    assert seen(report, "column.unreadable", served.base) == {"/s/"}
    tighter = look(served, freshness={"动态要闻": Freshness(days=5), "通知公告": Freshness(months=12)})
    assert seen(tighter, "column.stale", served.base) == {"/x2/"}


def test_home_without_foot_entries_search_and_hub(served):
    served.pages["/"] = "<html lang=zh-CN><head><title>示例</title></head><body><p>空的首页</p></body></html>"
    report = look(served)
    assert {o.probe for o in report.observed} >= {
        "footer.mark", "footer.site_code", "footer.icp", "footer.police", "footer.owner", "footer.contact", "footer.sitemap",
        "home.find_error_entry", "home.hub_entry", "site.search", "site.labels",
    }  # fmt: skip


@pytest.mark.task(27)
def test_hub_with_wrong_order_a_lost_block_and_holes_in_its_reports(served):
    served.pages["/"] = home()
    served.pages["/gk/"] = page("<h1>政府信息公开</h1>" + "".join(f'<a href="/gk/{n}.html">{t}</a>' for n, t in ((3, "政府信息公开年报"), (0, "政府信息公开指南"), (4, "依申请公开"))), title="政府信息公开")
    years = "".join(f'<a href="/gk/y{y}.html">{y}年政府信息公开工作年度报告</a>' for y in range(2008, 2021) if y != 2015)
    served.pages["/gk/3.html"] = page(f"<h1>政府信息公开年报</h1>{years}")
    served.pages |= {f"/gk/y{y}.html": article(f"{y}年报告", f"{y + 1}-01-20") for y in range(2008, 2021)}
    served.pages["/gk/0.html"] = page("<h1>政府信息公开指南</h1><p>信息分类、编排体系、获取方式；工作机构：办公室；地址：某路；电话：12345；电子邮箱：见首页</p>")
    report = look(served)
    found = {o.probe: o for o in report.observed if o.probe.startswith("hub.")}
    assert found["hub.blocks"].evidence["missing"] == ["政府信息公开制度", "法定主动公开内容"]
    assert found["hub.reports"].evidence["missing"] == [2015]
    assert found["hub.guide"].evidence["missing"] == ["办公时间", "传真号码"]
    assert set(found) == {"hub.blocks", "hub.reports", "hub.guide", "hub.order"}


def test_robots_are_kept_and_said(served):
    served.pages["/"] = home('<a href="/secret/x.html">密</a>')
    served.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /secret/")
    report = look(served)
    assert served.asked["/secret/x.html"] == 0
    assert report.notes == ["robots.txt 不允许：1 个地址没有查"]
    served.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /")
    refused = look(served)
    assert not refused.complete
    assert "robots" in refused.stopped
    assert refused.observed == []
    assert look(served, robots=False).pages > 5


def test_a_host_that_asks_for_a_pause_gets_it(served):
    times = []

    def busy(request):
        times.append(time.monotonic())
        return web.Response(status=429, headers={"Retry-After": "1"}) if len(times) == 1 else web.Response(text=page("<h1>好</h1>"), content_type="text/html")

    served.pages |= {"/": home('<a href="/busy.html">忙</a>'), "/busy.html": busy}
    report = look(served)
    assert len(times) == 2
    assert times[1] - times[0] >= 0.95
    assert report.complete
    assert report.observed == []


def test_pauses_by_seconds_by_date_and_growing():
    now = dt.datetime(2021, 6, 10, 8, 0, tzinfo=dt.UTC)
    assert pause_of("7", 0) == 7
    assert pause_of("Thu, 10 Jun 2021 08:00:30 GMT", 0, now) == 30
    assert [pause_of("", n) for n in range(3)] == [2, 4, 8]
    assert pause_of("soon", 1) == 4


def test_errors_that_pass_are_no_findings_and_no_request_is_repeated_needlessly(served):
    count = []

    def once(request):
        count.append(1)
        return web.Response(status=502) if len(count) == 1 else web.Response(text=page("<h1>好</h1>"), content_type="text/html")

    served.pages |= {"/": home('<a href="/flaky.html">偶尔</a>'), "/flaky.html": once}
    assert look(served).observed == []
    assert len(count) == 2


def test_addresses_inside_the_house_are_not_asked(served):
    served.pages["/"] = home()
    report = inspect_now(served.base + "/", Options(today=TODAY, retry_pause=0))
    assert not report.complete
    assert report.pages == 0
    assert sum(served.asked.values()) == 0


def test_a_name_that_leads_inside_is_refused_on_every_hop(served):
    async def ask():
        fetcher = Fetcher(agent="x", concurrency=1, timeout=5, private=False, page_bytes=1000, file_bytes=1000)
        try:
            port = served.base.rsplit(":", 1)[1]
            return [(await fetcher.get(f"http://{h}:{port}/")).error for h in ("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433")]
        finally:
            await fetcher.close()

    assert set(asyncio.run(ask())) <= {"private", "dns", "protocol"}
    assert sum(served.asked.values()) == 0


def test_a_home_that_moves_to_another_host_is_not_followed(served):
    served.pages["/"] = (302, {"Location": "http://other.example.gov.cn/"}, "")
    report = look(served)
    assert not report.complete
    assert "other.example.gov.cn" in report.stopped


def test_external_links_count_only_when_they_fail_twice(served):
    with Served() as other:
        asked = []

        def flaky(request):
            asked.append(1)
            return web.Response(status=500 if len(asked) == 1 else 200)

        other.pages |= {"/ok": page("好"), "/flaky": flaky, "/denied": (403, {}, "x")}
        served.pages["/"] = home("".join(f'<a href="{other.base.replace("127.0.0.1", "localhost")}{p}">外</a>' for p in ("/ok", "/flaky", "/denied", "/gone")))
        report = look(served, external=True)
        assert {o.target.rpartition("/")[2] for o in report.observed if o.probe == "link.external"} == {"gone"}
        assert other.asked["/gone"] == 2
        assert other.asked["/ok"] == 1
        assert look(served).observed == []


def test_traps_end(served):
    def calendar(request):
        n = int(request.query.get("m", "0"))
        return web.Response(text=page(f'<h1>日历</h1>{n}月 <a href="/cal?m={n + 1}">后</a><a href="/cal?m={n + 2}&s={os.urandom(16).hex()}">再后</a>'), content_type="text/html")

    class Deep(dict):
        def get(self, key, default=None):
            if key.startswith("/cal"):
                return calendar
            if key.startswith("/deep/"):
                return page('<h1>深</h1><a href="sub/x.html">更深</a>')
            return super().get(key, default)

    served.pages = Deep(served.pages)
    served.pages["/"] = home('<a href="/cal?m=1">日历</a><a href="/deep/x.html">深</a>')
    report = look(served)
    assert report.pages < 120
    assert report.notes


def test_large_files_are_left_after_their_first_bytes_and_bombs_do_not_open(served):
    sent = []

    async def large(request):
        response = web.StreamResponse(headers={"Content-Type": "application/pdf", "Content-Length": str(200 * 2**20)})
        await response.prepare(request)
        try:
            await response.write(b"%PDF-1.4\n")
            for _ in range(200):
                await response.write(b"x" * 2**20)
                sent.append(1)
        except ConnectionError:
            pass
        return response

    bomb = gzip.compress(b"<html>" + b" " * (64 * 2**20))
    served.pages |= {
        "/": home('<a href="/big.pdf">大</a><a href="/bomb.html">弹</a>'), "/big.pdf": large,
        "/bomb.html": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, bomb),
    }  # fmt: skip
    report = look(served)
    assert seen(report, "attachment.mismatch") == set()
    assert len(sent) < 50
    assert report.bytes < 8 * 2**20


def test_a_slow_answer_ends_at_its_time(served):
    async def hang(request):
        await asyncio.sleep(30)
        return web.Response(text="x")

    served.pages |= {"/": home('<a href="/slow.html">慢</a>'), "/slow.html": hang}
    report = look(served, timeout=0.5)
    (one,) = (o for o in report.observed if o.probe == "link.broken")
    assert one.evidence["error"] == "timeout"
    assert served.asked["/slow.html"] == 2


def test_an_unchanged_site_is_not_read_again_and_says_the_same(served, tmp_path):
    served.pages["/"] = home('<a href="/gone.html">失踪</a>')

    def tagged(text, tag):
        def answer(request):
            if request.headers.get("If-None-Match") == tag:
                return web.Response(status=304)
            return web.Response(text=text, content_type="text/html", headers={"ETag": tag})

        return answer

    served.pages = {k: tagged(v, f'"{i}"') if isinstance(v, str) else v for i, (k, v) in enumerate(served.pages.items())}
    first = look(served, state=tmp_path / "s")
    again = look(served, state=tmp_path / "s")
    assert again.unchanged == again.pages == first.pages
    assert [(o.probe, o.target, o.page) for o in again.observed] == [(o.probe, o.target, o.page) for o in first.observed]
    assert [c.url for c in again.columns] == [c.url for c in first.columns]
    assert again.bytes < first.bytes
    served.pages["/gone.html"] = article("回来了", "2021-06-09")
    assert look(served, state=tmp_path / "s").observed == []


def test_a_killed_inspection_goes_on_where_it_was(served, tmp_path):
    served.pages["/"] = home("".join(f'<a href="/p{n}.html">第{n}</a>' for n in range(300)) + '<a href="/gone.html">失踪</a>')

    async def slowly(request):
        await asyncio.sleep(0.02)
        return web.Response(text=article(f"文{request.path}", "2021-06-09"), content_type="text/html")

    served.pages |= {f"/p{n}.html": slowly for n in range(300)}
    command = [sys.executable, "-m", "yangguang.inspection", served.base + "/", "--json", "--private", "--state", str(tmp_path), "--today", "2021-06-10"]
    root = Path(__file__).resolve().parents[3]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=root)
    for _ in range(600):
        if served.asked.total() > 120:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = served.asked.total()
    done = subprocess.run([*command, "--retry-pause", "0"], capture_output=True, cwd=root, check=False)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["complete"]
    assert report["pages"] == 309
    assert [(o["probe"], o["target"]) for o in report["observed"]] == [("link.broken", served.base + "/gone.html")]
    assert 100 < served.asked.total() - before < 309
    assert sum(1 for n in range(300) if served.asked[f"/p{n}.html"] > 1) < 150


def test_one_folder_serves_one_inspection_of_one_site(tmp_path):
    state = State(tmp_path, "http://a.example.gov.cn/")
    with pytest.raises(Locked):
        State(tmp_path, "http://a.example.gov.cn/")
    state.finish()
    state.close()
    with pytest.raises(ValueError, match="另一个网站"):
        State(tmp_path, "http://b.example.gov.cn/")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "inspection.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(ValueError, match="已损坏"):
        State(tmp_path / "x", "http://a.example.gov.cn/")


def test_pages_are_kept_as_evidence(served, tmp_path):
    served.pages["/"] = home('<a href="/gone.html">失踪</a>')
    (one,) = look(served, state=tmp_path, keep=True).observed
    assert body_of(tmp_path, one.snapshot) == served.pages["/"].encode()


def test_one_finding_is_looked_at_again_with_few_requests(served):
    served.pages["/"] = home("".join(f'<a href="/p{n}.html">第{n}</a>' for n in range(50)) + '<a href="/q.html">页</a>')
    served.pages |= {f"/p{n}.html": article(f"文{n}", "2021-06-09") for n in range(50)}
    served.pages["/q.html"] = article("页", "2021-06-09", '<a href="/gone.html">失踪</a><img src="/a.png">')
    options = Options(private=True, today=TODAY, retry_pause=0, external_pause=0)
    target, where = served.base + "/gone.html", served.base + "/q.html"
    before = served.asked.total()
    assert [o.target for o in rechecking.look_again_now("link.broken", target, where, options)] == [target]
    assert rechecking.look_again_now("a11y.image-alt", where, where, options)
    assert served.asked.total() - before < 20
    served.pages["/gone.html"] = article("回来", "2021-06-09")
    assert rechecking.look_again_now("link.broken", target, where, options) == []
    served.pages["/gone.html"] = None
    served.pages["/q.html"] = article("页", "2021-06-09")
    assert rechecking.look_again_now("link.broken", target, where, options) == []
    with pytest.raises(ValueError, match="整个网站"):
        rechecking.look_again_now("hub.blocks", target, where, options)


def test_gbk_pages_chinese_paths_and_their_spellings_are_one_address(served):
    text = page('<h1>中</h1><a href="/中文/页.html">一</a><a href="/%e4%b8%ad%e6%96%87/%E9%A1%B5.html">二</a>', charset="gbk")
    served.pages |= {"/": home('<a href="/g.html">国标</a>'), "/g.html": (200, {}, text.encode("gbk")), "/%E4%B8%AD%E6%96%87/%E9%A1%B5.html": article("页", "2021-06-09")}
    served.pages["/g.html"] = (200, {"Content-Type": "text/html"}, text.encode("gbk"))
    report = look(served)
    assert report.observed == []
    assert served.asked["/%E4%B8%AD%E6%96%87/%E9%A1%B5.html"] == 1


def test_texts_are_checked_where_the_article_is(served):
    from yangguang.inspection.probing.words import check

    served.pages["/"] = home()
    asked = []

    def words(title, pieces, today):
        asked.append((title, "".join(p[1] for p in pieces)))
        return [("CHK-P01", "第1段", "138****5678", "手机号码", "abc")]

    report = look(served, words=words)
    assert asked == [("要闻", "各有关单位要抓好落实。" * 20)] or "各有关单位" in asked[0][1]
    (one,) = (o for o in report.observed if o.probe == "text.CHK-P01")
    assert one.target == served.base + "/a.html"
    assert one.evidence["text"] == "138****5678"
    assert check("题", [("第1段", "没有问题的一段话。", ())], TODAY) == []


def test_an_unreachable_site_is_one_observation():
    report = inspect_now("http://127.0.0.1:9/", Options(private=True, retry_pause=0, robots=False))
    assert [o.probe for o in report.observed] == ["site.unreachable"]
    assert not report.complete
    with pytest.raises(ValueError, match="不是网址"):
        inspect_now("::", Options())
