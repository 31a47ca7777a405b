"""The score of an inspection, counted again at any time from the text of its set and the findings it saw."""

from __future__ import annotations

from .models import FindingState, Occurrence, Run
from .scoring import Defect, Score, score


def defects(run: Run, *, verified: bool = True) -> list[Defect]:
    """What the run saw, without what is known today to be no defect; ``verified`` False: as it was seen then."""
    rows = Occurrence.objects.filter(run=run).select_related("finding")
    if verified:
        rows = rows.exclude(finding__state=FindingState.FALSE)
    return [
        Defect(o.finding.probe, o.finding.fingerprint, o.kind, o.share, tuple(o.marks))
        for o in rows.order_by("pk")
    ]


def score_of(run: Run, *, verified: bool = True) -> Score:
    """Always the same for the same set and findings."""
    return score(
        run.ruleset.read(), defects(run, verified=verified), bonuses=run.bonuses, examined=run.examined
    )
