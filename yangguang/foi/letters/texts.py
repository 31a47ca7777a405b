"""A letter put together: heading, body with its elements, remedies, contact, slip; as HTML and as an official document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from html import escape

from yangguang.documents import bodies
from yangguang.typesetting.official import Annex, OfficialDocument, day

from ..models import FoiRequest
from ..rules.grounds import GRANTED, GROUNDS
from ..rules.remedies import Remedies, remedies
from . import facts as case
from . import fields, kinds, opening, procedure, refusals, replies
from .desk import bodies_of
from .facts import Facts
from .fields import Values
from .kinds import LetterKind
from .markup import Page
from .opening import Given

TEXTS = {**procedure.TEXTS, **replies.TEXTS, **refusals.TEXTS}
UNNUMBERED = "〔文号在签发时编定〕"


@dataclass(frozen=True)
class Draft:
    """A letter before it is kept. ``marks``: the text that carries each element; ``slip``: HTML of the 回执, or ""."""

    kind: LetterKind
    variant: str
    values: Values
    facts: Facts
    title: str
    number: str
    addressee: str
    html: str
    slip: str
    dated: dt.date
    notice: Remedies | None
    way: str
    marks: dict[str, str] = field(default_factory=dict)

    def document(self, watermark: str = "") -> OfficialDocument:
        """The letter after GB/T 9704-2012. The seal is pressed over the organ's name and the date."""
        return OfficialDocument(
            title=self.title, html=self.html, mark=self.facts.organ, number=self.number, addressees=self.addressee,
            enclosures=(self.kind.slip,) if self.slip else (), organs=(self.facts.organ,), written_on=self.dated,
            annexes=(Annex(self.kind.slip, self.slip),) if self.slip else (), watermark=watermark,
        )  # fmt: skip

    def page(self) -> str:
        """The whole letter as cleaned HTML, the same characters in the same order as on paper."""
        parts = [
            f'<p class="text-center">{escape(self.facts.organ, quote=False)}</p>',
            f'<p class="text-center">{escape(self.number, quote=False)}</p>',
            f'<h2 class="text-center">{escape(self.title, quote=False)}</h2>',
            f'<p class="no-indent">{escape(self.addressee, quote=False)}：</p>',
            self.html,
        ]
        if self.slip:
            parts.append(f"<p>附件：{escape(self.kind.slip, quote=False)}</p>")
        parts.append(f'<p class="signature">{escape(self.facts.organ, quote=False)}</p>')
        parts.append(f'<p class="signature">{day(self.dated)}</p>')
        if self.slip:
            slip = escape(self.kind.slip, quote=False)
            parts += ['<hr><p class="no-indent">附件</p>', f'<h2 class="text-center">{slip}</h2>', self.slip]
        return bodies.clean("\n".join(parts))

    def text(self) -> str:
        return bodies.to_text(self.page())


def title_of(facts: Facts, kind: LetterKind, variant: str) -> str:
    """The title names the request by its number, never by its applicant: titles stand in lists and logs."""
    return f"{facts.organ}关于{facts.bare_number}政府信息公开申请的{kind.title(variant)}"


def notice_of(
    facts: Facts, kind: LetterKind, variant: str, values: Values, dated: dt.date
) -> Remedies | None:
    """The remedies by the day of the decision and the sort of unit, or None for a letter that bears none."""
    if not kinds.warns(kind, variant):
        return None
    ground = str(values.get("ground") or "")
    if ground not in GROUNDS or GROUNDS[ground].letter != kind.code:
        # A third party that is overruled and data that is mended are no refusals of information.
        ground = next((g.code for g in GROUNDS.values() if g.letter == kind.code), GRANTED)
    return remedies(facts.desk.kind, ground, dated, bodies_of(facts.desk))


def compose(
    request: FoiRequest, kind: LetterKind, values: Values, *, dated: dt.date, number: str, addressee: str = "",
    way: str = "", facts: Facts | None = None,
) -> Draft:  # fmt: skip
    """The letter out of its fields. What is missing says so in its place; ``elements`` tells whether it may go out."""
    facts = facts or case.gather(request, dated)
    variant = fields.variant_of(kind, values)
    page = Page()
    TEXTS[kind.code](page, facts, Given(values), dated)
    notice = notice_of(facts, kind, variant, values, dated)
    if notice is not None:
        opening.remedy(page, notice)
    opening.contact(page, facts)
    way = way or (facts.way if kind.to == kinds.APPLICANT else "书面送达")
    opening.delivered(page, way)
    slip = ""
    if kind.code == "T01":
        slip = procedure.receipt_slip(facts)
    elif kind.slip:
        slip = procedure.opinion_slip(facts, Given(values), number)
    whom = " ".join(addressee.split()).rstrip("：:")
    if not whom and kind.to == kinds.APPLICANT:
        whom = facts.applicant
    title = title_of(facts, kind, variant)
    return Draft(
        kind, variant, values, facts, title, number, whom, page.html, slip, dated, notice, way, page.marks
    )
