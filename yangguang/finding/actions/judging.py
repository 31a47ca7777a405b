"""The district's own set of questions, and its weekly run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.search import queries
from yangguang.search.kinds import SEARCH_KINDS

from ..models import Board, Judged

TOP = 10


def _may_add(
    office: Unit, *, actor: Actor, question: str | None = None, kind: str = "", object_id: int | None = None,
    **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.PLAN)
    if question is None:
        return
    if len(question.strip()) < 2:
        yield Reason("请填写问题", field="question")
    elif Judged.objects.filter(question=question.strip()).exists():
        yield Reason("题集里已经有这个问题", field="question")
    if object_id is not None and _title(kind, object_id) is None:
        yield Reason("没有这份已公开的信息", "请填公开网址里的编号；没有答案的题目留空", field="object_id")


def _title(kind: str, pk: int) -> str | None:
    if kind not in SEARCH_KINDS:
        return None
    found = next(iter(SEARCH_KINDS.get(kind).fetch([pk])), None)
    return found.title if found is not None and found.public else None


@verb("finding.judge", "题集加了{object}", forbids=_may_add)
def add_question(
    office: Unit, *, actor: Actor, question: str, kind: str = "", object_id: int | None = None
) -> Judged:
    """A question with the page that should come first; without one the site should not answer it."""
    title = _title(kind, object_id) if object_id is not None else ""
    return Judged.objects.create(
        question=question.strip()[:200], kind=kind if object_id is not None else "", object_id=object_id,
        title=(title or "")[:300], by_label=actor.label[:60],
    )  # fmt: skip


@verb("finding.unjudge", "题集去掉了{object}", forbids=lambda judged, *, actor, **_: reasons(actor, Act.PLAN))
def drop_question(judged: Judged, *, actor: Actor) -> Judged:
    """A question that no longer fits; past runs keep it."""
    judged.active = False
    judged.save(update_fields=["active"])
    return judged


def place_of(judged: Judged) -> tuple[int, str]:
    """(place of the expected page among the first ten, 0 when not; title of what came first)."""
    found = queries.search(queries.SearchRequest(text=judged.question, size=TOP))
    first = found.hits[0].document.title if found.hits and not found.loose else ""
    for place, hit in enumerate(found.hits, 1):
        if (hit.kind, hit.document.id) == (judged.kind, judged.object_id):
            return place, first
    return 0, first


def run(today: dt.date) -> Board | None:
    """Ask every question of the set; None without one."""
    rows = list(Judged.objects.filter(active=True))
    if not rows:
        return None
    details, places, silent = [], [], []
    for judged in rows:
        place, first = place_of(judged)
        details.append({"question": judged.question, "place": place, "found": first, "wanted": judged.title})
        if judged.object_id is None:
            silent.append(not first)
        else:
            places.append(place)
    made, _ = Board.objects.update_or_create(
        day=today,
        defaults={
            "questions": len(rows), "first": sum(p == 1 for p in places) / max(len(places), 1),
            "mrr": sum(1 / p for p in places if p) / max(len(places), 1),
            "silent": sum(silent) / len(silent) if silent else None, "details": details,
        },
    )  # fmt: skip
    return made


def _may_run(office: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if not Judged.objects.filter(active=True).exists():
        yield Reason("还没有题目", "先加几题")


@verb("finding.board.run", "测了一次检索质量（{object}）", forbids=_may_run)
def run_now(office: Unit, *, actor: Actor, today: dt.date) -> Board:
    """Ask the set now instead of waiting for Monday."""
    made = run(today)
    assert made is not None  # forbidden otherwise
    return made
