"""A document that went out before its explanation: the promised day, on the page, as a duty, in the indicators."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from yangguang.core.indicators import INDICATORS, Context
from yangguang.delivery.models import Purge
from yangguang.duties.models import Duty
from yangguang.policy import board, promising
from yangguang.policy.actions import exempting, explaining, signing
from yangguang.policy.models import Exemption
from yangguang.publications.actions import releasing
from yangguang.publications.models import Publication
from yangguang.workplan.models import WorkPlan

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(14)]
DAY = dt.timedelta(days=1)


def ahead(desk: Desk, until: dt.date) -> Publication:
    """A document that is public before its explanation, with the consented day."""
    package = desk.accepted()
    asked = exempting.ask(
        package.document, actor=desk.team.head, covers="release", reason="示例：情况紧急",
        second_unit=desk.second, until=until,
    )  # fmt: skip
    exempting.consent(asked, actor=desk.second_head)
    signing.release(desk.signed(package), actor=desk.team.editor)
    return Publication.objects.get(pk=package.document_id)


def case(code: str, on: dt.date, plan: WorkPlan | None = None):
    [found] = INDICATORS.get(code).run(Context(on, plan, params=INDICATORS.get(code).params))
    return found


def explain(desk: Desk, document: Publication) -> Publication:
    found = desk.team.release(kind="explanation", title="示例：补发的解读", source="区示例局")
    explaining.describe(found, actor=desk.team.editor, form="text", documents=[document])
    return found


def test_the_page_says_by_when_the_explanation_comes_and_when_it_did_not():
    desk, today = Desk(), timezone.localdate()
    document = ahead(desk, today + 3 * DAY)
    until = today + 3 * DAY
    text = Client().get(document.get_absolute_url()).content.decode()
    assert f"解读将于 {until.year}年{until.month}月{until.day}日前发布。" in text
    Exemption.objects.update(until=today - DAY)
    assert "现在还没有发布" in Client().get(document.get_absolute_url()).content.decode()
    explain(desk, document)
    text = Client().get(document.get_absolute_url()).content.decode()
    assert "前发布" not in text
    assert "补发的解读" in text


def test_a_missed_promise_is_a_duty_until_the_explanation_is_public():
    desk, today = Desk(), timezone.localdate()
    document = ahead(desk, today)
    promising.remind.run(today)
    assert not Duty.objects.filter(kind="policy.promise").exists()  # the last day is still in time
    before = Purge.objects.count()
    promising.remind.run(today + DAY)
    promising.remind.run(today + DAY)
    [duty] = Duty.objects.open().filter(kind="policy.promise")
    assert (duty.unit_id, duty.key, duty.due) == (document.unit_id, str(document.pk), today)
    tags = {t for p in Purge.objects.order_by("pk")[before:] for t in p.tags}
    assert f"publication:{document.pk}" in tags
    found = explain(desk, document)
    assert not Duty.objects.open().filter(kind="policy.promise").exists()
    releasing.withdraw(found, actor=desk.team.head, how="gone", reason="示例")
    promising.remind.run(today + DAY)
    assert Duty.objects.open().filter(kind="policy.promise").exists()  # gone again: asked for again


def test_the_release_of_the_explanation_itself_closes_the_duty():
    desk, today = Desk(), timezone.localdate()
    document = ahead(desk, today)
    promising.remind.run(today + DAY)
    package = document.packages.get()
    signing.release(desk.signed(package), actor=desk.team.editor)
    assert not Duty.objects.open().filter(kind="policy.promise").exists()


def test_the_indicators_count_the_promise():
    desk, today = Desk(), timezone.localdate()
    document = ahead(desk, today + DAY)
    Publication.objects.filter(pk=document.pk).update(first_published_at=timezone.now() - 5 * DAY)
    plan = WorkPlan(
        year=(today - 5 * DAY).year
    )  # of the year it came out in, also where another has just begun
    Exemption.objects.update(decided_at=timezone.now() - 6 * DAY)
    for code in ("INT-01", "INT-02"):
        assert case(code, today, plan).verdict == "excluded"
        missed = case(code, today + 2 * DAY, plan)
        assert (missed.verdict, missed.reason_code, missed.due) == ("bad", "promise-missed", today + DAY)
    explain(desk, document)
    assert case("INT-01", today, plan).verdict == "good"
    kept = case("INT-02", today, plan)
    assert (kept.verdict, kept.reason_code) == ("excluded", "exempt")
    Exemption.objects.update(until=today - DAY)
    late = case("INT-02", today, plan)
    assert (late.verdict, late.reason_code) == ("bad", "promise-late")
    bins = {b.name: [r.document.pk for r in b.rows] for b in board.histogram(Context(today, plan))}
    assert bins["晚 4—7 天"] == [document.pk]
    assert sum(map(len, bins.values())) == 1


def test_no_document_goes_ahead_without_a_day():
    desk = Desk()
    package = desk.accepted()
    reasons = exempting.ask.reasons(
        package.document, actor=desk.team.head, covers="release", reason="示例", second_unit=desk.second
    )
    assert [r.field for r in reasons] == ["until"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.create(
            document=package.document, unit=desk.unit, second_unit=desk.second, covers="release", reason="示例",
            asked_at=timezone.now(),
        )  # fmt: skip
