"""Tables of the ground floor: working days, the audit chain, scheduled jobs."""

from .audit import AuditEntry, AuditHead, AuditPersonal
from .jobs import JobRun
from .workdays import Workday

__all__ = ["AuditEntry", "AuditHead", "AuditPersonal", "JobRun", "Workday"]
