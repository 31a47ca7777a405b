"""The way of a duty: signed, worked on, reported, closed or returned; every other step is refused with a reason."""

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.duties import actions, kinds
from yangguang.duties.models import Duty, DutyState
from yangguang.duties.opening import close_by_fact
from yangguang.organisations.models import Role
from yangguang.organisations.permissions import Act
from yangguang.organisations.tests.factories import (
    VISITOR,
    actor_for,
    administrator,
    make_unit,
    openness_office,
)

from .factories import make_duty

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]

S = DutyState
ALLOWED = {
    "sign": {S.WAITING},
    "start": {S.SIGNED, S.RETURNED},
    "add_note": {S.SIGNED, S.WORKING, S.RETURNED, S.REPORTED},
    "report": {S.SIGNED, S.WORKING, S.RETURNED},
    "close": {S.REPORTED},
    "return_": {S.REPORTED},
    "withdraw": {S.WAITING, S.SIGNED, S.WORKING, S.REPORTED, S.RETURNED},
}
AFTER = {
    "sign": S.SIGNED,
    "start": S.WORKING,
    "report": S.REPORTED,
    "close": S.CLOSED,
    "return_": S.RETURNED,
    "withdraw": S.WITHDRAWN,
}
SAYS = {
    "add_note": {"text": "示例"},
    "report": {"text": "示例", "url": "https://example.org/"},
    "return_": {"text": "示例"},
    "withdraw": {"text": "示例"},
}
JUDGED = {"close", "return_", "withdraw"}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("name", list(ALLOWED))
def test_each_verb_works_in_its_states_and_is_refused_in_the_others(name, state):
    """For whoever may do it at all; and whoever may not is refused in every state, by no other exception."""
    unit, office = make_unit(), openness_office()
    duty = make_duty(unit, office, state)
    verb = getattr(actions, name)
    strangers = [
        actor_for(Role.HEAD), actor_for(Role.LAWYER, unit), actor_for(Role.SUPERVISOR, unit), VISITOR,
        administrator("system"), actor_for(Role.HEAD, unit if name in JUDGED else office),
    ]  # fmt: skip
    if name == "report":
        strangers.append(actor_for(Role.EDITOR, unit))
    for stranger in strangers:
        with pytest.raises(Refused):
            verb(duty, actor=stranger, **SAYS.get(name, {}))
    assert Duty.objects.get(pk=duty.pk).state == state
    assert not duty.notes.exists()

    doer = actor_for(Role.SUPERVISOR if name in JUDGED else Role.HEAD, office if name in JUDGED else unit)
    if state in ALLOWED[name]:
        verb(duty, actor=doer, **SAYS.get(name, {}))
        now = Duty.objects.get(pk=duty.pk).state
        assert now == AFTER.get(name, S.REPORTED if state == S.REPORTED else S.WORKING)
        assert AuditEntry.objects.filter(code=verb.log.code).count() == 1
    else:
        with pytest.raises(Refused) as refused:
            verb(duty, actor=doer, **SAYS.get(name, {}))
        assert "现在是" in str(refused.value)
        assert Duty.objects.get(pk=duty.pk).state == state


def test_the_whole_way():
    unit, office = make_unit(), openness_office()
    duty = make_duty(unit, office)
    officer, supervisor = actor_for(Role.OPENNESS, unit), actor_for(Role.SUPERVISOR, office)
    actions.sign(duty, actor=officer)
    actions.add_note(duty, actor=officer, text="已发布（示例）", url="https://example.org/a")
    actions.report(duty, actor=officer, text="完成（示例）")
    actions.return_(duty, actor=supervisor, text="还缺图解（示例）")
    again = Duty.objects.get(pk=duty.pk)
    assert (again.state, again.last_return_reason) == (S.RETURNED, "还缺图解（示例）")
    actions.report(duty, actor=officer, text="已补（示例）")
    actions.close(duty, actor=supervisor)
    done = Duty.objects.get(pk=duty.pk)
    assert done.state == S.CLOSED
    assert [n.step for n in done.notes.all()] == ["签收", "进展", "报办结", "退回", "报办结", "办结"]


@pytest.mark.parametrize("name", ["sign", "add_note", "report"])
def test_another_units_officer_is_refused(name):
    duty = make_duty(state=S.WAITING if name == "sign" else S.SIGNED)
    with pytest.raises(Refused, match="权限"):
        getattr(actions, name)(duty, actor=actor_for(Role.HEAD), **SAYS.get(name, {}))


def test_an_editor_may_work_but_not_report():
    unit = make_unit()
    duty = make_duty(unit, state=S.WORKING)
    actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), text="示例")
    with pytest.raises(Refused, match="审核人、负责人或政务公开专员"):
        actions.report(duty, actor=actor_for(Role.EDITOR, unit), text="示例")


def test_nobody_closes_what_their_own_unit_did():
    office = openness_office()
    duty = make_duty(office, make_unit(), S.REPORTED)
    with pytest.raises(Refused, match="本单位自己"):
        actions.close(duty, actor=actor_for(Role.OPENNESS, office))


