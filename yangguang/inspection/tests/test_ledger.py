"""From what was seen to what is put right: one defect is one finding, its way, its return, what people decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.models.audit import AppendOnly
from yangguang.duties.models import Duty
from yangguang.inspection import following, scorecards
from yangguang.inspection.actions import handling, judging, running
from yangguang.inspection.looking import Look
from yangguang.inspection.models import Finding, FindingState, Observation, Petition, Run
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.tests.factories import administrator, make_unit

from .ledger import Bench

pytestmark = [pytest.mark.django_db, pytest.mark.task(27)]
S = FindingState


@pytest.fixture
def bench():
    return Bench()


def open_duties(finding: Finding) -> list[Duty]:
    return list(Duty.objects.open().filter(kind="inspection.fix", key=str(finding.pk)))


def days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def test_one_dead_link_on_two_hundred_pages_is_one_finding(bench):
    run = bench.inspected(bench.saw("link.broken", pages=[f"p{n}.html" for n in range(200)], status=404))
    finding = Finding.objects.get()
    assert (finding.occurrences, len(finding.pages), finding.state) == (200, 20, S.PENDING)
    assert Observation.objects.count() == 5
    assert run.score["total"] == 99.9
    # Missing alternative texts of a template are one thing to do, whatever the page.
    bench.inspected(*(bench.saw("a11y.image-alt", f"p{n}.html", [f"p{n}.html"]) for n in range(30)))
    assert Finding.objects.filter(probe="a11y.image-alt").get().occurrences == 30


def test_a_sight_that_stands_for_many_counts_as_many_and_is_the_same_from_run_to_run(bench):
    pages = [bench.url(f"p{n}.html") for n in range(61)]
    for first in (3, 7):  # the first page differs from run to run, the template's fault does not
        page = f"p{first}.html"
        told = {"count": 61, "pages": pages, "key": "template"}
        groups = [bench.saw(probe, page, [page]) for probe in ("page.undated", "link.dead_script")]
        bench.inspected(*([replace(o, evidence=told) for o in group] for group in groups))
    assert set(Finding.objects.values_list("probe", "occurrences")) == {
        ("page.undated", 61),
        ("link.dead_script", 61),
    }
    assert len(Finding.objects.first().pages) == 20
    assert "pages" not in Finding.objects.first().evidence


def test_an_observation_is_never_changed(bench):
    bench.finding()
    seen = Observation.objects.first()
    with pytest.raises(AppendOnly):
        seen.save()
    with pytest.raises(AppendOnly):
        seen.delete()


def test_a_confirmed_finding_is_its_units_duty_and_the_look_again_closes_it(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    [duty] = open_duties(finding)
    assert (duty.unit, duty.due) == (bench.unit, finding.due)
    finding = handling.start(finding, actor=bench.editor)
    finding = handling.report(finding, actor=bench.editor, note="示例：已改")
    finding = handling.take_look(finding, actor=bench.editor, look=Look(True, "示例：能打开了"))
    assert finding.state == S.CLOSED
    assert finding.before["status"] == 404
    assert "能打开了" in finding.after["text"]
    assert not open_duties(finding)
    assert Duty.objects.get(pk=duty.pk).state == "closed"


def test_reported_but_still_there_is_returned_and_the_duty_stays(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    finding = handling.report(finding, actor=bench.editor, note="示例：已改")
    finding = handling.take_look(finding, actor=bench.editor, look=Look(False, "示例：仍然 404"))
    assert finding.state == S.RETURNED
    assert "仍然 404" in finding.returned
    assert open_duties(finding)
    # What a look could not decide changes nothing.
    finding = handling.report(finding, actor=bench.editor, note="示例：又改")
    finding = handling.take_look(finding, actor=bench.editor, look=Look(None, "示例：没有打开"))
    assert finding.state == S.RECHECK


def test_what_a_whole_inspection_no_longer_sees_is_closed_and_what_comes_back_reopens_with_a_counter(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    bench.inspected(complete=False)
    finding.refresh_from_db()
    assert finding.state == S.CONFIRMED  # a look at half of the site proves nothing
    bench.inspected()
    finding.refresh_from_db()
    assert finding.state == S.CLOSED
    bench.inspected(bench.saw("link.broken", status=404))
    finding.refresh_from_db()
    assert (finding.state, finding.recurrence, finding.closed_at) == (S.CONFIRMED, 1, None)
    assert len(open_duties(finding)) == 1


def test_people_close_what_people_judge(bench):
    finding = judging.add(
        bench.site, actor=bench.office, item="W-V1", text="示例：表述错误", target=bench.url("x.html")
    )
    assert (finding.state, finding.human, finding.severity) == (S.CONFIRMED, True, "veto")
    assert (
        judging.add(
            bench.site, actor=bench.office, item="W-V1", text="示例：表述错误", target=bench.url("x.html")
        ).pk
        == finding.pk
    )
    finding = handling.report(finding, actor=bench.editor, note="示例：已改")
    finding = handling.take_look(finding, actor=bench.editor, look=Look(True, "示例"))
    assert finding.state == S.RECHECK
    bench.inspected()
    finding.refresh_from_db()
    assert finding.state == S.RECHECK  # no crawl speaks of it
    with pytest.raises(Refused):
        judging.close_by_hand(finding, actor=bench.editor, reason="示例")
    assert judging.close_by_hand(finding, actor=bench.office, reason="示例：已看").state == S.CLOSED


def test_a_dismissal_covers_its_scope_until_its_day(bench):
    run = bench.inspected(
        bench.saw("link.broken", "old/a.html"),
        bench.saw("link.broken", "old/b.html"),
        bench.saw("link.broken", "new/c.html"),
    )
    first, second, third = Finding.objects.order_by("pk")
    second = judging.confirm(second, actor=bench.office)
    base = Finding.objects.get(pk=first.pk)
    judging.dismiss(base, actor=bench.office, reason="示例：旧站保留", until=days(30), scope="finding")
    judging.reinstate(Finding.objects.get(pk=first.pk), actor=bench.office, reason="示例：看错了")
    Finding.objects.filter(pk=first.pk).update(target=bench.url("old/"))
    judging.dismiss(
        Finding.objects.get(pk=first.pk),
        actor=bench.office,
        reason="示例：旧站保留",
        until=days(30),
        scope="probe",
    )
    states = dict(Finding.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk], states[third.pk]) == (S.FALSE, S.FALSE, S.PENDING)
    assert not open_duties(second)
    assert scorecards.score_of(run).total == 99.9
    assert scorecards.score_of(run, verified=False).total == run.score["total"] == 99.7
    assert following.expire(days(30)) == 0
    assert following.expire(days(31)) == 2
    assert set(Finding.objects.values_list("state", flat=True)) == {S.PENDING}


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": " ", "until": days(10)}, "reason"), ({"reason": "示例", "until": days(0)}, "until"),
     ({"reason": "示例", "until": days(400)}, "until")],
)  # fmt: skip
def test_a_dismissal_needs_a_reason_and_an_end_within_a_year(bench, values, field):
    with pytest.raises(Refused) as error:
        judging.dismiss(bench.finding(), actor=bench.office, **values)
    assert [r.field for r in error.value.reasons] == [field]


def test_more_time_moves_the_day_of_finding_and_duty(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    later = finding.due + dt.timedelta(days=10)
    asked = handling.petition(
        finding, actor=bench.editor, kind="extension", text="示例：换系统", wanted=later
    )
    with pytest.raises(Refused):
        handling.petition(finding, actor=bench.editor, kind="extension", text="示例", wanted=later)
    with pytest.raises(Refused):
        judging.decide(asked, actor=bench.editor, granted=True, decision="示例")
    judging.decide(asked, actor=bench.office, granted=True, decision="示例：同意")
    finding.refresh_from_db()
    assert finding.due == later == open_duties(finding)[0].due
    with pytest.raises(Refused):
        judging.decide(Petition.objects.get(), actor=bench.office, granted=False, decision="示例")


def test_an_appeal_granted_is_a_false_alarm_and_denied_changes_nothing(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    asked = handling.petition(finding, actor=bench.editor, kind="appeal", text="示例：能打开")
    judging.decide(asked, actor=bench.office, granted=False, decision="示例：打不开")
    finding.refresh_from_db()
    assert finding.state == S.CONFIRMED
    again = handling.petition(finding, actor=bench.editor, kind="appeal", text="示例：再看")
    judging.decide(again, actor=bench.office, granted=True, decision="示例：确实")
    finding.refresh_from_db()
    assert finding.state == S.FALSE
    assert not open_duties(finding)


def test_another_unit_at_fault_takes_the_duty_over(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    other = make_unit()
    with pytest.raises(Refused):
        judging.reassign(finding, actor=bench.office, unit=other, reason="")
    finding = judging.reassign(finding, actor=bench.office, unit=other, reason="示例：栏目归它")
    assert [d.unit for d in open_duties(finding)] == [other]


def test_a_unit_of_another_house_may_do_nothing(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    stranger = Bench().editor
    for verb, more in (
        (handling.start, {}),
        (handling.report, {"note": "示例"}),
        (judging.dismiss, {"reason": "x", "until": days(9)}),
    ):
        with pytest.raises(Refused):
            verb(finding, actor=stranger, **more)
    with pytest.raises(Refused):
        running.ask(bench.site, actor=bench.editor)


def test_the_successor_of_a_merged_unit_puts_it_right(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    new = make_unit()
    merge_unit(bench.unit, actor=administrator(), into=new, on=timezone.localdate())
    finding.refresh_from_db()
    bench.site.refresh_from_db()
    assert (finding.unit, bench.site.unit) == (new, new)
    assert [d.unit for d in open_duties(finding)] == [new]


def test_sites_that_confirm_automatically_ask_at_once_but_not_what_people_judge():
    bench = Bench(confirm_automatically=True)
    bench.inspected(
        bench.saw("link.broken"), bench.saw("text.CHK-P01", "p.html", ["p.html"], fingerprint="x")
    )
    link, text = Finding.objects.get(probe="link.broken"), Finding.objects.get(probe="text.CHK-P01")
    assert (link.state, text.state) == (S.CONFIRMED, S.PENDING)
    assert open_duties(link)


def test_a_killed_run_is_gone_on_with_and_a_stopped_one_writes_nothing(bench, monkeypatch):
    running.ask(bench.site, actor=bench.office)
    with pytest.raises(Refused):
        running.ask(bench.site, actor=bench.office)
    first = running.take()
    assert running.take() is None  # its process is alive
    Run.objects.update(beat_at=timezone.now() - dt.timedelta(minutes=4))
    second = running.take()
    assert (second.pk, second.attempts) == (first.pk, 2)
    with pytest.raises(running.Stopped):  # the first process wakes up again
        running._telling(first)(None)
    running.cancel(second, actor=bench.office)
    with pytest.raises(running.Stopped):
        running._telling(second)(None)
    assert not Finding.objects.exists()
    running.ask(bench.site, actor=bench.office)
    Run.objects.filter(state="queued").update(attempts=running.ATTEMPTS)
    assert running.take() is None
    assert Run.objects.filter(state="failed").count() == 1


def test_a_crawl_that_fails_says_so_and_the_next_may_begin(bench, monkeypatch):
    def fail(*_):
        raise ValueError("示例：网址不对")

    monkeypatch.setattr(running.crawl, "look", fail)
    run = running.ask(bench.site, actor=bench.office)
    assert running.work() == 1
    run.refresh_from_db()
    assert (run.state, run.stopped) == ("failed", "示例：网址不对")
    assert running.work() == 0
    assert not running.ask.reasons(bench.site, actor=bench.office)


def test_what_is_due_is_asked_for_once_a_day(bench):
    day = timezone.localdate()
    bench.site.weekday = day.weekday()
    bench.site.save()
    Bench(every="never")
    assert running.schedule(day) == 1
    assert running.schedule(day) == 0
    running.cancel(Run.objects.get(), actor=SYSTEM)
    assert running.schedule(day) == 0


def test_a_past_inspection_scores_the_same_whatever_set_the_site_has_today(bench):
    run = bench.inspected(
        *(bench.saw("column.stale", f"c{n}/", [f"c{n}/"], kind="动态要闻") for n in range(4))
    )
    before = scorecards.score_of(run, verified=False)
    assert before.as_json()["total"] == run.score["total"] == 95
    assert scorecards.score_of(Run.objects.get(pk=run.pk), verified=False) == before
