"""Parsing the real table and writing the plan, against the limit of 2 seconds; the peer is python's own reading.

python bench/plan.py
"""

from __future__ import annotations

import time

import district

from yangguang.organisations.models import Unit
from yangguang.organisations.queries import packaged_directory
from yangguang.workplan import actions, parsing

LIMIT = 2.0  # seconds


def main() -> None:
    district.units()
    data = (district.EXAMPLES / "task-table-2021.txt").read_bytes()
    directory = packaged_directory()
    started = time.perf_counter()
    for _ in range(100):
        data.decode().split("\n")
    peer = (time.perf_counter() - started) / 100
    times = []
    for _ in range(9):
        started = time.perf_counter()
        parsing.parse(data, filename="table.txt", directory=directory)
        times.append(time.perf_counter() - started)
    parse = sorted(times)[4]
    office = Unit.objects.get(is_openness_office=True)
    started = time.perf_counter()
    received = actions.receive_import(office, actor=district.ACTOR, data=data, filename="table.txt")
    actions.apply_import(received, actor=district.ACTOR)
    write = time.perf_counter() - started
    print(f"parse: {parse * 1000:.1f} ms (median of 9), {parse / peer:.0f} x splitting the file into lines")
    print(
        f"parse and write the plan: {write * 1000:.0f} ms, {write / LIMIT:.3f} of the limit of {LIMIT:.0f} s"
    )


if __name__ == "__main__":
    main()
