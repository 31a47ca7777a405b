"""The audit log's chain: every entry holds the hash of the one before it (GB/T 22239-2019 8.1.4.3).

Personal data of an entry lies in a table of its own; the chain holds only a salted digest of it, so that it can
be erased when its time is over without breaking the chain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from .actors import Actor
from .logtypes import LogType
from .models import AuditEntry, AuditHead, AuditPersonal

GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """JSON that is the same for the same value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 (hex) over everything an entry says, the hash of its predecessor included."""
    said = {
        "seq": entry.seq, "previous": entry.previous_hash, "at": entry.at.astimezone(dt.UTC).isoformat(),
        "actor": entry.actor_label, "actor_id": entry.actor_id, "address": entry.address,
        "channel": entry.channel, "code": entry.code, "object": [entry.object_type, entry.object_id],
        "label": entry.object_label, "unit": entry.unit_id, "before": entry.before, "after": entry.after,
        "details": entry.details, "personal": entry.personal_digest,
    }  # fmt: skip
    return hashlib.sha256(canonical(said)).hexdigest()


def _split(values: dict[str, Any], log_type: LogType) -> tuple[dict[str, Any], dict[str, Any]]:
    shown = {k: v for k, v in values.items() if k not in log_type.personal | log_type.hidden}
    return shown, {k: v for k, v in values.items() if k in log_type.personal}


def _moment() -> dt.datetime:
    """The machine's own clock: samples let acts live on past days (``demos.on_day``), the log never does."""
    return dt.datetime.now(dt.UTC)


def _unit_id(target: Any) -> int | None:
    owner = getattr(target, "audit_unit_id", None)
    return owner if owner is not None else getattr(target, "unit_id", None)


def append(
    log_type: LogType, actor: Actor, target: Any, before: dict[str, Any], after: dict[str, Any],
    details: dict[str, Any],
) -> AuditEntry:  # fmt: skip
    """Write the next entry. Must run inside the transaction of the act, so both exist or neither does."""
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of its act")
    before, personal_before = _split(before, log_type)
    after, personal_after = _split(after, log_type)
    details, personal_details = _split(details, log_type)
    personal = {
        k: v
        for k, v in (("before", personal_before), ("after", personal_after), ("details", personal_details))
        if v
    }
    salt = secrets.token_hex(16) if personal else ""
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
    is_model = isinstance(target, models.Model)
    entry = AuditEntry(
        seq=head.seq + 1,
        previous_hash=head.hash or GENESIS,
        at=_moment(),
        actor_id=actor.user_id,
        actor_label=actor.label,
        address=actor.address,
        channel=actor.channel,
        code=log_type.code,
        object_type=target._meta.label_lower if is_model else type(target).__name__,
        object_id=str(target.pk) if is_model else "",
        object_label=str(getattr(target, "audit_label", None) or ("" if target is None else target))[:200],
        unit_id=_unit_id(target),
        before=before,
        after=after,
        details=details,
        personal_digest=personal_digest(salt, personal) if personal else "",
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    if personal:
        AuditPersonal.objects.create(entry=entry, salt=salt, data=personal)
    head.seq, head.hash = entry.seq, entry.hash
    head.save()
    return entry


def append_many(
    log_type: LogType, actor: Actor, targets: Sequence[models.Model], details: dict[str, Any]
) -> None:
    """Write one entry for each new object of a bulk act; the chain is locked once and told only what each is.

    For acts on thousands of objects whose fields are kept elsewhere (an import keeps its file and its report).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of its act")
    if not targets:
        return
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    now = _moment()
    entries = []
    for target in targets:
        entry = AuditEntry(
            seq=head.seq + 1, previous_hash=head.hash or GENESIS, at=now, actor_id=actor.user_id,
            actor_label=actor.label, address=actor.address, channel=actor.channel, code=log_type.code,
            object_type=target._meta.label_lower, object_id=str(target.pk), object_label=str(target)[:200],
            unit_id=_unit_id(target), before={}, after={}, details=details, personal_digest="",
        )  # fmt: skip
        entry.hash = entry_hash(entry)
        head.seq, head.hash = entry.seq, entry.hash
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)
    head.save()


def personal_digest(salt: str, data: dict[str, Any]) -> str:
    """Salted SHA-256 (hex) of an entry's personal data, the part of it that the chain holds."""
    return hashlib.sha256(salt.encode() + canonical(data)).hexdigest()


def erase_personal(entry: AuditEntry, *, actor: Actor, reason: str) -> None:
    """Remove the personal part of one entry when its retention is over; the erasure is an entry itself."""
    with transaction.atomic():
        AuditPersonal.objects.filter(entry=entry).update(data=None, salt="")
        ERASED.write(actor, entry, details={"seq": entry.seq, "reason": reason})


ERASED = LogType("core.audit.erase", "依保存期限清除了日志{object}中的个人信息")


@dataclass(frozen=True)
class Fault:
    """Something wrong in the log at ``seq``."""

    seq: int
    text: str


def verify(anchors: dict[int, str] | None = None) -> Iterator[Fault]:
    """Walk the whole chain and yield what was altered, removed or added by hand.

    ``anchors`` are sequence numbers with hashes that were noted elsewhere (``yangguang audit anchor``): only they
    can show that someone with full access rewrote the chain from some entry on, or cut its end and its head.
    """
    previous, expected = GENESIS, 1
    erased = {e["seq"] for e in AuditEntry.objects.filter(code=ERASED.code).values_list("details", flat=True)}
    entry = None
    for entry in AuditEntry.objects.order_by("seq").select_related("personal").iterator(chunk_size=2000):
        if entry.seq != expected:
            yield Fault(expected, f"第 {expected} 至 {entry.seq - 1} 条缺失，记录被删除")
        elif entry.previous_hash != previous:
            yield Fault(entry.seq, f"第 {entry.seq} 条与上一条衔接不上，记录被改动")
        if entry_hash(entry) != entry.hash:
            yield Fault(entry.seq, f"第 {entry.seq} 条内容与其校验值不符，记录被改动")
        if anchors and anchors.get(entry.seq, entry.hash) != entry.hash:
            yield Fault(entry.seq, f"第 {entry.seq} 条与另存的校验值不符，此条及以前的记录被重写")
        yield from _personal_faults(entry, erased)
        previous, expected = entry.hash, entry.seq + 1
    head = AuditHead.objects.filter(pk=1).first()
    last_seq, last_hash = (entry.seq, entry.hash) if entry else (0, "")
    if head and (head.seq, head.hash) != (last_seq, last_hash):
        yield Fault(head.seq, f"日志应止于第 {head.seq} 条，现止于第 {last_seq} 条，末尾被删除或改动")
    elif head is None and entry is not None:
        yield Fault(last_seq, "日志的尾标记被删除")
    for seq in sorted(s for s in anchors or {} if s > last_seq):
        yield Fault(seq, f"另存过第 {seq} 条的校验值，现日志只有 {last_seq} 条，末尾被删除")


def _personal_faults(entry: AuditEntry, erased: set[int]) -> Iterator[Fault]:
    if not entry.personal_digest:
        return
    personal = getattr(entry, "personal", None)
    if personal is None or personal.data is None:
        if entry.seq not in erased:
            yield Fault(entry.seq, f"第 {entry.seq} 条的个人信息部分被删除，且没有清除记录")
    elif personal_digest(personal.salt, personal.data) != entry.personal_digest:
        yield Fault(entry.seq, f"第 {entry.seq} 条的个人信息部分被改动")
