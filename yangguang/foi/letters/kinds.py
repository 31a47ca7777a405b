"""All letters of a request, T01 to T26: whom each addresses, on which article, what it needs, what it has to bear."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules import events as e
from ..rules.grounds import GROUNDS

APPLICANT, THIRD_PARTY, ORGAN = "applicant", "third_party", "organ"
TO = {APPLICANT: "申请人", THIRD_PARTY: "第三方", ORGAN: "其他机关"}

# What goes before a letter is signed (条例 art. 17; tasks 32 and 33): codes of models.Vetting.Kind.
SECRECY, PRIVACY, COUNSEL = "secrecy", "privacy", "counsel"


@dataclass(frozen=True)
class LetterKind:
    """One sort of letter.

    ``name`` stands at the end of the title; ``to`` is whom it addresses; ``article`` is the law that has to be cited.
    ``required`` and ``optional`` name fields (``fields.FIELDS``). ``remedies``: it bears 教示. ``reply``: it ends the
    request. ``vetting``: looks at the decision that have to be passed before. ``own``: the clock events that the letter
    itself makes, which its own account of the case leaves out. ``variants``: other names under which it goes out, by code.
    """

    code: str
    name: str
    article: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    to: str = APPLICANT
    remedies: bool = False
    reply: bool = False
    vetting: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    slip: str = ""
    variants: tuple[tuple[str, str], ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)

    def title(self, variant: str = "") -> str:
        return dict(self.variants).get(variant, self.name)


def _reply(
    code: str, name: str, article: str, required: tuple[str, ...], *optional: str, vetting: tuple[str, ...] = (COUNSEL,),
    variants: tuple[tuple[str, str], ...] = (),
) -> LetterKind:  # fmt: skip
    return LetterKind(
        code, name, article, required, optional, remedies=True, reply=True, vetting=vetting, own=(e.REPLIED, e.LAPSED),
        variants=variants,
    )  # fmt: skip


DELAYED, REFUSED = "delayed", "refused"
LAPSED_CORRECTION, LAPSED_FEE = "correction", "fee"
CORRECTED, TRANSFERRED, DECLINED = "corrected", "transferred", "declined"
_LOOKED = (SECRECY, PRIVACY)

KINDS: dict[str, LetterKind] = {
    k.code: k
    for k in (
        LetterKind("T01", "登记回执", "条例第三十一条", own=(e.RECEIVED,), slip="接收回执"),
        LetterKind("T02", "补正告知书", "条例第三十条", ("matters", "until"), own=(e.CORRECTION_NOTIFIED,)),
        LetterKind("T03", "说明理由告知书", "条例第三十五条", ("matters", "until")),
        LetterKind(
            "T04", "延期答复告知书", "条例第三十三条第二款", ("workdays", "due", "approver"), ("reason",), own=(e.EXTENDED,)
        ),
        LetterKind(
            "T05", "征求第三方意见书", "条例第三十二条", ("matter",), ("reason",), to=THIRD_PARTY,
            own=(e.THIRD_PARTY_ASKED,), slip="意见回执",
        ),
        LetterKind(
            "T06", "征求共同制作机关意见书", "条例第三十四条", ("matter",), ("reason",), to=ORGAN, own=(e.AGENCY_ASKED,),
            slip="意见回执",
        ),
        LetterKind(
            "T07", "征求意见情况告知书", "条例第三十三条第三款", ("consulted", "asked_on"),
            own=(e.THIRD_PARTY_ASKED, e.AGENCY_ASKED),
        ),
        LetterKind(
            "T08", "决定公开告知书", "条例第三十二条", ("matter", "reason"), ("opinion",), to=THIRD_PARTY, remedies=True,
            vetting=_LOOKED,
        ),
        LetterKind(
            "T09", "信息处理费收费通知书", "条例第四十二条第一款、国办函〔2020〕109号第六条",
            ("method", "items", "already", "pages", "amount", "pay_how"), own=(e.FEE_NOTIFIED,),
        ),
        _reply("T10", "予以公开告知书", "条例第三十六条第（二）项", ("provided",), "facts", "reasons", vetting=_LOOKED),
        _reply("T11", "已主动公开告知书", "条例第三十六条第（一）项", ("where",), "facts", "reasons", vetting=()),
        _reply(
            "T12", "部分公开告知书", "条例第三十七条", ("provided", "parts", "reasons"), "facts", vetting=(*_LOOKED, COUNSEL)
        ),
        _reply("T13", "不予公开告知书", "条例第三十六条第（三）项", ("ground", "facts", "reasons")),
        _reply("T14", "按特别规定办理告知书", "条例第三十六条第（七）项", ("facts", "handled_by"), "reasons", vetting=()),
        _reply("T15", "政府信息不存在告知书", "条例第三十六条第（四）项", ("facts", "search"), "reasons", vetting=()),
        _reply("T16", "非本机关负责公开告知书", "条例第三十六条第（五）项", ("reasons", "other_organ"), "facts", vetting=()),
        _reply("T17", "不予提供告知书", "条例第三十八条", ("facts", "reasons"), vetting=()),
        _reply("T18", "无法提供告知书", "条例第三十条", ("facts", "reasons"), vetting=()),
        _reply("T19", "不予处理告知书", "条例第三十九条第一款", ("facts", "reasons"), "handled_by"),
        _reply("T20", "不予重复处理告知书", "条例第三十六条第（六）项", ("facts", "reasons", "earlier")),
        _reply("T21", "公开出版物获取途径告知书", "条例第三十九条第二款", ("where",), "facts", "reasons"),
        _reply(
            "T22", "不予处理告知书", "条例第三十五条", ("facts", "reasons"), "until", "reason",
            variants=((DELAYED, "延迟答复告知书"), (REFUSED, "不予处理告知书")),
        ),
        _reply("T23", "不予重新出具告知书", "条例第三十六条第（六）项、第三十八条", ("facts", "reasons", "earlier")),
        _reply(
            "T24", "不再处理告知书", "条例第三十条", (), "facts", "reasons", vetting=(),
            variants=((LAPSED_CORRECTION, "逾期不补正不再处理告知书"), (LAPSED_FEE, "逾期未缴费不再处理告知书")),
        ),
        LetterKind(
            "T25", "政府信息更正告知书", "条例第四十一条", ("facts", "matter", "outcome"), ("reasons", "other_organ"), remedies=True,
            variants=((CORRECTED, "政府信息更正告知书"), (TRANSFERRED, "政府信息更正申请转送告知书"), (DECLINED, "政府信息不予更正告知书")),
        ),
        _reply("T26", "其他处理告知书", "条例第三十六条", ("facts", "reasons"), "handled_by", vetting=()),
    )
}  # fmt: skip


def article_of(kind: LetterKind, variant: str, ground: str) -> str:
    """The law a letter has to cite: its own article and, of a refusal, that of the ground. Raises KeyError."""
    if variant == LAPSED_FEE:
        return GROUNDS["109-lapsed"].article
    if kind.code == "T13":
        return f"{kind.article}、{GROUNDS[ground].article}" if ground in GROUNDS else kind.article
    return kind.article


def ends(kind: LetterKind, variant: str) -> bool:
    """Whether the letter is the reply that ends the request: a reasonable delay and a correction of data are not."""
    return kind.reply and variant != DELAYED


def warns(kind: LetterKind, variant: str) -> bool:
    """Whether the letter bears the remedies notice: a delay moves the clock only (国办函〔2021〕132号 art. 3)."""
    return kind.remedies and variant != DELAYED
