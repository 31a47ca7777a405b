"""The workbench: the office registers, inspects, judges; the unit sees what is its own and has it looked at again."""

from __future__ import annotations

import datetime as dt
import io
import random

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.inspection import demo, looking, records
from yangguang.inspection.actions import briefing, judging
from yangguang.inspection.looking import Look
from yangguang.inspection.models import Brief, Finding, Ruleset, Run, Site
from yangguang.inspection.observing import Column as Shown
from yangguang.publications.models import Column
from yangguang.publications.tests.factories import client_of

from .ledger import Bench

pytestmark = [pytest.mark.django_db, pytest.mark.task(27)]


@pytest.fixture
def bench():
    return Bench()


def test_a_site_is_registered_inspected_and_its_progress_told(bench):
    office = client_of(bench.office.user)
    posted = {
        "name": "示例二", "address": "https://er.example.org/", "unit": bench.unit.pk, "ruleset": bench.rules.pk, "every": "day",
        "weekday": 2, "ping_minutes": 60, "limit": 100, "active": "on", "allow": "a.example.org\nhttp://b",
        "mapping": f"https://er.example.org/tz/*，通知，通知公告，筹建中，{bench.unit.name}\n,缺网址",
    }  # fmt: skip
    page = office.post(reverse("inspection:register"), posted).content.decode()
    assert "第 2 行读不懂" in page
    posted["mapping"] = posted["mapping"].splitlines()[0]
    assert "不是主机名" in office.post(reverse("inspection:register"), posted).content.decode()
    posted["allow"] = "a.example.org"
    assert office.post(reverse("inspection:register"), posted).status_code == 302
    site = Site.objects.get(name="示例二")
    assert site.mapping == [
        {
            "url": "https://er.example.org/tz/*",
            "name": "通知",
            "kind": "通知公告",
            "exempt": "筹建中",
            "unit": bench.unit.pk,
        }
    ]
    assert "已经登记" in office.post(reverse("inspection:register"), posted).content.decode()
    page = office.post(reverse("inspection:inspect", args=[site.pk]), follow=True).content.decode()
    assert "等待后台进程开始" in page
    office.post(reverse("inspection:run-act", args=[Run.objects.get().pk, "cancel"]))
    assert Run.objects.get().state == "cancelled"


def test_the_unit_sees_its_own_only_after_it_was_judged_and_reports_it_done(bench, monkeypatch):
    finding = bench.finding()
    editor, office = client_of(bench.editor.user), client_of(bench.office.user)
    address = reverse("inspection:finding", args=[finding.pk])
    assert editor.get(address).status_code == 404
    office.post(reverse("inspection:confirm-many"), {"pk": [finding.pk]})
    page = editor.get(address).content.decode()
    assert "已整改，请复查" in page
    assert "认定为误报" not in page
    assert finding.target in editor.get(reverse("inspection:findings")).content.decode()
    assert client_of(Bench().editor.user).get(address).status_code == 404
    monkeypatch.setattr(looking, "again", lambda f: Look(True, "示例：能打开了"))
    page = editor.post(reverse("inspection:act", args=[finding.pk, "report"]), {"note": ""})
    assert page.status_code == 422
    page = editor.post(
        reverse("inspection:act", args=[finding.pk, "report"]), {"note": "示例：改好"}, follow=True
    ).content.decode()
    assert "已销号" in page
    assert Finding.objects.get().state == "closed"


