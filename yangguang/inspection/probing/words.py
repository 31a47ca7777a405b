"""The checks of text on a public page: the lasting rules of the one engine, on the article without the page around it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.db import connections

from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Part, PartKind, Subject

from ..options import Piece

MOST = 50  # findings kept of one page


Told = list[tuple[str, str, str, str, str]]


def check(title: str, pieces: Sequence[Piece], today: dt.date) -> Told:
    """Code, place, words as they may be shown, reason, fingerprint of each finding.

    Words found by rules about personal data are already masked by the rule; nothing else of the text is kept.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _examined(title, pieces, today)
    # Lists of expressions and names of organs stand in the database, which must not be asked from within a loop.
    return _beside().submit(_alone, title, pieces, today).result()


@cache
def _beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "words")


def _alone(title: str, pieces: Sequence[Piece], today: dt.date) -> Told:
    try:
        return _examined(title, pieces, today)
    finally:
        connections.close_all()


def _examined(title: str, pieces: Sequence[Piece], today: dt.date) -> Told:
    parts = [Part("标题", title, PartKind.TITLE)] if title else []
    parts += [Part.table(place, rows) if rows else Part(place, text) for place, text, rows in pieces]
    if not parts:
        return []
    lasting = [r for r in RULES if r.lasting]
    return [
        (f.rule.code, f.place, f.shown[:80], f.reason[:200], f.fingerprint)
        for f in examine(Subject(tuple(parts), today), lasting)[:MOST]
    ]
