"""Outcome x legal basis as one table (条例 art. 14-16, 30, 35-39, 109号文 art. 6): what a decision has to contain, which letter
it takes, in which row of the annual report it counts (国办公开办函〔2021〕30号), and whether it says that something is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Fields a determination can have; each ground names those it can't do without.
FACTS, REASONS, PROVIDED, WHERE, SEARCH, OTHER_ORGAN = (
    "facts",
    "reasons",
    "provided",
    "where",
    "search",
    "other_organ",
)
EARLIER, PARTS, HANDLED_BY = "earlier", "parts", "handled_by"
FIELDS = {
    FACTS: "认定的事实",
    REASONS: "理由",
    PROVIDED: "提供的信息清单",
    WHERE: "获取信息的方式和途径",
    SEARCH: "检索记录",
    OTHER_ORGAN: "负责公开的机关名称和联系方式",
    EARLIER: "此前的答复",
    PARTS: "不公开的部分和各自的理由",
    HANDLED_BY: "应当依照的规定和办理途径",
}

PUBLIC, GRANTED, PARTIAL = "36-1", "36-2", "37"
SECRET, FORBIDDEN, SAFETY, THIRD_PARTY = "14-a", "14-b", "14-c", "15"
INTERNAL, PROCESS, FILES = "16-1", "16-2a", "16-2b"
OTHER_RULES, NOT_HELD, NOT_OURS, TO_MAKE, UNCLEAR = "36-7", "36-4", "36-5", "38", "30-unclear"
PETITION, REPEATED, PUBLISHED, EXCESSIVE, REISSUE = "39-1", "36-6", "39-2", "35", "reissue"
NOT_CORRECTED, NOT_PAID, WITHDRAWN, OTHER = "30-lapsed", "109-lapsed", "withdrawn", "other"


@dataclass(frozen=True)
class Ground:
    """One way in which a request ends.

    ``row`` is the row of the annual report's table; ``letter`` the code of the reply; ``needs`` the fields it can't do
    without; ``withheld``: something is not disclosed (review comes first from 2024-01-01, 行政复议法 art. 23);
    ``refusal``: legal counsel is heard first (FOI-06); ``released``: information goes out, so art. 44 is looked at.
    ``verified``: the row follows from the text (False: usual practice, 待核).
    """

    code: str
    row: str
    name: str
    article: str
    letter: str
    needs: tuple[str, ...]
    withheld: bool = False
    refusal: bool = False
    released: bool = False
    reply: bool = True
    verified: bool = True


def _withheld(code: str, row: str, name: str, article: str) -> Ground:
    return Ground(code, row, name, article, "T13", (FACTS, REASONS), withheld=True, refusal=True)


def _not_handled(code: str, row: str, name: str, article: str, letter: str, *needs: str) -> Ground:
    return Ground(code, row, name, article, letter, (FACTS, REASONS, *needs), refusal=True)


GROUNDS: dict[str, Ground] = {
    g.code: g
    for g in (
        Ground(GRANTED, "R1", "予以公开", "条例第三十六条第（二）项", "T10", (PROVIDED,), released=True),
        Ground(PUBLIC, "R1", "已经主动公开", "条例第三十六条第（一）项", "T11", (WHERE,), verified=False),
        Ground(
            PARTIAL, "R2", "部分公开", "条例第三十七条", "T12", (PROVIDED, PARTS, REASONS), withheld=True, refusal=True,
            released=True,
        ),
        _withheld(SECRET, "R3-1", "属于国家秘密", "条例第十四条"),
        _withheld(FORBIDDEN, "R3-2", "其他法律行政法规禁止公开", "条例第十四条"),
        _withheld(SAFETY, "R3-3", "危及“三安全一稳定”", "条例第十四条"),
        _withheld(THIRD_PARTY, "R3-4", "保护第三方合法权益", "条例第十五条"),
        _withheld(INTERNAL, "R3-5", "属于三类内部事务信息", "条例第十六条第一款"),
        _withheld(PROCESS, "R3-6", "属于四类过程性信息", "条例第十六条第二款"),
        _withheld(FILES, "R3-7", "属于行政执法案卷", "条例第十六条第二款"),
        Ground(OTHER_RULES, "R3-8", "属于行政查询事项", "条例第三十六条第（七）项", "T14", (FACTS, HANDLED_BY)),
        Ground(NOT_HELD, "R4-1", "本机关不掌握：经检索没有", "条例第三十六条第（四）项", "T15", (FACTS, SEARCH), verified=False),
        Ground(
            NOT_OURS, "R4-1", "本机关不掌握：不属于本机关负责公开", "条例第三十六条第（五）项", "T16",
            (REASONS, OTHER_ORGAN), verified=False,
        ),
        Ground(TO_MAKE, "R4-2", "没有现成信息需要另行制作", "条例第三十八条", "T17", (FACTS, REASONS)),
        Ground(UNCLEAR, "R4-3", "补正后申请内容仍不明确", "条例第三十条", "T18", (FACTS, REASONS)),
        _not_handled(PETITION, "R5-1", "信访举报投诉类申请", "条例第三十九条第一款", "T19"),
        _not_handled(REPEATED, "R5-2", "重复申请", "条例第三十六条第（六）项", "T20", EARLIER),
        Ground(PUBLISHED, "R5-3", "要求提供公开出版物", "条例第三十九条第二款", "T21", (WHERE,), refusal=True),
        _not_handled(EXCESSIVE, "R5-4", "无正当理由大量反复申请", "条例第三十五条", "T22"),
        _not_handled(REISSUE, "R5-5", "要求行政机关确认或重新出具已获取信息", "条例第三十六条第（六）项、第三十八条", "T23", EARLIER),
        Ground(NOT_CORRECTED, "R6-1", "申请人无正当理由逾期不补正", "条例第三十条", "T24", ()),
        Ground(NOT_PAID, "R6-2", "申请人逾期未按收费通知要求缴纳费用", "国办函〔2020〕109号第六条", "T24", ()),
        Ground(WITHDRAWN, "R6-3", "申请人撤回申请", "", "", (), reply=False, verified=False),
        Ground(OTHER, "R6-3", "其他处理", "", "T26", (FACTS, REASONS), verified=False),
    )
}  # fmt: skip

# What may be the reason why a part is not disclosed (art. 37 in connection with 14-16).
PART_GROUNDS = tuple(c for c, g in GROUNDS.items() if g.letter == "T13")


def missing(code: str, given: Iterable[str]) -> list[str]:
    """The fields, in words, that a decision on this ground still lacks. Raises KeyError for an unknown ground."""
    have = set(given)
    return [FIELDS[f] for f in GROUNDS[code].needs if f not in have]


def row_of(codes: Iterable[str]) -> str:
    """The one row in which a decision counts: a partial release counts as nothing else (30号文: 只计这一情形)."""
    listed = list(codes)
    if not listed:
        raise ValueError("没有处理决定")
    if PARTIAL in listed or (
        any(GROUNDS[c].released for c in listed) and any(GROUNDS[c].withheld for c in listed)
    ):
        return GROUNDS[PARTIAL].row
    return GROUNDS[listed[0]].row
