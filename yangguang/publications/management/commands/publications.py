"""``yangguang publications``: import existing texts from the command line."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.organisations.models import Unit
from yangguang.publications import defaults, kinds
from yangguang.publications.actions import importing
from yangguang.publications.importing import mapping, running
from yangguang.publications.models import ImportBatch


class Command(BaseCommand):
    help = "信息公开：columns 开设常用栏目，import 批量导入（CSV、XLSX、JSON 行、网页文件夹）"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("columns", help="开设还没有的常用栏目")
        imports = commands.add_parser("import", help="导入一个或多个文件、文件夹")
        imports.add_argument("paths", nargs="+", type=Path)
        imports.add_argument("--unit", required=True, help="单位编码或简称，如 U02、区发改局")
        imports.add_argument("--kind", default="policy", choices=list(kinds.KINDS.keys()))
        imports.add_argument("--source", default="", help="来源名称；列对应按来源记住，默认用文件名")
        imports.add_argument("--map", action="append", default=[], metavar="列=字段", help="列对应，可多次")
        imports.add_argument("--preview", action="store_true", help="只预览，什么也不写")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "columns":
            self.stdout.write(f"开设了 {defaults.open_defaults(operator())} 个栏目")
            return
        unit = (
            Unit.objects.filter(code=options["unit"]).first()
            or Unit.objects.filter(name=options["unit"]).first()
        )
        if unit is None:
            raise CommandError(f"没有“{options['unit']}”这个单位")
        failed = 0
        for path in options["paths"]:
            try:
                self.one(unit, path, options)
            except (Refused, ValueError) as error:
                failed += 1
                self.stderr.write(f"✗ {path.name}：{error}")
        if failed:
            raise CommandError(f"{failed} 个文件没有导入")

    def one(self, unit: Unit, path: Path, options: dict[str, Any]) -> None:
        actor = operator()
        if not path.exists():
            raise ValueError("没有这个文件")
        if options["preview"]:
            with transaction.atomic():
                shown = running.try_out(self.received(unit, path, options), actor=actor)
                transaction.set_rollback(True)
            self.report(path, shown["created"], shown["duplicates"], shown["rejected"], "预览")
            return
        batch = self.going_on(unit, path, options) or self.received(unit, path, options)
        began = time.monotonic()
        batch = importing.work(importing.start(batch, actor=actor), actor=actor)
        batch.refresh_from_db()
        seconds = time.monotonic() - began
        self.report(
            path,
            batch.created,
            batch.duplicates,
            batch.rejected,
            f"{batch.rows / max(seconds, 0.001):.0f} 行/秒",
        )
        for reject in batch.rejects.all()[:5]:
            self.stdout.write(f"    {reject}")

    def received(self, unit: Unit, path: Path, options: dict[str, Any]) -> ImportBatch:
        """The file with the reading of its columns. Raises ValueError when they can't be read so, Refused."""
        source = options["source"] or path.stem
        batch = importing.receive(
            unit, actor=operator(), kind=options["kind"], source=source, name=path.name, path=str(path)
        )
        if options["map"]:
            chosen = dict(pair.split("=", 1) for pair in options["map"] if "=" in pair)
            batch.source.mapping = {
                c: f for c, f in chosen.items() if f in mapping.fields_of(options["kind"])
            }
            batch.source.save()
        if found := mapping.problems(batch.source.mapping, batch.source.kind):
            raise ValueError("；".join(found) + f"。文件的列：{'、'.join(batch.columns)}")
        return batch

    def going_on(self, unit: Unit, path: Path, options: dict[str, Any]) -> ImportBatch | None:
        """An import of the same file for the same unit, as the same kind, that was stopped or killed.

        A file that was changed since is a new one: its rows stand elsewhere. What has come in does not come again.
        """
        states = (ImportBatch.State.RUNNING, ImportBatch.State.STOPPED, ImportBatch.State.FAILED)
        batch = (
            ImportBatch.objects.select_related("source__unit")
            .filter(
                path=str(path.resolve()), sha256=importing.digest(path), state__in=states,
                source__unit=unit, source__kind=options["kind"], source__name=options["source"] or path.stem,
            )
            .first()
        )  # fmt: skip
        if batch is not None:
            batch.state = ImportBatch.State.STOPPED
            batch.save(update_fields=["state"])
        return batch

    def report(self, path: Path, created: Any, duplicates: Any, rejected: Any, note: str) -> None:
        self.stdout.write(f"{path.name}：导入 {created}，重复 {duplicates}，退回 {rejected}（{note}）")
