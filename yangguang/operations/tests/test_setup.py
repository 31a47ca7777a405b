"""What is missing on a machine is said in words, with the way out."""

import shutil
import socket
from collections import namedtuple
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from yangguang.operations.management.commands import serve, setup


def test_a_taken_port_is_named_with_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"端口 {port} 已被占用" in serve.port_problem("127.0.0.1", port)
        with pytest.raises(CommandError, match=f"PORT={port + 1}"):
            call_command("serve", "--check", "--port", str(port))
    assert serve.port_problem("127.0.0.1", port) == ""


def test_a_full_disk_is_named(monkeypatch, tmp_path):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 5 * 1024**2))
    assert setup.problems(tmp_path) == ["磁盘只剩 5 MB，至少需要 300 MB。请清理后重试"]


def test_a_home_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    assert "不能建立数据目录" in setup.problems(tmp_path / "file" / "var")[0]


@pytest.mark.django_db
def test_setup_can_be_repeated(settings, tmp_path):
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    for _ in range(2):
        out = StringIO()
        call_command("setup", "--sample", stdout=out)
    said = out.getvalue()
    assert "office" in said
    note = tmp_path / "sign-in.txt"
    assert note.stat().st_mode & 0o077 == 0
    assert len(note.read_text().splitlines()) == len({x.split()[0] for x in note.read_text().splitlines()})


def test_the_site_starts_answers_and_stops_for_real(tmp_path):
    """`yangguang serve` as an operator runs it: web processes and the background process, ended by one signal."""
    import os
    import signal
    import subprocess
    import sys
    import time
    import urllib.request

    environment = {
        **os.environ, "YANGGUANG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yangguang.config.settings",
    }  # fmt: skip
    for name in ("YANGGUANG_DATABASE_URL", "YANGGUANG_TEST_DATABASE_URL", "YANGGUANG_ADDRESS"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "yangguang.config.cli"]
    subprocess.run([*command, "setup"], env=environment, check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = subprocess.Popen([*command, "serve", "--port", str(port), "--workers", "1"], env=environment)
    try:
        for _ in range(120):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert answer.read() == b"ok"
                break
            except OSError:
                assert site.poll() is None, "the site ended by itself"
                time.sleep(0.25)
        else:
            pytest.fail("the site never answered")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            page = answer.read().decode()
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{style}") as answer:
            assert "max-age=" in answer.headers["Cache-Control"]
        told = subprocess.run(
            [*command, "shell", "-v0", "-c", "from django.conf import settings; print(settings.SITE_ADDRESS)"],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        assert told.stdout.strip() == f"http://127.0.0.1:{port}", (
            "what is told to readers is where it listens"
        )
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(30)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))  # nothing listens any more
