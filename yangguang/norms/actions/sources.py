"""What comes from outside: official texts, the list of laws, the district's numbers."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from lxml import html as lxml_html

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import bodies, converting, decoding, files, folders, sheets
from yangguang.documents.dates import parse_date
from yangguang.organisations.permissions import Act
from yangguang.publications.models import Publication

from .. import citing, fetching, keeping, rules
from ..keepers import keeper_reasons, own_or_keeper
from ..models import Citation, Law, Norm, Official, TermRule

LIMIT = 20 * 1024 * 1024  # bytes of an official text or a list


def text_of(data: bytes, name: str) -> str:
    """The plain text of a saved page or file. Raises ValueError, in Chinese, when there is none in it."""
    suffix = Path(name).suffix.lower()
    if suffix in (".html", ".htm", ".mht", ""):
        html = decoding.decode(data).text
        found = _main_text(html)
    elif suffix == ".txt":
        found = decoding.decode(data).text
    else:
        try:
            facts = files.inspect(io.BytesIO(data), name, limit=LIMIT)
        except files.Rejected as error:
            raise ValueError(str(error)) from error
        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(data)
            file.flush()
            made = converting.to_html(file.name, facts.media_type)
        found = bodies.to_text(made.html) if made else ""
    found = found.strip()
    if not found:
        raise ValueError(f"“{name}”里读不出文字。请另存为网页、Word 文件或文本文件后再传")
    return found


def _main_text(html: str) -> str:
    """The densest part of a saved page, as the import of folders of pages finds it."""
    if "<" not in html:
        return html
    root = lxml_html.document_fromstring(html)
    for gone in list(root.iter("script", "style", "noscript")):
        gone.drop_tree()
    main = folders.densest(root)
    markup = lxml_html.tostring(main if main is not None else root, encoding="unicode")
    return bodies.to_text(bodies.clean(markup))


def fetch_official(url: str) -> tuple[bytes, str]:
    """The file at an allowed host's address, and its name. Raises Refused. Call before ``keep_official``: a slow
    server must not hold up everyone else's writing."""
    try:
        return fetching.fetch(url)
    except ValueError as error:
        raise Refused([Reason(str(error), "请在浏览器里把网页另存为文件，再上传", field="url")]) from error


def _may_keep(
    publication: Publication, *, actor: Actor, source: str, changed_on: dt.date, **kwargs: Any
) -> Iterable[Reason]:
    yield from own_or_keeper(actor, Act.EDIT, publication.unit)
    if not publication.live:
        yield Reason("只能和已公开的文本比对", "请选择一条已公开的信息", field="publication")
    if not source.strip():
        yield Reason("请写明正式文本的来源", "如 福建省司法厅网站", field="source")
    if changed_on > timezone.localdate():
        yield Reason("正式文本的变动日期还没有到", field="changed_on")


