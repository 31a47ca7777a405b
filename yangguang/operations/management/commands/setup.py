"""``yangguang setup``: make or upgrade everything a site needs; safe to run again at every start."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from yangguang.core import calendar
from yangguang.core.actors import operator
from yangguang.organisations import loading

LEAST_SPACE = 300 * 1024 * 1024  # bytes; a database that can't grow loses nothing but stops everything


def problems(home: Path) -> list[str]:
    """What is missing on this machine, each with the way out."""
    found: list[str] = []
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return [*found, f"不能建立数据目录 {home}：{error.strerror}。可用环境变量 YANGGUANG_HOME 换一个目录"]
    if not os.access(home, os.W_OK):
        found.append(f"数据目录 {home} 不可写。请检查目录权限，或用环境变量 YANGGUANG_HOME 换一个目录")
    if (free := shutil.disk_usage(home).free) < LEAST_SPACE:
        found.append(f"磁盘只剩 {free // 1024**2} MB，至少需要 {LEAST_SPACE // 1024**2} MB。请清理后重试")
    return found


class Command(BaseCommand):
    help = "安装或升级：检查环境、升级数据库、装入工作日历和机构（可重复运行）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sample", action="store_true", help="同时导入随附的 2021 年任务分解表和示例账号"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if found := problems(settings.HOME):
            raise CommandError("\n".join(found))
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"连不上数据库：{error}。请检查 YANGGUANG_DATABASE_URL") from error
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        self.stdout.write("数据库和静态文件已就绪")
        if added := calendar.load_packaged():
            self.stdout.write(f"工作日历装入 {added} 天")
        call_command("organisations", "load", stdout=self.stdout)
        call_command("publications", "columns", stdout=self.stdout)
        call_command("planning", "topic", stdout=self.stdout)
        call_command("norms", "laws", stdout=self.stdout)
        if options["sample"]:
            self.sample()

    def sample(self) -> None:
        """The district's real 2021 table, and accounts to walk the product with."""
        # By command name, not import: the plan's room stands above this one.
        from importlib.resources import files

        table = files("yangguang.workplan") / "examples" / "task-table-2021.txt"
        call_command("plan", "import", str(table), "--public-draft", stdout=self.stdout)
        call_command("measure", stdout=self.stdout)
        new = loading.create_sample_accounts(operator())
        note = settings.HOME / "sign-in.txt"
        if new:
            lines = [f"{account:<14}{password:<22}{name}  {role}" for account, name, role, password in new]
            handle = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
        if note.exists():
            self.stdout.write("\n示例账号（账号 密码 身份；存于 " + str(note) + "）：")
            self.stdout.write(note.read_text("utf-8").rstrip())
        self.stdout.write("\n想看到有内容的网站：另开一个终端运行 make demo，装上半年的示例内容")
