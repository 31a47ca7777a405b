"""The inbox (我的待办), one duty, what was asked of others, supervision slips, weekly letters."""

from .asked import asked
from .digests import digest, digests
from .duty import act, duty, evidence, judge
from .inbox import inbox, sign_selected
from .pages import add_errors
from .slips import issue_slips, slip, slips

__all__ = [
    "act", "add_errors", "asked", "digest", "digests", "duty", "evidence", "inbox", "issue_slips", "judge",
    "sign_selected", "slip", "slips",
]  # fmt: skip
