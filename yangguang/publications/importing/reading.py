"""From a file's row to a publication's values, with every reason why a row can't come in."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from yangguang.core.printable import printable
from yangguang.documents import bodies
from yangguang.documents.dates import parse_date
from yangguang.documents.sheets import Row

from .. import extras, kinds, rules
from ..models import Validity
from .mapping import OWN

_TIME = re.compile(r"(\d{1,2})[:：时](\d{2})")
_VALIDITY = {
    "有效": Validity.VALID, "现行有效": Validity.VALID, "是": Validity.VALID, "失效": Validity.LAPSED,
    "已失效": Validity.LAPSED, "废止": Validity.REPEALED, "已废止": Validity.REPEALED, "部分失效": Validity.PARTLY,
    "已修改": Validity.AMENDED, "已被修改": Validity.AMENDED, "修改": Validity.AMENDED,
}  # fmt: skip


@dataclass
class Prepared:
    """A row ready to come in. ``key`` is the same for the same text, ``numbered`` when it is made of the file's own numbers;
    ``notes`` tell what was left out of it."""

    row: int
    key: str
    values: dict[str, object]
    published_at: dt.datetime | None
    attachments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    numbered: bool = False


class Unfit(ValueError):
    """Why a row can't come in; names the column and the way out."""


def prepare(row: Row, mapping: Mapping[str, str], *, today: dt.date, kind: str = "") -> Prepared:
    """Read one row of a file of records of a kind. Raises Unfit with the first thing that keeps it out."""
    if row.fault:
        raise Unfit(row.fault)
    if lacking := [c for c in row.uncounted if mapping.get(c)]:
        raise Unfit(f"“{lacking[0]}”是公式，文件里没有算出的值：请用表格软件打开、保存一次，或粘贴为数值")
    given = {name: printable(row.values.get(column, "") or "") for column, name in mapping.items() if name}
    title = " ".join(given.get("title", "").split())
    if not title:
        raise Unfit("标题是空的")
    if len(title) > 300:
        raise Unfit(f"标题有 {len(title)} 字，最多 300 字")
    raw = given.get("body", "")
    body = bodies.clean(raw) if bodies.looks_like_html(raw) else bodies.from_plain(raw)
    attachments = [a.strip() for a in re.split(r"[\n;；]", given.get("attachments", "")) if a.strip()]
    notes: list[str] = []
    extra = _own(given, kind, notes)
    by_fields = kind in kinds.KINDS and kinds.KINDS.get(kind).by_fields
    if not body and not attachments and not by_fields:
        raise Unfit("正文是空的")
    values: dict[str, object] = {
        "title": title,
        "body": body,
        "summary": " ".join(given.get("summary", "").split())[:1000],
        "source": given.get("source", "")[:120],
        "keywords": given.get("keywords", "")[:200],
    }
    _dates(given, values, notes, today)
    published = _moment(given.get("published_at", ""), today)
    _choices(given, values, notes)
    if extra:
        values["extra"] = extra
    said = json.dumps(extra, ensure_ascii=False, sort_keys=True) if by_fields else ""
    identity = given.get("identity") or "\x1f".join(
        (
            title,
            str(values.get("document_number", "")),
            str(values.get("written_on", "")),
            body,
            *([said] if said else []),
        )
    )
    key = hashlib.sha256(identity.encode()).hexdigest()
    return Prepared(row.number, key, values, published, attachments, notes, bool(given.get("identity")))


def _own(given: Mapping[str, str], kind: str, notes: list[str]) -> dict[str, object]:
    """The kind's own fields. Where the kind has its say in them a wrong or missing value keeps the row out; old texts of
    other kinds come in without it."""
    declared = kinds.fields_of(kind)
    by_fields = kind in kinds.KINDS and kinds.KINDS.get(kind).by_fields
    named = {f.name: text for f in declared if (text := given.get(f"{OWN}{f.name}", "").strip())}
    found, faults = extras.clean(declared, named)
    for wrong, text in faults:
        if by_fields or wrong.personal_if:
            raise Unfit(f"{wrong.label}：{text}")
        found.pop(wrong.name, None)
        notes.append(f"{wrong.label}没有填：{text}")
    for one in declared:
        if one.name in found and one.personal_if and one.personal_if[0] not in found:
            other = next(f for f in declared if f.name == one.personal_if[0])
            raise Unfit(
                f"{one.label}要同时写明{other.label}（{'、'.join(other.choices)}），是自然人的公开时要隐去"
            )
    if by_fields and (lacking := [f.label for f in extras.missing(declared, found)]):
        raise Unfit(f"没有填{'、'.join(lacking)}，请在文件里补上再导入")
    return found


def _dates(given: Mapping[str, str], values: dict[str, object], notes: list[str], today: dt.date) -> None:
    if text := given.get("written_on", ""):
        try:
            day = parse_date(text)
        except ValueError as error:
            raise Unfit(f"成文日期：{error}") from error
        if day > today:
            raise Unfit(f"成文日期 {day} 还没有到")
        values["written_on"] = day
    if text := given.get("document_number", ""):
        try:
            values["document_number"] = rules.normalise_document_number(text)
        except ValueError:
            # Old numbers don't follow the standard; what is printed on the document is kept as it is.
            values["document_number"] = " ".join(text.split())[:60]
            notes.append(f"文号“{text[:30]}”不合规范，按原样保留")


def _moment(text: str, today: dt.date) -> dt.datetime | None:
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError as error:
        raise Unfit(f"发布时间：{error}") from error
    if day > today:
        raise Unfit(f"发布时间 {day} 还没有到")
    found = _TIME.search(text)
    time = dt.time()
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        time = dt.time(int(found[1]), int(found[2]))
    return min(timezone.make_aware(dt.datetime.combine(day, time)), timezone.now())


def _choices(given: Mapping[str, str], values: dict[str, object], notes: list[str]) -> None:
    if text := given.get("topic", "").strip():
        if text in kinds.TOPICS:
            values["topic"] = text
        else:
            values["keywords"] = f"{values['keywords']},{text}".strip(",")[:200]
    if text := given.get("genre", "").strip():
        if text in kinds.GENRES:
            values["genre"] = text
        else:
            notes.append(f"体裁“{text[:10]}”不在十五种文种里，没有填")
    if text := given.get("validity", "").strip():
        if text in _VALIDITY:
            values["validity"] = _VALIDITY[text]
        else:
            notes.append(f"有效性“{text[:10]}”不认识，没有填")
