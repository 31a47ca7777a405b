"""An account from the unit's wish to the public list, and out of it again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.duties.models import Duty
from yangguang.newmedia import jobs, keeping, notices, queries
from yangguang.newmedia.actions import filing, register
from yangguang.newmedia.models import Account, AccountState, FilingState, Sighting
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, administrator, make_unit, openness_office
from yangguang.publications.actions import releasing
from yangguang.publications.tests.factories import Team
from yangguang.typesetting.word import text_of, to_docx

from .factories import RISKS, Media, before, platform

pytestmark = [pytest.mark.django_db, pytest.mark.task(26)]


@pytest.fixture
def media():
    openness_office()
    return Media()


def open_duties(kind: str) -> list[Duty]:
    return list(Duty.objects.open().filter(kind=kind))


def test_an_opening_is_filed_decided_told_and_listed(media):
    filed = media.filing(name="示例发布")
    assert [d.unit for d in open_duties(keeping.DECIDE)] == [openness_office()]
    assert not Account.objects.exists()
    filed = filing.approve(filed, actor=media.office)
    account = filed.account
    assert (account.name, account.state, account.phone) == ("示例发布", AccountState.NORMAL, "0592-0000000")
    assert not open_duties(keeping.DECIDE)
    assert [d.unit for d in open_duties(keeping.NOTICE)] == [media.unit]
    assert "示例发布" in Client().get("/media/").content.decode()
    filed = filing.record(
        filed,
        actor=media.editor,
        noticed_on=timezone.localdate(),
        notice_url="https://example.org/n",
        number="示备1",
    )
    assert (filed.state, filed.number) == (FilingState.DONE, "示备1")
    assert not open_duties(keeping.NOTICE)


def test_the_notice_drafted_here_settles_the_filing_when_it_is_released(media):
    team = Team(media.unit)
    filed = filing.approve(media.filing(), actor=media.office)
    filed = filing.draft_notice(filed, actor=team.editor)
    assert filed.values["name"] in filed.notice.title
    with pytest.raises(Refused):
        filing.draft_notice(filed, actor=team.editor)
    releasing.release(team.sign(filed.notice), actor=team.editor)
    filed.refresh_from_db()
    assert (filed.state, filed.noticed_on) == (FilingState.DONE, timezone.localdate())
    assert filed.notice.title in Client().get("/media/").content.decode()


def test_one_account_for_a_unit_and_platform_unless_a_reason_is_recorded(media):
    media.account()
    with pytest.raises(Refused, match="原则上只开一个"):
        media.filing(exception="")
    second = filing.approve(media.filing(exception="示例：少儿读者另有账号"), actor=media.office).account
    assert second.exception
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=second.pk).update(exception="")


def test_an_opening_needs_the_risks_looked_at(media):
    with pytest.raises(Refused, match="风险自查") as refused:
        filing.file_open(
            media.unit, actor=media.editor, values=media.values(), reason="示例", risks={}, phone="1"
        )
    assert refused.value.reasons[0].field == "measures"
    risks = {**RISKS, "reply": False, "measures": "示例：四月起安排专人"}
    assert filing.file_open(
        media.unit, actor=media.editor, values=media.values(), reason="示例", risks=risks, phone="1"
    )


def test_a_double_click_files_once(media):
    values = media.values()
    filing.file_open(media.unit, actor=media.editor, values=values, reason="示例", risks=RISKS, phone="1")
    with pytest.raises(Refused, match="已经报送"):
        filing.file_open(media.unit, actor=media.editor, values=values, reason="示例", risks=RISKS, phone="1")


def test_a_returned_filing_is_mended_and_sent_again(media):
    filed = media.filing()
    with pytest.raises(Refused, match="写明意见"):
        filing.send_back(filed, actor=media.office, note=" ")
    filed = filing.send_back(filed, actor=media.office, note="示例：用途不清楚")
    assert not open_duties(keeping.DECIDE)
    filed = filing.resend(
        filed, actor=media.editor, reason="示例：已改", values=media.values(name="示例改名"), risks=RISKS
    )
    assert (filed.state, filed.values["name"], filed.phone) == (FilingState.SENT, "示例改名", "0592-0000000")
    assert len(open_duties(keeping.DECIDE)) == 1


def test_nobody_decides_on_their_own_filing_nor_without_the_office(media):
    office = Media(openness_office())
    filed = filing.file_open(
        office.unit, actor=media.office, values=office.values(), reason="示例", risks=RISKS, phone="1"
    )
    with pytest.raises(Refused, match="不能自己审批"):
        filing.approve(filed, actor=media.office)
    with pytest.raises(Refused, match="主管部门"):
        filing.approve(filed, actor=media.head)
    assert filing.approve(filed, actor=actor_for(Role.HEAD, openness_office())).account


def test_a_change_files_what_differs_and_a_new_name_is_told(media):
    account = media.account()
    values = {"purpose": "示例：新用途", "name": account.name}
    filed = filing.file_change(account, actor=media.editor, values=values, reason="示例")
    assert filed.values == {"purpose": "示例：新用途"}
    filed = filing.approve(filed, actor=media.office)
    account.refresh_from_db()
    assert (account.purpose, filed.state) == ("示例：新用途", FilingState.DONE)
    with pytest.raises(Refused, match="没有改动"):
        filing.file_change(account, actor=media.editor, values={"purpose": "示例：新用途"}, reason="示例")
    renamed = filing.file_change(account, actor=media.editor, values={"name": "示例新名"}, reason="示例")
    assert filing.approve(renamed, actor=media.office).state == FilingState.APPROVED


def test_closing_takes_effect_with_the_notice(media):
    account = media.account()
    filed = filing.approve(
        filing.file_end(account, actor=media.editor, reason="示例：少有人看"), actor=media.office
    )
    account.refresh_from_db()
    assert account.in_force
    with pytest.raises(Refused, match="公告的网址"):
        filing.record(filed, actor=media.editor, noticed_on=timezone.localdate())
    filing.record(
        filed, actor=media.editor, noticed_on=timezone.localdate(), notice_url="https://example.org/n"
    )
    account.refresh_from_db()
    assert (account.state, account.closed_on) == (AccountState.CLOSED, timezone.localdate())
    page = Client().get("/media/").content.decode()
    assert "已经关停、归并的账号" in page
    with pytest.raises(Refused):
        filing.file_end(account, actor=media.editor, reason="示例")


def test_merging_names_the_account_that_goes_on(media):
    account, other = media.account(), Media().account("weibo")
    with pytest.raises(Refused):
        filing.file_end(account, actor=media.editor, reason="示例", into=account)
    filed = filing.approve(
        filing.file_end(account, actor=media.editor, reason="示例", into=other), actor=media.office
    )
    assert other.name in text_of(to_docx(notices.document(filed, dt.date(2021, 3, 1))))
    filing.record(
        filed, actor=media.editor, noticed_on=timezone.localdate(), notice_url="https://example.org/n"
    )
    account.refresh_from_db()
    assert (account.state, account.merged_into) == (AccountState.MERGED, other)


def test_one_open_filing_for_an_account(media):
    account = media.account()
    filing.file_end(account, actor=media.editor, reason="示例")
    with pytest.raises(Refused, match="还没有办完"):
        filing.file_change(account, actor=media.editor, values={"purpose": "示例"}, reason="示例")


def test_the_telephone_is_sealed_and_in_no_log(media):
    filing.approve(media.filing(), actor=media.office)
    with connection.cursor() as cursor:
        cursor.execute("select phone from newmedia_account union all select phone from newmedia_filing")
        assert all("0592" not in (row[0] or "") for row in cursor.fetchall())
    assert not any("0592-0000000" in str(vars(e)) for e in AuditEntry.objects.all())


def test_states_keep_their_days(media):
    account = media.account()
    register.move(account, actor=media.office, state=AccountState.RECTIFYING, reason="示例", on=before(10))
    register.move(account, actor=media.office, state=AccountState.NORMAL, reason="示例", on=before(3))
    history = queries.histories([account.pk])[account.pk]
    assert [history.on(before(n)) for n in (11, 10, 4, 3)] == ["normal", "rectifying", "rectifying", "normal"]
    with pytest.raises(Refused, match="不能早于"):
        register.move(account, actor=media.office, state=AccountState.SUSPENDED, reason="示例", on=before(5))
    with pytest.raises(Refused, match="备案和公告"):
        register.move(account, actor=media.office, state=AccountState.CLOSED, reason="示例")


def test_interaction_needs_an_address_that_shows_it(media):
    account, today = media.account(), timezone.localdate()
    with pytest.raises(Refused, match="网址"):
        register.attest(account, actor=media.editor, present=True, checked_on=today)
    register.attest(
        account, actor=media.editor, present=True, checked_on=today, evidence="https://example.org/r"
    )
    assert queries.facts(today)[0].interaction is True
    assert queries.facts(today + dt.timedelta(days=91))[0].interaction is None
    register.attest(account, actor=media.office, present=False, checked_on=today, note="示例：留言两周没有回")
    assert [f.account for f in queries.stale(today) if f.interaction is False] == [account]


def test_an_account_that_was_come_across_is_noted_once_and_settled(media):
    known = media.account(name="示例已备案")
    values = {"platform": platform(), "name": "示例野号", "found_on": before(1), "unit": None}
    with pytest.raises(Refused, match="已经登记"):
        register.sight(openness_office(), actor=media.office, values={**values, "name": "示例已备案"})
    seen = register.sight(openness_office(), actor=media.office, values=values)
    with pytest.raises(Refused, match="已经记过"):
        register.sight(openness_office(), actor=media.office, values=values)
    with pytest.raises(Refused, match="为什么不是"):
        register.settle_sighting(seen, actor=media.office)
    assert (
        register.settle_sighting(seen, actor=media.office, account=known).state == Sighting.State.REGISTERED
    )


def test_a_merged_units_accounts_go_over_and_a_second_one_is_an_exception(media):
    other = Media()
    mine, theirs = media.account(), other.account()
    with transaction.atomic():
        merge_unit(media.unit, actor=administrator(), into=other.unit, on=timezone.localdate())
    mine.refresh_from_db()
    assert (mine.unit, bool(mine.exception)) == (other.unit, True)
    theirs.refresh_from_db()
    assert not theirs.exception


def test_silence_warns_in_time_and_a_post_answers(media):
    account, fresh = media.account(), media.account("weibo")
    media.post(account, 11)
    media.post(fresh, 2)
    jobs.look.run(timezone.localdate())
    jobs.look.run(timezone.localdate())
    (duty,) = open_duties(keeping.STALE)
    assert (duty.unit, duty.key, duty.due) == (
        media.unit,
        str(account.pk),
        before(11) + dt.timedelta(days=13),
    )
    media.post(account, 0)
    jobs.look.run(timezone.localdate())
    assert not open_duties(keeping.STALE)


def test_a_site_may_be_stricter_than_the_rule_never_laxer(media, settings):
    settings.MEDIA_WARN_DAYS, settings.MEDIA_VETO_DAYS = 20, 30
    assert queries.limits() == (14, 14)
    settings.MEDIA_WARN_DAYS, settings.MEDIA_VETO_DAYS = 7, 10
    account = media.account()
    media.post(account, 10)
    assert queries.facts(timezone.localdate())[0].is_stale


def test_a_platform_is_changed_by_the_office_only(media):
    found = platform()
    values = {"title_limit": 30}
    with pytest.raises(Refused):
        register.keep_platform(openness_office(), actor=media.head, values=values, platform=found)
    assert (
        register.keep_platform(
            openness_office(), actor=media.office, values=values, platform=found
        ).title_limit
        == 30
    )
    with pytest.raises(Refused, match="已经有了"):
        register.keep_platform(
            openness_office(), actor=media.office, values={"code": "wechat", "name": "示例"}
        )


def test_who_belongs_to_no_unit_files_nothing():
    media = Media()
    with pytest.raises(Refused):
        filing.file_open(
            media.unit,
            actor=actor_for(Role.EDITOR, make_unit()),
            values=media.values(),
            reason="示例",
            risks=RISKS,
            phone="1",
        )
