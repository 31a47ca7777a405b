"""Entries as a table, to take away and to bring in: what a line says, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from yangguang.documents import bodies
from yangguang.documents.dates import parse_date
from yangguang.organisations.models import Unit
from yangguang.publications import events, kinds
from yangguang.publications.forms.fields import find_record

from . import keeping, texts
from .models import Basis, Entry, in_a_year

COLUMNS = ("问题", "答案", "其他问法", "主题分类", "办事场景", "依据", "原文", "复核日期")
MORE = ("编号", "责任单位", "状态", "待复核原因", "来源", "首次公开", "最近复核", "有帮助", "没帮助")
MOST_ROWS = 2000


def lines(entries: QuerySet[Entry]) -> Iterator[tuple[str, ...]]:
    """The entries with their public (or only) text; the first columns are those that come in again."""
    rows = entries.select_related("unit").prefetch_related(
        Prefetch("bases", Basis.objects.select_related("publication").defer("publication__body")),
        "helpfulness",
    )
    for e in rows.iterator(chunk_size=500):
        bases = list(e.bases.all())
        votes = list(e.helpfulness.all())
        yield (
            e.question, _plain(e.answer), "\n".join(e.other_wordings), e.topic, e.event_name,
            "\n".join(b.publication.index_number or str(b.publication_id) for b in bases),
            "\n".join(b.quote for b in bases), _day(e.review_on), str(e.pk), str(e.unit), e.get_state_display(),
            "；".join(e.doubts), e.get_origin_display(), _day(e.first_published_at), _day(e.reviewed_on),
            str(sum(v.helpful for v in votes)), str(sum(v.unhelpful for v in votes)),
        )  # fmt: skip


def _day(value: dt.date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _plain(answer: str) -> str:
    """Plain lines where these lose nothing, else the marked-up text."""
    return bodies.to_text(answer) if set(re.findall(r"<(\w+)", answer)) <= {"p"} else answer


class Lines:
    """Reads the lines of one file for a unit; knows the questions that have gone before."""

    def __init__(self, unit: Unit, today: dt.date) -> None:
        self.today = today
        self.seen: dict[str, int] = {}
        own = Entry.objects.filter(unit=unit).values_list("question", flat=True)
        self.have = {texts.key_of(q) for q in own}

    def read(self, number: int, cells: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
        """The values of an entry out of a line, and every fault, each with what it should be."""
        cells = {k: _unquoted(v) for k, v in cells.items()}
        values: dict[str, Any] = {
            "question": cells.get("问题", ""), "answer": cells.get("答案", ""), "wordings": cells.get("其他问法", ""),
            "topic": cells.get("主题分类", ""), "event": "", "review_on": in_a_year(self.today), "bases": [],
        }  # fmt: skip
        faults = list(self._question(number, values["question"]))
        if not values["answer"]:
            faults.append("“答案”是空的")
        if values["topic"] and values["topic"] not in kinds.TOPICS:
            faults.append(f"没有主题分类“{values['topic'][:30]}”，应是主题分类表里的名称")
        if name := cells.get("办事场景", ""):
            event = events.by_name(name)
            if event is None:
                faults.append(
                    f"没有办事场景“{name[:30]}”，可用的：{'、'.join(e.name for e in events.every())}"
                )
            else:
                values["event"] = event.code
        if given := cells.get("复核日期", ""):
            try:
                values["review_on"] = parse_date(given)
            except ValueError as error:
                faults.append(f"复核日期：{error}")
        values["bases"], wrong = _bases(cells.get("依据", ""), cells.get("原文", ""))
        return values, faults + wrong

    def _question(self, number: int, question: str) -> Iterable[str]:
        if not question:
            yield "“问题”是空的"
            return
        if len(texts.one_line(question)) > 200:
            yield "问题超过 200 字"
        key = texts.key_of(question)
        if key in self.seen:
            yield f"和第 {self.seen[key]} 行的问题一样"
        elif key in self.have:
            yield "本单位的知识库里已经有这个问题"
        self.seen.setdefault(key, number)


def _unquoted(cell: str) -> str:
    """A cell as it was before a CSV made it harmless."""
    return cell[1:] if re.match(r"'[=+\-@]", cell) else cell


def _bases(given: str, quotes: str) -> tuple[list[tuple[int, str]], list[str]]:
    names = [n.strip() for n in re.split(r"[\n；;]", given) if n.strip()]
    passages = [q.strip() for q in quotes.split("\n")]
    found: list[tuple[int, str]] = []
    faults = []
    for n, name in enumerate(names):
        record = find_record(name)
        if record is None:
            faults.append(f"没有找到依据“{name[:40]}”，应是索引号、文号、编号或网址")
            continue
        quote = passages[n] if n < len(passages) else ""
        record.refresh_from_db()
        if not keeping.holds(record, quote):
            faults.append(f"原文“{quote[:20]}…”不在“{name[:40]}”里，应原样摘录")
        found.append((record.pk, quote))
    if quotes.strip() and len([p for p in passages if p]) > len(names):
        faults.append("原文比依据多：一行原文对应一行依据")
    return found, faults
