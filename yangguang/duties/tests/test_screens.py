"""The inbox as its users meet it."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from yangguang.duties import actions, queries
from yangguang.duties.models import Digest, Duty, DutyState, Evidence, Reminder, Slip
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
    assert duty.title in text
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
    office = client_of(make_person(Role.SUPERVISOR, openness_office()))
    make_duty(title="=1+1示例", state=DutyState.SIGNED)
    make_duty(title="示例另一件")
    response = office.get(reverse("duties:asked"), {"format": "xlsx", "state": "signed"})
    heading, *rows = load_workbook(BytesIO(response.content)).active.iter_rows()
    assert [c.value for c in heading[:3]] == ["种类", "事项", "承办单位"]
    assert [(r[1].value, r[1].data_type) for r in rows] == [("=1+1示例", "s")], "a title, and no formula"
    text = office.get(reverse("duties:asked"), {"format": "csv"}).content.decode("utf-8")
    assert text.startswith("\ufeff种类,事项")
    assert "示例另一件" in text


def test_groups_hold_each_duty_once_and_the_counts_are_links(unit, officer):
    today = timezone.localdate()
    far = today + dt.timedelta(days=200)
    make_duty(unit, title="示例退", state=DutyState.RETURNED, last_return_reason="示例缘由")
    make_duty(unit, title="示例未签", due=days_ago(1))
    make_duty(unit, title="示例近", state=DutyState.WORKING, due=today)
    make_duty(unit, title="示例远", state=DutyState.WORKING, due=far)
    make_duty(unit, title="示例报", state=DutyState.REPORTED, due=days_ago(9))
    response, text = page(officer, "inbox")
    found = {s.key: [i.duty.title for i in s.items] for s in response.context["sections"]}
    assert found == {
        "returned": ["示例退"], "waiting": ["示例未签"], "near": ["示例近"], "working": ["示例报", "示例远"],
    }  # fmt: skip
    assert list(found) == ["returned", "waiting", "near", "working"]
    assert "示例缘由" in text
    for key, _, number in response.context["tiles"]:
        assert f"?group={key}" in text
        assert page(officer, "inbox", group=key)[0].context["page"].paginator.count == number
    assert page(officer, "inbox", group="no-such")[0].status_code == 404


def test_rows_are_acted_on_from_the_list(unit, officer):
    duty = make_duty(unit)
    sign = reverse("duties:act", args=[duty.pk, "sign"])
    assert f'formaction="{sign}"' in page(officer, "inbox")[1]
    assert officer.post(sign, {"next": "inbox"}).url == "/desk/"
    start = reverse("duties:act", args=[duty.pk, "start"])
    assert f'formaction="{start}"' in page(officer, "inbox")[1]
    officer.post(start, {"next": "inbox"})
    assert Duty.objects.get().state == DutyState.WORKING


def test_the_inbox_is_searched_by_text_kind_and_state(unit, officer):
    make_duty(unit, title="示例甲事", state=DutyState.SIGNED)
    make_duty(unit, title="示例乙事", kind="measure.X-01")

    def titles(**query):
        return [i.duty.title for s in page(officer, "inbox", **query)[0].context["sections"] for i in s.items]

    assert titles(q="甲") == ["示例甲事"]
    assert titles(kind="measure.") == ["示例乙事"]
    assert titles(state="signed") == ["示例甲事"]
    assert titles(q="没有") == []
    assert len(titles(state="nonsense")) == 2


def test_an_empty_inbox_says_so(officer):
    assert "都办完了" in page(officer, "inbox")[1]


def test_long_groups_show_their_first_and_the_way_to_all(unit, officer):
    for _ in range(8):
        make_duty(unit)
    text = page(officer, "inbox")[1]
    assert "全部 8 件" in text
    assert len(page(officer, "inbox", group="waiting")[0].context["sections"][0].items) == 8


def test_the_second_officer_learns_what_the_first_did_and_keeps_the_text(unit, officer):
    duty = make_duty(unit, openness_office(), DutyState.WORKING)
    first = make_person(Role.HEAD, unit)
    actions.report(duty, actor=actor(first), text="示例")
    answer = officer.post(reverse("duties:act", args=[duty.pk, "report"]), {"text": "我也写好了（示例）"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert first.name in text
    assert "我也写好了（示例）" in text


def test_the_duty_page_says_why_something_cannot_be_done(unit):
    duty = make_duty(
        unit, openness_office(), DutyState.WORKING, not_before=timezone.localdate() + dt.timedelta(90)
    )
    text = page(client_of(make_person(Role.EDITOR, unit)), "duty", duty.pk)[1]
    assert "审核人、负责人或政务公开专员" in text
    assert "全年任务" in text
    reader = page(client_of(make_person(Role.AUDITOR, unit)), "duty", duty.pk)[1]
    assert "办理由" in reader


def test_evidence_is_shown_where_the_office_decides(unit):
    duty = make_duty(unit, openness_office(), DutyState.WORKING)
    actions.report(
        duty, actor=actor(make_person(Role.HEAD, unit)), text="示例", url="https://example.org/proof"
    )
    text = page(client_of(make_person(Role.SUPERVISOR, openness_office())), "duty", duty.pk)[1]
    assert (
        text.index("承办单位出示的佐证")
        < text.index("https://example.org/proof")
        < text.index("确认办结</button>")
    )


def test_a_duty_is_withdrawn_with_a_reason(unit):
    office = client_of(make_person(Role.OPENNESS, openness_office()))
    duty = make_duty(unit, openness_office())
    url = reverse("duties:judge", args=[duty.pk, "withdraw"])
    assert office.post(url, {"text": ""}).status_code == 422
    office.post(url, {"text": "上级另有安排（示例）"})
    assert Duty.objects.get().state == DutyState.WITHDRAWN


def test_the_asking_side_sees_late_ones_first_and_each_units_numbers(unit):
    office = client_of(make_person(Role.SUPERVISOR, openness_office()))
    make_duty(unit, title="示例已办", due=days_ago(90), state=DutyState.CLOSED)
    make_duty(unit, title="示例在办", due=days_ago(-9), state=DutyState.WORKING)
    make_duty(unit, title="示例逾期", due=days_ago(1))
    response, _ = page(office, "asked")
    assert [i.duty.title for i in response.context["items"]] == ["示例逾期", "示例在办", "示例已办"]
    assert [(k, n) for k, _, n in response.context["tiles"] if n] == [
        ("late", 1), ("waiting", 1), ("working", 1), ("closed", 1),
    ]  # fmt: skip
    assert [i.duty.title for i in page(office, "asked", late="on")[0].context["items"]] == ["示例逾期"]
    (row,) = page(office, "asked", by="unit")[0].context["units"]
    assert (row["unit__name"], row["late"], row["closed"], row["total"]) == (unit.name, 1, 1, 3)


def test_a_slip_in_the_offices_own_words_is_sent_from_the_duty(unit, officer):
    office = client_of(make_person(Role.SUPERVISOR, openness_office()))
    duty = make_duty(unit, due=days_ago(2))
    url = reverse("duties:issue-slips")
    empty = office.post(url, {"duty": duty.pk, "demand": " "})
    assert empty.status_code == 422
    office.post(url, {"duty": duty.pk, "demand": "请说明（示例）"})
    slip = Slip.objects.get()
    assert slip.demand == "请说明（示例）"
    assert "还没到回复期限" in office.post(url, {"duty": duty.pk, "demand": "再发"}).content.decode()
    empty = officer.post(reverse("duties:slip", args=[slip.pk]), {"reply": ""})
    assert empty.status_code == 422
    text = page(officer, "slip", slip.pk)[1]
    assert "print-page" in text
    assert "请说明（示例）" in text
    stranger = client_of(make_person(Role.HEAD))
    assert stranger.get(reverse("duties:slip", args=[slip.pk])).status_code == 404


def test_several_slips_are_sent_at_once_and_the_list_is_narrowed_and_exported(unit):
    office = client_of(make_person(Role.SUPERVISOR, openness_office()))
    duties = [make_duty(unit, due=days_ago(2), title=f"示例逾期{n}") for n in range(3)]
    office.post(reverse("duties:issue-slips"), {"duty": [d.pk for d in duties]})
    assert sorted(Slip.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert page(office, "slips", colour="blue")[0].context["page"].paginator.count == 3
    assert page(office, "slips", reply="overdue")[0].context["page"].paginator.count == 0
    assert page(office, "slips", reply="waiting", unit=unit.name)[0].context["page"].paginator.count == 3
    rows = office.get(reverse("duties:slips"), {"format": "csv"}).content.decode("utf-8").splitlines()
    assert rows[0].startswith("\ufeff编号,颜色")
    assert len(rows) == 4


def test_letters_are_read_by_their_unit_only(unit, officer):
    own = Digest.objects.create(unit=unit, week=dt.date(2026, 11, 23), body="示例本单位的信")
    other = Digest.objects.create(unit=make_unit("区示例别局"), week=dt.date(2026, 11, 23), body="示例")
    text = page(officer, "digests")[1]
    assert reverse("duties:digest", args=[own.pk]) in text
    assert "区示例别局" not in text
    assert "示例本单位的信" in page(officer, "digest", own.pk)[1]
    assert page(officer, "digest", other.pk)[0].status_code == 404


def test_the_badge_counts_what_asks_for_a_step(unit):
    person = make_person(Role.OPENNESS, unit)
    make_duty(unit)
    make_duty(unit, state=DutyState.RETURNED)
    make_duty(unit, state=DutyState.REPORTED)
    make_duty(make_unit(), unit, DutyState.REPORTED)
    assert queries.badge(actor(person)) == 3


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.HEAD])
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("inbox", {}), ("inbox", {"group": "judge"}), ("inbox", {"group": "waiting"}), ("inbox", {"q": "示例"}),
        ("asked", {}), ("asked", {"by": "unit"}), ("asked", {"format": "csv"}), ("slips", {}), ("digests", {}),
    ],
)  # fmt: skip
def test_the_number_of_queries_does_not_grow(name, query, role, django_assert_num_queries):
    office = openness_office()
    client = client_of(make_person(role, office))
    supervisor = actor(make_person(Role.SUPERVISOR, office))

    def more():
        for state in (DutyState.WAITING, DutyState.WORKING, DutyState.RETURNED):
            make_duty(office, make_unit(), state, due=days_ago(4))
            duty = make_duty(make_unit(), office, state, due=days_ago(4))
            Reminder.objects.create(duty=duty, kind="逾期", on=days_ago(3))
            Digest.objects.create(unit=duty.unit, week=dt.date(2026, 11, 23), body="示例")
            actions.issue_slip(make_duty(make_unit(), due=days_ago(4)), actor=supervisor, demand="示例")
        make_duty(make_unit(), office, DutyState.REPORTED)

    more()
    page(client, name, **query)
    with CaptureQueriesContext(connection) as few:
        page(client, name, **query)
    for _ in range(3):
        more()
    with django_assert_num_queries(len(few)):
        page(client, name, **query)
