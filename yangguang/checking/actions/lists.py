"""Lists of expressions: begun, taken over, changed entry by entry, turned back. Every change of entries is a version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import reasons

from ..keeping import KEEP, for_everyone, may_keep
from ..models import WordList, WordListVersion
from ..wordlists import inforce, shipped, tables
from ..wordlists.expressions import Expression

LINK = "checking:list"
FIELDS = ("name", "note", "everyone", "restricted", "active")
# The words of a restricted list are for few; the log is for more, and keeps number, reason and who.
HIDDEN = ("entry", "entries", "key")
MOST_ENTRIES = 200_000


def _wrong(word_list: WordList) -> Iterable[Reason]:
    if not word_list.name.strip():
        yield Reason("没有写清单的名称", field="name")
    same = WordList.objects.filter(unit=word_list.unit_id, name=word_list.name).exclude(pk=word_list.pk)
    if same.exists():
        yield Reason("本单位已有同名的清单", "请换一个名称", field="name")
    if word_list.everyone and not for_everyone(word_list.unit):
        yield Reason(
            f"{word_list.unit}的清单只用于本单位的文稿",
            "适用于全区的清单由政务公开主管部门或者宣传部门维护", field="everyone",
        )  # fmt: skip


def _may_begin(unit: Unit, *, actor: Actor, **fields: Any) -> Iterable[Reason]:
    yield from reasons(actor, KEEP, unit)
    yield from _wrong(WordList(unit=unit, **fields))


@verb("checking.list.begin", "建立了用语清单{object}", forbids=_may_begin, link=LINK)
def begin(
    unit: Unit, *, actor: Actor, name: str, note: str = "", everyone: bool = False, restricted: bool = False
) -> WordList:
    """A new list, empty; it counts once it has entries."""
    return WordList.objects.create(unit=unit, name=name, note=note, everyone=everyone, restricted=restricted)


def _may_adopt(unit: Unit, *, actor: Actor, code: str) -> Iterable[Reason]:
    yield from reasons(actor, KEEP, unit)
    found = next((s for s in shipped.SHIPPED if s.code == code), None)
    if found is None:
        yield Reason("没有这份清单")
    elif WordList.objects.filter(code=code).exists():
        yield Reason(f"“{found.name}”已经有单位维护", "请刷新页面")
    elif not for_everyone(unit):
        yield Reason(f"{unit}的清单只用于本单位的文稿", "请由政务公开主管部门或者宣传部门接手")


@verb("checking.list.adopt", "接手维护用语清单{object}", forbids=_may_adopt, link=LINK)
def adopt(unit: Unit, *, actor: Actor, code: str) -> WordList:
    """Take over a packaged list: from now on its entries are the unit's to change."""
    found = next(s for s in shipped.SHIPPED if s.code == code)
    made = WordList.objects.create(unit=unit, code=code, name=found.name, note=found.note, everyone=True)
    return write(made, shipped.entries(code), actor=actor, reason="随系统提供的清单")


def _may_change(word_list: WordList, *, actor: Actor, **fields: Any) -> Iterable[Reason]:
    yield from may_keep(word_list, actor=actor)
    if unknown := fields.keys() - set(FIELDS):
        raise TypeError(f"change can't change {', '.join(sorted(unknown))}")
    kept = {f: getattr(word_list, f) for f in FIELDS}
    yield from _wrong(WordList(pk=word_list.pk, unit=word_list.unit, **(kept | fields)))


@verb("checking.list.change", "修改了用语清单{object}的设置", forbids=_may_change, link=LINK)
def change(word_list: WordList, *, actor: Actor, **fields: Any) -> WordList:
    """Change some of ``FIELDS``."""
    for name, value in fields.items():
        setattr(word_list, name, value)
    word_list.save()
    transaction.on_commit(inforce.forget)
    return word_list


def write(word_list: WordList, entries: Sequence[Expression], *, actor: Actor, reason: str) -> WordList:
    """A new version of these entries, in force at once. Inside a verb's transaction."""
    last = word_list.versions.aggregate(last=Max("number"))["last"] or 0
    based_on = word_list.in_force.number if word_list.in_force is not None else None
    made = WordListVersion.of(
        word_list, last + 1, entries, reason=reason[:300], based_on=based_on, by=actor.label
    )  # fmt: skip
    made.save()
    word_list.in_force = made
    word_list.save()
    transaction.on_commit(inforce.forget)
    return word_list


