"""``yangguang norms``: load the packaged list of laws, read citations of what is public, bring force in step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.norms import following, keeping
from yangguang.norms.actions import sources
from yangguang.norms.models import Norm

PACKAGED = Path(__file__).resolve().parents[2] / "data" / "laws.csv"


class Command(BaseCommand):
    help = "规范性文件：laws 装入法规名录，index 读取公开信息里的引用和文号，refresh 重新计算全部效力"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        laws = commands.add_parser("laws", help="装入随系统带来的法规名录，或一份 CSV、XLSX")
        laws.add_argument("path", nargs="?", type=Path)
        commands.add_parser("index", help="读取还没有读过的公开信息")
        commands.add_parser("refresh", help="按登记的关系重新计算每件文件的效力")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "laws":
            path = options["path"] or PACKAGED
            try:
                said = sources.load_laws(
                    path.name, actor=operator(), path=path, packaged=options["path"] is None
                )
            except Refused as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"已装入 {said}")
        elif options["command"] == "index":
            self.stdout.write(f"读取 {following.index_waiting(10**9)} 条")
        else:
            today, count = timezone.localdate(), 0
            for norm in Norm.objects.select_related("publication").iterator(chunk_size=200):
                with transaction.atomic():
                    keeping.refresh(norm, today)
                count += 1
            self.stdout.write(f"重新计算 {count} 件")
