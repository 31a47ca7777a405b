"""The workbench's screens: the way of a document by a clerk, other units' entries, bad input that keeps what was typed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yangguang.norms import demo, queries
from yangguang.norms.forms import find_source, split_wordings
from yangguang.norms.models import Norm, Official
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit
from yangguang.publications.tests.factories import Team

from .factories import TEXT, keeper_unit, make_norm

pytestmark = [pytest.mark.django_db, pytest.mark.task(24)]


def at(person):
    client = Client()
    client.force_login(person)
    return client


def test_a_clerk_enters_and_the_keeper_registers_and_repeals():
    team, keeper = Team(), make_person(Role.REVIEWER, keeper_unit())
    record = team.release(kind="norm", title="示例办法", body=TEXT, document_number="厦思桌〔2021〕5号", topic="综合政务",
                          genre="通知", validity="valid")  # fmt: skip
    clerk = at(team.people["editor"])
    assert "示例办法" in clerk.get("/desk/norms/").content.decode()
    page = clerk.get(f"/desk/norms/new/?from={record.pk}")
    values = {k: v for k, v in page.context["form"].initial.items() if v is not None and k != "publication"}
    said = {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}
    answer = clerk.post(f"/desk/norms/new/?from={record.pk}", {**said, "unit": team.unit.pk, "body": TEXT})
    norm = Norm.objects.get()
    assert answer.url == f"/desk/norms/{norm.pk}/"
    assert norm.publication == record
    clerk.post(f"/desk/norms/{norm.pk}/do/procedure/", {"step": "legality", "done_on": "2021-02-01"})
    refused = clerk.post(f"/desk/norms/{norm.pk}/do/register/")
    assert "由区司法局" in refused.content.decode()
    desk = at(keeper)
    desk.post(f"/desk/norms/{norm.pk}/do/register/")
    norm.refresh_from_db()
    assert norm.is_registered
    bad = desk.post(
        f"/desk/norms/{norm.pk}/relate/",
        {"act": "amend", "on": "2021-12-01", "source": "示例决定", "articles": "甲"},
    )
    assert "不是条号" in bad.content.decode()
    assert "<summary>第三条</summary>" in bad.content.decode()  # the clerk sees which provisions there are
    assert "示例决定" in bad.content.decode()
    desk.post(
        f"/desk/norms/{norm.pk}/relate/",
        {
            "act": "amend",
            "on": "2030-12-01",
            "source": "示例决定（厦思桌〔2021〕9号）",
            "articles": "",
            "text": "第二条 改了。\n第三条 也改了。",
        },
    )
    relation = norm.acts.get()
    assert (relation.articles, relation.source_number) == (["2", "3"], "厦思桌〔2021〕9号")
    desk.post(f"/desk/norms/relations/{relation.pk}/undo/", {"reason": "录错"})
    assert not norm.acts.exists()


def test_other_units_entries_are_not_there():
    norm, stranger = make_norm(), at(make_person(Role.HEAD, make_unit()))
    for path in ("", "edit/", "relate/", "text/"):
        assert stranger.get(f"/desk/norms/{norm.pk}/{path}").status_code == 404
    assert norm.title not in stranger.get("/desk/norms/").content.decode()


def test_two_editors_keep_what_they_typed_when_the_number_is_taken():
    team = Team()
    make_norm(team.unit, document_number="厦思桌〔2021〕5号", title="先登记的示例")
    answer = at(team.people["editor"]).post(
        "/desk/norms/new/",
        {
            "unit": team.unit.pk,
            "title": "后来的示例",
            "document_number": "厦思桌[2021]05号",
            "term": "fixed",
            "body": "第一条 甲",
        },
    )
    text = answer.content.decode()
    assert "先登记的示例" in text
    assert "后来的示例" in text
    assert Norm.objects.count() == 1


@pytest.mark.task(22)
def test_an_official_file_is_kept_and_only_downloaded():
    team = Team()
    record = team.release(body=TEXT)
    desk = at(team.people["editor"])
    page = SimpleUploadedFile(
        "正式.html", f"<html><body><script>alert(1)</script>{TEXT}</body></html>".encode()
    )
    desk.post("/desk/norms/officials/", {"publication": f"/doc/{record.pk}/", "source": "示例", "changed_on": "2021-03-01",
                                         "status": "valid", "file": page})  # fmt: skip
    official = Official.objects.get()
    assert "一致" in desk.get(f"/desk/norms/officials/{official.pk}/").content.decode()
    file = desk.get(f"/desk/norms/officials/{official.pk}/file/")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Type"] == "application/octet-stream"
    assert (
        at(make_person(Role.HEAD, make_unit())).get(f"/desk/norms/officials/{official.pk}/file/").status_code
        == 404
    )
    wrong = desk.post(
        "/desk/norms/officials/", {"publication": "首页", "source": "", "changed_on": "x", "status": "valid"}
    )
    assert "读不出编号" in wrong.content.decode()


def test_wordings_typed_together_are_taken_apart():
    assert split_wordings("第二条 甲\n（一）乙\n第三条之一 丙", []) == {
        "2": "第二条 甲\n（一）乙",
        "3-1": "第三条之一 丙",
    }
    assert split_wordings("没有条号的一段", ["5"]) == {"5": "没有条号的一段"}
    norm = make_norm(title="示例停车办法", document_number="厦思桌〔2021〕7号")
    for text in ("厦思桌[2021]7号", "《示例停车办法》", norm.register_number):
        assert find_source(text) == {"source": norm}
    assert find_source("《别的决定》（厦思桌〔2021〕8号）") == {
        "source_title": "别的决定",
        "source_number": "厦思桌〔2021〕8号",
    }


@pytest.mark.task(22)
def test_any_draft_is_checked_and_nothing_is_kept():
    team = Team()
    desk = at(team.people["editor"])
    text = desk.post(
        "/desk/norms/cite/", {"text": "依据《没有的示例办法》第三条，<script>alert(1)</script>"}
    ).content.decode()
    assert "名录里没有" in text
    assert "<script>alert" not in text


def test_the_sample_is_ten_years_of_documents_and_comes_once(units):
    import random

    from yangguang.core.actors import operator

    said = demo._run(operator(), random.Random(1))
    assert "文件 40 件" in said
    assert demo._run(operator(), random.Random(1)) == "已有"
    states = {n.state(dt.date.today()).value for n in Norm.objects.registered()}
    assert {"现行有效", "已失效", "已废止"} <= states
    assert any(s.holes for s in queries.number_series())
    assert not demo._in_use()
