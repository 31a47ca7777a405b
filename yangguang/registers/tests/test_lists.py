"""Lists: who keeps them, how records are bound to them, what readers see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import (
    actor_for,
    administrator,
    make_person,
    make_unit,
    openness_office,
)
from yangguang.publications.actions import releasing
from yangguang.publications.tests.factories import Team
from yangguang.registers import kinds, queries
from yangguang.registers.actions import lists
from yangguang.registers.models import Progress, WorkList

from .factories import make_entry, make_list, published

pytestmark = [pytest.mark.django_db, pytest.mark.task(5)]
H1, H2 = dt.date(2021, 1, 1), dt.date(2021, 7, 1)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def work_list():
    return make_list()


@pytest.fixture
def entry(work_list, team):
    made = make_entry(work_list, team.unit)
    lists.publish_list(work_list, actor=SYSTEM)
    return made


def test_only_the_keeper_and_the_office_change_a_list_and_only_carriers_bind(work_list, entry, team):
    record = team.release()
    stranger = actor_for(Role.HEAD, make_unit())
    for verb, kwargs in (
        (lists.bind, {"publication": record, "period_from": H2}),
        (lists.drop_entry, {"reason": "示例"}),
    ):
        with pytest.raises(Refused, match="权限"):
            verb(entry, actor=stranger, **kwargs)
    with pytest.raises(Refused, match="权限"):
        lists.drop_entry(entry, actor=team.head, reason="示例")
    lists.bind(entry, actor=team.editor, publication=record, period_from=H2)
    lists.drop_entry(entry, actor=actor_for(Role.REVIEWER, work_list.unit), reason="示例原因")
    lists.restore_entry(entry, actor=actor_for(Role.OPENNESS, openness_office()))


def test_only_public_records_are_bound_and_to_a_period_in_which_they_can_stand(entry, team):
    draft = team.draft()
    with pytest.raises(Refused, match="没有公开"):
        lists.bind(entry, actor=team.editor, publication=draft, period_from=H1)
    record = published(team.release(), dt.date(2021, 3, 1))
    with pytest.raises(Refused, match="早于"):
        lists.bind(entry, actor=team.editor, publication=record, period_from=H2)
    with pytest.raises(Refused, match="请选择清单的时段"):
        lists.bind(entry, actor=team.editor, publication=record, period_from=dt.date(2021, 2, 1))
    formed = make_entry(entry.work_list, team.unit, formed_on=dt.date(2021, 3, 2))
    with pytest.raises(Refused, match="早于举措形成"):
        lists.bind(formed, actor=team.editor, publication=record, period_from=H1)
    for _ in range(2):
        lists.bind(entry, actor=team.editor, publication=record, period_from=H1)
    progress = entry.progress.get()
    lists.unbind(entry, actor=team.editor, progress=progress)
    with pytest.raises(Refused, match="已经取消"):
        lists.unbind(entry, actor=team.editor, progress=progress)


@pytest.mark.task(6)
def test_nothing_is_said_only_where_the_kind_allows_and_content_replaces_it(team):
    plain = make_entry(make_list(), team.unit)
    with pytest.raises(Refused, match="不能声明本期无"):
        lists.say_nothing(plain, actor=team.editor, period_from=H1, reason="示例")
    entry = make_entry(make_list(team.unit, kinds.ENFORCEMENT), team.unit)
    with pytest.raises(Refused, match="请写明"):
        lists.say_nothing(entry, actor=team.editor, period_from=H1, reason=" ")
    lists.say_nothing(entry, actor=team.editor, period_from=H1, reason="示例：没有案件")
    lists.say_nothing(entry, actor=team.editor, period_from=H1, reason="示例：仍没有案件")
    assert [str(p) for p in entry.progress.all()] == ["本期无：示例：仍没有案件"]
    record = published(team.release(), dt.date(2021, 3, 1))
    lists.bind(entry, actor=team.editor, publication=record, period_from=H1)
    assert [p.publication for p in entry.progress.all()] == [record]
    with pytest.raises(Refused, match="已经有对应"):
        lists.say_nothing(entry, actor=team.editor, period_from=H1, reason="示例")


def test_a_closed_list_takes_nothing_more_until_it_is_public_again(work_list, entry, team):
    record = published(team.release(), dt.date(2021, 8, 1))
    lists.close_list(work_list, actor=SYSTEM)
    with pytest.raises(Refused, match="已经结束"):
        lists.bind(entry, actor=team.editor, publication=record, period_from=H2)
    with pytest.raises(Refused, match="已经结束"):
        lists.add_entry(work_list, actor=SYSTEM, values={"title": "示例"}, units=[team.unit])
    lists.publish_list(work_list, actor=SYSTEM)
    lists.bind(entry, actor=team.editor, publication=record, period_from=H2)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"slug": "Bad Slug"}, "slug"), ({"kind": "nothing"}, "kind"), ({"title": " "}, "title"), ({"year": 1990}, "year")],
)  # fmt: skip
def test_a_wrong_value_names_its_field(values, field):
    start = {"kind": kinds.MEASURES, "title": "示例", "slug": "sample", "year": 2021}
    with pytest.raises(Refused) as error:
        lists.open_list(make_unit(), actor=SYSTEM, **{**start, **values})
    assert error.value.reasons[0].field == field


# -- what readers see ---------------------------------------------------------------------------------------------


def test_a_list_is_public_once_it_is_published_and_shows_its_blanks(client, work_list, team):
    url = f"/measures/{work_list.slug}/"
    done, blank = make_entry(work_list, team.unit), make_entry(work_list, team.unit)
    assert client.get(url).status_code == 404
    lists.publish_list(work_list, actor=SYSTEM)
    record = published(team.release(title="示例进展甲"), dt.date(2021, 3, 1))
    lists.bind(done, actor=team.editor, publication=record, period_from=H1)
    page = client.get(url).content.decode()
    assert "示例进展甲" in page
    assert page.count("到期没有公开") == 3 + 1  # H2 of one, both of the other, and the tile's words
    said = client.get(url + "?format=json").json()
    assert [[p["state"] for p in e["periods"]] for e in said["entries"]] == [
        ["public", "missing"], ["missing", "missing"],
    ]  # fmt: skip
    assert str(blank) in client.get("/measures/" + work_list.slug + "/?format=csv").content.decode()
    assert work_list.title in client.get("/measures/").content.decode()


def test_a_withdrawn_record_leaves_the_list_at_once(client, work_list, entry, team):
    record = published(team.release(title="示例进展乙"), dt.date(2021, 3, 1))
    lists.bind(entry, actor=team.editor, publication=record, period_from=H1)
    url = f"/measures/{work_list.slug}/"
    assert "示例进展乙" in client.get(url).content.decode()
    releasing.withdraw(record, actor=team.head, how="gone", reason="示例原因")
    assert "示例进展乙" not in client.get(url).content.decode()


def test_text_from_a_file_is_never_markup(client, work_list, team):
    make_entry(work_list, team.unit, title="<script>alert(1)</script>示例")
    lists.publish_list(work_list, actor=SYSTEM)
    page = client.get(f"/measures/{work_list.slug}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_page_asks_the_same_number_of_questions_whatever_its_length(client, work_list, team):
    def ask(path):
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    office = Client()
    office.force_login(make_person(Role.OPENNESS, openness_office()))
    for _ in range(2):
        entry = make_entry(work_list, team.unit)
        record = published(team.release(), dt.date(2021, 3, 1))
        lists.bind(entry, actor=team.editor, publication=record, period_from=H1)
    lists.publish_list(work_list, actor=SYSTEM)
    url, desk = f"/measures/{work_list.slug}/", f"/desk/registers/lists/{work_list.pk}/"
    few = ask(url)
    with CaptureQueriesContext(connection) as desk_few:
        office.get(desk)
    for _ in range(8):
        entry = make_entry(work_list, team.unit)
        lists.bind(entry, actor=team.editor, publication=record, period_from=H1)
    assert ask(url) == few < 16
    with CaptureQueriesContext(connection) as desk_many:
        office.get(desk)
    assert len(desk_many) == len(desk_few)


# -- the workbench ------------------------------------------------------------------------------------------------


def test_the_clerk_finds_a_record_by_its_address_and_binds_it(entry, team):
    record = published(team.release(title="示例进展丙"), dt.date(2021, 8, 1))
    client = Client()
    client.force_login(team.people["editor"])
    page = client.get(f"/desk/registers/lists/entries/{entry.pk}/?q=https://example.com/doc/{record.pk}/")
    assert "示例进展丙" in page.content.decode()
    url = f"/desk/registers/lists/entries/{entry.pk}/do/bind/"
    assert client.post(url, {"publication": record.pk, "period": "2021-07-01"}).status_code == 302
    assert Progress.objects.get().publication == record
    for wrong in (
        {"publication": "x", "period": "2021-07-01"},
        {"publication": record.pk, "period": "x"},
        {},
    ):
        assert client.post(url, wrong).status_code == 302
    assert Progress.objects.count() == 1
    page = client.get(f"/desk/registers/lists/{entry.work_list_id}/?show=blank")
    assert str(entry) in page.content.decode(), "the first half year is still empty"


def test_the_keeper_opens_uploads_confirms_and_publishes(settings):
    keeper = make_unit("区示例牵头局")
    client = Client()
    client.force_login(make_person(Role.REVIEWER, keeper))
    made = client.post(
        "/desk/registers/lists/new/",
        {"kind": "key-works", "title": "示例重点工作", "year": 2021, "slug": "works", "unit": keeper.pk},
    )
    found = WorkList.objects.get(slug="works")
    assert made.url == f"/desk/registers/lists/{found.pk}/"
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = "序号,重点工作,责任单位\n1,示例工作甲,不明的某局\n".encode("gb18030")
    sent = client.post(
        f"/desk/registers/lists/{found.pk}/upload/", {"file": SimpleUploadedFile("示例.csv", text)}
    )
    preview = client.get(sent.url).content.decode()
    assert "示例工作甲" in preview
    assert "还没有写入" in preview
    done = client.post(sent.url + "do/apply/")
    assert done.url == f"/desk/registers/lists/{found.pk}/confirm/"
    page = client.get(done.url).content.decode()
    assert "不明的某局" in page
    question = found.entries.get().questions.get()
    client.post(done.url, {"question": question.pk, "units": [keeper.pk]})
    client.post(f"/desk/registers/lists/{found.pk}/do/publish/")
    found.refresh_from_db()
    assert found.state == WorkList.State.OPEN
    wrong = client.post(
        f"/desk/registers/lists/{found.pk}/upload/", {"file": SimpleUploadedFile("a.csv", b"x")}
    )
    assert "没有找到表头" in wrong.content.decode()


def test_a_correction_by_hand_answers_the_questions_about_it(work_list, team):
    from .factories import bring

    bring(work_list, "序号,重点任务,责任单位,完成时限\n1,示例举措甲,不明的某局,某日\n")
    entry = work_list.entries.get()
    lists.change_entry(
        entry, actor=SYSTEM, values={"title": "示例举措甲", "due_on": dt.date(2021, 9, 30)}, units=[team.unit]
    )
    assert not entry.questions.filter(answered_at=None).exists()


@pytest.mark.task(39)
def test_a_merged_units_entries_go_over_to_its_successor(work_list, entry, team):
    new = make_unit()
    other = make_entry(work_list, team.unit)
    lists.change_entry(other, actor=SYSTEM, values={"title": str(other)}, units=[team.unit, new])
    closed = make_list(team.unit)
    make_entry(closed, team.unit)
    lists.publish_list(closed, actor=SYSTEM)
    lists.close_list(closed, actor=SYSTEM)
    merge_unit(team.unit, actor=administrator(), into=new, on=timezone.localdate())
    assert [p.unit for p in entry.parties.all()] == [new]
    assert [p.unit for p in other.parties.all()] == [new]
    assert [p.unit for p in closed.entries.get().parties.all()] == [team.unit], "what is done keeps its unit"


def test_find_publications_shows_no_draft(team):
    draft = team.draft(title="示例保密稿")
    assert queries.find_publications(f"/doc/{draft.pk}/") == []
    assert queries.find_publications(str(draft.pk), live=False) == [draft]
    assert queries.find_publications("  ") == []
