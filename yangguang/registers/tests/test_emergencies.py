"""Themes on and off, their age; decisions to publish and their clocks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.indicators import SourceMissing
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications.models import Column
from yangguang.publications.tests.factories import Team
from yangguang.registers import queries, rules
from yangguang.registers.actions import emergencies
from yangguang.registers.models import ReleaseDecision, Theme

from .factories import cases, published

pytestmark = [pytest.mark.django_db, pytest.mark.task(10)]


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def theme(team):
    emergencies.start_themes(team.unit, actor=team.first)
    return Theme.objects.get(slug="vaccination")


def at(days=0, hours=0):
    return timezone.now() - dt.timedelta(days=days, hours=hours)


def on(theme, team, days=3):
    emergencies.switch_on(theme, actor=team.first, at=at(days), reason="示例：上级通报")
    theme.refresh_from_db()
    return theme


def measured(code, day=None):
    day = day or timezone.localdate()
    return {c.label: c for c in cases(code, day, day.year)}


def test_the_seven_themes_begin_switched_off_and_are_no_case(theme, team):
    assert [t.name for t in Theme.objects.all()] == [name for _, name, _ in rules.THEMES]
    assert measured("EMG-01") == {}
    with pytest.raises(Refused, match="已经有疫情主题"):
        emergencies.start_themes(team.unit, actor=team.first)


def test_without_themes_the_source_is_missing():
    with pytest.raises(SourceMissing):
        cases("EMG-01", timezone.localdate())
    with pytest.raises(SourceMissing):
        cases("EMG-02", timezone.localdate())


def test_a_theme_that_is_on_needs_an_item_of_seven_days(theme, team):
    on(theme, team)
    assert measured("EMG-01")["疫苗接种"].verdict == "bad"
    record = team.release(kind="emergency", title="示例疫苗接种安排", source="示例")
    today = timezone.localdate()
    assert measured("EMG-01")["疫苗接种"].verdict == "good"
    assert measured("EMG-01", today + dt.timedelta(days=7))["疫苗接种"].verdict == "good"
    assert measured("EMG-01", today + dt.timedelta(days=8))["疫苗接种"].verdict == "bad"
    emergencies.switch_off(theme, actor=team.first, at=at(), reason="示例：解除")
    assert measured("EMG-01", today + dt.timedelta(days=8)) == {}, "off is no case"
    assert measured("EMG-01", today - dt.timedelta(days=1))["疫苗接种"].verdict == "bad", (
        "the day before it was on"
    )
    assert record.pk


def test_a_person_may_put_a_record_under_a_theme_whose_words_it_lacks(theme, team):
    on(theme, team)
    record = team.release(kind="emergency", title="示例防控提示", source="示例")
    assert measured("EMG-01")["疫苗接种"].verdict == "bad"
    emergencies.put_under(theme, actor=team.first, publication=record)
    emergencies.put_under(theme, actor=team.first, publication=record)
    assert measured("EMG-01")["疫苗接种"].verdict == "good"
    emergencies.take_from(theme, actor=team.first, publication=record)
    assert measured("EMG-01")["疫苗接种"].verdict == "bad"
    with pytest.raises(Refused, match="没有公开"):
        emergencies.put_under(theme, actor=team.first, publication=team.draft())


def test_windows_follow_each_other_and_are_neither_double_nor_future(theme, team):
    with pytest.raises(Refused, match="还没有到"):
        emergencies.switch_on(theme, actor=team.first, at=at(-1), reason="示例")
    with pytest.raises(Refused, match="写明开启的原因"):
        emergencies.switch_on(theme, actor=team.first, at=at(), reason=" ")
    on(theme, team, days=5)
    with pytest.raises(Refused, match="已经开启"):
        on(theme, team)
    with pytest.raises(Refused, match="早于开启时间"):
        emergencies.switch_off(theme, actor=team.first, at=at(6), reason="示例")
    with pytest.raises(Refused, match="还开启着"):
        emergencies.retire_theme(theme, actor=team.first)
    emergencies.switch_off(theme, actor=team.first, at=at(2), reason="示例")
    with pytest.raises(Refused, match="重叠"):
        on(theme, team, days=3)
    on(theme, team, days=1)
    assert theme.windows.count() == 2


def test_the_column_of_a_theme_opens_with_it_and_an_empty_one_closes_with_it(theme, team):
    on(theme, team)
    assert theme.column.is_open
    emergencies.switch_off(theme, actor=team.first, at=at(), reason="示例")
    theme.column.refresh_from_db()
    assert not theme.column.is_open
    on(theme, team, days=0)
    theme.column.refresh_from_db()
    assert theme.column.is_open
    emergencies.change_theme(
        theme, actor=team.first, name="疫苗接种", slug="vaccination", words=["示例词"], order=1
    )
    team.release(title="示例词公告")
    assert Column.objects.get(pk=theme.column_id).entry_count == 1


def test_only_the_keeper_switches(theme):
    with pytest.raises(Refused, match="权限"):
        emergencies.switch_on(theme, actor=actor_for(Role.HEAD, make_unit()), at=at(), reason="示例")


def test_readers_see_what_is_on_and_are_told_that_the_rest_has_no_case(client, theme, team):
    assert "目前没有开启的疫情主题" in client.get("/emergency/").content.decode()
    on(theme, team)
    assert "还没有信息" in client.get("/emergency/").content.decode()
    team.release(kind="emergency", title="示例疫苗接种安排", source="示例")
    page = client.get("/emergency/").content.decode()
    assert "示例疫苗接种安排" in page
    assert "今天" in page
    assert page.count("目前没有这种情形") == 6


def test_the_strip_asks_the_same_number_of_questions_whatever_is_on(
    client, theme, team, django_assert_max_num_queries
):
    for each in Theme.objects.all():
        on(each, team)
    cache.clear()
    with django_assert_max_num_queries(12):
        assert client.get("/emergency/").status_code == 200


# -- decisions ----------------------------------------------------------------------------------------------------


def decide(team, hours_ago, level="sporadic", **values):
    return emergencies.record_decision(
        team.unit, actor=team.editor, title="示例病例通报", level=level, decided_at=at(hours=hours_ago),
        decided_by="示例职务", **values,
    )  # fmt: skip


def test_a_decision_is_in_time_to_the_minute(team):
    decision = decide(team, 5)
    record = team.release(kind="emergency", source="示例")
    for minutes, verdict in ((120, "good"), (121, "bad")):
        published(record, decision.decided_at + dt.timedelta(minutes=minutes))
        emergencies.answer_decision(decision, actor=team.editor, publication=record)
        [case] = list(cases("EMG-02", timezone.localdate(), decision.decided_at.year))
        assert case.verdict == verdict, minutes


def test_the_timeline_is_in_order_of_time(team):
    decision = decide(team, 1)
    record = published(team.release(), decision.decided_at + dt.timedelta(minutes=30))
    emergencies.answer_decision(decision, actor=team.editor, publication=record)
    decision.refresh_from_db()
    moments = [what for _, what in queries.timeline(decision)]
    assert moments[0].startswith("示例职务决定发布")
    assert moments[1] == "发布"
    assert moments[2].endswith("登记")
    assert moments[3].startswith("时限到（2 小时")


def test_a_decision_without_a_record_is_bad_once_its_time_is_over(team):
    day = timezone.localdate() - dt.timedelta(days=2)
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    late = timezone.make_aware(dt.datetime.combine(day, dt.time(23, 30)))
    common = {"actor": team.editor, "level": "sporadic", "decided_by": "示例职务"}
    emergencies.record_decision(team.unit, title="示例甲", decided_at=noon, **common)
    emergencies.record_decision(team.unit, title="示例乙", decided_at=late, **common)
    assert {k: c.verdict for k, c in measured("EMG-02", day).items()} == {
        "示例甲": "bad",
        "示例乙": "excluded",
    }
    if day.year == (day + dt.timedelta(days=1)).year:
        assert measured("EMG-02", day + dt.timedelta(days=1))["示例乙"].verdict == "bad"


def test_a_cancelled_decision_leaves_the_count_with_its_reason(team):
    decision = decide(team, 1)
    with pytest.raises(Refused, match="权限"):
        emergencies.cancel_decision(decision, actor=team.editor, reason="示例")
    emergencies.cancel_decision(decision, actor=team.head, reason="示例：情况不实")
    [case] = cases("EMG-02", timezone.localdate(), decision.decided_at.year)
    assert case.verdict == "excluded"
    assert "情况不实" in case.reason
    with pytest.raises(Refused, match="已经撤销"):
        emergencies.answer_decision(decision, actor=team.editor, publication=team.release())


def test_the_time_may_be_shorter_never_longer_and_nothing_older_answers(team):
    with pytest.raises(Refused, match="最长 2 小时"):
        decide(team, 1, hours=3)
    with pytest.raises(Refused, match="还没有到"):
        decide(team, -1)
    old = published(team.release(), at(days=1))
    decision = decide(team, 1, hours=1)
    assert decision.deadline == decision.decided_at + dt.timedelta(hours=1)
    with pytest.raises(Refused, match="之前已经发布"):
        emergencies.answer_decision(decision, actor=team.editor, publication=old)
    draft = team.draft()
    emergencies.answer_decision(decision, actor=team.editor, publication=draft)
    decision.refresh_from_db()
    assert decision.state == "待发布"


def test_the_page_records_a_decision_and_shows_no_other_units(team):
    client = Client()
    client.force_login(team.people["editor"])
    now = timezone.localtime()
    sent = client.post("/desk/registers/themes/decisions/", {
        "unit": team.unit.pk, "title": "示例通报", "level": "sporadic", "decided_at": f"{now:%Y-%m-%dT%H:%M}",
        "decided_by": "示例职务",
    })  # fmt: skip
    decision = ReleaseDecision.objects.get()
    assert sent.url == f"/desk/registers/themes/decisions/{decision.pk}/"
    other = Team()
    decide(other, 1)
    page = client.get("/desk/registers/themes/decisions/").content.decode()
    assert "示例通报" in page
    assert "示例病例通报" not in page
    secret = other.draft(title="示例别家草稿")
    page = client.get(f"/desk/registers/themes/decisions/{decision.pk}/?q={secret.pk}").content.decode()
    assert "示例别家草稿" not in page
    client.post(f"/desk/registers/themes/decisions/{decision.pk}/do/answer/", {"publication": secret.pk})
    decision.refresh_from_db()
    assert decision.publication is None
    wrong = client.post(
        "/desk/registers/themes/decisions/", {"unit": team.unit.pk, "decided_at": "2021-02-30T10:00"}
    )
    assert wrong.status_code == 200
    assert ReleaseDecision.objects.count() == 2


def test_theme_states_name_the_newest_record(theme, team):
    on(theme, team)
    older = published(team.release(title="示例疫苗甲"), at(days=2))
    newer = team.release(title="示例疫苗乙")
    Column.objects.get(pk=theme.column_id).entries.filter(publication=older).update(
        published_at=older.first_published_at
    )
    [state] = [s for s in queries.theme_states(timezone.localdate()) if s.on]
    assert (state.last, state.age) == (newer, 0)
