"""Cached pages, and how soon a release is seen through them: our page cache, nginx before it, a static file, Django's own.

Two site processes (granian) and the nginx of ``deploy/nginx`` run side by side with what asks them, so the figures of one
run can be compared with each other and with nothing else. Needs nginx and wrk: apt-get install nginx-light wrk

    python bench/caching.py [first port, 8140 by default]
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import growing
from django.conf import settings
from django.core.management import call_command

from scripts import deploy_check
from yangguang.core.actors import SYSTEM
from yangguang.delivery.models import Purge
from yangguang.organisations.models import Unit
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import Column, Publication

BENCH = Path(__file__).resolve().parent
LIMIT = 1.0  # seconds from the release until every column shows it
RECORDS = 3000
ROUNDS = 5


def site(port: int, **environment: str) -> list[Any]:
    """Two processes; the module is the site with notes of what it really makes."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "2", "--blocking-threads", "2", "--log-level", "warning", "counted:application"]  # fmt: skip
    where = {"PYTHONPATH": f"{BENCH}:{BENCH.parent}", "YANGGUANG_HOME": str(settings.HOME), **environment}
    return [command, {**os.environ, **where}]


@contextlib.contextmanager
def running(*commands: list[Any]) -> Iterator[None]:
    children = [subprocess.Popen(c, env=e, start_new_session=True) for c, e in commands]
    try:
        yield
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(20)


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", path, headers={"Host": "localhost", **headers})
        answer = line.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        line.close()


def wait(port: int) -> None:
    for _ in range(240):
        with contextlib.suppress(OSError, http.client.HTTPException):
            if get(port, "/healthz")[0] in (200, 301):
                return
        time.sleep(0.25)
    sys.exit(f"nothing answers on port {port}")


