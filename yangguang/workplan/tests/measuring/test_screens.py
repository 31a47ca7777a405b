"""The measuring screens, as the office and as a unit meet them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import Case
from yangguang.duties.models import Duty
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit, openness_office
from yangguang.workplan.measuring import engine
from yangguang.workplan.models import MeasureRun, TaskIndicator, Waiver

from .indicators import make, measured

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


@pytest.fixture
def a():
    return make_unit("示例甲局")


@pytest.fixture
def b():
    return make_unit("示例乙局")


@pytest.fixture
def run(plan, registry, a, b):
    make(
        [
            Case("t:1", "甲的示例", "bad", unit=a.pk, reason="甲还没有公开", url="/desk/contacts/"),
            Case("t:2", "乙的示例", "bad", unit=b.pk, reason="乙还没有公开"),
            Case("t:3", "乙的另一示例", "good", unit=b.pk),
        ],
        scope="unit",
    )  # fmt: skip
    make(
        [Case("s:1", "内部甲", "bad", unit=a.pk, reason="示例"), Case("s:2", "内部乙", "bad", unit=b.pk, reason="示例")],
        "TST-02", scope="unit", public=False,
    )  # fmt: skip
    return measured(plan)


def text(client, name, *args, query=""):
    answer = client.get(reverse(f"measuring:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def as_unit(client, unit, role=Role.HEAD):
    client.force_login(make_person(role, unit))


def as_office(client, role=Role.OPENNESS):
    client.force_login(make_person(role, openness_office()))


def test_a_unit_sees_first_what_it_has_to_mend(client, run, a):
    as_unit(client, a)
    page = text(client, "results")
    assert "本单位要改的（2）" in page
    assert "甲还没有公开" in page
    assert "乙还没有公开" not in page
    assert reverse("duties:duty", args=[Duty.objects.get(unit=a, key="t:1").pk]) in page
    assert "现在测量" not in page


def test_internal_numbers_are_the_offices(client, run, a):
    as_unit(client, a)
    assert "TST-02" not in text(client, "results", query="?format=csv")
    mine = text(client, "indicator", "TST-02")
    assert "内部甲" in mine
    assert "内部乙" not in mine
    assert "示例乙局" not in mine
    assert "内部乙" not in text(client, "indicator", "TST-02", query="?format=csv")
    assert "甲的示例" in text(client, "indicator", "TST-01")
    assert "乙的示例" in text(client, "indicator", "TST-01")  # a public one: every case is
    as_office(client)
    assert "内部乙" in text(client, "indicator", "TST-02")
    assert "TST-02" in text(client, "results")


def test_cases_can_be_filtered_and_taken_along(client, run, b):
    as_office(client)
    page = text(client, "indicator", "TST-01", query=f"?verdict=bad&unit={b.pk}")
    assert "乙的示例" in page
    assert "乙的另一示例" not in page
    assert "甲的示例" not in page
    csv = text(client, "indicator", "TST-01", query="?format=csv&verdict=good")
    assert csv.startswith("\ufeff对象,单位")
    assert "乙的另一示例,示例乙局,,合格" in csv
    assert "甲的示例" not in csv


def test_the_page_of_a_unit(client, run, a, b):
    as_unit(client, a)
    page = text(client, "unit", a.pk)
    assert "甲还没有公开" in page
    assert reverse("measuring:waiver", args=["TST-01", 1]) + "?key=t%3A1" in page
    assert client.get(reverse("measuring:unit", args=[b.pk])).status_code == 404
    listed = text(client, "units")
    assert "示例甲局" in listed
    assert "示例乙局" not in listed
    as_office(client)
    assert "示例乙局" in text(client, "units")
    assert "乙还没有公开" in text(client, "unit", b.pk)


def test_measuring_now(client, run):
    as_office(client, Role.SUPERVISOR)
    answer = client.post(reverse("measuring:run"), {"as_of": "2021-09-30"}, follow=True)
    assert "已测量（截至 2021-09-30" in answer.content.decode()
    assert MeasureRun.objects.filter(as_of=dt.date(2021, 9, 30)).exists()
    assert (
        "日期读不懂" in client.post(reverse("measuring:run"), {"as_of": "九月"}, follow=True).content.decode()
    )
    future = timezone.localdate() + dt.timedelta(days=1)
    answer = client.post(reverse("measuring:run"), {"as_of": future}, follow=True)
    assert "还没有到" in answer.content.decode()


def test_asking_for_a_waiver_and_agreeing(client, run, a):
    as_unit(client, a)
    address = reverse("measuring:waiver", args=["TST-01", 1]) + "?key=t:1"
    assert "只豁免这一件：甲的示例" in client.get(address).content.decode()
    said = {"unit": a.pk, "key": "t:1", "reason": "示例理由", "expires_on": timezone.localdate()}
    answer = client.post(address, said).content.decode()
    assert "到期日要在今天以后" in answer
    assert "示例理由</textarea>" in answer
    said["expires_on"] += dt.timedelta(days=20)
    assert client.post(address, said).status_code == 302
    waiver = Waiver.objects.get()
    assert "等待批准" in text(client, "waivers")
    assert client.post(reverse("measuring:decide", args=[waiver.pk, "approve"])).status_code == 403
    as_office(client, Role.SUPERVISOR)
    assert "批准" in text(client, "waivers")
    client.post(reverse("measuring:decide", args=[waiver.pk, "approve"]))
    waiver.refresh_from_db()
    assert waiver.approved_at
    assert not Duty.objects.open().filter(unit=a, key="t:1").exists()
    twice = client.post(reverse("measuring:decide", args=[waiver.pk, "approve"]), follow=True)
    assert "已经有了决定" in twice.content.decode()


def test_another_units_waiver_is_not_found(client, run, a, b):
    waiver = Waiver.objects.create(
        task=run.plan.tasks.get(number=1), code="TST-01", unit=b, reason="乙的理由", requested_by="示例",
        expires_on=timezone.localdate(),
    )  # fmt: skip
    as_unit(client, a)
    assert "乙的理由" not in text(client, "waivers")
    assert client.post(reverse("measuring:withdraw", args=[waiver.pk])).status_code == 404
    as_unit(client, b)
    client.post(reverse("measuring:withdraw", args=[waiver.pk]))
    waiver.refresh_from_db()
    assert waiver.withdrawn_at
    assert "已撤回" in text(client, "waivers")


def test_the_office_sees_why_it_cannot_agree(client, run):
    Waiver.objects.create(
        task=run.plan.tasks.get(number=1), code="TST-01", unit=openness_office(), reason="示例", requested_by="示例",
        expires_on=timezone.localdate(),
    )  # fmt: skip
    as_office(client)
    assert "不能批准本单位的豁免" in text(client, "waivers")


def test_targets_with_their_marks(client, run):
    bound = TaskIndicator.objects.get(code="TST-01")
    TaskIndicator.objects.filter(pk=bound.pk).update(verified=False)
    as_unit(client, make_unit())
    page = text(client, "targets", query="?unchecked=1")
    assert "待核" in page
    assert "设定</a>" not in page
    address = reverse("measuring:target", args=["TST-01", 1])
    assert client.get(address).status_code == 403
    as_office(client)
    wrong = client.post(address, {"target": "0.5", "warn": "0.9"}).content.decode()
    assert "预警线应当比目标宽" in wrong
    client.post(address, {"target": "0.3", "warn": "", "verified": "on"})
    bound.refresh_from_db()
    assert (bound.target, bound.warn, bound.verified) == (0.3, None, True)
    assert "没有符合条件" in text(client, "targets", query="?unchecked=1&code=TST-01")
    before = run.results.get(code="TST-01", unit=None)
    assert before.judged["target"] == 1.0  # results keep what they were judged by


def test_what_is_not_connected_says_what_it_waits_for(client, run):
    as_office(client)
    page = text(client, "indicator", "FOI-01")
    assert "尚未接入" in page
    assert "依申请公开" in page
    assert client.get(reverse("measuring:indicator", args=["XXX-01"])).status_code == 404


def test_the_state_before_is_shown(client, plan, registry, run, a, b):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    earlier = engine.measure(plan, actor=SYSTEM, as_of=yesterday)
    earlier.results.filter(code="TST-01").update(state="达标")
    as_office(client)
    assert 'data-label="上次">达标' in text(client, "results")


@pytest.mark.parametrize("name", ["results", "units", "targets", "waivers", "statements", "freezes"])
def test_lists_take_a_fixed_number_of_queries(client, run, name, django_assert_max_num_queries):
    as_office(client)
    text(client, name)
    with django_assert_max_num_queries(30):
        text(client, name)


@pytest.mark.parametrize("name", ["results", "units", "targets", "waivers", "statements"])
def test_every_list_can_be_taken_along(client, run, name):
    as_office(client)
    answer = client.get(reverse(f"measuring:{name}") + "?format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.decode().startswith("\ufeff")
