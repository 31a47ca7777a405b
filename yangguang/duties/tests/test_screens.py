"""The inbox as its users meet it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yangguang.duties import actions
from yangguang.duties.models import Duty, DutyState, Evidence, Slip
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import (
    actor,
    make_administrator,
    make_person,
    make_unit,
    openness_office,
)

from .factories import days_ago, make_duty

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


def client_of(person):
    client = Client()
    client.force_login(person, backend="yangguang.organisations.backends.PersonBackend")
    return client


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def officer(unit):
    return client_of(make_person(Role.OPENNESS, unit))


def page(client, name, *args, **query):
    response = client.get(reverse(f"duties:{name}", args=args), query)
    return response, response.content.decode()


def test_the_inbox_is_the_first_screen_and_shows_only_ones_own(unit, officer):
    make_duty(unit, title="示例本单位事项")
    make_duty(title="示例别家事项")
    _, text = page(officer, "inbox")
    assert reverse("duties:inbox") == "/desk/"
    assert "示例本单位事项" in text
    assert "示例别家事项" not in text


def test_another_units_duty_is_not_found(officer):
    foreign = make_duty()
    assert officer.get(reverse("duties:duty", args=[foreign.pk])).status_code == 404
    assert officer.post(reverse("duties:act", args=[foreign.pk, "sign"])).status_code == 404
    assert Duty.objects.get(pk=foreign.pk).state == DutyState.WAITING


def test_sign_all_then_note_then_report(unit, officer):
    duties = [make_duty(unit), make_duty(unit)]
    officer.post(reverse("duties:sign-selected"), {"all": "1"})
    assert set(Duty.objects.values_list("state", flat=True)) == {DutyState.SIGNED}
    url = reverse("duties:act", args=[duties[0].pk, "report"])
    wrong = officer.post(url, {"text": "", "url": "https://example.org/"})
    assert wrong.status_code == 422
    assert "请说明完成情况" in wrong.content.decode()
    assert "https://example.org/" in wrong.content.decode()  # what was typed stays
    assert officer.post(url, {"text": "完成（示例）"}).status_code == 302
    assert Duty.objects.get(pk=duties[0].pk).state == DutyState.REPORTED


def test_the_asking_side_closes_and_returns(unit):
    office = client_of(make_person(Role.OPENNESS, openness_office()))
    duty = make_duty(unit, openness_office(), DutyState.REPORTED)
    text = page(office, "inbox")[1]
    assert duty.title in page(office, "inbox", group="judge")[1]
    assert "等我确认办结" in text
    no_reason = office.post(reverse("duties:judge", args=[duty.pk, "return"]), {"text": ""})
    assert no_reason.status_code == 422
    office.post(reverse("duties:judge", args=[duty.pk, "return"]), {"text": "缺材料（示例）"})
    assert Duty.objects.get(pk=duty.pk).state == DutyState.RETURNED


def test_evidence_is_downloaded_by_those_concerned_only(unit, officer):
    duty = make_duty(unit, state=DutyState.WORKING)
    actions.add_note(
        duty, actor=actor(make_person(Role.EDITOR, unit)), files=[SimpleUploadedFile("总结.pdf", b"%PDF-1.4")]
    )
    url = reverse("duties:evidence", args=[Evidence.objects.get().pk])
    got = officer.get(url)
    assert b"".join(got.streaming_content) == b"%PDF-1.4"
    assert "attachment" in got["Content-Disposition"]
    assert client_of(make_person(Role.HEAD)).get(url).status_code == 404


def test_slips_are_sent_printed_and_answered(unit, officer):
    office = client_of(make_person(Role.SUPERVISOR, openness_office()))
    duty = make_duty(unit, kind="workplan.assignment", due=days_ago(5), title="示例逾期任务")
    assert "示例逾期任务" in page(office, "slips")[1]
    assert officer.post(reverse("duties:issue-slips"), {"duty": duty.pk}).status_code == 403
    office.post(reverse("duties:issue-slips"), {"duty": duty.pk})
    slip = Slip.objects.get()
    assert str(slip) in page(officer, "inbox")[1]
    officer.post(reverse("duties:slip", args=[slip.pk]), {"reply": "本周完成（示例）"})
    assert Slip.objects.get().reply == "本周完成（示例）"


def test_an_administrator_is_told_what_they_can_do():
    text = page(client_of(make_administrator("audit")), "inbox")[1]
    assert "不承办单位事项" in text
    assert "操作日志" in text


def test_the_export_holds_what_was_asked():
    from io import BytesIO

    from openpyxl import load_workbook

    office = client_of(make_person(Role.SUPERVISOR, openness_office()))
    make_duty(title="=1+1示例")
    response = office.get(reverse("duties:asked"), {"format": "xlsx"})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[1][0] == "'=1+1示例"


@pytest.mark.parametrize("name", ["inbox", "asked", "slips", "digests"])
def test_the_number_of_queries_does_not_grow(name, django_assert_max_num_queries, unit):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    office = client_of(make_person(Role.SUPERVISOR, openness_office()))
    make_duty(unit, openness_office(), kind="workplan.assignment", due=days_ago(4))
    page(office, name)
    with CaptureQueriesContext(connection) as few:
        page(office, name)
    for _ in range(12):
        make_duty(unit, openness_office(), kind="workplan.assignment", due=days_ago(4))
    with django_assert_max_num_queries(len(few)):
        page(office, name)
