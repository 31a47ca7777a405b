"""A quarter is frozen once, with its own evidence; whoever changes a letter of it is found out."""

import datetime as dt
import hashlib
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.indicators import Case
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_person, openness_office
from yangguang.workplan.measuring import freezing
from yangguang.workplan.models import Freeze, MeasureRun

from .indicators import make, measured

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


@pytest.fixture
def officer():
    return actor_for(Role.OPENNESS, openness_office())


def test_quarters_are_chained_and_a_change_is_found(plan, registry, officer):
    make([Case("t:1", "一", "bad", reason="无")])
    one = freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3")
    two = freezing.freeze_quarter(plan, actor=officer, quarter="2021Q4")
    assert two.previous_hash == one.hash
    assert freezing.verify(plan) == []
    Freeze.objects.filter(pk=one.pk).update(lines=one.lines.replace('"bad"', '"good"'))
    assert freezing.verify(plan) == ["2021Q3 的内容与校验值不符，被改动过"]


def test_a_changed_hash_breaks_the_chain(plan, registry, officer):
    make([Case("t:1", "一", "bad", reason="无")])
    one = freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3")
    freezing.freeze_quarter(plan, actor=officer, quarter="2021Q4")
    text = one.lines.replace('"bad"', '"good"')
    Freeze.objects.filter(pk=one.pk).update(lines=text, hash=freezing.chain(one.previous_hash, text))
    faults = freezing.verify(plan)
    assert "2021Q3 的结果与测量时留下的校验值不符" in faults
    assert "2021Q4 与上一次冻结衔接不上" in faults


def test_results_changed_between_measuring_and_freezing_are_found(plan, registry, officer):
    make([Case("t:1", "一", "bad", reason="无")])
    run = measured(plan, as_of=dt.date(2021, 9, 30))
    run.results.update(state="达标")
    freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3")
    assert freezing.verify(plan) == ["2021Q3 的结果与测量时留下的校验值不符"]


def test_anyone_can_compute_the_hash_again(plan, registry, officer):
    make([Case("t:1", "一", "bad", reason="无"), Case("t:2", "二", "good")])
    frozen = freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3")
    assert hashlib.sha256(("0" * 64 + "\n" + frozen.lines).encode()).hexdigest() == frozen.hash
    header, *rest = [json.loads(line) for line in frozen.lines.split("\n")]
    assert header["definitions"][0]["formula"] == "示例"
    assert [r["kind"] for r in rest] == ["result", "case", "case"]
    assert rest[0]["judged"]["target"] == 1.0


def test_a_quarter_is_frozen_once(plan, registry, officer):
    with pytest.raises(Refused, match="不是季度"):
        freezing.freeze_quarter(plan, actor=officer, quarter="2021Q5")
    freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3")
    with pytest.raises(Refused, match="已经冻结"):
        freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3")


def test_only_a_quarter_that_is_over_and_of_the_plans_time(plan, registry, officer):
    today = timezone.localdate()
    with pytest.raises(Refused, match="还没有结束"):
        freezing.freeze_quarter(plan, actor=officer, quarter=f"{today.year}Q{(today.month + 2) // 3}")
    with pytest.raises(Refused, match="以前"):
        freezing.freeze_quarter(plan, actor=officer, quarter="2020Q4")


def test_the_last_measurement_of_the_quarter_is_taken_never_one_of_another(plan, registry, officer):
    make([Case("t:1", "一", "good")])
    for day in (dt.date(2021, 6, 30), dt.date(2021, 8, 1), dt.date(2021, 9, 28), dt.date(2021, 10, 1)):
        measured(plan, as_of=day)
    assert freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3").as_of == dt.date(2021, 9, 28)


def test_a_quarter_that_was_not_measured_is_measured_as_of_its_end(plan, registry, officer):
    make([Case("t:1", "一", "good")])
    measured(plan)
    assert freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3").as_of == dt.date(2021, 9, 30)
    assert MeasureRun.objects.filter(plan=plan, as_of=dt.date(2021, 9, 30)).exists()


def test_a_day_may_be_named(plan, registry, officer):
    make([Case("t:1", "一", "good")])
    late = dt.date(2021, 10, 8)
    assert freezing.freeze_quarter(plan, actor=officer, quarter="2021Q3", as_of=late).as_of == late
    with pytest.raises(Refused, match="不在"):
        freezing.freeze_quarter(plan, actor=officer, quarter="2021Q4", as_of=dt.date(2021, 9, 30))


def test_others_freeze_nothing(plan, registry):
    with pytest.raises(Refused, match="权限"):
        freezing.freeze_quarter(plan, actor=actor_for(Role.HEAD), quarter="2021Q3")


@pytest.mark.parametrize(
    ("quarter", "start", "end"),
    [
        ("2021Q1", "2021-01-01", "2021-03-31"),
        ("2021Q3", "2021-07-01", "2021-09-30"),
        ("2021Q4", "2021-10-01", "2021-12-31"),
    ],
)
def test_quarter_days(quarter, start, end):
    assert freezing.quarter_start(quarter).isoformat() == start
    assert freezing.quarter_end(quarter).isoformat() == end


def test_on_the_screen(client, plan, registry):
    make([Case("t:1", "一", "good")])
    client.force_login(make_person(Role.OPENNESS, openness_office()))
    page = reverse("measuring:freezes")
    assert "还没有结束" in client.post(page, {"quarter": "2099q1"}).content.decode()
    client.post(page, {"quarter": "2021q3"})
    body = client.get(page).content.decode()
    assert "2021Q3" in body
    assert "1 次冻结完好" in body
    frozen = Freeze.objects.get()
    answer = client.get(reverse("measuring:freeze-file", args=[frozen.pk]))
    assert answer.content.decode() == frozen.lines
    client.force_login(make_person(Role.HEAD))
    assert client.get(reverse("measuring:freeze-file", args=[frozen.pk])).status_code == 403
    Freeze.objects.update(lines=frozen.lines + " ")
    assert "校验没有通过" in client.get(page).content.decode()