def entries_of(word_list: WordList) -> list[Expression]:
    """The entries in force; none of a list that was only begun."""
    return word_list.in_force.entries() if word_list.in_force is not None else []


def _stale(word_list: WordList, based_on: int | None) -> Iterable[Reason]:
    now = word_list.in_force.number if word_list.in_force is not None else 0
    if based_on is not None and based_on != now:
        yield Reason("您打开以后，别人改过这份清单", "请回到清单看过最新的再改")


def _may_put(
    word_list: WordList, *, actor: Actor, entry: Expression | None = None, key: str = "", reason: str = "—",
    based_on: int | None = None,
) -> Iterable[Reason]:  # fmt: skip
    yield from may_keep(word_list, actor=actor)
    yield from _stale(word_list, based_on)
    if not reason.strip():
        yield Reason("没有写修改的原因", field="reason")
    if entry is None:
        return
    for fault in tables.wrong(entry):
        yield Reason(fault, field="words")
    have = entries_of(word_list)
    if key and all(e.key != key for e in have):
        yield Reason("这一条已经不在清单里", "请回到清单刷新")
    if len(have) >= MOST_ENTRIES:
        yield Reason(f"一份清单最多 {MOST_ENTRIES} 条", "请分成几份清单")
    wanted = {tables.folded(w) for w in entry.words}
    for other in have:
        if other.key != key and (both := wanted & {tables.folded(w) for w in other.words}):
            yield Reason(
                f"“{sorted(both)[0]}”已经在清单里（{other.words[0]}）", "请修改那一条", field="words"
            )
            break


@verb("checking.list.put", "修改了用语清单{object}的一条", forbids=_may_put, hidden=HIDDEN, link=LINK)
def put(
    word_list: WordList,
    *,
    actor: Actor,
    entry: Expression,
    reason: str,
    key: str = "",
    based_on: int | None = None,
) -> WordList:
    """Add an entry, or put it in the place of the one with this key: a new version, in force at once."""
    have = entries_of(word_list)
    made = [entry if e.key == key else e for e in have] if key else [*have, entry]
    return write(word_list, made, actor=actor, reason=reason)


def _may_take_out(
    word_list: WordList, *, actor: Actor, key: str = "", reason: str = "—", based_on: int | None = None
) -> Iterable[Reason]:
    yield from _may_put(word_list, actor=actor, reason=reason, based_on=based_on)
    if key and all(e.key != key for e in entries_of(word_list)):
        yield Reason("这一条已经不在清单里", "请回到清单刷新")


@verb("checking.list.take_out", "从用语清单{object}删去一条", forbids=_may_take_out, hidden=HIDDEN, link=LINK)
def take_out(
    word_list: WordList, *, actor: Actor, key: str, reason: str, based_on: int | None = None
) -> WordList:
    """A new version without the entry; the earlier version still has it."""
    left = [e for e in entries_of(word_list) if e.key != key]
    return write(word_list, left, actor=actor, reason=reason)


def _may_turn_back(
    word_list: WordList, *, actor: Actor, number: int | None = None, reason: str = "—"
) -> Iterable[Reason]:
    yield from may_keep(word_list, actor=actor)
    if not reason.strip():
        yield Reason("没有写恢复的原因", field="reason")
    if number is None:
        return
    if not word_list.versions.filter(number=number).exists():
        yield Reason(f"没有第 {number} 版")
    elif word_list.in_force is not None and word_list.in_force.number == number:
        yield Reason(f"第 {number} 版正在用")


@verb("checking.list.turn_back", "把用语清单{object}恢复到以前的版本", forbids=_may_turn_back, link=LINK)
def turn_back(word_list: WordList, *, actor: Actor, number: int, reason: str) -> WordList:
    """An older version counts again; the newer ones stay."""
    word_list.in_force = word_list.versions.get(number=number)
    word_list.save()
    transaction.on_commit(inforce.forget)
    return word_list