def rate(url: str, seconds: int = 5) -> tuple[float, str]:
    said = subprocess.run(
        ["wrk", "-t2", "-c8", f"-d{seconds}s", "--latency", "-H", "Host: localhost", url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in said:
        sys.exit(f"{url}: {said}")
    half = re.search(r"50%\s+(\S+)", said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), half[1] if half else ""


def https_off(conf: Path) -> None:
    """Measure without TLS, like the others: the second server listens in plain."""
    path = conf.parent / "yangguang.conf"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"server \{\s+listen [\d.:]+;.*?\n\}\n", "", text, count=1, flags=re.S)
    text = re.sub(r" ssl http2;", ";", text)
    text = re.sub(r"^\s*ssl_.*$", "", text, flags=re.M)
    path.write_text(text, encoding="utf-8")


def draft() -> Publication:
    """A notice that several columns ask for."""
    unit = Unit.objects.filter(kind="街道").first() or Unit.objects.first()
    word = growing.MATTERS[0]
    values = {"kind": "notice", "title": f"示例：{word}办理{time.time_ns()}", "body": "<p>示例内容。</p>"}
    record = drafting.create(unit, actor=SYSTEM, values=values)
    drafting.save_draft(record, actor=SYSTEM, values={"written_on": dt.date(2021, 3, 1)})
    record.refresh_from_db()
    return record


def watch(ports: dict[str, int], notes: Path) -> None:
    """Release records and watch every page of a warm cache."""
    columns = list(Column.objects.filter(closed_on=None))
    units = list(Unit.objects.exclude(kind="社区").order_by("pk")[:25])
    documents = list(Publication.objects.filter(live=True).values_list("pk", flat=True)[:40])
    paths = ["/", "/hub/", "/units/", "/map/", *(c.get_absolute_url() for c in columns),
             *(f"/doc/{pk}/" for pk in documents), *(f"/units/{u.code}/" for u in units),
             *(f"/hub/{u.code}/" for u in units)]  # fmt: skip
    slowest: dict[str, list[float]] = {name: [] for name in ports}
    for number in range(ROUNDS):
        for name in ports:
            warm(ports[name], paths, notes)
        record = draft()
        last = Purge.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        releasing.release_urgently(record, actor=SYSTEM, reason="示例")
        released = time.perf_counter()
        tags = sorted({t for p in Purge.objects.filter(pk__gt=last) for t in p.tags})
        wanted = list(record.column_entries.values_list("column__slug", flat=True))
        title = Publication.objects.get(pk=record.pk).title.encode()
        waiting = {(name, slug) for name in ports for slug in wanted}
        while waiting:
            for name, slug in sorted(waiting):
                if title in get(ports[name], f"/column/{slug}/")[2]:
                    slowest[name].append(time.perf_counter() - released)
                    waiting.discard((name, slug))
            if time.perf_counter() - released > 20:
                sys.exit(f"not seen after 20 s: {sorted(waiting)}")
        time.sleep(1)
        # Twice as many as processes, from each: what either had to make anew is in the notes.
        notes.write_text("")
        before = made(notes)
        for _ in range(4):
            for path in paths:
                get(ports["two processes"], path)
        anew = made(notes) - before
        allowed = {f"/column/{s}/" for s in wanted} | {"/", "/hub/"} | {
            f"/{part}/{Unit.objects.get(pk=int(t[5:])).code}/" for t in tags if t.startswith("unit:") for part in
            ("units", "hub")}  # fmt: skip
        if wrong := anew - allowed:
            sys.exit(f"made anew without cause: {sorted(wrong)}")
        if number == 0:
            print(f"a release purged {len(tags)} tags ({', '.join(tags)}); of {len(paths)} warm pages only these may be "
                  f"made anew: {', '.join(sorted(allowed))}")  # fmt: skip
    for name, times in slowest.items():
        worst = max(times)
        print(
            f"released → on all its columns, {name}: slowest {worst:.2f} s, median {sorted(times)[len(times) // 2]:.2f} s "
            f"({len(times)} looks), {worst / LIMIT:.2f} of the limit"
        )
        if worst > LIMIT:
            print("  ✗ over the limit in this run")


def made(notes: Path) -> set[str]:
    return {line.split()[1] for line in notes.read_text().splitlines()} if notes.exists() else set()


def warm(port: int, paths: list[str], notes: Path) -> None:
    """Ask until both processes hold every page; which of them answers is chance, so one quiet round proves little."""
    quiet = 0
    for _ in range(40):
        notes.write_text("")
        for path in paths:
            status, _, _ = get(port, path)
            if status != 200:
                sys.exit(f"{path} answered {status}")
        quiet = 0 if made(notes) else quiet + 1
        if quiet == 6:
            return


def main() -> None:
    if not (shutil.which("wrk") and shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")):
        print("Needs nginx and wrk: apt-get install nginx-light wrk; nothing measured.")
        return
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 8140
    kept, bare, django, front = (first + n for n in range(4))
    growing.prepare()
    growing.Grower().grow(RECORDS, told=lambda _: None)
    call_command("collectstatic", verbosity=0, interactive=False)
    folder = Path(tempfile.mkdtemp(prefix="yangguang-front-"))
    notes = folder / "notes"
    conf = deploy_check.lay_out(
        folder, site=kept, plain=first + 4, tls=front, static=settings.STATIC_ROOT, limits=False
    )
    https_off(conf)
    nginx = [[deploy_check.nginx(), "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(conf), "-g",
              "daemon off;"], dict(os.environ)]  # fmt: skip
    told = {"YANGGUANG_BENCH_NOTES": str(notes)}
    with running(
        site(kept, **told),
        site(bare, YANGGUANG_PAGE_CACHE_MB="0", **told),
        site(django, YANGGUANG_PAGE_CACHE_MB="0", DJANGO_SETTINGS_MODULE="peer_middleware", **told),
        nginx,
    ):
        for port in (kept, bare, django, front):
            wait(port)
        headers(kept, front)
        watch({"two processes": kept, "nginx before them": front}, notes)
        page = "/column/notices/"
        # The same bytes as a file: what nginx can do at best on this machine in this run.
        (Path(settings.STATIC_ROOT) / "page.html").write_bytes(get(kept, page)[2])
        measured = {
            "no cache": rate(f"http://127.0.0.1:{bare}{page}"),
            "Django's cache middleware (memory)": rate(f"http://127.0.0.1:{django}{page}"),
            "page cache": rate(f"http://127.0.0.1:{kept}{page}"),
            "nginx proxy_cache": rate(f"http://127.0.0.1:{front}{page}"),
            "a static file by nginx": rate(f"http://127.0.0.1:{front}/static/page.html"),
        }
    peer = measured["a static file by nginx"][0]
    print(f"wrk -c8, one column page ({page}), a second; load beside: {os.getloadavg()[0]:.1f}")
    for name, (found, half) in measured.items():
        print(f"  {name:<36} {found:>9,.0f}  {found / peer:.3f} of the static file, median {half}")


def headers(kept: int, front: int) -> None:
    """What nginx adds and doubles: nothing; what a reader's conditional request gets."""
    _, ours, body = get(kept, "/hub/")
    status, theirs, through = get(front, "/hub/")
    missing = ours.keys() - theirs.keys() - {"date", "server", "connection", "content-length"}
    if status != 200 or missing or body != through:
        sys.exit(f"nginx changed the page: {status}, missing {missing}")
    if get(front, "/hub/", **{"If-None-Match": ours["etag"]})[0] != 304:
        sys.exit("nginx did not answer a conditional request with 304")


if __name__ == "__main__":
    main()
