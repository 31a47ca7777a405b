"""One policy: what each role may do at its own unit, at another, below a street, at the openness office, and when."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from yangguang.core.actors import SYSTEM, operator
from yangguang.organisations.models import Administrator, Contact, Membership, Role, Unit
from yangguang.organisations.permissions import Act, may, powers, reasons, requires, scope, signed_in

from .factories import (
    VISITOR,
    actor,
    actor_for,
    administrator,
    make_administrator,
    make_contact,
    make_person,
    make_street,
    make_unit,
    openness_office,
)

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]

A = Act
OWN = {
    Role.EDITOR: {A.VIEW, A.EDIT, A.EXPORT},
    Role.REVIEWER: {A.VIEW, A.EDIT, A.REVIEW, A.EXPORT},
    Role.HEAD: {A.VIEW, A.EDIT, A.REVIEW, A.APPROVE, A.EXPORT},
    Role.OPENNESS: {A.VIEW, A.EDIT, A.REVIEW, A.EXPORT},
    Role.LAWYER: {A.VIEW, A.ADVISE},
    Role.SUPERVISOR: {A.VIEW, A.EXPORT},
    Role.AUDITOR: {A.VIEW, A.EXPORT, A.AUDIT},
}
DISTRICT = {
    Role.HEAD: {A.VIEW, A.SUPERVISE, A.EXPORT, A.PLAN, A.MEASURE},
    Role.OPENNESS: {A.VIEW, A.SUPERVISE, A.EXPORT, A.PLAN, A.MEASURE},
    Role.SUPERVISOR: {A.VIEW, A.SUPERVISE, A.EXPORT, A.MEASURE},
    Role.AUDITOR: {A.VIEW, A.EXPORT},
}
ADMINISTRATORS = {
    Administrator.SYSTEM: {A.MANAGE_UNITS, A.MANAGE_SYSTEM},
    Administrator.SECURITY: {A.MANAGE_PEOPLE},
    Administrator.AUDIT: {A.AUDIT},
}


def acts(who, unit=None):
    return {a for a in Act if may(who, a, unit)}


@pytest.mark.parametrize("role", Role.values)
def test_a_role_reaches_its_own_unit_and_no_other(role):
    mine, other = make_unit(), make_unit()
    who = actor_for(role, mine)
    assert acts(who, mine) == OWN[role]
    assert acts(who, other) == set()
    assert acts(who) == set()


@pytest.mark.parametrize("role", Role.values)
def test_at_the_openness_office_some_roles_reach_every_unit(role):
    other = make_unit()
    who = actor_for(role, openness_office())
    assert acts(who, other) == acts(who) == DISTRICT.get(role, set())
    assert acts(who, openness_office()) == OWN[role] | DISTRICT.get(role, set())


@pytest.mark.parametrize("role", Role.values)
def test_the_office_never_does_another_units_work(role):
    assert not acts(actor_for(role, openness_office()), make_unit()) & {A.EDIT, A.REVIEW, A.APPROVE, A.ADVISE}


@pytest.mark.parametrize("kind", Administrator.values)
def test_the_three_administrators_are_kept_apart(kind):
    who = administrator(kind)
    assert acts(who) == acts(who, make_unit()) == ADMINISTRATORS[kind]
    others = set().union(*(a for k, a in ADMINISTRATORS.items() if k != kind))
    assert not acts(who) & others


def test_an_administrator_who_somehow_holds_a_role_has_only_the_administrators_power():
    unit, user = make_unit(), make_administrator("audit")
    Membership.objects.create(user=user, unit=unit, role=Role.HEAD, valid_from=dt.date(2020, 1, 1))
    assert acts(actor(user), unit) == {A.AUDIT}


def test_a_street_sees_its_communities_but_does_not_do_their_work():
    street, elsewhere = make_street(communities=2), make_street(communities=1)
    who = actor_for(Role.HEAD, street)
    for community in street.children.all():
        assert acts(who, community) == {A.VIEW, A.EXPORT}
    assert not acts(who, elsewhere.children.get())


def test_a_bureau_does_not_see_a_subordinate_unit_that_answers_for_itself():
    bureau = make_unit()
    centre = make_unit(kind="事业单位", parent=bureau)
    assert not acts(actor_for(Role.HEAD, bureau), centre)


def test_a_community_does_not_see_its_street():
    street = make_street(communities=1)
    assert not acts(actor_for(Role.HEAD, street.children.get()), street)


def test_the_successor_sees_what_merged_into_it_through_every_step():
    today = timezone.localdate()
    last = make_unit()
    middle = make_unit(active_to=today - dt.timedelta(days=10), merged_into=last)
    first = make_unit(active_to=today - dt.timedelta(days=400), merged_into=middle)
    who = actor_for(Role.HEAD, last)
    assert acts(who, middle) == acts(who, first) == {A.VIEW, A.EXPORT}


@pytest.mark.parametrize(("starts", "ends", "holds"), [
    (0, None, True), (-5, 0, True), (0, 0, True), (1, None, False), (-5, -1, False),
])  # fmt: skip
def test_a_role_counts_from_its_first_to_its_last_day(starts, ends, holds):
    today, unit = timezone.localdate(), make_unit()
    dates = {"valid_from": today + dt.timedelta(days=starts)}
    dates["valid_to"] = None if ends is None else today + dt.timedelta(days=ends)
    who = actor(make_person(Role.HEAD, unit, **dates))
    assert bool(acts(who, unit)) is holds


def test_powers_can_be_asked_for_another_day():
    unit = make_unit()
    person = make_person(Role.HEAD, unit, valid_from=dt.date(2021, 3, 1), valid_to=dt.date(2021, 9, 30))
    assert powers(person, dt.date(2021, 9, 30)).may(A.APPROVE, unit.pk)
    assert not powers(person, dt.date(2021, 10, 1)).may(A.APPROVE, unit.pk)
    assert not powers(person, dt.date(2021, 2, 28)).may_anywhere(A.VIEW)


@pytest.mark.parametrize("dates", [{"active_to": -1}, {"active_from": 1}])
def test_a_role_at_a_unit_that_does_not_exist_today_gives_nothing(dates):
    unit = make_unit(**{k: timezone.localdate() + dt.timedelta(days=n) for k, n in dates.items()})
    assert not acts(actor_for(Role.HEAD, unit), unit)


def test_a_former_openness_office_reaches_nobody():
    office = make_unit(is_openness_office=True, active_to=timezone.localdate() - dt.timedelta(days=1))
    assert not acts(actor_for(Role.OPENNESS, office))


def test_a_stopped_account_and_a_visitor_may_nothing():
    unit = make_unit()
    assert not acts(actor(make_person(Role.HEAD, unit, is_active=False)), unit)
    assert not acts(VISITOR, unit)
    assert "登录" in str(reasons(VISITOR, A.VIEW, unit)[0])


def test_two_roles_add_up():
    one, two = make_unit(), make_unit()
    person = make_person(Role.EDITOR, one)
    Membership.objects.create(user=person, unit=two, role=Role.LAWYER, valid_from=dt.date(2020, 1, 1))
    who = actor(person)
    assert acts(who, one) == OWN[Role.EDITOR]
    assert acts(who, two) == OWN[Role.LAWYER]


def test_jobs_and_the_operator_may_everything_a_visitor_never():
    unit = make_unit()
    assert acts(SYSTEM, unit) == acts(operator(), unit) == set(Act)
    assert not VISITOR.is_system


def test_lists_hold_only_ones_own_records():
    mine, other = make_unit(), make_unit()
    make_contact(mine), make_contact(other)
    everything = Contact.objects.all()
    assert [c.unit for c in scope(actor_for(Role.EDITOR, mine), A.EDIT, everything)] == [mine]
    assert not scope(actor_for(Role.LAWYER, mine), A.EDIT, everything).exists()
    assert scope(actor_for(Role.OPENNESS, openness_office()), A.VIEW, everything).count() == 2
    assert not scope(VISITOR, A.VIEW, everything).exists()
    assert scope(SYSTEM, A.EDIT, everything).count() == 2
    assert list(scope(actor_for(Role.EDITOR, mine), A.VIEW, Unit.objects.all(), unit="pk")) == [mine]


def test_the_reason_names_the_unit_and_the_way_out():
    mine, other = make_unit(), make_unit()
    who = actor_for(Role.EDITOR, mine)
    assert reasons(who, A.EDIT, mine) == []
    (why,) = reasons(who, A.EDIT, other)
    assert other.name in why.text
    assert "办理" in why.text
    assert "安全管理员" in why.remedy


@pytest.mark.parametrize("roles", [1, 6])
def test_powers_cost_three_queries_however_many_roles(django_assert_num_queries, roles):
    person = make_person(None)
    for _ in range(roles):
        unit = make_street(communities=2)
        Membership.objects.create(user=person, unit=unit, role=Role.HEAD, valid_from=dt.date(2020, 1, 1))
    who = actor(person)
    with django_assert_num_queries(3):
        powers(who.user)
        powers(who.user)


@pytest.fixture
def ask():
    def ask(view, who=None, method="get"):
        request = getattr(RequestFactory(), method)("/desk/somewhere/?a=1")
        request.user = who.user if who else type("Nobody", (), {"is_authenticated": False})()
        return view(request)

    return ask


def test_a_guarded_view_asks_visitors_to_sign_in_and_turns_others_away(ask):
    from django.core.exceptions import PermissionDenied

    view = requires(A.EDIT)(lambda request: HttpResponse("ok"))
    answer = ask(view)
    assert answer.status_code == 302
    assert answer.url == "/desk/sign-in/?next=/desk/somewhere/%3Fa%3D1"
    assert ask(view, method="post").url == "/desk/sign-in/?next="
    assert ask(view, actor_for(Role.EDITOR)).content == b"ok"
    with pytest.raises(PermissionDenied, match="办理"):
        ask(view, actor_for(Role.LAWYER))


def test_a_district_view_asks_for_the_act_everywhere(ask):
    from django.core.exceptions import PermissionDenied

    view = requires(A.AUDIT, anywhere=False)(lambda request: HttpResponse("ok"))
    assert ask(view, administrator("audit")).content == b"ok"
    with pytest.raises(PermissionDenied):
        ask(view, actor_for(Role.AUDITOR))


def test_one_of_several_acts_opens_a_view_and_signing_in_opens_others(ask):
    view = requires(A.EDIT, A.MANAGE_UNITS)(lambda request: HttpResponse("ok"))
    assert ask(view, administrator("system")).content == b"ok"
    own = signed_in(lambda request: HttpResponse("ok"))
    assert ask(own, administrator("audit")).content == b"ok"
    assert ask(own).status_code == 302
