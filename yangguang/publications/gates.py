"""Gates: what a room above forbids a record, alone or together with others, beyond what its own text tells.

A check (``checks.py``) looks at one text. A gate knows which records do the same act at the same moment, so it can ask
that a document goes public with its explanation. Every way out asks it: release, schedule, urgent release, sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yangguang.core.actions import Reason
from yangguang.core.registries import Registry

from .models import Publication


class Step(StrEnum):
    """The acts that ask the gates."""

    SUBMIT = "送审"
    APPROVE = "审校"
    RETURN = "退回"
    RECALL = "撤回修改"
    RELEASE = "发布"
    URGENT = "应急发布"
    DISCARD = "放弃草稿"


Forbids = Callable[[Step, Publication, Sequence[Publication]], Iterable[Reason]]


@dataclass(frozen=True)
class Gate:
    """``forbids(step, record, together)``: why the record may not do the step while ``together`` (it included) do it."""

    code: str
    forbids: Forbids


GATES: Registry[Gate] = Registry("gate")


def gate(code: str) -> Callable[[Forbids], Gate]:
    """Register a function as a gate, from a module that ``AppConfig.ready()`` imports."""

    def wrap(forbids: Forbids) -> Gate:
        return GATES.add(code, Gate(code, forbids))

    return wrap


def reasons(step: Step, record: Publication, together: Sequence[Publication] = ()) -> Iterator[Reason]:
    """What the rooms above forbid; nothing where no room has a say."""
    for found in GATES:
        yield from found.forbids(step, record, together or (record,))
