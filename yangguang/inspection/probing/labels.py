"""Meta tags by 国办发〔2017〕47号附件 (chapter 6.1 of the project's facts): on every page, on columns, on articles.

Which of them are obligatory is taken from practice and still to be verified (待核); the indicator set decides the weight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = ("ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource")
_SITE_CODE = re.compile(r"\d{10}|bm\d{8}", re.I)
_PUB_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")


def wrong(labels: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    """What is wrong with the named tags: “缺少 X” or “X 不合规”. ``labels`` is keyed by lower-case name."""
    out = []
    for name in names:
        value = labels.get(name.lower(), "").strip()
        if not value or value.lower() in ("null", "none", "undefined"):
            out.append(f"缺少 {name}")
        elif not _fits(name, value):
            out.append(f"{name} 不合规")
    return out


def _fits(name: str, value: str) -> bool:
    if name == "SiteIDCode":
        return _SITE_CODE.fullmatch(value) is not None
    if name == "SiteDomain":
        return "://" not in value and "." in value
    if name == "PubDate":
        return _PUB_DATE.fullmatch(value) is not None
    return True
