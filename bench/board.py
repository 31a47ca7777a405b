"""The public board of a full plan (39 tasks, 60 units, 145 indicators) against the limit of 50 ms of server time.

The peer is a page of the same site without a plan on it: the method page.

    python bench/board.py
"""

from __future__ import annotations

import time

import district
from django.test import Client

from yangguang.workplan.measuring.engine import measure
from yangguang.workplan.queries import current_plan

LIMIT = 0.050  # seconds


def median(client: Client, path: str, runs: int = 41) -> float:
    times = []
    for _ in range(runs):
        started = time.process_time()
        assert client.get(path, HTTP_HOST="localhost").status_code == 200
        times.append(time.process_time() - started)
    return sorted(times)[runs // 2]


def main() -> None:
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    district.units()
    district.plan()
    district.indicators()
    measure(current_plan(), actor=district.ACTOR)
    client = Client()
    client.get("/plan/2021/", HTTP_HOST="localhost")
    peer = median(client, "/about/data/")
    for path in ("/plan/2021/", "/plan/2021/39/", "/plan/2021/units/", "/"):
        took = median(client, path)
        print(
            f"{path:<20} {took * 1000:5.1f} ms CPU (median of 41), {took / LIMIT:.2f} of the limit, {took / peer:.1f} x /about/data/"
        )


if __name__ == "__main__":
    main()
