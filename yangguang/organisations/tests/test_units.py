"""Setting up, changing, merging and ending units; the chosen members of groups."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.organisations import actions, mergers
from yangguang.organisations.actions import (
    change_unit,
    create_unit,
    end_unit,
    merge_unit,
    set_group_members,
)
from yangguang.organisations.models import Membership, Role, Unit, UnitGroup, UnitName
from yangguang.organisations.permissions import Act, powers
from yangguang.organisations.queries import unit_directory

from .factories import actor_for, administrator, make_person, make_street, make_unit, openness_office

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


@pytest.fixture
def system():
    return administrator("system")


@pytest.fixture
def today():
    return timezone.localdate()


def new(**fields):
    base = {"code": "N1", "name": "区示例新局", "full_name": "厦门市思明区示例新局", "kind": "部门"}
    return Unit(**{**base, **fields})


def why(verb, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return refused.value.reasons


def test_a_new_unit_has_its_names_and_a_permission_group_per_role(system):
    unit = create_unit(new(), actor=system, aliases=["示例新局", "区新局"])
    assert {n.name for n in unit.names.all()} == {"示例新局", "区新局"}
    assert set(Group.objects.values_list("name", flat=True)) == {f"unit:N1:{r}" for r in Role.values}
    assert AuditEntry.objects.get().sentence == "设立了单位“区示例新局”"


@pytest.mark.parametrize(("fields", "field"), [
    ({"code": "TAKEN"}, "code"), ({"code": ""}, "code"), ({"name": ""}, "name"), ({"full_name": ""}, "full_name"),
    ({"kind": ""}, "kind"), ({"kind": "社区"}, "parent"), ({"name": "区旧局"}, "name"),
])  # fmt: skip
def test_a_unit_that_would_not_do_is_refused_on_its_field(system, fields, field):
    make_unit("区旧局", code="TAKEN")
    assert field in {r.field for r in why(create_unit, new(**fields), actor=system)}
    assert Unit.objects.count() == 1
    assert not Group.objects.exists()


def test_another_units_alias_is_taken_but_its_former_name_is_free(system):
    other = make_unit()
    UnitName.objects.create(unit=other, name="区示例新局", kind="former")
    create_unit(new(), actor=system)
    UnitName.objects.create(unit=other, name="区乙局", kind="alias")
    assert why(create_unit, new(code="N2", name="区乙局", full_name="乙"), actor=system)[0].field == "name"


@pytest.mark.parametrize("kind", ["security", "audit"])
def test_only_the_system_administrator_keeps_units(kind, today):
    unit, other = make_unit(), make_unit()
    for who in (administrator(kind), actor_for(Role.HEAD, unit), actor_for(Role.OPENNESS, openness_office())):
        assert "管理单位" in why(create_unit, new(), actor=who)[0].text
        assert "管理单位" in why(change_unit, unit, actor=who, phone="1")[0].text
        assert "管理单位" in why(merge_unit, unit, actor=who, into=other, on=today)[0].text
        assert "管理单位" in why(end_unit, unit, actor=who, on=today)[0].text


def test_a_new_name_keeps_the_former_one(system):
    unit = make_unit("区旧局", full_name="厦门市思明区旧局")
    change_unit(unit, actor=system, name="区新局", full_name="厦门市思明区新局", aliases=["新局"])
    assert set(unit.names.values_list("name", "kind")) == {
        ("区旧局", "former"), ("厦门市思明区旧局", "former"), ("新局", "alias"),
    }  # fmt: skip
    entry = AuditEntry.objects.get()
    assert (entry.before["name"], entry.after["name"]) == ("区旧局", "区新局")
    assert unit_directory(timezone.localdate()).exact("区旧局").name == "区新局"


def test_a_corrected_slip_keeps_nothing_and_a_name_can_come_back(system):
    unit = make_unit("区旧局")
    change_unit(unit, actor=system, name="区旧句", correction=False)
    change_unit(unit, actor=system, name="区旧局", correction=True)
    assert not unit.names.exists()


def test_a_unit_can_not_stand_under_itself(system):
    top = make_unit()
    below = make_unit(parent=top)
    assert why(change_unit, top, actor=system, parent=below)[0].field == "parent"


def test_there_is_one_openness_office(system):
    office, other = openness_office(), make_unit()
    reason = why(change_unit, other, actor=system, is_openness_office=True)[0]
    assert reason.field == "is_openness_office"
    assert office.name in reason.text


@pytest.fixture
def carried(monkeypatch):
    """A room above that registers a merger, without staying registered."""
    calls = []
    monkeypatch.setattr(mergers, "MERGERS", type(mergers.MERGERS)("merger"))
    mergers.register("sample", "示例事项", lambda *a: calls.append(a), lambda unit: 3)
    return calls


def test_a_merger_ends_roles_moves_communities_names_and_open_records(system, today, carried):
    old, into = make_street("示例甲街道", communities=2), make_street("示例乙街道")
    person = make_person(Role.HEAD, old)
    UnitName.objects.create(unit=old, name="甲街办")
    merge_unit(old, actor=system, into=into, on=today)
    old.refresh_from_db()
    assert (old.merged_into, old.active_to) == (into, today - dt.timedelta(days=1))
    assert old.successor() == into
    assert into.children.count() == 2
    assert Membership.objects.get(user=person).valid_to == today - dt.timedelta(days=1)
    assert {n.name for n in into.names.all()} == {"示例甲街道", old.full_name, "甲街办"}
    assert [(a[0], a[1], a[2]) for a in carried] == [(old, into, today)]
    assert list(Unit.objects.active(today).filter(kind="街道")) == [into]
    assert old in Unit.objects.active(today - dt.timedelta(days=1))


def test_a_second_click_merges_nothing(system, today, carried):
    old, into = make_unit(), make_unit()
    merge_unit(old, actor=system, into=into, on=today)
    reason = why(merge_unit, old, actor=system, into=into, on=today)[0]
    assert "已并入" in reason.text
    assert len(carried) == 1


def test_when_a_room_fails_to_carry_over_nothing_has_happened(system, today, carried):
    def fail(*_):
        raise RuntimeError("示例")

    mergers.register("broken", "坏的", fail)
    old, into = make_unit(), make_unit()
    with pytest.raises(RuntimeError):
        merge_unit(old, actor=system, into=into, on=today)
    old.refresh_from_db()
    assert old.active_to is None
    assert not AuditEntry.objects.exists()


def test_a_unit_merges_only_into_one_that_exists_and_not_ahead_of_time(system, today, carried):
    unit, ended = make_unit(), make_unit(active_to=today - dt.timedelta(days=1))
    street = make_street(communities=1)
    assert why(merge_unit, unit, actor=system, into=unit, on=today)[0].field == "into"
    assert why(merge_unit, unit, actor=system, into=ended, on=today)[0].field == "into"
    assert why(merge_unit, unit, actor=system, into=street.children.get(), on=today)[0].field == "into"
    assert why(merge_unit, unit, actor=system, into=street, on=today + dt.timedelta(days=1))[0].field == "on"


def test_the_openness_offices_duty_goes_over_with_it(system, today, carried):
    office, into = openness_office(), make_unit()
    merge_unit(office, actor=system, into=into, on=today)
    into.refresh_from_db()
    assert into.is_openness_office
    assert Act.SUPERVISE in powers(actor_for(Role.OPENNESS, into).user).everywhere


def test_a_role_granted_on_the_day_of_the_merger_gives_nothing(system, today, carried):
    old, into = make_unit(), make_unit()
    person = make_person(Role.HEAD, old, valid_from=today)
    merge_unit(old, actor=system, into=into, on=today)
    assert not powers(person).may_anywhere(Act.EDIT)


def test_a_unit_with_open_business_or_units_below_can_not_just_end(system, today, carried):
    street = make_street(communities=2)
    texts = "".join(map(str, why(end_unit, street, actor=system, on=today)))
    assert "3 件示例事项" in texts
    assert "2 个下级单位" in texts
    assert "合并" in texts


def test_ending_a_unit_ends_its_roles(system, today, monkeypatch):
    monkeypatch.setattr(mergers, "MERGERS", type(mergers.MERGERS)("merger"))
    unit = make_unit()
    person = make_person(Role.EDITOR, unit)
    end_unit(unit, actor=system, on=today)
    assert not Unit.objects.active(today).filter(pk=unit.pk).exists()
    assert Membership.objects.get(user=person).valid_to == today - dt.timedelta(days=1)
    assert "已撤销" in why(end_unit, unit, actor=system, on=today)[0].text


def test_groups_are_queries_and_name_the_units_of_a_day(system, today, carried):
    first, second, bureau = make_street(), make_street(), make_unit()
    (
        make_unit(kind="事业单位"),
        make_unit(kind="党委部门"),
        make_unit(kind="派出机构"),
        make_unit(kind="垂直管理"),
    )
    streets = UnitGroup.objects.create(code="S", name="各街道", rule="streets")
    departments = UnitGroup.objects.create(code="D", name="各部门", rule="departments")
    assert list(departments.members(today)) == [bureau]
    merge_unit(first, actor=system, into=second, on=today)
    assert list(streets.members(today)) == [second]
    assert set(streets.members(today - dt.timedelta(days=1))) == {first, second}


def test_the_office_chooses_the_members_of_a_selector(system, today):
    group = UnitGroup.objects.create(code="X", name="涉及规划的单位", rule="chosen")
    unit, ended = make_unit(), make_unit(active_to=today - dt.timedelta(days=1))
    office = actor_for(Role.OPENNESS, openness_office())
    set_group_members(group, actor=office, units=[unit])
    assert list(group.members(today)) == [unit]
    set_group_members(group, actor=system, units=[])
    assert why(set_group_members, group, actor=office, units=[ended])[0].field == "units"
    assert "管理单位" in why(set_group_members, group, actor=actor_for(Role.HEAD, unit), units=[unit])[0].text
    rule = UnitGroup.objects.create(code="S", name="各街道", rule="streets")
    assert "规则" in why(set_group_members, rule, actor=office, units=[unit])[0].text


def test_the_permission_groups_follow_the_roles(today):
    security = administrator("security")
    unit = create_unit(new(), actor=administrator("system"))
    person = make_person(None)
    actions.grant_role(person, actor=security, unit=unit, role="head", valid_from=today)
    assert [g.name for g in person.groups.all()] == ["unit:N1:head"]
    actions.deactivate(person, actor=security)
    assert not person.groups.exists()
    actions.reactivate(person, actor=security)
    membership = Membership.objects.get()
    actions.end_role(person, actor=security, membership=membership, on=today)
    assert not person.groups.exists()
