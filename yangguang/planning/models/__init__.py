from .history import HandOver, HistoryEntry
from .imports import RegisterImport
from .plans import (
    NEED_PARENT,
    Category,
    Exemption,
    ParentLink,
    Plan,
    PlanQuerySet,
    PlanText,
    Series,
    SeriesGap,
    Tier,
)

__all__ = [
    "NEED_PARENT",
    "Category",
    "Exemption",
    "HandOver",
    "HistoryEntry",
    "ParentLink",
    "Plan",
    "PlanQuerySet",
    "PlanText",
    "RegisterImport",
    "Series",
    "SeriesGap",
    "Tier",
]
