"""The hub by 国办公开办函〔2019〕61号: its name, its four blocks in their order, applying, searching, guide, reports."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from ..reading.pages import Read

Sighting = tuple[str, str, dict[str, Any]]
NAME = "政府信息公开"
# Names and order are taken from practice of many sites and still to be verified against the text (待核).
BLOCKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("政府信息公开指南", re.compile(r"信息公开指南|^公开指南$")),
    ("政府信息公开制度", re.compile(r"信息公开制度|^公开制度$|信息公开规定")),
    ("法定主动公开内容", re.compile(r"法定主动公开|^主动公开内容$|^主动公开$")),
    (
        "政府信息公开年报",
        re.compile(r"信息公开(?:工作)?年度?报告?$|信息公开年报|^公开年报$|^年度报告$|信息公开工作年度报告"),
    ),
)
_APPLY = re.compile(r"依申请公开|申请公开|公开申请")
_SEARCH = re.compile(r"检索|搜索|查询")
# 条例第十二条第二款.
_GUIDE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("信息的分类", re.compile(r"分类|类别|公开(?:的)?(?:范围|内容)")),
    ("编排体系", re.compile(r"编排体系|编排|目录体系|索引号|排列")),
    ("获取方式", re.compile(r"获取方式|获取|查阅|公开形式|公开方式|公开渠道")),
    ("工作机构的名称", re.compile(r"机构名称|工作机构|受理机构|办公室|承办机构|责任部门")),
    ("办公地址", re.compile(r"地\s{0,2}址|通讯地址|办公地点")),
    ("办公时间", re.compile(r"(?:办公|工作|受理|接待|上班)时间")),
    ("联系电话", re.compile(r"电\s{0,2}话|热线")),
    ("传真号码", re.compile(r"传\s{0,2}真")),
    ("互联网联系方式", re.compile(r"邮\s{0,2}箱|电子邮件|[Ee]-?mail|网址|互联网|@")),
)
FIRST_REPORT = 2008  # 条例 (2007) in force since 2008-05-01
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_GUIDE_TITLE = re.compile(r"信息公开指南|^公开指南")
_REPORTS_TITLE = re.compile(r"信息公开(?:工作)?年度?报告?|公开年报|年度报告")


def blocks_of(page: Read) -> list[tuple[str, str]]:
    """Names and addresses of the blocks in the order in which the page shows them, the first of each."""
    out: list[tuple[str, str]] = []
    seen: set[str] = set()
    for _, href, text in page.refs:
        name = "".join(text.split())
        if len(name) > 30:
            continue
        for block, sign in BLOCKS:
            if block not in seen and sign.search(name):
                seen.add(block)
                out.append((block, href))
                break
    return out


def is_standing(heading: str) -> bool:
    """Whether a page is one of the hub's blocks, which are kept up to date and bear no date of their own."""
    return _APPLY.search(heading) is not None or any(sign.search(heading) for _, sign in BLOCKS)


def in_order(found: list[str]) -> bool:
    """Whether blocks stand in the order of the rule."""
    order = [name for name, _ in BLOCKS]
    places = [order.index(name) for name in found]
    return places == sorted(places)


def look(page: Read, entry_name: str) -> tuple[list[Sighting], list[tuple[str, str]]]:
    """What is wrong with the hub's own page, and its blocks."""
    blocks = blocks_of(page)
    names = [name for name, _ in blocks]
    out: list[Sighting] = []
    shown = (page.title, page.heading, page.labels.get("columnname", ""), entry_name)
    if not any(NAME in s for s in shown) or entry_name not in (
        "",
        NAME,
        "政府信息公开专栏",
        "政府信息公开平台",
    ):
        out.append(("hub.name", "", {"found": entry_name or page.heading or page.title, "expected": NAME}))
    text = "".join(page.text.split())
    missing = [name for name, sign in BLOCKS if name not in names and name not in text]
    if missing:
        out.append(("hub.blocks", "", {"missing": missing, "found": names}))
    if not in_order(names):
        out.append(("hub.order", "", {"found": names, "expected": [n for n, _ in BLOCKS]}))
    if not any(_APPLY.search(t) for _, _, t in page.refs):
        out.append(("hub.apply", "", {"kind": "missing"}))
    if page.search is None and not any(_SEARCH.search(t) for _, _, t in page.refs):
        out.append(("hub.search", "", {"kind": "missing"}))
    return out, blocks


def guide_missing(text: str) -> list[str]:
    """Elements of 条例第十二条 that a guide does not speak of."""
    return [name for name, sign in _GUIDE if not sign.search(text)]


def is_guide(page: Read) -> bool:
    """Whether a page is the guide itself, by its own names."""
    return any(
        _GUIDE_TITLE.search(t)
        for t in (page.heading, page.labels.get("articletitle", ""), page.title.split("_")[0].split("-")[0])
    )


def is_reports(page: Read) -> bool:
    """Whether a page is the list of yearly reports."""
    return any(
        _REPORTS_TITLE.search(t) for t in (page.heading, page.labels.get("columnname", ""), page.title)
    )


def report_years(page: Read) -> list[int]:
    """Years whose reports a page links to."""
    years: set[int] = set()
    for _, _, text in page.refs:
        if "报" in text or _YEAR.fullmatch(text.strip().removesuffix("年")):
            years.update(int(y) for y in _YEAR.findall(text))
    return sorted(years)


def missing_years(years: list[int], today: dt.date, first: int = FIRST_REPORT) -> list[int]:
    """Years from the first report to the last one due (条例第四十九条: by 31 January of the next year) without one."""
    last = today.year - 1 if today >= dt.date(today.year, 2, 1) else today.year - 2
    return [y for y in range(first, last + 1) if y not in years]
