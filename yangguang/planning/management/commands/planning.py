"""``yangguang planning``: open the topic page of plans, or bring in a table of the register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.planning import defaults
from yangguang.planning.actions import importing
from yangguang.planning.keeping import keeper
from yangguang.planning.models import RegisterImport


class Command(BaseCommand):
    help = "规划：topic 开设规划专题；import 导入规划清册或历史规划清单（XLSX、CSV）"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        commands.add_parser("topic", help="开设规划专题（已有则不动）")
        table = commands.add_parser("import", help="导入规划清册；--history 移交历史规划清单")
        table.add_argument("file", type=Path)
        table.add_argument("--history", action="store_true", help="作为历史规划清单移交")
        table.add_argument("--preview", action="store_true", help="只看会怎样，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "topic":
            made = defaults.open_topic(operator())
            self.stdout.write(f"已开设{made}" if made else "规划专题已在，或还没有负责的单位")
            return
        self._import(options["file"], history=options["history"], only_preview=options["preview"])

    def _import(self, path: Path, *, history: bool, only_preview: bool) -> None:
        unit = keeper()
        if unit is None:
            raise CommandError("机构名录里没有登记清册的单位。请核对 YANGGUANG_PLAN_REGISTER_UNIT")
        what = RegisterImport.What.HISTORY if history else RegisterImport.What.REGISTER
        try:
            with path.open("rb") as stream:
                batch = importing.receive(unit, actor=operator(), what=what, stream=stream, name=path.name)
            batch = importing.preview(batch, actor=operator(), mapping=batch.mapping)
            if only_preview:
                importing.drop(batch, actor=operator())
            else:
                batch = importing.bring_in(batch, actor=operator())
        except OSError as error:
            raise CommandError(f"打不开 {path}：{error.strerror}") from error
        except Refused as error:
            raise CommandError("；".join(map(str, error.reasons))) from error
        for number, name, reason in batch.report["rejected"]:
            self.stdout.write(f"第 {number} 行 {name}：{reason}")
        counts = batch.report["counts"]
        self.stdout.write(
            f"{'将' if only_preview else '已'}登记 {counts['created']}，更正 {counts['corrected']}，"
            f"没有变化 {counts['same']}，退回 {counts['rejected']}"
        )
