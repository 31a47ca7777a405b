"""Writing very many rows of a table without making an object of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

PIECE = 2000  # rows that are handed to the database at once
# Written as they are. Everything else (moments, JSON, truth) is asked of its field.
_PLAIN = (models.IntegerField, models.CharField, models.TextField)


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Write rows that hold the values of ``names`` (attributes, such as ``unit_id``); every other column its default.

    Three times as fast as ``bulk_create``, which makes an object of each row and asks every field of it how it is written.
    For relations that nobody looks at again: no keys come back. Raises FieldDoesNotExist for a name the model has not,
    and IntegrityError as every write does. The caller holds the transaction.
    """
    fields: dict[str, Any] = {f.attname: f for f in model._meta.concrete_fields}
    given: list[Any] = [fields[n] if n in fields else model._meta.get_field(n) for n in names]
    blank = model()
    rest = [f for f in fields.values() if f.attname not in names and not isinstance(f, models.AutoField)]
    tail = tuple(f.get_db_prep_save(f.pre_save(blank, True), connection) for f in rest)
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(f.column) for f in (*given, *rest))
    marks = ", ".join(["%s"] * (len(given) + len(rest)))
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  of names, not values
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    prepare = [_prepared(f) for f in given]
    written = ((*(p(v) if p else v for p, v in zip(prepare, row, strict=True)), *tail) for row in rows)
    with connection.cursor() as cursor:
        for piece in _pieces(written):
            cursor.executemany(sql, piece)


def _prepared(field: Any) -> Callable[[Any], Any] | None:
    target = field.target_field if field.is_relation else field
    return None if isinstance(target, _PLAIN) else lambda value: field.get_db_prep_save(value, connection)


def _pieces(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while piece := list(islice(rows, PIECE)):
        yield piece
