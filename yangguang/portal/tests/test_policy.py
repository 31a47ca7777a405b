"""What readers see of policies: explanations beside them, their own voice, press conferences."""

from __future__ import annotations

import io

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from yangguang.delivery.models import Purge
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.policy import queries
from yangguang.policy.actions import explaining, press
from yangguang.policy.models import Understanding
from yangguang.policy.tests.factories import GOOD, Desk, announced, recorded
from yangguang.publications.models import Publication

pytestmark = pytest.mark.django_db


def get(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.task(14)
def test_home_and_library_show_a_policy_with_its_explanation():
    desk = Desk()
    package = desk.released()
    material = queries.materials(package)[0]
    for path in ("/", "/policy/"):
        page = get(path)
        assert package.document.title in page
        assert material.get_absolute_url() in page


@pytest.mark.task(14)
def test_the_library_filters_by_form_kind_unit_and_missing_explanation():
    desk = Desk()
    explained = desk.released().document
    bare = desk.team.draft(kind="norm", title="示例规范性文件", topic="综合政务", genre="通知", validity="valid",
                           document_number="厦思示例〔2021〕77号")  # fmt: skip
    from yangguang.policy.tests.factories import excuse

    excuse(bare)
    from yangguang.publications.actions import releasing

    releasing.release(desk.team.sign(bare), actor=desk.team.editor)
    pairs = {
        "?explained=yes": (True, False), "?explained=no": (False, True), "?form=picture": (True, False),
        "?form=video": (False, False), "?kind=norm": (False, True), f"?unit={desk.unit.code}": (True, True),
        f"?year={timezone.localdate().year}": (True, True), "?year=2008": (False, False),
        "?form=<script>&unit=%00": (True, True),
    }  # fmt: skip
    for query, expected in pairs.items():
        page = get(f"/policy/{query}")
        assert (explained.get_absolute_url() in page, bare.get_absolute_url() in page) == expected, query


@pytest.mark.task(14)
def test_a_new_explanation_of_a_public_policy_changes_both_pages_at_once():
    desk = Desk()
    package = desk.released()
    record = desk.team.release(kind="explanation", source="示例", body=GOOD)
    Purge.objects.all().delete()
    explaining.describe(record, actor=desk.team.editor, form="video", documents=[package.document])
    tags = {t for p in Purge.objects.all() for t in p.tags}
    assert {f"publication:{package.document_id}", f"publication:{record.pk}", "policy"} <= tags
    assert "视频" in get(package.document.get_absolute_url())


@pytest.mark.task(14)
def test_the_interface_names_both_sides_of_an_explanation_while_both_are_public():
    desk = Desk()
    document = desk.released().document
    material = document.explained_by.get().explanation
    address = "/api/v1/publications/{}/"
    [found] = Client().get(address.format(document.pk)).json()["explanations"]
    assert (found["id"], found["title"], found["form"]) == (material.pk, material.title, "图解")
    assert found["url"].endswith(material.get_absolute_url())
    said = Client().get(address.format(material.pk)).json()
    assert [d["id"] for d in said["explains"]] == [document.pk]
    assert said["explanations"] == []
    held = desk.team.draft(kind="explanation", source="示例", body=GOOD)
    explaining.describe(held, actor=desk.team.editor, form="video", documents=[document])
    assert [e["id"] for e in Client().get(address.format(document.pk)).json()["explanations"]] == [
        material.pk
    ]


def test_what_the_interface_tells_of_a_record_ends_with_its_withdrawal():
    record = Desk().team.release()
    answer = Client().get(f"/api/v1/publications/{record.pk}/")
    assert f"publication:{record.pk}" in answer["X-Yangguang-Tags"].split()


@pytest.mark.task(18)
def test_a_reader_answers_once_a_day_without_a_cookie_and_the_rate_is_shown_from_thirty_on():
    cache.clear()
    desk = Desk()
    record = desk.team.release(kind="explanation", source="示例", body=GOOD)
    address = f"/policy/{record.pk}/understood/"
    client = Client()
    answer = client.post(address, {"understood": "yes"})
    assert "谢谢" in answer.content.decode()
    assert not answer.cookies
    assert "今天已经" in client.post(address, {"understood": "no"}).content.decode()
    assert Understanding.objects.count() == 1
    assert "没有收到" in client.post(address, {"understood": "maybe"}).content.decode()
    assert client.get(address).status_code == 405
    assert "% 看懂了" not in get(record.get_absolute_url())
    Understanding.objects.bulk_create(Understanding(explanation=record, understood=n > 5) for n in range(29))
    assert "30 人回答，80% 看懂了" in get(record.get_absolute_url())


@pytest.mark.task(18)
def test_answers_from_one_address_are_limited_and_only_explanations_ask():
    cache.clear()
    desk = Desk()
    draft = desk.team.draft(kind="explanation", source="示例")
    assert Client().post(f"/policy/{draft.pk}/understood/", {"understood": "yes"}).status_code == 404
    notice = desk.team.release()
    assert "您看懂了吗" not in get(notice.get_absolute_url())
    last = [Client().post(f"/policy/{draft.pk}/understood/", {}).status_code for _ in range(12)][-1]
    assert last == 429


@pytest.mark.task(17)
def test_a_conference_is_public_from_its_announcement_with_an_address_for_every_question():
    desk = Desk()
    office = make_unit("区示例新闻办", code="U20", kind="党委部门")
    clerk = actor_for(Role.EDITOR, office)
    made = press.plan(
        office, actor=clerk, title="示例发布会", planned_on=timezone.localdate(), unit=desk.unit
    )
    assert Client().get(f"/press/{made.pk}/").status_code == 404
    places = get("/sitemap-0.xml")
    assert "/policy/</loc>" in places
    assert "/press/</loc>" in places
    assert f"/press/{made.pk}/" not in get("/sitemap-press-1.xml")
    made = announced(made, clerk, announcement="示例预告<script>", speakers="局长，示例")
    made = press.hold(made, actor=clerk, held_on=timezone.localdate())
    assert "还在补充" in get(f"/press/{made.pk}/")
    recorded(made, clerk, "发布｜局长｜示例发布。\n问｜记者｜示例问题？\n答｜局长｜示例回答。")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    picture.seek(0)
    press.attach(made, actor=clerk, stream=picture, name="示例.png", caption="示例现场照片")
    document = Publication.objects.get(pk=desk.released().document_id)
    press.link(made, actor=clerk, documents=[document])
    page = get(f"/press/{made.pk}/")
    assert 'id="q2"' in page
    assert 'href="#q2"' in page
    assert 'alt="示例现场照片"' in page
    assert "<script>" not in page.split("<main", 1)[1]
    assert document.get_absolute_url() in page
    assert made.title in get(document.get_absolute_url())
    assert made.title in get("/press/")
    assert f"/press/{made.pk}/</loc>" in get("/sitemap-press-1.xml")
    file = made.files.get().attachment
    assert Client().get(f"/files/{file.pk}/{file.name}").status_code == 200


@pytest.mark.task(17)
def test_files_of_a_conference_that_is_not_public_are_not_handed_out():
    from yangguang.policy.models import Conference

    desk = Desk()
    office = make_unit("区示例新闻办", code="U20", kind="党委部门")
    clerk = actor_for(Role.EDITOR, office)
    made = press.plan(office, actor=clerk, title="示例", planned_on=timezone.localdate(), unit=desk.unit)
    made = announced(made, clerk)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    picture.seek(0)
    made.refresh_from_db()
    press.attach(made, actor=clerk, stream=picture, name="示例.png", caption="示例")
    Conference.objects.update(public=False)
    file = made.files.get().attachment
    assert Client().get(f"/files/{file.pk}/{file.name}").status_code == 404


def test_public_pages_ask_the_database_the_same_number_of_times_however_many_policies():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(path: str) -> int:
        Client().get(path)
        with CaptureQueriesContext(connection) as found:
            get(path + "?fresh=1")
        return len(found)

    desk = Desk()
    desk.released()
    before = [count(p) for p in ("/policy/", "/")]
    for _ in range(3):
        desk.released()
    assert [count(p) for p in ("/policy/", "/")] == before
