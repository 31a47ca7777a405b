"""``yangguang measure``: numbers with their lists, a freeze, its check; errors that say what to do."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from yangguang.core.jobs import JOBS
from yangguang.workplan.models import Freeze, MeasureRun

from ..factories import district, imported, issued

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


def said(capsys, *args):
    call_command("measure", *args)
    return capsys.readouterr().out


def test_without_a_plan_it_says_what_to_do():
    with pytest.raises(CommandError, match="请先导入"):
        call_command("measure")
    assert JOBS.get("workplan.measure").run(timezone.localdate()) == "没有要测量的计划"


def test_in_words(capsys):
    issued(district())
    out = said(capsys)
    assert "ORG-04 人员到位率：0/" in out
    assert "未达标" in out
    one = said(capsys, "--task", "19")
    assert "OPI-01" in one
    assert "尚未接入，等“政民互动”的记录" in one
    with pytest.raises(CommandError, match="没有第 99 项"):
        call_command("measure", "--task", "99")


def test_as_json_every_number_has_its_list(capsys):
    issued(district())
    found = json.loads(said(capsys, "--json"))
    assert {"plan", "as_of", "content_hash", "tasks", "district", "units"} <= set(found)
    assert [t["number"] for t in found["tasks"]] == list(range(1, 40))
    for task in found["tasks"]:
        assert task["state"]
        assert task["proof"][:1] == "P"
        for r in task["results"]:
            verdicts = [c["verdict"] for c in r["cases"]]
            assert verdicts.count("good") == r["good"]
            assert verdicts.count("good") + verdicts.count("bad") == r["total"]
            assert verdicts.count("excluded") == r["excluded"]
            assert r["value"] is None or r["total"]
    assert all("unit" in u for u in found["units"])


def test_before_issue_progress_cannot_be_measured(capsys):
    imported(district())
    found = json.loads(said(capsys, "--json", "--task", "1"))
    assert len(found["tasks"]) == 1
    district_wide = json.loads(said(capsys, "--json"))["district"]
    states = {r["code"]: (r["state"], r["note"]) for r in district_wide}
    assert states["PRG-01"] == ("无法测量", "计划在这一天尚未印发，还没有分派")


def test_as_of_a_day_and_again(capsys):
    issued(district())
    first = json.loads(said(capsys, "--json", "--as-of", "2021-09-28"))
    again = json.loads(said(capsys, "--json", "--as-of", "2021-09-28"))
    assert first["as_of"] == "2021-09-28"
    assert first["content_hash"] == again["content_hash"]
    assert MeasureRun.objects.count() == 1
    with pytest.raises(CommandError, match="还没有到"):
        call_command("measure", "--as-of", "2999-01-01")


def test_freezing_and_verifying(capsys):
    issued(district())
    with pytest.raises(CommandError, match="请写明季度"):
        call_command("measure", "freeze")
    assert "已冻结 2021Q3（截至 2021-09-30）" in said(capsys, "freeze", "2021q3")
    with pytest.raises(CommandError, match="已经冻结"):
        call_command("measure", "freeze", "2021Q3")
    assert "1 次冻结完好" in said(capsys, "verify")
    Freeze.objects.update(lines="{}")
    with pytest.raises(CommandError, match="被改动过"):
        call_command("measure", "verify")


def test_the_nightly_job_measures_and_prunes():
    issued(district())
    assert "个结果" in JOBS.get("workplan.measure").run(timezone.localdate())
    assert MeasureRun.objects.get().as_of == timezone.localdate()
