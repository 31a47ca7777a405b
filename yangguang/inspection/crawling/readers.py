"""Who reads a page: this process, or a second one beside it once there is enough to read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..options import Options
from .digesting import Digester, Places
from .fetching import Answer
from .frontier import Frontier
from .state import Visit

if TYPE_CHECKING:
    from .beside import Beside, Fresh
    from .leaves import Leaf

HELD = 16 * 1024 * 1024  # bytes of pages that may wait to be read
_WORTH = 24  # pages read before a second process is started, and as many more that are known to come


@dataclass(slots=True)
class Got:
    """What asking an address brought. ``visit`` None: nothing to be taken. ``answer`` is there when the visit is new,
    ``unread`` when its page is still to be read; ``known`` when the state holds it as it is."""

    id: int
    visit: Visit | None = None
    answer: Answer | None = None
    unread: bool = False
    known: bool = False
    leaf: Leaf | None = None
    places: Places | None = None


class Readers:
    """``came`` is called with the turn of a page and what was read of it, whenever the second process answers."""

    def __init__(
        self, frontier: Frontier, digester: Digester, options: Options, today: dt.date, came: Callable[[int, Got], None]
    ) -> None:  # fmt: skip
        self._frontier, self._digester, self._options, self._today = frontier, digester, options, today
        self._came = came
        self._beside: Beside | None = None
        self._enough = 0
        self._alone = _cores() < 2 or not options.beside
        self._reading: dict[int, Got] = {}
        self._places = Places(frontier)
        self.held = 0

    async def read(self, turn: int, got: Got) -> bool:
        """Have a page read. True when it was read here and can be taken; else it comes later."""
        answer = got.answer
        assert answer is not None
        if not self._alone and self._digester.parsed >= _WORTH and len(self._frontier.queue) >= _WORTH:
            await self._call()
        beside = self._beside
        if beside is None or beside.waiting >= self._enough:
            got.leaf = self._digester.read(got.id, answer)
            return True
        self._reading[turn] = got
        self.held += len(answer.body)
        url = self._frontier.urls[got.id]
        beside.read(turn, url, answer.body, answer.charset, *self._digester.about(got.id))
        return False

    async def _call(self) -> None:
        self._alone = True  # called once
        from .beside import ENOUGH, Beside

        beside = Beside(self._hear, self._lose)
        options = self._options
        try:
            await beside.open(self._today, with_hub=options.hub, with_words=options.words is not None)
        except OSError:
            return
        self._enough, self._beside = ENOUGH, beside

    def _hear(self, fresh: Fresh, answers: list[tuple[int, Leaf | None]]) -> None:
        self._places.add(fresh)
        for turn, leaf in answers:
            got = self._reading.pop(turn)
            self.held -= len(got.answer.body) if got.answer is not None else 0
            if leaf is not None:  # else it is read here when its turn comes
                got.leaf, got.places = leaf, self._places
            self._came(turn, got)

    def _lose(self) -> None:
        """The other process is gone: what it had is read here."""
        self._beside = None
        self._hear([], [(turn, None) for turn in list(self._reading)])

    def close(self) -> None:
        """End the second process."""
        if self._beside is not None:
            self._beside.close()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
