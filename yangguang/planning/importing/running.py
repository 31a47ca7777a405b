"""Bringing a table in, row by row through the same verbs as by hand; a preview is the same, rolled back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor
from yangguang.documents import sheets
from yangguang.publications.models import Publication

from .. import rules
from ..actions import handing, registering
from ..keeping import archive
from ..models import HistoryEntry, Plan, RegisterImport
from .reading import Names, Read, Unfit, history_row, register_row

MOST_ROWS = 1000
SHOWN = 200  # rows a report lists of each kind


@dataclass
class Report:
    """What a run found: numbers and names of rows brought in, corrected (and how), there already, and rejected."""

    created: list[tuple[int, str]] = field(default_factory=list)
    corrected: list[tuple[int, str, str]] = field(default_factory=list)
    same: list[tuple[int, str]] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "counts": {
                "created": len(self.created), "corrected": len(self.corrected), "same": len(self.same),
                "rejected": len(self.rejected),
            },
            "created": self.created[:SHOWN], "corrected": self.corrected[:SHOWN], "same": self.same[:SHOWN],
            "rejected": self.rejected,
        }  # fmt: skip


class _Undo(Exception):
    """Ends a preview: everything it wrote goes away."""


def try_out(batch: RegisterImport, *, actor: Actor) -> Report:
    """The real import, rolled back."""
    found = Report()
    try:
        with transaction.atomic():
            found, _ = run(batch, actor=actor)
            raise _Undo
    except _Undo:
        return found


def run(batch: RegisterImport, *, actor: Actor) -> tuple[Report, Any]:
    """Bring the table in, inside the caller's transaction; also returns the hand-over that a list became.

    Raises ValueError, in Chinese, when the file can't be read or has too many rows.
    """
    with sheets.read(Path(batch.file.path)) as sheet:
        rows = []
        for row in sheet.rows:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise ValueError(f"超过 {MOST_ROWS} 行，请拆成几个文件")
    return (_history if batch.what == RegisterImport.What.HISTORY else _register)(batch, rows, actor)


def _register(batch: RegisterImport, rows: list[sheets.Row], actor: Actor) -> tuple[Report, None]:
    report, names = Report(), Names.load()
    done: dict[tuple[str, str], int] = {}
    tied: list[tuple[Read, Plan]] = []
    for row in rows:
        title = _title(row, batch.mapping)
        try:
            item = register_row(row, batch.mapping, names)
            key = (item.values["tier"], rules.key_of(item.values["name"]))
            if key in done:
                raise Unfit(f"与第 {done[key]} 行重复")
            done[key] = row.number
            tied.append((item, _bring_in(item, key, report, actor)))
        except Unfit as error:
            report.rejected.append((row.number, title, str(error)))
        except Refused as error:
            report.rejected.append((row.number, title, "；".join(map(str, error.reasons))))
    for item, plan in tied:  # a plan may stand above one that comes before it in the table
        _tie(item, plan, report, actor)
    return report, None


def _title(row: sheets.Row, mapping: dict[str, str]) -> str:
    column = next((c for c, f in mapping.items() if f == "name"), "")
    return row.values.get(column, "")[:80]


def _bring_in(item: Read, key: tuple[str, str], report: Report, actor: Actor) -> Plan:
    plan = Plan.objects.registered().filter(tier=key[0], key=key[1]).first()
    if plan is None:
        plan = registering.register(None, actor=actor, values=item.values)
        report.created.append((item.number, plan.name))
        return plan
    # The name as registered stays: the table's differs only in what writers vary.
    values = {k: v for k, v in item.values.items() if k != "name"}
    changes = registering.changed(plan, values)
    if not changes:
        report.same.append((item.number, plan.name))
        return plan
    plan = registering.correct(plan, actor=actor, values={k: values[k] for k in changes})
    report.corrected.append((item.number, plan.name, "；".join(_told(k, *v) for k, v in changes.items())))
    return plan


def _told(name: str, before: Any, after: Any) -> str:
    def words(value: Any) -> str:
        if isinstance(value, set):
            return "、".join(sorted(map(str, value))) or "空"
        return "空" if value in (None, "") else str(value)

    return f"{registering.LABELS.get(name, name)} {words(before)} → {words(after)}"


def _tie(item: Read, plan: Plan, report: Report, actor: Actor) -> None:
    """Parents and full text; what can't be tied is told, the entry itself stays."""
    for name in item.parents:
        parents = Plan.objects.registered().filter(key=rules.key_of(name)).exclude(pk=plan.pk)
        parent = parents.order_by("id").first()
        if parent is None:
            report.rejected.append(
                (item.number, plan.name, f"上位规划“{name[:60]}”不在清册里，没有标注；条目已导入")
            )
        elif not plan.parent_links.filter(parent=parent).exists():
            try:
                registering.put_under(plan, actor=actor, parent=parent)
            except Refused as error:
                report.rejected.append((item.number, plan.name, f"上位规划“{name[:60]}”：{error}"))
    if item.publication is not None and not plan.texts.filter(publication=item.publication).exists():
        found = Publication.objects.filter(pk=item.publication).first()
        try:
            if found is None:
                raise Refused([f"公开网址：没有编号 {item.publication} 的信息，没有关联；条目已导入"])
            registering.link(plan, actor=actor, publication=found)
        except Refused as error:
            report.rejected.append((item.number, plan.name, str(error)))


def _history(batch: RegisterImport, rows: list[sheets.Row], actor: Actor) -> tuple[Report, Any]:
    report = Report()
    known = dict(HistoryEntry.objects.values_list("key", "hand_over__name"))
    entries: dict[str, dict[str, Any]] = {}
    for row in rows:
        try:
            item = history_row(row, batch.mapping)
            key = item.values["key"]
            if key in entries:
                raise Unfit(f"与第 {entries[key]['row']} 行重复")
            if key in known:
                report.same.append((row.number, f"{item.values['name']}（已在“{known[key]}”里）"))
                continue
            if (
                item.publication is not None
                and not Publication.objects.filter(pk=item.publication, live=True).exists()
            ):
                raise Unfit(f"公开网址：没有编号 {item.publication} 的公开信息")
            entries[key] = {**item.values, "publication_id": item.publication}
            report.created.append((row.number, item.values["name"]))
        except Unfit as error:
            report.rejected.append((row.number, _title(row, batch.mapping), str(error)))
    if not entries:
        return report, None
    made = handing.hand_over(
        batch.unit, actor=actor, receiver=archive(), name=batch.name, stored=batch.file.name,
        file_name=batch.file_name, sha256=batch.sha256, size=batch.size, entries=list(entries.values()),
    )  # fmt: skip
    return report, made
