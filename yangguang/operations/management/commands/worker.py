"""``yangguang worker``: the one background process: scheduled jobs, and tasks that pages hand over."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from yangguang.core import jobs

logger = logging.getLogger("yangguang.worker")
AGAIN = 5  # seconds


class Command(BaseCommand):
    help = "后台进程：按时运行定时任务，处理页面交办的后台工作（Ctrl-C 停止）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="只把到期的定时任务运行一遍就退出")
        parser.add_argument("--every", type=float, default=30, metavar="秒", help="多久看一次有无到期任务")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for record in jobs.run_due():
                self.stdout.write(f"{record.code} {record.get_state_display()} {record.message}")
            for item in jobs.TICKS:
                item.run()
            return
        stop = threading.Event()
        clock = threading.Thread(target=self.watch, args=(stop, options["every"]), name="clock", daemon=True)
        clock.start()
        threads = [
            threading.Thread(target=self.beat, args=(stop, t), name=t.code, daemon=True) for t in jobs.TICKS
        ]
        for thread in threads:
            thread.start()
        try:
            self.tasks()
        finally:
            stop.set()
            for thread in (clock, *threads):
                thread.join(timeout=10)

    def tasks(self) -> None:
        """Do what pages hand over, until told to stop; a database that is away or held for long is asked again."""
        while True:
            try:
                call_command("db_worker", "--no-startup-delay", "--interval", "1")
                return
            except OperationalError:
                logger.exception("tasks could not be looked at, again in %s seconds", AGAIN)
                close_old_connections()
                time.sleep(AGAIN)

    def beat(self, stop: threading.Event, item: jobs.Tick) -> None:
        """Do one tick's work again and again; a failure is logged and tried again next time."""
        while not stop.wait(item.every):
            close_old_connections()
            try:
                item.run()
            except Exception:
                logger.exception("%s failed", item.code)

    def watch(self, stop: threading.Event, every: float) -> None:
        """Look for due jobs until told to stop; a lost database connection is tried again next time."""
        while not stop.is_set():
            close_old_connections()
            try:
                for record in jobs.run_due():
                    logger.info("%s %s %s", record.code, record.get_state_display(), record.message)
            except Exception:
                logger.exception("scheduled jobs could not be looked at")
            stop.wait(every)
