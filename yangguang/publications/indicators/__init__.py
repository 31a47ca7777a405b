"""What publications prove of the year's tasks."""

from . import columns, emergencies, standards

__all__ = ["columns", "emergencies", "standards"]
