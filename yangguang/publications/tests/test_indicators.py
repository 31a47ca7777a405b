"""What publications prove: cells, empty and stale columns, catalogue items, consent, corrections."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.catalog.actions import state_none
from yangguang.catalog.models import Catalogue, Item
from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.models import Column, Publication

from .factories import Team, make_column

pytestmark = pytest.mark.django_db


def cases(code: str, on: dt.date | None = None, **params):
    found = INDICATORS.get(code)
    return list(found.run(Context(on or timezone.localdate(), None, {**found.params, **params})))


def verdicts(code: str, on: dt.date | None = None) -> dict[str, str]:
    return {c.label: c.verdict for c in cases(code, on)}


@pytest.mark.task(27)
def test_a_cell_is_good_by_content_or_by_a_dated_statement_and_bad_otherwise():
    team = Team()
    today = timezone.localdate()
    name = f"{team.unit}：突发公共事件"
    assert verdicts("COL-01")[name] == "bad"
    made = state_none(
        team.unit,
        actor=team.editor,
        item="FD20-12",
        period_from=today,
        period_to=today + dt.timedelta(days=30),
    )
    assert verdicts("COL-01")[name] == "good"
    assert verdicts("COL-01", today + dt.timedelta(days=31))[name] == "bad"
    made.delete()
    team.release(kind="emergency", source="示例", items=["FD20-12"])
    assert verdicts("COL-01")[name] == "good"
    assert verdicts("COL-01")[f"{team.unit}：公开指南"] == "bad"


@pytest.mark.task(27)
def test_empty_and_stale_columns_are_counted_apart():
    with pytest.raises(SourceMissing):
        cases("COL-02")
    team = Team()
    empty, full = (
        make_column(team.unit, name="示例空白", query={"kinds": ["news"]}),
        make_column(team.unit, name="示例有内容"),
    )
    team.release()
    assert verdicts("COL-02") == {"示例空白": "bad", "示例有内容": "good"}
    assert verdicts("COL-03") == {"示例有内容": "good"}
    later = timezone.localdate() + dt.timedelta(days=184)
    [case] = cases("COL-03", later)
    assert case.verdict == "bad"
    assert "超过 183 天的要求 1 天" in case.reason
    Column.objects.filter(pk=full.pk).update(freshness=365)
    assert verdicts("COL-03", later) == {"示例有内容": "good"}
    assert empty.entry_count == 0


@pytest.mark.task(27)
def test_a_unit_with_a_hub_of_its_own_making_breaks_uniformity():
    team, other = Team(), Team()
    make_column(team.unit, name="政府信息公开")
    assert verdicts("COL-04")[str(team.unit)] == "bad"
    assert verdicts("COL-04")[str(other.unit)] == "good"


@pytest.fixture
def item(db):
    catalogue = Catalogue.objects.create(
        field="社会救助", name="示例目录", version=1, state="in_force", effective_on=dt.date(2021, 1, 1),
        source_name="示例.xlsx", sha256="0" * 64, imported_by="示例",
    )  # fmt: skip
    return Item.objects.create(
        catalogue=catalogue, key="社会救助-示例", order=1, first_level="示例事项", proactive=True,
        limit_text="信息形成之日起20个工作日内，每季度公开",
    )  # fmt: skip


@pytest.mark.task(29)
def test_a_field_without_a_catalogue_in_force_is_missing(item):
    found = verdicts("STD-01")
    assert found["社会救助"] == "good"
    assert found["义务教育"] == "bad"
    assert len(found) == 26


@pytest.mark.task(30)
def test_an_item_needs_content_in_its_own_period_from_each_unit(item):
    team, other = Team(), Team()
    item.units.set([team.unit, other.unit])
    team.release(items=[item.key])
    found = {c.unit: c.verdict for c in cases("STD-03")}
    assert found == {team.unit.pk: "good", other.unit.pk: "bad"}
    later = timezone.localdate() + dt.timedelta(days=100)
    assert {c.reason_code for c in cases("STD-03", later)} == {"stale", "empty"}


@pytest.mark.task(30)
def test_content_later_than_the_items_limit_is_late(item):
    team = Team()
    item.units.set([team.unit])
    today = timezone.localdate()
    team.release(title="示例及时", items=[item.key], written_on=today - dt.timedelta(days=1))
    team.release(title="示例迟到", items=[item.key], written_on=today - dt.timedelta(days=90))
    found = {c.label: c for c in cases("STD-04")}
    assert found["示例及时"].verdict == "good"
    assert found["示例迟到"].verdict == "bad"
    assert found["示例迟到"].due < today


@pytest.mark.task(11)
def test_sensitive_information_released_urgently_has_no_consent_and_counts_as_bad():
    team = Team()
    record = team.draft(kind="emergency", source="示例", sensitive=True)
    releasing.release_urgently(record, actor=team.head, reason="示例")
    [case] = cases("EMG-05")
    assert case.verdict == "bad"
    assert "应急发布" in case.reason


@pytest.mark.task(11)
def test_a_correction_with_its_note_is_good():
    team = Team()
    record = team.release(kind="emergency", source="示例")
    record = drafting.save_draft(record, actor=team.editor, values={"body": "<p>示例：更正后。</p>"})
    record = signing.submit(record, actor=team.editor)
    record = signing.approve(record, actor=team.first)
    record = signing.approve(record, actor=team.head)
    releasing.release(record, actor=team.editor, correction=True, note="示例：更正数字")
    [case] = cases("EMG-07")
    assert case.verdict == "good"


@pytest.mark.task(12)
def test_health_columns_must_change_every_fortnight():
    team = Team()
    with pytest.raises(SourceMissing):
        cases("EMG-08")
    make_column(team.unit, name="示例科普", query={"kinds": ["science"]})
    assert verdicts("EMG-08") == {"示例科普": "bad"}
    team.release(kind="science", source="示例")
    assert verdicts("EMG-08") == {"示例科普": "good"}
    assert verdicts("EMG-08", timezone.localdate() + dt.timedelta(days=15)) == {"示例科普": "bad"}
    assert Publication.objects.filter(kind="science", live=True).exists()


@pytest.mark.task(27)
def test_the_targets_mean_what_their_formulas_say():
    from yangguang.core.indicators import State
    from yangguang.workplan.measuring.states import judge

    def state(code: str, good: int, total: int) -> State:
        return judge(good, total, INDICATORS.get(code).target)[0]

    for code in ("COL-01", "COL-04", "STD-01", "EMG-05", "EMG-07", "EMG-08"):
        assert state(code, 10, 10) == State.MET, code
        assert state(code, 0, 10) == State.MISSED, code
    for code in ("COL-02", "COL-03"):
        assert state(code, 10, 10) == State.MET, code
        assert state(code, 9, 10) == State.MISSED, code
