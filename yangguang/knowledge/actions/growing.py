"""Growing entries out of what is public already: one click, drafts with their basis; signing is as ever."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.models import Publication

from .. import sources
from ..models import Entry, Origin
from .writing import PAGE, make

GREW = logtypes.register(logtypes.LogType("knowledge.grew", "生成了知识条目{object}", link=PAGE))
HIDDEN = ("body", "extra", "summary")


def _may_grow(record: Publication, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, record.unit.successor())
    if not record.live:
        yield Reason("这条信息没有公开", "公开以后再生成知识条目")
        return
    if sources.origin_of(record) is None:
        yield Reason(
            "从这类信息不能生成知识条目", "可以从政策解读、办事指南和转为公开的申请答复生成；其他的请自拟"
        )
    elif count := sources.grown_from([record.pk]):
        yield Reason(f"已经生成过 {count} 条", "请在知识库里修改那些条目")


@verb("knowledge.grow", "从{object}生成了知识条目", forbids=_may_grow, hidden=HIDDEN)
def grow(record: Publication, *, actor: Actor) -> list[Entry]:
    """A draft for each question that the record answers (or one for all of it), its basis set."""
    origin = sources.origin_of(record)
    assert origin is not None
    return _grow(record, origin, actor)


def _grow(record: Publication, origin: Origin, actor: Actor) -> list[Entry]:
    unit = record.unit.successor()
    made = []
    for text in sources.drafts(record, origin, timezone.localdate()):
        entry = make(unit, text, actor=actor, origin=origin, source=record)
        GREW.write(actor, entry, details={"source": record.pk, "title": record.title})
        made.append(entry)
    return made


def _may_grow_material(document: Publication, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, document.unit.successor())
    if document.kind not in sources.POLICIES or not document.live:
        yield Reason("不是已公开的政策文件")
    elif not sources.material(document):
        yield Reason("没有还没用过的公开解读", "先发布解读，或自拟条目")


@verb(
    "knowledge.grow_material", "从{object}的解读材料生成了知识条目", forbids=_may_grow_material, hidden=HIDDEN
)
def grow_material(document: Publication, *, actor: Actor) -> list[Entry]:
    """Drafts out of all public explanations of a policy that none has grown from yet."""
    return [e for record in sources.material(document) for e in _grow(record, Origin.EXPLANATION, actor)]
