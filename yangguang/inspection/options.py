"""How an inspection is to be done. Everything that a rule may tighten is data here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .observing import KINDS

HERE = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991
AGENT = "YangguangInspect/1.0"

# A text to check: title and pieces (place, text, rows); answers (code, place, shown, reason, fingerprint).
Piece = tuple[str, str, tuple[tuple[str, ...], ...]]
Words = Callable[[str, Sequence[Piece], dt.date], Sequence[tuple[str, str, str, str, str]]]


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long a column may rest: whole months, then days."""

    days: int = 0
    months: int = 0

    def since(self, today: dt.date) -> dt.date:
        """The earliest day the newest entry may have."""
        import calendar

        month = today.year * 12 + today.month - 1 - self.months
        year, index = divmod(month, 12)
        last = calendar.monthrange(year, index + 1)[1]
        return dt.date(year, index + 1, min(today.day, last)) - dt.timedelta(days=self.days)


# 国办秘函〔2019〕19号 单项否决 4: two weeks for news, six months for notices and policies.
FRESHNESS: Mapping[str, Freshness] = {
    "动态要闻": Freshness(days=14),
    "通知公告": Freshness(months=6),
    "政策文件": Freshness(months=6),
    "政策解读": Freshness(months=6),
}
HOME_FRESHNESS = Freshness(days=14)  # 单项否决 3
YEARLY_FRESHNESS = Freshness(
    months=14
)  # budgets, statistics and the like: a year and some weeks (ours, 待核)
OTHER_FRESHNESS = Freshness(months=24)  # any other column of entries with dates (ours, 待核)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column set down by hand: ``pattern`` is found in the column's address, ``*`` stands for anything."""

    pattern: str
    name: str = ""
    kind: str = ""
    exempt: str = ""
    freshness: Freshness | None = None

    def fits(self, url: str) -> bool:
        """Whether an address is meant. Linear: pieces between stars are searched from left to right."""
        first, *rest = self.pattern.split("*")
        if not rest:
            return url == first or url.split("://", 1)[-1].partition("/")[2] == first.lstrip("/")
        position = url.find(first)
        for piece in rest:
            if position < 0:
                return False
            position = url.find(piece, position)
        return position >= 0 and (not rest[-1] or url.endswith(rest[-1]))


@dataclass(frozen=True, slots=True)
class Options:
    """``allow``: further hosts to read (the start's own always is). ``private``: addresses inside the house may be asked.

    ``limit`` pages at most (0: no limit), ``timeout`` seconds for an answer to begin and for each pause in it,
    ``external_pause`` seconds before a dead external link is asked again, ``retry_pause`` the same for our own errors,
    ``page_bytes`` and ``file_bytes`` what is read at most of a page and of a file, ``slow_ms`` what counts as slow
    (国办发〔2017〕47号附件: three seconds). ``state``: folder of the state; ``resume`` False begins anew where a run was not
    finished; ``keep`` keeps the pages' bytes in it.
    ``words``: the checks of text, None for none. ``hub`` False leaves the hub of 国办公开办函〔2019〕61号 out.
    ``beside`` False reads every page in this process.
    """

    allow: frozenset[str] = frozenset()
    private: bool = False
    limit: int = 0
    concurrency: int = 4
    delay: float = 0.0
    timeout: float = 15.0
    external: bool = False
    external_pause: float = 180.0
    retry_pause: float = 5.0
    page_bytes: int = 4 * 1024 * 1024
    file_bytes: int = 2 * 1024 * 1024
    slow_ms: int = 3000
    state: Path | None = None
    resume: bool = True
    keep: bool = False
    robots: bool = True
    agent: str = AGENT
    today: dt.date | None = None
    freshness: Mapping[str, Freshness] = field(default_factory=lambda: FRESHNESS)
    home_freshness: Freshness = HOME_FRESHNESS
    yearly_freshness: Freshness = YEARLY_FRESHNESS
    other_freshness: Freshness = OTHER_FRESHNESS
    mapped: tuple[Mapped, ...] = ()
    words: Words | None = None
    hub: bool = True
    axe: int = 0
    beside: bool = True

    def day(self) -> dt.date:
        """The day of the inspection, in China."""
        return self.today or dt.datetime.now(HERE).date()


_PERIOD = re.compile(r"(\d{1,4})\s*(天|日|个月|月|d|m)", re.ASCII | re.I)


def freshness_of(text: str) -> Freshness:
    """“14天” or “6个月”. Raises ValueError, in Chinese, for anything else."""
    found = _PERIOD.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}”不是期限，请写作 14天 或 6个月")
    number, unit = int(found[1]), found[2].lower()
    return Freshness(days=number) if unit in ("天", "日", "d") else Freshness(months=number)


def mapping_of(path: Path) -> tuple[Mapped, ...]:
    """Columns set down by hand, from a TOML file of ``[[column]]`` tables with url, name, kind, exempt, fresh.

    Raises ValueError, in Chinese, that names the table and the way out.
    """
    import tomllib

    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ValueError(f"读不到“{path}”：{error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"“{path.name}”不是 UTF-8 编码的 TOML 文件：{error}") from None
    tables = given.get("column")
    if not isinstance(tables, list):
        raise ValueError(f"“{path.name}”里没有 [[column]]。每个栏目写一段，至少有 url")
    out = []
    for number, table in enumerate(tables, 1):
        values = {key: str(value) for key, value in table.items()} if isinstance(table, dict) else {}
        if not values.get("url"):
            raise ValueError(f"“{path.name}”第 {number} 段没有 url")
        if unknown := set(values) - {"url", "name", "kind", "exempt", "fresh"}:
            raise ValueError(f"“{path.name}”第 {number} 段有不认识的项：{'、'.join(sorted(unknown))}")
        if values.get("kind", "") not in ("", *KINDS):
            raise ValueError(f"“{path.name}”第 {number} 段的 kind 应是：{'、'.join(KINDS)}")
        fresh = freshness_of(values["fresh"]) if values.get("fresh") else None
        out.append(
            Mapped(
                values["url"], values.get("name", ""), values.get("kind", ""), values.get("exempt", ""), fresh
            )
        )
    return tuple(out)
