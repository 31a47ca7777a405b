"""Writing entries: create, change, send for signing, give up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yangguang.core import privacy
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications import events, kinds
from yangguang.publications.models import Publication

from .. import keeping, texts
from ..models import Basis, Entry, Origin, State
from ..rules import reviewing
from ..texts import Text

PAGE = "knowledge:entry"


def put_bases(entry: Entry, bases: Iterable[tuple[int, str]]) -> None:
    """Write what the text rests on; nothing is confirmed by that."""
    entry.bases.all().delete()
    Basis.objects.bulk_create(
        Basis(entry=entry, publication_id=key, quote=quote, order=n) for n, (key, quote) in enumerate(bases)
    )


def put(entry: Entry, text: Text) -> None:
    """Write a text into the row and its bases."""
    for name in texts.FIELDS:
        setattr(entry, name, getattr(text, name))
    entry.draft = None
    entry.save()
    put_bases(entry, text.bases)


def malformed(text: Text) -> Iterable[Reason]:
    """What even a draft can't hold."""
    if not text.question:
        yield Reason("请填写问题", field="question")
    elif len(text.question) > 200:
        yield Reason("问题太长", "不超过 200 字；细节写在答案里", field="question")
    if text.topic and text.topic not in kinds.TOPICS:
        yield Reason(f"没有主题分类“{text.topic[:30]}”", field="topic")
    if text.event and events.by_code(text.event) is None:
        yield Reason(f"没有办事场景“{text.event[:30]}”", field="event")
    # One that was public never goes away; a draft may be given up.
    known = set(
        Publication.objects.filter(
            pk__in=[k for k, _ in text.bases], first_published_at__isnull=False
        ).values_list("pk", flat=True)
    )
    if any(k not in known for k, _ in text.bases):
        yield Reason("依据里有一条信息不存在，或没有公开过", "请选择已公开的信息", field="bases")


def unfit(entry: Entry, text: Text) -> Iterable[Reason]:
    """What keeps a text from readers: nothing said, nothing to rest on, a passage that stands nowhere."""
    today = timezone.localdate()
    yield from malformed(text)
    if not bodies.to_text(text.answer):
        yield Reason("还没有答案", "请填写答案", field="answer")
    if not text.topic:
        yield Reason("还没有主题分类", "请选择主题分类，群众按主题查找", field="topic")
    if not text.bases:
        yield Reason("还没有依据", "请选择答案依据的政策文件、解读或办事指南", field="bases")
    records = Publication.objects.in_bulk([k for k, _ in text.bases])
    for key, quote in text.bases:
        record = records.get(key)
        if record is None:
            continue
        name = f"依据《{record.title}》"
        ended = "没有公开" if not record.live else reviewing.ENDED.get(keeping.standing(record, today), "")
        if ended:
            yield Reason(f"{name}{ended}", "请换成现行有效的依据", field="bases")
        elif not quote:
            yield Reason(f"{name}没有摘录原文", "请从文件里原样摘录能说明答案的一句", field="bases")
        elif not keeping.holds(record, quote):
            yield Reason(f"摘录的原文不在《{record.title}》里", "请原样摘录，不要改写", field="bases")
    if text.review_on is None:
        yield Reason("还没有复核日期", "请填写到哪一天再核对一次答案", field="review_on")
    elif not today < text.review_on <= reviewing.last_review(today):
        yield Reason(f"复核日期应在明天到 {reviewing.last_review(today):%Y-%m-%d} 之间", field="review_on")
    for _, _, what in privacy.find(f"{text.question}\n{text.wordings}\n{bodies.to_text(text.answer)}"):
        if what != "电子邮箱":
            yield Reason(f"文字里有{what}", "公开的条目不能有个人信息，请删去", field="answer")
    asked = texts.key_of(text.question)
    same = Entry.objects.public().filter(unit=entry.unit_id).exclude(pk=entry.pk)
    for pk, question in same.values_list("pk", "question"):
        if texts.key_of(question) == asked:
            yield Reason("本单位已经公开了同样的问题", "请修改那一条", reverse(PAGE, args=[pk]), "question")


