"""Every write of the inbox: handling duties, judging what was reported, and supervision slips."""

from .handling import add_note, report, sign, sign_all, start
from .judging import close, return_, withdraw
from .slips import issue_slip, reply_slip

__all__ = [
    "add_note", "close", "issue_slip", "reply_slip", "report", "return_", "sign", "sign_all", "start", "withdraw",
]  # fmt: skip
