"""The register: who may write what, two officers at once, links, loops, exemptions, giving up."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office
from yangguang.planning import queries
from yangguang.planning.actions import exempting, registering, series
from yangguang.planning.models import Plan
from yangguang.publications.tests.factories import Team

from .factories import keeper, make_plan, make_series, publish

pytestmark = [pytest.mark.django_db, pytest.mark.task(1)]
TODAY = dt.date(2021, 7, 1)


def refused(verb, *args, **kwargs) -> str:
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    return str(error.value)


def test_the_keeper_registers_any_plan_and_a_unit_only_its_own():
    clerk = actor_for(Role.EDITOR, keeper())
    unit, other = make_unit(), make_unit()
    own = actor_for(Role.EDITOR, unit)
    values = {"name": "示例规划甲", "tier": "district", "category": "special", "unit": other}
    assert "登记" in refused(registering.register, None, actor=own, values=values)
    made = registering.register(None, actor=clerk, values=values)
    assert made.registered_by == clerk.label
    assert (
        registering.register(None, actor=own, values={**values, "name": "示例规划乙", "unit": unit}).unit
        == unit
    )
    assert AuditEntry.objects.filter(code="planning.register").count() == 2


def test_the_same_plan_is_not_registered_twice_however_it_is_written():
    make_plan(name="示例：“十四五”规划")
    text = refused(
        registering.register, None, actor=actor_for(Role.EDITOR, keeper()),
        values={"name": "《示例: 十四五 规划》", "tier": "district", "category": "special"},
    )  # fmt: skip
    assert "清册里已有" in text
    make_plan(name="示例：“十四五”规划", tier="city")  # the city's of the same name is another plan


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"name": " "}, "name", "请填写"),
        ({"name": "=1+1"}, "name", "公式"),
        ({"tier": "planet"}, "tier", "层级"),
        ({"category": ""}, "category", "类别"),
        ({"period_to": None}, "period_to", "起止"),
        ({"period_from": 2030, "period_to": 2025}, "period_from", "先起后止"),
        ({"approved_on": dt.date(2999, 1, 1)}, "approved_on", "还没有到"),
        ({"repealed_on": dt.date(2020, 1, 1)}, "repealed_on", "批准日期之后"),
        ({"comment_to": dt.date(2021, 1, 1)}, "comment_to", "起始"),
        ({"ordinal": 3}, "series", "一起"),
        ({"tier": "city", "unit": "any"}, "unit", "区级单位"),
    ],
)
def test_a_fault_names_its_field(values, field, word):
    if values.get("unit") == "any":
        values = {**values, "unit": make_unit()}
    with pytest.raises(Refused) as error:
        make_plan(**values)
    assert any(r.field == field and word in str(r) for r in error.value.reasons)
    assert not Plan.objects.exists()


def test_a_unit_fills_what_is_empty_and_leaves_what_the_keeper_registered():
    unit = make_unit()
    plan = make_plan(unit, territory="", approver="")
    own, clerk = actor_for(Role.EDITOR, unit), actor_for(Role.EDITOR, keeper())
    plan = registering.correct(plan, actor=own, values={"territory": "示例片区", "approver": "区政府"})
    assert (plan.territory, plan.approver, plan.edition) == ("示例片区", "区政府", 2)
    text = refused(registering.correct, plan, actor=own, values={"approved_on": dt.date(2021, 6, 1)})
    assert "批准日期" in text
    later = registering.correct(plan, actor=clerk, values={"approved_on": dt.date(2021, 6, 1)})
    assert later.approved_on == dt.date(2021, 6, 1)
    stranger = actor_for(Role.EDITOR)
    assert refused(registering.correct, plan, actor=stranger, values={"territory": "别处"})


def test_the_second_of_two_officers_is_told():
    plan = make_plan()
    clerk = actor_for(Role.EDITOR, keeper())
    registering.correct(plan, actor=clerk, values={"territory": "甲"}, base_edition=1)
    text = refused(registering.correct, plan, actor=clerk, values={"territory": "乙"}, base_edition=1)
    assert "别人更正过" in text
    plan.refresh_from_db()
    assert plan.territory == "甲"


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_make_one_entry():
    clerk = actor_for(Role.EDITOR, keeper())
    values = {"name": "示例同时登记", "tier": "district", "category": "special"}
    results: list[str] = []
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        try:
            registering.register(None, actor=clerk, values=values)
            results.append("made")
        except Refused:
            results.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(results) == ["made", "told"]
    assert Plan.objects.filter(name="示例同时登记").count() == 1


def test_a_plan_never_carries_on_itself_by_any_way_round():
    clerk = actor_for(Role.EDITOR, keeper())
    a, b, c = make_plan(), make_plan(), make_plan()
    registering.put_under(a, actor=clerk, parent=b, carries="目标")
    registering.put_under(b, actor=clerk, parent=c)
    assert "下位规划" in refused(registering.put_under, c, actor=clerk, parent=a)
    assert "下位规划" in refused(registering.put_under, a, actor=clerk, parent=a)
    registering.put_under(a, actor=clerk, parent=b, carries="指标")
    assert a.parent_links.get().carries == "指标"
    registering.take_from(a, actor=clerk, parent=b)
    assert queries.card(a, TODAY).orphan


def test_a_publication_is_tied_once_and_only_by_whoever_may_see_it():
    unit = make_unit()
    plan = make_plan(unit)
    own = actor_for(Role.EDITOR, unit)
    foreign = Team().draft(kind="plan")
    assert "不能查看" in refused(registering.link, plan, actor=own, publication=foreign)
    record = Team(unit).release(kind="plan")
    registering.link(plan, actor=own, publication=record)
    assert "已经关联" in refused(registering.link, plan, actor=own, publication=record)
    registering.unlink(plan, actor=own, publication=record)
    assert not plan.texts.exists()


def test_not_disclosing_takes_a_second_person_of_another_unit():
    office, unit = openness_office(), make_unit()
    head, plan, today = actor_for(Role.HEAD, keeper()), make_plan(unit), timezone.localdate()
    own = actor_for(Role.HEAD, unit)
    assert "依据" in refused(exempting.ask, plan, actor=own, basis="", reason="示例")
    asked = exempting.ask(plan, actor=own, basis="X14c", reason="示例理由")
    assert queries.card(plan, today).exemption is not None
    assert not queries.card(plan, today).exempt  # asked for is not granted
    assert "不能审定自己" in refused(exempting.decide, asked, actor=own, consented=True)
    colleague = actor_for(Role.HEAD, unit)
    assert "负责人审定" in refused(exempting.decide, asked, actor=colleague, consented=True)
    assert refused(exempting.decide, asked, actor=actor_for(Role.EDITOR, keeper()), consented=True)
    assert "意见" in refused(exempting.decide, asked, actor=head, consented=False)
    done = exempting.decide(asked, actor=head, consented=True)
    assert done.holds
    assert queries.card(plan, today).exempt
    assert "审定过" in refused(exempting.decide, asked, actor=head, consented=False, note="示例")
    # The keeper's own plans are for the openness office to decide.
    mine = exempting.ask(make_plan(keeper()), actor=head, basis="X14a", reason="示例")
    assert refused(exempting.decide, mine, actor=actor_for(Role.HEAD, keeper()), consented=True)
    assert exempting.decide(mine, actor=actor_for(Role.OPENNESS, office), consented=True).holds


def test_a_public_plan_cannot_be_exempt():
    plan = make_plan()
    publish(plan, dt.date(2021, 3, 5))
    text = refused(exempting.ask, plan, actor=actor_for(Role.HEAD, plan.unit), basis="X14a", reason="示例")
    assert "已经公开" in text


def test_only_the_keeper_gives_an_entry_up_and_it_comes_back_whole():
    unit = make_unit()
    plan, below = make_plan(unit), make_plan()
    clerk = actor_for(Role.EDITOR, keeper())
    registering.put_under(below, actor=clerk, parent=plan)
    assert "登记" in refused(registering.give_up, plan, actor=actor_for(Role.HEAD, unit), reason="不想公开")
    assert "上位规划" in refused(registering.give_up, plan, actor=clerk, reason="重复")
    registering.take_from(below, actor=clerk, parent=plan)
    assert "原因" in refused(registering.give_up, plan, actor=clerk, reason=" ")
    plan = registering.give_up(plan, actor=clerk, reason="重复登记")
    assert plan not in Plan.objects.registered()
    twin = make_plan(name=plan.name)
    assert "清册里已有" in refused(registering.take_up, plan, actor=clerk)
    registering.give_up(twin, actor=clerk, reason="重复登记")
    assert registering.take_up(plan, actor=clerk) in Plan.objects.registered()


def test_people_see_their_units_plans_and_the_keeper_all():
    unit, other = make_unit(), make_unit()
    mine, theirs = make_plan(unit), make_plan(other)
    joined = make_plan(other, participants=[unit])
    outer = make_plan(tier="city")
    seen = set(queries.visible(actor_for(Role.EDITOR, unit)))
    assert seen == {mine, joined, outer}
    assert theirs in queries.visible(actor_for(Role.EDITOR, keeper()))
    assert theirs in queries.visible(actor_for(Role.SUPERVISOR, openness_office()))


@pytest.mark.task(2)
def test_a_gap_is_explained_once_it_is_one_and_the_explanation_can_be_taken_back():
    line = make_series()
    clerk = actor_for(Role.EDITOR, keeper())
    for ordinal in (11, 14):
        make_plan(series=line, ordinal=ordinal, category="outline")
    assert "不缺" in refused(series.explain, line, actor=clerk, ordinal=14, reason="示例")
    assert "登记" in refused(series.explain, line, actor=actor_for(Role.HEAD), ordinal=12, reason="示例")
    series.explain(line, actor=clerk, ordinal=12, reason="示例原因")
    [(_, slots)] = queries.strips(TODAY)
    assert [(s.ordinal, s.hole, s.explained is not None) for s in slots] == [
        (11, False, False), (12, True, True), (13, True, False), (14, False, False),
    ]  # fmt: skip
    series.take_back(slots[1].explained, actor=clerk)
    [(_, slots)] = queries.strips(TODAY)
    assert slots[1].explained is None
    assert "第 14 届已是" in refused(
        registering.correct, make_plan(), actor=clerk, values={"series": line, "ordinal": 14}
    )


def test_a_merger_passes_on_what_is_not_public_yet():
    from yangguang.organisations.actions import merge_unit

    old, new = make_unit(), make_unit()
    due, done = make_plan(old), make_plan(old)
    publish(done, dt.date(2021, 3, 5))
    merge_unit(old, actor=SYSTEM, into=new, on=timezone.localdate())
    due.refresh_from_db(), done.refresh_from_db()
    assert (due.unit, done.unit) == (new, old)
