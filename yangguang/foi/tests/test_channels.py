"""渠道核查: forms tried by the system, the rest by somebody who does not keep the telephone; FOI-05; the guide and FOI-07."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Case, Context, SourceMissing
from yangguang.core.jobs import JOBS
from yangguang.duties.models import Duty, DutyState
from yangguang.foi import trying
from yangguang.foi.actions import guiding, probing
from yangguang.foi.models import ChannelProbe
from yangguang.foi.rules import workflow
from yangguang.organisations.models import Role, Unit, UnitKind
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team
from yangguang.workplan.measuring.states import NOT_DUE

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]
HERE = "/desk/requests/oversight/"


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def body(response: Any) -> str:
    return response.content.decode()


def measure(code: str, on: dt.date | None = None) -> list[Case]:
    day = on or timezone.localdate()
    return list(INDICATORS.get(code).run(Context(day, SimpleNamespace(year=day.year))))


def probe(unit: Unit, channel: str, on: dt.date, ok: bool = True, note: str = "") -> ChannelProbe:
    return ChannelProbe.objects.create(unit=unit, channel=channel, on=on, ok=ok, note=note, by_label="示例")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_form_of_a_unit_is_opened_as_an_applicant_would(desk: Desk) -> None:
    assert trying.try_form(desk.unit) == (True, "申请页面打得开，能选到本单位")
    party = make_unit("区示例部", UnitKind.PARTY)  # takes no requests, so the form doesn't offer it
    ok, note = trying.try_form(party)
    assert not ok
    assert "选不到" in note
    assert trying.look("<p>维护中</p>", desk.unit) == (False, "打开的页面上没有申请表")


def test_a_form_that_fails_or_can_not_be_reached_is_told(desk: Desk, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(trying, "_render", lambda path: (503, ""))
    assert trying.try_form(desk.unit) == (False, "打开申请页面时返回 503")
    settings.FOI_PROBE_BY_ADDRESS = True
    for address in ("http://127.0.0.1:9", "file:///etc"):  # nobody listens on the port of discarding
        settings.SITE_ADDRESS = address
        with pytest.raises(trying.Unreachable):
            trying.try_form(desk.unit)
        with pytest.raises(trying.Unreachable):  # the job fails, and nothing is held against a unit
            JOBS.get("foi.channels").run(timezone.localdate())
    page = body(browser(desk.chief).post(f"{HERE}channels/try/", follow=True))
    assert "没有核查成" in page
    assert not ChannelProbe.objects.exists()


def test_the_site_is_asked_by_its_own_address(live_server: Any, desk: Desk, settings: Any) -> None:
    settings.FOI_PROBE_BY_ADDRESS = True
    settings.SITE_ADDRESS = live_server.url
    assert trying.try_form(desk.unit)[0] is True


def test_the_job_tries_once_a_month_and_a_failure_every_day_until_it_passes(
    desk: Desk, monkeypatch: Any
) -> None:
    broken = {desk.unit.pk}
    monkeypatch.setattr(
        trying, "try_form", lambda u: (u.pk not in broken, "" if u.pk not in broken else "示例：打不开")
    )
    job, today = JOBS.get("foi.channels"), timezone.localdate().replace(day=10)
    said = job.run(today)
    assert "1 个不通" in said
    tries = ChannelProbe.objects.filter(channel="online")
    assert tries.filter(unit=desk.office).count() == 1
    duty = Duty.objects.open().get(kind="foi.channel")
    assert duty.unit == desk.unit
    assert "示例：打不开" in duty.body
    job.run(today + dt.timedelta(1))
    assert tries.filter(unit=desk.office).count() == 1  # passed this month
    assert tries.filter(unit=desk.unit).count() == 2
    assert Duty.objects.open().filter(kind="foi.channel").count() == 1
    broken.clear()
    job.run(today + dt.timedelta(2))
    duty.refresh_from_db()
    assert duty.state == DutyState.CLOSED
    job.run(today + dt.timedelta(32))  # the next month begins anew
    assert tries.filter(unit=desk.office).count() == 2


def test_the_office_records_what_it_tried_and_a_failure_waits_in_the_units_inbox(desk: Desk) -> None:
    today = timezone.localdate()
    probing.record(
        desk.unit, actor=desk.chief, channel="phone", on=today, ok=False, note="示例：三次无人接听"
    )
    duty = Duty.objects.open().get(kind="foi.channel")
    assert (duty.unit, duty.asked_by, duty.closes_by_fact) == (desk.unit, desk.office, True)
    assert duty.due is not None
    assert duty.due > today
    probing.record(desk.unit, actor=desk.chief, channel="post", on=today, ok=True)
    assert Duty.objects.open().filter(kind="foi.channel").count() == 1  # another channel mends nothing
    probing.record(desk.unit, actor=desk.chief, channel="phone", on=today, ok=True)
    assert not Duty.objects.open().filter(kind="foi.channel").exists()


def test_nobody_vouches_for_their_own_telephone(desk: Desk) -> None:
    today = timezone.localdate()
    given = {"channel": "phone", "on": today, "ok": True}
    assert probing.record.reasons(desk.unit, actor=desk.head, **given)
    assert "不能核查本单位" in str(probing.record.reasons(desk.office, actor=desk.chief, **given)[0])
    assert probing.record.reasons(desk.unit, actor=actor_for(Role.HEAD), **given)
    # The office's own channels are tried by the justice unit, and by it only those.
    justice = actor_for(Role.REVIEWER, make_unit("区司法局", code="U06"))
    Unit.objects.filter(pk=desk.office.pk).update(phone="0592-0000000", address="示例路 3 号")
    desk.office.refresh_from_db()
    assert not probing.record.reasons(desk.office, actor=justice, **given)
    assert probing.record.reasons(desk.unit, actor=justice, **given)


def test_what_is_not_published_does_not_pass_and_a_failure_needs_its_story(desk: Desk) -> None:
    today, bare = timezone.localdate(), make_unit()
    given = {"actor": desk.chief, "channel": "phone"}
    assert "没有公布电话" in str(probing.record.reasons(bare, on=today, ok=True, **given)[0])
    assert probing.record.reasons(bare, on=today, ok=False, **given)[0].field == "note"
    assert not probing.record.reasons(bare, on=today, ok=False, note="没有公布电话", **given)
    for day in (today + dt.timedelta(1), today - dt.timedelta(32), None):
        assert probing.record.reasons(desk.unit, on=day, ok=True, **given)[0].field == "on"
    with pytest.raises(Refused, match="系统核查"):
        probing.record(desk.unit, actor=desk.chief, channel="online", on=today, ok=True)
    party = make_unit("区示例部", UnitKind.PARTY, phone="0592-0000000")
    assert "不受理" in str(probing.record.reasons(party, on=today, ok=True, **given)[0])


def test_the_office_is_reminded_of_the_months_round_until_it_is_complete(desk: Desk) -> None:
    today = timezone.localdate()
    Unit.objects.filter(pk=desk.office.pk).update(phone="0592-0000000", address="示例路 3 号")
    assert probing.follow_month(today, actor=SYSTEM) == 6
    duty = Duty.objects.open().get(kind="foi.channels")
    assert duty.unit == desk.office
    assert "6 项" in duty.body
    justice = actor_for(Role.REVIEWER, Unit.objects.create(code="U06", name="区司法局", kind=UnitKind.PARTY))
    for channel in ("post", "phone", "desk"):
        probing.record(desk.unit, actor=desk.chief, channel=channel, on=today, ok=True)
        probing.record(desk.office, actor=justice, channel=channel, on=today, ok=True)
    duty.refresh_from_db()
    assert duty.state == DutyState.CLOSED
    later = (today.replace(day=28) + dt.timedelta(9)).replace(day=1)
    assert probing.follow_month(later, actor=SYSTEM) == 6
    probing.follow_month((later + dt.timedelta(40)).replace(day=1), actor=SYSTEM)
    assert Duty.objects.open().filter(kind="foi.channels").count() == 1  # a past month is withdrawn


def test_a_unit_that_ended_has_nothing_to_mend(desk: Desk) -> None:
    today = timezone.localdate()
    probing.record(desk.unit, actor=desk.chief, channel="phone", on=today, ok=False, note="示例：空号")
    Unit.objects.filter(pk=desk.unit.pk).update(active_to=today - dt.timedelta(1))
    assert probing.forget_gone(today, actor=SYSTEM) == 1
    assert not Duty.objects.open().filter(kind="foi.channel").exists()


class TestFoi05:
    DAY = dt.date(2021, 6, 15)

    def test_units_by_four_channels_of_the_month_measured(self, desk: Desk) -> None:
        probe(desk.unit, "phone", self.DAY)
        probe(desk.unit, "online", self.DAY, ok=False, note="示例：打不开")
        probe(desk.unit, "post", dt.date(2021, 5, 31))  # last month's
        probe(desk.unit, "desk", self.DAY + dt.timedelta(1))  # after the day measured
        found = measure("FOI-05", self.DAY)
        assert len(found) == 8  # the office is a unit, too
        own = {c.key.split("-")[1]: c for c in found if c.key.startswith(f"foi.channel:{desk.unit.pk}-")}
        assert {k: c.verdict for k, c in own.items()} == {
            "phone": "good", "online": "bad", "post": "bad", "desk": "bad"
        }  # fmt: skip
        assert "示例：打不开" in own["online"].reason
        # What nobody has tried counts for the district and is asked of no unit.
        assert own["post"].unit is None
        assert own["post"].reason_code == NOT_DUE
        assert own["online"].unit == desk.unit.pk

    def test_the_newest_try_counts_and_the_months_last_day_is_the_last(self, desk: Desk) -> None:
        probe(desk.unit, "phone", self.DAY, ok=False, note="示例")
        probe(desk.unit, "phone", self.DAY + dt.timedelta(1))
        found = {c.key: c for c in measure("FOI-05", dt.date(2021, 6, 30))}
        assert found[f"foi.channel:{desk.unit.pk}-phone"].verdict == "good"
        assert found[f"foi.channel:{desk.unit.pk}-post"].reason_code == "untried"
        assert found[f"foi.channel:{desk.unit.pk}-post"].due == dt.date(2021, 6, 30)

    def test_units_that_take_no_requests_are_not_counted(self) -> None:
        make_unit("区示例部", UnitKind.PARTY)
        make_unit(active_to=dt.date(2021, 5, 1))
        assert measure("FOI-05", self.DAY) == []


class TestPages:
    def test_the_office_sees_every_unit_a_unit_its_own(self, desk: Desk) -> None:
        other = make_unit()
        probe(desk.unit, "phone", timezone.localdate(), ok=False, note="示例：空号")
        page = body(browser(desk.chief).get(f"{HERE}channels/"))
        assert other.name in page
        assert "示例：空号" in page
        assert "记录核查结果" in page
        page = body(browser(desk.editor).get(f"{HERE}channels/"))
        assert desk.unit.name in page
        assert other.name not in page
        assert "记录核查结果" not in page
        assert browser(desk.editor).post(f"{HERE}channels/try/").status_code == 403
        csv = body(browser(desk.editor).get(f"{HERE}channels/?format=csv"))
        assert "示例：空号" in csv
        assert other.name not in csv
        past = body(browser(desk.chief).get(f"{HERE}channels/?month=2021-06"))
        assert "示例：空号" not in past
        assert browser(desk.chief).get(f"{HERE}channels/?month=9999-99").status_code == 200

    def test_a_round_of_calls_is_entered_at_once_or_not_at_all(self, desk: Desk) -> None:
        chief, other, today = browser(desk.chief), make_unit(phone="0592-0000001"), timezone.localdate()
        here = f"{HERE}channels/record/"
        page = body(chief.get(f"{here}?channel=phone"))
        assert "0592-0000001" in page
        assert f'name="u{desk.office.pk}-result"' not in page  # not one's own
        given = {
            "channel": "phone", "on": f"{today}", f"u{desk.unit.pk}-result": "ok",
            f"u{other.pk}-result": "bad", f"u{other.pk}-note": "",
        }  # fmt: skip
        answer = chief.post(here, given)
        assert answer.status_code == 422
        assert f"请写明{other}不通的情况" in body(answer)
        assert not ChannelProbe.objects.exists()
        assert not Duty.objects.filter(kind="foi.channel").exists()
        assert chief.post(here, {**given, f"u{other.pk}-note": "示例：空号"}).status_code == 302
        assert {(p.unit, p.ok) for p in ChannelProbe.objects.all()} == {(desk.unit, True), (other, False)}
        answer = chief.post(here, {"channel": "phone", "on": f"{today}"})
        assert "还没有选任何单位的结果" in body(answer)
        future = {"channel": "phone", "on": f"{today + dt.timedelta(3)}", f"u{desk.unit.pk}-result": "ok"}
        assert body(chief.post(here, future)).count("核查日期要在最近") == 2  # on top and at the field
        assert "没有要您核查的单位" in body(browser(desk.head).get(here))

    def test_the_sheet_lists_where_to_call(self, desk: Desk) -> None:
        page = body(browser(desk.chief).get(f"{HERE}channels/sheet/"))
        assert "0592-0000000" in page
        assert "示例路 2 号" in page

    def test_forms_are_tried_again_on_request(self, desk: Desk) -> None:
        page = body(browser(desk.chief).post(f"{HERE}channels/try/", follow=True))
        assert "全部畅通" in page
        assert ChannelProbe.objects.filter(automatic=True, ok=True).count() == 2

    def test_a_site_without_units_says_what_to_do(self) -> None:
        office = openness_office()
        Unit.objects.filter(pk=office.pk).update(kind=UnitKind.PARTY)
        chief = browser(actor_for(Role.HEAD, office))
        assert "没有受理申请的单位" in body(chief.get(f"{HERE}channels/"))
        page = body(chief.get(HERE))
        assert "还没有指定" in page
        assert "还没有抽评" in page
        assert "还没有培训" in page


STEPS = "<h2>办理流程</h2>" + "".join(
    f"<h3>（{number}）{name}</h3><p>示例</p>"
    for number, name in zip("一二三四五六七八九", workflow.NAMES, strict=True)
)


def guide(written: dt.date, text: str = STEPS) -> Publication:
    return Team().release(title="示例依申请公开办理规范指引", body=text, written_on=written)


class TestGuide:
    def test_a_fresh_public_guide_with_every_step_is_good(self, desk: Desk) -> None:
        today = timezone.localdate()
        assert measure("FOI-07")[0].reason == "还没有指定办理规范指引"
        guiding.name_guide(desk.office, actor=desk.chief, publication=guide(today))
        [found] = measure("FOI-07")
        assert (found.verdict, found.unit) == ("good", desk.office.pk)
        assert measure("FOI-07", today - dt.timedelta(1))[0].verdict == "bad"  # it was named today

    def test_missing_and_strange_steps_are_listed(self, desk: Desk) -> None:
        text = STEPS.replace("补正", "补材料")
        guiding.name_guide(desk.office, actor=desk.chief, publication=guide(timezone.localdate(), text))
        [found] = measure("FOI-07")
        assert found.verdict == "bad"
        assert "没有写“补正”" in found.reason
        assert "“补材料”不是现在的办理步骤" in found.reason
        page = body(browser(desk.chief).get(f"{HERE}guide/"))
        assert "没有写“补正”" in page

    def test_it_may_be_twelve_months_old_and_not_a_day_more(self, desk: Desk) -> None:
        today = timezone.localdate()
        record = guide(today)
        guiding.name_guide(desk.office, actor=desk.chief, publication=record)
        Publication.objects.filter(pk=record.pk).update(written_on=dt.date(today.year, 1, 1))
        until = dt.date(today.year + 1, 1, 1)
        assert measure("FOI-07", until)[0].verdict == "good"
        assert "超过 12 个月" in measure("FOI-07", until + dt.timedelta(1))[0].reason

    def test_a_withdrawn_guide_is_none(self, desk: Desk) -> None:
        record = guide(timezone.localdate())
        guiding.name_guide(desk.office, actor=desk.chief, publication=record)
        Publication.objects.filter(pk=record.pk).update(live=False)
        assert "没有公开" in measure("FOI-07")[0].reason

    def test_the_office_names_it_and_nobody_else(self, desk: Desk) -> None:
        record = guide(timezone.localdate())
        assert guiding.name_guide.reasons(desk.office, actor=desk.head, publication=record)
        assert guiding.name_guide.reasons(desk.office, actor=desk.chief, publication=Team().draft())
        chief = browser(desk.chief)
        page = body(chief.get(f"{HERE}guide/"))
        assert "示例依申请公开办理规范指引" in page  # suggested by its title
        assert "请填网址" in body(chief.post(f"{HERE}guide/", {"publication": "示例"}))
        assert chief.post(f"{HERE}guide/", {"publication": "999999"}).status_code == 422
        address = f"https://example.org/doc/{record.pk}/"
        assert chief.post(f"{HERE}guide/", {"publication": address}).status_code == 302
        assert "与办理流程一致" in body(chief.get(f"{HERE}guide/"))
        assert "指定为办理规范指引" not in body(browser(desk.editor).get(f"{HERE}guide/"))
        assert guiding.name_guide.reasons(desk.office, actor=desk.chief, publication=record)

    def test_without_an_office_it_can_not_be_measured(self) -> None:
        with pytest.raises(SourceMissing):
            measure("FOI-07")
