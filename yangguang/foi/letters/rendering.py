"""A letter as PDF and Word of the same text. What can't be set is refused in words, before a number is spent for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from yangguang.core.actions import Reason, Refused
from yangguang.publications.printing import own_fonts
from yangguang.typesetting import fonts, official, word
from yangguang.typesetting.engine import CannotSet

from .texts import Draft

# Characters of a whole letter. Up to here a letter is set in the calling process in a few tenths of a second, which is
# why it may be set inside the act's transaction (``actions.letters``).
LONGEST = 20_000
WATERMARK = "草稿"


@dataclass(frozen=True)
class Made:
    pdf: bytes
    docx: bytes


def problems(draft: Draft) -> list[Reason]:
    """Why the letter can't be set: too long, or characters that no font at hand shows."""
    text = draft.text()
    if len(text) > LONGEST:
        return [Reason(f"文书有 {len(text)} 字，超过 {LONGEST} 字", "请把较长的清单改作附件提供")]
    if lacking := fonts.unshown(text, own_fonts()):
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in lacking[:8])
        return [
            Reason(
                f"文书里有字库没有的字：{named}",
                "请换一个写法，或请网站运行单位在字体文件夹里放入含有这些字的字体",
            )
        ]
    return []


def make(draft: Draft, *, at: dt.datetime) -> Made:
    """Set the letter. ``at`` is the time written into the PDF. Raises Refused; nothing is kept yet."""
    if found := problems(draft):
        raise Refused(found)
    return Made(pdf(draft, at=at), word.to_docx(draft.document()))


def pdf(draft: Draft, *, at: dt.datetime, watermark: str = "") -> bytes:
    """The PDF alone, with a watermark for what is no letter yet. Raises Refused when the setter fails."""
    try:
        sheet = official.to_pdf(draft.document(watermark), at=at, own_fonts=own_fonts())
    except CannotSet as error:
        raise Refused([Reason(str(error), "文号没有使用，请修改后再签发")]) from error
    if sheet.missing and not watermark:
        raise Refused([Reason(f"文书里有字库没有的字：{sheet.missing[:20]}", "请换一个写法")])
    return sheet.pdf