def test_what_an_office_asked_of_itself_is_confirmed_by_its_supervisor_or_by_a_head_who_did_not_report():
    office = openness_office()
    officer, head = actor_for(Role.OPENNESS, office), actor_for(Role.HEAD, office)
    first, second = make_duty(office, office, S.WORKING), make_duty(office, office, S.WORKING)
    third = make_duty(office, office, S.WORKING)
    actions.report(first, actor=officer, text="示例")
    with pytest.raises(Refused, match="不能由承办的人确认"):
        actions.close(first, actor=officer)
    actions.close(first, actor=head)
    actions.report(second, actor=head, text="示例")
    with pytest.raises(Refused, match="不能由承办的人确认"):
        actions.close(second, actor=head)
    actions.close(second, actor=actor_for(Role.SUPERVISOR, office))
    actions.report(third, actor=head, text="示例")
    assert Duty.objects.filter(state=S.CLOSED).count() == 2


def test_the_asking_unit_judges_what_it_asked_without_being_the_office():
    unit, asking = make_unit(), make_unit()
    duty = make_duty(unit, asking, S.REPORTED)
    with pytest.raises(Refused, match="只有交办单位"):
        actions.close(duty, actor=actor_for(Role.EDITOR, asking))
    actions.return_(duty, actor=actor_for(Role.REVIEWER, asking), text="缺材料（示例）")
    assert Duty.objects.get(pk=duty.pk).state == S.RETURNED


def test_a_return_needs_a_reason_that_fits():
    office = openness_office()
    duty = make_duty(make_unit(), office, S.REPORTED)
    supervisor = actor_for(Role.SUPERVISOR, office)
    for text, says in (("  ", "退回原因"), ("长" * 301, "300 字")):
        with pytest.raises(Refused, match=says) as refused:
            actions.return_(duty, actor=supervisor, text=text)
        assert {r.field for r in refused.value.reasons} == {"text"}


def test_what_is_measured_is_not_withdrawn_by_hand():
    duty = make_duty(closes_by_fact=True)
    with pytest.raises(Refused, match="申请豁免"):
        actions.withdraw(duty, actor=actor_for(Role.SUPERVISOR, openness_office()), text="示例")


def test_a_kind_may_ask_for_the_heads_approval():
    unit = make_unit()
    kind = "test.approved"
    kinds.register(kinds.Kind(kind, "示例", report_act=Act.APPROVE))
    duty = make_duty(unit, state=S.WORKING, kind=kind)
    with pytest.raises(Refused, match="由本单位负责人来做"):
        actions.report(duty, actor=actor_for(Role.OPENNESS, unit), text="示例")
    actions.report(duty, actor=actor_for(Role.HEAD, unit), text="示例")


def test_a_double_click_is_told_who_was_first():
    unit = make_unit()
    duty = make_duty(unit)
    first = actor_for(Role.EDITOR, unit)
    actions.sign(duty, actor=first)
    with pytest.raises(Refused) as refused:
        actions.sign(duty, actor=actor_for(Role.EDITOR, unit))
    assert first.label in str(refused.value)
    assert duty.notes.count() == 1


def test_a_standing_duty_is_reported_at_the_end_of_its_year_and_closed_after_it():
    unit, office = make_unit(), openness_office()
    today = timezone.localdate()
    head, supervisor = actor_for(Role.HEAD, unit), actor_for(Role.SUPERVISOR, office)
    far = make_duty(unit, office, S.WORKING, not_before=today + dt.timedelta(days=90))
    with pytest.raises(Refused, match="全年任务"):
        actions.report(far, actor=head, text="示例")
    soon = make_duty(unit, office, S.WORKING, not_before=today + dt.timedelta(days=1))
    actions.report(soon, actor=head, text="示例")
    with pytest.raises(Refused, match="全年任务"):
        actions.close(soon, actor=supervisor)
    over = make_duty(unit, office, S.REPORTED, not_before=today)
    actions.close(over, actor=supervisor)
    assert Duty.objects.get(pk=over.pk).state == S.CLOSED


def test_a_measured_duty_is_closed_by_the_fact_only():
    unit = make_unit()
    duty = make_duty(unit, state=S.WORKING, closes_by_fact=True)
    with pytest.raises(Refused, match="系统实测"):
        actions.report(duty, actor=actor_for(Role.HEAD, unit), text="示例")
    from django.db import transaction

    from yangguang.core.actors import SYSTEM

    with transaction.atomic():
        assert close_by_fact([duty], actor=SYSTEM, fact="示例") == 1
    assert Duty.objects.get(pk=duty.pk).state == S.CLOSED


def test_evidence_may_be_required():
    unit = make_unit()
    kind = "test.evidence"
    if kind not in kinds.KINDS:
        kinds.register(kinds.Kind(kind, "示例", needs_evidence=True))
    duty = make_duty(unit, state=S.WORKING, kind=kind)
    head = actor_for(Role.HEAD, unit)
    with pytest.raises(Refused, match="要有佐证"):
        actions.report(duty, actor=head, text="示例")
    actions.report(duty, actor=head, text="示例", url="https://example.org/")
    assert Duty.objects.get(pk=duty.pk).state == S.REPORTED


def test_signing_all_tells_what_could_not_be_signed():
    unit = make_unit()
    good, foreign = make_duty(unit), make_duty()
    done, refused = actions.sign_all([good, foreign], actor=actor_for(Role.EDITOR, unit))
    assert done == 1
    assert len(refused) == 1
