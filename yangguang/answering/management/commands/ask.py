"""``yangguang ask``: a question answered from what the site publishes, or not at all."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yangguang.answering.telling import tell
from yangguang.search import queries


class Command(BaseCommand):
    help = "问答：从本站公开的信息里逐字摘录答案；没有把握就不回答（--json 输出结构化结果）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("question", metavar="问题")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not queries.status().available:
            raise CommandError("索引还没有建立。请先运行：yangguang search rebuild")
        told = tell(options["question"])
        if options["json"]:
            self.stdout.write(json.dumps(told.plain(), ensure_ascii=False, indent=1))
            return
        if told.abstained:
            self.stdout.write("没有找到有把握的答案。")
            for _, name, phone in told.units:
                self.stdout.write(f"可以问：{name} {phone}".rstrip())
            return
        for one in told.cited:
            doubt = f"【{one.doubt}】" if one.doubt else ""
            self.stdout.write(f"{doubt}“{one.text}”\n  —— {one.unit} {one.day} 《{one.title}》 {one.url}\n")
