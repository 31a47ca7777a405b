"""When an organ merges into another: nothing that is open is left behind, no clock moves, no number changes its owner."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core import audit
from yangguang.core.actions import Refused
from yangguang.duties.models import Duty
from yangguang.foi.actions import (
    after,
    archiving,
    challenging,
    clock_acts,
    clocking,
    consulting,
    deciding,
    inbox,
    intake,
    letters,
    serving,
)
from yangguang.foi.applying import casepage
from yangguang.foi.models import Consultation, Determination, FoiRequest, Letter, RepeatedMatter
from yangguang.foi.rules.merging import Held, moves, new_serials
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.actions.units import end_unit
from yangguang.organisations.mergers import pending
from yangguang.organisations.models import Administrator, Unit
from yangguang.organisations.tests.factories import administrator, make_unit

from .factories import VISITOR, Desk, back_date

task = pytest.mark.task(32)
db = pytest.mark.django_db


# --- the rule ---

HELD = st.lists(
    st.builds(Held, st.integers(1, 10_000), st.integers(2019, 2023), st.integers(1, 60), st.booleans()),
    max_size=30, unique_by=(lambda h: h.key, lambda h: (h.year, h.serial)),
)  # fmt: skip


@task
@given(HELD, st.dictionaries(st.integers(2019, 2023), st.integers(1, 50)))
def test_what_moves_is_what_is_open_and_goes_behind_the_successors_numbers_without_a_hole(
    rows: list[Held], last: dict[int, int]
) -> None:
    found = new_serials(rows, last)
    assert set(found) == {h.key for h in rows if moves(h)} == {h.key for h in rows if h.open}
    for year in range(2019, 2024):
        ours = sorted((h for h in rows if h.open and h.year == year), key=lambda h: h.serial)
        first = last.get(year, 0) + 1
        assert [found[h.key] for h in ours] == list(range(first, first + len(ours)))


# --- the merger ---


def merged(old: Unit, new: Unit) -> None:
    merge_unit(old, actor=administrator(Administrator.SYSTEM), into=new, on=timezone.localdate())
    old.refresh_from_db()


def clocks() -> dict[int, Any]:
    return {r.pk: clocking.clock_of(r) for r in FoiRequest.objects.all()}


class Two:
    """A unit with requests in every state, and the one it merges into, which has some of its own."""

    def __init__(self) -> None:
        self.old = Desk(make_unit("区示例甲局", full_name="思明区示例甲局"))
        self.new = Desk(make_unit("区示例乙局", full_name="思明区示例乙局"))
        other = Desk(make_unit("区示例丙局"))
        week = timezone.localdate() - dt.timedelta(days=9)
        self.own = self.new.register()
        self.working = back_date(self.old.register(content="示例：甲一"), week)
        self.to_confirm = self.old.apply(content="示例：甲二")
        self.correcting = self.old.register(content="示例：甲三")
        clock_acts.ask_correction(
            self.correcting, actor=self.old.editor, matters="示例", until=timezone.localdate() + dt.timedelta(days=20)
        )  # fmt: skip
        self.drafted = self.old.register(content="示例：甲四")
        decision = deciding.save(
            self.drafted, actor=self.old.editor, values={"ground": "36-1", "where": "示例"}, version=0
        )
        deciding.submit(decision, actor=self.old.editor)
        self.answered = self.old.decide(self.old.register(content="示例：甲五"))
        self.released = self.old.decide(self.old.register(content="示例：甲六"), "36-2")
        self.asking = other.register(content="示例：丙")
        self.asked = consulting.ask(
            self.asking, actor=other.editor, kind="agency", unit=self.old.unit, matter="示例：会议纪要"
        )
        self.other = other

    def moved(self) -> list[FoiRequest]:
        return [self.working, self.to_confirm, self.correcting, self.drafted]


@task
@db
def test_open_requests_go_over_with_all_that_hangs_on_them_and_no_clock_moves() -> None:
    two = Two()
    old, new = two.old.unit, two.new.unit
    before = clocks()
    letters_before = list(Letter.objects.order_by("pk").values_list("pk", "unit", "mark", "year", "serial"))
    numbers = {r.pk: str(r) for r in two.moved()}
    assert ("未办结的依申请公开事项", 5) in pending(old)
    with pytest.raises(Refused, match="依申请公开"):
        end_unit(old, actor=administrator(Administrator.SYSTEM), on=timezone.localdate())
    merged(old, new)

    assert clocks() == before
    assert (
        list(Letter.objects.order_by("pk").values_list("pk", "unit", "mark", "year", "serial"))
        == letters_before
    )
    for request in two.moved():
        request.refresh_from_db()
        assert request.unit == new
        assert request.former_number == numbers[request.pk]
    assert sorted(FoiRequest.objects.filter(unit=new).values_list("serial", flat=True)) == [1, 2, 3, 4, 5]
    assert set(FoiRequest.objects.filter(unit=old)) == {two.answered, two.released}
    # Their duties, the opinion that another organ awaits, and what is left of those that were answered.
    waiting = set(Duty.objects.open().filter(unit=new).values_list("kind", "key"))
    assert {(inbox.HANDLE, f"{two.working.pk}"), (inbox.CONFIRM, f"{two.to_confirm.pk}")} <= waiting
    assert (inbox.VET, f"{two.drafted.pk}") in waiting
    assert (inbox.CONSULT, two.asked.party) in waiting
    assert (inbox.CONVERT, f"{two.released.pk}") in waiting
    assert not Duty.objects.open().filter(unit=old).exists()
    assert Consultation.objects.get().unit == new
    assert pending(old) == []
    assert list(audit.verify()) == []


@task
@db
def test_the_successor_goes_on_where_the_old_organ_stopped() -> None:
    two = Two()
    merged(two.old.unit, two.new.unit)
    with pytest.raises(Refused):
        deciding.sign(Determination.objects.get(request=two.drafted), actor=two.old.head)
    own = Letter.objects.filter(unit=two.new.unit).count()
    deciding.sign(Determination.objects.get(request=two.drafted), actor=two.new.head)
    letter = Letter.objects.get(request=two.drafted)
    # The next letter is of the successor's own series and bears its name and desk.
    assert (letter.unit, letter.serial) == (two.new.unit, own + 1)
    assert letter.mark == f"示例{two.new.unit.pk}公开"
    assert "思明区示例乙局" in letter.html
    assert "思明区示例甲局" not in letter.html
    consulting.answer(two.asked, actor=two.new.reviewer, answer="agree", on=timezone.localdate())
    intake.confirm_receipt(
        FoiRequest.objects.get(pk=two.to_confirm.pk), actor=two.new.editor, on=timezone.localdate(), evidence="示例"
    )  # fmt: skip
    assert two.new.register().serial == 6


@task
@db
def test_what_was_answered_stays_and_the_successors_officers_finish_it() -> None:
    two = Two()
    merged(two.old.unit, two.new.unit)
    today = timezone.localdate()
    reply = Letter.objects.get(request=two.answered)
    assert (reply.unit, f"{two.answered}") == (
        two.old.unit,
        FoiRequest.objects.get(pk=two.answered.pk).number,
    )
    page = Client()
    page.force_login(two.new.editor.user)
    for address in (f"/desk/requests/{two.answered.pk}/", f"/desk/requests/letters/{reply.pk}/"):
        assert page.get(address).status_code == 200
    shown = page.get(f"/desk/requests/{two.answered.pk}/").content.decode()
    assert "示例申请人甲" in shown
    assert "现由区示例乙局接续" in shown
    serving.send(reply, actor=two.new.editor, way="person", sent_on=today, proof="示例：本人签收")
    archiving.archive(FoiRequest.objects.get(pk=two.answered.pk), actor=two.new.editor)
    after.judge(two.released, actor=two.new.reviewer, verdict="keep", reason="示例")
    challenging.register(
        FoiRequest.objects.get(pk=two.answered.pk), actor=two.new.editor, kind="review", body="示例机关", filed_on=today
    )  # fmt: skip
    last = Letter.objects.get(request=two.released)
    letters.void(last, actor=two.new.reviewer, reason="示例")
    stranger = Client()
    stranger.force_login(two.other.editor.user)
    assert stranger.get(f"/desk/requests/{two.answered.pk}/").status_code == 404


@task
@db
def test_the_old_organs_desk_is_offered_no_more_and_the_applicant_is_told_who_answers() -> None:
    two = Two()
    merged(two.old.unit, two.new.unit)
    assert two.old.unit not in intake.accepting_units(timezone.localdate())
    head = Client()
    head.force_login(two.new.head.user)
    page = head.get("/desk/requests/settings/")
    assert page.context["units"] == [two.new.unit]
    assert head.get(f"/desk/requests/settings/?unit={two.old.unit.pk}").status_code == 404
    was = two.working.number
    for request, said in (
        (two.working, f"由思明区示例乙局继续办理，期限不变。原编号：{was}"),
        (two.answered, "思明区示例甲局已并入思明区示例乙局"),
        (two.own, ""),
    ):
        told = casepage.page(FoiRequest.objects.get(pk=request.pk), actor=VISITOR)
        assert told.moved.find(said) >= 0
        assert told.desk.unit == two.new.unit
    assert told.moved == ""


@task
@db
def test_a_second_merger_keeps_every_number_the_applicant_was_told() -> None:
    two = Two()
    first = str(two.working)
    merged(two.old.unit, two.new.unit)
    second = str(FoiRequest.objects.get(pk=two.working.pk))
    last = make_unit("区示例丁局")
    RepeatedMatter.objects.create(
        unit=two.new.unit, subject="示例", people=2, found_on=timezone.localdate(), requests=[two.working.pk]
    )
    merged(two.new.unit, last)
    request = FoiRequest.objects.get(pk=two.working.pk)
    assert (request.unit, request.former_number) == (last, f"{first}、{second}")
    assert RepeatedMatter.objects.get().unit == last
    # What the first organ answered is the last one's to finish.
    assert two.answered.unit.pk == two.old.unit.pk
    assert FoiRequest.objects.get(pk=two.answered.pk).unit.successor() == last
