"""CPU time that can be compared on a machine that others use too: every request beside a fixed piece of work."""

from __future__ import annotations

import html
import sys
import time
from typing import Any


def spin() -> float:
    """CPU seconds of a fixed piece of work: what a second of CPU is worth at this moment."""
    began = time.process_time()
    text = "".join(chr(0x4E00 + n % 4096) for n in range(6000))
    found: dict[str, int] = {}
    for n in range(len(text) - 1):
        found[text[n : n + 2]] = found.get(text[n : n + 2], 0) + len(html.escape(text[n]))
    return time.process_time() - began


def ask(path: str, runs: int = 41) -> tuple[int, float]:
    """Queries of a warm request, and the median of its CPU time in spins."""
    from django.db import connection
    from django.test import Client

    client = Client()
    for _ in range(3):
        status = client.get(path, HTTP_HOST="localhost").status_code
        if status != 200:
            sys.exit(f"{path} answered {status}")
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        client.get(path, HTTP_HOST="localhost")
    ratios = []
    for _ in range(runs):
        unit = spin()
        began = time.process_time()
        client.get(path, HTTP_HOST="localhost")
        ratios.append((time.process_time() - began) / unit)
    return len(asked), sorted(ratios)[runs // 2]
