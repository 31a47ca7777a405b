"""Standard catalogues in and out, limits in words, statements that there is nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.catalog import actions, exporting, importing, queries, rules
from yangguang.catalog.models import Catalogue
from yangguang.core.actions import Refused
from yangguang.core.workdays import packaged_calendar
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office

TOP = [
    "序号",
    "公开事项",
    None,
    "公开内容\n（要素）",
    "公开依据",
    "公开时限",
    "公开主体",
    "公开渠道和载体",
    "公开对象",
    None,
    "公开方式",
    None,
    "公开层级",
    None,
]
SECOND = [
    None,
    "一级事项",
    "二级事项",
    None,
    None,
    None,
    None,
    None,
    "全社会",
    "特定群体",
    "主动",
    "依申请公开",
    "县级",
    "乡（镇）级",
]


def line(number: int, first: str | None, second: str, **changed: str) -> list[str | None]:
    values = {
        "limit": "信息形成或变更之日起20个工作日内", "subject": "区民政局", "channels": "■政府网站 □两微一端\n■公开查阅点",
        "whole": "√", "groups": "", "proactive": "√", "request": "", "county": "√", "town": "",
    }  # fmt: skip
    v = {**values, **changed}
    return [str(number), first, second, "示例内容", "《社会救助暂行办法》", v["limit"], v["subject"], v["channels"],
            v["whole"], v["groups"], v["proactive"], v["request"], v["county"], v["town"]]  # fmt: skip


def workbook(
    path: Path, *lines: list[str | None], title: str = "社会救助领域基层政务公开标准目录（示例）"
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "社会救助"
    sheet.append([title])
    sheet.append(TOP)
    sheet.append(SECOND)
    for row in lines:
        sheet.append(row)
    sheet.append(["注：在标注范围内至少选择其一公开（示例）"])
    for area in ("A1:N1", "B2:C2", "I2:J2", "K2:L2", "M2:N2", "A2:A3", "B4:B5"):
        sheet.merge_cells(area)
    target = path / "示例.xlsx"
    book.save(target)
    return target


@pytest.fixture
def units(db):
    return make_unit("区民政局"), make_unit("区政府办", is_openness_office=True)


@pytest.mark.task(29)
def test_a_usual_workbook_is_read_with_merged_cells_channels_and_marks(units, tmp_path):
    path = workbook(tmp_path, line(1, "最低生活保障", "政策法规"), line(2, None, "办理结果", whole="", groups="√", town="✓"),
                    line(3, "临时救助", "救助标准", subject="区民政局、某某中心"))  # fmt: skip
    [sheet] = importing.read(path)
    assert sheet.errors == []
    assert sheet.field == "社会救助"
    assert [r.first_level for r in sheet.rows] == ["最低生活保障", "最低生活保障", "临时救助"]
    assert sheet.rows[0].channels == [["政府网站", True], ["两微一端", False], ["公开查阅点", True]]
    assert (sheet.rows[1].groups, sheet.rows[1].township, sheet.rows[1].whole_society) == (
        "特定群体",
        True,
        False,
    )
    assert [u.name for u in sheet.rows[0].units] == ["区民政局"]
    assert "某某中心" in sheet.warnings[0]
    assert "第 6 行" in sheet.warnings[0]
    assert "注：" in sheet.notes


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"channels": "□政府网站"}, "没有■"),
        ({"whole": ""}, "公开对象"),
        ({"proactive": ""}, "公开方式"),
        ({"county": ""}, "公开层级"),
    ],
)
def test_a_row_that_breaks_the_layout_is_named(units, tmp_path, changed, words):
    [sheet] = importing.read(workbook(tmp_path, line(1, "甲", "乙", **changed), line(2, "丙", "丁")))
    assert len(sheet.errors) == 1
    assert words in sheet.errors[0]
    assert "第 4 行" in sheet.errors[0]
    with pytest.raises(Refused):
        actions.import_catalogue(
            None,
            actor=actor_for(Role.OPENNESS, openness_office()),
            sheet=sheet,
            source="示例.xlsx",
            sha256="0" * 64,
        )
    assert not Catalogue.objects.exists()


def test_what_is_no_catalogue_is_refused_in_words(db, tmp_path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(ValueError, match="没有找到标准目录"):
        importing.read(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_bytes(b"PK broken")
    with pytest.raises(ValueError, match="打不开"):
        importing.read(tmp_path / "b.xlsx")


@pytest.mark.task(29)
def test_a_new_version_keeps_the_items_keys_and_supersedes_the_old_one(units, tmp_path):
    office = actor_for(Role.OPENNESS, units[1])

    def bring(*lines):
        [sheet] = importing.read(workbook(tmp_path, *lines))
        return actions.import_catalogue(None, actor=office, sheet=sheet, source="示例.xlsx", sha256="0" * 64)

    first = actions.bring_into_force(bring(line(1, "甲", "一"), line(2, "甲", "二")), actor=office)
    second = bring(line(1, "甲", "一", limit="10个工作日内"), line(2, "乙", "三"))
    assert {(c.what, str(c.item)) for c in queries.changes(first, second)} == {
        ("修改", "一"),
        ("新增", "三"),
        ("删除", "二"),
    }
    actions.bring_into_force(second, actor=office)
    first.refresh_from_db()
    assert first.state == Catalogue.State.SUPERSEDED
    assert first.items.get(second_level="一").key == second.items.get(second_level="一").key
    with pytest.raises(Refused):
        actions.bring_into_force(first, actor=office)


@pytest.mark.task(29)
def test_an_exported_catalogue_reads_back_the_same(units, tmp_path):
    office = actor_for(Role.OPENNESS, units[1])
    [sheet] = importing.read(
        workbook(
            tmp_path,
            line(1, "甲", "一"),
            line(2, None, "二", request="√"),
            line(3, "乙", "三", groups="企业"),
        )
    )
    made = actions.import_catalogue(None, actor=office, sheet=sheet, source="示例.xlsx", sha256="0" * 64)
    again = tmp_path / "again.xlsx"
    again.write_bytes(exporting.workbook(made))
    [back] = importing.read(again)
    assert back.errors == []
    assert [r.values() for r in back.rows] == [r.values() for r in sheet.rows]
    assert back.notes == sheet.notes
    assert back.field == sheet.field


def test_a_statement_is_for_a_period_and_by_the_unit_itself(units):
    mine, stranger = actor_for(Role.EDITOR, units[0]), actor_for(Role.HEAD, make_unit())
    day = dt.date(2021, 1, 1)
    given_ = {"item": "FD20-12", "period_from": day, "period_to": dt.date(2021, 12, 31)}
    with pytest.raises(Refused):
        actions.state_none(units[0], actor=stranger, **given_)
    made = actions.state_none(units[0], actor=mine, **given_)
    assert actions.state_none(units[0], actor=mine, **given_).pk == made.pk
    assert made.covers(dt.date(2021, 6, 1))
    assert not made.covers(dt.date(2022, 1, 1))
    for wrong, field in (
        ({"period_to": dt.date(2020, 1, 1)}, "period_to"),
        ({"period_to": dt.date(2023, 1, 1)}, "period_to"),
        ({"item": "X"}, "item"),
    ):
        with pytest.raises(Refused) as error:
            actions.state_none(units[0], actor=mine, **{**given_, **wrong})
        assert error.value.reasons[0].field == field


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("信息形成或变更之日起20个工作日内", rules.Limit(20, True)),
        ("批准后20日内", rules.Limit(20, False)),
        ("作出决定之日起七个工作日内公开", rules.Limit(7, True)),
        ("每季度公开", rules.Limit(20, True, rules.Every.QUARTER)),
        ("及时公开", rules.Limit(1, True)),
        ("按有关规定", rules.Limit(20, True, None, False)),
    ],
)  # fmt: skip
def test_limits_are_read_from_their_words(text, limit):
    assert rules.parse_limit(text) == limit


@given(st.sampled_from(list(rules.Every)), st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)))
def test_every_day_lies_in_its_period_and_periods_follow_on(every, day):
    first, last = rules.period_of(every, day)
    assert first <= day <= last
    assert rules.period_of(every, last + dt.timedelta(days=1))[0] == last + dt.timedelta(days=1)


@given(st.integers(1, 40), st.dates(dt.date(2020, 1, 1), dt.date(2025, 6, 1)))
def test_a_later_limit_never_ends_earlier(days, formed):
    calendar = packaged_calendar()
    due = rules.due(rules.Limit(days), formed, calendar)
    assert formed < due <= rules.due(rules.Limit(days + 1), formed, calendar)
