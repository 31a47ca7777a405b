"""The law and the standards of publishing, as pure functions: no database, no clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

# GB/T 9704-2012 7.2.5: 机关代字, year in hexagonal brackets, number without 第 and without leading zeros.
DOCUMENT_NUMBER = re.compile(
    r"^(?P<code>[\u4e00-\u9fffA-Za-z]{1,20})〔(?P<year>(?:19|20)\d{2})〕(?P<seq>[1-9]\d{0,4})号$"
)
DECREE = re.compile(r"^(?P<org>[\u4e00-\u9fff]{2,20}令)第(?P<seq>[1-9]\d{0,3})号$")
_BRACKETED_YEAR = re.compile(r"[\[【［(（〔<《]\s*((?:19|20)\d{2})\s*[\]】］)）〕>》]")
# 厦门市政府信息公开目录: 机构代码-信息类别-年度-流水号, such as XM02100-0101-2019-00001.
INDEX_NUMBER = re.compile(
    r"^(?P<org>[A-Z]{2}\w{2,12})-(?P<category>[\d-]{2,11})-(?P<year>(?:19|20)\d{2})-(?P<seq>\d{3,6})$"
)

DEFAULT_INDEX_PATTERN = "{org}-{category}-{year}-{seq:05d}"

# 条例 arts. 14-16: why a record is not open. The codes are those of the annual report's columns.
EXEMPTIONS = {
    "X14a": "依法确定为国家秘密（条例第十四条）",
    "X14b": "法律、行政法规禁止公开（条例第十四条）",
    "X14c": "公开后可能危及国家安全、公共安全、经济安全、社会稳定（条例第十四条）",
    "X15": "涉及商业秘密、个人隐私，公开会损害第三方合法权益（条例第十五条）",
    "X16-1": "内部事务信息（条例第十六条第一款）",
    "X16-2a": "过程性信息（条例第十六条第二款）",
    "X16-2b": "行政执法案卷信息（条例第十六条第二款）",
}


_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def normalise_document_number(text: str) -> str:
    """A 文号 in its standard form: hexagonal brackets, no spaces, no 第, no leading zeros (GB/T 9704-2012 7.2.5).

    Raises ValueError, with the way out in Chinese, for what can't be one. Empty text stays empty.
    """
    given = text.strip()
    if not given:
        return ""
    compact = re.sub(r"\s+", "", given.translate(_WIDE_DIGITS))
    compact = _BRACKETED_YEAR.sub(r"〔\1〕", compact)
    compact = re.sub(r"(〕)第?0*(\d+)号?$", r"\1\2号", compact)
    if DOCUMENT_NUMBER.match(compact):
        return compact
    decree = re.sub(r"令第?0*(\d+)号?$", r"令第\1号", compact)
    if DECREE.match(decree):
        return decree
    if re.search(r"〔\d{2}〕|[\[（(【]\d{2}[\])）】]", compact):
        raise ValueError(f"文号“{given}”的年份要写全四位，如 厦思政办〔2021〕19号")
    raise ValueError(f"文号“{given}”不合规范，应为“机关代字〔年份〕顺序号”，如 厦思政办〔2021〕19号")


def format_index_number(pattern: str, *, org: str, category: str, year: int, seq: int) -> str:
    """The 索引号 by the site's pattern. Raises ValueError when the pattern lacks a part or names an unknown one."""
    for part in ("org", "category", "year", "seq"):
        if "{" + part not in pattern:
            raise ValueError(f"索引号规则缺少“{part}”")
    try:
        return pattern.format(org=org, category=category, year=year, seq=seq)
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"索引号规则“{pattern}”写法有误：{error}") from error


@dataclass(frozen=True)
class LevelRule:
    """One configured number of sign-offs; ``unit`` None and ``kind`` "" mean all."""

    unit: int | None
    kind: str
    levels: int
    same_person: bool = False


def levels_for(rules: Iterable[LevelRule], *, unit: int, kind: str, default: int) -> LevelRule:
    """The rule for a record: the one that names its unit and kind, else its unit, else its kind, else the default."""
    best: tuple[int, LevelRule] | None = None
    for rule in rules:
        if rule.unit not in (None, unit) or rule.kind not in ("", kind):
            continue
        weight = 2 * (rule.unit is not None) + (rule.kind != "")
        if best is None or weight > best[0]:
            best = (weight, rule)
    return best[1] if best else LevelRule(None, "", default)


LEVEL_NAMES = {1: "初审（一校）", 2: "复审（二校）", 3: "终审（三校）"}


def level_name(level: int, levels: int) -> str:
    """What a sign-off is called: the last of several is the 终审 whatever their number (三审三校)."""
    if level == levels and levels < 3:
        return "终审" if levels > 1 else "审核"
    return LEVEL_NAMES.get(level, f"第{level}审")


def is_last(level: int, levels: int) -> bool:
    """The last of several sign-offs is the head's (批准); the ones before it are reviewers' (审核)."""
    return level >= levels and levels > 1


_TWO = {
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连",
    "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于",
    "司空", "令狐",
}  # fmt: skip


def masked_name(name: str) -> str:
    """A natural person's name as readers may see it: the family name and 某 for each further character, two at most.

    条例 art. 15 and 个人信息保护法 art. 6: what a reader needs is that there was such a case, not who it was.
    """
    given = "".join(name.split())
    if len(given) < 2:
        return "某" if given else ""
    family = given[:2] if given[:2] in _TWO and len(given) > 2 else given[:1]
    return family + "某" * min(len(given) - len(family), 2)


def stale_days(last: dt.date | None, opened: dt.date, on: dt.date, allowed: int) -> int:
    """By how many days a column is over its time on ``on`` (0: fresh). Without entries its opening counts."""
    return max(((on - (last or opened)).days - allowed), 0)
