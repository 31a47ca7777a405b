"""The workbench's pages of release sets."""

from __future__ import annotations

import pytest
from django.urls import reverse

from yangguang.publications.actions import releasing
from yangguang.publications.models import ReleaseSet

from .factories import Team, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.task(29)]
SETS = reverse("publications:sets")


@pytest.mark.parametrize("unit", ["abc", "", "9" * 30, "１２", "-1"])
def test_a_unit_that_is_none_is_told(unit):
    answer = client_of(Team().people["editor"]).post(SETS, {"unit": unit, "name": "示例"})
    assert answer.status_code == 200
    assert "请选择您可以办理的牵头单位" in answer.content.decode()
    assert not ReleaseSet.objects.exists()


def test_a_set_needs_a_name():
    team = Team()
    client = client_of(team.people["editor"])
    answer = client.post(SETS, {"unit": team.unit.pk, "name": " "})
    assert answer.status_code == 200
    assert "请填写同发组的名称" in answer.content.decode()
    assert client.post(SETS, {"unit": team.unit.pk, "name": "示例"}).status_code == 302
    assert ReleaseSet.objects.get().unit == team.unit


@pytest.mark.parametrize("what", ["add", "remove"])
def test_a_member_that_is_none_is_passed_over(what):
    team = Team()
    record = team.draft()
    group = releasing.make_set(team.unit, actor=team.editor, name="示例", members=[record])
    act = reverse("publications:set-act", args=[group.pk, what])
    client = client_of(team.people["editor"])
    answer = client.post(act, {"member": ["9" * 30, "abc", "²"], "publication": "9" * 30}, follow=True)
    assert answer.status_code == 200
    assert ("没有选中可以加入的信息" in answer.content.decode()) == (what == "add")
    assert list(group.members.all()) == [record]
