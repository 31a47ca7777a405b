"""The event loop of an inspection: uvloop, which takes half the time of Python's own for each small question."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to its end in a loop of its own; whatever ``main`` raises is raised here, and Ctrl-C cancels it first."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)
