"""Posts that come in: by hand, from a table, from an adapter. One post is one, however often it comes."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import SYSTEM, Actor
from yangguang.delivery import pages
from yangguang.gazette.actions.telling import CHANNELS
from yangguang.gazette.models import Push as GazettePush
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.models import Publication

from .. import coverage, fetching, keeping, linking, rules
from ..models import Account, Post

logger = logging.getLogger(__name__)
PAGE = "newmedia:account"
BACK = 120  # days: what was public longer ago is not looked for in titles
AGAIN = dt.timedelta(days=3)  # a feed is read so far back, for posts that were changed or came late


def known_titles(today: dt.date) -> linking.Titles:
    """What a title may tell of: everything that has to be pushed and became public lately."""
    return coverage.titles(coverage.items(today - dt.timedelta(days=BACK), today, calendar.load()))


def take(
    account: Account, found: Iterable[fetching.Fetched], *, source: str, titles: linking.Titles, actor: Actor,
    given: linking.Target | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Keep what is new, refresh the numbers of what is known. Returns (new, refreshed). Call inside a transaction.

    ``given`` tells what they are about; without it their links and titles are asked.

    Posts with a time ahead of now are left out: they prove nothing yet.
    """
    now = timezone.now()
    fresh = {fetching.key_of(f.key): f for f in found if f.posted_at <= now}
    have = {p.key: p for p in account.posts.filter(key__in=list(fresh))}
    urls = {f.url for f in fresh.values() if f.url}
    by_url = {p.url: p for p in account.posts.filter(url__in=urls)} if urls else {}
    made, refreshed = [], 0
    for key, f in fresh.items():
        if (old := have.get(key) or by_url.get(f.url)) is not None:
            refreshed += _refresh(old, f)
            continue
        target = given or linking.find(f.title, f.url, f.said, titles)
        made.append(
            Post(
                account=account, key=key, title=f.title[:300], url=f.url, posted_at=f.posted_at, reads=f.reads,
                likes=f.likes, source=source, publication_id=target.publication, issue_id=target.issue,
                by_label=actor.label[:100],
            )
        )  # fmt: skip
    Post.objects.bulk_create(made, ignore_conflicts=True, batch_size=300)
    for post in made:
        _tell_gazette(post)
    if made:
        refresh_duty(account, actor=actor)
    return len(made), refreshed


def _refresh(post: Post, told: fetching.Fetched) -> int:
    """Newer numbers; and the title as it stands on the platform, where this system had sent the post."""
    changed = {
        k: v
        for k, v in (("reads", told.reads), ("likes", told.likes))
        if v is not None and getattr(post, k) != v
    }
    if post.source == Post.Source.SENT and told.title and post.title != told.title:
        changed["title"] = told.title[:300]  # type: ignore[assignment]
    if changed:
        Post.objects.filter(pk=post.pk).update(**changed)
    return bool(changed)


def _tell_gazette(post: Post) -> None:
    """An issue's own push records (公报推送) know of it too, so that nobody writes it down twice."""
    if (
        post.issue_id is None
        or GazettePush.objects.filter(issue=post.issue_id, url=post.url[:400]).exclude(url="").exists()
    ):
        return
    name = post.account.platform.name
    channel = name if name in CHANNELS else "其他"
    GazettePush.objects.create(
        issue_id=post.issue_id, channel=channel, account=post.account.name[:60], pushed_at=post.posted_at,
        url=post.url if len(post.url) <= 400 else "",
    )  # fmt: skip
    pages.purge(f"gazette:{post.issue_id}")


def refresh_duty(account: Account, *, actor: Actor) -> None:
    """A fresh post answers the reminder at once."""
    newest = account.posts.order_by("-posted_at").values_list("posted_at", flat=True).first()
    if newest is not None and (timezone.localdate() - timezone.localdate(newest)).days < rules.WARN_DAYS:
        keeping.close_duties(
            keeping.STALE, [account.pk], actor=actor, fact=f"{timezone.localdate(newest)} 已更新"
        )


