"""Cleaning up: proposals, decisions, and facts that alone tell what was carried out."""

from __future__ import annotations

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.duties.models import Duty
from yangguang.newmedia import jobs, keeping
from yangguang.newmedia.actions import campaigning, filing, register
from yangguang.newmedia.models import AccountState, Campaign, Decision
from yangguang.organisations.tests.factories import openness_office

from .factories import Media, before

pytestmark = [pytest.mark.django_db, pytest.mark.task(26)]


@pytest.fixture
def media():
    openness_office()
    return Media()


def begin(media: Media) -> Campaign:
    return campaigning.begin(
        openness_office(), actor=media.office, title="示例清理", begins=before(0), due=before(-30)
    )


def waiting() -> set[int]:
    return set(Duty.objects.open().filter(kind=keeping.CAMPAIGN).values_list("unit", flat=True))


def test_a_campaign_asks_every_unit_with_an_account_and_frees_it_when_all_is_done(media):
    other = Media()
    first, second, third = media.account(), media.account("weibo"), other.account()
    campaign = begin(media)
    assert waiting() == {media.unit.pk, other.unit.pk}
    with pytest.raises(Refused, match="没结束"):
        begin(media)
    entries = {e.account_id: e for e in campaign.entries.all()}
    campaigning.propose(entries[first.pk], actor=media.editor, proposal=Decision.KEEP, reason="")
    with pytest.raises(Refused):
        campaigning.propose(entries[third.pk], actor=media.editor, proposal=Decision.KEEP, reason="")
    with pytest.raises(Refused):
        campaigning.decide(entries[first.pk], actor=media.head, decision=Decision.KEEP)
    campaigning.decide(entries[first.pk], actor=media.office, decision=Decision.KEEP)
    assert waiting() == {media.unit.pk, other.unit.pk}
    campaigning.decide(entries[second.pk], actor=media.office, decision=Decision.KEEP)
    assert waiting() == {other.unit.pk}
    with pytest.raises(Refused, match="1 个账号没有决定"):
        campaigning.end(campaign, actor=media.office)


def test_a_merger_needs_an_account_that_goes_on(media):
    entry = media.campaign_entry()
    with pytest.raises(Refused, match="并入"):
        campaigning.decide(entry, actor=media.office, decision=Decision.MERGE, reason="示例")
    with pytest.raises(Refused, match="并入"):
        campaigning.decide(
            entry, actor=media.office, decision=Decision.MERGE, reason="示例", into=entry.account
        )
    goal = Media().account()
    assert (
        campaigning.decide(entry, actor=media.office, decision=Decision.MERGE, reason="示例", into=goal).into
        == goal
    )


def test_what_was_decided_is_filed_with_one_click_and_done_by_the_notice(media):
    account = media.account()
    entry = campaigning.decide(
        media.campaign_entry(account), actor=media.office, decision=Decision.CLOSE, reason="示例"
    )
    campaigning.file(entry, actor=media.editor)
    with pytest.raises(Refused, match="还没有办完"):
        campaigning.file(entry, actor=media.editor)
    filed = filing.approve(account.filings.get(), actor=media.office)
    filing.record(
        filed, actor=media.editor, noticed_on=timezone.localdate(), notice_url="https://example.org/n"
    )
    jobs.look.run(timezone.localdate())
    entry.refresh_from_db()
    assert entry.done_on == timezone.localdate()
    assert not waiting()
    with pytest.raises(Refused, match="已经办完"):
        campaigning.decide(entry, actor=media.office, decision=Decision.KEEP)


def test_rectifying_ends_when_the_account_is_normal_again(media):
    account = media.account()
    entry = campaigning.decide(
        media.campaign_entry(account), actor=media.office, decision=Decision.RECTIFY, reason="示例"
    )
    account.refresh_from_db()
    assert (account.state, entry.done_on) == (AccountState.RECTIFYING, None)
    register.move(account, actor=media.office, state=AccountState.NORMAL, reason="示例：整改完成")
    jobs.look.run(timezone.localdate())
    entry.refresh_from_db()
    assert entry.done_on == timezone.localdate()


def test_a_changed_decision_takes_rectifying_back(media):
    account = media.account()
    entry = campaigning.decide(
        media.campaign_entry(account), actor=media.office, decision=Decision.RECTIFY, reason="示例"
    )
    campaigning.decide(entry, actor=media.office, decision=Decision.KEEP)
    account.refresh_from_db()
    assert account.state == AccountState.NORMAL
