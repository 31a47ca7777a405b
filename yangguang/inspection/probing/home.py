"""What the home page must have: the foot by 国办发〔2017〕47号附件, the ways in, the search."""

from __future__ import annotations

import re

from ..reading.pages import Read

Sighting = tuple[str, str, dict[str, object]]
_FOOT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "footer.mark",
        re.compile(r"conac|党政机关|事业单位标识", re.I),
    ),
    (
        "footer.site_code",
        re.compile(
            r"标识码\s{0,4}(?:</[a-z]+>\s{0,4})?[:：]?\s{0,4}(?:<[^>]{0,200}>\s{0,4}){0,3}(?:\d{10}|bm\d{8})",
            re.I,
        ),
    ),
    ("footer.icp", re.compile(r"ICP\s{0,4}备\s{0,4}\d{5,}\s{0,4}号", re.I)),
    ("footer.police", re.compile(r"公网安备\s{0,4}\d{10,}\s{0,4}号?|公安备案号?[:：]?\s{0,4}\d{10,}")),
    ("footer.owner", re.compile(r"主\s{0,4}办(?:单位)?\s{0,4}[:：]|主办单位|主管主办|主办\s{0,3}[^\s<]{4,}")),
    ("footer.contact", re.compile(r"联系(?:电话|方式|我们|地址)|电话\s{0,4}[:：]|服务热线|热线电话")),
    ("footer.sitemap", re.compile(r"(?:网站|站点)(?:地图|导航)|sitemap", re.I)),
    (
        "home.find_error_entry",
        re.compile(r"网站找错|政府网站纠错|zfwzzc\.www\.gov\.cn|_span_jiucuo|jiucuo\.js|找错", re.I),
    ),
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
HUB_NAMES = ("政府信息公开", "政务公开", "信息公开", "信息公开专栏", "公开专栏")


def look(page: Read, html: str) -> list[Sighting]:
    """What is missing on the home page; the foot may be written by a script, so the markup is searched, not the text."""
    if "<!--" in html:
        html = _COMMENT.sub("", html)
    out: list[Sighting] = [(probe, "", {"kind": "missing"}) for probe, sign in _FOOT if not sign.search(html)]
    if hub_entry(page) is None:
        out.append(("home.hub_entry", "", {"kind": "missing"}))
    if page.search is None and not re.search(r"检索|搜索|搜一搜", page.text):
        out.append(("site.search", "", {"kind": "missing"}))
    return out


def hub_entry(page: Read) -> tuple[str, str] | None:
    """Address and text of the way to the hub: the one with the right name before others; None when there is none."""
    best: tuple[int, str, str] | None = None
    for _kind, href, text in page.refs:
        name = "".join(text.split())
        for rank, known in enumerate(HUB_NAMES):
            if name == known or (rank == 0 and name in ("政府信息公开专栏", "政府信息公开平台")):
                if best is None or rank < best[0]:
                    best = (rank, href, name)
                break
    return (best[1], best[2]) if best else None
