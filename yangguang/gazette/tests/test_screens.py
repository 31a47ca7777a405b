"""The workbench's gazette: who sees it, what a refusal gives back, the chooser, the calendar, the cutting."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yangguang.gazette.models import Build, Issue, Masthead, State, YearPlan
from yangguang.gazette.tests.factories import TITLES, Office, bring_in, old_pdf
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.task(28)]
BACKEND = "yangguang.organisations.backends.PersonBackend"


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def act(client: Client, issue: Issue, what: str, **data):
    return client.post(f"/desk/gazette/{issue.pk}/do/{what}/", data, follow=True)


def test_another_unit_neither_sees_nor_touches_an_issue():
    made = Office()
    issue = made.issue()
    stranger = client_of(make_person(Role.HEAD, make_unit()))
    for path in ("", "proof.pdf", "cut/", f"articles/{issue.articles.first().pk}/"):
        assert stranger.get(f"/desk/gazette/{issue.pk}/{path}").status_code == 404
    assert act(stranger, issue, "send").status_code == 404
    assert stranger.get("/desk/gazette/new/").status_code == 404


def test_the_clerk_makes_an_issue_from_the_chooser_to_readers():
    made = Office()
    record = made.record(title="示例：选入的通知")
    editor, reader, head = (client_of(made.people[n]) for n in ("editor", "reader", "head"))
    answer = editor.post(
        "/desk/gazette/new/", {"year": 2021, "number": 1, "total": "", "dated": "2021-04-10"}, follow=True
    )
    issue = Issue.objects.get()
    assert "示例：选入的通知" in answer.content.decode()
    answer = act(editor, issue, "add", record=record.pk, section=issue.sections.first().pk)
    assert "选入 1 件" in answer.content.decode()
    made.build(issue)
    act(editor, issue, "send")
    act(reader, issue, "proof")
    act(head, issue, "sign")
    made.build(issue)
    assert "已出版" in act(editor, issue, "publish").content.decode()
    issue.refresh_from_db()
    assert issue.state == State.PUBLISHED


def test_a_refusal_gives_back_what_was_typed():
    made = Office()
    made.issue(number=1)
    editor = client_of(made.people["editor"])
    body = editor.post(
        "/desk/gazette/new/", {"year": 2021, "number": 1, "total": "77", "dated": "2021-04-10"}
    ).content.decode()
    assert "已经有了" in body
    assert 'value="77"' in body
    issue = made.publish(number=2)
    body = act(
        editor, issue, "push", channel="微博", account="示例账号", pushed_at="2099-01-01T00:00"
    ).content.decode()
    assert "还没有到" in body
    assert "示例账号" in body


def test_a_running_build_refreshes_its_page_and_tells_its_step():
    made = Office()
    issue = made.issue()
    Build.objects.create(issue=issue, digest="", state=Build.State.RUNNING, step="排版", percent=35)
    response = client_of(made.people["editor"]).get(f"/desk/gazette/{issue.pk}/")
    assert response["Refresh"] == "3"
    assert 'value="35"' in response.content.decode()


def test_the_calendar_says_what_is_late():
    made = Office()
    YearPlan.objects.create(year=2021, frequency="quarterly", days=15)
    made.publish(number=1, at=dt.datetime(2021, 4, 10, tzinfo=dt.UTC))
    body = client_of(made.people["editor"]).get("/desk/gazette/?year=2021").content.decode()
    assert body.count('badge-bad">逾期') == 3
    assert "按期" in body


def test_settings_ask_for_a_name_and_keep_a_plan():
    made = Office()
    Masthead.objects.all().delete()
    client = client_of(made.people["head"])
    assert "还没有填写公报名称" in client.get("/desk/gazette/").content.decode()
    body = client.post(
        "/desk/gazette/settings/", {"what": "marks", "name": "", "sponsor": "甲"}
    ).content.decode()
    assert "必填" in body or "不能为空" in body or "这个字段" in body
    client.post("/desk/gazette/settings/", {"what": "marks", "name": "新公报", "sponsor": "甲"})
    client.post("/desk/gazette/settings/", {"what": "plan", "year": 2022, "frequency": "monthly", "days": 10})
    assert Masthead.objects.get().name == "新公报"
    assert YearPlan.objects.get().year == 2022


def test_an_old_issue_is_uploaded_looked_over_and_mended():
    made = Office()
    client = client_of(made.people["editor"])
    file = SimpleUploadedFile("旧刊.pdf", old_pdf(TITLES))
    data = {"file": file, "year": 2019, "number": 1, "total": "", "dated": "2019-06-01"}
    answer = client.post("/desk/gazette/old/new/", data, follow=True)
    issue = Issue.objects.get()
    assert "识别出 2 篇" in answer.content.decode()
    row = {"title-1": "示例：改过的标题", "number-1": "示文〔2019〕1号", "written_on-1": "2019-05-06", "first-1": "3", "last-1": "3",
           "title-2": "坏的", "number-2": "", "written_on-2": "2019-13-45", "first-2": "9999", "last-2": ""}  # fmt: skip
    body = client.post(f"/desk/gazette/{issue.pk}/cut/", row).content.decode()
    assert "日期不对" in body
    assert "示例：改过的标题" in body
    assert issue.articles.first().title == TITLES[0][0]
    row["drop-2"] = "on"
    client.post(f"/desk/gazette/{issue.pk}/cut/", row)
    assert [a.title for a in issue.articles.all()] == ["示例：改过的标题"]


def test_pages_cost_the_same_with_few_and_many_articles():
    made = Office()
    made.record()  # something to choose, both times
    client = client_of(made.people["editor"])
    counts = []
    for number, records in ((1, 1), (2, 6)):
        issue = made.issue(number=number, records=records)
        client.get(f"/desk/gazette/{issue.pk}/")
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/desk/gazette/{issue.pk}/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_unknown_acts_and_odd_values_do_no_harm():
    made = Office()
    issue = bring_in(made)
    client = client_of(made.people["editor"])
    assert act(client, issue, "explode").status_code == 404
    for what, data in (("up", {"article": "x"}), ("link", {"article": "1", "publication": "9" * 40}),
                       ("add", {"record": "²"}), ("place", {"number-1": "x"})):  # fmt: skip
        assert act(client, issue, what, **data).status_code == 200
