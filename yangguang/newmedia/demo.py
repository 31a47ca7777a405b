"""Sample content of the new-media register, all marked 示例: accounts in every state, posts, texts on their way."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit, UnitKind
from yangguang.publications.models import Publication

from . import fetching
from .actions import campaigning, filing, posting, register, sending
from .describing import RISKS
from .keeping import office
from .models import Account, Decision, Message, Platform, Post

MARK = "示例："
UNITS, DAYS = 12, 60
TITLES = (
    "本周便民信息",
    "办事指南",
    "社区活动预告",
    "政策问答",
    "天气和出行提醒",
    "健康小知识",
    "文明实践",
    "招聘信息",
)


def _run(actor: Actor, chance: random.Random) -> str:
    if Account.objects.filter(name__startswith="示例").exists():
        return "已经装过"
    unit = office()
    if unit is None:
        return "没有主管部门，跳过"
    accounts = _accounts(actor, unit, chance)
    posts = sum(_posts(a, n, chance, actor) for n, a in enumerate(accounts))
    for n, account in enumerate(accounts):
        if n % 3 != 2:
            register.attest(
                account, actor=actor, present=n % 7 != 3, checked_on=timezone.localdate() - dt.timedelta(days=n + 1),
                evidence="https://example.org/liuyan", note="示例：留言两天内回复" if n % 7 != 3 else "示例：没有开通留言",
            )  # fmt: skip
    _filings(actor, accounts)
    sent = _texts(actor, accounts)
    _campaign(actor, unit, accounts)
    register.sight(
        unit, actor=actor,
        values={
            "platform": Platform.objects.get(code="douyin"), "name": "示例未备案账号", "source": "示例：公众举报",
            "found_on": timezone.localdate() - dt.timedelta(days=6), "unit": accounts[0].unit,
        },
    )  # fmt: skip
    return f"账号 {len(accounts)} 个，推文 {posts} 条，推送稿 {sent} 份"


def _accounts(actor: Actor, unit: Unit, chance: random.Random) -> list[Account]:
    """One or two for each of some units, told as a list that was there before."""
    today = timezone.localdate()
    units = [
        unit,
        *Unit.objects.answerable(today)
        .exclude(pk=unit.pk)
        .exclude(kind=UnitKind.COMMUNITY)
        .order_by("order")[:UNITS],
    ]
    platforms = {p.code: p for p in Platform.objects.all()}
    made = []
    for n, owner in enumerate(units):
        codes = ["wechat"] + (["weibo", "douyin", "app", "mini"][n % 4 : n % 4 + 1] if n % 2 == 0 else [])
        for code in codes:
            values = {
                "platform": platforms[code], "name": f"示例{owner.name}发布"[:60], "handle": f"shili-{owner.code}-{code}".lower(),
                "url": f"https://example.org/{owner.code.lower()}/{code}", "purpose": "示例：发布本单位政策和便民信息",
                "lead": "示例负责人", "approver": "示例审批人", "contact": "示例联系人", "backup": "示例备岗",
                "interaction": "示例：菜单“我要留言”", "opened_on": today - dt.timedelta(days=300 + 20 * n),
                "followers": chance.randrange(800, 60_000), "followers_on": today - dt.timedelta(days=3),
            }  # fmt: skip
            made.append(register.register_imported(owner, values, "0592-0000000", actor))
    return made


def _posts(account: Account, n: int, chance: random.Random, actor: Actor) -> int:
    """Most post every few days; a few have fallen silent."""
    if not account.platform.posts:
        return 0
    now, silent = timezone.now(), {2: 11, 5: 16, 9: 33}.get(n, 0)
    day, found = silent + chance.randrange(0, 3), []
    while day < DAYS:
        title = f"{MARK}{chance.choice(TITLES)}（{account.name}第 {day} 期）"
        at = now - dt.timedelta(days=day, hours=chance.randrange(1, 6))
        found.append(
            fetching.Fetched(
                f"{account.pk}-{day}",
                title,
                f"{account.url}/{day}",
                at,
                "",
                chance.randrange(60, 4000),
                chance.randrange(0, 90),
            )
        )
        day += chance.randrange(1, 6)
    records = list(
        Publication.objects.public()
        .filter(title__startswith="示例", kind__in=("policy", "explanation"))
        .order_by("-first_published_at")[:12]
    )
    for record in records[n % 3 :: 3]:
        at = min((record.first_published_at or now) + dt.timedelta(days=1), now)
        found.append(
            fetching.Fetched(f"{account.pk}-r{record.pk}", record.title, f"{account.url}/r{record.pk}", at)
        )
    new, _ = posting.take(
        account,
        found,
        source=Post.Source.TABLE,
        titles=posting.known_titles(timezone.localdate()),
        actor=actor,
    )
    return new


def _filings(actor: Actor, accounts: list[Account]) -> None:
    """One that waits, one that was returned, one that waits for its notice, one that is done."""
    risks = {code: True for code, _ in RISKS}
    platforms = {p.code: p for p in Platform.objects.all()}
    for n, (code, steps) in enumerate((("bilibili", 0), ("toutiao", 1), ("kuaishou", 2), ("channels", 3))):
        unit = accounts[n + 1].unit
        values = {
            "platform": platforms[code], "name": f"示例{unit.name}{platforms[code].name}"[:60], "purpose": "示例：短视频讲政策",
            "lead": "示例负责人", "approver": "示例审批人", "contact": "示例联系人",
        }  # fmt: skip
        made = filing.file_open(
            unit,
            actor=actor,
            values=values,
            reason="示例：群众在这个平台多",
            risks=risks,
            phone="0592-0000000",
        )
        if steps == 1:
            filing.send_back(made, actor=actor, note="示例：请说明谁来更新")
        elif steps >= 2:
            made = filing.approve(made, actor=actor, note="示例：同意")
        if steps == 3:
            filing.record(
                made,
                actor=actor,
                noticed_on=timezone.localdate(),
                notice_url="https://example.org/gonggao",
                number="示例备〔2021〕1号",
            )


def _texts(actor: Actor, accounts: list[Account]) -> int:
    """Texts from public records, at every point of their way."""
    records = list(
        Publication.objects.public().filter(title__startswith="示例").order_by("-first_published_at")[:5]
    )
    for n, (record, account) in enumerate(zip(records, accounts, strict=False)):
        message = sending.pack(account, actor=actor, publication=record)
        if n == 0 or sending.submit.reasons(message, actor=actor):
            continue
        for step in (sending.submit, sending.review, sending.approve)[:n]:
            message = step(message, actor=actor)
        if n == 4:
            sending.record_sent(message, actor=actor, url=f"{account.url}/sent", sent_at=timezone.now())
    return Message.objects.count()


def _campaign(actor: Actor, unit: Unit, accounts: list[Account]) -> None:
    """A cleaning-up in its course."""
    today = timezone.localdate()
    made = campaigning.begin(
        unit, actor=actor, title="示例：政务新媒体清理整合", basis="示例：国办发〔2018〕123号",
        begins=today - dt.timedelta(days=5), due=today + dt.timedelta(days=40),
    )  # fmt: skip
    decisions = (Decision.KEEP, Decision.KEEP, Decision.KEEP, Decision.RECTIFY, Decision.KEEP, Decision.CLOSE)
    for n, entry in enumerate(made.entries.filter(account__in=[a.pk for a in accounts])[: len(decisions)]):
        campaigning.decide(
            entry,
            actor=actor,
            decision=decisions[n],
            reason="" if decisions[n] == Decision.KEEP else "示例：少有人看",
        )


def _in_use() -> bool:
    """Whether there are accounts that are not the sample's."""
    return Account.objects.exclude(name__startswith="示例").exists()


demos.register(demos.Demo("newmedia", "政务新媒体", 70, _run, _in_use))
