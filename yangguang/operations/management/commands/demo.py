"""``yangguang demo``: fill a fresh site with the sample content of every room."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from yangguang.core import demos
from yangguang.core.actors import operator


class Command(BaseCommand):
    help = "给试用的网站装上半年的示例内容（全部标明“示例”；可重复运行，不会重复装）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="网站已有真实内容时也装")

    def handle(self, *args: Any, **options: Any) -> None:
        occupied = demos.in_use()
        if occupied and not options["force"]:
            raise CommandError(
                f"“{'”“'.join(occupied)}”里已有内容，示例会和它们混在一起。确实要装，请加 --force"
            )
        for name, said in demos.fill(operator()):
            self.stdout.write(f"{name}：{said}（均为示例）")
        call_command("search", "update", stdout=self.stdout)
        call_command("measure", stdout=self.stdout)
