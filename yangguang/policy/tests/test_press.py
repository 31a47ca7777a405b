"""Announcements and transcripts: signed by others before they are public, each on its own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_person, make_unit
from yangguang.policy import queries, searching, waiting
from yangguang.policy.actions import press, press_texts
from yangguang.policy.models import Conference, PressText
from yangguang.publications.models import ReviewRule

from .factories import Desk, announced, signed

pytestmark = [pytest.mark.django_db, pytest.mark.task(17)]
SAID = {"place": "示例厅", "announcement": "示例预告", "speakers": "示例局局长"}
WORDS = "发布｜示例局局长｜示例介绍。\n问｜示例记者｜示例提问？\n答｜示例局局长｜示例回答。"


class Press:
    """区新闻办 with a clerk, two reviewers and a head, and a planned conference."""

    def __init__(self) -> None:
        self.unit = queries.press_unit() or make_unit("区示例新闻办", code="U20", kind="党委部门")
        self.clerk = actor_for(Role.EDITOR, self.unit)
        self.first, self.second = (actor_for(Role.REVIEWER, self.unit) for _ in range(2))
        self.head = actor_for(Role.HEAD, self.unit)
        self.conference = press.plan(
            self.unit, actor=self.clerk, title="示例发布会", planned_on=timezone.localdate(), unit=Desk().unit
        )

    def draft(self, actor=None) -> PressText:
        return press_texts.announce(
            self.conference,
            actor=actor or self.clerk,
            starts_at=timezone.now() + dt.timedelta(hours=2),
            **SAID,
        )


def page(conference: Conference) -> str:
    answer = Client().get(f"/press/{conference.pk}/")
    return answer.content.decode() if answer.status_code == 200 else ""


def test_an_announcement_is_public_after_its_last_sign_off_and_not_before():
    made = Press()
    text = made.draft()
    with pytest.raises(Refused, match="还没有审签完"):
        press_texts.publish(text, actor=made.clerk)
    text = press_texts.submit(text, actor=made.clerk)
    for actor in (made.first, made.second):
        assert page(made.conference) == ""
        assert press_texts.publish.reasons(text, actor=made.clerk)
        text = press_texts.approve(text, actor=actor)
    with pytest.raises(Refused, match="权限"):
        press_texts.approve(text, actor=actor_for(Role.REVIEWER, made.unit))  # the last is the head's
    text = press_texts.approve(text, actor=made.head)
    assert page(made.conference) == ""
    with pytest.raises(Refused, match="没有公开过预告"):
        press.hold(made.conference, actor=made.clerk, held_on=timezone.localdate())
    conference = press_texts.publish(text, actor=made.clerk)
    assert "示例预告" in page(conference)
    assert conference.state == Conference.State.ANNOUNCED


def test_nobody_signs_their_own_words_nor_twice():
    made = Press()
    text = made.draft(actor=made.first)
    text = press_texts.submit(text, actor=made.second)
    for actor in (made.first, made.second):  # one wrote it, one sent it
        with pytest.raises(Refused, match="不能审核自己写的文本"):
            press_texts.approve(text, actor=actor)
    third = actor_for(Role.REVIEWER, made.unit)
    text = press_texts.approve(text, actor=third)
    with pytest.raises(Refused, match="不同的人"):
        press_texts.approve(text, actor=third)
    ReviewRule.objects.create(unit=made.unit, kind="", levels=2, same_person=True)
    assert press_texts.approve.reasons(text, actor=actor_for(Role.HEAD, made.unit)) == []
    stranger = actor_for(Role.HEAD, make_unit())
    assert press_texts.approve.reasons(text, actor=stranger)


def test_a_returned_text_is_changed_and_signed_anew():
    made = Press()
    text = press_texts.submit(made.draft(), actor=made.clerk)
    text = press_texts.approve(text, actor=made.first)
    with pytest.raises(Refused, match="不能修改"):
        made.draft()
    with pytest.raises(Refused, match="要改什么"):
        press_texts.send_back(text, actor=made.second, note=" ")
    text = press_texts.send_back(text, actor=made.second, note="示例：地点不对")
    with pytest.raises(Refused, match="退回后还没有修改"):
        press_texts.submit(text, actor=made.clerk)
    text = press_texts.announce(
        made.conference, actor=made.clerk, starts_at=timezone.now(), **{**SAID, "place": "示例二厅"}
    )
    assert text.version == 2
    text = press_texts.submit(text, actor=made.clerk)
    assert press_texts.course(text).next_level == 1  # what was signed was another text
    assert text.conference.texts.count() == 1


def test_a_transcript_waits_for_its_own_sign_offs_while_the_announcement_stays():
    made = Press()
    conference = announced(made.conference, made.clerk, announcement="示例预告")
    conference = press.hold(conference, actor=made.clerk, held_on=timezone.localdate())
    text = press_texts.write_transcript(conference, actor=made.clerk, text=WORDS)
    assert "示例提问" not in page(conference)
    assert "示例预告" in page(conference)
    [before] = searching.fetch([conference.pk])
    assert "示例提问" not in before.body
    assert "实录" in press.gaps(conference)
    conference = signed(text, made.clerk)
    assert "示例提问" in page(conference)
    first = conference.turns.first().at
    again = press_texts.write_transcript(
        conference, actor=made.clerk, text=WORDS.replace("示例回答", "改过的回答")
    )
    assert "改过的回答" not in page(conference)
    signed(again, made.clerk)
    assert "改过的回答" in page(conference)
    assert conference.turns.first().at == first  # the record came when it first came


def test_whoever_may_sign_finds_the_text_in_the_inbox_and_signs_it_on_the_page():
    made = Press()
    text = press_texts.submit(made.draft(), actor=made.clerk)
    today = timezone.localdate()
    assert [w.step for w in waiting.read(made.first, today)] == ["初审（一校）"]
    assert waiting.read(made.clerk, today) == []
    assert waiting.read(made.head, today) == waiting.read(made.first, today)  # a head may review as well
    assert waiting.lines(made.unit, today) == ["示例发布会的预告：等待初审（一校）"]
    client = Client()
    client.force_login(made.first.user)
    shown = client.get(f"/desk/policy/press/{made.conference.pk}/").content.decode()
    assert "初审（一校）通过" in shown
    assert "示例预告" in shown
    client.post(f"/desk/policy/press/texts/{text.pk}/return/", {"note": "示例：再核地点"})
    assert [(w.step, w.note) for w in waiting.read(made.clerk, today)] == [
        ("修改", "退回意见：示例：再核地点")
    ]
    other = Client()
    other.force_login(make_person(Role.HEAD, make_unit()))
    assert other.post(f"/desk/policy/press/texts/{text.pk}/submit/").status_code == 404
