"""What is to be taken out of a document: areas of pages, each with its ground (条例 art. 37). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MOST = 2000  # marks of one document
LEAST = 0.002  # of a page's side; a smaller area is a slip of the hand


class WrongMark(ValueError):
    """A mark that can't be; the text says what is wrong with it."""


@dataclass(frozen=True)
class Mark:
    """An area of a page as it is shown. ``page`` counts from 1; the sides are fractions of the page's width and height
    from its upper left corner; ``ground`` names why it is withheld; ``key`` tells marks of one document apart."""

    key: int
    page: int
    left: float
    top: float
    right: float
    bottom: float
    ground: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom

    @property
    def whole(self) -> bool:
        """The whole page."""
        return self.left <= 0 and self.top <= 0 and self.right >= 1 and self.bottom >= 1

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def read(rows: Iterable[Mapping[str, Any]]) -> list[Mark]:
    """Marks as they are kept. Raises WrongMark."""
    try:
        return [Mark(**row) for row in rows]
    except TypeError as error:
        raise WrongMark("遮盖记录不完整") from error


def made(page: Any, box: Sequence[Any], ground: str, *, key: int, pages: int, grounds: Iterable[str]) -> Mark:
    """A mark as somebody drew it, in whichever direction, cut to the page. Raises WrongMark in words."""
    if not isinstance(page, int) or isinstance(page, bool) or not 1 <= page <= pages:
        raise WrongMark(f"没有第 {page} 页，这份文件共 {pages} 页")
    if ground not in set(grounds):
        raise WrongMark("请选择遮盖的依据")
    try:
        x0, y0, x1, y1 = (float(v) for v in box)
    except (TypeError, ValueError) as error:
        raise WrongMark("遮盖的位置不对，请重新框选") from error
    if not all(-10 < v < 10 for v in (x0, y0, x1, y1)):  # also refuses what is not a number
        raise WrongMark("遮盖的位置不对，请重新框选")
    left, right = sorted((min(max(x0, 0.0), 1.0), min(max(x1, 0.0), 1.0)))
    top, bottom = sorted((min(max(y0, 0.0), 1.0), min(max(y1, 0.0), 1.0)))
    if right - left < LEAST or bottom - top < LEAST:
        raise WrongMark("框得太小，请再框一次")
    return Mark(key, page, round(left, 5), round(top, 5), round(right, 5), round(bottom, 5), ground)


def added(kept: Sequence[Mark], more: Iterable[Mark]) -> list[Mark]:
    """Both, in the order of pages; what covers the same area for the same ground already is not added twice.
    Raises WrongMark when there are too many."""
    have = {(m.page, m.box, m.ground) for m in kept}
    found = [*kept]
    for mark in more:
        if (mark.page, mark.box, mark.ground) not in have:
            have.add((mark.page, mark.box, mark.ground))
            found.append(mark)
    if len(found) > MOST:
        raise WrongMark(f"一份文件最多遮盖 {MOST} 处；这么多的话，请考虑整页遮盖")
    return sorted(found, key=lambda m: (m.page, m.top, m.left, m.key))


def by_ground(marks: Iterable[Mark]) -> dict[str, list[int]]:
    """The pages on which something is withheld for each ground, a page as often as it has marks."""
    found: dict[str, list[int]] = {}
    for mark in marks:
        found.setdefault(mark.ground, []).append(mark.page)
    return found


def told(pages: Sequence[int]) -> str:
    """Pages in words: 第1、3—5页共7处."""
    single = sorted(set(pages))
    runs: list[list[int]] = []
    for page in single:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    words = "、".join(f"{a}" if a == b else f"{a}—{b}" for a, b in runs)
    return f"第{words}页共{len(pages)}处"
