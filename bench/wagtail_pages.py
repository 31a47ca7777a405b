"""Uncached home, column and document against Wagtail's own pages of the same texts, in the same run.

The peer (``peer_wagtail``) is a tree of Wagtail pages in a database in memory with plain templates; ours carries what the law
asks of a government's page (labels, display choices, issuers, versions). python bench/wagtail_pages.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import growing
from django.core.management import call_command
from spinning import ask, spin

from yangguang.publications.models import Publication

BENCH = Path(__file__).resolve().parent
RECORDS = 2000


def main() -> None:
    growing.prepare()
    growing.Grower().grow(RECORDS, told=lambda _: None)
    call_command("collectstatic", verbosity=0, interactive=False)
    texts = list(Publication.objects.public().order_by("pk").values_list("title", "body")[:400])
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, str(BENCH / "peer_wagtail" / "run.py")], input=json.dumps(texts), text=True, check=True,
        stdout=subprocess.PIPE, env={**environment, "PYTHONPATH": str(BENCH)},
    )  # fmt: skip
    peer = json.loads(done.stdout.splitlines()[-1])
    record = Publication.objects.public().earliest("pk")
    quiet = min(spin() for _ in range(200))
    print(f"uncached; a spin of {quiet * 1000:.1f} ms at best; load beside: {os.getloadavg()[0]:.1f}")
    for name, path in (("home", "/"), ("column", "/column/news/"), ("document", f"/doc/{record.pk}/")):
        count, spins = ask(path)
        print(f"  {name:<10} {count} queries, {spins * quiet * 1000:.1f} ms; Wagtail's {peer[name][0]} queries, "
              f"{peer[name][1] * quiet * 1000:.1f} ms; {spins / peer[name][1]:.2f} times as long")  # fmt: skip


if __name__ == "__main__":
    main()
