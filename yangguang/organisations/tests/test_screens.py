"""The desk's screens of this room, walked as their users walk them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.models import AuditEntry
from yangguang.organisations.models import AdminGrant, Contact, Membership, Role, Unit, UnitGroup, User

from .factories import PASSWORD, make_administrator, make_contact, make_person, make_unit, openness_office

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


def signed(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def system():
    return signed(make_administrator("system"))


@pytest.fixture
def security():
    return signed(make_administrator("security"))


def url(name, *args):
    return reverse(f"organisations:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_the_register_filters_and_exports(system):
    make_unit("区甲局"), make_unit("示例街道", "街道")
    make_unit("区旧局", active_to=timezone.localdate() - dt.timedelta(days=1))
    page = text(system.get(url("units")))
    assert "区甲局" in page
    assert "区旧局" not in page
    assert "区旧局" in text(system.get(url("units"), {"when": "ended"}))
    assert "区甲局" not in text(system.get(url("units"), {"kind": "街道"}))
    assert "没有符合条件" in text(system.get(url("units"), {"q": "没有这个"}))
    csv = system.get(url("units"), {"format": "csv", "q": "甲"})
    assert csv["Content-Type"].startswith("text/csv")
    assert text(csv).startswith("\ufeff编码,简称")
    assert text(csv).count("\n") == 2


def test_the_register_costs_the_same_for_any_number_of_units(system, django_assert_max_num_queries):
    for _ in range(30):
        make_contact(make_unit(parent=openness_office()))
    with django_assert_max_num_queries(9):
        system.get(url("units"))


FIELDS = {
    "code": "N1", "name": "区新局", "full_name": "厦门市思明区新局", "kind": "部门", "order": "5",
    "aliases": "新局\n区新设局",
}  # fmt: skip


def test_setting_up_a_unit_and_a_mistake_keeps_what_was_typed(system):
    make_unit("区新局")
    wrong = system.post(url("create-unit"), FIELDS)
    assert wrong.status_code == 200
    assert "已经是区新局的名称" in text(wrong)
    assert "区新设局" in text(wrong)
    done = system.post(url("create-unit"), {**FIELDS, "name": "区另局", "full_name": "另局"})
    unit = Unit.objects.get(code="N1")
    assert done.url == url("unit", unit.pk)
    assert unit.names.count() == 2
    assert unit.unit_roles.count() == len(Role)


def test_renaming_on_screen_keeps_the_former_name_in_view(system):
    unit = make_unit("区旧局")
    system.post(url("edit-unit", unit.pk), {**FIELDS, "aliases": ""})
    page = text(system.get(url("unit", unit.pk)))
    assert "<h1>区新局</h1>" in page
    assert "区旧局" in page
    assert "曾用名" in page
    assert "修改了单位" in page


def test_a_merger_is_previewed_then_confirmed(system):
    old, into = make_unit("区旧局"), make_unit("区新局")
    make_person(Role.HEAD, old, name="示例负责人")
    fields = {"into": into.pk, "on": timezone.localdate().isoformat()}
    preview = text(system.post(url("merge-unit", old.pk), fields))
    assert "示例负责人" in preview
    assert "确认合并" in preview
    old.refresh_from_db()
    assert old.active_to is None
    done = system.post(url("merge-unit", old.pk), {**fields, "confirm": "1"})
    assert done.status_code == 302
    page = text(system.get(url("unit", old.pk)))
    assert "已并入" in page
    again = text(system.post(url("merge-unit", old.pk), {**fields, "confirm": "1"}))
    assert "已并入区新局" in again
    assert AuditEntry.objects.filter(code="organisations.unit.merge").count() == 1


def test_ending_a_unit_shows_why_not(system):
    office = openness_office()
    page = text(system.get(url("end-unit", office.pk)))
    assert "政务公开主管部门" in page
    assert "disabled" in page
    unit = make_unit()
    assert system.post(url("end-unit", unit.pk), {"on": timezone.localdate()}).status_code == 302


def test_a_person_sees_colleagues_and_history_of_the_own_unit_only():
    mine, other = make_unit(), make_unit()
    make_person(Role.HEAD, other, name="别处示例负责人")
    client = signed(make_person(Role.EDITOR, mine, name="本处示例编辑"))
    assert "本处示例编辑" in text(client.get(url("unit", mine.pk)))
    page = text(client.get(url("unit", other.pk)))
    assert "别处示例负责人" not in page
    assert "变动记录" not in page
    assert "修改" not in page.split("page-actions")[1] if "page-actions" in page else True


def test_a_unit_registers_and_confirms_its_contact_in_one_click():
    unit = make_unit()
    client = signed(make_person(Role.OPENNESS, unit))
    assert "还没有登记" in text(client.get(url("contacts")))
    fields = {"person": "示例联系人", "office": "办公室", "phone": "", "email": ""}
    assert "至少填一项" in text(client.post(url("edit-contact", unit.pk), fields))
    client.post(url("edit-contact", unit.pk), {**fields, "phone": "0592-0000000", "confirm": "1"})
    contact = Contact.objects.get()
    assert contact.confirmed_at is not None
    Contact.objects.update(confirmed_at=timezone.now() - dt.timedelta(days=300))
    assert "已超过 6 个月" in text(client.get(url("contacts")))
    client.post(url("confirm-contact", unit.pk))
    contact.refresh_from_db()
    assert timezone.localdate(contact.confirmed_at) == timezone.localdate()
    again = client.post(url("confirm-contact", unit.pk))
    assert again.status_code == 409
    assert "今天已经确认过" in text(again)


def test_who_the_contact_is_stays_out_of_the_logs_chain():
    unit = make_unit()
    client = signed(make_person(Role.OPENNESS, unit))
    fields = {"person": "示例王某", "phone": "0592-7777777", "email": "w@example.com", "confirm": "1"}
    client.post(url("edit-contact", unit.pk), fields)
    codes = ["organisations.contact.confirm", "organisations.contact.set"]
    entries = list(AuditEntry.objects.filter(code__in=codes).order_by("code"))
    assert [e.code for e in entries] == codes
    for entry in entries:
        chain = f"{entry.object_label}{entry.before}{entry.after}{entry.details}"
        assert not any(said in chain for said in ("示例王某", "7777777", "w@example.com"))
        assert entry.unit_id == unit.pk
    assert entries[1].personal.data["details"]["person"] == "示例王某"


def test_an_editor_registers_but_does_not_confirm():
    unit = make_unit()
    client = signed(make_person(Role.EDITOR, unit))
    client.post(url("edit-contact", unit.pk), {"person": "示例", "phone": "1", "confirm": "1"})
    assert Contact.objects.get().confirmed_at is None
    assert client.post(url("confirm-contact", unit.pk)).status_code == 403


def test_another_units_contact_is_not_found():
    mine, other = make_unit(), make_unit()
    make_contact(other)
    client = signed(make_person(Role.HEAD, mine))
    assert client.get(url("edit-contact", other.pk)).status_code == 404
    assert client.post(url("confirm-contact", other.pk)).status_code == 404
    assert other.name not in text(client.get(url("contacts")))


def test_the_openness_office_sees_who_is_missing_and_exports():
    good, bad = make_unit("区甲局"), make_unit("区乙局")
    make_contact(good, timezone.now())
    client = signed(make_person(Role.OPENNESS, openness_office()))
    page = text(client.get(url("contacts"), {"show": "missing"}))
    assert "区乙局" in page
    assert "区甲局" not in page
    assert "2 个单位的联系人没有到位" in page
    assert client.get(url("edit-contact", bad.pk)).status_code == 404
    assert "区乙局还没有登记政务公开联系人" in text(client.get(url("contacts"), {"format": "csv"}))


def test_the_system_administrator_registers_for_a_unit_without_accounts(system):
    unit = make_unit()
    answer = system.post(url("edit-contact", unit.pk), {"person": "示例", "phone": "1", "confirm": "1"})
    assert answer.url == url("unit", unit.pk)
    assert Contact.objects.get().confirmed_at is None


def test_the_members_of_a_selector_are_chosen_on_screen():
    group = UnitGroup.objects.create(
        code="X", name="涉及规划的单位", wordings=["涉及规划的单位"], rule="chosen"
    )
    unit = make_unit()
    office = signed(make_person(Role.OPENNESS, openness_office()))
    assert "没有成员" in text(office.get(url("group", group.pk)))
    assert office.post(url("group", group.pk), {"units": [unit.pk]}).status_code == 302
    assert unit.name in text(office.get(url("group", group.pk)))
    other = signed(make_person(Role.HEAD, unit))
    assert "选定成员" not in text(other.get(url("group", group.pk)))
    other.post(url("group", group.pk), {"units": []})
    assert list(group.chosen.all()) == [unit]


def test_members_of_a_group_on_an_earlier_day(system):
    group = UnitGroup.objects.create(code="S", name="各街道", wordings=["各街道"], rule="streets")
    make_unit("示例旧街道", "街道", active_to=dt.date(2021, 12, 31))
    assert "示例旧街道" not in text(system.get(url("group", group.pk)))
    assert "示例旧街道" in text(system.get(url("group", group.pk), {"on": "2021-06-01"}))
    assert system.get(url("group", group.pk), {"on": "nonsense"}).status_code == 200


def test_an_account_is_made_printed_given_a_role_and_used(security):
    page = text(security.post(url("create-person"), {"username": "liu", "name": "示例甲"}))
    password = page.split("一次性密码</dt><dd><code>")[1].split("<")[0].replace("&amp;", "&")
    user = User.objects.get(username="liu")
    unit = make_unit()
    security.post(
        url("grant-role", user.pk), {"unit": unit.pk, "role": "openness", "valid_from": timezone.localdate()}
    )
    client = Client()
    client.post(url("sign-in"), {"username": "liu", "password": password})
    assert client.get(url("contacts")).url.startswith(url("password"))
    fields = {"old_password": password, "password": "Brand-new-2026", "again": "Brand-new-2026"}
    client.post(url("password"), fields)
    assert unit.name in text(client.get(url("contacts")))
    assert password not in text(security.get(url("person", user.pk)))


def test_a_mistaken_account_keeps_what_was_typed(security):
    make_person(None, username="liu")
    page = text(security.post(url("create-person"), {"username": "liu", "name": "示例甲"}))
    assert "已有人使用" in page
    assert 'value="示例甲"' in page


def test_people_are_found_by_unit_role_and_state(security):
    unit = make_unit()
    make_person(Role.HEAD, unit, name="示例甲"), make_person(Role.EDITOR, name="示例乙", is_active=False)
    assert "示例甲" in text(security.get(url("people"), {"unit": unit.pk, "role": "head"}))
    page = text(security.get(url("people"), {"state": "stopped"}))
    assert "示例乙" in page
    assert "示例甲" not in page
    assert "示例甲" in text(security.get(url("people"), {"format": "csv"}))


def test_the_list_of_people_costs_the_same_for_any_number(security, django_assert_max_num_queries):
    for _ in range(25):
        make_person(Role.EDITOR)
    with django_assert_max_num_queries(9):
        security.get(url("people"))


def test_a_role_is_ended_on_screen(security):
    person = make_person(Role.HEAD)
    role = Membership.objects.get()
    page = url("end-role", person.pk, role.pk)
    assert security.get(page).status_code == 200
    assert security.get(url("end-role", make_person(None).pk, role.pk)).status_code == 404
    security.post(page, {"on": timezone.localdate()})
    role.refresh_from_db()
    assert role.valid_to == timezone.localdate() - dt.timedelta(days=1)
    assert "已经结束" in text(security.post(page, {"on": timezone.localdate()}))


def test_stopping_an_account_twice_is_told_not_repeated(security):
    person = make_person(Role.HEAD)
    back = {"HTTP_REFERER": "http://testserver" + url("person", person.pk)}
    security.post(url("deactivate", person.pk), **back)
    again = security.post(url("deactivate", person.pk), follow=True, **back)
    assert "已经停用" in text(again)
    assert AuditEntry.objects.filter(code="organisations.person.deactivate").count() == 1


def test_administrators_are_named_and_the_last_stays(security):
    candidate = make_person(None, name="示例候选")
    officer = make_person(Role.EDITOR, name="示例编辑")
    page = text(security.get(url("administrators")))
    assert "示例候选" in page
    assert "示例编辑" not in page
    assert "不能取消自己的授权" in page
    security.post(url("administrators"), {"user": candidate.pk, "kind": "audit"})
    assert AdminGrant.objects.get(user=candidate).kind == "audit"
    assert security.post(url("administrators"), {"user": officer.pk, "kind": "audit"}).status_code == 200
    refused = security.post(url("revoke-admin", candidate.pk))
    assert refused.status_code == 409
    assert "唯一的审计管理员" in text(refused)


def test_my_account_shows_my_roles_and_changes_how_i_am_reached():
    unit = make_unit()
    person = make_person(Role.HEAD, unit)
    client = signed(person)
    assert unit.name in text(client.get(url("account")))
    assert client.post(url("account"), {"email": "a@example.com", "phone": "1"}).status_code == 302
    person.refresh_from_db()
    assert (person.email, person.check_password(PASSWORD)) == ("a@example.com", True)


def test_the_menu_shows_what_ones_powers_open():
    office = text(signed(make_person(Role.OPENNESS, openness_office())).get(url("account")))
    assert url("contacts") in office
    assert url("people") not in office
    security = text(signed(make_administrator("security")).get(url("account")))
    assert url("people") in security
    assert url("contacts") not in security
