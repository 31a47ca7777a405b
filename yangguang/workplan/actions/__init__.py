"""Every write of the plan's room: importing, answering, issuing."""

from .answering import answer_question, set_due
from .importing import apply_import, discard_import, preview, receive_import
from .issuing import close_plan, issue_plan, re_expand, show_before_issue

__all__ = [
    "answer_question",
    "apply_import",
    "close_plan",
    "discard_import",
    "issue_plan",
    "preview",
    "re_expand",
    "receive_import",
    "set_due",
    "show_before_issue",
]
