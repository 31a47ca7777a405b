"""Old issues: a PDF comes in, its articles are proposed, a person confirms them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import bodies, files
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications import rules as numbers
from yangguang.publications.models import Publication

from .. import cutting
from ..models import Article, Issue, Page, State
from .compiling import _compiled, _may_begin, _may_compile, begin
from .course import show, take_pdf

LIMIT = 100 * 1024 * 1024  # bytes of a PDF


def _may_bring_in(unit: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _may_begin(unit, actor=actor)


@verb("gazette.bring_in", "上传了旧刊{object}", forbids=_may_bring_in, hidden=("stream",))
def bring_in(
    unit: Unit,
    *,
    actor: Actor,
    year: int,
    number: int,
    total: int | None,
    dated: dt.date,
    stream: BinaryIO,
    name: str,
) -> Issue:
    """Keep the PDF of an old issue and read its pages. Raises Refused with what is wrong with the file."""
    try:
        facts = files.inspect(stream, name, limit=LIMIT)
        if facts.extension != ".pdf":
            raise Refused([Reason(f"“{facts.name}”不是 PDF", "旧刊请上传 PDF", field="file")])
        scan = cutting.read(stream)
    except (files.Rejected, cutting.Unreadable) as error:
        raise Refused([Reason(str(error), field="file")]) from error
    issue = begin(
        unit,
        year=year,
        number=number,
        total=total,
        dated=dated,
        origin=Issue.Origin.OLD,
        file_name=facts.name,
    )
    stream.seek(0)
    take_pdf(issue, stream.read(), pages=len(scan.texts), front=0)
    issue.save()
    Page.objects.bulk_create(Page(issue=issue, sheet=n, text=t) for n, t in enumerate(scan.texts, 1))
    _store(issue, [_of(p) for p in cutting.propose(scan)], scan.texts)
    return _compiled(issue, actor)


@dataclass(frozen=True)
class Piece:
    """An article of an old issue as a person confirmed it. Sheets count from 1."""

    title: str
    first: int
    last: int
    number: str = ""
    written_on: dt.date | None = None


def _of(proposal: cutting.Proposal) -> Piece:
    return Piece(proposal.title, proposal.first, proposal.last, proposal.number, proposal.written_on)


@verb("gazette.cut", "确认了{object}的文章", forbids=_may_compile)
def cut(issue: Issue, *, actor: Actor, pieces: Sequence[Piece]) -> Issue:
    """Set an old issue's articles: title, number, date and sheets; the text is taken from the sheets."""
    faults = []
    for place, piece in enumerate(pieces, 1):
        if not piece.title.strip():
            faults.append(Reason(f"第 {place} 篇没有标题", "请填写，或勾选删去"))
        if not 1 <= piece.first <= piece.last <= issue.pages:
            faults.append(
                Reason(f"第 {place} 篇的页码不对", f"起止页应在 1 到 {issue.pages} 之间，起始页不大于终止页")
            )
        try:
            numbers.normalise_document_number(piece.number)
        except ValueError as error:
            faults.append(Reason(f"第 {place} 篇：{error}"))
    if faults:
        raise Refused(faults)
    texts = list(issue.page_rows.order_by("sheet").values_list("text", flat=True))
    _store(issue, pieces, texts)
    return _compiled(issue, actor)


def _store(issue: Issue, pieces: Sequence[Piece], texts: Sequence[str]) -> None:
    issue.articles.all().delete()
    found = _records({_number(p.number) for p in pieces if p.number})
    taken: set[int] = set()
    for order, piece in enumerate(sorted(pieces, key=lambda p: (p.first, p.last)), 1):
        record = found.get(_number(piece.number))
        if record is not None and record.pk in taken:
            record = None
        if record is not None:
            taken.add(record.pk)
        Article.objects.create(
            issue=issue, order=order, publication=record, title=piece.title.strip()[:300],
            document_number=_number(piece.number)[:60], written_on=piece.written_on, first_page=piece.first,
            last_page=piece.last, organ=(record.unit.full_name if record else "")[:200],
            html=bodies.from_plain(cutting.text_between(texts, piece.first, piece.last)),
        )  # fmt: skip


def _number(given: str) -> str:
    """A 文号 in its standard form; what can't be one stays as it is printed."""
    try:
        return numbers.normalise_document_number(given)
    except ValueError:
        return given.strip()


def _records(given: set[str]) -> dict[str, Publication]:
    """Public records by their 文号; a number that several bear links to none."""
    rows = (
        Publication.objects.public()
        .filter(document_number__in=given - {""})
        .select_related("unit")
        .defer("body")
    )
    found: dict[str, Publication] = {}
    double: set[str] = set()
    for record in rows:
        if record.document_number in found:
            double.add(record.document_number)
        found[record.document_number] = record
    return {k: v for k, v in found.items() if k not in double}


def _may_accept(issue: Issue, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, issue.unit)
    if not issue.is_old:
        yield Reason("不是旧刊，要经过校对和签发")
    if issue.state != State.PROOFING:
        yield Reason("还没有送核对" if issue.state == State.COMPILING else "已经入库")
        return
    if actor.user is not None and issue.compilers.filter(pk=actor.user.pk).exists():
        yield Reason("拆分文章的人不能核对", "请另一位同事核对")
    if not issue.articles.exists():
        yield Reason("还没有文章", "请先确认怎样拆分")


@verb("gazette.accept", "核对入库了{object}", forbids=_may_accept)
def accept(issue: Issue, *, actor: Actor) -> Issue:
    """An old issue goes public: it was signed when it was printed, so that one other person's look is enough."""
    issue.state, issue.proofed_by = State.PUBLISHED, actor.user
    issue.proofed_at = issue.published_at = timezone.now()
    issue.save()
    show(issue)
    return issue


def _may_link(issue: Issue, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, issue.unit)
    if not issue.is_old:
        yield Reason("本系统编排的公报，文章和文件的对应不能改")


@verb("gazette.link", "把{object}的文章对应到文件", forbids=_may_link)
def link(issue: Issue, *, actor: Actor, article: int, publication: Publication | None) -> Issue:
    """Say which record an old issue's article is; the printed text stays as it is."""
    found = issue.articles.filter(pk=article).first()
    if found is None:
        raise Refused([Reason("没有这篇文章")])
    if publication is not None and not publication.live:
        raise Refused([Reason("这份文件没有公开", field="publication")])
    if (
        publication is not None
        and issue.articles.filter(publication=publication).exclude(pk=article).exists()
    ):
        raise Refused([Reason("这份文件已经对应到另一篇", field="publication")])
    found.publication = publication
    found.save(update_fields=["publication"])
    if issue.is_public:
        show(issue)
    return issue
