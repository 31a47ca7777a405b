"""What the register proves of tasks 1 to 3."""

from . import disclosing, history, system

__all__ = ["disclosing", "history", "system"]
