"""``yangguang foi``: the clock and the fee of a request, archive packages and terms of personal data, on the command line."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import operator
from yangguang.foi import retention, verifying
from yangguang.foi.actions import retaining
from yangguang.foi.rules import clock, events, fees
from yangguang.foi.rules.standing import Standing
from yangguang.foi.rules.standing import standing as standing_on

LONGEST = 1_000_000  # bytes of an events file


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}”不是日期，请写作 2021-09-28") from None


class Command(BaseCommand):
    help = "依申请公开：clock 由事件算答复期限，fee 算信息处理费，verify-archive 核对归档包，retention 清除保存期满的个人信息"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        one = commands.add_parser("clock", help="由事件文件（JSON，- 为标准输入）算答复期限")
        one.add_argument("path")
        one.add_argument("--explain", action="store_true", help="逐日列出怎么算出来的")
        one.add_argument("--json", action="store_true", help="以 JSON 输出（不加 --explain 时也是 JSON）")
        one.add_argument("--on", default="", help="到这一天的情况，如 2021-10-20")
        two = commands.add_parser("fee", help="信息处理费（元）")
        two.add_argument("--items", type=int, help="件数")
        two.add_argument("--already", type=int, default=0, help="同一申请人当月此前的件数")
        two.add_argument("--pages", type=int, help="页数")
        two.add_argument("--explain", action="store_true", help="分档列出")
        two.add_argument("--json", action="store_true")
        three = commands.add_parser("verify-archive", help="核对归档包：缺少、增加、改动的都列出来")
        three.add_argument("path")
        three.add_argument("--elsewhere", action="store_true", help="别的站点打的包：不核对站点的签章")

        four = commands.add_parser("retention", help="保存期满的个人信息：列出（默认）或清除")
        chosen = four.add_mutually_exclusive_group()
        chosen.add_argument("--list", action="store_true", help="只列出，不改动（默认）")
        chosen.add_argument("--apply", action="store_true", help="清除；不能恢复")
        four.add_argument("--on", default="", help="列出到这一天期满的，如 2031-01-01（只用于列出）")

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {
            "clock": self._clock,
            "fee": self._fee,
            "verify-archive": self._verify,
            "retention": self._retention,
        }
        acts[options["command"]](options)

    def _verify(self, options: dict[str, Any]) -> None:
        try:
            with Path(options["path"]).open("rb") as stream:
                found = verifying.verify(stream, sealed=not options["elsewhere"])
        except OSError as error:
            raise CommandError(f"读不到“{options['path']}”：{error.strerror}") from None
        if found:
            raise CommandError(
                "\n".join([f"归档包有 {len(found)} 处问题：", *(f"  · {one}" for one in found)])
            )
        self.stdout.write("归档包完好：各部分都在，和清单一致")

    def _retention(self, options: dict[str, Any]) -> None:
        if options["apply"] and options["on"]:
            raise CommandError("--on 只用于列出：清除总是以今天为准")
        today = _date(options["on"]) if options["on"] else timezone.localdate()
        try:
            told = retention.terms()
            if options["apply"]:
                self._erase(today)
                return
            found = list(retention.due(today, told))
        except ValueError as error:
            raise CommandError(f"保存年限设置有误：{error}") from None
        for one in found:
            held = f"　保留：{one.due.held}" if one.due.held else ""
            self.stdout.write(f"{one.request.number}　{one.due.part}　{one.due.until} 期满{held}")
        held_back = sum(f.due.held is not None for f in found)
        years = f"证件 {told.identity} 年，个人信息 {told.personal} 年（0 为不清除；待核）"
        self.stdout.write(
            f"截至 {today}：可清除 {len(found) - held_back} 件，期满而保留 {held_back} 件。期限：{years}"
        )

    def _erase(self, today: dt.date) -> None:
        count = 0
        while done := retaining.run(today, actor=operator()):
            for one in done:
                self.stdout.write(f"{one.request.number}　已清除{one.due.part}")
            count += len(done)
        retaining.sweep(timezone.now())
        self.stdout.write(f"已清除 {count} 件申请的个人信息，写入操作日志")

    def _clock(self, options: dict[str, Any]) -> None:
        try:
            rows = json.loads(_read(options["path"]))
        except (json.JSONDecodeError, RecursionError) as error:
            raise CommandError(f"事件文件不是 JSON：{error}") from None
        days = calendar.load()
        try:
            found = clock.compute(events.read(rows), days)
        except events.WrongEvents as error:
            raise CommandError("；".join(error.reasons)) from None
        except (ValueError, OverflowError) as error:
            raise CommandError(str(error)) from None
        on = _date(options["on"]) if options["on"] else None
        standing = standing_on(found, on, days) if on else None
        if options["explain"] and not options["json"]:
            self._explain(found, standing)
            return
        said = _plain(found, standing)
        if options["explain"]:
            said["lines"] = [
                {"on": f"{x.on}", "event": x.name, "effect": x.effect, "article": x.article}
                for x in found.lines
            ]
            said["steps"] = [
                {
                    "date": f"{s.date}",
                    "day": s.number,
                    "why": s.why,
                    "article": s.article,
                    "assumed": s.assumed,
                }
                for s in found.steps
            ]
        self.stdout.write(json.dumps(said, ensure_ascii=False))

    def _explain(self, found: clock.Clock, standing: Standing | None) -> None:
        out = self.stdout.write
        for line in found.lines:
            out(f"{line.on}  {line.name}  {line.effect}" + (f"（{line.article}）" if line.article else ""))
        if found.steps:
            out(f"从 {found.start} 次日起数 {found.limit} 个工作日：")
        for step in found.steps:
            number = f"第 {step.number:>2} 日" if step.number else "  不计 "
            out(f"  {step.date}  {number}  {step.why}" + (f"（{step.article}）" if step.article else ""))
        if found.delayed_until:
            out(f"确定的合理延迟期限：{found.delayed_until}（条例第三十五条）")
        for deadline in found.deadlines:
            out(
                f"{deadline.who}应在 {deadline.due} 前{deadline.what}；{deadline.silence}（{deadline.article}）"
            )
        for fault in found.faults:
            out(f"注意：{fault}")
        out(f"期限：{found.due or '现在没有在计算的答复期限'}　状态：{(standing or found).state_name}")

    def _fee(self, options: dict[str, Any]) -> None:
        items, pages = options["items"], options["pages"]
        if (items is None) == (pages is None):
            raise CommandError(
                "请在 --items 和 --pages 中写一种：按件和按量不能同时收（国办函〔2020〕109号）"
            )
        if pages is not None and options["already"]:
            raise CommandError("--already 只用于按件：同一申请人多件申请的页数不累加")
        try:
            fee = fees.by_pages(pages) if items is None else fees.by_items(items, options["already"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        bands = [{"from": b.first, "to": b.last, "rate": b.rate, "amount": b.amount} for b in fee.bands]
        if options["json"]:
            self.stdout.write(
                json.dumps({"amount": fee.amount, "method": fee.method, "bands": bands}, ensure_ascii=False)
            )
            return
        if options["explain"]:
            word = "页" if fee.method == "pages" else "件"
            for b in fee.bands:
                self.stdout.write(f"第 {b.first}–{b.last} {word}：{b.count} × {b.rate} = {b.amount} 元")
        self.stdout.write(str(fee.amount))


def _read(path: str) -> str:
    try:
        raw = sys.stdin.buffer.read(LONGEST + 1) if path == "-" else _head(Path(path))
    except OSError as error:
        raise CommandError(f"读不到“{path}”：{error.strerror}") from None
    if len(raw) > LONGEST:
        raise CommandError(f"“{path}”太大，事件文件不会超过 {LONGEST} 字节")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"“{path}”不是文本，请用 UTF-8 编码")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LONGEST + 1)


def _plain(found: clock.Clock, standing: Standing | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "due": f"{found.due}" if found.due else None,
        "state": found.state,
        "state_name": (standing or found).state_name,
        "received": f"{found.received_on}" if found.received_on else None,
        "start": f"{found.start}" if found.start else None,
        "workdays": found.limit,
        "assumed": found.assumed,
        "deadlines": [{"code": d.code, "who": d.who, "due": f"{d.due}", "article": d.article} for d in found.deadlines],
        "faults": list(found.faults),
    }  # fmt: skip
    if standing is not None:
        said |= {"left": standing.left, "overdue": standing.overdue, "lapsed": standing.lapsed or None}
    if found.ended_on is not None:
        said |= {"ended": f"{found.ended_on}", "late": found.late}
    return said
