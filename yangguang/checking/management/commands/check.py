"""``yangguang check FILE…``: look at files before they are public; needs no database.

Django has a command of this name, which looks at the project itself: without files, or with its own options, that one
runs as ever.

``--json`` prints one object::

    {"version": 1, "today": "2021-06-01",
     "counts": {"block": 1, "confirm": 0, "hint": 0},
     "files": [{"file": "a.docx", "readable": true, "unreadable": "",
                "findings": [{"code": "CHK-P01", "name": "居民身份证号码", "group": "个人信息", "severity": "block",
                              "place": "正文第 3 行", "part": "正文", "line": 3, "column": 8, "cell": "",
                              "shown": "350************12X", "reason": "…", "fix": "…", "basis": "…",
                              "fingerprint": "…"}]}]}

``line`` and ``column`` count from 1 within the part; in a table ``cell`` names the cell ("C5") and ``line`` is its row.
``shown`` is masked where personal data stands; the words themselves are never printed. Fields are added, never taken away,
while ``version`` is 1.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as OfProject
from django.utils import timezone
from openpyxl.utils import get_column_letter

from yangguang.checking.engine import ORDER, RULES, SEVERITY_NAMES, Found, Rule, examine
from yangguang.checking.reading import Reading, read, read_guarded
from yangguang.checking.subjects import Part

CLEAN, TO_CONFIRM, BLOCKED, UNREADABLE = 0, 1, 2, 3

SKIPPED = {"__MACOSX", "Thumbs.db", ".DS_Store", "desktop.ini"}


class Command(OfProject):
    help = (
        "检查文件能不能公开：个人信息、密级标志、隐藏内容等。可以给文件、文件夹，或者 -（从标准输入读文字）。"
        "退出码：0 没有问题或者只有建议，1 有请核对的，2 有必须改的，3 有读不出来的文件（而且没有必须改的）。"
        "不给文件时检查程序自身的设置（Django 的 check）。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # The project's own check takes names of apps in this place.
        next(a for a in parser._actions if a.dest == "args").metavar = "FILE"
        parser.add_argument("--json", action="store_true", help="输出 JSON（格式见 checking/README.md）")
        parser.add_argument("--kind", default="", help="信息类型的代码，例如 norm；有些规则只看某些类型")
        parser.add_argument(
            "--only", default="", help="只用这些规则，用逗号隔开，例如 CHK-P01,CHK-S；写前几位就是一类"
        )
        parser.add_argument(
            "--level", choices=list(ORDER), default="hint", help="只报告到这个程度（默认全部）"
        )
        parser.add_argument("--name", default="", help="标准输入的文件名，用来认出格式（默认当作文字）")

    def handle(self, *names: Any, **options: Any) -> None:
        if not names:
            super().handle(
                **{k: v for k, v in options.items() if k not in ("json", "kind", "only", "level", "name")}
            )
            return
        rules = self._rules(options["only"])
        today = timezone.localdate()
        totals: Counter[str] = Counter()
        unread, told = 0, []
        for name, reading in self._readings([str(n) for n in names], options["name"]):
            subject = reading.subject(today, kind=options["kind"])
            found = [f for f in examine(subject, rules) if ORDER[f.severity] <= ORDER[options["level"]]]
            totals.update(f.severity for f in found)
            unread += bool(reading.unreadable)
            if options["json"]:
                told.append(_as_json(name, reading, found))
            else:
                self._print(name, reading, found)
        if options["json"]:
            counts = {level: totals[level] for level in ORDER}
            answer = {"version": 1, "today": today.isoformat(), "counts": counts, "files": told}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(self._sum(totals, unread))
        code = (
            BLOCKED
            if totals["block"]
            else UNREADABLE
            if unread
            else TO_CONFIRM
            if totals["confirm"]
            else CLEAN
        )
        if code:
            self.stdout.flush()
            sys.exit(code)

    def _rules(self, only: str) -> list[Rule]:
        wanted = [w.strip().upper() for w in only.split(",") if w.strip()]
        chosen = [r for r in RULES if not wanted or any(r.code.upper().startswith(w) for w in wanted)]
        if unknown := [w for w in wanted if not any(r.code.upper().startswith(w) for r in RULES)]:
            raise CommandError(f"没有规则 {'、'.join(unknown)}。现有：{'、'.join(r.code for r in RULES)}")
        return chosen

    def _readings(self, names: list[str], given: str) -> Iterator[tuple[str, Reading]]:
        for name in names:
            if name == "-":
                yield "-", read(sys.stdin.buffer.read(), given or "stdin.txt")
                continue
            path = Path(name)
            if path.is_dir():
                for inner in sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink()):
                    if not any(
                        part in SKIPPED or part.startswith((".", "~$"))
                        for part in inner.relative_to(path).parts
                    ):
                        yield str(inner), _read(inner)
            else:
                yield name, _read(path)

    def _print(self, name: str, reading: Reading, found: list[Found]) -> None:
        if not found:
            self.stdout.write(
                f"{name}：没有发现问题" if not reading.unreadable else f"{name}：{reading.unreadable}"
            )
            return
        self.stdout.write(f"{name}：{len(found)} 处")
        for f in found:
            where = _where(reading.parts[f.part], f)[0]
            self.stdout.write(f"  [{SEVERITY_NAMES[f.severity]}] {where}　{f.shown}")
            self.stdout.write(f"      {f.reason}（{f.rule.code} {f.rule.name}；{f.rule.basis}）")
            if f.fix:
                self.stdout.write(f"      怎么改：{f.fix}")

    def _sum(self, totals: Counter[str], unread: int) -> str:
        parts = [f"{SEVERITY_NAMES[level]} {totals[level]}" for level in ORDER]
        return "合计：" + "，".join(parts) + (f"；读不出来的文件 {unread} 个" if unread else "")


def _read(path: Path) -> Reading:
    try:
        return read_guarded(path)
    except OSError as error:
        why = f"打不开：{error.strerror or error}"
        return Reading(str(path), (), why)


def _where(part: Part, found: Found) -> tuple[str, int, int, str]:
    """The place for people, line and column from 1, and the cell of a table."""
    if part.rows and (cell := part.cell_at(found.start)) is not None:
        row, column = cell
        named = f"{get_column_letter(column + 1)}{row + 1}"
        return f"{part.place} 第 {row + 1} 行第 {column + 1} 列", row + 1, column + 1, named
    before = part.text[: found.start]
    line = before.count("\n") + 1
    column = found.start - (before.rfind("\n") + 1) + 1
    whole = found.start == 0 and found.end == len(part.text)
    return (part.place if whole else f"{part.place}第 {line} 行"), line, column, ""


def _as_json(name: str, reading: Reading, found: list[Found]) -> dict[str, Any]:
    return {
        "file": name,
        "readable": not reading.unreadable,
        "unreadable": reading.unreadable,
        "findings": [_finding(reading.parts[f.part], f) for f in found],
    }


def _finding(part: Part, found: Found) -> dict[str, Any]:
    place, line, column, cell = _where(part, found)
    return {
        "code": found.rule.code, "name": found.rule.name, "group": found.rule.group, "severity": found.severity,
        "place": place, "part": found.place, "line": line, "column": column, "cell": cell, "shown": found.shown,
        "reason": found.reason, "fix": found.fix, "basis": found.rule.basis, "fingerprint": found.fingerprint,
    }  # fmt: skip