def test_wrong_input_of_a_decision_is_told_and_kept(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    office = client_of(bench.office.user)
    page = office.post(
        reverse("inspection:act", args=[finding.pk, "dismiss"]),
        {"scope": "finding", "reason": "示例理由", "until": "2020-01-01"},
    )
    assert page.status_code == 422
    assert "有效期要晚于今天" in page.content.decode()
    assert "示例理由" in page.content.decode()
    assert office.post(reverse("inspection:act", args=[finding.pk, "nothing"])).status_code == 404


def test_appeal_and_decision_on_the_page(bench):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    editor, office = client_of(bench.editor.user), client_of(bench.office.user)
    act = reverse("inspection:act", args=[finding.pk, "appeal"])
    assert editor.post(act, {"text": "示例：能打开"}).status_code == 302
    assert editor.post(act, {"text": "示例：再来"}).status_code == 422
    asked = finding.petitions.get()
    assert "希望" not in office.get(reverse("inspection:finding", args=[finding.pk])).content.decode()
    assert editor.post(reverse("inspection:decide", args=[asked.pk])).status_code in (403, 404)
    office.post(reverse("inspection:decide", args=[asked.pk]), {"granted": "yes", "decision": "示例：成立"})
    assert Finding.objects.get().state == "false"


def test_lists_are_filtered_and_taken_away(bench):
    judging.confirm(bench.finding(), actor=bench.office)
    bench.inspected(bench.saw("link.broken", status=404), bench.saw("image.broken", "x.png"))
    office = client_of(bench.office.user)
    Finding.objects.filter(probe="link.broken").update(due=timezone.localdate() - dt.timedelta(days=3))
    page = office.get(reverse("inspection:findings") + "?state=overdue").content.decode()
    assert "gone.html" in page
    assert "x.png" not in page
    rows = (
        office.get(reverse("inspection:export", args=["csv"]) + "?severity=deduct")
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert len(rows) == 3
    assert "逾期天数" in rows[0]


def test_a_set_is_looked_at_before_it_is_kept(bench):
    office = client_of(bench.office.user)
    text = 'code = "siming"\nversion = 1\nname = "示例加严"\nbase = "gbmh-2019-19@1"\n[[tighten]]\ncode = "W-V4-1"\ncount = {}\n'
    address = reverse("inspection:sets")

    def sent(body: str):
        return office.post(address, {"what": "preview", "file": SimpleUploadedFile("a.toml", body.encode())})

    assert "放宽到 9" in sent(text.format(9)).content.decode()
    page = sent(text.format(3))
    assert "达到 5 个" in page.content.decode()
    assert not Ruleset.objects.filter(code="siming").exists()
    office.post(address, {"what": "import", "text": page.context["text"]})
    kept = Ruleset.objects.get(code="siming")
    assert kept.read().item("W-V4-1").aggregate.count == 3
    assert "已经导入" in sent(text.format(2)).content.decode()
    assert office.get(reverse("inspection:set", args=[kept.pk])).status_code == 200
    assert client_of(bench.editor.user).post(
        address, {"what": "import", "text": text.format(1)}
    ).status_code in (302, 403, 409)
    assert Ruleset.objects.filter(code="siming").count() == 1


def test_people_put_down_what_they_looked_at_and_bonus_points(bench):
    run = bench.inspected()
    office = client_of(bench.office.user)
    act = reverse("inspection:run-act", args=[run.pk, "examine"])
    assert "小于或等于" in office.post(act, {"B-1": "99"}).content.decode()
    office.post(act, {"codes": ["W-V1", "D3-1"], "B-1": "5"})
    run.refresh_from_db()
    assert (run.examined, run.score["total"]) == (["D3-1", "W-V1"], 105)


def test_the_circular_is_drawn_up_edited_numbered_and_kept(bench, monkeypatch):
    finding = judging.confirm(bench.finding(), actor=bench.office)
    Finding.objects.filter(pk=finding.pk).update(due=timezone.localdate() - dt.timedelta(days=2))
    today = timezone.localdate()
    quarter = (today.month + 2) // 3
    office = client_of(bench.office.user)
    office.post(reverse("inspection:briefs"), {"year": today.year, "quarter": quarter})
    made = Brief.objects.get()
    assert made.figures["overdue_all"] == 1
    assert "逾期未整改 1 个" in made.opening
    assert (
        "已经起草"
        in office.post(
            reverse("inspection:briefs"), {"year": today.year, "quarter": quarter}
        ).content.decode()
    )
    words = {"title": made.title, "opening": "示例：改过的总体情况", "demands": "示例要求"}
    office.post(reverse("inspection:brief", args=[made.pk]), words)
    with pytest.raises(Refused):  # the quarter is not over
        briefing.issue(Brief.objects.get(), actor=bench.office)
    briefing.recount(Brief.objects.get(), actor=bench.office)
    assert Brief.objects.get().opening == "示例：改过的总体情况"
    Brief.objects.update(year=today.year - 1, quarter=4)
    issued = briefing.issue(Brief.objects.get(), actor=bench.office)
    assert issued.number == 1
    data = office.get(reverse("inspection:brief-word", args=[made.pk])).content
    text = "".join(
        t.text or "" for t in docx.Document(io.BytesIO(data)).element.body.iter() if t.tag.endswith("}t")
    )
    assert "示例：改过的总体情况" in text
    assert "逾期未整改问题清单" in text
    assert str(bench.unit) in text
    with pytest.raises(Refused):
        briefing.edit(Brief.objects.get(), actor=bench.office, title="x", opening="x", demands="x")


def test_our_own_columns_are_judged_by_the_records_and_the_public_page_must_agree():
    bench = Bench(ours=True)
    owner = Bench().unit
    stale = Column.objects.create(
        slug="jiu", name="示例旧栏目", unit=owner, opened_on=dt.date(2020, 1, 1), column_type="动态要闻", entry_count=3,
        latest_at=timezone.now() - dt.timedelta(days=40),
    )  # fmt: skip
    address = bench.url(stale.get_absolute_url().lstrip("/"))
    # The crawler saw it blank, the records say otherwise: only the records count, and the difference is told.
    shown = Shown(address, "示例旧栏目", "动态要闻", None, 0)
    bench.inspected(bench.saw("column.blank", address, [address]), columns=[shown])
    found = {f.probe: f for f in Finding.objects.all()}
    assert set(found) == {"column.stale", "records.differ"}
    assert found["column.stale"].unit == owner
    assert found["column.stale"].item == "D1-4"
    assert looking.again(found["column.stale"]).gone is False
    Column.objects.update(latest_at=timezone.now())
    assert looking.again(found["column.stale"]).gone is True
    assert records.kind_of(stale) == "动态要闻"


def test_a_blank_column_with_ways_to_take_it_away_agrees_with_its_records():
    bench = Bench(ours=True)
    blank = Column.objects.create(
        slug="kong", name="示例空栏目", unit=Bench().unit, opened_on=dt.date(2020, 1, 1)
    )
    address = bench.url(blank.get_absolute_url().lstrip("/"))
    bench.inspected(columns=[Shown(address, "示例空栏目", "", None, 7)])
    assert set(Finding.objects.values_list("probe", flat=True)) == {"column.blank"}
    bench.inspected(columns=[Shown(address, "示例空栏目", "", timezone.localdate(), 7)])
    assert "records.differ" in set(Finding.objects.values_list("probe", flat=True))


def test_the_sample_holds_findings_in_many_states_and_comes_once(bench):
    Site.objects.all().delete()
    demo._run(operator(), random.Random("示例"))
    assert {"pending", "false", "confirmed", "fixing", "closed", "returned"} <= set(
        Finding.objects.values_list("state", flat=True)
    )
    before = Finding.objects.count()
    assert demo._run(operator(), random.Random("示例")) == "已经装过"
    assert Finding.objects.count() == before
    assert not demo._in_use()
    page = client_of(bench.office.user).get(reverse("inspection:dashboard")).content.decode()
    assert "示例：区政府门户网站" in page
    own = Site.objects.get(ours=True)
    assert client_of(bench.office.user).get(reverse("inspection:site", args=[own.pk])).status_code == 200
    assert (
        client_of(bench.office.user).get(reverse("inspection:run", args=[own.runs.get().pk])).status_code
        == 200
    )
