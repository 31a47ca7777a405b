"""Pages of findings are kept as they were, shown as text alone, compared, and let go of in time."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from yangguang.inspection import crawl, keeping, looking, passages
from yangguang.inspection.actions import handling, judging, running
from yangguang.inspection.crawling.running import inspect_now
from yangguang.inspection.models import Finding, FindingState, Kept, Moment
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications.tests.factories import client_of

from .ledger import Bench
from .site import Served, article, page

pytestmark = [pytest.mark.django_db, pytest.mark.task(27)]
S = FindingState


@pytest.fixture
def folder(settings, tmp_path):
    settings.HOME = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}},
    }  # fmt: skip
    return tmp_path


@pytest.fixture
def served():
    with Served(
        {"/a.html": article("要闻", "2021-06-09 10:00", '<a href="/gone.html">失踪的文件</a>')}
    ) as it:
        it.pages["/"] = page(
            '<h1>示例</h1><ul><li><a href="/a.html">要闻</a><span>2021-06-09</span></li></ul>'
        )
        yield it


@pytest.fixture
def bench(folder, served, monkeypatch):
    made = Bench(address=served.base + "/")
    options = crawl.options_for
    monkeypatch.setattr(
        crawl, "options_for", lambda *a, **k: _near(options(*a, **k))
    )  # the test's server is inside the house
    return made


def _near(options):
    return replace(options, private=True, external=False, retry_pause=0, words=None)


def inspected(bench):
    """A whole run by the crawler, as the background process does it, but for the thread."""
    running.ask(bench.site, actor=bench.office)
    run = running.take()
    report = inspect_now(bench.site.address, crawl.options_for(bench.site, run.ruleset.read()))
    return running.finish(run, report)


def broken():
    return Finding.objects.get(probe="link.broken")


def test_the_page_of_a_finding_is_kept_when_it_is_found_and_when_it_is_put_right(bench, served):
    inspected(bench)
    finding = broken()
    before = keeping.pair(finding)[Moment.BEFORE]
    assert before.page == served.base + "/a.html"
    assert keeping.body_of(before) == served.pages["/a.html"].encode()
    inspected(bench)  # nothing changed: nothing is kept anew
    assert keeping.pair(finding)[Moment.BEFORE].at == before.at
    assert Moment.AFTER not in keeping.pair(finding)

    served.pages["/a.html"] = article("要闻", "2021-06-09 10:00", "<p>文件已失效</p>")
    inspected(bench)
    finding.refresh_from_db()
    assert finding.state == S.CLOSED
    after = keeping.pair(finding)[Moment.AFTER]
    assert "文件已失效" in keeping.body_of(after).decode()
    shown = passages.compare(
        keeping.body_of(before), keeping.body_of(after), finding.target, finding.evidence
    )
    assert "<del>" in shown
    assert "失踪的" in shown
    assert "已失效" in shown
    assert "<a " not in shown  # markup is told, not written

    served.pages["/a.html"] = article("要闻", "2021-06-09 10:00", '<p><a href="/gone.html">又失踪</a></p>')
    inspected(bench)
    finding.refresh_from_db()
    assert finding.recurrence == 1
    assert set(keeping.pair(finding)) == {Moment.BEFORE}
    assert "又失踪" in keeping.body_of(keeping.pair(finding)[Moment.BEFORE]).decode()


def test_a_page_that_did_not_change_is_kept_too_when_something_it_links_to_goes(bench, served):
    served.pages["/gone.html"] = page("<h1>还在</h1>")
    inspected(bench)
    assert not Finding.objects.filter(probe="link.broken").exists()
    del served.pages["/gone.html"]
    inspected(bench)
    assert keeping.body_of(keeping.pair(broken())[Moment.BEFORE]) == served.pages["/a.html"].encode()


def test_a_look_keeps_the_page_that_was_looked_at(bench, served, monkeypatch):
    monkeypatch.setattr(
        looking, "check_link", lambda *a, **k: (True, "HTTP 200")
    )  # refuses the test's address
    inspected(bench)
    finding = judging.confirm(broken(), actor=bench.office)
    finding = handling.report(finding, actor=bench.editor, note="示例：已改")
    finding = handling.take_look(finding, actor=bench.editor, look=looking.again(finding))
    assert finding.state == S.RETURNED
    same = keeping.pair(finding)
    assert same[Moment.BEFORE].digest == same[Moment.AFTER].digest
    assert len(keeping._files()) == Kept.objects.values("digest").distinct().count()
    shown = passages.compare(*(keeping.body_of(same[m]) for m in Moment), finding.target, finding.evidence)
    assert "<ins>" not in shown
    assert "/gone.html" in shown

    served.pages["/a.html"] = article("要闻", "2021-06-09 10:00", "<p>已删</p>")
    finding = handling.report(finding, actor=bench.editor, note="示例：已删去链接")
    finding = handling.take_look(finding, actor=bench.editor, look=looking.again(finding))
    assert finding.state == S.CLOSED
    assert "已删" in keeping.body_of(keeping.pair(finding)[Moment.AFTER]).decode()


def test_a_kept_page_is_text_and_nothing_of_it_runs(bench, served):
    served.pages["/a.html"] = article(
        "要闻", "2021-06-09", '<script>alert(1)</script><a href="/gone.html">失踪</a>'
    )
    inspected(bench)
    finding = broken()
    address = reverse("inspection:kept", args=[finding.pk, "before"])
    client = client_of(bench.office.user)
    shown = client.get(address)
    assert shown["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "<script>alert(1)</script>" in shown.content.decode()
    saved = client.get(address + "?save")
    assert saved.content == served.pages["/a.html"].encode()
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Type"] == "application/octet-stream"
    whole = client.get(finding.get_absolute_url()).content.decode()
    assert address in whole
    assert "<script>alert(1)" not in whole
    assert client.get(reverse("inspection:kept", args=[finding.pk, "after"])).status_code == 404
    assert client.get(reverse("inspection:kept", args=[finding.pk, "now"])).status_code == 404
    stranger = client_of(actor_for(Role.EDITOR, make_unit()).user)  # of a unit that has nothing to do with it
    assert stranger.get(address).status_code == 404


def test_what_lies_there_must_be_what_was_kept(bench):
    inspected(bench)
    kept = keeping.pair(broken())[Moment.BEFORE]
    path = default_storage.path(keeping._name(kept.digest))
    Path(path).write_bytes(b"something else")
    assert keeping.body_of(kept) is None
    default_storage.delete(keeping._name(kept.digest))
    assert keeping.body_of(kept) is None


def test_pages_go_after_their_time_and_the_oldest_go_when_there_is_too_much(bench, settings):
    day = timezone.localdate()
    inspected(bench)
    finding = broken()
    others = [
        Finding.objects.create(
            site=bench.site, fingerprint=f"{n:064}", probe="link.broken", target=bench.url(f"{n}"), item="W-V1", severity="veto",
            unit=bench.unit, first_seen=timezone.now(), last_seen=timezone.now(), due_days=1, state=S.CLOSED, closed_at=timezone.now(),
        )
        for n in range(3)
    ]  # fmt: skip
    for n, other in enumerate(others):
        kept = keeping.keep(other, Moment.BEFORE, other.target, hashlib.sha256(bytes([n])).digest() * 400)
        Kept.objects.filter(pk=kept.pk).update(at=timezone.now() - dt.timedelta(days=800 - 300 * n))
    for name in keeping._files():
        os.utime(default_storage.path(name), (0, 0))
    assert keeping.tidy(day) == 1  # 800 days; 500 and 200 are within two years
    assert not others[0].kept.exists()
    settings.KEPT_PAGES_BYTES = keeping._size() - 1
    assert keeping.tidy(day) == 2
    assert finding.kept.exists()  # not done with: stays, whatever the size
    assert keeping.body_of(finding.kept.first())
    assert keeping.keep(finding, Moment.AFTER, finding.target, b"x" * (keeping.MOST_BYTES + 1)) is None


def test_false_alarms_keep_no_page(bench):
    inspected(bench)
    finding = broken()
    keeping.forget(finding, *Moment)
    judging.dismiss(
        finding, actor=bench.office, reason="示例", until=timezone.localdate() + dt.timedelta(days=9)
    )
    inspected(bench)
    assert not finding.kept.exists()


LONG = [f"<p>第{n}段</p>" for n in range(200)]


@pytest.mark.parametrize(
    ("change", "has", "lacks"),
    [
        (lambda lines: [*lines[:100], "<p>改过的段</p>", *lines[101:]], ["<ins>改过的", "第98段"], ["第80段", "第120段"]),
        (lambda lines: ["<p>新头</p>", *lines], ["第100段"], ["新头", "<ins>"]),
        (lambda lines: lines[:50], ["<del>", "第100段"], ["第30段"]),
    ],
)  # fmt: skip
def test_the_passage_is_the_one_around_the_defect(change, has, lacks):
    old = list(LONG)
    old[100] = '<p>第100段<a href="/x/y.html?a=1&amp;b=2">链接</a></p>'
    new = change(old)
    shown = passages.compare(
        "".join(old).encode(),
        "".join(new).encode(),
        "https://s.example.org/x/y.html?a=1&b=2",
        {"text": "链接"},
    )
    for one in has:
        assert one in shown
    for one in lacks:
        assert one not in shown


def test_a_passage_without_a_place_shows_what_changed_and_without_a_pair_what_is_there():
    old, new = ("".join(lines).encode() for lines in (LONG, [*LONG[:10], "<p>新段</p>", *LONG[10:]]))
    shown = passages.compare(old, new, "https://s.example.org/", {})
    assert "<ins>" in shown
    assert "新段" in shown
    assert "第100段" not in shown
    assert "没有变化" in passages.compare(old, old, "https://s.example.org/", {})
    assert "<mark>" in passages.compare(old, None, "https://s.example.org/", {"text": "第7段"})
    assert passages.compare(None, None, "https://s.example.org/", {}) == ""
