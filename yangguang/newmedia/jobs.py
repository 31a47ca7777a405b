"""What a day does by itself: read the accounts, warn before silence counts, see what was carried out."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.core.jobs import job
from yangguang.duties.models import Duty

from . import following, keeping, queries, rules
from .actions import campaigning, posting
from .models import Account, Campaign, CampaignEntry


@job("newmedia.fetch", "接入新媒体推文", at=dt.time(5, 30))
def read(today: dt.date) -> str:
    """Every account with a source; one that can't be read is named on its page."""
    new = failed = 0
    accounts = list(Account.objects.in_force().exclude(adapter="").select_related("platform", "unit"))
    for account in accounts:
        count, trouble = posting.fetch(account, now=timezone.now())
        new, failed = new + count, failed + bool(trouble)
    return f"读 {len(accounts)} 个账号，新增 {new} 条，失败 {failed} 个"


@job("newmedia.look", "新媒体更新提醒", at=dt.time(7, 20))
def look(today: dt.date) -> str:
    """Warn from the amber day on; what was answered closes by itself; filings and campaigns follow the facts."""
    with transaction.atomic():
        facts = queries.facts(today)
        silent = [
            (f.account, f.standing)
            for f in facts
            if f.standing.freshness in (rules.Freshness.NEAR, rules.Freshness.STALE)
        ]
        keeping.warn_stale(silent, actor=SYSTEM)
        wanted = {str(a.pk) for a, _ in silent}
        answered = [d.key for d in Duty.objects.open().filter(kind=keeping.STALE) if d.key not in wanted]
        closed = keeping.close_duties(keeping.STALE, answered, actor=SYSTEM, fact="已更新，或不再考核")
        following.settle_notices()
        for campaign in Campaign.objects.filter(pk__in=_open_campaigns()):
            campaigning.refresh(campaign, today, actor=SYSTEM)
    return f"提醒 {len(silent)} 个账号，销号 {closed} 件"


def _open_campaigns() -> set[int]:
    rows = CampaignEntry.objects.filter(done_on=None).exclude(decision="", campaign__ended_on__isnull=False)
    return set(rows.values_list("campaign", flat=True))
