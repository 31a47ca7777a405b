"""``yangguang workdays``: count working days, explain a date, load or import the calendar."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yangguang.core import calendar
from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.core.workdays import Day, Span

WEEKDAYS = "一二三四五六日"


def a_date(text: str) -> dt.date:
    """A date argument; argparse shows the message."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写作 2021-09-28") from None


def told(day: Day) -> str:
    return f"{day.date} 周{WEEKDAYS[day.date.weekday()]} {day.why}"


class Command(BaseCommand):
    help = "工作日：推算期限、说明算法、装入或导入放假安排"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="子命令")
        add = commands.add_parser("add", help="从某日起（次日起算）第 N 个工作日是哪天")
        add.add_argument("start", type=a_date, metavar="日期")
        add.add_argument("count", type=int, metavar="天数")
        add.add_argument("--explain", action="store_true", help="列出跳过的每一天和原因")
        add.add_argument("--json", action="store_true")
        between = commands.add_parser("between", help="两日之间有几个工作日（不含首日，含末日）")
        between.add_argument("start", type=a_date, metavar="首日")
        between.add_argument("end", type=a_date, metavar="末日")
        commands.add_parser("load", help="把软件自带的年份装入工作日历")
        importing = commands.add_parser(
            "import", help="导入国务院办公厅的年度放假安排（CSV：日期,放假|上班,名称）"
        )
        importing.add_argument("file", type=Path, metavar="文件")
        importing.add_argument("--notice", required=True, help="通知的名称和文号")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['what']}")(options)

    def do_add(self, options: dict[str, Any]) -> None:
        try:
            span = calendar.load().add(options["start"], options["count"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(self.as_json(span), ensure_ascii=False))
            return
        self.stdout.write(span.due.isoformat())
        if options["explain"]:
            counted = len(span.days) - len(span.skipped)
            self.stdout.write(f"自 {span.start} 次日起计 {counted} 个工作日，跳过 {len(span.skipped)} 天：")
            for day in span.skipped:
                self.stdout.write(f"  {told(day)}")
            for day in (d for d in span.days if d.is_workday and d.date.weekday() >= 5):
                self.stdout.write(f"  （计入）{told(day)}")
        if span.assumed:
            self.stderr.write("含推定日期：所涉年份的放假安排尚未公布或导入，期限可能变动。")

    @staticmethod
    def as_json(span: Span) -> dict[str, Any]:
        return {
            "start": span.start.isoformat(),
            "due": span.due.isoformat(),
            "assumed": span.assumed,
            "skipped": [{"date": d.date.isoformat(), "why": d.why} for d in span.skipped],
        }

    def do_between(self, options: dict[str, Any]) -> None:
        if abs((options["end"] - options["start"]).days) > 366 * 200:
            raise CommandError("两个日期相距超过二百年，请检查")
        self.stdout.write(str(calendar.load().between(options["start"], options["end"])))

    def do_load(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"工作日历新装入 {calendar.load_packaged()} 天")

    def do_import(self, options: dict[str, Any]) -> None:
        try:
            text = options["file"].read_text("utf-8-sig")
        except OSError as error:
            raise CommandError(f"打不开 {options['file']}：{error.strerror}") from error
        except UnicodeDecodeError:
            text = options["file"].read_text("gb18030", errors="replace")
        try:
            calendar.import_notice(options["notice"], actor=operator(), text=text)
        except Refused as refused:
            raise CommandError("\n".join(map(str, refused.reasons))) from refused
        self.stdout.write(f"已按“{options['notice']}”更新工作日历")
