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

from yangguang.inspection import console
from yangguang.inspection.crawling import loops
from yangguang.inspection.crawling.fetching import Answer, Fetcher
from yangguang.inspection.crawling.polite import Pace, pause_of
from yangguang.inspection.crawling.robots import Robots
from yangguang.inspection.crawling.running import inspect_now
from yangguang.inspection.crawling.state import Locked, State, Visit, body_of
from yangguang.inspection.options import Options

from .site import TODAY, Served, article, look, page, seen

pytestmark = pytest.mark.task(25)


def home(body="", menu=""):
    return page(
        f'<h1>示例</h1><ul><li><a href="/a.html">要闻</a><span>2021-06-09</span></li></ul>{body}', menu=menu
    )


@pytest.fixture
def served():
    with Served({"/a.html": article("要闻", "2021-06-09 10:00")}) as it:
        yield it


@pytest.mark.task(27)
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
        return (
            web.Response(status=429, headers={"Retry-After": "1"})
            if len(times) == 1
            else web.Response(text=page("<h1>好</h1>"), content_type="text/html")
        )

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


def test_a_host_that_asks_for_a_pause_now_and_then_is_slowed_and_not_given_up():
    async def asked():
        pace = Pace(Robots(), 0.0)
        for _ in range(30):
            assert pace.told(Answer("x", status=429, retry_after="0"))
            assert not pace.free
            for _ in range(39):
                assert not pace.told(Answer("x", status=200))
            assert not pace.free
            assert not pace.told(Answer("x", status=404))
            assert pace.free
        assert not pace.given_up
        for _ in range(20):
            assert pace.told(Answer("x", status=429, retry_after="0"))
        assert not pace.told(Answer("x", status=429, retry_after="0"))
        assert pace.given_up

    loops.run(asked())


def test_errors_that_pass_are_no_findings_and_no_request_is_repeated_needlessly(served):
    count = []

    def once(request):
        count.append(1)
        return (
            web.Response(status=502)
            if len(count) == 1
            else web.Response(text=page("<h1>好</h1>"), content_type="text/html")
        )

    served.pages |= {"/": home('<a href="/flaky.html">偶尔</a>'), "/flaky.html": once}
    assert look(served).observed == []
    assert len(count) == 2


def test_addresses_inside_the_house_are_not_asked(served):
    served.pages["/"] = home()
    report = inspect_now(served.base + "/", Options(today=TODAY, retry_pause=0))
    assert not report.complete
    assert "内网地址" in report.stopped
    assert report.observed == []  # nobody has seen that it does not open
    assert report.pages == 0
    assert sum(served.asked.values()) == 0


def test_a_name_that_leads_inside_is_refused_on_every_hop(served):
    async def ask():
        fetcher = Fetcher(
            agent="x", concurrency=1, timeout=5, private=False, page_bytes=1000, file_bytes=1000
        )
        try:
            port = served.base.rsplit(":", 1)[1]
            return [
                (await fetcher.get(f"http://{h}:{port}/")).error
                for h in ("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433")
            ]
        finally:
            await fetcher.close()

    assert set(loops.run(ask())) <= {"private", "dns", "protocol"}
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
        served.pages["/"] = home(
            "".join(
                f'<a href="{other.base.replace("127.0.0.1", "localhost")}{p}">外</a>'
                for p in ("/ok", "/flaky", "/denied", "/gone")
            )
        )
        report = look(served, external=True)
        assert {o.target.rpartition("/")[2] for o in report.observed if o.probe == "link.external"} == {
            "gone"
        }
        assert other.asked["/gone"] == 2
        assert other.asked["/ok"] == 1
        assert look(served).observed == []


