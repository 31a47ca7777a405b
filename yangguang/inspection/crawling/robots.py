"""robots.txt by RFC 9309, with Crawl-delay. Matching is linear: wildcards are searched, not compiled."""

from __future__ import annotations

from dataclasses import dataclass, field

from .addresses import _IN_PATH, _quoted

LONGEST = 500 * 1024  # bytes that must be read, RFC 9309 2.5
MOST_DELAY = 30.0  # seconds; a longer wish is cut, and said


@dataclass
class Robots:
    """What one host allows us. ``delay`` is seconds between requests, 0 when not asked for."""

    rules: list[tuple[str, bool]] = field(default_factory=list)
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether a path with its query may be asked; the longest rule wins, an allowing one on a tie."""
        best, allowed = -1, True
        for pattern, allow in self.rules:
            if len(pattern) >= best and _fits(pattern, path) and (len(pattern) > best or allow):
                best, allowed = len(pattern), allow
        return allowed


def _fits(pattern: str, path: str) -> bool:
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return path == first if whole else True
    position = len(first)
    for piece in rest[:-1]:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    last = rest[-1]
    return (
        path.endswith(last) and len(path) - len(last) >= position if whole else path.find(last, position) >= 0
    )


def parse(text: str, agent: str) -> Robots:
    """The group for ``agent`` (a product name, compared without case), else the one for ``*``, else no rules."""
    groups: dict[str, Robots] = {}
    current: list[Robots] = []
    naming = False
    for raw in text[:LONGEST].splitlines():
        name, colon, value = raw.partition("#")[0].partition(":")
        name, value = name.strip().lower().lstrip("\ufeff"), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            current = current if naming else []
            current.append(groups.setdefault(value.lower(), Robots()))
            naming = True
            continue
        naming = False
        if name in ("allow", "disallow") and value:
            path = _quoted(value, _IN_PATH | frozenset("*$?"), "utf-8")
            for group in current:
                group.rules.append((path, name == "allow"))
        elif name == "crawl-delay":
            try:
                delay = float(value)
            except ValueError:
                continue
            for group in current:
                group.delay = min(max(delay, 0.0), MOST_DELAY) if delay == delay else 0.0
    product = agent.lower().partition("/")[0]
    for named, group in groups.items():
        if named != "*" and named and named in product:
            return group
    return groups.get("*", Robots())


def nothing_allowed() -> Robots:
    """For a host whose robots.txt cannot be reached or answers 5xx (RFC 9309 2.3.1.4)."""
    return Robots([("/", False)])
