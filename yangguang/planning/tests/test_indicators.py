"""PLN-01 to PLN-09: good, bad, excluded, the boundary days, merged units, past days, missing sources, amber."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Context, SourceMissing, State
from yangguang.duties.models import Duty
from yangguang.organisations.tests.factories import make_unit
from yangguang.planning import defaults
from yangguang.planning.actions import exempting, handing, registering, series
from yangguang.planning.models import Exemption, HandOver, HistoryEntry, Plan, SeriesGap
from yangguang.publications.actions import releasing
from yangguang.publications.models import Binding, ColumnEntry, Publication
from yangguang.publications.tests.factories import Team
from yangguang.workplan.measuring import engine
from yangguang.workplan.measuring.states import NOT_DUE, before_their_day
from yangguang.workplan.models import PlanTask, WorkPlan

from .factories import archive, keeper, make_plan, make_series, publish

pytestmark = pytest.mark.django_db
JULY = dt.date(2021, 7, 1)
# Approved on 2021-03-01: the tenth working day is 03-15, the twentieth 03-29.
AMBER, DUE = dt.date(2021, 3, 15), dt.date(2021, 3, 29)


def cases(code: str, on: dt.date = JULY, plan=None):
    found = INDICATORS.get(code)
    return list(found.run(Context(on, plan, dict(found.params))))


def verdict(code: str, plan: Plan, on: dt.date = JULY):
    return {c.key: c for c in cases(code, on)}.get(f"planning.plan:{plan.pk}")


@pytest.fixture(autouse=True)
def _units(db):
    keeper(), archive()


@pytest.mark.parametrize("code", ["PLN-01", "PLN-02", "PLN-03", "PLN-06", "PLN-07", "PLN-08", "PLN-09"])
@pytest.mark.task(1)
def test_without_a_register_nothing_is_measured(code):
    make_plan(tier="city")
    with pytest.raises(SourceMissing, match="清册"):
        cases(code)


@pytest.mark.task(1)
def test_approved_plans_count_and_are_good_once_their_text_is_public():
    plan, draft, later = make_plan(), make_plan(approved_on=None), make_plan(approved_on=dt.date(2021, 8, 1))
    assert verdict("PLN-01", draft) is None
    assert verdict("PLN-01", later) is None  # not approved yet on that day
    bad = verdict("PLN-01", plan)
    assert (bad.verdict, bad.unit, bad.due) == ("bad", plan.unit_id, DUE)
    record = publish(plan, dt.date(2021, 3, 20))
    assert verdict("PLN-01", plan).verdict == "good"
    assert verdict("PLN-01", plan, dt.date(2021, 3, 19)).verdict == "bad"  # a past day knows nothing of it
    releasing.withdraw(record, actor=SYSTEM, how="gone", reason="示例")
    assert verdict("PLN-01", plan).verdict == "bad"


@pytest.mark.task(1)
def test_a_draft_announcement_or_an_explanation_is_no_full_text():
    plan = make_plan()
    record = Team(plan.unit).release(kind="plan")
    for part in ("draft", "about"):
        registering.link(plan, actor=SYSTEM, publication=record, part=part)
        assert verdict("PLN-01", plan, timezone.localdate()).verdict == "bad"
        registering.unlink(plan, actor=SYSTEM, publication=record)


@pytest.mark.task(1)
def test_an_exemption_excludes_once_consented_and_hides_the_name():
    plan = make_plan(name="示例机密规划")
    asked = exempting.ask(plan, actor=SYSTEM, basis="X14a", reason="示例")
    Exemption.objects.update(asked_at="2021-03-05T00:00Z")
    case = verdict("PLN-01", plan)
    assert case.verdict == "bad"
    assert "示例机密规划" not in case.label
    assert "还没有审定" in case.reason
    exempting.decide(asked, actor=SYSTEM, consented=True)
    Exemption.objects.update(decided_at="2021-03-10T00:00Z")
    assert verdict("PLN-01", plan).verdict == "excluded"
    assert verdict("PLN-02", plan).verdict == "excluded"
    assert "国家秘密" in verdict("PLN-01", plan).reason
    assert verdict("PLN-01", plan, dt.date(2021, 3, 9)).verdict == "bad"
    assert all(
        "示例机密规划" not in c.label + c.reason
        for code in ("PLN-01", "PLN-02", "PLN-08")
        for c in cases(code)
    )


@pytest.mark.parametrize(
    ("published", "on", "wanted", "code"),
    [
        (None, dt.date(2021, 3, 12), "excluded", ""),
        (None, AMBER, "bad", NOT_DUE),
        (None, DUE, "bad", NOT_DUE),
        (None, dt.date(2021, 3, 30), "bad", "missing"),
        (DUE, JULY, "good", ""),
        (dt.date(2021, 3, 30), JULY, "bad", "late"),
        (dt.date(2021, 2, 25), JULY, "good", ""),  # out before its approval
    ],
)
@pytest.mark.task(1)
def test_the_days_of_the_clock(published, on, wanted, code):
    plan = make_plan()
    if published:
        publish(plan, published)
    case = verdict("PLN-02", plan, on)
    assert (case.verdict, case.reason_code) == (wanted, code)
    assert case.due == DUE


@pytest.mark.task(1)
def test_in_time_counts_the_plans_approved_within_the_year():
    old = make_plan(approved_on=dt.date(2020, 12, 31))
    new = make_plan(approved_on=dt.date(2021, 1, 1))
    assert verdict("PLN-02", old) is None
    assert verdict("PLN-02", new) is not None


@pytest.mark.task(1)
def test_cases_that_can_still_be_in_time_make_amber_and_one_that_cannot_makes_red():
    assert before_their_day(State.MISSED, [NOT_DUE, NOT_DUE])[0] == State.NEAR
    assert before_their_day(State.MISSED, [NOT_DUE, "missing"]) == (State.MISSED, "")
    assert before_their_day(State.MISSED, [])[0] == State.MISSED
    assert before_their_day(State.MET, [NOT_DUE])[0] == State.MET


@pytest.mark.task(1)
def test_a_measurement_opens_a_duty_for_the_maker_and_the_release_closes_it():
    today = timezone.localdate()
    work = WorkPlan.objects.create(
        year=today.year, title="示例任务", unit=keeper(), state=WorkPlan.State.ISSUED, issued_on=today
    )
    PlanTask.objects.create(plan=work, number=1, title="示例")
    plan = make_plan(approved_on=today - dt.timedelta(days=60))
    run = engine.measure(work, actor=SYSTEM, codes=["PLN-01", "PLN-02"])
    duty = Duty.objects.get(kind="measure.PLN-01")
    assert (duty.unit, duty.closes_by_fact) == (plan.unit, True)
    assert run.results.get(code="PLN-01", unit=plan.unit).state == State.MISSED
    publish(plan, today)
    engine.measure(work, actor=SYSTEM, codes=["PLN-01", "PLN-02"])
    duty.refresh_from_db()
    assert duty.state == "closed"
    fresh = make_plan(approved_on=today)
    run = engine.measure(work, actor=SYSTEM, codes=["PLN-01"])
    assert run.results.get(code="PLN-01", unit=fresh.unit).state == State.NEAR


@pytest.mark.task(1)
def test_a_plan_of_a_merged_unit_counts_for_its_successor():
    old, new = make_unit(), make_unit()
    plan = make_plan(old)
    old.active_to, old.merged_into = dt.date(2021, 6, 1), new
    old.save()
    assert verdict("PLN-01", plan).unit == new.pk


@pytest.mark.task(1)
def test_both_ways_in_are_read_from_what_the_pages_show():
    plan = make_plan()
    record = publish(plan, dt.date(2021, 3, 20))
    assert "还没有开设" in verdict("PLN-03", plan).reason
    column = defaults.open_topic(SYSTEM)
    assert defaults.open_topic(SYSTEM) is None
    case = verdict("PLN-03", plan)
    assert (case.verdict, case.unit) == ("good", archive().pk)
    Binding.objects.filter(publication=record).delete()
    assert verdict("PLN-03", plan).reason == "没有列入政府信息公开专栏的规划项"
    ColumnEntry.objects.filter(column=column).delete()
    assert "规划专题、" in verdict("PLN-03", plan).reason
    assert verdict("PLN-03", make_plan()) is None  # not public: nothing to be found


def _list(*names: str) -> HandOver:
    item = HandOver.objects.create(
        name="示例清单",
        sender=keeper(),
        receiver=archive(),
        file_name="示例.csv",
        sha256="0" * 64,
        size=1,
        sent_by="示例",
    )
    HandOver.objects.update(sent_at="2021-04-01T02:00Z")
    for n, name in enumerate(names, 2):
        HistoryEntry.objects.create(hand_over=item, row=n, name=name, key=name)
    item.refresh_from_db()
    return item


@pytest.mark.task(2)
def test_history_is_good_with_its_text_in_the_hub_and_excluded_with_a_reason():
    with pytest.raises(SourceMissing, match="清单"):
        cases("PLN-04")
    _list("甲", "乙", "丙", "丁", "戊")
    plan = make_plan()
    entries = {e.name: e for e in HistoryEntry.objects.all()}
    publish(plan, dt.date(2021, 5, 1))
    handing.collect(entries["甲"], actor=SYSTEM, plan=plan)
    handing.mark_not_found(entries["乙"], actor=SYSTEM, reason="查过档案馆")
    handing.drop(entries["丙"], actor=SYSTEM, reason="不是规划")
    loose = Team().release(kind="plan", items=["FD20-01"])
    Publication.objects.filter(pk=loose.pk).update(first_published_at="2021-05-01T02:00Z")
    handing.collect(entries["丁"], actor=SYSTEM, publication=loose)
    HistoryEntry.objects.exclude(not_found_at=None).update(not_found_at="2021-05-02T02:00Z")
    HistoryEntry.objects.exclude(dropped_at=None).update(dropped_at="2021-05-02T02:00Z")
    found = {c.label: c for c in cases("PLN-04")}
    assert {n: c.verdict for n, c in found.items()} == {
        "甲": "good", "乙": "excluded", "丙": "excluded", "丁": "bad", "戊": "bad",
    }  # fmt: skip
    assert "没有列入" in found["丁"].reason
    assert (found["戊"].reason_code, found["戊"].due, found["戊"].unit) == (
        NOT_DUE,
        dt.date(2021, 12, 31),
        archive().pk,
    )
    assert {c.label: c.verdict for c in cases("PLN-04", dt.date(2021, 4, 2))}["乙"] == "bad"
    late = {c.label: c for c in cases("PLN-04", dt.date(2022, 1, 1), WorkPlan(year=2021))}
    assert late["戊"].reason_code == "missing"


@pytest.mark.task(2)
def test_the_list_is_handed_over_once_it_is_received():
    [none] = cases("PLN-05")
    assert (none.verdict, none.unit) == ("bad", keeper().pk)
    item = _list("甲")
    [sent] = cases("PLN-05")
    assert (sent.verdict, sent.unit) == ("bad", archive().pk)
    assert "还没有签收" in sent.reason
    handing.receive(item, actor=SYSTEM)
    HandOver.objects.update(received_at="2021-04-03T02:00Z")
    [done] = cases("PLN-05")
    assert (done.verdict, done.fact) == ("good", dt.date(2021, 4, 3))
    [before] = cases("PLN-05", dt.date(2021, 4, 2))
    assert before.verdict == "bad"
    [earlier] = cases("PLN-05", dt.date(2021, 3, 1))
    assert "还没有移交" in earlier.reason


@pytest.mark.task(2)
def test_the_day_that_the_task_sets_is_the_day_of_the_hand_over():
    work = WorkPlan.objects.create(year=2021, title="示例任务", unit=keeper())
    PlanTask.objects.create(plan=work, number=2, title="示例", due_on=dt.date(2021, 6, 30))
    [before] = cases("PLN-05", dt.date(2021, 6, 30), work)
    assert (before.due, before.reason_code) == (dt.date(2021, 6, 30), NOT_DUE)
    [after] = cases("PLN-05", JULY, work)
    assert after.reason_code == "missing"


@pytest.mark.task(2)
def test_missing_ordinals_are_bad_until_explained():
    make_plan()
    with pytest.raises(SourceMissing, match="系列"):
        cases("PLN-06")
    line, other = make_series(), make_series(years=10)
    for ordinal in (11, 14):
        make_plan(series=line, ordinal=ordinal, period_from=1951 + 5 * ordinal, period_to=1955 + 5 * ordinal)
        make_plan(series=other, ordinal=ordinal)  # of ten years: not measured
    series.explain(line, actor=SYSTEM, ordinal=12, reason="机构改革，没有编制")
    SeriesGap.objects.update(at="2021-06-01T00:00Z")
    found = [(c.label.split()[-1], c.verdict) for c in cases("PLN-06")]
    assert found == [
        ("“十一五”", "good"),
        ("“十二五”", "excluded"),
        ("“十三五”", "bad"),
        ("“十四五”", "good"),
    ]
    assert "2016-2020" in next(c.reason for c in cases("PLN-06") if c.verdict == "bad")
    assert [c.verdict for c in cases("PLN-06", dt.date(2021, 5, 31))].count("bad") == 2


@pytest.mark.task(3)
def test_metadata_are_counted_of_public_plans_only():
    full, short, unseen = make_plan(), make_plan(territory="", document_number=""), make_plan(territory="")
    publish(full, dt.date(2021, 3, 20))
    publish(short, dt.date(2021, 3, 20))
    assert verdict("PLN-07", full).verdict == "good"
    assert verdict("PLN-07", short).reason == "缺 文号、范围"
    assert verdict("PLN-07", unseen) is None


@pytest.mark.task(3)
def test_special_and_area_plans_need_a_standing_plan_above():
    outline, special = make_plan(category="outline"), make_plan()
    area, draft = make_plan(category="regional"), make_plan(approved_on=None)
    assert verdict("PLN-08", outline) is None
    assert verdict("PLN-08", draft) is None
    assert verdict("PLN-08", special).verdict == "bad"
    registering.put_under(special, actor=SYSTEM, parent=outline)
    registering.put_under(area, actor=SYSTEM, parent=special)
    assert verdict("PLN-08", special).verdict == verdict("PLN-08", area).verdict == "good"
    Plan.objects.filter(pk=special.pk).update(given_up_at=timezone.now())
    assert verdict("PLN-08", area).verdict == "bad"  # the plan above is no longer in the register
    assert verdict("PLN-08", special) is None


@pytest.mark.task(3)
def test_what_units_publish_as_plans_must_stand_in_the_register_and_the_hub():
    plan = make_plan()
    inside = publish(plan, dt.date(2021, 3, 20))
    apart = Team().release(kind="plan", items=[])
    Team().release(kind="notice")
    moment = timezone.make_aware(dt.datetime(2021, 3, 20))
    Publication.objects.filter(pk=apart.pk).update(first_published_at=moment)
    found = {c.label: c for c in cases("PLN-09")}
    assert {n: c.verdict for n, c in found.items()} == {inside.title: "good", apart.title: "bad"}
    assert "没有登记" in found[apart.title].reason
    assert "没有列入" in found[apart.title].reason
    assert found[apart.title].unit == apart.unit_id
    item = _list("甲")
    handing.collect(item.entries.get(), actor=SYSTEM, publication=apart)
    assert "没有登记" not in {c.label: c for c in cases("PLN-09")}[apart.title].reason
    Plan.objects.filter(pk=plan.pk).update(given_up_at=timezone.now())
    make_plan()
    assert {c.label: c.verdict for c in cases("PLN-09")}[inside.title] == "bad"


@pytest.mark.task(3)
def test_measuring_costs_the_same_with_few_and_with_many(django_assert_max_num_queries):
    line = make_series()
    outline = make_plan(category="outline", series=line, ordinal=14)
    for _ in range(12):
        registering.put_under(make_plan(), actor=SYSTEM, parent=outline)
    for code in ("PLN-01", "PLN-02", "PLN-03", "PLN-06", "PLN-07", "PLN-08", "PLN-09"):
        with django_assert_max_num_queries(18):
            cases(code)
