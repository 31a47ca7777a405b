"""``yangguang audit``: verify the chain, note its end elsewhere, read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from yangguang.core import audit
from yangguang.core.models import AuditEntry, AuditHead


class Command(BaseCommand):
    help = "操作日志：校验是否被改动或删除、另存校验值、查看"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="子命令")
        verify = commands.add_parser("verify", help="校验整条日志链；有问题时退出码为 1")
        verify.add_argument("--anchors", type=Path, help="另存的校验值文件（由 audit anchor 逐次追加而成）")
        commands.add_parser("anchor", help="打印末条的序号与校验值（一行 JSON），请存到别的机器上")
        show = commands.add_parser("show", help="最近的记录")
        show.add_argument("-n", type=int, default=20, metavar="条数")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['what']}")(options)

    def do_verify(self, options: dict[str, Any]) -> None:
        anchors = {}
        if path := options["anchors"]:
            try:
                lines = [json.loads(x) for x in path.read_text("utf-8").splitlines() if x.strip()]
                anchors = {int(x["seq"]): x["hash"] for x in lines}
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise CommandError(f"读不懂校验值文件 {path}：{error}") from error
        faults = list(audit.verify(anchors))
        for fault in faults:
            self.stdout.write(fault.text)
        if faults:
            raise CommandError(f"操作日志有 {len(faults)} 处问题", returncode=1)
        self.stdout.write(f"操作日志完整，共 {AuditEntry.objects.count()} 条")

    def do_anchor(self, options: dict[str, Any]) -> None:
        head = AuditHead.objects.filter(pk=1).first()
        if head is None:
            raise CommandError("操作日志还是空的")
        line = {"seq": head.seq, "hash": head.hash, "noted": timezone.now().isoformat()}
        self.stdout.write(json.dumps(line))

    def do_show(self, options: dict[str, Any]) -> None:
        for entry in reversed(AuditEntry.objects.all()[: max(options["n"], 1)]):
            at = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
            self.stdout.write(f"{entry.seq:>6} {at} {entry.actor_label} {entry.address} {entry.sentence}")
