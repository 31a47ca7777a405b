"""What follows from other rooms' acts: a notice that becomes public, a unit that merges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actors import SYSTEM, Actor
from yangguang.organisations import mergers
from yangguang.organisations.models import Unit
from yangguang.publications import placing
from yangguang.publications.models import Publication

from . import keeping
from .actions.filing import settle
from .models import IN_FORCE, Account, Filing, FilingState, Message

MOVED = logtypes.register(logtypes.LogType("newmedia.merger", "随单位合并移交了{object}的新媒体账号"))
NOTICED = logtypes.register(logtypes.LogType("newmedia.noticed", "公告已发布，{object}备案办结"))
EXCEPTION = "单位合并带来，待清理归并"


def settle_notices(records: Sequence[Publication] | None = None) -> int:
    """Filings whose notice is public now are done. Call inside a transaction."""
    rows = Filing.objects.filter(state=FilingState.APPROVED, notice__live=True).select_related(
        "notice", "account"
    )
    if records is not None:
        rows = rows.filter(notice__in=[r.pk for r in records])
    found = list(rows)
    for filing in found:
        assert filing.notice is not None
        settle(filing, filing.notice.published_on or timezone.localdate(), SYSTEM)
        NOTICED.write(SYSTEM, filing)
    return len(found)


def placed(records: Sequence[Publication]) -> None:
    """A notice that was drafted here has become public."""
    settle_notices(records)


def displaced(record: Publication) -> None:
    """A withdrawn notice was still told; nothing is undone."""


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """The successor keeps the accounts; a second one on a platform stays as an exception until it is cleaned up."""
    accounts = list(Account.objects.filter(unit=old))
    taken = set(
        Account.objects.filter(unit=new, state__in=IN_FORCE, exception="").values_list("platform", flat=True)
    )
    for account in accounts:
        account.unit = new
        if account.in_force and account.platform_id in taken and not account.exception:
            account.exception = EXCEPTION
        account.save()
    Message.objects.filter(unit=old, state__in=Message.OPEN).update(unit=new)
    Filing.objects.filter(
        unit=old, state__in=[FilingState.SENT, FilingState.RETURNED, FilingState.APPROVED]
    ).update(unit=new)
    if accounts:
        keeping.changed()
        MOVED.write(actor, new, details={"from": str(old), "on": on, "accounts": len(accounts)})


def count(old: Unit) -> int:
    return Account.objects.filter(unit=old, state__in=IN_FORCE).count()


placing.follow(placing.Follower("newmedia", placed, displaced))
mergers.register("newmedia.accounts", "新媒体账号", carry, count)
