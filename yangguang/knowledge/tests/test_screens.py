"""The workbench's screens: an entry by hand from the form to the public, growing, tables, whose rows one sees."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yangguang.knowledge.models import Entry, State
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit
from yangguang.publications.tests.factories import client_of

from .factories import QUOTE, Desk, soon

pytestmark = [pytest.mark.django_db, pytest.mark.task(15)]


@pytest.fixture
def desk():
    return Desk()


def test_an_entry_by_hand_from_the_form_to_readers(desk):
    record = desk.policy()
    editor, reviewer = client_of(desk.editor.user), client_of(desk.reviewer.user)
    posted = {
        "question": "示例：补助有多少？", "answer": "<p>示例：补助标准每户三千元。</p>", "topic": "综合政务", "event": "support",
        "review_on": f"{soon():%Y-%m-%d}", "basis_0": record.document_number, "quote_0": "",
    }  # fmt: skip
    answer = editor.post(reverse("knowledge:write"), posted, follow=True)
    entry = Entry.objects.get()
    assert QUOTE in answer.content.decode()  # the nearest sentence is proposed
    act = [reverse("knowledge:act", args=[entry.pk, w]) for w in ("submit", "sign-publish")]
    page = editor.post(act[0], follow=True).content.decode()
    assert "不能自己审签" in page or "审核" in page
    page = reviewer.get(reverse("knowledge:entry", args=[entry.pk])).content.decode()
    assert "同意并公开" in page
    reviewer.post(act[1])
    entry.refresh_from_db()
    assert entry.live
    assert client_of(desk.editor.user).get(entry.get_absolute_url()).status_code == 200


def test_the_form_tells_what_is_wrong_and_keeps_what_was_typed(desk):
    editor = client_of(desk.editor.user)
    page = editor.post(
        reverse("knowledge:write"), {"question": "示例：甲？", "quote_0": "示例原文", "basis_1": "没有这个"}
    ).content.decode()
    assert "填了原文，请选出自哪份文件" in page
    assert "没有找到这条信息" in page
    assert "示例原文" in page
    assert not Entry.objects.exists()


def test_what_a_later_writer_did_not_see_is_not_overwritten(desk):
    entry = desk.draft()
    editor = client_of(desk.editor.user)
    address = reverse("knowledge:edit", args=[entry.pk])
    form = editor.get(address).context["form"]
    posted = {f.html_name: f.value() or "" for f in form} | {"review_on": f"{soon():%Y-%m-%d}"}
    Entry.objects.filter(pk=entry.pk).update(version=7)
    page = editor.post(address, {**posted, "question": "示例：晚来的？"}).content.decode()
    assert "别人改过" in page
    assert "示例：晚来的？" in page


def test_returning_and_withdrawing_ask_for_the_reason_on_the_page(desk):
    entry = desk.draft()
    client_of(desk.editor.user).post(reverse("knowledge:act", args=[entry.pk, "submit"]))
    reviewer = client_of(desk.reviewer.user)
    page = reviewer.post(reverse("knowledge:act", args=[entry.pk, "return"]), {"reason": ""})
    assert page.status_code == 200
    reviewer.post(reverse("knowledge:act", args=[entry.pk, "return"]), {"reason": "示例：没说找谁"})
    entry.refresh_from_db()
    assert entry.state == State.DRAFT
    assert "示例：没说找谁" in reviewer.get(reverse("knowledge:entry", args=[entry.pk])).content.decode()


def test_the_list_shows_ones_units_only_and_filters(desk):
    mine = desk.public(question="示例：我们的问题？")
    Desk().public(question="示例：别人的问题？")
    desk.draft(question="示例：还在写的？", event="school")
    editor = client_of(desk.editor.user)
    address = reverse("knowledge:entries")
    page = editor.get(address).content.decode()
    assert mine.question in page
    assert "别人的问题" not in page
    for query, shown in {
        "?state=public": (True, False), "?event=school": (False, True), "?q=还在写": (False, True),
        f"?unit={desk.unit.pk}": (True, True), f"?basis={mine.bases.get().publication_id}": (True, False),
        "?state=doubt": (False, False), "?unit=%00x&topic=<b>": (False, False),
    }.items():  # fmt: skip
        page = editor.get(address + query).content.decode()
        assert (mine.question in page, "还在写的" in page) == shown, query


def test_an_empty_knowledge_base_says_how_to_begin(desk):
    page = client_of(desk.editor.user).get(reverse("knowledge:entries")).content.decode()
    assert reverse("knowledge:grow") in page
    assert reverse("knowledge:upload") in page


def test_export_holds_ones_own_units_rows(desk):
    desk.public(question="示例：我们的问题？")
    Desk().public(question="示例：别人的问题？")
    answer = client_of(desk.editor.user).get(reverse("knowledge:export", args=["csv"]))
    assert "我们的问题" in answer.content.decode()
    assert "别人的问题" not in answer.content.decode()


def test_a_table_is_shown_line_by_line_and_comes_in_by_one_click(desk):
    editor = client_of(desk.editor.user)
    file = SimpleUploadedFile("示例.csv", "问题,答案\n示例：甲？,示例\n示例：乙？,\n".encode())
    answer = editor.post(reverse("knowledge:upload"), {"unit": desk.unit.pk, "file": file}, follow=True)
    page = answer.content.decode()
    assert "1 行要改正" in page
    assert "“答案”是空的" in page
    assert "导入 2 条草稿" not in page
    number = re.search(r"/import/(\d+)/", answer.redirect_chain[-1][0])[1]
    assert "“答案”是空的" in editor.get(reverse("knowledge:import-faults", args=[number])).content.decode()
    good = SimpleUploadedFile("示例.csv", "问题,答案\n示例：甲？,示例\n".encode())
    answer = editor.post(reverse("knowledge:upload"), {"unit": desk.unit.pk, "file": good}, follow=True)
    number = re.search(r"/import/(\d+)/", answer.redirect_chain[-1][0])[1]
    editor.post(reverse("knowledge:import-act", args=[number, "run"]))
    assert Entry.objects.get().unit == desk.unit


def test_the_template_itself_comes_in_without_fault(desk):
    editor = client_of(desk.editor.user)
    file = SimpleUploadedFile("模板.xlsx", editor.get(reverse("knowledge:template")).content)
    page = editor.post(reverse("knowledge:upload"), {"unit": desk.unit.pk, "file": file}, follow=True)
    assert "没有错" in page.content.decode()


def test_nobody_writes_in_another_units_name(desk):
    stranger = client_of(make_person(Role.EDITOR, make_unit()))
    entry = desk.draft()
    for what in ("submit", "discard"):
        assert stranger.post(reverse("knowledge:act", args=[entry.pk, what])).status_code == 404
    stranger.post(reverse("knowledge:write"), {"unit": desk.unit.pk, "question": "示例：冒名？"})
    assert not Entry.objects.filter(unit=desk.unit, question="示例：冒名？").exists()
