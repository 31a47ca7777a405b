"""What the room keeps."""

from .issues import Article, Build, Correction, Issue, Push, Section, State
from .office import Masthead, NotPrinted, YearPlan
from .scans import Page

__all__ = [
    "Article",
    "Build",
    "Correction",
    "Issue",
    "Masthead",
    "NotPrinted",
    "Page",
    "Push",
    "Section",
    "State",
    "YearPlan",
]
