"""Registers kept by other units, against which publishing is judged."""

from .emergencies import ReleaseDecision, Theme, ThemeRecord, Window
from .guidance import Guidance
from .imports import ListImport, Question
from .lists import Entry, EntryItem, EntryUnit, Progress, WorkList

__all__ = [
    "Entry",
    "EntryItem",
    "EntryUnit",
    "Guidance",
    "ListImport",
    "Progress",
    "Question",
    "ReleaseDecision",
    "Theme",
    "ThemeRecord",
    "Window",
    "WorkList",
]
