"""The workbench's screens: what each person finds there and can do, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit
from yangguang.policy import queries
from yangguang.policy.actions import explaining, sending, signing
from yangguang.policy.models import Exemption, Package, Requirement, ReturnSlip
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team

from .factories import GOOD, Desk

pytestmark = pytest.mark.django_db


def browser(person) -> Client:
    client = Client()
    client.force_login(getattr(person, "user", person))
    return client


def body(response) -> str:
    return response.content.decode()


@pytest.mark.task(14)
def test_the_whole_way_in_the_browser_by_five_people():
    desk = Desk()
    editor, head = browser(desk.team.people["editor"]), browser(desk.team.people["head"])
    office, secretary = browser(desk.officer), browser(desk.secretary)
    document = desk.document()
    answer = editor.post("/desk/policy/open/", {"document": document.pk, "route": "district"})
    package = Package.objects.get()
    here = f"/desk/policy/{package.pk}/"
    assert answer.url == here
    editor.post(f"{here}do/material/", {"form": "picture", "title": ""})
    # Sent without a plan: told first, then returned by the office.
    answer = editor.post(f"{here}do/send/", {"note": "示例报送说明"})
    assert answer.status_code == 422
    assert "区政府办会退文" in body(answer)
    assert "示例报送说明" in body(answer)
    editor.post(f"{here}do/send/", {"note": "示例", "without_plan": "on"})
    page = body(office.get(here))
    assert "没有附" in page
    assert "退文</button>" in page
    assert office.post(f"{here}do/accept/", {}).status_code == 422
    office.post(f"{here}do/return/", {"reason": "示例：请附解读方案"})
    slip = ReturnSlip.objects.get()
    assert str(slip) in body(editor.get(here))
    assert "请附解读方案" in body(editor.get(f"/desk/policy/slips/{slip.pk}/"))
    # The plan, approved by the unit's own head; sent again; received; to the meeting.
    editor.post(
        f"{here}plan/",
        {"first_explainer": "局长", "forms": ["picture"], "points": "补多少", "release_on": "2021-04-01",
         "contact": "办公室", "phone": "0592-0000000"},
    )  # fmt: skip
    head.post(f"{here}do/approve-plan/")
    editor.post(f"{here}do/send/", {"note": ""})
    office.post(f"{here}do/accept/", {"needs_meeting": "on"})
    assert "/desk/policy/" in body(secretary.get("/desk/policy/meetings/"))
    secretary.post(f"{here}do/list/", {"meeting": "示例第 1 次常务会议", "meeting_on": "2021-03-30"})
    item = package.meetings.get()
    assert item.readings
    secretary.post(f"/desk/policy/meetings/{item.pk}/", {"outcome": "passed", "note": ""})
    # Signed together, released together.
    editor.post(f"{here}do/submit/")
    for name in ("first", "second", "head"):
        browser(desk.team.people[name]).post(f"{here}do/sign/", {"note": "同意"})
    editor.post(f"{here}do/release/")
    package.refresh_from_db()
    assert package.state == Package.State.RELEASED
    page = body(editor.get(here))
    for word in ("退文", "方案审定", "列入会议", "审签完成", "同步发布"):
        assert word in page
    assert Publication.objects.filter(live=True).count() == 2


@pytest.mark.task(14)
def test_a_double_click_on_release_is_told_and_changes_nothing():
    desk = Desk()
    package = desk.signed(desk.accepted())
    editor = browser(desk.team.people["editor"])
    here = f"/desk/policy/{package.pk}/do/release/"
    assert editor.post(here).status_code == 302
    before = Publication.objects.get(pk=package.document_id).last_published_at
    assert "已同步发布" in body(editor.post(here))
    assert Publication.objects.get(pk=package.document_id).last_published_at == before


@pytest.mark.task(14)
def test_the_record_page_leads_to_the_package_and_refuses_with_the_way_out():
    desk = Desk()
    package = desk.accepted()
    client = browser(desk.team.people["editor"])
    page = body(client.get(f"/desk/publications/{package.document_id}/"))
    assert f"/desk/policy/{package.pk}/" in page
    answer = client.post(f"/desk/publications/{package.document_id}/do/submit/", {"note": ""})
    assert "一起送审" in body(answer)
    loose = desk.document()
    page = body(client.get(f"/desk/publications/{loose.pk}/"))
    assert "还没有认定" in page
    assert f"/desk/policy/decide/{loose.pk}/" in page


@pytest.mark.task(14)
def test_decisions_are_made_in_numbers_and_consented_by_the_office_alone():
    desk = Desk()
    one, two = desk.document(), desk.document()
    theirs = Team(make_unit()).draft(kind="notice")
    head = browser(desk.team.people["head"])
    head.post(
        "/desk/policy/decide/",
        {"document": [one.pk, two.pk, theirs.pk], "need": "not_required", "reason": ""},
    )
    assert not Requirement.objects.exists()
    head.post(
        "/desk/policy/decide/",
        {"document": [one.pk, two.pk], "need": "not_required", "reason": "示例：内部分工"},
    )
    assert Requirement.objects.count() == 2
    found = queries.requirement(one.pk)
    assert head.post(f"/desk/policy/decide/answer/{found.pk}/consent/").status_code == 403
    office = browser(desk.officer)
    office.post(f"/desk/policy/decide/answer/{found.pk}/consent/")
    office.post(
        f"/desk/policy/decide/answer/{queries.requirement(two.pk).pk}/refuse/", {"reason": "示例：群众关心"}
    )
    assert queries.requirement(one.pk).settled
    assert "群众关心" in body(head.get(f"/desk/policy/decide/{two.pk}/"))


@pytest.mark.task(14)
def test_an_exemption_is_asked_and_answered_on_the_screens():
    desk = Desk()
    document = desk.document()
    head = browser(desk.team.people["head"])
    answer = head.post(
        f"/desk/policy/exemptions/ask/{document.pk}/",
        {"covers": "release", "reason": "示例：防台", "second_unit": desk.second.pk, "until": ""},
    )
    assert "请填写解读最迟哪天发布" in body(answer)
    assert "示例：防台" in body(answer)
    until = timezone.localdate() + dt.timedelta(days=2)
    head.post(
        f"/desk/policy/exemptions/ask/{document.pk}/",
        {
            "covers": "release",
            "reason": "示例：防台",
            "second_unit": desk.second.pk,
            "until": until.isoformat(),
        },
    )
    asked = Exemption.objects.get()
    second = browser(desk.second_head)
    assert document.title in body(second.get("/desk/policy/exemptions/"))
    assert document.title not in body(
        browser(make_person(Role.HEAD, make_unit())).get("/desk/policy/exemptions/")
    )
    second.post(f"/desk/policy/exemptions/{asked.pk}/consent/", {"note": "示例：同意"})
    asked.refresh_from_db()
    assert asked.state == "consented"


@pytest.mark.task(18)
def test_the_quality_page_shows_copied_passages_beside_their_source_and_what_to_write():
    desk = Desk()
    long = (
        "对符合条件的小微企业给予一次性经营补助三千元，同一经营主体只享受一次，由街道办事处受理并在五个工作日内办结。"
        * 3
    )
    package = desk.package(body=f"<p>{long}</p>")
    material = queries.materials(package)[0]
    from yangguang.publications.actions import drafting

    drafting.save_draft(material, actor=desk.team.editor, values={"body": f"<p>{long}</p>"})
    client = browser(desk.team.people["editor"])
    page = body(client.get(f"/desk/policy/explanations/{material.pk}/quality/"))
    assert "照抄预警" in page
    assert page.count("<mark>") >= 2
    assert "用一两句话写" in page
    record = body(client.get(f"/desk/publications/{material.pk}/"))
    assert "100%" in record
    assert "没有找到“背景依据”" in record


def test_documents_are_named_by_number_and_a_wrong_one_is_told():
    desk = Desk()
    package = desk.released()
    record = desk.team.draft(kind="explanation", source="示例", body=GOOD)
    client = browser(desk.team.people["editor"])
    here = f"/desk/policy/explanations/{record.pk}/"
    answer = client.post(here, {"form": "video", "add": "没有这个文号"})
    assert "没有找到政策文件" in body(answer)
    number = Publication.objects.get(pk=package.document_id).document_number
    client.post(here, {"form": "video", "add": number})
    assert [d.pk for d in queries.documents_of(record.pk)] == [package.document_id]
    assert queries.form_of(Publication.objects.get(pk=record.pk)) == "视频"


def test_lists_ask_the_database_the_same_number_of_times_however_long(django_assert_max_num_queries):
    desk = Desk()
    client = browser(desk.team.people["editor"])

    def count(address):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    desk.package()
    desk.document()
    sent = sending.send(desk.package(plan=False), actor=desk.team.editor, without_plan=True)
    sending.send_back(sent, actor=desk.officer, reason="示例")
    addresses = ("/desk/policy/", "/desk/policy/slips/", "/desk/policy/decide/", "/desk/policy/meetings/")
    before = [count(a) for a in addresses]
    for _ in range(3):
        desk.document()
        again = sending.send(desk.package(plan=False), actor=desk.team.editor, without_plan=True)
        sending.send_back(again, actor=desk.officer, reason="示例")
    assert [count(a) for a in addresses] == before


def test_a_set_back_text_keeps_what_the_reviewer_typed_when_no_opinion_was_given():
    desk = Desk()
    package = signing.submit(desk.accepted(), actor=desk.team.editor)
    first = browser(desk.team.people["first"])
    answer = first.post(
        f"/desk/policy/{package.pk}/do/return-text/", {"note": "", "member": package.document_id}
    )
    assert answer.status_code == 422
    assert "退回要说明要改什么" in body(answer)


def test_explainers_and_training_are_kept_by_the_units_themselves():
    desk = Desk()
    client = browser(desk.team.people["head"])
    client.post(
        "/desk/policy/explainers/",
        {"unit": desk.unit.pk, "name": "示例科长", "kind": "staff", "post": "科长"},
    )
    assert "示例科长" in body(client.get("/desk/policy/explainers/"))
    other = make_unit()
    answer = client.post("/desk/policy/explainers/", {"unit": other.pk, "name": "示例", "kind": "staff"})
    assert answer.status_code == 200  # not a unit of theirs
    assert explaining.recommend.reasons(other, actor=desk.team.head, name="示例", kind="staff")


def test_the_head_may_change_how_a_document_is_issued_until_it_was_sent():
    desk = Desk()
    package = desk.package()
    head = browser(desk.team.people["head"])
    here = f"/desk/policy/{package.pk}/"
    assert "改变印发方式" in body(head.get(here))
    head.post(f"{here}do/route/", {"route": "own"})
    package.refresh_from_db()
    assert package.route == "own"
    head.post(f"{here}do/route/", {"route": "district"})
    sending.send(Package.objects.get(pk=package.pk), actor=desk.team.editor)
    assert head.post(f"{here}do/route/", {"route": "own"}).status_code == 422
