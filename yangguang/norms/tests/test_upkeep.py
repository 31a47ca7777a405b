"""Numbers, confirmations, clean-ups, reminders, official texts, the list of laws, checks of citations."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connections
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.checks import run_checks
from yangguang.duties.models import Duty
from yangguang.norms import checking, checks, jobs, keeping, queries
from yangguang.norms.actions import campaigns, confirming, numbers, registering, relating, sources
from yangguang.norms.force import Act
from yangguang.norms.management.commands.norms import PACKAGED
from yangguang.norms.models import Campaign, Confirmation, Law, NumberReason
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications.actions import releasing
from yangguang.publications.tests.factories import Team

from .factories import TEXT, keeper_unit, make_norm

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.mark.task(24)
class TestNumbers:
    def test_holes_are_listed_until_each_is_public_or_explained(self):
        team = Team()
        for n in (1, 4):
            team.release(document_number=f"厦思号〔2021〕{n}号")
        [series] = queries.number_series([team.unit.pk])
        assert series.holes == [2, 3]
        numbers.explain(
            team.unit, actor=team.editor, code="厦思号", year=2021, first=2, last=3, why="void", note="示例"
        )
        assert queries.number_series([team.unit.pk])[0].holes == []
        numbers.retract(NumberReason.objects.get(seq=3), actor=team.editor)
        assert queries.number_series([team.unit.pk])[0].holes == [3]

    def test_a_withdrawn_document_leaves_a_hole(self):
        team = Team()
        first = team.release(document_number="厦思号〔2021〕1号")
        team.release(document_number="厦思号〔2021〕2号")
        releasing.withdraw(first, actor=team.head, how="gone", reason="示例")
        assert queries.number_series([team.unit.pk])[0].holes == [1]

    def test_two_documents_on_one_number_are_told(self):
        team = Team()
        for _ in range(2):
            team.release(document_number="厦思号〔2021〕1号")
        assert [n.seq for n in queries.number_series([team.unit.pk])[0].doubles] == [1]

    def test_what_makes_no_sense_is_refused(self):
        team = Team()
        team.release(document_number="厦思号〔2021〕2号")
        said = {"code": "厦思号", "year": 2021, "first": 1, "last": 1, "why": "unused"}
        for change, word in (
            ({"last": 2}, "已有公开文件"), ({"first": 3, "last": 1}, "起止"), ({"why": "void"}, "依据或情况"),
            ({"last": 20_000}, "最多登记"), ({"why": "x"}, "选择原因"),
        ):  # fmt: skip
            with pytest.raises(Refused, match=word):
                numbers.explain(team.unit, actor=team.editor, **{**said, **change})
        other = Team()
        with pytest.raises(Refused, match="别的机关"):
            numbers.explain(other.unit, actor=other.editor, **said)
        with pytest.raises(Refused, match="权限"):
            numbers.explain(team.unit, actor=other.editor, **said)


@pytest.mark.task(24)
class TestConfirmation:
    def test_the_list_that_was_seen_is_confirmed_and_no_other(self):
        team = Team()
        make_norm(team.unit)
        seen = queries.unit_list(team.unit, timezone.localdate()).sha256
        make_norm(team.unit)
        with pytest.raises(Refused, match="已有变动"):
            confirming.confirm(team.unit, actor=team.head, sha256=seen)
        seen = queries.unit_list(team.unit, timezone.localdate()).sha256
        made = confirming.confirm(team.unit, actor=team.head, sha256=seen)
        assert (made.count, made.sha256) == (2, seen)
        with pytest.raises(Refused, match="已经确认过"):
            confirming.confirm(team.unit, actor=team.head, sha256=seen)
        with pytest.raises(Refused, match="权限"):
            confirming.confirm(team.unit, actor=team.editor, sha256=seen)

    @pytest.mark.django_db(transaction=True)
    def test_two_officers_confirm_once(self):
        team = Team()
        seen = queries.unit_list(team.unit, timezone.localdate()).sha256
        people = [team.head, team.first]
        outcomes, gate = [], threading.Barrier(2)

        def go(who):
            gate.wait()
            try:
                confirming.confirm(team.unit, actor=who, sha256=seen)
                outcomes.append(True)
            except Refused:
                outcomes.append(False)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=go, args=(p,)) for p in people]
        [t.start() for t in threads]
        [t.join() for t in threads]
        assert sorted(outcomes) == [False, True]
        assert Confirmation.objects.count() == 1


@pytest.mark.task(24)
class TestCampaign:
    def campaign(self, keeper):
        today = timezone.localdate()
        return campaigns.open_campaign(
            keeper_unit(), actor=keeper, name="示例清理", base_on=today, due=today + dt.timedelta(30)
        )

    def test_the_three_lists_become_a_document_and_take_effect_with_it(self):
        justice, team = Team(keeper_unit()), Team()
        keeper, today = justice.head, timezone.localdate()
        keep, gone, lapsed = (make_norm(team.unit) for _ in range(3))
        with pytest.raises(Refused, match="由区司法局"):
            self.campaign(team.head)
        campaign = self.campaign(keeper)
        duty = Duty.objects.get(kind="norms.campaign", unit=team.unit)
        with pytest.raises(Refused, match="没有结束"):
            self.campaign(keeper)
        for item, decision in zip(
            campaign.items.order_by("norm_id"), ("keep", "repeal", "lapse"), strict=True
        ):
            if decision != "keep":
                with pytest.raises(Refused, match="理由"):
                    campaigns.propose(item, actor=team.first, decision=decision)
            campaigns.propose(item, actor=team.first, decision=decision, reason="示例理由")
        duty.refresh_from_db()
        assert duty.state == "closed"
        with pytest.raises(Refused, match="没有审定"):
            campaigns.conclude(campaign, actor=keeper)
        campaign = campaigns.conclude(campaigns.follow_proposals(campaign, actor=keeper), actor=keeper)
        body = campaign.publication.body
        assert (
            body.index("继续有效")
            < body.index(keep.title)
            < body.index(gone.title)
            < body.index(lapsed.title)
        )
        with pytest.raises(Refused, match="还没有公布"):
            campaigns.apply(campaign, actor=keeper, on=today)
        from yangguang.publications.actions import drafting

        record = drafting.save_draft(campaign.publication, actor=justice.editor,
                                     values={"document_number": "厦思司〔2021〕1号"})  # fmt: skip
        releasing.release_urgently(record, actor=justice.head, reason="示例")
        campaigns.apply(campaign, actor=keeper, on=today)
        assert queries.citations_of(record.pk, today) == []  # a list of what ends says so itself
        force = set(queries.in_force(today).values_list("pk", flat=True))
        assert force == {keep.pk}
        assert gone.acts.get().source_title == record.title
        assert Campaign.objects.get().state == "applied"

    def test_giving_up_withdraws_the_duties(self):
        keeper = actor_for(Role.HEAD, keeper_unit())
        norm = make_norm()
        campaign = self.campaign(keeper)
        with pytest.raises(Refused, match="原因"):
            campaigns.abandon(campaign, actor=keeper, reason="")
        campaigns.abandon(campaign, actor=keeper, reason="示例")
        assert Duty.objects.get(unit=norm.unit).state == "withdrawn"

    def test_other_units_may_not_propose(self):
        campaign = (make_norm(), self.campaign(actor_for(Role.HEAD, keeper_unit())))[1]
        with pytest.raises(Refused, match="权限"):
            campaigns.propose(campaign.items.get(), actor=actor_for(Role.HEAD, make_unit()), decision="keep")


@pytest.mark.task(24)
def test_an_end_in_sight_is_a_duty_once_and_closes_with_the_decision():
    today = timezone.localdate()
    norm = make_norm(expires_on=today + dt.timedelta(100))
    later = make_norm(expires_on=today + dt.timedelta(300))
    for _ in range(2):
        jobs.remind.run(today)
    duty = Duty.objects.get(kind="norms.review")
    assert (duty.key, duty.due) == (str(norm.pk), norm.expires_on)
    relating.relate(
        norm, actor=SYSTEM, act=Act.EXTEND, on=today, until=today + dt.timedelta(800), source_title="示例"
    )
    duty.refresh_from_db()
    assert duty.state == "closed"
    assert not Duty.objects.filter(key=str(later.pk)).exists()


@pytest.mark.task(24)
def test_a_decision_to_let_it_lapse_also_closes_the_duty():
    today = timezone.localdate()
    norm = make_norm(expires_on=today + dt.timedelta(30))
    jobs.remind.run(today)
    registering.set_procedure(
        norm, actor=SYSTEM, step="review", values={"done_on": today, "note": "示例：到期失效"}
    )
    assert Duty.objects.get(kind="norms.review").state == "closed"
    jobs.remind.run(today)
    assert Duty.objects.open().filter(kind="norms.review").count() == 0


@pytest.mark.task(22)
class TestOfficial:
    def test_layout_makes_no_difference_and_a_word_does(self):
        team = Team()
        record = team.release(body=TEXT)
        same = sources.keep_official(
            record, actor=team.editor, source="示例网站", changed_on=D(2021, 3, 1), name="正式.txt",
            data="第一条　为规范示例事项,制定本办法。\r\n\r\n第二条 本办法适用于示例区域。\n第三条 申请人应当提交材料。\n"
                 "第四条 本办法自2021年7月1日起施行，有效期五年。".encode("gb18030"),
        )  # fmt: skip
        assert checking.check(same).same
        other = sources.keep_official(
            record,
            actor=team.editor,
            source="示例网站",
            changed_on=D(2022, 3, 1),
            status="repealed",
            text="第一条 改了。",
        )
        found = checking.check(other)
        assert (found.same, found.unmarked, found.changed_on) == (False, True, None)
        lines = checking.side_by_side("甲\n乙\n丁", "甲\n丙\n丁\n戊")
        assert [w for w, _, _ in lines] == ["相同", "不同", "相同", "本站少"]

    def test_a_saved_page_is_read_without_its_dress(self):
        page = (
            "<html><head><title>x</title><script>alert(1)</script></head><body><div><a href='/'>首页</a></div>"
            f"<div>{TEXT}</div></body></html>"
        )
        text = sources.text_of(page.encode(), "page.html")
        assert text.startswith("第一条")
        assert "alert" not in text

    def test_bad_files_are_refused_by_name(self):
        team = Team()
        record = team.release()
        said = {"source": "示例", "changed_on": D(2021, 3, 1)}
        for more, word in (
            ({}, "没有正式文本"), ({"data": b"\x00\x01" * 50, "name": "坏.docx"}, "坏"), ({"data": b" ", "name": "空.txt"}, "读不出"),
            ({"url": "https://example.com/a.html"}, "没有正式文本"), ({"text": "甲", "changed_on": D(2999, 1, 1)}, "还没有到"),
        ):  # fmt: skip
            with pytest.raises(Refused, match=word):
                sources.keep_official(record, actor=team.editor, **{**said, **more})
        with pytest.raises(Refused, match="没有被允许"):
            sources.fetch_official("https://example.com/a.html")
        sources.keep_official(record, actor=team.editor, text="甲", **said)
        with pytest.raises(Refused, match="已经登记过"):
            sources.keep_official(record, actor=team.editor, text="甲", **said)


@pytest.mark.task(22)
class TestLaws:
    def test_the_packaged_list_loads_and_loading_again_changes_nothing(self):
        for _ in range(2):
            sources.load_laws("laws.csv", actor=SYSTEM, path=PACKAGED, packaged=True)
        assert Law.objects.filter(normal_title="政府信息公开条例").count() == 2
        assert not Law.objects.filter(status="repealed", successor="").exists()

    def test_a_wrong_row_loads_nothing(self, tmp_path):
        path = tmp_path / "list.csv"
        path.write_text("名称,时效\n示例法,有效\n示例条例,不知道\n", "utf-8")
        with pytest.raises(Refused, match="第 3 行"):
            sources.load_laws("list.csv", actor=SYSTEM, path=path)
        assert not Law.objects.exists()
        path.write_text("标签\n甲\n", "utf-8")
        with pytest.raises(Refused, match="没有“名称”列"):
            sources.load_laws("list.csv", actor=SYSTEM, path=path)
        keeper_unit()
        with pytest.raises(Refused, match="由区司法局"):
            sources.load_laws("list.csv", actor=actor_for(Role.HEAD), path=path)


@pytest.mark.task(22)
class TestCitations:
    def found(self, body):
        team = Team()
        draft = team.draft(body=body)
        return {c.id: f for c, f in run_checks(draft) if c.id.startswith("NRM")}

    def test_repealed_misnamed_unknown_and_changed_targets_are_found(self):
        sources.load_laws("laws.csv", actor=SYSTEM, path=PACKAGED, packaged=True)
        norm = make_norm(title="示例停车管理办法", document_number="厦思停〔2021〕3号")
        found = self.found("<p>依据《中华人民共和国合同法》办理。</p>")
        assert "民法典" in found["NRM-01"].fix
        found = self.found("<p>依据《示例道路办法》（厦思停〔2021〕3号）。</p>")
        assert norm.title in found["NRM-02"].text
        assert "没有第九条" in self.found("<p>依据《示例停车管理办法》第九条。</p>")["NRM-02"].text
        found = self.found("<p>依据《示例停车场管理办法》。</p>")
        assert "厦思停〔2021〕3号" in found["NRM-03"].fix
        relating.relate(
            norm,
            actor=SYSTEM,
            act=Act.AMEND,
            on=D(2022, 1, 1),
            keys=["2"],
            texts={"2": "改。"},
            source_title="示例",
        )
        assert "第二条修改过" in self.found("<p>依据《示例停车管理办法》第二条。</p>")["NRM-04"].text
        relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), keys=["3"], source_title="示例")
        assert "第三条已废止" in self.found("<p>依据《示例停车管理办法》第三条。</p>")["NRM-01"].text

    def test_what_is_right_or_repealed_on_purpose_is_left_alone(self):
        norm = make_norm(title="示例停车管理办法")
        relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source_title="示例")
        assert self.found("<p>《示例停车管理办法》同时废止。填写《申请表》。</p>") == {}

    def test_the_old_text_of_a_law_is_known_by_its_number(self):
        sources.load_laws("laws.csv", actor=SYSTEM, path=PACKAGED, packaged=True)
        found = checks.survey(
            "《中华人民共和国政府信息公开条例》（国务院令第492号）；《政府信息公开条例》第二十条"
        )
        assert [len(list(checks.ended(checks.Survey((r,), found.standing)))) for r in found.readings] == [
            1,
            0,
        ]

    def test_the_same_queries_whatever_the_number_of_citations(self, django_assert_max_num_queries):
        make_norm(title="示例停车管理办法")
        text = "《示例停车管理办法》第二条、《没有的办法》。" * 40
        checks.survey(text)
        with django_assert_max_num_queries(9):
            checks.survey(text)


@pytest.mark.task(24)
def test_changed_numbers_of_the_district_move_the_review_but_not_the_term_of_what_is_entered():
    norm = make_norm(expires_on=dt.date(2099, 6, 30))
    keeping.refresh(norm)
    norm.refresh_from_db()
    before = norm.review_on
    assert before is not None
    keeper = actor_for(Role.HEAD, keeper_unit())
    sources.set_rule(
        dt.date(2000, 1, 1),
        actor=keeper,
        values={"basis": "示例办法第三条", "review_months": 12, "verified": True},
    )
    norm.refresh_from_db()
    assert norm.review_on == dt.date(2098, 6, 30) != before
    assert norm.valid_until == dt.date(2099, 6, 30)
