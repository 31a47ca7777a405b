"""Good manners: what robots.txt allows, the pause between requests, and stepping back when a host asks for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import time

from .fetching import Answer
from .robots import Robots

MOST_PAUSE = 120.0  # seconds we wait for a host; a longer wish ends the questions to it
TRIES = 3
_FIRST_PAUSE = 2.0
_GOOD = 40  # answers after which a host has forgotten its last wish


def pause_of(retry_after: str, strikes: int, now: dt.datetime | None = None) -> float:
    """Seconds to wait after 429 or 503: what the header says (seconds or a date), else 2, 4, 8 …"""
    text = retry_after.strip()
    if text.isascii() and text.isdigit() and len(text) < 8:
        return float(text)
    if text:
        from email.utils import parsedate_to_datetime

        try:
            at = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            at = None
        if at is not None and at.tzinfo is not None:
            return max(0.0, (at - (now or dt.datetime.now(dt.UTC))).total_seconds())
    return _FIRST_PAUSE * 2 ** min(strikes, 6)


class Pace:
    """The turns of one host. After a 429 or 503 its requests come one at a time, until it has answered a good while."""

    def __init__(self, robots: Robots, delay: float) -> None:
        self.robots = robots
        self._delay = self._usual = max(delay, robots.delay)
        self._next = 0.0
        self._strikes = self._good = 0
        self._one = asyncio.Lock()
        self.given_up = False

    @property
    def free(self) -> bool:
        """Whether nothing holds a request back."""
        return not self._delay and not self._strikes

    async def turn(self) -> None:
        """Wait for the next moment a request may go."""
        if self.free:
            return
        async with self._one:
            await asyncio.sleep(max(0.0, self._next - time.monotonic()))
            self._next = max(self._next, time.monotonic()) + self._delay

    def told(self, answer: Answer) -> bool:
        """Take note of an answer; True when the same address is to be asked again after the pause."""
        if answer.status not in (429, 503):
            if self._strikes:
                self._good += 1
                if self._good >= _GOOD:
                    self._strikes, self._delay = 0, self._usual
            return False
        pause = pause_of(answer.retry_after, self._strikes)
        if answer.status == 503 and not answer.retry_after:
            return False  # an error, not a wish; it is asked again at the end like other errors
        self._strikes, self._good = self._strikes + 1, 0
        if pause > MOST_PAUSE or self._strikes > 20:
            self.given_up = True
            return False
        self._next = max(self._next, time.monotonic() + pause)
        self._delay = max(self._delay, 0.2)
        return True
