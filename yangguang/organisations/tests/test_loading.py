"""Loading units again and again, exporting them, and the accounts a site begins with."""

import copy
import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.core.models import AuditEntry
from yangguang.organisations import loading
from yangguang.organisations.actions import change_unit, merge_unit
from yangguang.organisations.models import Administrator, Role, Unit, UnitGroup, User
from yangguang.organisations.permissions import Act, powers
from yangguang.organisations.queries import contact_states, packaged_directory, unit_directory, unit_tree

from .factories import VISITOR, administrator, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]

DATA = {
    "units": [
        {"code": "A", "name": "区甲局", "kind": "部门", "full_name": "厦门市思明区甲局", "aliases": ["甲局"]},
        {"code": "B", "name": "区乙局", "kind": "部门"},
    ],
    "streets": [{"code": "S", "name": "示例街道", "kind": "街道"}],
    "communities": [{"code": "S1", "name": "示例社区", "kind": "社区", "parent": "S"}],
    "groups": [{"code": "ALL", "name": "各街道", "wordings": ["各街道"], "rule": "streets"}],
}


def load(data=DATA):
    return loading.load(data, "sample.json", operator())


def run(*args):
    out = StringIO()
    call_command("organisations", *args, stdout=out)
    return out.getvalue()


def test_the_packaged_district_is_loaded_whole_and_quickly(django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        loading.load(loading.packaged_data(), "siming.json", operator())
    today = timezone.localdate()
    assert Unit.objects.filter(kind="街道").count() == 10
    communities = Unit.objects.filter(kind="社区")
    assert communities.count() == 99
    assert all(c.parent.kind == "街道" for c in communities.select_related("parent"))
    assert Unit.objects.get(is_openness_office=True).name == "区政府办"
    assert Group.objects.count() == Unit.objects.count() * len(Role)
    assert UnitGroup.objects.get(code="ALL_STREETS").members(today).count() == 10
    departments = UnitGroup.objects.get(code="ALL_DEPARTMENTS").members(today)
    assert "区教育局" in {u.name for u in departments}
    assert not {"区档案馆", "区图书馆", "区政务信息中心", "区委宣传部"} & {u.name for u in departments}
    assert {u.name: len(below) for u, below in unit_tree(today)}["莲前街道"] > 10


def test_the_directory_from_the_database_reads_as_the_packaged_one():
    loading.load(loading.packaged_data(), "siming.json", operator())
    built, packaged = unit_directory(timezone.localdate()), packaged_directory()
    cell = "区科信局、文旅局、教育局，各街道，涉及区级规划编制的单位，某某局"
    assert [r.as_json() for r in built.listed(cell)] == [r.as_json() for r in packaged.listed(cell)]
    assert {(u.name, frozenset(u.aliases)) for u in built.units} == {
        (u.name, frozenset(u.aliases)) for u in packaged.units
    }


def test_loading_again_does_and_logs_nothing():
    load()
    entries = AuditEntry.objects.count()
    assert not load()
    assert AuditEntry.objects.count() == entries == 1


def test_a_correction_of_the_data_is_followed():
    load()
    data = copy.deepcopy(DATA)
    data["units"][0].update(full_name="厦门市思明区甲乙局", full_name_verified=True, aliases=["甲乙局"])
    data["units"].append({"code": "C", "name": "区丙局", "kind": "部门"})
    changes = load(data)
    assert changes.new == ["C"]
    unit = Unit.objects.get(code="A")
    assert (unit.full_name, unit.full_name_verified) == ("厦门市思明区甲乙局", True)
    assert [n.name for n in unit.names.all()] == ["甲乙局"]
    assert not load(data)


def test_what_a_person_changed_stays_and_the_report_says_so():
    load()
    system = administrator("system")
    change_unit(Unit.objects.get(code="A"), actor=system, full_name="人工核对的全称", aliases=["人工别称"])
    data = copy.deepcopy(DATA)
    data["units"][0].update(full_name="资料的新全称", kind="事业单位")
    changes = load(data)
    unit = Unit.objects.get(code="A")
    assert (unit.full_name, unit.kind) == ("人工核对的全称", "事业单位")
    assert "人工别称" in {n.name for n in unit.names.all()}
    assert any("保留人工修改" in line and "人工核对的全称" in line for line in changes.kept)


def test_a_merged_unit_is_not_brought_back_and_a_hand_made_one_not_doubled():
    make_unit("区乙局", code="HAND")
    changes = load()
    assert Unit.objects.filter(name="区乙局").count() == 1
    assert any("人工设立" in line for line in changes.kept)
    merge_unit(
        Unit.objects.get(code="A"), actor=administrator("system"), into=Unit.objects.get(code="HAND"),
        on=timezone.localdate(),
    )  # fmt: skip
    load()
    assert Unit.objects.get(code="A").merged_into.code == "HAND"


@pytest.mark.parametrize(("data", "says"), [
    ([], "units"), ({"units": [{"code": "A", "kind": "部门"}]}, "name"),
    ({"units": [{"code": "A", "name": "甲", "kind": "公司"}]}, "公司"),
    ({"units": [{"code": "A", "name": "甲", "kind": "部门"}] * 2}, "重复"),
    ({"units": [{"code": "A", "name": "甲", "kind": "社区", "parent": "Z"}]}, "Z"),
    ({"units": [], "groups": [{"code": "G", "name": "组", "rule": "all"}]}, "all"),
])  # fmt: skip
def test_wrong_data_is_refused_naming_the_place(data, says):
    with pytest.raises(Refused, match=says):
        load(data)
    assert not Unit.objects.exists()


def test_visitors_do_not_load():
    with pytest.raises(Refused, match="登录"):
        loading.load(DATA, "x", VISITOR)


def test_the_command_says_what_it_did(tmp_path):
    assert "装入 138 个单位" in run("load")
    assert "机构没有变化" in run("load")
    path = tmp_path / "more.json"
    path.write_text(json.dumps(DATA, ensure_ascii=False), "utf-8")
    assert "装入 4 个单位" in run("load", str(path))
    path.write_text("{", "utf-8")
    with pytest.raises(CommandError, match="第 1 行"):
        run("load", str(path))
    with pytest.raises(CommandError, match="读不到"):
        run("load", str(tmp_path / "none.json"))


def test_what_is_exported_can_be_loaded_elsewhere(tmp_path):
    load()
    path = tmp_path / "units.json"
    run("export", "--output", str(path))
    exported = loading.read_data(path)
    UnitGroup.objects.all().delete(), Unit.objects.filter(parent__isnull=False).delete()
    Unit.objects.all().delete(), Group.objects.all().delete()
    loading.load(exported, "units.json", operator())
    assert loading.export_data() == exported
    assert run("export", "--format", "csv").startswith("\ufeff编码")


def test_sample_accounts_are_made_once_and_can_work():
    loading.load(loading.packaged_data(), "siming.json", operator())
    made = loading.create_sample_accounts(operator())
    assert len(made) == len(loading.SAMPLES)
    assert all("示例" in name for _, name, _, _ in made)
    for username, _, _, password in made:
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert not user.must_change_password
    assert len({password for *_, password in made}) == len(loading.SAMPLES)
    assert loading.create_sample_accounts(operator()) == []
    office, street = User.objects.get(username="office"), User.objects.get(username="street")
    assert Act.PLAN in powers(office).everywhere
    assert not powers(street).everywhere
    assert powers(User.objects.get(username="security")).everywhere == {Act.MANAGE_PEOPLE}
    assert "都已建立" in run("sample-accounts")


def test_sample_accounts_of_units_that_do_not_exist_are_left_out():
    assert [username for username, *_ in loading.create_sample_accounts(operator())] == list(
        Administrator.values
    )


def test_the_first_administrator_of_a_real_site():
    said = run("create-admin", "boss", "--kind", "security", "--name", "示例管理员", "--generate")
    password = said.split("一次性密码：")[1].split("（")[0]
    user = User.objects.get(username="boss")
    assert user.check_password(password)
    assert user.must_change_password
    assert user.admin_grant.kind == "security"
    with pytest.raises(CommandError, match="已有人使用"):
        run("create-admin", "boss", "--kind", "audit", "--generate")
    assert User.objects.count() == 1


def test_the_operator_rescues_an_administrator():
    run("create-admin", "boss", "--kind", "security", "--generate")
    password = run("reset", "boss").split("一次性密码：")[1].split("（")[0]
    assert User.objects.get().check_password(password)
    with pytest.raises(CommandError, match="没有账号"):
        run("reset", "nobody")


def test_contacts_cost_one_query_for_all_units(django_assert_num_queries):
    loading.load(loading.packaged_data(), "siming.json", operator())
    with django_assert_num_queries(1):
        states = list(contact_states(timezone.localdate()))
    assert len(states) == 39
    assert not any(s.good for s in states)
