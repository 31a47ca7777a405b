"""The district's settings: how many sign-offs and whose, the codes inside the 索引号."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit, openness_office
from yangguang.publications import signers
from yangguang.publications.models import IndexCode, ReviewRule

from .factories import Team, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.task(29)]
RULES, CODES = reverse("publications:rules"), reverse("publications:index-codes")


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def office():
    return client_of(make_person(Role.OPENNESS, openness_office()))


def test_the_office_sets_a_rule_sees_who_signs_and_drops_it_again(team, office):
    sent = {"unit": team.unit.pk, "kind": "news", "levels": 1, "same_person": "on"}
    assert office.post(RULES, sent).status_code == 302
    rule = ReviewRule.objects.get()
    assert (rule.unit, rule.kind, rule.levels, rule.same_person) == (team.unit, "news", 1, True)
    # The same again replaces it.
    office.post(RULES, {**sent, "levels": 2})
    assert ReviewRule.objects.get().levels == 2
    page = office.get(RULES, {"unit": team.unit.pk})
    news = next(s for s in page.context["signing"] if s.kind.code == "news")
    assert news.source == "本单位本类型规则"
    assert [name for name, _ in news.steps] == ["初审（一校）", "终审"]
    assert set(news.steps[1][1]) == {team.people["head"]}
    office.post(reverse("publications:drop-rule", args=[rule.pk]))
    assert not ReviewRule.objects.exists()


def test_nobody_else_sets_rules_or_codes(team):
    head = client_of(team.people["head"])
    page = head.post(RULES, {"unit": team.unit.pk, "kind": "", "levels": 1})
    assert "没有" in page.content.decode()
    assert not ReviewRule.objects.exists()
    rule = ReviewRule.objects.create(unit=team.unit, kind="", levels=1)
    assert head.post(reverse("publications:drop-rule", args=[rule.pk])).status_code == 403
    assert head.post(CODES, {"unit": team.unit.pk, "code": "XM06101"}).status_code == 404
    assert not IndexCode.objects.exists()


def test_too_few_people_are_told_before_a_text_gets_stuck(team, office):
    lonely = make_unit()
    make_person(Role.REVIEWER, lonely)
    today = timezone.localdate()
    short = dict(signers.short_units(today))
    assert "没有负责人" in short[lonely]
    assert team.unit not in short
    assert signers.people(team.unit, today).shortage(3, same_person=False) == ""
    assert signers.people(make_unit(), today).shortage(1, same_person=False) == "没有审核人"
    assert str(lonely) in office.get(RULES).content.decode()


def test_a_unit_signs_as_the_page_says(team, office):
    from yangguang.publications.actions import signing

    office.post(RULES, {"unit": "", "kind": "notice", "levels": 1})
    [notice] = [s for s in signers.of_unit(team.unit, timezone.localdate()) if s.kind.code == "notice"]
    assert (notice.levels, notice.source) == (1, "全区本类型规则")
    record = signing.submit(team.draft(), actor=team.editor)
    assert signing.approve(record, actor=team.first).stage == "ready"


def test_codes_are_marked_unverified_until_somebody_has_compared_them(team, office):
    assert "待核" in office.get(CODES).content.decode()
    office.post(CODES, {"unit": team.unit.pk, "code": "xm06101"})
    found = IndexCode.objects.get()
    assert (found.code, found.verified) == ("XM06101", False)
    office.post(CODES, {"unit": team.unit.pk, "code": "XM06101", "verified": "1"})
    assert IndexCode.objects.get().verified
    assert team.release().index_number.startswith("XM06101-")
    taken = office.post(CODES, {"unit": make_unit().pk, "code": "XM06101"})
    assert "已被别的单位使用" in taken.content.decode()
    wrong = office.post(CODES, {"unit": make_unit().pk, "code": "<b>1"})
    assert "两个大写字母" in wrong.content.decode()
    assert "<b>1" not in wrong.content.decode()