@verb("norms.official.keep", "登记了正式文本{object}", forbids=_may_keep, hidden=("data", "text"))
def keep_official(
    publication: Publication, *, actor: Actor, source: str, changed_on: dt.date, status: str = "valid",
    url: str = "", data: bytes = b"", name: str = "", text: str = "", fetched_at: dt.datetime | None = None,
) -> Official:  # fmt: skip
    """Keep an official text as it was taken: a file, or what a person copied, or what ``fetch_official`` brought."""
    if len(data) > LIMIT:
        raise Refused([Reason(f"文件超过 {LIMIT // 1024 // 1024} MB", field="file")])
    try:
        words = text_of(data, name) if data else text.strip()
    except ValueError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    if not words:
        raise Refused([Reason("没有正式文本", "请上传文件，或粘贴文本", field="file")])
    digest = hashlib.sha256(data or words.encode()).hexdigest()
    made = Official(
        publication=publication, source=source.strip()[:120], url=url.strip()[:500], status=status,
        fetched_at=fetched_at or timezone.now(), changed_on=changed_on, sha256=digest, text=words, added_by=actor.label,
        file_name=files.safe_name(name)[:200] if name else "",
    )  # fmt: skip
    if Official.objects.filter(publication=publication, sha256=digest, changed_on=changed_on).exists():
        raise Refused([Reason("这份正式文本已经登记过", field="file")])
    if data:
        made.file.save(f"{digest[:16]}{Path(name).suffix.lower()[:8]}", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refused([Reason("这份正式文本刚刚有人登记过", field="file")]) from error
    return made


def _may_drop(official: Official, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    yield from own_or_keeper(actor, Act.REVIEW, official.publication.unit)
    if not reason.strip():
        yield Reason("删除要写明原因", field="reason")


@verb("norms.official.drop", "删除了正式文本{object}", forbids=_may_drop, hidden=("text",))
def drop_official(official: Official, *, actor: Actor, reason: str) -> None:
    """Remove a snapshot kept by mistake; the log keeps its digest."""
    official.delete()


COLUMNS = {
    "title": ("名称", "标题", "法规名称", "文件名称"), "number": ("文号", "公布文号", "文件编号"),
    "level": ("效力位阶", "位阶", "类别"), "issuer": ("制定机关", "公布机关", "发布机关"),
    "published_on": ("公布日期", "发布日期"), "effective_on": ("施行日期", "实施日期", "生效日期"),
    "ended_on": ("失效日期", "废止日期"), "status": ("时效", "时效性", "状态", "效力"),
    "successor": ("替代文件", "替代"), "note": ("说明", "备注"), "verified": ("已核对",),
}  # fmt: skip
LEVELS = {
    "法律": "law", "行政法规": "regulation", "地方性法规": "local", "地方法规": "local", "规章": "rule", "部门规章": "rule",
    "地方政府规章": "rule", "上级规范性文件": "document", "规范性文件": "document", "": "law",
}  # fmt: skip
STATUSES = {
    "有效": "valid", "现行有效": "valid", "尚未施行": "valid", "尚未生效": "valid", "已修改": "amended", "已被修改": "amended",
    "已废止": "repealed", "废止": "repealed", "失效": "lapsed", "已失效": "lapsed", "": "valid",
}  # fmt: skip


def read_laws(path: Path) -> tuple[list[Law], list[str]]:
    """A list of laws as unsaved rows, and what is wrong with the rows that could not be read."""
    laws: dict[str, Law] = {}
    faults: list[str] = []
    with sheets.read(path) as sheet:
        place = {f: next((c for c in sheet.columns if c in names), None) for f, names in COLUMNS.items()}
        if place["title"] is None:
            heads = "、".join(names[0] for names in COLUMNS.values())
            raise ValueError(f"表里没有“名称”列。第一行应是：{heads}")
        for row in sheet.rows:
            said = {f: row.values.get(c, "") if c else "" for f, c in place.items()}
            try:
                law = _law(said) if not row.fault else None
            except ValueError as error:
                faults.append(f"第 {row.number} 行：{error}")
                continue
            if law is None:
                faults.append(f"第 {row.number} 行：{row.fault}")
            else:
                laws[law.key] = law
    return list(laws.values()), faults


def _law(said: dict[str, str]) -> Law:
    title = said["title"].strip().strip("《》")
    if not title:
        raise ValueError("没有名称")
    if said["level"] not in LEVELS:
        raise ValueError(f"不认识的效力位阶“{said['level']}”")
    if said["status"] not in STATUSES:
        raise ValueError(f"不认识的时效“{said['status']}”，应为 有效、已修改、已废止 或 已失效")
    days = {n: parse_date(said[n]) if said[n] else None for n in ("published_on", "effective_on", "ended_on")}
    normal = citing.match_title(title)
    return Law(
        title=title[:300], normal_title=normal[:300], key=f"{normal[:300]}|{days['effective_on'] or ''}",
        number=citing.standard_number(said["number"])[:60], level=LEVELS[said["level"]], issuer=said["issuer"][:120],
        status=STATUSES[said["status"]], successor=said["successor"].strip("《》")[:300], note=said["note"][:300],
        verified=said["verified"] in ("是", "已核对", "1", "yes"), **days,
    )  # fmt: skip


def _may_load(name: str, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from keeper_reasons(actor)


@verb("norms.laws.load", "导入了法规名录{object}", forbids=_may_load)
def load_laws(name: str, *, actor: Actor, path: Path, packaged: bool = False) -> str:
    """Add the laws of a list, and bring those that are there up to date; nothing is removed.

    Raises Refused, naming every row that is wrong, and loads nothing then.
    """
    try:
        laws, faults = read_laws(path)
    except ValueError as error:
        raise Refused([Reason(str(error), field="file")]) from error
    if faults:
        raise Refused([Reason(f, field="file") for f in faults[:20]])
    have = {law.key: law for law in Law.objects.filter(key__in=[law.key for law in laws])}
    names = (
        "title",
        "number",
        "level",
        "issuer",
        "published_on",
        "ended_on",
        "status",
        "successor",
        "note",
        "verified",
    )
    changed = []
    for law in laws:
        law.packaged = packaged
        old = have.get(law.key)
        if old is None or (packaged and not old.packaged):
            continue
        for field in names:
            setattr(old, field, getattr(law, field))
        changed.append(old)
    Law.objects.bulk_create([law for law in laws if law.key not in have], batch_size=500)
    Law.objects.bulk_update(changed, names, batch_size=300)
    for law in Law.objects.filter(key__in=[law.key for law in laws]):
        Citation.objects.filter(norm=None, law=None, normal_title=law.normal_title).update(law=law)
    return f"{name}（{len(laws)} 件）"


def _may_rule(since: dt.date, *, actor: Actor, values: dict[str, Any]) -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    if not str(values.get("basis", "")).strip():
        yield Reason("要写明依据", "如 某办法第几条", field="basis")
    for name in ("general_years", "trial_years"):
        if not 1 <= values.get(name, 1) <= 30:
            yield Reason("年数应在 1 到 30 之间", field=name)


@verb("norms.rule", "设定了有效期规则{object}", forbids=_may_rule)
def set_rule(since: dt.date, *, actor: Actor, values: dict[str, Any]) -> TermRule:
    """The district's numbers for documents published from ``since`` on.

    How long those hold that are entered already stands in their own texts and stays; when they are to be reviewed
    follows the numbers, and is reckoned anew.
    """
    found, _ = TermRule.objects.update_or_create(since=since, defaults=values)
    known = keeping.term_rules()
    changed = []
    for norm in Norm.objects.filter(valid_until__gte=timezone.localdate()).defer("body"):
        assert norm.valid_until is not None
        review = rules.review_due(norm.valid_until, keeping.rule_for(norm, known))
        if review != norm.review_on:
            norm.review_on = review
            changed.append(norm)
    Norm.objects.bulk_update(changed, ["review_on"], batch_size=500)
    return found
