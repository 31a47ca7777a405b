"""The plan and its tasks; the import and its questions; assignments; measurements."""

from .imports import PlanImport, Question
from .measures import (
    Attestation,
    CaseRecord,
    Freeze,
    MeasureRun,
    Result,
    TaskIndicator,
    Waiver,
)
from .plans import Assignment, CitedDocument, PlanSection, PlanTask, TaskParty, WorkPlan

__all__ = [
    "Assignment",
    "Attestation",
    "CaseRecord",
    "CitedDocument",
    "Freeze",
    "MeasureRun",
    "PlanImport",
    "PlanSection",
    "PlanTask",
    "Question",
    "Result",
    "TaskIndicator",
    "TaskParty",
    "Waiver",
    "WorkPlan",
]
