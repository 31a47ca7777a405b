"""Historical plans: the list is handed over, received, and every entry is published or accounted for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons
from yangguang.publications.models import Publication

from ..models import HandOver, HistoryEntry, Plan


def _may_hand_over(
    sender: Unit, *, actor: Actor, receiver: Unit | None, sha256: str, **_: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, sender)
    if receiver is None:
        yield Reason("系统里没有接收清单的单位", "请系统管理员核对设置 YANGGUANG_PLAN_ARCHIVE_UNIT")
    elif receiver.pk == sender.pk:
        yield Reason("清单要移交给另一个单位")
    if (same := HandOver.objects.filter(sha256=sha256).first()) is not None:
        yield Reason(f"同一份文件已经作为“{same}”移交过", url=f"/desk/planning/hand-overs/{same.pk}/")


@verb("planning.hand_over", "移交了历史规划清单{object}", forbids=_may_hand_over, hidden=("entries",))
def hand_over(
    sender: Unit, *, actor: Actor, receiver: Unit | None, name: str, stored: str, file_name: str, sha256: str,
    size: int, entries: list[dict[str, Any]],
) -> HandOver:  # fmt: skip
    """Keep the file as it was sent (``stored``: its name in the store), with its digest, and the entries read from it."""
    assert receiver is not None
    made = HandOver.objects.create(
        name=name.strip()[:120] or file_name, sender=sender, receiver=receiver, file=stored, file_name=file_name,
        sha256=sha256, size=size, sent_by=actor.label,
    )  # fmt: skip
    HistoryEntry.objects.bulk_create(HistoryEntry(hand_over=made, **entry) for entry in entries)
    pages.purge("plans")
    return made


def _may_receive(item: HandOver, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, item.receiver)
    if item.received_at is not None:
        yield Reason("已经签收")


@verb("planning.receive", "签收了历史规划清单{object}", forbids=_may_receive)
def receive(item: HandOver, *, actor: Actor) -> HandOver:
    """Receipt by the receiving unit; the time is the server's."""
    item.received_at, item.received_by = timezone.now(), actor.label
    item.save()
    return item


def handles(entry: HistoryEntry, actor: Actor) -> list[Reason]:
    """Why the actor may not settle an entry; empty for people of the sending and the receiving unit."""
    if may(actor, Act.EDIT, entry.hand_over.sender_id):
        return []
    return reasons(actor, Act.EDIT, entry.hand_over.receiver)


def _open(entry: HistoryEntry) -> Iterable[Reason]:
    if entry.dropped_at is not None:
        yield Reason("这一条已从清单剔除")


def _may_collect(
    entry: HistoryEntry, *, actor: Actor, publication: Publication | None = None, plan: Plan | None = None
) -> Iterable[Reason]:
    yield from _open(entry)
    yield from handles(entry, actor)
    if publication is None and plan is None:
        yield Reason("请填写公开信息的编号，或选择清册里的规划", field="publication")
    if publication is not None and not publication.live and not may(actor, Act.VIEW, publication.unit_id):
        yield Reason("没有这条信息，或您不能查看", field="publication")
    if plan is not None and plan.given_up_at is not None:
        yield Reason("这份规划已撤销登记", field="plan")


@verb("planning.history.collect", "为历史规划{object}找到了全文", forbids=_may_collect)
def collect(
    entry: HistoryEntry, *, actor: Actor, publication: Publication | None = None, plan: Plan | None = None
) -> HistoryEntry:
    """Tie an entry to its full text, or to the register's entry that has it."""
    if publication is not None:
        entry.publication = publication
    if plan is not None:
        entry.plan = plan
    entry.not_found_reason, entry.not_found_by, entry.not_found_at = "", "", None
    entry.save()
    pages.purge("plans")
    return entry


def _may_miss(entry: HistoryEntry, *, actor: Actor, reason: str) -> Iterable[Reason]:
    yield from _open(entry)
    yield from handles(entry, actor)
    if not reason.strip():
        yield Reason("请写明在哪里找过、为什么没有", field="reason")
    if entry.publication_id is not None:
        yield Reason("已经关联了全文")


@verb("planning.history.not_found", "登记历史规划{object}未找到", forbids=_may_miss)
def mark_not_found(entry: HistoryEntry, *, actor: Actor, reason: str) -> HistoryEntry:
    """Say that a plan could not be found, and where it was looked for; readers see the reason."""
    entry.not_found_reason, entry.not_found_by = reason.strip()[:300], actor.label
    entry.not_found_at = timezone.now()
    entry.save()
    pages.purge("plans")
    return entry


def _may_reopen(entry: HistoryEntry, *, actor: Actor) -> Iterable[Reason]:
    yield from handles(entry, actor)
    if (
        entry.not_found_at is None
        and entry.dropped_at is None
        and not (entry.publication_id or entry.plan_id)
    ):
        yield Reason("这一条还没有处理过")


@verb("planning.history.reopen", "重新查找历史规划{object}", forbids=_may_reopen)
def reopen(entry: HistoryEntry, *, actor: Actor) -> HistoryEntry:
    """Undo what was settled about an entry: it is to be looked for again."""
    entry.publication = entry.plan = None
    entry.not_found_reason, entry.not_found_by, entry.not_found_at = "", "", None
    entry.dropped_reason, entry.dropped_at = "", None
    entry.save()
    pages.purge("plans")
    return entry


def _may_drop(entry: HistoryEntry, *, actor: Actor, reason: str) -> Iterable[Reason]:
    yield from _open(entry)
    # The list is the sender's; the receiver, who is measured by it, can't shorten it.
    yield from reasons(actor, Act.EDIT, entry.hand_over.sender)
    if not reason.strip():
        yield Reason("请写明剔除的原因", field="reason")


@verb("planning.history.drop", "从清单剔除了{object}", forbids=_may_drop)
def drop(entry: HistoryEntry, *, actor: Actor, reason: str) -> HistoryEntry:
    """Strike an entry that stood on the list by mistake."""
    entry.dropped_reason, entry.dropped_at = reason.strip()[:300], timezone.now()
    entry.save()
    pages.purge("plans")
    return entry
