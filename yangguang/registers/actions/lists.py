"""Work lists: opened by the unit that keeps them, filled, made public, bound to what is published."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.catalog import queries as catalogues
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons
from yangguang.publications.models import Publication

from .. import kinds
from ..models import Entry, EntryItem, EntryUnit, Progress, Question, WorkList

SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
FIELDS = ("number", "title", "text", "formed_on", "due_on")


def purge(work_list: WorkList) -> None:
    """Drop the public pages that show a list."""
    pages.purge("work-lists", f"work-list:{work_list.pk}")


def keeps(actor: Actor, unit: Unit) -> Iterable[Reason]:
    """A list is kept by the unit that registers it; the openness office keeps all."""
    return [] if may(actor, Act.PLAN) else reasons(actor, Act.REVIEW, unit)


def carries(actor: Actor, entry: Entry) -> Iterable[Reason]:
    """Who binds progress: a unit that carries the entry out, the list's keeper, the openness office."""
    units = [*entry.units.all(), entry.work_list.unit]
    if may(actor, Act.PLAN) or any(may(actor, Act.EDIT, u) for u in units):
        return []
    return reasons(actor, Act.EDIT, units[0])


def _may_open(unit: Unit, *, actor: Actor, kind: str, title: str, slug: str, year: int, **kwargs: Any) -> Iterable[Reason]:  # fmt: skip
    yield from keeps(actor, unit)
    if kind not in kinds.KINDS:
        yield Reason("请选择清单种类", field="kind")
    if not title.strip():
        yield Reason("请填写清单名称", field="title")
    if not SLUG.match(slug or ""):
        yield Reason("网址名只用小写字母、数字和连字符", "例如 market-2021", field="slug")
    elif WorkList.objects.filter(slug=slug).exists():
        yield Reason(f"网址名“{slug}”已被使用", "请换一个", field="slug")
    if not 2000 <= year <= 2100:
        yield Reason("年度应在 2000 到 2100 之间", field="year")


@verb("registers.list.open", "建立了工作清单{object}", forbids=_may_open)
def open_list(
    unit: Unit, *, actor: Actor, kind: str, title: str, slug: str, year: int, basis: str = ""
) -> WorkList:
    """A new list, empty and not yet public."""
    return WorkList.objects.create(
        unit=unit, kind=kind, title=title.strip()[:120], slug=slug, year=year, basis=basis.strip()[:300],
        created_by=actor.label,
    )  # fmt: skip


