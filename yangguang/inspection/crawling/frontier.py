"""The addresses of a site by number, and which of them are still to be asked."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from typing import TYPE_CHECKING

from .addresses import endless, extension_of, handed_out, host_of, pattern_of
from .kinds import ATTACHMENT, ATTACHMENTS, EXTERNAL, IMAGE, IMAGES, LINK, MEDIA_FILES, ONCLICK, PROBE

if TYPE_CHECKING:
    from .state import State

MOST_OF_A_QUERY = 1000  # addresses that differ only in the values of their parameters
MOST_TEXT = 60


class Frontier:
    """Numbers addresses and says which to ask next. With a state, numbers stay the same from run to run."""

    def __init__(self, start: str, allowed: frozenset[str], state: State | None) -> None:
        self._allowed = allowed
        self._state = state
        self.urls: list[str] = []
        self._ids: dict[str, int] = {}
        self.kinds = bytearray()
        self.texts: list[str] = []
        self.asked: set[int] = set()
        self.queue: deque[int] = deque()
        self.externals: dict[int, None] = {}
        self.skipped: dict[str, int] = {}
        self._patterns: Counter[str] = Counter()
        if state is not None:
            for id, url, kind, text in state.addresses():
                if id != len(self.urls):
                    break  # a batch that was lost; what follows is found again
                self._add(url, kind, text)
        self.start = self.number(start, LINK, "")
        self.home = self.start  # where the start leads

    def _add(self, url: str, kind: int, text: str) -> int:
        id = len(self.urls)
        self._ids[url] = id
        self.urls.append(url)
        self.kinds.append(kind)
        self.texts.append(text)
        return id

    def number(self, url: str, kind: int, text: str = "") -> int:
        """The number of a normal address; ``kind`` is how it is referred to, the plainest way wins."""
        id = self._ids.get(url)
        if id is None:
            if host_of(url) not in self._allowed:
                kind = EXTERNAL
            elif kind in (LINK, ONCLICK):
                extension = extension_of(url)
                if kind == LINK and "?" in url and handed_out(url, text):
                    kind = ATTACHMENT
                elif extension in ATTACHMENTS or extension in MEDIA_FILES:
                    kind = ATTACHMENT if kind == LINK else kind
                elif extension in IMAGES and kind == LINK:
                    kind = IMAGE
            id = self._add(url, kind, text[:MOST_TEXT])
            if self._state is not None:
                self._state.keep_address(id, url, kind, text[:MOST_TEXT])
        elif self.kinds[id] in (ONCLICK, PROBE) and kind == LINK:
            self.kinds[id] = kind
        return id

    def known(self, url: str) -> int | None:
        """The number of a normal address, if it has one."""
        return self._ids.get(url)

    def want(self, ids: array[int] | list[int]) -> None:
        """Queue what has not been asked or queued yet."""
        for id in set(ids) - self.asked:
            self.asked.add(id)
            if self.kinds[id] == EXTERNAL:
                self.externals[id] = None
            elif self._sane(id):
                self.queue.append(id)

    def _sane(self, id: int) -> bool:
        url = self.urls[id]
        if endless(url):
            self.skip("路径循环")
            return False
        if "?" in url:
            pattern = pattern_of(url)
            self._patterns[pattern] += 1
            if self._patterns[pattern] > MOST_OF_A_QUERY:
                self.skip("同一程序的地址过多")
                return False
        return True

    def skip(self, reason: str) -> None:
        """Count an address that is not asked, by reason."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def internal(self, url: str) -> bool:
        """Whether a normal address belongs to the hosts that are read."""
        return host_of(url) in self._allowed
