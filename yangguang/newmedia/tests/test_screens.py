"""The workbench's screens and the public list, as clerks and readers meet them."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.newmedia.actions import filing
from yangguang.newmedia.models import Account, Campaign, Filing, Message, Sighting
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, openness_office
from yangguang.publications.tests.factories import client_of

from .factories import RISKS, TOLD, Media, before, platform

pytestmark = [pytest.mark.django_db, pytest.mark.task(26)]


@pytest.fixture
def media():
    openness_office()
    return Media()


def page(client: Client, name: str, *args, **query) -> str:
    answer = client.get(reverse(f"newmedia:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_register_says_how_to_begin(media):
    shown = page(client_of(media.editor.user), "accounts")
    assert reverse("newmedia:upload") in shown
    assert reverse("newmedia:open") in shown


def test_an_account_from_the_form_to_the_public(media):
    editor, office = client_of(media.editor.user), client_of(media.office.user)
    posted = {
        "unit": media.unit.pk, "platform": platform().pk, "name": "示例发布", "phone": "0592-0000000", "reason": "示例：便民",
        **TOLD, **{f"risk_{k}": "on" for k in RISKS},
    }  # fmt: skip
    wrong = editor.post(reverse("newmedia:open"), {**posted, "purpose": "", "url": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "示例发布" in wrong.content.decode()
    assert not Filing.objects.exists()
    editor.post(reverse("newmedia:open"), posted)
    filed = Filing.objects.get()
    assert "同意" not in page(editor, "filing", filed.pk).split("下一步")[1].split("<button")[0]
    office.post(reverse("newmedia:filing-act", args=[filed.pk, "approve"]), {"note": ""})
    account = Account.objects.get()
    assert "0592-0000000" in page(office, "account", account.pk)
    editor.post(
        reverse("newmedia:filing-act", args=[filed.pk, "record"]),
        {
            "noticed_on": f"{timezone.localdate():%Y-%m-%d}",
            "notice_url": "https://example.org/n",
            "number": "示备1",
        },
    )
    assert "示备1" in page(editor, "filing", filed.pk)
    public = Client().get("/media/").content.decode()
    assert "示例发布" in public
    assert "0592" not in public
    assert TOLD["contact"] not in public


def test_telephones_are_for_those_who_work_with_them(media):
    account = media.account()
    auditor = client_of(make_person(Role.AUDITOR, media.unit))
    shown = page(auditor, "account", account.pk)
    assert "0592-0000000" not in shown
    assert "电话已登记" in shown
    for form in ("csv", "xlsx"):
        assert (
            b"0592-0000000"
            not in client_of(media.editor.user).get(reverse("newmedia:export", args=[form])).content
        )


def test_lists_show_ones_own_units_only(media):
    mine, other = media.account(name="示例我们的"), Media()
    theirs = other.account(name="示例别人的")
    other.message(theirs, title="示例别人的稿子")
    other.filing(name="示例别人的新号", platform=platform("weibo"))
    editor = client_of(media.editor.user)
    for name in ("accounts", "filings", "messages", "coverage", "campaigns"):
        assert "示例别人的" not in page(editor, name), name
    for name in ("export", "filings-export", "messages-export"):
        body = editor.get(reverse(f"newmedia:{name}", args=["csv"])).content.decode()
        assert "示例别人的" not in body, name
    assert mine.name in page(editor, "accounts")
    assert theirs.name in page(client_of(media.office.user), "accounts")


def test_the_list_filters_and_survives_nonsense(media):
    stale, fresh = media.account(name="示例老号"), media.account("weibo", name="示例新号")
    media.post(stale, 30)
    media.post(fresh, 1)
    editor = client_of(media.editor.user)
    for query, shown in {
        ("fresh", "stale"): (True, False), ("fresh", "no_reply"): (True, True), ("q", "老号"): (True, False),
        ("state", "closed"): (False, False), ("platform", "x'--"): (True, True), ("unit", "9" * 50): (True, True),
    }.items():  # fmt: skip
        text = page(editor, "accounts", **dict([query]))
        assert ("示例老号" in text, "示例新号" in text) == shown, query


def test_a_record_becomes_a_signed_post_with_picture_and_code(media):
    record = media.policy()
    account = media.account()
    editor, reviewer, head = (client_of(a.user) for a in (media.editor, media.reviewer, media.head))
    assert "做成推送稿" in page(editor, "pack", record=record.pk)
    editor.post(reverse("newmedia:pack"), {"record": str(record.pk), "account": [account.pk]})
    message = Message.objects.get()
    assert message.link.code in page(editor, "message", message.pk)
    for name in ("card", "qr"):
        answer = editor.get(reverse("newmedia:picture", args=[message.pk, name]))
        assert answer.content.startswith(b"\x89PNG")
    for client, what in ((editor, "submit"), (reviewer, "review"), (head, "approve")):
        client.post(reverse("newmedia:message-act", args=[message.pk, what]))
    assert "已发出</button>" in page(editor, "message", message.pk)
    now = timezone.localtime()
    answer = editor.post(
        reverse("newmedia:message-act", args=[message.pk, "sent"]),
        {"url": "不是网址", "sent_at": f"{now:%Y-%m-%dT%H:%M}"},
    )
    assert answer.status_code == 422
    editor.post(
        reverse("newmedia:message-act", args=[message.pk, "sent"]),
        {"url": "https://example.org/1", "sent_at": f"{now:%Y-%m-%dT%H:%M}"},
    )
    message.refresh_from_db()
    assert message.state == "sent"
    rows = list(
        csv.reader(
            io.StringIO(
                editor.get(reverse("newmedia:messages-export", args=["csv"])).content.decode("utf-8-sig")
            )
        )
    )
    assert "签发" in rows[1][-1]


def test_findings_stand_on_the_page_and_are_answered_there(media):
    message = media.message(text="示例：集齐38个赞送手册。")
    editor = client_of(media.editor.user)
    assert "CHK-M01" in page(editor, "message", message.pk)
    address = reverse("newmedia:message-edit", args=[message.pk])
    form = editor.get(address).context["form"]
    name = next(n for n in form.fields if n.startswith("confirm_"))
    editor.post(address, {"title": message.title, "text": message.text, "version": 1, name: "示例：已核实"})
    assert "已核实" in page(editor, "message", message.pk)
    assert (
        "<script"
        not in page(editor, "message", media.message(media.account("weibo"), title="示例<script>").pk).split(
            "<main"
        )[1]
    )


def test_coverage_shows_what_is_missing_and_where_it_was_told(media):
    record = media.policy(kind="explanation", source="示例", title="示例：便民措施解读")
    account = media.account()
    editor = client_of(media.editor.user)
    assert f"record={record.pk}" in page(editor, "coverage")
    media.post(account, 0, publication=record)
    shown = page(editor, "coverage", view="matrix", days="30")
    assert account.name in shown
    assert "示例：便民措施解读" in page(editor, "coverage", state="已推送")
    body = editor.get(reverse("newmedia:coverage-export", args=["csv"])).content.decode()
    assert f"{timezone.localdate()}" in body


def test_the_office_keeps_sightings_and_platforms(media):
    office = client_of(media.office.user)
    posted = {"platform": platform().pk, "name": "示例野号", "found_on": f"{before(1):%Y-%m-%d}"}
    office.post(reverse("newmedia:sightings"), posted)
    seen = Sighting.objects.get()
    assert office.post(reverse("newmedia:settle", args=[seen.pk]), {"reason": ""}).status_code == 422
    office.post(reverse("newmedia:settle", args=[seen.pk]), {"reason": "示例：外区账号"})
    seen.refresh_from_db()
    assert seen.state == "foreign"
    found = platform()
    values = {
        "code": found.code, "name": found.name, "title_limit": 40, "text_limit": 900, "picture_width": 99999,
        "picture_height": 383, "order": 0,
    }  # fmt: skip
    assert office.post(reverse("newmedia:platform", args=[found.pk]), values).status_code == 422
    office.post(
        reverse("newmedia:platform", args=[found.pk]), {**values, "picture_width": 900, "active": "on"}
    )
    found.refresh_from_db()
    assert (found.title_limit, found.posts) == (40, False)
    assert client_of(media.head.user).get(reverse("newmedia:sightings")).status_code == 403


def test_a_campaign_is_worked_through_on_one_page(media):
    account = media.account()
    office, editor = client_of(media.office.user), client_of(media.editor.user)
    days = {"begins": f"{before(0):%Y-%m-%d}", "due": f"{before(-30):%Y-%m-%d}"}
    office.post(reverse("newmedia:campaigns"), {"title": "示例清理", **days})
    campaign = Campaign.objects.get()
    entry = campaign.entries.get(account=account)
    editor.post(
        reverse("newmedia:entry-act", args=[entry.pk, "propose"]), {"proposal": "close", "reason": "示例"}
    )
    wrong = office.post(
        reverse("newmedia:entry-act", args=[entry.pk, "decide"]), {"decision": "close", "reason": ""}
    )
    assert wrong.status_code == 422
    office.post(
        reverse("newmedia:entry-act", args=[entry.pk, "decide"]),
        {"decision": "close", "reason": "示例：同意"},
    )
    assert "报送关停" in page(editor, "campaign", campaign.pk)
    editor.post(reverse("newmedia:entry-act", args=[entry.pk, "file"]))
    assert account.filings.get().kind == "close"
    assert (
        "示例：同意"
        in editor.get(reverse("newmedia:campaign-export", args=[campaign.pk, "csv"])).content.decode()
    )


@pytest.mark.parametrize("kind", ["accounts", "posts"])
def test_the_templates_themselves_are_read(media, kind):
    editor = client_of(media.office.user)
    holder = make_person(Role.EDITOR, openness_office())
    editor = client_of(holder)
    file = SimpleUploadedFile("模板.xlsx", editor.get(reverse("newmedia:template", args=[kind])).content)
    answer = editor.post(reverse("newmedia:upload"), {"kind": kind, "file": file}, follow=True)
    shown = answer.content.decode()
    assert "1 行要改正" in shown
    assert ("没有主办单位" if kind == "accounts" else "没有账号") in shown


def test_the_public_list_and_its_files(media):
    account = media.account(url="https://example.org/a")
    shown = Client().get("/media/").content.decode()
    assert account.name in shown
    assert reverse("portal:media-code", args=[account.pk]) in shown
    assert b"<svg" in Client().get(reverse("portal:media-code", args=[account.pk])).content
    assert account.name in Client().get("/media/list.csv").content.decode()
    assert Client().get("/media/?platform=%00").status_code == 200
    filing.approve(filing.file_end(account, actor=media.editor, reason="示例"), actor=media.office)
    filed = Filing.objects.get()
    filing.record(
        filed, actor=media.editor, noticed_on=timezone.localdate(), notice_url="https://example.org/n"
    )
    shown = Client().get("/media/").content.decode()
    assert "已经关停、归并的账号" in shown
    assert account.name not in Client().get("/media/list.csv").content.decode()
    assert Client().get(reverse("portal:media-code", args=[account.pk])).status_code == 404
