"""Writes docs/tasks.md: each task of the table, what measures it and which tests prove it. ``--check`` only compares.

Exits 1 when the file is stale, or when a task that an indicator of its own claims has no test.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "tasks.md"


def marked_tests() -> dict[int, list[str]]:
    """Task number to the tests (file::name) marked with it, on the function, its class or its module."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "yangguang").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        of_module = [
            n
            for node in tree.body
            if isinstance(node, ast.Assign)
            and any(getattr(t, "id", "") == "pytestmark" for t in node.targets)
            for n in _numbers([node.value])
        ]
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for child in node.body:
                    child.of_class = _numbers(node.decorator_list)  # type: ignore[attr-defined]
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                numbers = {*of_module, *getattr(node, "of_class", ()), *_numbers(node.decorator_list)}
                for number in numbers:
                    found[number].append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def _numbers(nodes: list[ast.expr]) -> list[int]:
    return [
        a.value
        for root in nodes
        for call in ast.walk(root)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "task"
        for a in call.args
        if isinstance(a, ast.Constant) and isinstance(a.value, int)
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings_test")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from yangguang.core.indicators import INDICATORS

    table = json.loads((ROOT / "yangguang/workplan/examples/expected-2021.json").read_text("utf-8"))
    tests = marked_tests()
    lines = [
        "# 任务、指标与测试",
        "",
        "由 `make tasks-doc` 生成，请勿手改。每行是 2021 年任务分解表的一项任务；“通用”指标量每一项任务的推进。",
        "",
        f"通用指标：{'、'.join(f'{i.code} {i.name}' for i in INDICATORS if not i.tasks) or '无'}",
        "",
        "| 任务 | 已接入的指标 | 测试 |",
        "|---|---|---|",
    ]
    unproved = []
    for task in table["tasks"]:
        number = task["number"]
        own = [i for i in INDICATORS if number in i.tasks]
        if own and number not in tests:
            unproved.append(number)
        rooms = "<br>".join(f"{i.code} {i.name}" for i in own) or "尚未接入"
        title = task["title"] or f"（拟）{task['title_suggested']}"
        lines.append(f"| {number}. {title} | {rooms} | {_summary(tests.get(number, []))} |")
    text = "\n".join(lines) + "\n"
    if unproved:
        print(f"no test is marked with task {unproved}, though an indicator claims it", file=sys.stderr)
        return 1
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text("utf-8") != text:
            print("docs/tasks.md is stale: run make tasks-doc", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(text, "utf-8")
    return 0


def _summary(tests: list[str]) -> str:
    files = defaultdict(int)
    for test in tests:
        files[test.partition("::")[0]] += 1
    return "<br>".join(f"`{f.removeprefix('yangguang/')}`（{n}）" for f, n in sorted(files.items())) or "—"


if __name__ == "__main__":
    sys.exit(main())
