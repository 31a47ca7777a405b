"""NMD-01 to NMD-05 and NMD-03g: who counts, on which day, and what makes a case bad."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.gazette.tests.factories import Office
from yangguang.newmedia import coverage
from yangguang.newmedia.actions import campaigning, filing, posting, register
from yangguang.newmedia.models import Account, CampaignEntry, Decision, Message, Post
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.tests.factories import administrator, make_unit, openness_office
from yangguang.policy.models import Requirement
from yangguang.publications.models import Publication
from yangguang.workplan.measuring.states import NOT_DUE
from yangguang.workplan.models import WorkPlan

from .factories import Media, ago, before, platform

pytestmark = [pytest.mark.django_db, pytest.mark.task(26)]


@pytest.fixture
def media():
    openness_office()
    return Media()


def cases(code: str, on: dt.date | None = None, year: int | None = None):
    found = INDICATORS.get(code)
    plan = WorkPlan(year=year) if year else None
    return list(found.run(Context(on or timezone.localdate(), plan, dict(found.params))))


@pytest.mark.parametrize("code", ["NMD-01", "NMD-02"])
def test_a_register_that_nobody_keeps_is_not_measured(code):
    with pytest.raises(SourceMissing):
        cases(code)


@pytest.mark.parametrize("code", ["NMD-03", "NMD-03g", "NMD-04", "NMD-05"])
def test_nothing_to_count_is_no_case(code, media):
    media.account()
    assert cases(code) == []


def test_known_accounts_are_filed_or_bad(media):
    good, lacking = media.account(), media.account("weibo", approver="")
    seen = register.sight(
        openness_office(), actor=media.office,
        values={"platform": platform(), "name": "示例野号", "found_on": before(2), "unit": media.unit},
    )  # fmt: skip
    found = {c.key: c for c in cases("NMD-01")}
    assert found[f"newmedia.account:{good.pk}"].verdict == "good"
    assert "缺少审批人" in found[f"newmedia.account:{lacking.pk}"].reason
    assert found[f"newmedia.sighting:{seen.pk}"].verdict == "bad"
    assert {c.unit for c in found.values()} == {media.unit.pk}
    assert len(cases("NMD-01", before(3))) == 2
    register.settle_sighting(seen, actor=media.office, reason="示例：外区账号")
    assert len(cases("NMD-01")) == 2
    assert len(cases("NMD-01", before(1))) == 3


def test_a_sighting_whose_unit_nobody_knows_is_the_offices(media):
    values = {"platform": platform(), "name": "示例野号", "found_on": before(2), "unit": None}
    register.sight(openness_office(), actor=media.office, values=values)
    assert [c.unit for c in cases("NMD-01")] == [openness_office().pk]


def test_two_weeks_of_silence_are_bad_on_the_day_they_are_full(media):
    account = media.account()
    media.post(account, 14)
    (case,) = cases("NMD-02")
    assert (case.verdict, case.fact, case.due) == ("bad", before(14), before(0))
    assert [c.verdict for c in cases("NMD-02", before(1))] == ["good"]
    media.post(account, 0)
    assert [c.verdict for c in cases("NMD-02")] == ["good"]


def test_rectified_and_service_accounts_are_left_out_with_a_reason(media):
    account = media.account()
    media.account("mini")
    register.move(account, actor=media.office, state="rectifying", reason="示例", on=before(5))
    found = cases("NMD-02")
    assert {c.verdict for c in found} == {"excluded"}
    assert {c.reason for c in found} == {"整改中", "不考核更新"}
    assert "bad" in {c.verdict for c in cases("NMD-02", before(6))}


def test_a_closed_account_counts_until_the_day_it_closed(media):
    account = media.account()
    media.post(account, 60)
    filed = filing.approve(filing.file_end(account, actor=media.editor, reason="示例"), actor=media.office)
    filing.record(
        filed, actor=media.editor, noticed_on=timezone.localdate(), notice_url="https://example.org/n"
    )
    assert cases("NMD-02") == []
    assert [c.verdict for c in cases("NMD-02", before(1))] == ["bad"]


def published(record: Publication, days: int) -> Publication:
    Publication.objects.filter(pk=record.pk).update(first_published_at=ago(days))
    record.refresh_from_db()
    return record


def explanation(media: Media, days: int) -> Publication:
    return published(media.policy(kind="explanation", source="示例"), days)


def test_what_matters_is_pushed_within_three_working_days(media):
    account = media.account()
    record = explanation(media, 20)
    due = calendar.load().add(before(20), 3).due
    year = before(20).year  # the plan of that year, also where another has just begun
    (case,) = cases("NMD-03", year=year)
    assert (case.verdict, case.due, case.reason_code, case.unit) == ("bad", due, "missing", media.unit.pk)
    late = media.post(account, (timezone.localdate() - due).days - 1, publication=record)
    assert [c.reason_code for c in cases("NMD-03", year=year)] == ["late"]
    Post.objects.filter(pk=late.pk).update(posted_at=late.posted_at - dt.timedelta(days=1))
    (case,) = cases("NMD-03", year=year)
    assert (case.verdict, case.fact) == ("good", due)
    assert [c.verdict for c in cases("NMD-03", before(20), year)] == ["excluded"]


def test_policies_count_when_they_matter(media):
    media.account()
    plain, major = [
        media.policy(
            kind="policy",
            topic="综合政务",
            genre="通知",
            validity="valid",
            document_number=f"厦思示例〔2021〕{n}号",
        )
        for n in (1, 2)
    ]
    Requirement.objects.update_or_create(
        document=major,
        defaults={
            "need": "required",
            "major": True,
            "decided_at": timezone.now(),
            "reason": "",
            "consented_at": None,
        },
    )
    assert [c.key for c in cases("NMD-03")] == [f"publications.publication:{major.pk}"]
    assert plain


def test_without_accounts_pushing_is_not_measured(media):
    explanation(media, 0)
    with pytest.raises(SourceMissing):
        cases("NMD-03")


@pytest.mark.task(28)
def test_a_pushed_issue_counts_for_the_gazette_and_for_the_media(media):
    issue = Office().publish(records=1)
    account = media.account()
    assert [c.verdict for c in cases("NMD-03g")] == ["excluded"]
    sent = [posting.fetching.Fetched("k", str(issue), "https://example.org/g", timezone.now())]
    posting.take(
        account, sent, source="feed", titles=posting.known_titles(timezone.localdate()), actor=media.editor
    )
    assert [c.verdict for c in cases("NMD-03g")] == ["good"]
    assert [c.verdict for c in cases("NMD-03") if c.key.startswith("gazette")] == ["good"]


def test_items_on_a_holiday_are_due_after_three_working_days():
    days = calendar.load()
    assert days.add(dt.date(2021, 9, 30), 3).due == dt.date(2021, 10, 11)
    assert coverage.items(dt.date(2021, 9, 30), dt.date(2021, 9, 30), days) == []


def test_a_decided_closing_is_good_with_the_notice_and_waits_until_due(media):
    account = media.account()
    entry = media.campaign_entry(account)
    campaigning.decide(entry, actor=media.office, decision=Decision.CLOSE, reason="示例：少有人看")
    (case,) = cases("NMD-04")
    assert (case.verdict, case.reason_code) == ("bad", NOT_DUE)
    CampaignEntry.objects.update(due=before(1), decided_on=before(5))
    assert [c.reason_code for c in cases("NMD-04")] == ["late"]
    campaigning.file(entry, actor=media.editor)
    filed = filing.approve(account.filings.get(), actor=media.office)
    filing.record(
        filed, actor=media.editor, noticed_on=timezone.localdate(), notice_url="https://example.org/n"
    )
    assert [c.verdict for c in cases("NMD-04")] == ["good"]
    assert [c.verdict for c in cases("NMD-04", before(1))] == ["bad"]
    assert cases("NMD-04", before(6)) == []


def test_closed_without_a_notice_is_bad(media):
    account = media.account()
    campaigning.decide(
        media.campaign_entry(account), actor=media.office, decision=Decision.CLOSE, reason="示例"
    )
    Account.objects.filter(pk=account.pk).update(state="closed", closed_on=before(0))
    assert "没有公告" in cases("NMD-04")[0].reason


def test_what_is_sent_was_signed_before_and_stays_what_was_signed(media):
    good = media.sent(media.message())
    assert [c.verdict for c in cases("NMD-05")] == ["good"]
    early = media.sent(
        media.message(media.account("weibo")),
        sent_at=timezone.now() - dt.timedelta(hours=2),
        early="示例：急",
    )
    verdicts = {c.key: c for c in cases("NMD-05")}
    assert verdicts[f"newmedia.message:{early.pk}"].reason.endswith("先发后审")
    told = [posting.fetching.Fetched(good.sent_url, "示例：换了标题", good.sent_url, good.sent_at)]
    posting.take(good.account, told, source="feed", titles=posting.linking.Titles([]), actor=media.editor)
    assert "不一致" in {c.key: c for c in cases("NMD-05")}[f"newmedia.message:{good.pk}"].reason
    assert cases("NMD-05", before(1)) == []
    Message.objects.filter(pk=good.pk).update(text="示例：偷改")
    assert "没有签发记录" in {c.key: c for c in cases("NMD-05")}[f"newmedia.message:{good.pk}"].reason


def test_a_merged_units_account_is_its_successors(media):
    account, new = media.account(), make_unit()
    media.post(account, 30)
    with transaction.atomic():
        merge_unit(media.unit, actor=administrator(), into=new, on=timezone.localdate())
    assert [c.unit for c in cases("NMD-02")] == [new.pk]
    assert [c.verdict for c in cases("NMD-01")] == ["good"]
