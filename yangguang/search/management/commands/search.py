"""``yangguang search``: build the index, look at it, bring it up to date, ask it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from yangguang.search import indexing, queries
from yangguang.search.engine import Busy
from yangguang.search.models import Change


class Command(BaseCommand):
    help = "检索：rebuild 重建索引，status 查看状态，update 立即编入变更，query 检索公开信息"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("rebuild", help="重建索引（旧索引用到新索引建成为止）")
        commands.add_parser("status", help="索引里有多少件、多少处变更待编入")
        commands.add_parser("update", help="立即编入变更，多次失败的也再试一遍")
        query = commands.add_parser("query", help="检索公开信息")
        query.add_argument("words", nargs="+", metavar="词语")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['command']}")(options)

    def do_rebuild(self, options: dict[str, Any]) -> None:
        terminal = self.stderr.isatty()

        def told(count: int) -> None:
            if terminal:
                self.stderr.write(f"\r已编入 {count} 件", ending="")
            elif count % 10_000 < indexing.BATCH:
                self.stderr.write(f"已编入 {count} 件")

        try:
            count = indexing.rebuild(told)
        except Busy as busy:
            raise CommandError("另一个进程正在写索引（一般是后台进程）。请过几秒再试") from busy
        if terminal:
            self.stderr.write("")
        self.stdout.write(f"索引建成，共 {count} 件")

    def do_update(self, options: dict[str, Any]) -> None:
        Change.objects.filter(tries__gt=0).update(tries=0)
        self.stdout.write(f"编入 {indexing.catch_up()} 处变更")
        self.do_status(options)

    def do_status(self, options: dict[str, Any]) -> None:
        found = queries.status()
        if not found.available:
            self.stdout.write("索引还没有建立。后台进程会自动建立，也可以运行：yangguang search rebuild")
        else:
            built, written = (
                timezone.localtime(t).strftime("%Y-%m-%d %H:%M:%S")
                for t in (found.built_at, found.written_at)
                if t
            )
            self.stdout.write(
                f"索引可用：{found.documents} 件，{built} 建成，{written} 最后写入（分词版本 {found.analyser}）"
            )
        since = f"，最早的是 {timezone.localtime(found.oldest):%Y-%m-%d %H:%M:%S}" if found.oldest else ""
        self.stdout.write(f"待编入 {found.waiting} 处变更{since}")
        if found.stuck:
            self.stdout.write(
                f"有 {found.stuck} 处变更多次编入失败，原因见后台进程的日志。排除后运行：yangguang search update"
            )

    def do_query(self, options: dict[str, Any]) -> None:
        results = queries.search(queries.SearchRequest(text=" ".join(options["words"])))
        if not results.available:
            raise CommandError("索引还没有建立。请先运行：yangguang search rebuild")
        loose = "（没有一件包含全部词语，以下包含其中大部分）" if results.loose else ""
        self.stdout.write(f"共{results.total_said}件{loose}")
        for hit in results.hits:
            day = timezone.localdate(hit.document.date)
            self.stdout.write(f"{day}  {hit.document.title}  {hit.document.url}")
