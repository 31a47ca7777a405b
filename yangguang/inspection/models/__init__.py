"""Tables of inspection: what is inspected, what was seen, what became of it."""

from .findings import (
    Dismissal,
    Finding,
    FindingState,
    Petition,
)
from .kept import Kept, Moment
from .records import Brief, Ping
from .runs import Observation, Occurrence, Run, RunState
from .sites import Ruleset, Site

__all__ = [
    "Brief",
    "Dismissal",
    "Finding",
    "FindingState",
    "Kept",
    "Moment",
    "Observation",
    "Occurrence",
    "Petition",
    "Ping",
    "Ruleset",
    "Run",
    "RunState",
    "Site",
]
