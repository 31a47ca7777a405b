"""What the room keeps."""

from .issues import Article, Build, Correction, Issue, Push, Section, State
from .office import Masthead, YearPlan
from .scans import Page

__all__ = [
    "Article",
    "Build",
    "Correction",
    "Issue",
    "Masthead",
    "Page",
    "Push",
    "Section",
    "State",
    "YearPlan",
]