def test_traps_end(served):
    def calendar(request):
        n = int(request.query.get("m", "0"))
        return web.Response(
            text=page(
                f'<h1>日历</h1>{n}月 <a href="/cal?m={n + 1}">后</a><a href="/cal?m={n + 2}&s={os.urandom(16).hex()}">再后</a>'
            ),
            content_type="text/html",
        )

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
        response = web.StreamResponse(
            headers={"Content-Type": "application/pdf", "Content-Length": str(200 * 2**20)}
        )
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

    served.pages = {
        k: tagged(v, f'"{i}"') if isinstance(v, str) else v for i, (k, v) in enumerate(served.pages.items())
    }
    first = look(served, state=tmp_path / "s")
    again = look(served, state=tmp_path / "s")
    assert again.unchanged == again.pages == first.pages
    assert [(o.probe, o.target, o.page) for o in again.observed] == [
        (o.probe, o.target, o.page) for o in first.observed
    ]
    assert [c.url for c in again.columns] == [c.url for c in first.columns]
    assert again.bytes < first.bytes
    served.pages["/gone.html"] = article("回来了", "2021-06-09")
    assert look(served, state=tmp_path / "s").observed == []


def test_a_killed_inspection_goes_on_where_it_was(served, tmp_path):
    served.pages["/"] = home(
        "".join(f'<a href="/p{n}.html">第{n}</a>' for n in range(300)) + '<a href="/gone.html">失踪</a>'
    )

    async def slowly(request):
        await asyncio.sleep(0.02)
        return web.Response(text=article(f"文{request.path}", "2021-06-09"), content_type="text/html")

    served.pages |= {f"/p{n}.html": slowly for n in range(300)}
    command = [
        sys.executable,
        "-m",
        "yangguang.inspection",
        served.base + "/",
        "--json",
        "--private",
        "--state",
        str(tmp_path),
        "--today",
        "2021-06-10",
    ]
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
    assert [(o["probe"], o["target"]) for o in report["observed"]] == [
        ("link.broken", served.base + "/gone.html")
    ]
    assert 100 < served.asked.total() - before < 290
    assert sum(1 for n in range(300) if served.asked[f"/p{n}.html"] > 1) < 90


def test_only_a_young_unfinished_run_is_gone_on_with(tmp_path, monkeypatch):
    def begin(**more):
        state = State(tmp_path, "http://a.example.gov.cn/", **more)
        done = state.done()
        state.keep(0, Visit(200, digest="x"))
        state.close()
        return state.resumed, state.run, done

    assert begin() == (False, 1, set())
    assert begin() == (True, 1, {0})
    assert begin(resume=False) == (False, 2, set())
    now = time.time()
    monkeypatch.setattr("yangguang.inspection.crawling.state.time.time", lambda: now + 25 * 3600)
    assert begin() == (False, 3, set())


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


def test_an_unreachable_site_is_one_observation():
    report = inspect_now("http://127.0.0.1:9/", Options(private=True, retry_pause=0, robots=False))
    assert [o.probe for o in report.observed] == ["site.unreachable"]
    assert not report.complete
    with pytest.raises(ValueError, match="不是网址"):
        inspect_now("::", Options())


def test_no_more_requests_at_a_time_than_asked_for(served):
    async def slowly(request):
        await asyncio.sleep(0.01)
        return web.Response(text=article(request.path, "2021-06-09"), content_type="text/html")

    served.pages["/"] = home("".join(f'<a href="/p{n}.html">第{n}</a>' for n in range(60)))
    served.pages |= {f"/p{n}.html": slowly for n in range(60)}
    look(served, concurrency=3)
    assert served.most_open == 3
    began = time.monotonic()
    look(served, concurrency=3, delay=0.01)
    assert time.monotonic() - began > 0.6
    assert served.asked["/p0.html"] == 2


def test_the_command_says_what_it_found_and_by_its_exit_code(served, capsys):
    served.pages["/"] = home('<a href="/gone.html">失踪</a>')
    common = [served.base + "/", "--private", "--today", "2021-06-10"]
    assert console.main(common) == 1
    shown = capsys.readouterr().out
    assert "站内链接打不开：1" in shown
    assert "/gone.html ← " in shown
    served.pages["/"] = home()
    assert console.main([*common, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["observed"] == []
    assert console.main([served.base + "/", "--retry-pause", "0"]) == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [(["--concurrency", "99"], "--concurrency"), (["--today", "2021-13-01"], "不是日期"), (["--limit", "-1"], "--limit"),
     (["--keep"], "--state"), (["--columns", "/no/such"], "读不到")],
)  # fmt: skip
def test_a_wrong_argument_is_named(more, words, capsys):
    assert console.main(["http://www.example.gov.cn/", *more]) == 2
    assert words in capsys.readouterr().err
