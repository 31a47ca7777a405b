"""INT and PRS: every case good, bad or excluded for the reason that a clerk would give."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.organisations.models import Role, UnitKind
from yangguang.organisations.tests.factories import actor_for, make_street, make_unit
from yangguang.policy import queries
from yangguang.policy.actions import briefing, deciding, exempting, explaining, press, press_texts, sending
from yangguang.policy.models import (
    Briefing,
    Conference,
    Exemption,
    Explains,
    Receipt,
    Requirement,
    ReviewRound,
    ReviewSample,
    Submission,
    Training,
    Understanding,
)
from yangguang.publications.actions import releasing
from yangguang.publications.models import Publication

from .factories import GOOD, Desk, announced, recorded

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def cases(code: str, on: dt.date | None = None):
    found = INDICATORS.get(code)
    return list(found.run(Context(on or TODAY(), None, dict(found.params))))


def verdicts(code: str, on: dt.date | None = None) -> list[str]:
    return [c.verdict for c in cases(code, on)]


def imported(desk: Desk, **values) -> Publication:
    """A policy that was public before (bulk import)."""
    made = desk.document(**values)
    Publication.objects.filter(pk=made.pk).update(
        live=True, stage="released", first_published_at=timezone.now(), has_unpublished_changes=False
    )
    made.refresh_from_db()
    return made


@pytest.mark.task(14)
def test_a_policy_is_explained_undecided_unexplained_or_excused():
    desk = Desk()
    assert cases("INT-01") == []
    package = desk.released()
    undecided, owing, excused = imported(desk), imported(desk), imported(desk)
    deciding.decide(owing, actor=desk.team.editor, need="required")
    found = deciding.decide(excused, actor=desk.team.editor, need="not_required", reason="示例：内部分工")
    by_key = {c.label: c for c in cases("INT-01")}
    assert by_key[package.document.title].verdict == "good"
    assert by_key[undecided.title].reason_code == "undecided"
    assert by_key[owing.title].reason_code == "unexplained"
    assert by_key[excused.title].verdict == "bad"  # no consent yet
    deciding.consent(found, actor=desk.officer)
    assert {c.label: c.verdict for c in cases("INT-01")}[excused.title] == "excluded"
    # Nothing of this was so a year ago, and drafts are no cases.
    assert cases("INT-01", TODAY() - dt.timedelta(days=400)) == []


@pytest.mark.task(14)
def test_a_withdrawn_explanation_leaves_its_policy_unexplained_and_the_pair_broken():
    desk = Desk()
    package = desk.released()
    material = queries.materials(package)[0]
    assert verdicts("INT-03") == ["good"]
    releasing.withdraw(material, actor=desk.team.head, how="gone", reason="示例")
    assert verdicts("INT-01") == ["bad"]
    [case] = cases("INT-03")
    assert case.verdict == "bad"
    assert case.unit == desk.unit.pk


@pytest.mark.task(14)
def test_an_exemption_excuses_until_its_day():
    desk = Desk()
    document = imported(desk)
    deciding.decide(document, actor=desk.team.editor, need="required")
    Exemption.objects.create(
        document=document, unit=desk.unit, second_unit=desk.second, covers="release", reason="示例",
        state="consented", asked_at=timezone.now(), decided_at=timezone.now(), until=TODAY(),
    )  # fmt: skip
    assert verdicts("INT-01") == ["excluded"]
    Exemption.objects.update(until=TODAY() - dt.timedelta(days=1))
    assert verdicts("INT-01") == ["bad"]


@pytest.mark.task(13)
def test_key_work_counts_only_what_is_marked():
    desk = Desk()
    marked, other = imported(desk), imported(desk)
    assert cases("INT-01k") == []
    for document, work in ((marked, ["six"]), (other, [])):
        deciding.decide(document, actor=desk.team.editor, need="required", key_work=work)
    [case] = cases("INT-01k")
    assert case.label == marked.title
    assert case.verdict == "bad"


@pytest.mark.task(14)
def test_the_same_day_is_in_time_and_the_next_is_late_by_a_day():
    desk = Desk()
    package = desk.released()
    assert verdicts("INT-02") == ["good"]
    Publication.objects.filter(pk=package.document_id).update(
        first_published_at=timezone.now() - dt.timedelta(days=1)
    )
    [case] = cases("INT-02")
    assert case.verdict == "bad"
    assert "晚 1 天" in case.reason


@pytest.mark.task(14)
def test_plans_sent_along_and_drafts_without_one_returned():
    desk = Desk()
    sending.send(desk.package(), actor=desk.team.editor)
    bare = sending.send(desk.package(plan=False), actor=desk.team.editor, without_plan=True)
    assert sorted(verdicts("INT-04")) == ["bad", "good"]
    assert verdicts("INT-05") == ["excluded"]  # still within the days
    assert verdicts("INT-05", TODAY() + dt.timedelta(days=15)) in (["bad"], [])
    sent = Submission.objects.get(package=bare)
    year_start = dt.date(TODAY().year, 1, 4)
    Submission.objects.filter(pk=sent.pk).update(
        sent_at=timezone.make_aware(dt.datetime.combine(year_start, dt.time(9)))
    )
    assert [c.verdict for c in cases("INT-05", year_start + dt.timedelta(days=20))] == ["bad"]
    sending.send_back(bare, actor=desk.officer, reason="示例")
    assert verdicts("INT-05") == ["good"]
    assert sum(c.verdict == "bad" for c in cases("INT-04")) == 1


@pytest.mark.task(14)
def test_a_recalled_sending_and_a_consented_exemption_are_not_counted_against_the_unit():
    desk = Desk()
    package = desk.package(plan=False)
    sending.recall(sending.send(package, actor=desk.team.editor, without_plan=True), actor=desk.team.editor)
    assert cases("INT-04") == []
    asked = exempting.ask(
        package.document, actor=desk.team.head, covers="plan", reason="示例", second_unit=desk.second
    )
    exempting.consent(asked, actor=desk.second_head)
    package.refresh_from_db()
    sending.send(package, actor=desk.team.editor)
    assert verdicts("INT-04") == ["excluded"]
    assert verdicts("INT-05") == ["excluded"]


@pytest.mark.task(14)
def test_the_meetings_items_carry_their_reading():
    desk = Desk()
    item = sending.list_for_meeting(
        desk.accepted(meeting=True), actor=desk.secretary, meeting="示例", meeting_on=TODAY()
    )
    assert verdicts("INT-06") == ["good"]
    item.readings = []
    item.save()
    assert verdicts("INT-06") == ["bad"]


@pytest.mark.task(16)
def test_words_alone_are_one_form_and_a_picture_is_another():
    desk = Desk()
    package = desk.released()
    assert verdicts("INT-07") == ["good"]
    material = queries.materials(package)[0]
    explaining.describe(material, actor=desk.team.editor, form="qa", documents=[package.document])
    [case] = cases("INT-07")
    assert case.verdict == "bad"
    assert "政策问答" in case.reason


@pytest.mark.task(16)
def test_a_briefing_is_acknowledged_in_time_late_or_not_at_all():
    desk = Desk()
    package = desk.released()
    streets = [make_street(f"示例{n}街道") for n in "甲乙"]
    made = briefing.brief(
        desk.unit, actor=desk.team.head, document=Publication.objects.get(pk=package.document_id),
        points="示例要点", to=streets,
    )  # fmt: skip
    assert verdicts("INT-08") == ["excluded", "excluded"]
    first, second = made.receipts.order_by("pk")
    clerk = actor_for(Role.EDITOR, first.unit)
    assert briefing.acknowledge.reasons(second, actor=clerk)
    assert first.duty.state == "waiting"
    briefing.acknowledge(first, actor=clerk)
    first.duty.refresh_from_db()
    assert first.duty.state == "closed"
    assert briefing.acknowledge.reasons(Receipt.objects.get(pk=first.pk), actor=clerk)
    Briefing.objects.update(due=TODAY() - dt.timedelta(days=1))
    assert sorted(c.reason_code for c in cases("INT-08")) == ["late", "unread"]


@pytest.mark.task(16)
def test_every_street_is_trained_in_each_half_year():
    desk = Desk()
    street, other = make_street("示例丙街道"), make_street("示例丁街道")
    held = dt.date(TODAY().year, 3, 1)
    explaining.record_training(
        desk.unit, actor=desk.team.editor, street=street, held_on=min(held, TODAY()), topic="示例", people=12
    )
    Training.objects.update(held_on=held)
    on = dt.date(TODAY().year, 5, 1)
    assert {c.label: c.verdict for c in cases("INT-09", on)} == {str(street): "good", str(other): "bad"}
    assert set(verdicts("INT-09", dt.date(TODAY().year, 9, 1))) == {"bad"}
    assert explaining.record_training.reasons(
        desk.unit,
        actor=desk.team.editor,
        street=make_unit(kind=UnitKind.DEPARTMENT),
        held_on=held,
        topic="",
        people=0,
    )


@pytest.mark.task(18)
def test_an_explanation_needs_more_elements_when_people_are_concerned():
    desk = Desk()
    record = desk.team.release(
        kind="explanation", source="示例",
        body="<h2>一、背景</h2><p>上级去年印发了通知，本区跟着细化。</p><h2>二、目的</h2><p>把事情办得更快，让大家少跑一趟路。</p>"
        "<h2>三、主要举措</h2><p>窗口当场受理，五个工作日办结，结果用短信告诉本人，也可以上网查到。</p>",
    )  # fmt: skip
    assert verdicts("INT-10") == ["good"]
    document = imported(desk)
    explaining.describe(record, actor=desk.team.editor, form="text", documents=[document])
    deciding.decide(document, actor=desk.team.editor, need="required", people_facing=True)
    [case] = cases("INT-10")
    assert case.reason == "没有找到新旧变化、影响人群、怎么办"
    desk.team.release(kind="explanation", source="示例", body="<p>一图读懂</p>")
    assert "excluded" in verdicts("INT-10")


@pytest.mark.task(18)
def test_copying_is_shown_and_never_scored():
    desk = Desk()
    long = (
        "<p>"
        + "对符合条件的小微企业给予一次性经营补助三千元，同一经营主体只享受一次，由街道办事处受理并在五个工作日内办结。"
        * 3
        + "</p>"
    )
    document = imported(desk, body=long)
    copy = desk.team.release(kind="explanation", source="示例", body=long)
    own = desk.team.release(kind="explanation", source="示例", body=GOOD)
    for record in (copy, own):
        explaining.describe(record, actor=desk.team.editor, form="text", documents=[document])
    found = {c.label: c for c in cases("INT-11")}
    assert found[copy.title].verdict == "excluded"
    assert "100%" in found[copy.title].reason
    assert found[own.title].verdict == "good"


@pytest.mark.task(18)
def test_sampled_scores_count_when_they_are_settled():
    desk = Desk()
    with pytest.raises(SourceMissing):
        cases("INT-12")
    record = desk.team.release(kind="explanation", source="示例")
    made = ReviewRound.objects.create(
        year=TODAY().year, half=1, seed="示例", drawn_at=timezone.now(), drawn_by="示例"
    )
    sample = ReviewSample.objects.create(round=made, explanation=record, number=1)
    assert verdicts("INT-12") == ["excluded"]
    for score, verdict in ((80, "good"), (79.5, "bad")):
        ReviewSample.objects.filter(pk=sample.pk).update(score=score)
        assert verdicts("INT-12") == [verdict]


@pytest.mark.task(18)
def test_readers_count_from_thirty_on():
    desk = Desk()
    record = desk.team.release(kind="explanation", source="示例")
    assert cases("INT-13") == []
    Understanding.objects.bulk_create(Understanding(explanation=record, understood=n >= 6) for n in range(29))
    assert verdicts("INT-13") == ["excluded"]
    Understanding.objects.create(explanation=record, understood=True)
    assert verdicts("INT-13") == ["good"]  # 24 of 30
    Understanding.objects.filter(understood=True).first().delete()
    Understanding.objects.create(explanation=record, understood=False)
    assert verdicts("INT-13") == ["bad"]


def conference(desk: Desk, planned_on: dt.date) -> tuple[Conference, object]:
    office = queries.press_unit() or make_unit("区示例新闻办", code="U20", kind="党委部门")
    clerk = actor_for(Role.EDITOR, office)
    return press.plan(office, actor=clerk, title="示例发布会", planned_on=planned_on, unit=desk.unit), clerk


@pytest.mark.task(17)
def test_a_planned_conference_is_held_moved_with_a_reason_or_missed():
    desk = Desk()
    day = TODAY()
    made, clerk = conference(desk, day)
    assert verdicts("PRS-01") == ["bad"]
    with pytest.raises(Exception, match="原因"):
        press.move(made, actor=clerk, to=day + dt.timedelta(days=9), reason="")
    press.move(made, actor=clerk, to=day + dt.timedelta(days=9), reason="示例：再听意见")
    assert verdicts("PRS-01") == ["good"]
    # When the new day passes as well, the reason of the first move excuses no more.
    assert verdicts("PRS-01", day + dt.timedelta(days=9)) in (["bad"], [])
    assert press.plan.reasons(made.host, actor=desk.team.head, title="示例", planned_on=day)


@pytest.mark.task(17)
def test_a_conferences_record_is_complete_within_two_working_days():
    import io

    from PIL import Image

    desk = Desk()
    document = imported(desk)
    made, clerk = conference(desk, TODAY())
    made = announced(made, clerk)
    made = press.hold(made, actor=clerk, held_on=TODAY())
    assert verdicts("PRS-02") == ["excluded"]
    recorded(made, clerk, "问｜示例记者｜示例？\n答｜示例局长｜示例。\n接着说。")
    assert made.turns.last().text == "示例。\n接着说。"
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    picture.seek(0)
    press.attach(made, actor=clerk, stream=picture, name="示例.png", caption="示例现场")
    assert press.gaps(made) == ["相关文件"]
    press.link(made, actor=clerk, documents=[document])
    assert verdicts("PRS-02") == ["good"]
    Conference.objects.update(held_on=TODAY() - dt.timedelta(days=20))
    found = cases("PRS-02")
    assert [c.verdict for c in found] in (["bad"], [])  # all of it came too late (or the year turned)
    with pytest.raises(Exception, match="看不懂"):
        press_texts.write_transcript(made, actor=clerk, text="没有分隔的一行")


@pytest.mark.task(17)
def test_a_major_document_has_a_conference_or_a_recorded_decision():
    desk = Desk()
    document = imported(desk)
    assert cases("PRS-03") == []
    deciding.decide(document, actor=desk.team.editor, need="required", major=True)
    assert verdicts("PRS-03") == ["bad"]
    assert press.forgo.reasons(document, actor=desk.team.editor, reason="示例")
    press.forgo(document, actor=desk.team.head, reason="示例：用图解说明")
    assert verdicts("PRS-03") == ["good"]


def test_every_bad_or_excluded_case_says_why_and_no_object_is_counted_twice():
    desk = Desk()
    desk.released()
    sending.send(desk.package(plan=False), actor=desk.team.editor, without_plan=True)
    imported(desk)
    for indicator in INDICATORS:
        if not indicator.code.startswith(("INT-", "PRS-")):
            continue
        try:
            found = cases(indicator.code)
        except SourceMissing:
            continue
        keys = [c.key for c in found]
        assert len(keys) == len(set(keys)), indicator.code
        assert all(c.reason for c in found if c.verdict != "good")
    assert Explains.objects.exists()
    assert Requirement.objects.exists()


def test_indicators_ask_the_database_a_fixed_number_of_times(django_assert_max_num_queries):
    desk = Desk()
    for _ in range(2):
        desk.released()
    for _ in range(6):
        imported(desk)
    for code in ("INT-01", "INT-01k", "INT-02", "INT-03", "INT-07", "INT-10", "INT-11", "INT-13"):
        with django_assert_max_num_queries(6):
            cases(code)