def _may_change(work_list: WorkList, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from keeps(actor, work_list.unit)
    if work_list.state == WorkList.State.CLOSED:
        yield Reason("清单已经结束", "需要修改的，请先重新公布")


def _may_publish(work_list: WorkList, *, actor: Actor) -> Iterable[Reason]:
    yield from keeps(actor, work_list.unit)
    if work_list.state == WorkList.State.OPEN:
        yield Reason("已经公布")
    standing = work_list.entries.filter(dropped_on=None)
    if not standing.exists():
        yield Reason("清单还是空的", "请先导入文件或逐条登记")
    asked = Question.objects.filter(entry__in=standing, answered_at=None).count()
    if asked:
        yield Reason(f"还有 {asked} 个问题没有确认", "请先到“待确认”里答复")


@verb("registers.list.publish", "公布了工作清单{object}", forbids=_may_publish)
def publish_list(work_list: WorkList, *, actor: Actor) -> WorkList:
    """Readers see the list from now on, and it is measured."""
    work_list.state = WorkList.State.OPEN
    work_list.opened_at = work_list.opened_at or timezone.now()
    work_list.save()
    purge(work_list)
    return work_list


def _may_close(work_list: WorkList, *, actor: Actor) -> Iterable[Reason]:
    yield from keeps(actor, work_list.unit)
    if work_list.state != WorkList.State.OPEN:
        yield Reason("没有公布，不用结束")


@verb("registers.list.close", "结束了工作清单{object}", forbids=_may_close)
def close_list(work_list: WorkList, *, actor: Actor) -> WorkList:
    """Nothing more is bound; readers go on seeing what was."""
    work_list.state = WorkList.State.CLOSED
    work_list.save()
    purge(work_list)
    return work_list


def _may_add(work_list: WorkList, *, actor: Actor, values: dict[str, Any], units: Any = ()) -> Iterable[Reason]:  # fmt: skip
    yield from _may_change(work_list, actor=actor)
    if not (values.get("title") or "").strip():
        yield Reason("请填写名称", field="title")
    if not units:
        yield Reason("请选择责任单位", field="units")


@verb("registers.entry.add", "在清单里登记了{object}", forbids=_may_add)
def add_entry(
    work_list: WorkList, *, actor: Actor, values: dict[str, Any], units: Iterable[Unit] = ()
) -> Entry:
    """Enter a line by hand."""
    order = (work_list.entries.order_by("-order").values_list("order", flat=True).first() or 0) + 1
    chosen = {k: v for k, v in values.items() if k in FIELDS}
    chosen["number"] = chosen.get("number") or str(order)
    entry = Entry.objects.create(
        work_list=work_list, order=order, listed_on=timezone.localdate(), **chosen,
        units_text="、".join(u.name for u in units)[:500],
    )  # fmt: skip
    _set_units(entry, units)
    purge(work_list)
    return entry


def _set_units(entry: Entry, units: Iterable[Unit]) -> None:
    """Those units, as a person said; the first one leads."""
    entry.parties.all().delete()
    EntryUnit.objects.bulk_create(
        EntryUnit(entry=entry, unit=u, order=n, leads=n == 0, by_person=True)
        for n, u in enumerate(dict.fromkeys(units))
    )


def _may_change_entry(
    entry: Entry, *, actor: Actor, values: dict[str, Any], units: Any = ()
) -> Iterable[Reason]:
    yield from _may_add(entry.work_list, actor=actor, values=values, units=units)
    if entry.dropped_on is not None:
        yield Reason("这一条已经移出清单", "需要修改的，请先恢复")


@verb("registers.entry.change", "修改了清单条目{object}", forbids=_may_change_entry)
def change_entry(entry: Entry, *, actor: Actor, values: dict[str, Any], units: Iterable[Unit]) -> Entry:
    """Correct a line by hand; open questions about what was corrected are answered by it."""
    for name in FIELDS:
        if name in values:
            setattr(entry, name, values[name])
    entry.save()
    units = list(units)
    if units != [p.unit for p in entry.parties.all()]:
        _set_units(entry, units)
    answered = {Question.About.UNITS: "、".join(u.name for u in units), Question.About.DUE: str(entry.due_on or ""),
                Question.About.FORMED: str(entry.formed_on or "")}  # fmt: skip
    for about, text in answered.items():
        if text:
            entry.questions.filter(about=about, answered_at=None).update(
                answer=text[:400], answered_by=actor.label, answered_at=timezone.now()
            )
    purge(entry.work_list)
    return entry


def _may_drop(entry: Entry, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    yield from _may_change(entry.work_list, actor=actor)
    if entry.dropped_on is not None:
        yield Reason("已经移出")
    if not reason.strip():
        yield Reason("移出清单要写明原因，公众页面会显示", "请填写原因", field="reason")


@verb("registers.entry.drop", "把{object}移出了清单", forbids=_may_drop)
def drop_entry(entry: Entry, *, actor: Actor, reason: str) -> Entry:
    """Take a line off the list; it stays on record with the reason."""
    entry.dropped_on, entry.drop_reason = timezone.localdate(), reason.strip()[:200]
    entry.save()
    purge(entry.work_list)
    return entry


def _may_restore(entry: Entry, *, actor: Actor) -> Iterable[Reason]:
    yield from _may_change(entry.work_list, actor=actor)
    if entry.dropped_on is None:
        yield Reason("没有移出")


@verb("registers.entry.restore", "恢复了清单条目{object}", forbids=_may_restore)
def restore_entry(entry: Entry, *, actor: Actor) -> Entry:
    entry.dropped_on, entry.drop_reason = None, ""
    entry.save()
    purge(entry.work_list)
    return entry


def _may_answer(
    question: Question, *, actor: Actor, units: Any = (), day: dt.date | None = None, none: bool = False
) -> Iterable[Reason]:
    yield from _may_change(question.entry.work_list, actor=actor)
    if question.answered_at is not None:
        yield Reason(f"{question.answered_by}已经答复：{question.answer or '没有'}", "要改的，请到条目里修改")
    if question.about == Question.About.UNITS:
        if not units and not none:
            yield Reason("请选择单位，或确认没有", field="units")
        if none and not question.entry.parties.exists():
            yield Reason("这一条还没有任何责任单位", "请选择至少一个单位", field="units")
    elif day is None and not none:
        yield Reason("请填写日期，或确认没有", field="day")


@verb("registers.question.answer", "答复了清单的问题{object}", forbids=_may_answer)
def answer(
    question: Question, *, actor: Actor, units: Iterable[Unit] = (), day: dt.date | None = None,
    none: bool = False,
) -> Question:  # fmt: skip
    """What a person says to a question: units, a day, or that there is none."""
    entry = question.entry
    if question.about == Question.About.UNITS:
        have = set(entry.parties.values_list("unit", flat=True))
        start = entry.parties.count()
        chosen = [] if none else list(units)
        EntryUnit.objects.bulk_create(
            EntryUnit(entry=entry, unit=u, order=start + n, leads=question.leads, raw=question.raw[:100], by_person=True)
            for n, u in enumerate(chosen) if u.pk not in have
        )  # fmt: skip
        text = "、".join(u.name for u in chosen)
    else:
        setattr(entry, question.about, None if none else day)
        entry.save()
        text = "" if none else str(day)
    question.answer, question.answered_by, question.answered_at = text[:400], actor.label, timezone.now()
    question.save()
    purge(entry.work_list)
    return question


# -- what is public of an entry -----------------------------------------------------------------------------------


def period_of(work_list: WorkList, first: dt.date) -> tuple[dt.date, dt.date] | None:
    """The list's period that begins on a day."""
    return next((p for p in work_list.periods() if p[0] == first), None)


def _bindable(entry: Entry, actor: Actor, period_from: dt.date) -> Iterable[Reason]:
    yield from carries(actor, entry)
    if entry.work_list.state == WorkList.State.CLOSED:
        yield Reason("清单已经结束", "需要补对应的，请登记单位重新公布清单")
    if entry.dropped_on is not None:
        yield Reason("这一条已经移出清单")
    if period_of(entry.work_list, period_from) is None:
        yield Reason("请选择清单的时段", field="period")


def _may_bind(entry: Entry, *, actor: Actor, publication: Publication, period_from: dt.date) -> Iterable[Reason]:  # fmt: skip
    yield from _bindable(entry, actor, period_from)
    if not publication.live:
        yield Reason("这条信息没有公开", "请先发布，再对应到清单")
    elif (formed := entry.formed_on) and (day := publication.published_on) and day < formed:
        yield Reason(f"这条信息 {day} 发布，早于举措形成的 {formed}", "请选形成以后公开的进展")
    elif (published := publication.published_on) is not None and published < period_from:
        yield Reason(
            f"这条信息 {published} 发布，早于 {period_from} 起的时段", "请选发布当时的时段", field="period"
        )


@verb("registers.progress.bind", "为{object}对应了公开的进展", forbids=_may_bind)
def bind(entry: Entry, *, actor: Actor, publication: Publication, period_from: dt.date) -> Entry:
    """Say that a public record shows the entry's progress of a period. A second click finds the first."""
    period = period_of(entry.work_list, period_from)
    assert period is not None
    entry.progress.filter(period_from=period_from, publication=None).delete()
    Progress.objects.get_or_create(
        entry=entry, publication=publication, period_from=period[0],
        defaults={"period_to": period[1], "bound_by": actor.label, "bound_on": timezone.localdate()},
    )  # fmt: skip
    purge(entry.work_list)
    return entry


def _may_say_nothing(entry: Entry, *, actor: Actor, period_from: dt.date, reason: str = "") -> Iterable[Reason]:  # fmt: skip
    yield from _bindable(entry, actor, period_from)
    if not entry.work_list.sort.may_be_none:
        yield Reason(f"{entry.work_list.sort.name}不能声明本期无", "请公开进展，或由登记单位移出清单")
    if not reason.strip():
        yield Reason("请写明本期没有什么", "例如：本季度没有办结案件", field="reason")
    if entry.progress.filter(period_from=period_from, publication__isnull=False).exists():
        yield Reason("这个时段已经有对应的公开信息")


@verb("registers.progress.nothing", "声明{object}本期无", forbids=_may_say_nothing)
def say_nothing(entry: Entry, *, actor: Actor, period_from: dt.date, reason: str) -> Entry:
    """Say that there was nothing to publish in a period."""
    period = period_of(entry.work_list, period_from)
    assert period is not None
    Progress.objects.update_or_create(
        entry=entry, publication=None, period_from=period[0],
        defaults={"period_to": period[1], "nothing": reason.strip()[:200], "bound_by": actor.label,
                  "bound_on": timezone.localdate()},
    )  # fmt: skip
    purge(entry.work_list)
    return entry


def _may_unbind(entry: Entry, *, actor: Actor, progress: Progress) -> Iterable[Reason]:
    yield from carries(actor, entry)
    if entry.work_list.state == WorkList.State.CLOSED:
        yield Reason("清单已经结束")
    if not entry.progress.filter(pk=progress.pk).exists():
        yield Reason("已经取消")


@verb("registers.progress.unbind", "取消了{object}对应的进展", forbids=_may_unbind)
def unbind(entry: Entry, *, actor: Actor, progress: Progress) -> Entry:
    """Take a binding back."""
    entry.progress.filter(pk=progress.pk).delete()
    purge(entry.work_list)
    return entry


def _may_bind_item(entry: Entry, *, actor: Actor, item: str) -> Iterable[Reason]:
    yield from carries(actor, entry)
    if not entry.work_list.sort.items:
        yield Reason(f"{entry.work_list.sort.name}不用对应目录事项")
    if not catalogues.known(item):
        yield Reason("目录里没有这一项", "请从列表里选择", field="item")


@verb("registers.entry.item", "为{object}对应了目录事项", forbids=_may_bind_item)
def bind_item(entry: Entry, *, actor: Actor, item: str) -> Entry:
    EntryItem.objects.get_or_create(entry=entry, item=item)
    purge(entry.work_list)
    return entry


def _may_unbind_item(entry: Entry, *, actor: Actor, item: str) -> Iterable[Reason]:
    yield from carries(actor, entry)
    if not entry.bindings.filter(item=item).exists():
        yield Reason("没有对应这个事项")


@verb("registers.entry.no_item", "取消了{object}对应的目录事项", forbids=_may_unbind_item)
def unbind_item(entry: Entry, *, actor: Actor, item: str) -> Entry:
    entry.bindings.filter(item=item).delete()
    purge(entry.work_list)
    return entry
