"""The packaged words of reasons, put into the table once; what a person changed or switched off stays as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import connections

from ..models import ReasonText

DATA = Path(__file__).resolve().parents[1] / "data" / "reasons.json"


def packaged() -> list[dict[str, str]]:
    """``code``, ``ground``, ``title`` and ``text`` of every packaged wording."""
    return list(json.loads(DATA.read_text("utf-8"))["texts"])


def load(sender: Any = None, using: str = "default", **kwargs: Any) -> int:
    """Add the packaged wordings that are not there yet; how many. Runs after every migration."""
    if ReasonText._meta.db_table not in connections[using].introspection.table_names():
        return 0
    rows = ReasonText.objects.using(using)
    there = set(rows.exclude(packaged=None).values_list("packaged", flat=True))
    new = [
        ReasonText(packaged=t["code"], ground=t["ground"], title=t["title"], text=t["text"])
        for t in packaged()
        if t["code"] not in there
    ]
    rows.bulk_create(new, ignore_conflicts=True)
    return len(new)
