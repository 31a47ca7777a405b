"""Reading in two processes gives what reading in one gives, in the same order, whatever happens on the way."""

import os
import random
import time

import pytest
from aiohttp import web

from yangguang.inspection.crawling import beside, readers
from yangguang.inspection.crawling.running import Inspection

from .site import Served, article, column, look, page

pytestmark = pytest.mark.task(25)
PAGES = 240


@pytest.fixture
def served():
    rows = [
        f'<li><a href="/c{n % 6}/a{n}.html">事项{n}</a><span>2021-06-0{n % 9 + 1}</span></li>'
        for n in range(PAGES)
    ]
    with Served() as it:
        it.pages["/"] = page("<h1>示例</h1>" + "".join(f'<a href="/c{n}/">栏目{n}</a>' for n in range(6)))
        for n in range(6):
            it.pages[f"/c{n}/"] = column(f"栏目{n}", "".join(rows[n::6]))
        for n in range(PAGES):
            it.pages[f"/c{n % 6}/a{n}.html"] = article(
                f"事项{n}", "2021-06-01",
                f'<a href="a{(n + 6) % PAGES}.html">下一条</a><a href="#s{n}">节</a>'
                f'<a href="/gone{n % 7}.html">失踪</a><img src="p{n % 5}.png">',
            )  # fmt: skip
        yield it


def told(report):
    """All a report says but for times."""
    given = report.as_json()
    for name in ("started", "ended"):
        del given[name]
    for one in given["observed"]:
        del one["at"]
        one["evidence"].pop("ms", None)
    return given


def test_two_processes_say_what_one_says(served, monkeypatch):
    alone = look(served, beside=False)
    assert {o.probe for o in alone.observed} >= {
        "link.broken",
        "image.broken",
        "anchor.missing",
        "a11y.image-alt",
    }
    monkeypatch.setattr(readers, "_cores", lambda: 2)
    calls = []
    read = beside.Beside.read
    monkeypatch.setattr(beside.Beside, "read", lambda self, *a: (calls.append(a[0]), read(self, *a))[1])
    assert told(look(served)) == told(alone)
    assert len(calls) > 20


def test_the_order_of_answers_changes_nothing(served, monkeypatch):
    monkeypatch.setattr(readers, "_cores", lambda: 2)
    quick = told(look(served))
    pages = dict(served.pages)
    dice = random.Random(7)

    def slow(text, wait):
        def answer(request):
            time.sleep(wait)  # the server's thread: others wait too, but not in step
            return web.Response(text=text, content_type="text/html")

        return answer

    for path, value in pages.items():
        if isinstance(value, str) and dice.random() < 0.2:
            served.pages[path] = slow(value, dice.random() * 0.02)
    assert told(look(served, concurrency=9)) == quick


def test_a_second_process_that_dies_costs_nothing(served, monkeypatch):
    monkeypatch.setattr(readers, "_cores", lambda: 2)
    whole = told(look(served, beside=False))
    killed = []
    read = beside.Beside.read

    def then_killed(self, number, *rest):
        read(self, number, *rest)
        if not killed and self.waiting > 3:
            killed.append(number)
            self._process.kill()

    monkeypatch.setattr(beside.Beside, "read", then_killed)
    assert told(look(served)) == whole
    assert killed


def test_a_second_process_ends_with_the_first_and_one_that_cannot_start_is_not_missed(served, monkeypatch):
    monkeypatch.setattr(readers, "_cores", lambda: 2)
    started = []
    opened = beside.Beside.open

    async def noted(self, *rest, **more):
        await opened(self, *rest, **more)
        started.append(self._process.pid)

    monkeypatch.setattr(beside.Beside, "open", noted)
    look(served)
    (pid,) = started
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    monkeypatch.setattr(beside.Beside, "open", opened)
    monkeypatch.setattr(beside.sys, "executable", "/no/such/python")
    assert look(served).pages == PAGES + 14


def test_what_goes_wrong_while_taking_ends_the_inspection(served, monkeypatch):
    monkeypatch.setattr(readers, "_cores", lambda: 2)
    take = Inspection._take

    def broken(self, id, visit):
        if self._pages == 200:
            raise ZeroDivisionError
        take(self, id, visit)

    monkeypatch.setattr(Inspection, "_take", broken)
    with pytest.raises(ExceptionGroup) as raised:
        look(served)
    assert raised.group_contains(ZeroDivisionError)


def test_bare_fragments_belong_to_their_own_page_and_paths_to_their_own_host(served):
    served.pages["/c0/a0.html"] = article("事项0", "2021-06-01", '<h2 id="x">节</h2><a href="#x">节</a>')
    served.pages["/c0/a6.html"] = article("事项6", "2021-06-01", '<a href="#x">节</a>')
    with Served({"/here.html": page("<h1>在</h1>")}) as other:
        other.pages["/o.html"] = page('<h1>别处</h1><a href="/here.html">在</a>')
        served.pages["/c0/a12.html"] = article(
            "事项12", "2021-06-01", f'<a href="/here.html">不在</a><a href="{other.base}/o.html">别处</a>'
        )
        report = look(served, allow=frozenset({other.base.removeprefix("http://")}))
        missing = {o.target for o in report.observed if o.probe == "anchor.missing"}
        assert served.base + "/c0/a6.html" in missing
        assert served.base + "/c0/a0.html" not in missing
        assert other.asked["/here.html"] == 1
        broken = {o.target for o in report.observed if o.probe == "link.broken"}
        assert served.base + "/here.html" in broken
        assert other.base + "/here.html" not in broken
