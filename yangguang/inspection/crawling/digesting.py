"""From an answer to what is kept of it: pages are read, files compared with their names, redirects followed by number."""

from __future__ import annotations

import datetime as dt
import hashlib
from array import array
from typing import TYPE_CHECKING, Any

from ..options import Options
from .addresses import extension_of, handed_out, join
from .fetching import Answer
from .frontier import Frontier
from .kinds import ATTACHMENTS, IMAGE, IMAGES, LINK, MEDIA, MEDIA_FILES, ONCLICK, PROBE, SCRIPT, STYLE
from .state import Visit

if TYPE_CHECKING:
    from .leaves import Leaf, Place, Reader

_HTML = ("text/html", "application/xhtml+xml")
MOST_TEXT_BYTES = 2_000_000


class Places:
    """The numbers of the addresses in a reader's table, given when a page that refers to them is taken."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        self._table: list[Place | None] = []
        self._links = bytearray()  # whether a place is a plain link
        self._ids = array("q")

    def add(self, fresh: list[Place]) -> None:
        """Take in what the reader has met since the last time."""
        self._table += fresh
        self._links.extend(place[0] == LINK for place in fresh)
        self._ids.extend([-1] * len(fresh))

    def id(self, place: int) -> int:
        """The number of an address."""
        if place < 0:
            return -1
        id = self._ids[place]
        if id < 0:
            written = self._table[place]
            assert written is not None
            kind, url, text = written
            id = self._ids[place] = self._frontier.number(url, kind, text)
            self._table[place] = None
        elif self._links[place] and self._frontier.kinds[id] in (ONCLICK, PROBE):
            self._frontier.kinds[id] = LINK
        return id

    def ids(self, places: array[int]) -> array[int]:
        """The numbers of several addresses, each once."""
        return array("I", dict.fromkeys(map(self.id, places)))


class Digester:
    """Knows the site's home and, once the home page was read, the way to its hub and its search."""

    def __init__(self, frontier: Frontier, options: Options, today: dt.date) -> None:
        self._frontier = frontier
        self._options = options
        self._today = today
        self.hubs: dict[int, str] = {}  # address of the hub → the words of the link that led there
        self.search: tuple[str, str] | None = None
        self.lost: list[
            tuple[int, str]
        ] = []  # skeleton and title of what the site answers to addresses it lacks
        self.parsed = 0
        self._reader: Reader | None = None
        self.places = Places(frontier)

    def begun(self, id: int, answer: Answer) -> tuple[Visit, bool]:
        """What is kept of an answer, but for what a page says; whether it is a page that is still to be read."""
        frontier = self._frontier
        url, kind = frontier.urls[id], frontier.kinds[id]
        visit = Visit(answer.status, answer.error, answer.etag, answer.modified, ms=answer.ms)
        if not 200 <= answer.status < 300:
            return visit, False
        extension = handed_out(url, frontier.texts[id]) or extension_of(url)
        named = extension_of("http://x/" + answer.extra["name"]) if answer.extra.get("name") else ""
        file = extension in ATTACHMENTS or extension in MEDIA_FILES or named in ATTACHMENTS
        if kind not in (STYLE, SCRIPT, IMAGE) and extension not in IMAGES and not file and _is_page(answer):
            if answer.cut or not answer.body.strip():
                visit.problem = {"kind": "truncated" if answer.cut else "empty"}
            return visit, True
        from ..reading import contents

        visit.digest = hashlib.sha256(answer.body).hexdigest()
        if kind in (STYLE, SCRIPT):
            self._code(url, kind, answer, visit)
        elif kind == IMAGE or extension in IMAGES:
            visit.problem = _image_problem(extension, answer)
        elif file:
            told = extension if extension in ATTACHMENTS or extension in MEDIA_FILES else named
            visit.problem = contents.mismatch(told, answer.body, whole=answer.whole, cut=answer.cut)
        elif kind != MEDIA and not answer.body:
            visit.problem = {"kind": "empty"}
        return visit, False

    def moved(self, id: int, visit: Visit, answer: Answer) -> None:
        """Note where a redirect leads."""
        if not (300 <= answer.status < 400 and answer.status != 304 and answer.location):
            return
        joined = join(self._frontier.urls[id], _as_text(answer.location))
        if joined is None:
            visit.error = "protocol"
            return
        visit.location = self._frontier.number(joined[0], LINK)
        if id in self.hubs:
            self.hubs.setdefault(visit.location, self.hubs[id])

    def about(self, id: int) -> tuple[bool, bool, str | None]:
        """What is to be known before a page is read: whether it is the start, the home page, the hub (its entry)."""
        frontier = self._frontier
        start = id == frontier.start
        return start, id == frontier.home, None if start else self.hubs.get(id)

    def read(self, id: int, answer: Answer) -> Leaf:
        """Read a page here."""
        start, top, entry = self.about(id)
        return self.reader.read(
            self._frontier.urls[id], answer.body, answer.charset, start=start, top=top, entry=entry
        )

    @property
    def reader(self) -> Reader:
        """The reader of this process; made when there is something to read, for it takes long to load."""
        if self._reader is None:
            from .leaves import Reader

            self._reader = Reader(
                self._today, with_hub=self._options.hub, with_words=self._options.words is not None
            )
        return self._reader

    def bind(self, id: int, visit: Visit, leaf: Leaf, places: Places | None = None) -> None:
        """Give what a page refers to its numbers, and take what it says into the visit. ``places``: those of the reader
        that read it, this process's own when None."""
        self.parsed += 1
        if places is None:
            places = self.places
            if self._reader is not None and self._reader.fresh:
                places.add(self._reader.fresh)
                self._reader.fresh = []
        visit.digest, visit.ids, visit.skeleton = leaf.digest, leaf.ids, leaf.skeleton
        if self._lost(id, visit, leaf):
            visit.refs = array("I")
            return
        number = places.id
        visit.refs = places.ids(leaf.refs)
        visit.frags = array("I", [n if i % 2 else number(n) for i, n in enumerate(leaf.frags)])
        facts = visit.facts = leaf.facts
        if "c" in facts:
            facts["c"] = [[name, number(at)] for name, at in facts["c"]]
        if "d" in facts:
            facts["d"] = [n if i % 2 else number(n) for i, n in enumerate(facts["d"])]
        if "hub" in facts:
            facts["hub"][0] = number(facts["hub"][0])
        if "blocks" in facts:
            facts["blocks"] = [[name, number(at)] for name, at in facts["blocks"]]
        visit.sightings = leaf.sightings
        words = self._options.words
        if words is not None and leaf.words is not None:
            for code, place, shown, reason, mark in words(*leaf.words, self._today):
                visit.sightings.append(
                    (f"text.{code}", mark, {"place": place, "text": shown, "reason": reason})
                )

    def _lost(self, id: int, visit: Visit, leaf: Leaf) -> bool:
        if id in (self._frontier.start, self._frontier.home):
            return False
        reason = leaf.missing
        if not reason:
            for skeleton, title in self.lost:
                if visit.skeleton == skeleton or (title and title == leaf.title and leaf.length < 1500):
                    reason = "与不存在的地址所得页面相同"
        if not reason or leaf.labelled:
            return False
        visit.sightings = [
            ("page.soft404", "", {"status": visit.status, "text": reason, "title": leaf.title[:60]})
        ]
        visit.facts = {"x": 1}
        return True

    def _code(self, url: str, kind: int, answer: Answer, visit: Visit) -> None:
        from ..reading import contents, scripts, styles
        from ..reading.encoding import decode

        found = contents.kind_of(answer.body) if answer.body else "text"
        if found == "html":
            visit.problem = {"kind": "html", "expected": "css" if kind == STYLE else "js"}
            return
        written = decode(answer.body[:MOST_TEXT_BYTES], answer.charset).text
        if kind == SCRIPT:
            visit.facts = {"w": " " + " ".join(sorted(scripts.words_of(written))) + " "}
            return
        places = self.reader.code(url, [(IMAGE, one, "") for one in styles.images(written)])
        if places:
            visit.facts = {"t": "css"}
            visit.refs = places  # numbers come when the visit is taken

    def bind_code(self, visit: Visit) -> None:
        """Give what a style sheet refers to its numbers."""
        if visit.refs is not None and visit.facts.get("t") == "css":
            reader = self.reader
            self.places.add(reader.fresh)
            reader.fresh = []
            visit.refs = self.places.ids(visit.refs)


def _is_page(answer: Answer) -> bool:
    if answer.media in _HTML:
        return True
    from ..reading import contents

    return not answer.media and contents.kind_of(answer.body) == "html"


def _as_text(location: str) -> str:
    # Header bytes beyond ASCII come as surrogates where they are no UTF-8; old servers write GBK into Location.
    try:
        data = location.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return location
    for charset in ("utf-8", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return location


def _image_problem(extension: str, answer: Answer) -> dict[str, Any]:
    from ..reading import contents

    found = contents.kind_of(answer.body)
    if found in ("empty", "html"):
        return {"kind": found, "expected": "图片", "found": found}
    if found not in ("image", "svg") and extension != ".ico":
        return {"kind": "other", "expected": "图片", "found": found}
    # Browsers draw a picture whatever its extension says, so only its being a picture counts.
    return contents.mismatch(
        ".png" if found == "image" else ".svg", answer.body, whole=answer.whole, cut=answer.cut
    )
