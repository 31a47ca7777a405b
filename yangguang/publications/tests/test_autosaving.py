"""What is typed is kept: one slot for each editor and record, no revision, nothing lost when two write at once."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.models import Revision

from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit
from yangguang.publications.actions import drafting, signing
from yangguang.publications.models import Autosave, Publication

from .factories import Team, client_of, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.task(29)]


@pytest.fixture
def team():
    return Team()


def keep(client, address, values):
    lists = {k: v if isinstance(v, list) else [v] for k, v in values.items()}
    return client.post(address, json.dumps(lists), content_type="application/json")


def opened(team, name="editor"):
    """A record, a browser of the named person, the addresses of the editor and of its slot, the form as it stands."""
    record = team.draft()
    client = client_of(team.people[name])
    edit, slot = (reverse(f"publications:{n}", args=[record.pk]) for n in ("edit", "autosave"))
    return record, client, edit, slot, form_of(client, edit)


def test_what_is_typed_is_kept_in_one_slot_and_makes_no_revision(team):
    record, client, edit, slot, values = opened(team)
    before = Revision.objects.count()
    for words in ("示例一", "示例二"):
        said = keep(client, slot, {**values, "title": words})
        assert said.status_code == 200
        assert said.json()["saved_at"]
    assert Autosave.objects.count() == 1
    assert Revision.objects.count() == before
    record.refresh_from_db()
    assert record.title != "示例二"
    page = client.get(edit)
    assert "没有保存" in page.content.decode()
    recovered = client.get(edit, {"recover": 1})
    assert recovered.context["form"]["title"].value() == "示例二"
    # Saving ends the slot.
    assert client.post(edit, {**values, "title": "示例二"}).status_code == 302
    assert not Autosave.objects.exists()


def test_a_slot_that_holds_nothing_new_asks_nothing(team):
    _, client, edit, slot, values = opened(team)
    keep(client, slot, values)
    assert client.get(edit).context["kept"] is None


def test_a_new_record_is_recovered_and_may_be_thrown_away(team):
    client = client_of(team.people["editor"])
    new, slot = reverse("publications:write"), reverse("publications:autosave-new", args=[team.unit.pk])
    keep(client, slot, {**form_of(client, new), "title": "示例新稿", "body": "<p>示例</p>"})
    kept = client.get(new).context["kept"]
    assert client.get(new, {"recover": 1}).context["form"]["title"].value() == "示例新稿"
    client.post(reverse("publications:drop-autosave", args=[kept.pk]))
    assert not Autosave.objects.exists()


def test_a_slot_is_its_editors_own(team):
    _, client, edit, slot, values = opened(team)
    keep(client, slot, {**values, "title": "示例未保存"})
    kept = Autosave.objects.get()
    other = client_of(team.people["first"])
    page = other.get(edit)
    assert page.context["kept"] is None
    assert "还在编辑这份稿件" in page.content.decode()
    other.post(reverse("publications:drop-autosave", args=[kept.pk]))
    assert Autosave.objects.filter(pk=kept.pk).exists()
    stranger = client_of(make_person(Role.EDITOR, make_unit()))
    assert keep(stranger, slot, values).status_code == 404
    assert (
        keep(stranger, reverse("publications:autosave-new", args=[team.unit.pk]), values).status_code == 404
    )


def test_whoever_saves_second_sees_both_texts_and_chooses(team):
    record, client, edit, slot, values = opened(team)
    drafting.save_draft(
        record, actor=team.first, values={"title": "示例：对方的标题", "body": "<p>示例：对方的正文。</p>"}
    )
    told = keep(client, slot, {**values, "title": "示例：我的标题"}).json()
    assert "保存了新的文本" in told["conflict"][0]
    mine = {**values, "title": "示例：我的标题", "body": "<p>示例：我的正文。</p>"}
    page = client.post(edit, mine)
    words = page.content.decode()
    assert page.status_code == 200
    assert "两份文本的比较" in words
    assert page.context["form"]["title"].value() == "示例：我的标题"
    assert ("标题", "示例：对方的标题", "示例：我的标题") in page.context["conflict"]["fields"]
    assert Publication.objects.get(pk=record.pk).draft().title == "示例：对方的标题"
    seen = page.context["conflict"]["revision"]
    # A third text in between is not overwritten by a choice made before it.
    drafting.save_draft(
        Publication.objects.get(pk=record.pk), actor=team.second, values={"title": "示例：第三个"}
    )
    assert client.post(edit, {**mine, "overwrite": seen}).status_code == 200
    latest = Publication.objects.get(pk=record.pk).latest_revision_id
    assert client.post(edit, {**mine, "overwrite": latest}).status_code == 302
    found = Publication.objects.get(pk=record.pk)
    assert found.draft().title == "示例：我的标题"
    assert "示例：对方的标题" in {r.content["title"] for r in found.revisions.all()}


def test_a_record_sent_for_review_meanwhile_keeps_what_was_typed_and_says_why(team):
    record, client, edit, slot, values = opened(team)
    signing.submit(record, actor=team.editor)
    told = keep(client, slot, {**values, "title": "示例：晚了一步"}).json()
    assert "正在审校" in told["locked"][0]
    assert Autosave.objects.get().values["title"] == ["示例：晚了一步"]
    page = client.get(edit, follow=True).content.decode()
    assert "已自动留存" in page
    signing.recall(Publication.objects.get(pk=record.pk), actor=team.editor)
    assert client.get(edit, {"recover": 1}).context["form"]["title"].value() == "示例：晚了一步"


@pytest.mark.parametrize("body", ["", "[]", '{"title": "x"}', '{"title": [1]}', "{" * 5000, "\x00"])
def test_rubbish_is_refused_and_breaks_nothing(team, body):
    _, client, _, slot, _ = opened(team)
    assert client.post(slot, body, content_type="application/json").status_code == 422
    assert not Autosave.objects.exists()


def test_a_form_beyond_all_measure_is_refused_in_words(team):
    _, client, _, slot, values = opened(team)
    said = keep(client, slot, {**values, "body": "字" * 3_100_000})
    assert said.status_code == 422
    assert "太长" in said.json()["errors"][0]


def test_after_signing_in_again_the_page_gets_a_fresh_token(team):
    _, client, _, slot, _ = opened(team)
    assert len(client.get(slot).json()["token"]) > 30
    client.logout()
    assert client.get(slot).status_code == 302
