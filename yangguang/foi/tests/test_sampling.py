"""抽评答复文书: drawn by a kept seed, read blind by others, closed, told; FOI-09. Trainings, guiding cases; FOI-11."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.indicators import INDICATORS, Case, Context, SourceMissing
from yangguang.core.models import AuditEntry
from yangguang.duties.sources import SOURCES
from yangguang.foi import blinding
from yangguang.foi.actions import guiding, letters, sampling
from yangguang.foi.models import DeskSettings, GuidingCase, Letter, ReplyRound, ReplySample, Training
from yangguang.foi.rules import sampling as rules
from yangguang.organisations.models import Membership, Role, Unit
from yangguang.organisations.tests.factories import actor, actor_for, make_person, make_unit, openness_office
from yangguang.workplan.measuring.states import NOT_DUE

from .cases import Case as Golden
from .cases import closed
from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(33)]
HERE = "/desk/requests/oversight/"
DAY = dt.date(2021, 11, 1)
HIGH = {"facts": 22, "law": 22, "reasons": 21, "form": 22}
LOW = {"facts": 15, "law": 15, "reasons": 15, "form": 15}


def browser(who: Any) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def body(response: Any) -> str:
    return response.content.decode()


def measure(code: str, on: dt.date | None = None, year: int = 2021) -> list[Case]:
    return list(INDICATORS.get(code).run(Context(on or timezone.localdate(), SimpleNamespace(year=year))))


def reply(unit: Unit, kind: str = "T13") -> Letter:
    case = Golden(unit=unit)
    letter = case.issue(kind, dated=DAY)
    closed(case)
    return letter


class Hall:
    """Two units with replies, the justice unit with its people, a legal counsel of a third unit, the office."""

    def __init__(self) -> None:
        self.office = openness_office()
        self.justice = make_unit("区司法局", code="U06")
        self.one, self.two = make_unit("区示例甲局"), make_unit("区示例乙局")
        for _ in range(4):
            reply(self.one)
        reply(self.two)
        self.chief, self.second = (actor_for(Role.REVIEWER, self.justice) for _ in range(2))
        self.counsel = actor_for(Role.LAWYER, self.one)

    def draw(self, *readers: Any, **more: Any) -> ReplyRound:
        people = [r.user for r in readers or (self.chief, self.second)]
        return sampling.draw(self.justice, actor=self.chief, year=2021, half=2, readers=people, **more)

    def score(self, sample: ReplySample, points: dict[str, int] = HIGH, comment: str = "示例评语") -> None:
        assert sample.reader is not None
        sampling.score(sample, actor=actor(sample.reader), scores=points, comment=comment)

    def whole(self) -> ReplyRound:
        """A round that is over: the first unit's replies are good, the second's is not."""
        made = self.draw()
        for sample in made.samples.select_related("unit", "reader"):
            self.score(sample, HIGH if sample.unit == self.one else LOW)
        return sampling.close(made, actor=self.chief)


@pytest.fixture
def hall() -> Hall:
    return Hall()


class TestDraw:
    def test_three_of_each_unit_by_a_kept_seed_that_draws_the_same_again(self, hall: Hall) -> None:
        made = hall.draw()
        units = list(made.samples.values_list("unit", flat=True))
        assert (units.count(hall.one.pk), units.count(hall.two.pk)) == (3, 1)
        assert made.population == 5
        assert len(made.seed) == 16  # by chance; nobody chose it
        assert sampling.repeats(made)
        assert "结果相同" in body(browser(hall.chief).get(f"{HERE}samples/{made.pk}/"))
        # What is issued or voided afterwards changes nothing.
        reply(hall.two)
        Letter.objects.filter(pk=made.samples.all()[0].letter_id).update(void_at=timezone.now())
        assert sampling.repeats(made)
        ReplyRound.objects.filter(pk=made.pk).update(seed="另一个")
        assert not sampling.repeats(ReplyRound.objects.get(pk=made.pk))

    def test_only_replies_of_the_half_year_that_stand_are_drawn(self, hall: Hall) -> None:
        now = timezone.now()
        case = Golden(unit=hall.two)
        case.issue("T02")  # asks for a correction: no reply
        case.issue("T22")  # with a day until which: a delay, no reply
        wrong = reply(hall.two)
        letters.void(wrong, actor=actor_for(Role.REVIEWER, hall.two), reason="示例：写错")
        assert sum(map(len, sampling.population(2021, 2, timezone.now()).values())) == 5
        assert sampling.population(2021, 1, now) == {}

    def test_nobody_reads_their_own_units_reply(self, hall: Hall) -> None:
        made = hall.draw(hall.chief, hall.counsel)
        assert set(made.samples.filter(unit=hall.one).values_list("reader", flat=True)) == {
            hall.chief.user.pk
        }
        assert made.samples.get(unit=hall.two).reader == hall.counsel.user
        sample = made.samples.filter(unit=hall.one).first()
        assert sample is not None
        assert sampling.hand_over.reasons(sample, actor=hall.chief, reader=hall.counsel.user)
        assert sampling.hand_over.reasons(sample, actor=hall.counsel, reader=hall.second.user)
        assert sampling.hand_over.reasons(sample, actor=hall.chief, reader=make_person(Role.HEAD))
        sampling.hand_over(sample, actor=hall.chief, reader=hall.second.user)
        sample.refresh_from_db()
        assert sample.reader == hall.second.user
        # Who has moved to the unit since may not read it any more.
        Membership.objects.create(
            user=hall.second.user, unit=hall.one, role=Role.EDITOR, valid_from=timezone.localdate()
        )
        assert "不能评本单位" in str(
            sampling.score.reasons(sample, actor=actor(hall.second.user), scores=HIGH)[0]
        )

    def test_the_justice_units_own_replies_need_a_reader_from_elsewhere(self, hall: Hall) -> None:
        reply(hall.justice)
        with pytest.raises(Refused, match="区司法局的文书没有人能评"):
            hall.draw()
        assert not ReplyRound.objects.exists()
        made = hall.draw(hall.chief, hall.counsel)
        assert made.samples.get(unit=hall.justice).reader == hall.counsel.user

    def test_the_justice_unit_draws_once_per_half_year(self, hall: Hall) -> None:
        given = {"year": 2021, "half": 2, "readers": [hall.chief.user]}
        for who in (actor_for(Role.HEAD, hall.office), actor_for(Role.HEAD, hall.one)):
            assert sampling.draw.reasons(hall.justice, actor=who, **given)
        hall.draw()
        assert "只抽一次" in str(sampling.draw.reasons(hall.justice, actor=hall.chief, **given)[0])
        for wrong in ({"half": 3}, {"half": 1}, {"year": 2099, "half": 1}, {"half": 1, "readers": []}):
            assert sampling.draw.reasons(hall.justice, actor=hall.chief, **{**given, **wrong})
        stranger = make_person(Role.HEAD, hall.one)
        assert sampling.draw.reasons(hall.justice, actor=hall.chief, **{**given, "readers": [stranger]})


class TestReading:
    def test_the_reader_sees_neither_the_unit_nor_the_applicant(self, hall: Hall) -> None:
        made = hall.draw()
        sample = made.samples.filter(unit=hall.one).select_related("reader", "letter").first()
        assert sample is not None
        reader = actor(sample.reader)
        page = body(browser(reader).get(f"{HERE}samples/read/{sample.pk}/"))
        told = (
            hall.one.name, hall.one.full_name, "示例甲局", sample.letter.mark, "示例市主管部门", "0592-0000000", "示例路 2 号",
            "示例申请人甲", str(sample.letter),
        )  # fmt: skip
        main = page.split("<main")[1]
        for word in told:
            assert word not in main, word
        assert "某单位" in main
        assert "救济途径" in main  # what is to be scored is all there
        assert f"〔2021〕{sample.letter.serial}号" in main
        others = [hall.chief, hall.second, actor_for(Role.HEAD, hall.one), actor_for(Role.HEAD, hall.office)]
        for who in others:
            if who.user != sample.reader:
                assert browser(who).get(f"{HERE}samples/read/{sample.pk}/").status_code == 404

    def test_an_address_that_has_changed_since_tells_nothing_either(self, hall: Hall) -> None:
        letter = Letter.objects.filter(unit=hall.one).select_related("unit")[0]
        DeskSettings.objects.filter(unit=hall.one).update(address="示例路 9 号", phone="0592-1111111")
        found = blinding.blind(letter)
        assert "示例路 2 号" not in found
        assert "联系方式：（联系方式）" in found

    def test_the_drawn_unit_learns_no_points_from_the_log(self, hall: Hall) -> None:
        made = hall.draw()
        hall.score(made.samples.filter(unit=hall.one).select_related("reader")[0])
        assert AuditEntry.objects.get(code="foi.sample.score").unit_id == hall.justice.pk

    def test_a_name_spread_over_marks_is_covered_too(self, hall: Hall) -> None:
        letter = Letter.objects.filter(unit=hall.one)[0]
        letter.html = f"<p>区示例<strong>甲局</strong>答复示例申请<em>人甲</em>：见<a href='https://www.example.org/jia'>网站</a></p><p>{hall.one.name}</p>"
        found = blinding.blind(letter)
        assert "甲局" not in found.replace("<strong>", "").replace("</strong>", "")
        assert "人甲" not in found
        assert "example.org" not in found

    def test_scores_are_handed_in_once_within_the_rubric(self, hall: Hall) -> None:
        made = hall.draw()
        sample = made.samples.select_related("reader").first()
        assert sample is not None
        reader = actor(sample.reader)
        with pytest.raises(Refused) as error:
            sampling.score(sample, actor=reader, scores={**HIGH, "law": 26})
        assert error.value.reasons[0].field == "law"
        here = f"{HERE}samples/read/{sample.pk}/"
        answer = browser(reader).post(here, {**HIGH, "law": "26", "comment": "示例：写了半天的评语"})
        assert answer.status_code == 422
        assert "写了半天的评语" in body(answer)  # nothing typed is lost
        assert browser(reader).post(here, {**HIGH, "comment": "示例评语"}).status_code == 302
        sample.refresh_from_db()
        assert (sample.score, sample.comment) == (87, "示例评语")
        assert "不能再改" in str(sampling.score.reasons(sample, actor=reader, scores=LOW)[0])
        other = hall.second if sample.reader == hall.chief.user else hall.chief
        assert "不是您的评阅" in str(sampling.score.reasons(sample, actor=other, scores=LOW)[0])
        assert "87" in body(browser(reader).get(here))

    def test_what_waits_stands_in_the_readers_inbox_without_the_unit(self, hall: Hall) -> None:
        made = hall.draw(hall.counsel, hall.chief)
        waiting = SOURCES.get("foi.samples").read(hall.counsel, timezone.localdate())
        assert len(waiting) == 1
        assert hall.two.name not in f"{waiting[0]}"
        assert "有 1 份答复文书等您评阅" in body(browser(hall.counsel).get(HERE))
        hall.score(made.samples.get(reader=hall.counsel.user))
        assert SOURCES.get("foi.samples").read(hall.counsel, timezone.localdate()) == []


class TestRound:
    def test_while_it_runs_nobody_sees_whose_replies_they_are(self, hall: Hall) -> None:
        made = hall.draw()
        page = body(browser(hall.chief).get(f"{HERE}samples/{made.pk}/"))
        assert "第 1 号" in page
        assert hall.one.name not in page.replace(f"（{hall.one.name}）", "")  # counsel's place in the choices
        assert "抽评结束后，可以看到" in body(
            browser(actor_for(Role.HEAD, hall.one)).get(f"{HERE}samples/{made.pk}/")
        )
        # Asking for the file opens the page: there is none before the end.
        assert body(browser(hall.chief).get(f"{HERE}samples/{made.pk}/?format=csv")).lstrip().startswith("<!")
        assert "还有 4 份没有评出分数" in str(sampling.close.reasons(made, actor=hall.chief)[0])

    def test_afterwards_a_unit_sees_its_own_and_the_leads_see_all(self, hall: Hall) -> None:
        made = hall.whole()
        here = f"{HERE}samples/{made.pk}/"
        page = body(browser(actor_for(Role.HEAD, hall.two)).get(here))
        assert "平均 60.0 分" in page
        assert "示例评语" in page
        assert hall.one.name not in page
        for who in (hall.chief, actor_for(Role.HEAD, hall.office)):
            page = body(browser(who).get(here))
            assert hall.one.name in page
            assert hall.two.name in page
            assert page.index(hall.two.name) < page.index(hall.one.name)  # the lowest first
        csv = body(browser(actor_for(Role.HEAD, hall.two)).get(f"{here}?format=csv"))
        assert hall.two.name in csv
        assert hall.one.name not in csv
        assert sampling.close.reasons(made, actor=hall.chief)
        sample = made.samples.first()
        assert sample is not None
        assert sampling.hand_over.reasons(sample, actor=hall.chief, reader=hall.second.user)

    def test_the_whole_way_in_the_browser(self, hall: Hall) -> None:
        chief = browser(hall.chief)
        assert "还没有抽评" in body(chief.get(f"{HERE}samples/"))
        answer = chief.post(f"{HERE}samples/", {"year": "2021", "half": "2"})
        assert answer.status_code == 422
        given = {"year": "2021", "half": "2", "readers": [hall.chief.user.pk, hall.counsel.user.pk]}
        page = body(chief.post(f"{HERE}samples/", given, follow=True))
        made = ReplyRound.objects.get()
        assert "已抽样并分派评阅人" in page
        sample = made.samples.filter(unit=hall.two)[0]
        chief.post(f"{HERE}samples/hand/{sample.pk}/", {"reader": hall.second.user.pk})
        assert ReplySample.objects.get(pk=sample.pk).reader == hall.second.user
        assert "还有 4 份" in body(chief.post(f"{HERE}samples/{made.pk}/close/", follow=True))
        for one in made.samples.select_related("reader"):
            hall.score(one)
        assert "抽评已结束" in body(chief.post(f"{HERE}samples/{made.pk}/close/", follow=True))
        other = browser(actor_for(Role.HEAD, hall.office))
        assert other.post(f"{HERE}samples/{made.pk}/close/").status_code == 404
        assert other.post(f"{HERE}samples/hand/{sample.pk}/").status_code == 404

    def test_without_a_justice_unit_the_page_says_what_is_missing(self) -> None:
        desk = Desk()
        assert "YANGGUANG_FOI_JUSTICE_UNIT" in body(browser(desk.chief).get(f"{HERE}samples/"))
        assert "YANGGUANG_FOI_JUSTICE_UNIT" in str(
            sampling.draw.reasons(desk.unit, actor=desk.chief, year=2021, half=2)[0]
        )


class TestFoi09:
    def test_the_mean_of_a_unit_counts_when_the_round_is_over(self, hall: Hall) -> None:
        with pytest.raises(SourceMissing):
            measure("FOI-09")
        made = hall.draw()
        assert {c.verdict for c in measure("FOI-09")} == {"excluded"}
        rows = list(made.samples.filter(unit=hall.one).select_related("reader"))
        for sample, score in zip(rows, (20, 20, 20), strict=True):  # 80 exactly
            hall.score(sample, dict.fromkeys(rules.RUBRIC, score))
        hall.score(made.samples.get(unit=hall.two), {**dict.fromkeys(rules.RUBRIC, 20), "law": 19})
        sampling.close(made, actor=hall.chief)
        found = {c.unit: c for c in measure("FOI-09")}
        assert found[hall.one.pk].verdict == "good"
        assert found[hall.two.pk].verdict == "bad"
        assert "平均 79.0 分" in found[hall.two.pk].reason

    def test_a_day_before_the_end_knows_nothing_of_it(self, hall: Hall) -> None:
        made = hall.whole()
        yesterday = timezone.localdate() - dt.timedelta(1)
        with pytest.raises(SourceMissing):
            measure("FOI-09", yesterday)
        ReplyRound.objects.filter(pk=made.pk).update(drawn_at=timezone.now() - dt.timedelta(9))
        assert {c.verdict for c in measure("FOI-09", yesterday)} == {"excluded"}

    def test_the_reader_is_dealt_evenly(self) -> None:
        shares = rules.assign([(n, 1) for n in range(6)], {7: frozenset({2}), 8: frozenset({3})})
        assert sorted(shares.values()) == [7, 7, 7, 8, 8, 8]
        assert rules.assign([(1, 1)], {7: frozenset({1})}) == {}
        assert rules.mean([]) is None


class TestTrainings:
    GOOD = {"held_on": dt.date(2021, 3, 1), "topic": "示例：怎样写答复", "people": 40}

    def test_the_leads_register_them(self, hall: Hall) -> None:
        guiding.add_training(hall.justice, actor=hall.chief, **self.GOOD)
        guiding.add_training(hall.office, actor=actor_for(Role.HEAD, hall.office), **self.GOOD)
        assert Training.objects.count() == 2
        assert guiding.add_training.reasons(hall.justice, actor=actor_for(Role.HEAD, hall.one), **self.GOOD)
        assert guiding.add_training.reasons(hall.one, actor=hall.chief, **self.GOOD)[0].field == "unit"
        tomorrow = timezone.localdate() + dt.timedelta(1)
        for field, value in {"held_on": tomorrow, "topic": " ", "people": 0}.items():
            found = guiding.add_training.reasons(
                hall.justice, actor=hall.chief, **{**self.GOOD, field: value}
            )
            assert [r.field for r in found] == [field]

    def test_on_the_page(self, hall: Hall) -> None:
        chief = browser(hall.chief)
        assert "还没有培训记录" in body(chief.get(f"{HERE}trainings/"))
        given = {"unit": hall.justice.pk, "held_on": "2021-03-01", "topic": "示例：怎样写答复", "people": "x"}
        assert "示例：怎样写答复" in body(chief.post(f"{HERE}trainings/", given))
        assert chief.post(f"{HERE}trainings/", {**given, "people": "40"}).status_code == 302
        page = body(browser(actor_for(Role.EDITOR, hall.one)).get(f"{HERE}trainings/"))
        assert "示例：怎样写答复" in page
        assert "登记培训" not in page


CASE = {
    "issued_on": dt.date(2021, 4, 1), "title": "示例：第三方不同意公开", "question": "示例：第三方没有说明理由。",
    "lesson": "示例：依据条例第三十二条作出决定。",
}  # fmt: skip


class TestGuidingCases:
    def test_every_officer_reads_it_and_only_some_learn_which_request_it_was(self, hall: Hall) -> None:
        letter = Letter.objects.filter(unit=hall.one)[0]
        chief = actor_for(Role.HEAD, hall.office)
        made = guiding.issue_case(hall.office, actor=chief, values={**CASE, "request": letter.request})
        here = f"{HERE}cases/{made.pk}/"
        page = body(browser(actor_for(Role.EDITOR, hall.two)).get(here))
        assert "依据条例第三十二条" in page
        assert letter.request.number not in page
        assert letter.request.number in body(browser(actor_for(Role.EDITOR, hall.one)).get(here))
        assert "示例：第三方不同意公开" in body(browser(hall.counsel).get(f"{HERE}cases/?q=第三十二条"))
        assert "没有找到" in body(browser(hall.counsel).get(f"{HERE}cases/?q=别的"))
        # Someone who doesn't see the request changes the words and leaves it where it is.
        guiding.change_case(made, actor=hall.chief, values={**CASE, "title": "示例：改过的标题"})
        made.refresh_from_db()
        assert made.request == letter.request
        guiding.change_case(made, actor=chief, values=CASE)
        made.refresh_from_db()
        assert made.request is None

    def test_it_names_nobody(self, hall: Hall) -> None:
        letter, chief = Letter.objects.filter(unit=hall.one)[0], actor_for(Role.HEAD, hall.office)
        text = "示例：示例申请人甲要批复"
        given = {**CASE, "question": text, "request": letter.request}
        found = guiding.issue_case.reasons(hall.office, actor=chief, values=given)
        assert [r.field for r in found] == ["question"]
        number = {**CASE, "lesson": "示例：联系 shili@example.org"}
        assert guiding.issue_case.reasons(hall.office, actor=chief, values=number)[0].field == "lesson"
        hidden = {**CASE, "request": letter.request}
        assert guiding.issue_case.reasons(hall.justice, actor=hall.chief, values=hidden)[0].field == "request"
        for field in ("title", "question", "lesson"):
            assert guiding.issue_case.reasons(hall.office, actor=chief, values={**CASE, field: " "})
        tomorrow = timezone.localdate() + dt.timedelta(1)
        assert guiding.issue_case.reasons(hall.office, actor=chief, values={**CASE, "issued_on": tomorrow})

    def test_on_the_page(self, hall: Hall) -> None:
        chief = browser(actor_for(Role.HEAD, hall.office))
        assert "还没有指导案例" in body(chief.get(f"{HERE}cases/"))
        request = Letter.objects.filter(unit=hall.one)[0].request
        given = {**CASE, "issued_on": "2021-04-01", "unit": hall.office.pk, "request": "示例乱写"}
        answer = chief.post(f"{HERE}cases/new/", given)
        assert answer.status_code == 422
        assert "照申请页面上的编号填写" in body(answer)
        assert chief.post(f"{HERE}cases/new/", {**given, "request": request.number}).status_code == 302
        made = GuidingCase.objects.get()
        assert made.request == request
        assert request.number in body(chief.get(f"{HERE}cases/{made.pk}/change/"))
        changed = {**given, "title": "示例：改过", "request": ""}
        assert chief.post(f"{HERE}cases/{made.pk}/change/", changed).status_code == 302
        head = browser(actor_for(Role.HEAD, hall.one))
        assert head.get(f"{HERE}cases/new/").status_code == 404
        assert head.get(f"{HERE}cases/{made.pk}/change/").status_code == 404


class TestFoi11:
    def test_each_half_year_wants_a_training_and_a_case(self, hall: Hall) -> None:
        chief = actor_for(Role.HEAD, hall.office)
        guiding.add_training(hall.justice, actor=hall.chief, **TestTrainings.GOOD)
        found = {c.key: c for c in measure("FOI-11", dt.date(2021, 6, 29))}
        assert len(found) == 2
        assert found["foi.training:2021-1"].verdict == "good"
        case = found["foi.guidingcase:2021-1"]
        assert (case.verdict, case.reason_code, case.unit) == ("bad", NOT_DUE, hall.justice.pk)
        assert {c.key: c for c in measure("FOI-11", dt.date(2021, 6, 30))}[
            "foi.guidingcase:2021-1"
        ].reason_code == "none"
        guiding.issue_case(hall.office, actor=chief, values=CASE)
        found = {c.key: c for c in measure("FOI-11", dt.date(2021, 12, 31))}
        assert [c.verdict for c in found.values()] == ["good", "good", "bad", "bad"]
        # What came later does not exist for an earlier day.
        assert [c.verdict for c in measure("FOI-11", dt.date(2021, 2, 1))] == ["bad", "bad"]
        assert measure("FOI-11", dt.date(2020, 12, 31)) == []

    def test_without_an_office_it_can_not_be_measured(self) -> None:
        with pytest.raises(SourceMissing):
            measure("FOI-11")