def _may_create(
    unit: Unit, *, actor: Actor, values: Mapping[str, Any], origin: str = Origin.HAND, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)
    yield from malformed(Text().with_values(values))


@verb("knowledge.create", "建立了知识条目{object}", forbids=_may_create, link=PAGE)
def create(
    unit: Unit, *, actor: Actor, values: Mapping[str, Any], origin: str = Origin.HAND,
    source: Publication | None = None,
) -> Entry:  # fmt: skip
    """A draft of the unit. ``values`` are fields of ``texts.Text``; ``bases`` pairs of record key and passage."""
    return make(unit, Text().with_values(values), actor=actor, origin=origin, source=source)


def make(
    unit: Unit, text: Text, *, actor: Actor, origin: str = Origin.HAND, source: Publication | None = None
) -> Entry:
    """Write a new draft. Only verbs call this, inside their transaction."""
    made = Entry(unit=unit, origin=origin, source=source, authors=_with(actor, []))
    put(made, text)
    keeping.tell([made])
    return made


def _with(actor: Actor, authors: list[int]) -> list[int]:
    return [*authors, actor.user_id] if actor.user_id and actor.user_id not in authors else authors


def _may_change(
    entry: Entry, *, actor: Actor, values: Mapping[str, Any], version: int | None = None
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, entry.unit)
    if version is not None and version != entry.version:
        yield Reason("您打开以后，别人改过这一条", "请重新打开，在最新的文字上修改")
    yield from malformed(texts.newest(entry).with_values(values))


@verb("knowledge.change", "修改了知识条目{object}", forbids=_may_change, link=PAGE)
def change(entry: Entry, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> Entry:
    """Write a new text. What readers saw last stays as it was until the new one is signed and published.

    ``version`` is the one that the writer had opened.
    """
    old = texts.newest(entry)
    text = old.with_values(values)
    if text == old:
        return entry
    entry.version += 1
    entry.authors = _with(actor, entry.authors)
    entry.state, entry.submitted_by, entry.signed_by, entry.note = State.DRAFT, None, None, ""
    if entry.first_published_at is not None:
        entry.draft = text.as_json()
        entry.save()
    else:
        put(entry, text)
    keeping.tell([entry])
    return entry


def _may_submit(entry: Entry, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, entry.unit)
    if entry.state not in (State.DRAFT, State.WITHDRAWN):
        yield Reason(f"这一条{entry.get_state_display()}，不用再送", "请刷新页面")
        return
    yield from unfit(entry, texts.newest(entry))


@verb("knowledge.submit", "把知识条目{object}送审签", forbids=_may_submit, link=PAGE)
def submit(entry: Entry, *, actor: Actor) -> Entry:
    """Send the newest text to somebody else of the unit."""
    entry.state, entry.submitted_by, entry.note = State.SUBMITTED, actor.user, ""
    entry.save()
    keeping.tell([entry])
    return entry


def _may_discard(entry: Entry, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, entry.unit)
    if entry.state == State.PUBLIC or (entry.state == State.WITHDRAWN and not entry.changing):
        yield Reason("没有未公开的文字可以放弃")


@verb("knowledge.discard", "放弃了知识条目{object}未公开的文字", forbids=_may_discard)
def discard(entry: Entry, *, actor: Actor) -> Entry | None:
    """Throw away the newer text; an entry that never was public is deleted."""
    keeping.tell([entry])
    if entry.first_published_at is None:
        entry.delete()
        return None
    entry.draft, entry.authors, entry.note = None, [], ""
    entry.state = State.PUBLIC if entry.live else State.WITHDRAWN
    entry.submitted_by = entry.signed_by = None
    entry.save()
    return entry
