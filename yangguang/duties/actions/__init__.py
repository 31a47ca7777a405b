"""Every write of the inbox: handling duties, and supervision slips."""

from .handling import add_note, close, report, return_, sign, sign_all, start
from .slips import issue_slip, reply_slip

__all__ = ["add_note", "close", "issue_slip", "reply_slip", "report", "return_", "sign", "sign_all", "start"]
