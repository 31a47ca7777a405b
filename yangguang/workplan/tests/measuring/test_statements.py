"""What no machine can read is stated by whoever is asked, shown with something to look at, and goes stale."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Context, SourceMissing, State
from yangguang.duties.models import Duty, DutyState
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor_for, make_person, make_unit
from yangguang.workplan.measuring import actions, engine, queries
from yangguang.workplan.measuring.indicators.attested import STATED
from yangguang.workplan.models import Attestation, Result, WorkPlan

from ..factories import district, imported, issued

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.task(15),
    pytest.mark.task(16),
    pytest.mark.task(24),
    pytest.mark.task(36),
    pytest.mark.task(37),
    pytest.mark.task(39),
]
LINK = "https://www.example.cn/"


def today():
    return timezone.localdate()


@pytest.fixture
def plan():
    return issued(district())


def leads(plan, number=39, part="lead"):
    parts = plan.tasks.get(number=number).assignments.filter(part=part).order_by("unit__order", "unit_id")
    return [a.unit for a in parts.select_related("unit")] or [plan.unit]


def state(plan, by, code="ORG-01", number=39, days=30, actor=None, **said):
    said = {"statement": "三月开了协调会（示例）", "url": LINK, **said}
    return actions.attest(
        plan.tasks.get(number=number), actor=actor or actor_for(Role.HEAD, by), code=code, unit=by,
        expires_on=today() + dt.timedelta(days=days), **said,
    )  # fmt: skip


def found(plan, code="ORG-01", by=None, as_of=None):
    run = engine.measure(plan, actor=SYSTEM, as_of=as_of, codes=[code])
    return Result.objects.get(run=run, code=code, task=None, unit=by)


def test_before_the_plan_is_issued_nobody_is_asked():
    plan = imported(district())
    for stated in STATED:
        with pytest.raises(SourceMissing):
            list(INDICATORS.get(stated.code).run(Context(today(), plan)))


def test_without_a_statement_it_cannot_be_measured(plan):
    whole = found(plan)
    assert (whole.state, whole.good, whole.total) == (State.UNKNOWN, 0, len(leads(plan)))
    assert "还没有声明" in whole.note or "没有在有效期内的声明" in whole.note


def test_every_lead_has_to_state_it(plan):
    by_all = next(s for s in STATED if s.everyone)
    units = leads(plan, by_all.task, "lead")
    everyone = [c.unit for c in INDICATORS.get(by_all.code).run(Context(today(), plan))]
    assert len(everyone) == len(set(everyone)) > len(units)
    first = Unit.objects.get(pk=everyone[0])
    state(plan, first, by_all.code, by_all.task)
    assert found(plan, by_all.code, by=first).state == State.MET
    whole = found(plan, by_all.code)
    assert (whole.state, whole.good, whole.total) == (State.UNKNOWN, 1, len(everyone))
    assert "家没有在有效期内的声明" in whole.note


def test_all_stated_is_good_until_one_goes_stale(plan):
    for by in leads(plan):
        state(plan, by)
    whole = found(plan)
    assert whole.state == State.MET
    assert whole.good == whole.total == len(leads(plan))
    Attestation.objects.update(at=timezone.now() - dt.timedelta(days=9), expires_on=today())
    assert found(plan).state == State.MET  # its last day
    Attestation.objects.update(expires_on=today() - dt.timedelta(days=1))
    stale = found(plan)
    assert stale.state == State.UNKNOWN
    assert (stale.good, stale.total) == (0, len(leads(plan)))


def test_whoever_is_asked_has_a_duty_until_it_is_stated_or_waived(plan):
    by = leads(plan)[0]
    engine.measure(plan, actor=SYSTEM)
    duty = Duty.objects.get(kind="measure.ORG-01", unit=by)
    assert "还没有声明" in duty.body
    assert duty.url == reverse("measuring:attest", args=[39, "ORG-01"])
    state(plan, by)
    engine.measure(plan, actor=SYSTEM)
    duty.refresh_from_db()
    assert duty.state == DutyState.CLOSED
    waiver = actions.request_waiver(
        plan.tasks.get(number=36), actor=SYSTEM, code="REV-07", unit=leads(plan, 36)[0], reason="示例",
        expires_on=today() + dt.timedelta(days=9),
    )  # fmt: skip
    actions.approve_waiver(waiver, actor=SYSTEM)
    assert not Duty.objects.open().filter(kind="measure.REV-07").exists()
    assert found(plan, "REV-07", by=waiver.unit).state == State.WAIVED


def test_the_latest_statement_counts(plan):
    by = leads(plan)[0]
    state(plan, by)
    Attestation.objects.update(expires_on=today() - dt.timedelta(days=1))
    state(plan, by)
    assert found(plan, by=by).state == State.MET


def test_the_past_knows_no_later_statement(plan):
    WorkPlan.objects.update(issued_on=today() - dt.timedelta(days=9))
    for task in plan.tasks.all():
        task.assignments.update(valid_from=today() - dt.timedelta(days=9))
    plan.refresh_from_db()
    for by in leads(plan):
        state(plan, by)
    assert found(plan, as_of=today() - dt.timedelta(days=1)).state == State.UNKNOWN


def test_a_persons_word_makes_no_task_met(plan):
    """Task 36 has nothing connected but a statement: its word stays 尚未接入, and its proof is what was shown."""
    for case in list(INDICATORS.get("REV-07").run(Context(today(), plan))):
        Attestation.objects.create(
            task=plan.tasks.get(number=36), code="REV-07", unit_id=case.unit, statement="示例", url=LINK,
            by="示例", expires_on=today(),
        )  # fmt: skip
    run = engine.measure(plan, actor=SYSTEM)
    task = queries.as_json(run, only=36)["tasks"][0]
    stated = next(r for r in task["results"] if r["code"] == "REV-07")
    assert stated["state"] == State.MET
    assert stated["method"] == "ATTEST"
    assert task["state"] == "尚未接入"
    assert task["proof"].startswith("P2")


def test_measured_tasks_are_proved_best(plan):
    run = engine.measure(plan, actor=SYSTEM)
    said = {t["number"]: t["proof"][:2] for t in queries.as_json(run)["tasks"]}
    assert said[39] == "P4"
    assert said[1] == "P0"


class TestRefusals:
    def test_only_the_units_asked(self, plan):
        with pytest.raises(Refused, match="不是这项声明的承办单位"):
            state(plan, make_unit())

    def test_only_for_ones_own_unit(self, plan):
        with pytest.raises(Refused, match="权限"):
            state(plan, leads(plan)[0], actor=actor_for(Role.HEAD))

    def test_what_a_machine_measures_is_not_stated(self, plan):
        with pytest.raises(Refused, match="不用声明"):
            state(plan, leads(plan)[0], "ORG-04")
        with pytest.raises(Refused, match="不用声明"):
            state(plan, leads(plan)[0], "ORG-01", number=24)

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ({"statement": "  "}, "写明"),
            ({"url": ""}, "网址或文件"),
            ({"days": 0}, "今天以后"),
            ({"days": 101}, "最长 100 天"),
            ({"file": SimpleUploadedFile("x.exe", b"MZ")}, "不接受"),
        ],
    )
    def test_it_says_what_when_and_shows_something(self, plan, said, why):
        with pytest.raises(Refused, match=why):
            state(plan, leads(plan)[0], **said)
        assert not Attestation.objects.exists()


def test_on_the_screen_with_a_file(client, plan, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    by = leads(plan)[0]
    client.force_login(make_person(Role.HEAD, by))
    page = client.get(reverse("measuring:statements")).content.decode()
    assert "待声明" in page
    address = reverse("measuring:attest", args=[39, "ORG-01"])
    said = {"unit": by.pk, "statement": "示例", "expires_on": today() + dt.timedelta(days=30)}
    refused = client.post(address, said).content.decode()
    assert "网址或文件" in refused
    assert "示例</textarea>" in refused  # what was typed stays
    paper = SimpleUploadedFile("会议纪要.pdf", b"%PDF-1.7 sample")
    assert client.post(address, {**said, "file": paper}).status_code == 302
    made = Attestation.objects.get()
    assert made.filename == "会议纪要.pdf"
    assert "会议纪要" not in made.file.name
    download = reverse("measuring:statement-file", args=[made.pk])
    answer = client.get(download)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 sample"
    assert answer["X-Content-Type-Options"] == "nosniff"
    client.force_login(make_person(Role.HEAD, make_unit()))
    assert client.get(download).status_code == 404
    assert "会议纪要" not in client.get(reverse("measuring:statements")).content.decode()
    assert "会议纪要" not in client.get(reverse("measuring:indicator", args=["ORG-01"])).content.decode()
