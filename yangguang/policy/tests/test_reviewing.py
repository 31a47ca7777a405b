"""抽评: drawn, read blind by others, settled."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor, make_person, make_unit
from yangguang.policy import rules
from yangguang.policy.actions import reviewing
from yangguang.policy.models import Reading, ReviewSample
from yangguang.publications.tests.factories import Team

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(18)]
HIGH = {"authority": 22, "plain": 22, "aimed": 21, "complete": 22}
LOW = {"authority": 15, "plain": 15, "aimed": 15, "complete": 15}


@pytest.fixture
def drawn():
    desk, other = Desk(), Team()
    year, half = rules.half_of(timezone.localdate())
    for _ in range(4):
        desk.team.release(
            kind="explanation", source="示例", body=f"<p>{desk.unit}解读，电话 0592-1234567。</p>"
        )
    other.release(kind="explanation", source="示例")
    readers = [make_person(Role.REVIEWER, make_unit()) for _ in range(3)]
    readers.append(desk.team.people["first"])
    made = reviewing.draw(desk.office, actor=desk.officer, year=year, half=half, seed="示例", readers=readers)
    return desk, made, readers


def test_three_of_each_unit_are_drawn_and_nobody_reads_their_own(drawn):
    desk, made, readers = drawn
    units = list(made.samples.values_list("explanation__unit", flat=True))
    assert units.count(desk.unit.pk) == 3
    assert len(units) == 4
    assert all(s.readings.count() == 2 for s in made.samples.all())
    own = readers[-1]
    assert not Reading.objects.filter(reader=own, sample__explanation__unit=desk.unit).exists()
    with pytest.raises(Refused) as error:
        reviewing.draw(
            desk.office, actor=desk.officer, year=made.year, half=made.half, seed="再来", readers=readers
        )
    assert "只抽一次" in str(error.value)
    assert reviewing.draw.reasons(desk.office, actor=desk.team.head, year=2020, half=1, readers=readers)


def test_readers_see_no_unit_and_nobody_elses_reading(drawn):
    desk, _, readers = drawn
    reading = Reading.objects.filter(sample__explanation__unit=desk.unit).first()
    client = Client()
    client.force_login(reading.reader)
    body = client.get(f"/desk/policy/reviews/readings/{reading.pk}/").content.decode()
    assert desk.unit.name not in body
    assert "1234567" not in body
    assert "某单位" in body
    stranger = next(r for r in readers if r.pk != reading.reader_id)
    client.force_login(stranger)
    assert client.get(f"/desk/policy/reviews/readings/{reading.pk}/").status_code == 404
    assert reviewing.score.reasons(reading, actor=actor(stranger), scores=HIGH)


def test_whoever_draws_and_reads_does_not_see_whose_text_it_is(drawn):
    desk, made, _ = drawn
    officer = desk.officer.user
    sample = made.samples.filter(explanation__unit=desk.unit).first()
    client = Client()
    client.force_login(officer)
    address = f"/desk/policy/reviews/{made.pk}/"
    assert "您是评阅人" not in client.get(address).content.decode()
    Reading.objects.create(sample=sample, reader=officer, third=True)
    body = client.get(address).content.decode()
    assert "您是评阅人" in body
    assert sample.explanation.title not in body


def test_two_that_agree_settle_a_sample_and_a_third_decides_between_two_that_do_not(drawn):
    desk, made, _ = drawn
    sample = made.samples.filter(explanation__unit=desk.unit).first()
    one, two = sample.readings.order_by("pk")
    with pytest.raises(Refused) as error:
        reviewing.score(one, actor=actor(one.reader), scores={**HIGH, "plain": 26})
    assert error.value.reasons[0].field == "plain"
    reviewing.score(one, actor=actor(one.reader), scores=HIGH, comment="示例评语")
    assert reviewing.score.reasons(Reading.objects.get(pk=one.pk), actor=actor(one.reader), scores=LOW)
    reviewing.score(two, actor=actor(two.reader), scores=LOW)
    sample.refresh_from_db()
    assert sample.score is None
    third = sample.readings.get(third=True)
    assert third.reader_id not in (one.reader_id, two.reader_id, desk.team.people["first"].pk)
    assert reviewing.close.reasons(made, actor=desk.officer)
    reviewing.score(third, actor=actor(third.reader), scores=HIGH)
    assert ReviewSample.objects.get(pk=sample.pk).score == 87


def test_units_see_their_scores_when_the_round_is_over(drawn):
    desk, made, _ = drawn
    for reading in Reading.objects.filter(sample__round=made):
        reviewing.score(reading, actor=actor(reading.reader), scores=HIGH, comment="示例评语")
    client = Client()
    client.force_login(desk.team.people["head"])
    address = f"/desk/policy/reviews/{made.pk}/"
    assert "示例评语" not in client.get(address).content.decode()
    reviewing.close(made, actor=desk.officer)
    body = client.get(address).content.decode()
    assert "示例评语" in body
    assert "87" in body
    assert body.count("第 ") < 8  # its own three, not the other unit's
