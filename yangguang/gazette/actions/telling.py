"""After an issue is out: corrections beside it, and where it was told of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.permissions import Act, reasons

from ..models import Article, Correction, Issue, Push

CHANNELS = (
    "网站首页",
    "微信公众号",
    "微博",
    "政务客户端",
    "移动版公报",
    "短信或邮件订阅",
    "纸质赠阅点",
    "其他",
)


def _may_correct(issue: Issue, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, issue.unit)
    if not issue.is_public:
        yield Reason("还没有出版，可以直接修改")


@verb("gazette.correct", "为{object}发布了更正启事", forbids=_may_correct)
def correct(
    issue: Issue, *, actor: Actor, text: str, article: Article | None = None, page: int | None = None
) -> Correction:
    """Say what was wrong in a published issue. The issue stays as printed."""
    if not text.strip():
        raise Refused([Reason("请写明更正内容", "如：第3页第2段“甲”应为“乙”", field="text")])
    if article is not None and article.issue_id != issue.pk:
        raise Refused([Reason("这篇文章不在这一期里", field="article")])
    made = Correction.objects.create(
        issue=issue, article=article, page=page, text=text.strip()[:600], by=actor.user
    )
    pages.purge("gazette", f"gazette:{issue.pk}")
    return made


def _may_push(issue: Issue, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, issue.unit)
    if not issue.is_public:
        yield Reason("还没有出版，不能登记推送")


@verb("gazette.push", "登记了{object}的推送", forbids=_may_push)
def record_push(
    issue: Issue, *, actor: Actor, channel: str, account: str = "", pushed_at: dt.datetime, url: str = ""
) -> Push:
    """Note that the issue was told of on an account. The time may not lie ahead, nor before the issue was out."""
    faults = []
    if channel not in CHANNELS:
        faults.append(Reason("请选择渠道", field="channel"))
    if pushed_at > timezone.now():
        faults.append(Reason("推送时间还没有到", "请推送后再登记", field="pushed_at"))
    if issue.published_at and not issue.is_old and pushed_at.date() < issue.published_at.date():
        faults.append(Reason("推送时间早于出版时间", "请核对", field="pushed_at"))
    if url and not url.startswith(("http://", "https://")):
        faults.append(Reason("网址要以 http:// 或 https:// 开头", field="url"))
    if faults:
        raise Refused(faults)
    made = Push.objects.create(
        issue=issue,
        channel=channel,
        account=account.strip()[:60],
        pushed_at=pushed_at,
        url=url,
        by=actor.user,
    )
    pages.purge(f"gazette:{issue.pk}")
    return made


@verb("gazette.drop_push", "删去了{object}的一条推送记录", forbids=_may_push)
def drop_push(issue: Issue, *, actor: Actor, push: int) -> Issue:
    """Take back a record made by mistake; the log keeps that it was there."""
    issue.pushes.filter(pk=push).delete()
    pages.purge(f"gazette:{issue.pk}")
    return issue
