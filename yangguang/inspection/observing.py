"""What an inspection of a site sees: immutable observations, the site's columns, and the report that carries both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Observed:
    """One thing seen once, never changed.

    ``probe`` is one of PROBES, ``a11y.<axe rule id>`` or ``text.<code of a rule of checking>``. ``target`` is what is
    wrong: the address of the broken thing, of the column, or the site's home. ``page`` is the address it was seen on
    ("" for the site as a whole). ``evidence`` is small JSON: status, ms, place, text, kind, expected, found, days …
    ``at`` is aware, in UTC. ``snapshot`` is the SHA-256 of the page's bytes, "" when they were not kept.
    """

    probe: str
    target: str
    page: str
    evidence: Mapping[str, Any]
    at: dt.datetime
    snapshot: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the public sees it. ``kind`` is one of KINDS or "" (not recognised); ``last`` its newest entry's day.

    ``entries`` counts the entries on its first page; ``parent`` is the address of the column above, or "".
    """

    url: str
    name: str
    kind: str
    last: dt.date | None
    entries: int
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running inspection is. ``stage`` is 首次抓取, 外链复核 or 汇总; ``now`` the address just done."""

    stage: str
    pages: int
    requests: int
    waiting: int
    observed: int
    now: str = ""


@dataclass(slots=True)
class Report:
    """What an inspection found. ``started`` and ``ended`` are aware, in UTC; ``bytes`` is what was read of bodies.

    ``pages`` counts HTML pages looked at, ``requests`` every request sent, ``addresses`` the distinct addresses asked;
    ``unchanged`` the pages that were the same as the time before (not parsed again). ``complete`` is False when a
    limit, a stop or an unreachable home ended it early; ``stopped`` says why, in Chinese.
    """

    site: str
    started: dt.datetime
    ended: dt.datetime
    pages: int = 0
    requests: int = 0
    addresses: int = 0
    bytes: int = 0
    columns: list[Column] = field(default_factory=list)
    observed: list[Observed] = field(default_factory=list)
    unchanged: int = 0
    complete: bool = True
    stopped: str = ""
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``json.dumps``: moments in ISO 8601, days as YYYY-MM-DD or None."""
        return {
            "site": self.site,
            "started": self.started.isoformat(),
            "ended": self.ended.isoformat(),
            "pages": self.pages,
            "requests": self.requests,
            "addresses": self.addresses,
            "bytes": self.bytes,
            "unchanged": self.unchanged,
            "complete": self.complete,
            "stopped": self.stopped,
            "notes": list(self.notes),
            "columns": [{**asdict(c), "last": c.last.isoformat() if c.last else None} for c in self.columns],
            "observed": [
                {
                    "probe": o.probe, "target": o.target, "page": o.page, "evidence": dict(o.evidence),
                    "at": o.at.isoformat(), "snapshot": o.snapshot,
                }
                for o in self.observed
            ],
        }  # fmt: skip


# Kinds of columns the indicators of 国办秘函〔2019〕19号 tell apart; the thresholds belong to the indicator set.
KINDS = (
    "动态要闻", "通知公告", "政策文件", "政策解读", "概况信息", "机构职能", "领导信息", "办事服务",
    "互动交流", "信息公开",
)  # fmt: skip

PROBES: dict[str, str] = {
    "site.unreachable": "网站打不开",
    "site.slow": "首页打开慢",
    "home.stale": "首页不更新",
    "home.hub_entry": "首页没有政府信息公开入口",
    "home.find_error_entry": "首页没有“我为政府网站找错”入口",
    "site.search": "站内搜索缺失或不可用",
    "site.labels": "站点标签缺失或不合规",
    "footer.mark": "底部没有党政机关网站标识",
    "footer.site_code": "底部没有网站标识码",
    "footer.icp": "底部没有 ICP 备案号",
    "footer.police": "底部没有公安备案号",
    "footer.owner": "底部没有主办单位",
    "footer.contact": "底部没有联系方式",
    "footer.sitemap": "底部没有网站地图",
    "column.blank": "空白栏目",
    "column.stale": "栏目不更新",
    "column.unreadable": "栏目内容读不出",
    "link.broken": "站内链接打不开",
    "link.external": "外部链接打不开",
    "image.broken": "图片打不开",
    "attachment.broken": "附件打不开",
    "attachment.mismatch": "附件内容与格式不符",
    "anchor.missing": "页内位置不存在",
    "link.dead_script": "点击没有反应的链接",
    "redirect.loop": "循环跳转",
    "page.soft404": "页面不存在却显示正常",
    "page.labels": "栏目或内容标签缺失或不合规",
    "page.undated": "没有发布时间",
    "page.encoding": "文字编码有误",
    "page.slow": "页面打开慢",
    "page.error": "页面出错",
    "hub.name": "专栏名称不是“政府信息公开”",
    "hub.blocks": "专栏缺少规定板块",
    "hub.order": "专栏板块次序不符",
    "hub.empty": "专栏板块无内容",
    "hub.apply": "没有依申请公开入口",
    "hub.search": "专栏没有检索",
    "hub.guide": "指南要素不全",
    "hub.reports": "历年年报不全",
}

A11Y_RULES = (
    "document-title", "html-has-lang", "image-alt", "input-image-alt", "object-alt", "label", "link-name",
    "button-name", "duplicate-id", "empty-heading", "frame-title", "meta-viewport", "list", "listitem",
    "td-headers-attr", "empty-table-header", "video-caption", "select-name", "valid-lang", "meta-refresh", "blink",
    "marquee",
)  # fmt: skip


def name_of(probe: str) -> str:
    """The Chinese name of a probe; a11y and text probes get their group's."""
    if probe in PROBES:
        return PROBES[probe]
    if probe.startswith("a11y."):
        return f"无障碍：{probe[5:]}"
    if probe.startswith("text."):
        return f"文字检查：{probe[5:]}"
    raise KeyError(f"no probe {probe!r}")
