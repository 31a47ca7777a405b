"""A list of accounts or posts: kept as read, judged line by line, brought in whole or not at all."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import files, sheets
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers

from .. import keeping, tables
from ..fetching import Fetched
from ..models import Account, MediaImport, Post
from .posting import known_titles, take
from .register import register_imported

LARGEST = 10 * 1024 * 1024  # bytes
HIDDEN = ("stream", "sealed_rows")


def _may_receive(unit: Unit | None, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    if (
        not actor.is_system
        and not powers(actor.user).may_anywhere(Act.EDIT)
        and not keeping.supervises(actor)
    ):
        yield Reason("您的账号没有“办理”的权限", "如工作需要，请联系安全管理员")


@verb("newmedia.import.receive", "收到新媒体表格{object}", forbids=_may_receive, hidden=HIDDEN)
def receive(unit: Unit | None, *, actor: Actor, kind: str, stream: BinaryIO, name: str) -> MediaImport:
    """Read an uploaded table. Raises Refused, on the field ``file``, for what is no such table."""
    try:
        facts = files.inspect(stream, name, limit=LARGEST)
        if facts.extension not in (".csv", ".xlsx"):
            raise ValueError(f"“{facts.name}”不能导入，请另存为 .xlsx 或 .csv")
        stream.seek(0)
        rows = _read(stream.read(), facts.name, facts.extension, kind)
    except ValueError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    made = MediaImport(
        kind=kind, file_name=facts.name, by=actor.user, by_label=actor.label[:100], count=len(rows)
    )
    made.rows = rows
    made.save()
    return made


def _read(data: bytes, name: str, extension: str, kind: str) -> list[dict[str, Any]]:
    wanted = tables.ACCOUNTS if kind == MediaImport.Kind.ACCOUNTS else tables.POSTS
    with tempfile.NamedTemporaryFile(suffix=extension) as kept:
        kept.write(data)
        kept.flush()
        try:
            with sheets.read(Path(kept.name)) as sheet:
                missing = [c for c in tables.MUST[kind] if c not in sheet.columns]
                if missing:
                    raise ValueError(f"第一行没有“{'”“'.join(missing)}”列。可先下载模板")
                rows = []
                for row in sheet.rows:
                    values = {c: row.values.get(c, "")[:1000] for c in wanted if c in sheet.columns}
                    rows.append({"number": row.number, "values": values, "read": row.fault})
                    if len(rows) > tables.MOST_ROWS:
                        raise ValueError(f"超过 {tables.MOST_ROWS} 行，请分成几个文件")
        except ValueError as error:
            raise ValueError(str(error).replace(Path(kept.name).name, name)) from error
    if not rows:
        raise ValueError(f"“{name}”只有表头，没有内容")
    return rows


Judged = list[tuple[dict[str, Any], list[str], Any]]


def judge(found: MediaImport, actor: Actor) -> Judged:
    """Each line with its faults, as things stand now, and what it would become."""
    judged: Judged = []
    accounts, posts = tables.AccountLines(actor), tables.PostLines(actor)
    for row in found.rows:
        if found.kind == MediaImport.Kind.ACCOUNTS:
            unit, values, phone, faults = accounts.read(row["number"], row["values"])
            made: Any = (unit, values, phone)
        else:
            account, post, faults = posts.read(row["number"], row["values"])
            made = (account, post)
        if row.get("read"):
            faults.insert(0, row["read"])
        judged.append((row, faults, made))
    return judged


def _may_bring_in(found: MediaImport, *, actor: Actor) -> Iterable[Reason]:
    yield from _own(found, actor)
    if found.state != MediaImport.State.WAITING:
        yield Reason(f"这份表格{found.get_state_display()}", "请刷新页面")
        return
    faulty = [row["number"] for row, faults, _ in judge(found, actor) if faults]
    if faulty:
        yield Reason(
            f"有 {len(faulty)} 行要改正（第 {'、'.join(map(str, faulty[:5]))} 行{'等' if len(faulty) > 5 else ''}）",
            "请改正后重新上传；一行有错，整份都不导入",
        )


def _own(found: MediaImport, actor: Actor) -> Iterable[Reason]:
    if not actor.is_system and found.by_id != actor.user_id:
        yield Reason("这份表格由上传的人办理", f"请联系{found.by_label}")


@verb("newmedia.import.bring_in", "导入了新媒体表格{object}", forbids=_may_bring_in, hidden=HIDDEN)
def bring_in(found: MediaImport, *, actor: Actor) -> MediaImport:
    """Every line comes in; the rows themselves are forgotten."""
    judged = judge(found, actor)
    if found.kind == MediaImport.Kind.ACCOUNTS:
        for _, _, (unit, values, phone) in judged:
            register_imported(unit, values, phone, actor)
        keeping.changed()
        outcome = f"登记账号 {len(judged)} 个"
    else:
        by_account: dict[int, list[Fetched]] = defaultdict(list)
        for _, _, (account, post) in judged:
            by_account[account.pk].append(post)
        titles, new = known_titles(timezone.localdate()), 0
        for account in Account.objects.listed().filter(pk__in=list(by_account)):
            new += take(
                account, by_account[account.pk], source=Post.Source.TABLE, titles=titles, actor=actor
            )[0]
        outcome = f"新增推文 {new} 条，已有 {len(judged) - new} 条"
    return _settled(found, MediaImport.State.DONE, outcome)


def _may_drop(found: MediaImport, *, actor: Actor) -> Iterable[Reason]:
    yield from _own(found, actor)
    if found.state != MediaImport.State.WAITING:
        yield Reason(f"这份表格{found.get_state_display()}")


@verb("newmedia.import.drop", "放弃了新媒体表格{object}", forbids=_may_drop, hidden=HIDDEN)
def drop(found: MediaImport, *, actor: Actor) -> MediaImport:
    """Nothing of it comes in, and nothing of it stays."""
    return _settled(found, MediaImport.State.DROPPED, "")


def _settled(found: MediaImport, state: str, outcome: str) -> MediaImport:
    found.rows = []
    found.state, found.outcome = state, outcome
    found.save()
    return found
