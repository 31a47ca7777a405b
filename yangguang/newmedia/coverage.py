"""What has to be told on new media, by when, and where it was: gazette issues, important policies, explanations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from yangguang.core.workdays import Calendar
from yangguang.gazette.models import Issue
from yangguang.gazette.models import Push as GazettePush
from yangguang.policy.models import Requirement
from yangguang.publications.models import Publication

from . import rules
from .linking import Target, Titles
from .models import Account, Post
from .queries import moment_after

GAZETTE, POLICY, EXPLANATION = "政府公报", "重要政策", "政策解读"
# Channels of a gazette's own push records that are new media.
MEDIA_CHANNELS = ("微信公众号", "微博", "政务客户端")


@dataclass(frozen=True)
class Item:
    """Something that has to be pushed: ``out`` is the day it became public, ``due`` the last day for the push."""

    sort: str
    key: str
    title: str
    url: str
    unit: int | None
    unit_name: str
    out: dt.date
    due: dt.date
    target: Target


@dataclass(frozen=True)
class Push:
    """That an item was told of: on which account, on which day, where."""

    account: int | None
    name: str
    on: dt.date
    url: str


def important(people_facing: bool = True) -> Q:
    """Policies that matter: 重大文件, 重点工作, and (待核) those that speak to people directly."""
    wanted = Q(major=True) | ~Q(key_work=[])
    return wanted | Q(people_facing=True) if people_facing else wanted


def items(
    begins: dt.date, ends: dt.date, days: Calendar, *, people_facing: bool = True,
    push_days: int = rules.PUSH_DAYS,
) -> list[Item]:  # fmt: skip
    """Everything that became public from ``begins`` to ``ends``, newest first. Three queries."""
    first = timezone.make_aware(dt.datetime.combine(begins, dt.time()))
    after = moment_after(ends)

    def due(out: dt.date) -> dt.date:
        return days.add(out, push_days).due

    found = []
    issues = Issue.objects.filter(
        origin=Issue.Origin.MADE, state="published", published_at__gte=first, published_at__lt=after
    ).select_related("unit")
    for issue in issues:
        out = timezone.localdate(issue.published_at)
        found.append(
            Item(GAZETTE, f"gazette.issue:{issue.pk}", str(issue), issue.get_absolute_url(), issue.unit_id,
                 str(issue.unit), out, due(out), Target(issue=issue.pk))
        )  # fmt: skip
    public = (
        Publication.objects.public()
        .listed()
        .filter(first_published_at__gte=first, first_published_at__lt=after)
    )
    matter = Requirement.objects.filter(important(people_facing), document__in=public).values("document")
    for sort, rows in (
        (POLICY, public.filter(kind__in=("policy", "norm"), pk__in=matter)),
        (EXPLANATION, public.filter(kind="explanation")),
    ):
        for record in rows:
            out = timezone.localdate(record.first_published_at)
            found.append(
                Item(sort, f"publications.publication:{record.pk}", record.title, record.get_absolute_url(),
                     record.unit_id, str(record.unit), out, due(out), Target(publication=record.pk))
            )  # fmt: skip
    return sorted(found, key=lambda i: (i.out, i.key), reverse=True)


def titles(chosen: Iterable[Item]) -> Titles:
    return Titles((i.title, i.target) for i in chosen)


def pushes(chosen: Sequence[Item], until: dt.date) -> dict[str, list[Push]]:
    """For each item where it was told of up to a day, earliest first. Two queries."""
    by_record = {i.target.publication: i.key for i in chosen if i.target.publication is not None}
    by_issue = {i.target.issue: i.key for i in chosen if i.target.issue is not None}
    found: dict[str, list[Push]] = defaultdict(list)
    since = min((i.out for i in chosen), default=until)
    rows = Post.objects.filter(
        Q(publication__isnull=False) | Q(issue__isnull=False), posted_at__lt=moment_after(until),
        posted_at__gte=timezone.make_aware(dt.datetime.combine(since, dt.time())),
    ).select_related("account__platform")  # fmt: skip
    out = {i.key: i.out for i in chosen}
    for post in rows:
        key = by_record.get(post.publication_id or 0) or by_issue.get(post.issue_id or 0)
        on = timezone.localdate(post.posted_at)
        if key is not None and on >= out[key]:
            found[key].append(Push(post.account_id, str(post.account), on, post.url))
    for told in GazettePush.objects.filter(issue__in=list(by_issue), channel__in=MEDIA_CHANNELS):
        on = timezone.localdate(told.pushed_at)
        known = {p.url for p in found[by_issue[told.issue_id]] if p.url}
        if on <= until and told.url not in known:
            found[by_issue[told.issue_id]].append(
                Push(None, f"{told.account or told.channel}（公报登记）", on, told.url)
            )
    return {k: sorted(v, key=lambda p: p.on) for k, v in found.items()}


@dataclass(frozen=True)
class Row:
    """An item with its pushes; ``state`` in words."""

    item: Item
    pushes: list[Push]
    state: str

    @property
    def done(self) -> bool:
        return self.state == "已推送"

    def on_account(self, account: Account) -> Push | None:
        return next((p for p in self.pushes if p.account == account.pk), None)


def rows(chosen: Sequence[Item], on: dt.date) -> list[Row]:
    """Items with what became of them on a day: 已推送, 晚推送, 待推送, 未推送."""
    told = pushes(chosen, on)
    found = []
    for item in chosen:
        have = told.get(item.key, [])
        if have:
            state = "已推送" if have[0].on <= item.due else "晚推送"
        else:
            state = "待推送" if item.due >= on else "未推送"
        found.append(Row(item, have, state))
    return found
