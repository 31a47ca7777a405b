"""Explaining policies in a real browser: every screen fits and is accessible, and five people walk the whole way."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from PIL import Image

from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import (
    actor_for,
    make_person,
    make_street,
    make_unit,
    openness_office,
)
from yangguang.policy import queries
from yangguang.policy.actions import briefing, exempting, press, reviewing, sending, signing
from yangguang.policy.models import Package
from yangguang.policy.rules import half_of
from yangguang.policy.tests.factories import Desk, announced, recorded
from yangguang.publications.models import Publication

from .test_browser import chromium, faults, sign_in  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.task(14)]


def conference(desk: Desk):
    office = make_unit("区示例新闻办", code="U20", kind="党委部门")
    clerk = actor_for(Role.EDITOR, office)
    made = press.plan(
        office, actor=clerk, title="示例发布会", planned_on=timezone.localdate(), unit=desk.unit
    )
    made = announced(made, clerk, speakers="局长，示例")
    press.hold(made, actor=clerk, held_on=timezone.localdate())
    made.refresh_from_db()
    recorded(made, clerk, "发布｜局长｜示例。\n问｜记者｜示例？\n答｜局长｜示例。")
    picture = io.BytesIO()
    Image.new("RGB", (800, 400), "#e6f0f4").save(picture, "PNG")
    picture.seek(0)
    press.attach(made, actor=clerk, stream=picture, name="示例.png", caption="示例现场照片")
    return made


def test_the_pages_of_policies_fit_and_are_accessible(chromium, live_server):  # noqa: F811
    desk = Desk()
    released = desk.released()
    material = queries.materials(released)[0]
    talk = conference(desk)
    paths = ("/", "/policy/", "/policy/?form=video", "/press/", f"/press/{talk.pk}/", f"/doc/{released.document_id}/",
             f"/doc/{material.pk}/")  # fmt: skip
    page = chromium.new_page()
    assert [f for path in paths for f in faults(page, live_server.url + path)] == []


def test_the_workbench_of_policies_fits_and_is_accessible(chromium, live_server):  # noqa: F811
    desk = Desk()
    released = desk.released()
    listed = desk.accepted(meeting=True)
    item = sending.list_for_meeting(
        listed, actor=desk.secretary, meeting="示例会议", meeting_on=timezone.localdate()
    )
    bare = sending.send(desk.package(plan=False), actor=desk.team.editor, without_plan=True)
    slip = sending.send_back(bare, actor=desk.officer, reason="示例")
    review = signing.submit(desk.accepted(), actor=desk.team.editor)
    exempting.ask(
        review.document, actor=desk.team.head, covers="release", reason="示例", second_unit=desk.second,
        until=timezone.localdate(),
    )  # fmt: skip
    document = Publication.objects.get(pk=released.document_id)
    brief = briefing.brief(
        desk.unit, actor=desk.team.head, document=document, points="示例", to=[make_street("示例街道")]
    )
    year, half = half_of(timezone.localdate())
    readers = [make_person(Role.REVIEWER, make_unit()) for _ in range(2)]
    drawn = reviewing.draw(
        desk.office, actor=desk.officer, year=year, half=half, seed="示例", readers=readers
    )
    talk = conference(desk)
    material = queries.materials(released)[0]
    draft = desk.package(material=False, plan=False)
    paths = (
        *(f"/desk/policy/{p.pk}/" for p in (released, listed, bare, review, draft)), f"/desk/policy/{bare.pk}/plan/",
        f"/desk/policy/{released.pk}/reading/", f"/desk/policy/slips/{slip.pk}/", f"/desk/policy/meetings/{item.pk}/",
        "/desk/policy/exemptions/", f"/desk/policy/exemptions/ask/{draft.document_id}/",
        f"/desk/policy/decide/{draft.document_id}/", f"/desk/policy/explanations/{material.pk}/",
        f"/desk/policy/explanations/{material.pk}/quality/", f"/desk/policy/briefings/{brief.pk}/",
        "/desk/policy/briefings/new/", f"/desk/policy/press/{talk.pk}/", "/desk/policy/press/",
        f"/desk/publications/{released.document_id}/",
    )  # fmt: skip
    page = sign_in(chromium, live_server.url, desk.team.people["head"])
    assert [f for path in paths for f in faults(page, live_server.url + path)] == []
    page = sign_in(chromium, live_server.url, make_person(Role.OPENNESS, openness_office()))
    office = ("/desk/policy/", "/desk/policy/decide/", f"/desk/policy/{bare.pk}/", "/desk/policy/reviews/",
              f"/desk/policy/reviews/{drawn.pk}/", "/desk/policy/meetings/")  # fmt: skip
    assert [f for path in office for f in faults(page, live_server.url + path)] == []
    reader = drawn.samples.first().readings.first()
    page = sign_in(chromium, live_server.url, reader.reader)
    assert faults(page, f"{live_server.url}/desk/policy/reviews/readings/{reader.pk}/") == []


def test_five_people_bring_a_policy_out_without_javascript(chromium, live_server):  # noqa: F811
    """The unit's editor, its head, the district office, a second unit and a resident, by the screens alone."""
    desk = Desk()
    url = live_server.url
    document = desk.document(title="示例：小店补助通知")
    editor = sign_in(chromium, url, desk.team.people["editor"])
    editor.goto(f"{url}/desk/policy/open/?document={document.pk}")
    editor.get_by_role("button", name="建立").click()
    here = editor.url
    editor.get_by_label("解读形式").select_option("picture")
    editor.get_by_role("button", name="起草", exact=True).click()
    editor.get_by_label("知道没有附经审定的解读方案会被退文").check()
    editor.get_by_role("button", name="报送区政府办").click()
    office = sign_in(chromium, url, desk.officer.user)
    office.goto(here)
    assert "按规定应予退文" in office.inner_text("main")
    office.get_by_label("退文原因").fill("示例：请附解读方案")
    office.get_by_role("button", name="退文", exact=True).click()
    editor.goto(here)
    assert "请附解读方案" in editor.inner_text("main")
    editor.get_by_role("link", name="写解读方案").click()
    editor.get_by_label("第一解读人").fill("局长")
    editor.get_by_label("图解").check()
    editor.get_by_label("解读要点").fill("补多少，怎么领")
    editor.get_by_label("计划发布日期").fill("2021-04-01")
    editor.get_by_label("联系科室").fill("办公室")
    editor.get_by_label("联系电话").fill("0592-0000000")
    editor.get_by_role("button", name="保存", exact=True).click()
    head = sign_in(chromium, url, desk.team.people["head"])
    head.goto(here)
    head.get_by_role("button", name="审定解读方案").click()
    # The head asks a second unit whether the document may go first; it says no.
    head.get_by_role("link", name="申请解读豁免").click()
    head.get_by_label("文件先公开").check()
    head.get_by_label("理由").fill("示例：想先发")
    head.get_by_label("同意单位").select_option(label=str(desk.second))
    head.get_by_label("解读最迟发布日期").fill(timezone.localdate().isoformat())
    head.get_by_role("button", name="提出申请").click()
    second = sign_in(chromium, url, desk.second_head.user)
    second.goto(f"{url}/desk/policy/exemptions/")
    second.get_by_label("意见").fill("示例：不急，请同步解读")
    second.get_by_role("button", name="不同意").click()
    assert "不同意" in second.inner_text("main")
    editor.goto(here)
    editor.get_by_role("button", name="重新报送").click()
    office.goto(here)
    office.get_by_role("button", name="收文", exact=True).click()
    editor.goto(here)
    editor.get_by_role("button", name="一起送审").click()
    for name in ("first", "second", "head"):
        signer = sign_in(chromium, url, desk.team.people[name])
        signer.goto(here)
        signer.get_by_role("button", name="一并通过").click()
    editor.goto(here)
    editor.get_by_role("button", name="同步发布").click()
    assert "同步公开" in editor.inner_text("main")
    assert Package.objects.get().state == Package.State.RELEASED
    resident = chromium.new_context(java_script_enabled=False).new_page()
    resident.goto(url + "/")
    resident.get_by_role("link", name="示例：小店补助通知").first.click()
    resident.get_by_role("link", name="一图读懂").first.click()
    assert "小店补助通知" in resident.inner_text("main")
    resident.get_by_role("button", name="看懂了").click()
    assert "谢谢" in resident.inner_text("main")
