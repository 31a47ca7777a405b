"""Issuing letters: a number without a hole, every element checked, text frozen, PDF and Word kept; voiding; previews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.printing import FORMS

from ..letters import elements, fields, rendering, texts
from ..letters.desk import desk_of
from ..letters.kinds import KINDS, LetterKind
from ..letters.texts import UNNUMBERED, Draft
from ..models import FoiRequest, Letter, RequestFile
from . import files, numbering

ISSUED = logtypes.register(logtypes.LogType("foi.letter.issue", "制发了{object}", link="foi:letter"))


def kind_of(code: str) -> LetterKind:
    """Raises Refused for an unknown code."""
    if code not in KINDS:
        raise Refused([Reason(f"没有这种文书：{code[:10]}")])
    return KINDS[code]


def problems(
    request: FoiRequest, kind: str, *, dated: dt.date, given: Mapping[str, Any], addressee: str = ""
) -> list[Reason]:
    """Why the letter can't be issued, for a verb's ``forbids``: the same that ``issue`` would refuse with."""
    found = kind_of(kind)
    if wrong := _wrong(request, found, dated, values := fields.take_apart(request, found, given)):
        return wrong
    draft = texts.compose(request, found, values, dated=dated, number="〔2000〕0号", addressee=addressee)
    return elements.missing(draft) or rendering.problems(draft)


def _wrong(request: FoiRequest, kind: LetterKind, dated: dt.date, values: fields.Values) -> list[Reason]:
    found = fields.problems(kind, values, request)
    if dated > timezone.localdate():
        found.append(Reason("成文日期不能在今天之后", field="dated"))
    if dated < timezone.localdate(request.arrived_at):
        found.append(Reason("成文日期不能在申请到达之前", field="dated"))
    if request.archived_at is not None:
        found.append(Reason("申请已经归档，不能再制发文书"))
    return found


def issue(
    request: FoiRequest, kind: str, *, actor: Actor, dated: dt.date, fields: Mapping[str, Any], addressee: str = "",
    signed_by: str = "",
) -> Letter:  # fmt: skip
    """Issue a letter inside the verb's transaction: all of it exists afterwards, or nothing does.

    ``kind`` is a code of ``letters.kinds``; ``fields`` are those of ``letters.fields`` or whole records (determination,
    consultation, fee); ``addressee`` is needed for third parties and other organs. Raises Refused with what is missing
    and where it is filled in; the number then goes to the next letter.

    The pages are set here and not after the commit: a letter whose text is bounded takes a few tenths of a second, its
    file then can't be missing, and a character that no font shows is known while the number can still be given back. The
    price is that writes wait for each other that long, at a handful of letters a minute in a whole district.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a letter is issued in the transaction of its act")
    found = kind_of(kind)
    values = _values(request, found, fields)
    if wrong := _wrong(request, found, dated, values):
        raise Refused(wrong)
    with transaction.atomic():
        desk, year, now = desk_of(request.unit), dated.year, timezone.now()
        serial = numbering.next_serial(Letter.objects.filter(unit=request.unit_id, year=year))
        number = f"{desk.mark}〔{year}〕{serial}号"
        draft = texts.compose(request, found, values, dated=dated, number=number, addressee=addressee)
        checked = elements.check(draft)
        if not all(checked.values()):
            raise Refused(elements.missing(draft))
        made = rendering.make(draft, at=now)
        kept: list[RequestFile] = []
        try:
            for form, content in (("pdf", made.pdf), ("docx", made.docx)):
                kept.append(_keep(request, content, f"{number}.{form}", actor, FORMS[form]))
            letter = Letter.objects.create(
                request=request, unit=request.unit, kind=found.code, title=draft.title[:200], mark=desk.mark, year=year,
                serial=serial, html=draft.page(), dated=dated, signed_by_label=(signed_by or actor.label)[:60],
                addressee=draft.addressee, elements=checked, pdf=kept[0], docx=kept[1], issued_at=now,
            )  # fmt: skip
            ISSUED.write(actor, letter)
        except BaseException:
            for file in kept:
                default_storage.delete(file.path)
            raise
    return letter


def _values(request: FoiRequest, kind: LetterKind, given: Mapping[str, Any]) -> fields.Values:
    return fields.take_apart(request, kind, given)


def _keep(request: FoiRequest, content: bytes, name: str, actor: Actor, media: str) -> RequestFile:
    return files.keep(request, RequestFile.Part.LETTER, content, name, actor=actor, content_type=media)


@dataclass(frozen=True)
class Preview:
    """A letter as it would go out now, without a number; ``lacking`` is what forbids it."""

    draft: Draft
    html: str
    lacking: list[Reason]

    def pdf(self) -> bytes:
        """Set with the watermark 草稿. Raises Refused."""
        return rendering.pdf(self.draft, at=timezone.now(), watermark=rendering.WATERMARK)


def preview(
    request: FoiRequest,
    kind: str,
    given: Mapping[str, Any],
    *,
    dated: dt.date | None = None,
    addressee: str = "",
) -> Preview:
    """The letter before it is issued: nothing is written, no number is taken; what is missing says so in its place."""
    found, day = kind_of(kind), dated or timezone.localdate()
    values = fields.take_apart(request, found, given)
    wrong = _wrong(request, found, day, values)
    draft = texts.compose(request, found, values, dated=day, number=UNNUMBERED, addressee=addressee)
    return Preview(draft, draft.page(), wrong or elements.missing(draft) or rendering.problems(draft))


def _may_void(letter: Letter, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, letter.unit.successor())
    if letter.void_at is not None:
        yield Reason("文书已经作废", "请刷新页面")
    if letter.request.archived_at is not None:
        yield Reason("申请已经归档，文书不能作废")
    if served := letter.deliveries.exclude(served_on=None).first():
        yield Reason(f"文书已于 {served.served_on} 送达，不能作废", "有错误的，请另行制发文书更正")
    if not reason.strip():
        yield Reason("请写明作废的原因", field="reason")


@verb("foi.letter.void", "作废了{object}", forbids=_may_void, link="foi:letter")
def void(letter: Letter, *, actor: Actor, reason: str) -> Letter:
    """The letter stays on record under its number, marked void; the number is never given again."""
    letter.void_at, letter.void_reason = timezone.now(), reason.strip()[:300]
    letter.save(update_fields=["void_at", "void_reason"])
    return letter
