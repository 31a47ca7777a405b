"""The notice (公告) of an account's opening, change of name, closing or merging: as a draft to publish and as a document."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.html import escape

from yangguang.typesetting.official import OfficialDocument

from .models import Filing, FilingKind, Platform

VERBS = {"open": "开设", "change": "变更", "close": "关停", "merge": "归并"}


def _named(filing: Filing) -> tuple[str, str]:
    """Platform and name of the account, as they are or shall be."""
    if filing.account is not None:
        return filing.account.platform.name, filing.account.name
    platform = Platform.objects.filter(pk=filing.values.get("platform")).first()
    return platform.name if platform else "", str(filing.values.get("name") or "")


def title(filing: Filing) -> str:
    platform, name = _named(filing)
    return f"关于{VERBS[filing.kind]}{platform}“{name}”的公告"


def paragraphs(filing: Filing) -> list[str]:
    """What the public needs to know: since when, instead of what, and where to turn to."""
    platform, name = _named(filing)
    owner = filing.unit.full_name or str(filing.unit)
    said = f"{platform}账号“{name}”"
    if filing.kind == FilingKind.OPEN:
        purpose = str(filing.values.get("purpose") or (filing.account.purpose if filing.account else ""))
        lines = [f"经批准，{owner}开设{said}，用于{purpose}，即日起运行。"]
        if handle := filing.values.get("handle"):
            lines.append(f"账号 ID：{handle}。")
    elif filing.kind == FilingKind.CHANGE:
        lines = [f"经批准，{owner}的{platform}账号更名为“{name}”，其他服务不变。"]
    elif filing.kind == FilingKind.MERGE and filing.into is not None:
        into = f"{filing.into.platform.name}账号“{filing.into.name}”"
        lines = [f"经批准，{owner}的{said}并入{into}，自公告之日起不再更新，请关注{into}。"]
    else:
        lines = [f"经批准，{owner}的{said}自公告之日起停止更新并注销，有关信息请到政府网站查看。"]
    return [
        *lines,
        "此后以该账号名义发布的内容与本单位无关。" if filing.kind in ("close", "merge") else "特此公告。",
    ]


def values(filing: Filing, today: dt.date) -> dict[str, Any]:
    """The draft's fields, for ``publications.drafting``."""
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs(filing))
    return {"kind": "notice", "title": title(filing), "body": body, "written_on": today}


def document(filing: Filing, today: dt.date) -> OfficialDocument:
    """The same as an official document, for units that publish it elsewhere."""
    return OfficialDocument(
        title=title(filing), html="".join(f"<p>{escape(p)}</p>" for p in paragraphs(filing)),
        organs=(filing.unit.full_name or str(filing.unit),), written_on=today,
    )  # fmt: skip
