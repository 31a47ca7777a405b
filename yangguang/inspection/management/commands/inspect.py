"""``yangguang inspect URL``: one inspection of any site, from the command line."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yangguang.inspection import console
from yangguang.inspection.probing.words import check


class Command(BaseCommand):
    help = "检查一个政府网站：坏链、附件、栏目更新、标签、底部标识、公开专栏、无障碍、正文。只读，守 robots.txt，默认 4 个连接"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        console.add_arguments(parser)

    def handle(self, *args: Any, **given: Any) -> None:
        self.stdout.ending = self.stderr.ending = ""
        try:
            code = console.run(given, self.stdout, self.stderr, check)  # type: ignore[arg-type]
        except console.Refused as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("已停下。用 --state 时，再运行一次会接着查") from None
        if code:
            sys.exit(code)
