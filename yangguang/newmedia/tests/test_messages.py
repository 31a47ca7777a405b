"""Texts to be posted: from a record to the platform, checked and signed by others first, all in a trail."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from yangguang.checking.engine import examine
from yangguang.checking.subjects import Subject
from yangguang.core.actions import Refused
from yangguang.newmedia import checks, packaging, waiting
from yangguang.newmedia.actions import sending
from yangguang.newmedia.models import Message, MessageState, Platform, ShortLink
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, openness_office

from .factories import Media, platform

pytestmark = [pytest.mark.django_db, pytest.mark.task(26)]


@pytest.fixture
def media():
    openness_office()
    return Media()


def test_a_record_becomes_a_post_within_the_platforms_limits(media, settings):
    settings.SITE_ADDRESS = "https://gov.example"
    record = media.policy(
        title="示例：关于进一步方便群众办事若干措施的公告" * 3, body="<p>示例正文第一句。</p>" * 300
    )
    for code in ("wechat", "channels", "weibo", "kuaishou"):
        account = media.account(code)
        made = sending.pack(account, actor=media.editor, publication=record)
        assert len(made.title) <= account.platform.title_limit
        assert len(made.text) <= account.platform.text_limit
        assert made.text.endswith(f"https://gov.example/s/{made.link.code}/")
        assert sending.pack(account, actor=media.editor, publication=record) == made


def test_three_people_bring_a_text_out_and_each_step_is_kept(media):
    message = media.packed()
    message = sending.submit(message, actor=media.editor)
    for sign in (sending.review, sending.approve):
        with pytest.raises(Refused):
            sign(message, actor=media.editor)
    message = sending.review(message, actor=media.reviewer)
    with pytest.raises(Refused):
        sending.approve(message, actor=media.reviewer)
    message = sending.approve(message, actor=media.head)
    message = sending.record_sent(
        message, actor=media.editor, url="https://example.org/x", sent_at=timezone.now()
    )
    assert message.post.publication == message.publication
    assert [s.get_kind_display() for s in message.steps.all()] == ["起草", "送审", "审核同意", "签发", "发出"]
    assert {s.digest for s in message.steps.all()} == {message.approved_digest}


def test_a_head_who_wrote_or_reviewed_does_not_sign_again(media):
    written = sending.write(media.account(), actor=media.head, title="示例", text="示例正文")
    written = sending.review(sending.submit(written, actor=media.head), actor=media.reviewer)
    with pytest.raises(Refused, match="不能自己再签"):
        sending.approve(written, actor=media.head)
    other = sending.submit(media.message(media.account("weibo")), actor=media.editor)
    other = sending.review(other, actor=media.head)
    with pytest.raises(Refused, match="不能自己再签"):
        sending.approve(other, actor=media.head)


def test_nothing_is_sent_without_the_heads_word(media):
    message = sending.submit(media.message(), actor=media.editor)
    with pytest.raises(Refused, match="先审后发"):
        sending.record_sent(message, actor=media.editor, url="https://example.org/x", sent_at=timezone.now())
    assert Message.objects.get().state == MessageState.SUBMITTED


def test_returning_takes_the_signatures_away(media):
    message = media.approved(media.message())
    with pytest.raises(Refused, match="不能修改"):
        sending.change(message, actor=media.editor, title="示例", text="示例", version=message.version)
    message = sending.send_back(message, actor=media.editor, reason="示例：改一句")
    assert (message.state, message.approved_at) == (MessageState.DRAFT, None)
    message = sending.change(
        message, actor=media.editor, title="示例改", text="示例改", version=message.version
    )
    message = media.approved(message)
    assert message.approved_digest == packaging.digest("示例改", "示例改")


def test_two_officers_do_not_overwrite_each_other(media):
    message = media.message()
    sending.change(message, actor=media.editor, title="示例甲", text="示例", version=1)
    with pytest.raises(Refused, match="别人改过"):
        sending.change(message, actor=media.reviewer, title="示例乙", text="示例", version=1)


def test_a_blocking_finding_stops_and_a_doubtful_one_wants_a_reason(media):
    blocked = media.message(text="示例：请先关注本公众号后方可办理预约。")
    with pytest.raises(Refused, match="办事的条件"):
        sending.submit(blocked, actor=media.editor)
    doubtful = media.message(media.account("weibo"), text="示例：集齐38个赞送便民手册。")
    with pytest.raises(Refused, match="核实"):
        sending.submit(doubtful, actor=media.editor)
    (found,) = [f for f in sending.findings(doubtful, timezone.localdate()) if f.severity == "confirm"]
    doubtful = sending.change(
        doubtful,
        actor=media.editor,
        title=doubtful.title,
        text=doubtful.text,
        version=1,
        confirmed={found.fingerprint: "示例：引用网友的话"},
    )
    doubtful = sending.submit(doubtful, actor=media.editor)
    assert "引用网友的话" in doubtful.steps.last().text


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("请先关注“示例发布”才能预约挂号。", {"CHK-M02"}), ("未关注公众号也可以到窗口办理。", set()),
        ("关注“示例发布”，办事信息早知道。", set()), ("请关注后续通知，可以到窗口办理。", set()),
        ("不关注公众号的不予受理。", {"CHK-M02"}), ("全体干部务必转发并点赞。", {"CHK-M01"}),
        ("欢迎转发给需要的人。", set()), ("昨日新增确诊病例3例。", {"CHK-M03"}),
        ("据省卫生健康委通报，昨日新增确诊病例3例。", set()), ("限时特价，扫码下单。", {"CHK-M04"}),
    ],
)  # fmt: skip
def test_what_new_media_may_not_say(text, codes):
    found = examine(Subject.of_text(text, dt.date(2021, 3, 1), kind=checks.KIND))
    assert {f.rule.code for f in found if f.rule.code.startswith("CHK-M")} == codes
    assert not [
        f for f in examine(Subject.of_text(text, dt.date(2021, 3, 1))) if f.rule.code.startswith("CHK-M")
    ]


def test_limits_of_the_platform_hold_on_every_way(media):
    account = media.account("channels")
    message = media.message(account, title="示" * 23)
    with pytest.raises(Refused, match="最多 22 字"):
        sending.submit(message, actor=media.editor)


def test_sent_before_signed_is_kept_as_told_with_its_reason(media):
    message = media.approved(media.message())
    early = timezone.now() - dt.timedelta(hours=3)
    with pytest.raises(Refused, match="早于签发"):
        sending.record_sent(message, actor=media.editor, url="https://example.org/x", sent_at=early)
    message = sending.record_sent(
        message, actor=media.editor, url="https://example.org/x", sent_at=early, early="示例：台风预警"
    )
    assert message.sent_early == "示例：台风预警"
    with pytest.raises(Refused):
        sending.record_sent(message, actor=media.editor, url="https://example.org/y", sent_at=timezone.now())


def test_a_withdrawn_source_is_not_pushed(media):
    message = media.packed()
    from yangguang.publications.actions.releasing import withdraw

    withdraw(message.publication, actor=media.head, reason="示例", how="gone")
    message = Message.objects.get()
    with pytest.raises(Refused, match="撤下"):
        sending.submit(message, actor=media.editor)
    with pytest.raises(Refused, match="已公开"):
        sending.pack(message.account, actor=media.editor, publication=message.publication)


def test_a_short_link_leads_to_our_record_only_and_counts(media):
    message = media.packed()
    answer = Client().get(f"/s/{message.link.code}/")
    assert (answer.status_code, answer.url) == (302, message.publication.get_absolute_url())
    assert ShortLink.objects.get().hits == 1
    assert Client().get("/s/nothing2/").status_code == 404
    assert Client().get("/s/https:%2F%2Fother.example/").status_code == 404


@pytest.mark.parametrize("code", ["wechat", "douyin", "weibo", "bilibili"])
def test_the_picture_has_the_platforms_size_and_any_title_fits(code):
    found = platform(code)
    for title in ("示例", "示例：" + "关于进一步方便群众办事若干措施的公告" * 6, "A" * 120, ""):
        image = Image.open(
            io.BytesIO(
                packaging.card(
                    found, title=title, unit="示例单位", kind="政策", link="https://gov.example/s/abc2345/"
                )
            )
        )
        assert image.size == (found.picture_width, found.picture_height)
    small = Platform(picture_width=200, picture_height=200, name="示例")
    assert Image.open(
        io.BytesIO(packaging.card(small, title="示例" * 60, unit="示例", kind="示例"))
    ).size == (200, 200)


def test_a_text_waits_in_the_inbox_of_whoever_may_do_the_next_step_and_of_nobody_else(media):
    def inbox(actor):
        return [w.step for w in waiting.read(actor, timezone.localdate())]

    message = media.packed()
    second = actor_for(Role.EDITOR, media.unit)
    everybody = (media.editor, second, media.reviewer, media.head)
    assert all(inbox(a) == [] for a in everybody)  # a draft is its writer's own affair
    message = sending.submit(message, actor=media.editor)
    assert [inbox(a) for a in everybody] == [[], [], ["审核"], ["审核"]]
    message = sending.review(message, actor=media.reviewer)
    assert [inbox(a) for a in everybody] == [[], [], [], ["签发"]]
    message = sending.send_back(message, actor=media.head, reason="示例：标题太长")
    [waits] = waiting.read(second, timezone.localdate())
    assert (waits.step, waits.note, waits.url) == (
        "按意见修改",
        "退回意见：示例：标题太长",
        message.get_absolute_url(),
    )
    message = sending.approve(
        sending.review(sending.submit(message, actor=second), actor=media.reviewer), actor=media.head
    )
    assert inbox(media.editor) == ["发出并登记"]
    assert "等待发出并登记" in waiting.lines(media.unit, timezone.localdate())[0]
    assert inbox(Media().head) == []
    sending.record_sent(message, actor=media.editor, url="https://example.org/y", sent_at=timezone.now())
    assert all(inbox(a) == [] for a in everybody)
