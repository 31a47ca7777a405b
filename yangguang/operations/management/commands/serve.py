"""``yangguang serve``: the site and its background process together, as one command in the foreground."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


def port_problem(host: str, port: int) -> str:
    """Why the site can't listen there, in words with the way out; "" when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == 98:  # EADDRINUSE
                return f"端口 {port} 已被占用。请先停掉占用它的程序，或换一个端口：make run PORT={port + 1}"
            return f"不能在 {host}:{port} 上监听：{error.strerror}"
    return ""


def note_address(host: str, port: int) -> None:
    """Keep where the site listens, for the links of the background process and of commands run beside it."""
    host = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104 - compared
    with contextlib.suppress(OSError):  # a full disk keeps no site from starting
        settings.ADDRESS_NOTE.write_text(f"http://{host}:{port}\n", encoding="utf-8")


class Command(BaseCommand):
    help = "启动网站和后台进程（Ctrl-C 停止）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="网站进程数，默认 2")
        parser.add_argument("--check", action="store_true", help="只检查端口是否可用")
        parser.add_argument("--no-worker", action="store_true", help="不启动后台进程（它在别处单独运行）")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if problem := port_problem(host, port):
            raise CommandError(problem)
        if options["check"]:
            return
        note_address(host, port)
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "yangguang.config.settings"}
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
               "--workers", str(options["workers"]), "--blocking-threads", "2", "--respawn-failed-workers",
               "--log-level", "warning", "yangguang.config.wsgi:application"]  # fmt: skip
        commands = [web]
        if not options["no_worker"]:
            commands.append([sys.executable, "-m", "yangguang.config.cli", "worker"])
        children = [subprocess.Popen(c, env=environment, start_new_session=True) for c in commands]  # noqa: S603
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"网站：http://{shown}:{port}/    工作台：http://{shown}:{port}/desk/")
        note = settings.HOME / "sign-in.txt"
        if note.exists():
            self.stdout.write(f"示例账号和密码见 {note}")
        self.stdout.write("按 Ctrl-C 停止。")
        self.stdout.flush()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        status = 0
        try:
            while status == 0:
                time.sleep(0.5)
                for child in children:
                    if (code := child.poll()) is not None:
                        self.stderr.write(f"一个进程已退出（{code}），停止其余进程。")
                        status = code or 1
        except KeyboardInterrupt:
            self.stdout.write("正在停止……")
        finally:
            stop(children)
        sys.exit(status)


def stop(children: list[subprocess.Popen[bytes]], patience: float = 15) -> None:
    """Ask every child's process group to end, and insist after ``patience`` seconds."""
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    for child in children:
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
