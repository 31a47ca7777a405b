"""Accounts, roles and the three administrators."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.core.models import AuditEntry, AuditPersonal
from yangguang.organisations.actions import (
    change_person,
    create_person,
    deactivate,
    end_role,
    grant_admin,
    grant_role,
    reactivate,
    reset_password,
    reset_two_step,
    revoke_admin,
    unlock,
)
from yangguang.organisations.groups import sync_groups
from yangguang.organisations.models import AdminGrant, Administrator, Membership, Role, User

from .factories import (
    PASSWORD,
    actor,
    actor_for,
    administrator,
    make_administrator,
    make_person,
    make_unit,
    openness_office,
)

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


@pytest.fixture
def security():
    return administrator("security")


@pytest.fixture
def today():
    return timezone.localdate()


def why(verb, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return refused.value.reasons


def test_a_new_account_gets_a_one_time_password_that_must_be_changed(security):
    password = create_person(User(username="liu", name="示例甲", email="a@example.com"), actor=security)
    user = User.objects.get(username="liu")
    assert user.check_password(password)
    assert user.must_change_password
    assert len(password) >= 12


def test_neither_password_nor_personal_data_stand_in_the_logs_chain(security):
    user = User(username="liu", name="示例甲", email="a@example.com", phone="0592-1234567")
    password = create_person(user, actor=security)
    change_person(user, actor=security, name="示例乙", email="b@example.com", phone="0592-7654321")
    new = reset_password(user, actor=security)
    chain = json.dumps(
        list(AuditEntry.objects.values("before", "after", "details")), ensure_ascii=False, default=str
    )
    everything = chain + json.dumps(list(AuditPersonal.objects.values("data")), ensure_ascii=False)
    for secret in (password, new, User.objects.get(pk=user.pk).password):
        assert secret not in everything
    for private in ("示例甲", "示例乙", "a@example.com", "b@example.com", "1234567", "7654321"):
        assert private not in chain
    assert "示例乙" in everything


@pytest.mark.parametrize(("fields", "field"), [
    ({"username": "a b"}, "username"), ({"username": ""}, "username"), ({"username": "TAKEN"}, "username"),
    ({"name": " "}, "name"), ({"email": "nowhere"}, "email"),
])  # fmt: skip
def test_an_account_that_would_not_do_is_refused_on_its_field(security, fields, field):
    make_person(None, username="taken")
    user = User(**{"username": "liu", "name": "示例", **fields})
    assert why(create_person, user, actor=security)[0].field == field


def test_only_the_security_administrator_keeps_people(today):
    person, unit = make_person(None), make_unit()
    membership = Membership.objects.create(user=person, unit=unit, role="editor", valid_from=today)
    outsiders = [administrator("system"), administrator("audit"), actor_for(Role.HEAD, unit)]
    outsiders.append(actor_for(Role.HEAD, openness_office()))
    for who in outsiders:
        for verb, kwargs in [
            (change_person, {"name": "示例"}), (deactivate, {}), (reactivate, {}), (reset_password, {}),
            (reset_two_step, {}), (unlock, {}), (revoke_admin, {}), (grant_admin, {"kind": "audit"}),
            (grant_role, {"unit": unit, "role": "head", "valid_from": today}),
            (end_role, {"membership": membership, "on": today}),
        ]:  # fmt: skip
            assert "管理人员" in why(verb, person, actor=who, **kwargs)[0].text
        assert "管理人员" in why(create_person, User(username="x", name="x"), actor=who)[0].text


def test_a_role_is_granted_once_for_the_same_time(security, today):
    person, unit = make_person(None), make_unit()
    grant_role(person, actor=security, unit=unit, role="editor", valid_from=today, valid_to=None)
    assert (
        why(grant_role, person, actor=security, unit=unit, role="editor", valid_from=today)[0].field == "role"
    )
    earlier = {"valid_from": today - dt.timedelta(days=30), "valid_to": today - dt.timedelta(days=20)}
    grant_role(person, actor=security, unit=unit, role="editor", **earlier)
    assert Membership.objects.count() == 2


def test_no_role_at_a_unit_that_is_gone_for_a_stopped_account_or_backwards(security, today):
    person = make_person(None)
    into = make_unit()
    gone = make_unit(active_to=today - dt.timedelta(days=1), merged_into=into)
    reason = why(grant_role, person, actor=security, unit=gone, role="editor", valid_from=today)[0]
    assert reason.field == "unit"
    assert into.name in reason.remedy
    yesterday = today - dt.timedelta(days=1)
    kwargs = {"unit": into, "role": "editor", "valid_from": today}
    assert why(grant_role, person, actor=security, **kwargs, valid_to=yesterday)[0].field == "valid_to"
    stopped = make_person(None, is_active=False)
    assert "停用" in why(grant_role, stopped, actor=security, **kwargs)[0].text


def test_a_role_ends_at_once_or_on_a_day_and_only_once(security, today):
    person, unit = make_person(None), make_unit()
    start = today - dt.timedelta(days=9)
    for role in ("editor", "head"):
        grant_role(person, actor=security, unit=unit, role=role, valid_from=start)
    editor, head = Membership.objects.get(role="editor"), Membership.objects.get(role="head")
    end_role(person, actor=security, membership=editor, on=today)
    editor.refresh_from_db()
    assert editor.valid_to == today - dt.timedelta(days=1)
    assert "已经结束" in why(end_role, person, actor=security, membership=editor, on=today)[0].text
    end_role(person, actor=security, membership=head, on=today + dt.timedelta(days=5))
    head.refresh_from_db()
    assert head.valid_to == today + dt.timedelta(days=4)


def test_a_role_granted_by_mistake_today_never_was(security, today):
    person, unit = make_person(None), make_unit()
    grant_role(person, actor=security, unit=unit, role="head", valid_from=today)
    end_role(person, actor=security, membership=Membership.objects.get(), on=today)
    assert not Membership.objects.exists()


def test_every_night_the_permission_groups_follow_the_dates(security, today):
    from yangguang.organisations.actions import create_unit
    from yangguang.organisations.models import Unit

    unit = create_unit(Unit(code="N", name="区示例局", full_name="示例局", kind="部门"), actor=operator())
    person = make_person(None)
    tomorrow = today + dt.timedelta(days=1)
    grant_role(person, actor=security, unit=unit, role="head", valid_from=tomorrow, valid_to=tomorrow)
    assert not person.groups.exists()
    assert sync_groups(tomorrow) == (1, 0)
    assert sync_groups(tomorrow) == (0, 0)
    assert sync_groups(tomorrow + dt.timedelta(days=1)) == (0, 1)


def test_one_person_is_at_most_one_administrator_and_no_units_officer(security):
    person = make_person(None)
    grant_admin(person, actor=security, kind="audit")
    assert "一人只能担任一种" in why(grant_admin, person, actor=security, kind="system")[0].text
    officer = make_person(Role.EDITOR)
    assert "不能兼任" in why(grant_admin, officer, actor=security, kind="audit")[0].text
    given = {"unit": make_unit(), "role": "head", "valid_from": timezone.localdate()}
    assert "不能兼任" in why(grant_role, person, actor=security, **given)[0].text


def test_nobody_grants_to_or_takes_from_oneself(security):
    assert "不能给自己授权" in "".join(
        map(str, why(grant_admin, security.user, actor=security, kind="audit"))
    )
    administrator("security")
    assert "不能取消自己" in why(revoke_admin, security.user, actor=security)[0].text
    assert "不能停用自己" in why(deactivate, security.user, actor=security)[0].text


@pytest.mark.parametrize("kind", Administrator.values)
def test_the_last_of_a_kind_stays(kind):
    security, only = administrator("security"), make_administrator(kind)
    if kind == "security":
        only = User.objects.get(pk=security.user.pk)
        security = operator()
        AdminGrant.objects.exclude(user=only).delete()
    assert "唯一的" in why(revoke_admin, only, actor=security)[0].text
    assert "唯一的" in why(deactivate, only, actor=security)[0].text
    make_administrator(kind)
    revoke_admin(only, actor=security)
    assert AdminGrant.objects.filter(kind=kind).count() == 1


def test_a_stopped_administrator_does_not_count_as_the_other(security):
    only = make_administrator("audit")
    make_administrator("audit", is_active=False)
    assert "唯一的" in why(revoke_admin, only, actor=security)[0].text


def test_administrators_can_not_take_over_each_others_accounts(security):
    for kind in Administrator.values:
        other = make_administrator(kind)
        for verb in (reset_password, reset_two_step):
            assert "服务器" in str(why(verb, other, actor=security)[0])
        reset_password(other, actor=operator())
    assert "我的账号" in str(why(reset_password, security.user, actor=security)[0])


def test_stopping_and_starting_an_account(security):
    person = make_person(Role.EDITOR)
    deactivate(person, actor=security)
    assert "已经停用" in why(deactivate, person, actor=security)[0].text
    assert "停用" in why(reset_password, person, actor=security)[0].text
    reactivate(person, actor=security)
    assert "本来就启用" in why(reactivate, person, actor=security)[0].text
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_a_reset_ends_the_old_password(security):
    person = make_person(Role.EDITOR)
    password = reset_password(person, actor=security)
    person.refresh_from_db()
    assert person.check_password(password)
    assert not person.check_password(PASSWORD)
    assert person.must_change_password


def test_who_did_what_stands_in_the_log(security):
    person = make_person(Role.EDITOR)
    deactivate(person, actor=security)
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.address) == (security.user.pk, "192.0.2.1")
    assert entry.before == {"is_active": True}
    assert actor(person).user.is_active is False
