"""Read shapes: accounts on a day, how long they have been silent, interaction, what a page or another room asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, scope

from . import rules
from .models import (
    IN_FORCE,
    Account,
    AccountState,
    Filing,
    FilingState,
    Interaction,
    Message,
    MessageState,
    Post,
    StateSpan,
)
from .models.accounts import AccountQuerySet


def limits() -> tuple[int, int]:
    """(amber, stale) days. A site may be stricter than 国办秘函〔2019〕19号, never laxer."""
    veto = min(settings.MEDIA_VETO_DAYS, rules.VETO_DAYS)
    return min(settings.MEDIA_WARN_DAYS, veto), veto


def moment_after(day: dt.date) -> dt.datetime:
    """The first moment after a day, here."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def visible(actor: Actor) -> AccountQuerySet:
    found: AccountQuerySet = scope(actor, Act.VIEW, Account.objects.listed())  # type: ignore[assignment]
    return found


def editable_units(actor: Actor) -> QuerySet[Unit]:
    today = timezone.localdate()
    return scope(actor, Act.EDIT, Unit.objects.answerable(today).order_by("order"), "pk")


def narrowed(accounts: QuerySet[Account], asked: Mapping[str, str]) -> QuerySet[Account]:
    """Accounts that fit what a list's filter says; what it can't read it ignores."""
    if q := asked.get("q"):
        accounts = accounts.filter(Q(name__icontains=q) | Q(handle__icontains=q) | Q(purpose__icontains=q))
    for name in ("unit", "platform"):
        if (given := asked.get(name, "")).isdecimal() and len(given) < 10:
            accounts = accounts.filter(**{name: given})
    state = asked.get("state", "")
    if state == "in_force":
        accounts = accounts.filter(state__in=IN_FORCE)
    elif state in AccountState.values:
        accounts = accounts.filter(state=state)
    return accounts


@dataclass
class History:
    """The states of an account, oldest first."""

    spans: list[StateSpan] = field(default_factory=list)

    def on(self, day: dt.date) -> str:
        """Its state on a day; "" before it was registered."""
        known = [s for s in self.spans if s.begins <= day]
        return known[-1].state if known else ""

    def pauses(self) -> list[rules.Span]:
        """When it was being rectified, with consent."""
        found = []
        for n, span in enumerate(self.spans):
            if span.state == AccountState.RECTIFYING:
                after = self.spans[n + 1].begins - dt.timedelta(days=1) if n + 1 < len(self.spans) else None
                found.append(rules.Span(span.begins, after))
        return found


def histories(accounts: Iterable[int] | None = None) -> dict[int, History]:
    """The states of these accounts (None: of all). One query."""
    rows = StateSpan.objects.order_by("account", "begins", "pk")
    if accounts is not None:
        rows = rows.filter(account__in=list(accounts))
    found: dict[int, History] = defaultdict(History)
    for span in rows:
        found[span.account_id].spans.append(span)
    return found


def in_force_on(day: dt.date, states: Mapping[int, History]) -> list[Account]:
    """The accounts that were in force on a day, in order of their units."""
    rows = Account.objects.listed().order_by("unit__order", "platform__order", "pk")
    return [a for a in rows if a.pk in states and states[a.pk].on(day) in IN_FORCE]


def standings(
    accounts: Iterable[Account], on: dt.date, states: Mapping[int, History]
) -> dict[int, rules.Standing]:
    """How long each has been silent on a day. One query."""
    chosen = list(accounts)
    rows = Post.objects.filter(account__in=[a.pk for a in chosen], posted_at__lt=moment_after(on))
    last = dict(rows.order_by().values_list("account").annotate(newest=Max("posted_at")))
    warn, veto = limits()
    return {
        a.pk: rules.standing(
            [timezone.localdate(last[a.pk])] if a.pk in last else [], on=on, opened=a.opened_on,
            pauses=states[a.pk].pauses() if a.pk in states else [], asked=a.platform.posts, warn=warn, veto=veto,
        )
        for a in chosen
    }  # fmt: skip


