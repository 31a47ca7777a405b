"""Lists of accounts and posts as tables: what the columns are called, out and in again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor
from yangguang.documents.dates import parse_date
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may

from . import describing, keeping
from .fetching import Fetched
from .models import Account, Platform
from .queries import Fact

ACCOUNTS = {
    "主办单位": "unit", "平台": "platform", "账号名称": "name", "账号ID": "handle", "主页网址": "url", "用途": "purpose",
    "认证主体": "certified_name", "登记号": "registration_number", "内容负责人": "lead", "审批人": "approver",
    "联系人": "contact", "联系电话": "phone", "备岗人员": "backup", "开设日期": "opened_on", "互动入口": "interaction",
    "粉丝量": "followers", "粉丝量统计日期": "followers_on", "内容接入网址": "feed_url", "同平台另开的理由": "exception",
}  # fmt: skip
POSTS = {
    "账号": "account",
    "标题": "title",
    "网址": "url",
    "发布时间": "posted_at",
    "阅读量": "reads",
    "点赞量": "likes",
}
MUST = {"accounts": ("主办单位", "平台", "账号名称"), "posts": ("账号", "标题", "发布时间")}
MOST_ROWS = 5000
FACTS = ("状态", "最近更新", "未更新天数", "更新情况", "互动核查", "备案号")


def _unquoted(cell: str) -> str:
    """A cell as it was before a CSV made it harmless."""
    return cell[1:] if re.match(r"'[=+\-@]", cell) else cell


class AccountLines:
    """Reads lines of a list of accounts; knows what has gone before in the file."""

    def __init__(self, actor: Actor) -> None:
        self.all = keeping.supervises(actor)
        self.actor = actor
        today = timezone.localdate()
        self.units = {
            name: u for u in Unit.objects.answerable(today) for name in (u.name, u.full_name) if name
        }
        self.platforms = {p.name: p for p in Platform.objects.filter(active=True)}
        self.seen: dict[tuple[int, int, str], int] = {}

    def read(self, number: int, cells: dict[str, str]) -> tuple[Unit | None, dict[str, Any], str, list[str]]:
        """(unit, values, telephone, faults)."""
        values: dict[str, Any] = {ACCOUNTS[k]: _unquoted(v) for k, v in cells.items() if k in ACCOUNTS}
        faults = []
        unit = self.units.get(values.pop("unit", ""))
        phone = values.pop("phone", "")
        platform = self.platforms.get(values.get("platform", ""))
        if unit is None:
            faults.append(f"没有主办单位“{cells.get('主办单位', '')[:30]}”，应是单位简称或全称")
        elif not self.all and not may(self.actor, Act.EDIT, unit):
            faults.append(f"您不能为{unit}登记账号")
        if platform is None:
            faults.append(f"没有平台“{cells.get('平台', '')[:20]}”，可用的：{'、'.join(self.platforms)}")
        else:
            values["platform"] = platform
            try:
                found = describing.clean({**dict.fromkeys(describing.TEXTS, ""), **values})
            except Refused as refused:
                faults += [str(r) for r in refused.reasons]
            else:
                if unit is not None:
                    faults += [str(r) for r in describing.clashes(unit, found)]
                    faults += self._twice(number, unit, platform, found)
        return unit, values, phone, faults

    def _twice(self, number: int, unit: Unit, platform: Platform, found: dict[str, Any]) -> list[str]:
        mark = (unit.pk, platform.pk, found["name"] if found.get("exception") else "")
        if mark in self.seen:
            return [f"和第 {self.seen[mark]} 行是同一单位、同一平台；确需另开的，在“同平台另开的理由”写明"]
        self.seen[mark] = number
        return []


class PostLines:
    """Reads lines of a list of posts; accounts are named by ID or name."""

    def __init__(self, actor: Actor) -> None:
        self.known: dict[str, list[Account]] = {}
        self.all = keeping.supervises(actor)
        self.actor = actor
        for account in Account.objects.listed():
            for name in {account.name, account.handle} - {""}:
                self.known.setdefault(name, []).append(account)

    def read(self, number: int, cells: dict[str, str]) -> tuple[Account | None, Fetched | None, list[str]]:
        values = {POSTS[k]: _unquoted(v) for k, v in cells.items() if k in POSTS}
        faults = []
        named = self.known.get(values.get("account", ""), [])
        account = named[0] if len(named) == 1 else None
        if not named:
            faults.append(f"没有账号“{values.get('account', '')[:30]}”，应是登记的账号 ID 或名称")
        elif account is None:
            faults.append(f"有 {len(named)} 个账号叫“{values.get('account', '')[:30]}”，请写账号 ID")
        elif not self.all and not may(self.actor, Act.EDIT, account.unit):
            faults.append(f"您不能为{account.unit}登记推文")
        title, url = values.get("title", "").strip(), values.get("url", "").strip()
        if not title:
            faults.append("“标题”是空的")
        if url and (not url.startswith(("http://", "https://")) or len(url) > 600):
            faults.append("网址要以 http:// 或 https:// 开头，不超过 600 字")
        at = None
        try:
            at = moment(values.get("posted_at", ""))
            if at > timezone.now():
                faults.append("发布时间还没有到")
        except ValueError as error:
            faults.append(f"发布时间：{error}")
        counts = {}
        for name, label in (("reads", "阅读量"), ("likes", "点赞量")):
            given = values.get(name, "").replace(",", "")
            if given and not (given.isdecimal() and len(given) < 10):
                faults.append(f"{label}要写成数字")
            counts[name] = int(given) if given.isdecimal() and len(given) < 10 else None
        if faults or at is None:
            return account, None, faults
        return account, Fetched(url or f"{title}{at:%Y%m%d%H%M}", title[:300], url, at, "", **counts), []


_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")


def moment(text: str) -> dt.datetime:
    """2021-04-05 10:20, 2021年4月5日 10:20 and so on, here; nine o'clock without a time. Raises ValueError, in Chinese."""
    day = parse_date(text)
    found = _TIME.search(text)
    hour, minute = (int(found[1]), int(found[2])) if found else (9, 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"“{text[:30]}”这个时间不存在")
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def account_lines(found: list[Fact], *, with_phone: bool = False) -> Iterator[tuple[str, ...]]:
    """Accounts with their facts; the first columns are those that come in again. The telephone only where it may be seen."""
    yield (*ACCOUNTS, *FACTS)
    for fact in found:
        a, s = fact.account, fact.standing
        number = a.filings.exclude(number="").order_by("-pk").values_list("number", flat=True).first() or ""
        yield (
            str(a.unit), a.platform.name, a.name, a.handle, a.url, a.purpose, a.certified_name, a.registration_number,
            a.lead, a.approver, a.contact, a.phone if with_phone else "", a.backup, _day(a.opened_on), a.interaction,
            "" if a.followers is None else str(a.followers), _day(a.followers_on), a.feed_url, a.exception,
            a.get_state_display(), _day(s.last), "" if s.days is None else str(s.days), str(s.freshness),
            {True: "有", False: "没有", None: "没有核查"}[fact.interaction], number,
        )  # fmt: skip


def _day(value: dt.date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""
