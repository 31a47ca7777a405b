"""Recurring work of this room."""

from __future__ import annotations

from yangguang.core.jobs import tick

from .actions import releasing


@tick("publications.release", every=5)
def release_due() -> int:
    """Release what was scheduled and is due."""
    return releasing.release_due()
