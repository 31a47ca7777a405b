"""The checks of text on a public page: the lasting rules of the one engine, on the article without the page around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Part, PartKind, Subject

from ..options import Piece

MOST = 50  # findings kept of one page


def check(title: str, pieces: Sequence[Piece], today: dt.date) -> list[tuple[str, str, str, str, str]]:
    """Code, place, words as they may be shown, reason, fingerprint of each finding.

    Words found by rules about personal data are already masked by the rule; nothing else of the text is kept.
    """
    parts = [Part("标题", title, PartKind.TITLE)] if title else []
    parts += [Part.table(place, rows) if rows else Part(place, text) for place, text, rows in pieces]
    if not parts:
        return []
    lasting = [r for r in RULES if r.lasting]
    return [
        (f.rule.code, f.place, f.shown[:80], f.reason[:200], f.fingerprint)
        for f in examine(Subject(tuple(parts), today), lasting)[:MOST]
    ]
