"""Log types: every action declares its sentence, its link, and which fields are personal data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from .actors import Actor
from .registries import Registry

LOG_TYPES: Registry[LogType] = Registry("log type")


@dataclass(frozen=True)
class LogType:
    """One kind of audit entry; see ``core.actions.verb`` for the fields."""

    code: str
    sentence: str
    personal: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    link: str = ""

    def write(
        self, actor: Actor, target: Any, *, before: dict[str, Any] | None = None, details: Any = None
    ) -> Any:
        """Append an entry for ``target`` inside the caller's transaction; returns the entry."""
        from .audit import append  # the chain needs the models, which need this module

        after = snapshot(target) if isinstance(target, models.Model) and target.pk is not None else None
        if before is not None and after is not None:
            changed = {k for k in after if before.get(k) != after[k]}
            before = {k: before.get(k) for k in changed}
            after = {k: after[k] for k in changed}
        return append(self, actor, target, before or {}, after or {}, plain(details or {}))


def register(log_type: LogType) -> LogType:
    return LOG_TYPES.add(log_type.code, log_type)


def plain(value: Any) -> Any:
    """``value`` as JSON can hold it: models become their label and key, dates ISO text, bytes their length."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"{len(value)} bytes"
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower}:{value.pk} {value}"
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return [plain(v) for v in value]
    return str(value)


def _sealed(value: str) -> str:
    from .vault import MARK, fingerprint  # settings are not ready when the registry is imported

    return f"{MARK}{fingerprint(value)[:8]}" if value else ""


def snapshot(record: models.Model) -> dict[str, Any]:
    """The record's stored fields as plain values (foreign keys as their key, file bytes as their length).

    Of a sealed field the log learns only whether it is empty and, by a digest, that it changed.
    """
    return {
        f.attname: _sealed(f.value_from_object(record))
        if getattr(f, "sealed", False)
        else plain(f.value_from_object(record))
        for f in record._meta.concrete_fields
        if f.attname not in record.get_deferred_fields()
    }
