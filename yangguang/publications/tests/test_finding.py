"""The workbench's list and its choosers ask the search engine: Chinese words, drafts, one's own units only."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from yangguang.publications import queries
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import ColumnEntry
from yangguang.search.tests.factories import settle

from .factories import Team, client_of, make_column

pytestmark = [pytest.mark.django_db, pytest.mark.task(27)]
LIST = reverse("publications:records")


@pytest.fixture
def team(settings, tmp_path):
    settings.HOME = tmp_path
    return Team()


def titles(client, **asked):
    return [r.title for r in client.get(LIST, asked).context["page"]]


def test_words_of_the_title_and_the_text_find_drafts_and_releases_by_state_and_unit(team):
    other = Team()
    draft = team.draft(title="示例养老补贴办法", body="<p>示例：申请材料。</p>")
    public = team.release(title="示例高龄津贴公告", body="<p>示例：养老补贴的发放时间。</p>")
    other.draft(title="别的单位的养老补贴草稿")
    settle()
    client = client_of(team.people["editor"])
    assert set(titles(client, q="养老补贴")) == {draft.title, public.title}
    assert titles(client, q="养老补贴")[0] == draft.title  # the title counts for more
    assert titles(client, q="养老补贴", stage="draft") == [draft.title]
    assert titles(client, q="养老补贴", kind="news") == []
    assert titles(client, q="没有这个词") == []


def test_without_an_index_the_newest_titles_are_searched_and_the_page_says_so(team, monkeypatch):
    old = team.draft(title="示例养老补贴旧办法")
    new = team.draft(title="示例养老机构补贴办法", body="<p>示例：申请材料。</p>")
    Team().draft(title="别的单位的养老补贴草稿")
    client = client_of(team.people["editor"])
    assert titles(client, q="养老 补贴") == [new.title, old.title]
    assert titles(client, q="申请材料") == []
    assert "检索索引还没有建好" in client.get(LIST, {"q": "养老"}).content.decode()
    monkeypatch.setattr(queries, "NEWEST", 2)
    assert titles(client, q="养老 补贴") == [new.title]
    settle()
    assert set(titles(client, q="养老补贴")) == {old.title, new.title}
    assert "检索索引还没有建好" not in client.get(LIST, {"q": "养老"}).content.decode()


def test_a_number_finds_a_record_saved_a_moment_ago(team):
    record = team.draft(kind="policy", document_number="厦思示〔2021〕9号")
    assert titles(client_of(team.people["editor"]), q="厦思示〔2021〕9号") == [record.title]


def test_a_chosen_record_is_pinned_and_joins_a_set_by_number_address_or_its_own_numbers(team):
    record = team.release()
    column = make_column(team.unit, query={"kinds": ["news"]})
    client = client_of(team.people["first"])
    for given in (str(record.pk), record.get_absolute_url(), record.index_number):
        client.post(
            reverse("publications:column-act", args=[column.pk, "pin"]), {"publication": given, "place": "1"}
        )
        assert ColumnEntry.objects.get().publication == record
        client.post(reverse("publications:column-act", args=[column.pk, "unpin"]), {"publication": record.pk})
    page = client.post(
        reverse("publications:column-act", args=[column.pk, "pin"]), {"publication": "没有"}, follow=True
    )
    assert "没有找到这条信息" in page.content.decode()
    draft, group = team.draft(), releasing.make_set(team.unit, actor=team.editor, name="示例")
    client.post(reverse("publications:set-act", args=[group.pk, "add"]), {"publication": str(draft.pk)})
    assert list(group.members.all()) == [draft]
    foreign = Team().draft()
    page = client.post(
        reverse("publications:set-act", args=[group.pk, "add"]), {"publication": str(foreign.pk)}, follow=True
    )
    assert "没有选中可以加入的信息" in page.content.decode()
    assert list(group.members.all()) == [draft]


def test_a_successor_is_named_by_its_document_number(team):
    old = team.release()
    new = team.release(
        kind="policy", topic="综合政务", genre="通知", validity="valid", document_number="厦思示〔2021〕8号"
    )
    client = client_of(team.people["head"])
    address = reverse("publications:act", args=[old.pk, "withdraw"])
    sent = {"how": "redirect", "reason": "示例：已有新文件"}
    page = client.post(address, {**sent, "successor": "没有"})
    assert "没有找到这条信息" in page.content.decode()
    client.post(address, {**sent, "successor": "厦思示〔2021〕8号"})
    old.refresh_from_db()
    assert old.successor == new


@pytest.mark.task(25)
def test_the_text_of_an_attachment_is_found_with_its_record_and_only_while_it_is_public():
    from yangguang.publications.searching import fetch

    team = Team()
    file = drafting.attach(
        team.unit, actor=team.editor, stream=io.BytesIO("示例：名录里的特殊词语".encode()), name="名录.txt"
    )
    body = f'<p>示例正文。</p><p><a href="/files/{file.pk}/名录.txt">名录.txt</a></p>'
    draft = team.draft(body=body)
    assert "特殊词语" not in next(iter(fetch([draft.pk]))).body
    record = releasing.release(team.sign(draft), actor=team.editor)
    text = next(iter(fetch([record.pk]))).body
    assert "附件《名录.txt》" in text
    assert "示例：名录里的特殊词语" in text
