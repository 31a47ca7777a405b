"""The way of a duty: signed, worked on, reported, closed or returned; every other step is refused with a reason."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.duties import actions, kinds
from yangguang.duties.models import Duty, DutyState, Evidence
from yangguang.duties.opening import close_by_fact
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office

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
}
SAYS = {
    "add_note": {"text": "示例"},
    "report": {"text": "示例", "url": "https://example.org/"},
    "return_": {"text": "示例"},
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("name", list(ALLOWED))
def test_each_verb_works_in_its_states_and_is_refused_in_the_others(name, state):
    unit, office = make_unit(), openness_office()
    duty = make_duty(unit, office, state)
    doer = actor_for(Role.HEAD, unit) if name not in {"close", "return_"} else actor_for(Role.HEAD, office)
    verb = getattr(actions, name)
    if state in ALLOWED[name]:
        verb(duty, actor=doer, **SAYS.get(name, {}))
        assert AuditEntry.objects.filter(code=verb.log.code).exists()
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
    with pytest.raises(Refused, match="权限"):
        actions.report(duty, actor=actor_for(Role.EDITOR, unit), text="示例")


def test_nobody_closes_what_their_own_unit_did():
    office = openness_office()
    duty = make_duty(office, make_unit(), S.REPORTED)
    with pytest.raises(Refused, match="本单位自己"):
        actions.close(duty, actor=actor_for(Role.OPENNESS, office))


def test_a_double_click_is_told_who_was_first():
    unit = make_unit()
    duty = make_duty(unit)
    first = actor_for(Role.EDITOR, unit)
    actions.sign(duty, actor=first)
    with pytest.raises(Refused) as refused:
        actions.sign(duty, actor=actor_for(Role.EDITOR, unit))
    assert first.label in str(refused.value)
    assert duty.notes.count() == 1


def test_a_standing_duty_is_not_finished_before_its_year_is_over():
    unit = make_unit()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    duty = make_duty(unit, state=S.WORKING, not_before=tomorrow)
    with pytest.raises(Refused, match="全年任务"):
        actions.report(duty, actor=actor_for(Role.HEAD, unit), text="示例")


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


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.exe", b"MZ", "不接受"),
        ("a.pdf", b"", "空文件"),
        ("a.pdf", b"<html>", "扩展名不符"),
        ("a.html", b"<script>", "不接受"),
        ("a.txt", b"\0\0", "扩展名不符"),
    ],
)
def test_bad_files_are_refused_and_nothing_is_kept(name, content, says):
    unit = make_unit()
    duty = make_duty(unit, state=S.WORKING)
    with pytest.raises(Refused, match=says):
        actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), files=[SimpleUploadedFile(name, content)])
    assert not duty.notes.exists()


def test_a_file_is_kept_under_a_name_of_its_own_with_its_hash():
    unit = make_unit()
    duty = make_duty(unit, state=S.WORKING)
    upload = SimpleUploadedFile("工作 总结.pdf", b"%PDF-1.4 sample")
    actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), files=[upload])
    kept = Evidence.objects.get()
    assert kept.filename == "工作 总结.pdf"
    assert "总结" not in kept.file.name
    assert len(kept.sha256) == 64


def test_a_full_disk_leaves_no_half(monkeypatch):
    unit = make_unit()
    duty = make_duty(unit, state=S.SIGNED)

    def full(self, name, content, max_length=None):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(
        "django.core.files.storage.FileSystemStorage._save", lambda self, n, c: full(self, n, c)
    )
    with pytest.raises(Refused, match="没有存成"):
        actions.add_note(
            duty,
            actor=actor_for(Role.EDITOR, unit),
            text="示例",
            files=[SimpleUploadedFile("a.pdf", b"%PDF")],
        )
    assert Duty.objects.get(pk=duty.pk).state == S.SIGNED
    assert not duty.notes.exists()


def test_signing_all_tells_what_could_not_be_signed():
    unit = make_unit()
    good, foreign = make_duty(unit), make_duty()
    done, refused = actions.sign_all([good, foreign], actor=actor_for(Role.EDITOR, unit))
    assert done == 1
    assert len(refused) == 1