def _may_note(account: Account, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, account.unit)


@verb("newmedia.post.note", "登记了{object}的推文", forbids=_may_note, link=PAGE)
def note(
    account: Account,
    *,
    actor: Actor,
    title: str,
    url: str,
    posted_at: dt.datetime,
    publication: int | None = None,
) -> Post:
    """Write a post down by hand; its address is the proof (attested link)."""
    if posted_at > timezone.now():
        raise Refused([Reason("发布时间还没有到", "请发出后再登记", field="posted_at")])
    key = fetching.key_of(url)
    if account.posts.filter(key=key).exists() or account.posts.filter(url=url).exists():
        raise Refused([Reason("这条推文已经登记过", field="url")])
    if publication is not None and not Publication.objects.public().filter(pk=publication).exists():
        raise Refused([Reason("没有这条已公开的信息", field="publication")])
    found = fetching.Fetched(url, title.strip(), url, posted_at)
    titles = known_titles(timezone.localdate())
    given = linking.Target(publication=publication)
    take(account, [found], source=Post.Source.HAND, titles=titles, actor=actor, given=given)
    return account.posts.get(key=key)


def _may_tie(post: Post, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, post.account.unit)


@verb("newmedia.post.tie", "说明了推文{object}对应哪条信息", forbids=_may_tie)
def tie(post: Post, *, actor: Actor, publication: int | None) -> Post:
    """Say which public record the post tells of, or that it tells of none."""
    if publication is not None and not Publication.objects.public().filter(pk=publication).exists():
        raise Refused([Reason("没有这条已公开的信息", field="publication")])
    post.publication_id = publication
    post.save()
    return post


@verb("newmedia.post.drop", "删去了推文登记{object}", forbids=_may_tie)
def drop(post: Post, *, actor: Actor) -> Account:
    """Take back what was noted by mistake; the log keeps that it was there. Only what was noted by hand."""
    if post.source != Post.Source.HAND:
        raise Refused([Reason("只能删去人工登记的推文", "接入的推文按平台上的事实保留")])
    account = post.account
    post.delete()
    return account


def _may_receive(account: Account, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from may_fetch(account, actor=actor)


def may_fetch(account: Account, *, actor: Actor) -> Iterable[Reason]:
    """What forbids reading the account's source now."""
    yield from keeping.own_or_office(actor, Act.EDIT, account.unit)
    if not account.adapter:
        yield Reason("没有设置内容接入", "请在变更备案里填写内容接入网址，或登记推文")


@verb("newmedia.receive", "接入了{object}的推文", forbids=_may_receive, hidden=("phone", "found"), link=PAGE)
def receive(account: Account, *, actor: Actor, found: list[fetching.Fetched], now: dt.datetime) -> Account:
    """Keep what an adapter has read; reading itself stays outside, so that no slow host holds a lock."""
    take(account, found, source=Post.Source.FEED, titles=known_titles(timezone.localdate(now)), actor=actor)
    account.fetched_at, account.fetch_trouble = now, ""
    account.save()
    return account


def fetch(account: Account, *, actor: Actor = SYSTEM, now: dt.datetime | None = None) -> tuple[int, str]:
    """Read an account's source. Returns (new posts, trouble in words); what went wrong stands on the account too."""
    now = now or timezone.now()
    before = account.posts.count()
    try:
        if account.adapter not in fetching.ADAPTERS:
            raise ValueError(f"没有“{account.adapter}”这种接入方式")
        since = account.fetched_at - AGAIN if account.fetched_at else None
        found = list(fetching.ADAPTERS.get(account.adapter).fetch(account, since))
        receive(account, actor=actor, found=found, now=now)
    except ValueError as error:
        trouble = str(error)
    except Refused:
        raise
    except Exception as error:  # one account's trouble must not stop the others
        logger.exception("fetching account %s failed", account.pk)
        trouble = f"系统错误：{type(error).__name__}"
    else:
        return account.posts.count() - before, ""
    Account.objects.filter(pk=account.pk).update(fetch_trouble=trouble[:300])
    return 0, trouble