def interactions(accounts: Iterable[Account], on: dt.date) -> dict[int, Interaction]:
    """The newest statement about each on a day."""
    rows = Interaction.objects.filter(account__in=[a.pk for a in accounts], checked_on__lte=on)
    found: dict[int, Interaction] = {}
    for row in rows.order_by("checked_on", "pk"):
        found[row.account_id] = row
    return found


@dataclass(frozen=True)
class Fact:
    """What the inspection of new media asks of an account on a day (国办秘函〔2019〕19号, M-V2 and M-V3).

    ``interaction``: True or False as a person last said within the days that a statement counts; None when nobody has.
    """

    account: Account
    standing: rules.Standing
    interaction: bool | None
    statement: Interaction | None

    @property
    def is_stale(self) -> bool:
        return self.standing.freshness == rules.Freshness.STALE


def facts(on: dt.date, accounts: Iterable[Account] | None = None) -> list[Fact]:
    """Freshness and interaction of every account in force on a day."""
    states = histories()
    chosen = in_force_on(on, states) if accounts is None else list(accounts)
    silent, said = standings(chosen, on, states), interactions(chosen, on)
    oldest = on - dt.timedelta(days=rules.INTERACTION_DAYS)
    return [
        Fact(
            a, silent[a.pk],
            said[a.pk].present if a.pk in said and said[a.pk].checked_on >= oldest else None, said.get(a.pk),
        )
        for a in chosen
    ]  # fmt: skip


def stale(today: dt.date) -> list[Fact]:
    """Accounts that fail: no update in two weeks (M-V2 ①), or no working interaction (M-V3 ①)."""
    return [f for f in facts(today) if f.is_stale or f.interaction is False]


@dataclass(frozen=True)
class Statistics:
    """Posts of an account in a period. ``reads`` counts only posts whose number is known."""

    posts: int
    reads: int
    longest: int


def statistics(account: Account, begins: dt.date, ends: dt.date) -> Statistics:
    first = timezone.make_aware(dt.datetime.combine(begins, dt.time()))
    rows = list(
        account.posts.filter(posted_at__gte=first, posted_at__lt=moment_after(ends)).values_list(
            "posted_at", "reads"
        )
    )
    since = max(begins, account.opened_on or begins)
    pauses = histories([account.pk])[account.pk].pauses()
    days = [timezone.localdate(at) for at, _ in rows]
    longest = rules.longest_gap(days, since, ends, pauses) if since <= ends else 0
    return Statistics(len(rows), sum(n or 0 for _, n in rows), longest)


def filings(actor: Actor) -> QuerySet[Filing]:
    return scope(
        actor,
        Act.VIEW,
        Filing.objects.select_related("unit", "account__platform", "into__platform", "notice"),
    )


def messages(actor: Actor) -> QuerySet[Message]:
    return scope(
        actor, Act.VIEW, Message.objects.select_related("unit", "account__platform", "publication", "issue")
    )


def waiting(actor: Actor) -> dict[str, int]:
    """What stands on the room's tabs: how much waits for somebody."""
    return {
        "filings": filings(actor).filter(state__in=[FilingState.SENT, FilingState.RETURNED, FilingState.APPROVED]).count(),
        "messages": messages(actor).filter(state__in=[MessageState.SUBMITTED, MessageState.REVIEWED, MessageState.APPROVED]).count(),
    }  # fmt: skip


def public_accounts() -> QuerySet[Account]:
    """What the public list shows."""
    return Account.objects.in_force().listed().order_by("unit__order", "platform__order", "pk")


def notices(most: int = 30) -> QuerySet[Filing]:
    """Filings that the public was told of, the newest first; for the public list."""
    rows = Filing.objects.filter(noticed_on__isnull=False).filter(Q(notice__live=True) | ~Q(notice_url=""))
    return rows.select_related("unit", "notice", "account__platform").order_by("-noticed_on", "-pk")[:most]
