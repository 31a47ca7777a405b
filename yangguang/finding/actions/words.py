"""Synonyms and results set first: what the openness office keeps so that readers find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.search import asked, lexicon
from yangguang.search.models import SynonymGroup

from ..models import Pinned

MOST_GROUPS = 20_000


def _office(actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)


def _wrong(words: str) -> Iterable[Reason]:
    try:
        lexicon.group_of(words)
    except lexicon.WrongGroup as error:
        yield Reason(str(error), field="words")


def _may_add(office: Unit, *, actor: Actor, words: str | None = None, **kwargs: Any) -> Iterable[Reason]:
    yield from _office(actor)
    if words is not None:
        if wrong := list(_wrong(words)):
            yield from wrong
        elif _same(lexicon.group_of(words)) is not None:
            yield Reason("这一组词已经有了", field="words")


def _same(words: Sequence[str]) -> SynonymGroup | None:
    wanted = set(words)
    return next((g for g in SynonymGroup.objects.filter(active=True) if set(g.words) == wanted), None)


@verb("finding.synonym.add", "加了同义词{object}", forbids=_may_add)
def add_group(office: Unit, *, actor: Actor, words: str, note: str = "") -> SynonymGroup:
    """A new group of words that find each other, from a line as people write it."""
    made = SynonymGroup.objects.create(
        words=list(lexicon.group_of(words)), note=note.strip()[:200], changed_by=actor.label[:60]
    )
    _changed()
    return made


def _changed() -> None:
    lexicon.changed()
    pages.purge("search")


def _may_change(
    group: SynonymGroup, *, actor: Actor, words: str | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from _office(actor)
    if words is not None:
        yield from _wrong(words)


@verb("finding.synonym.change", "改了同义词{object}", forbids=_may_change)
def change_group(
    group: SynonymGroup, *, actor: Actor, words: str, note: str = "", active: bool = True
) -> SynonymGroup:
    """Change a group, or take it out of use."""
    group.words, group.note, group.active = list(lexicon.group_of(words)), note.strip()[:200], active
    group.changed_by = actor.label[:60]
    group.save()
    _changed()
    return group


def read_lines(text: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """Groups of a file, one a line, and what is wrong with which line. Blank lines and those with # are left out."""
    groups, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            groups.append(lexicon.group_of(line))
        except lexicon.WrongGroup as error:
            faults.append(f"第 {number} 行：{error}")
    return groups, faults


def _may_import(office: Unit, *, actor: Actor, text: str | None = None, **kwargs: Any) -> Iterable[Reason]:
    yield from _office(actor)
    if text is None:
        return
    groups, faults = read_lines(text)
    if faults:
        more = f"等 {len(faults)} 处" if len(faults) > 5 else ""
        yield Reason("；".join(faults[:5]) + more, "改正后再导入，没有导入任何一行", field="file")
    elif not groups:
        yield Reason("文件里没有同义词", "每行一组，用逗号或顿号隔开", field="file")
    elif SynonymGroup.objects.count() + len(groups) > MOST_GROUPS:
        yield Reason(f"同义词最多 {MOST_GROUPS} 组", field="file")


@verb("finding.synonym.import", "导入了同义词（{object}）", forbids=_may_import, hidden=("text",))
def import_groups(office: Unit, *, actor: Actor, text: str, source: str = "") -> Unit:
    """Every group of a list at once, or none of them; those that are there already are left."""
    groups, _ = read_lines(text)
    have = {frozenset(g.words) for g in SynonymGroup.objects.filter(active=True)}
    fresh = {frozenset(g): g for g in groups if frozenset(g) not in have}
    SynonymGroup.objects.bulk_create(
        SynonymGroup(words=list(g), source=source[:100], changed_by=actor.label[:60]) for g in fresh.values()
    )
    _changed()
    return office


def _may_pin(
    office: Unit, *, actor: Actor, text: str | None = None, title: str = "", url: str = "",
    until: dt.date | None = None, **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from _office(actor)
    if text is None:
        return
    if not asked.kept(text):
        yield Reason(f"检索词应为 2 到 {asked.LONGEST} 个字，不含个人信息", field="text")
    if not title.strip():
        yield Reason("请填写标题", field="title")
    if not (url.startswith("/") and not url.startswith("//")) and not url.startswith(("https://", "http://")):
        yield Reason("网址应以 / 或 https:// 开头", "如 /doc/12/", field="url")
    if until is not None and until < timezone.localdate():
        yield Reason("日期已经过去", field="until")


@verb("finding.pin", "置顶了{object}", forbids=_may_pin)
def pin(
    office: Unit, *, actor: Actor, text: str, title: str, url: str, note: str = "", order: int = 1,
    until: dt.date | None = None,
) -> Pinned:  # fmt: skip
    """A page to be shown above the results of a question; the same page again changes it."""
    found = Pinned.objects.filter(text=asked.kept(text), url=url.strip()).first() or Pinned(
        text=asked.kept(text), url=url.strip()
    )
    found.title, found.note, found.order = title.strip()[:100], note.strip()[:200], order
    found.until, found.by_label = until, actor.label[:60]
    found.save()
    pages.purge("search")
    return found


@verb("finding.unpin", "取消了置顶{object}", forbids=lambda pinned, *, actor, **_: _office(actor))
def unpin(pinned: Pinned, *, actor: Actor) -> Pinned:
    """It is shown above the results no more."""
    Pinned.objects.filter(pk=pinned.pk).delete()
    pages.purge("search")
    return pinned


def pinned_for(text: str) -> list[Pinned]:
    """What is shown above the results of a question today."""
    plain = asked.kept(text)
    if not plain:
        return []
    today = timezone.localdate()
    return [p for p in Pinned.objects.filter(text=plain) if p.until is None or p.until >= today][:3]
