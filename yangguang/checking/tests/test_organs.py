"""Names and titles of the district's own organs: what is wrong is found, what only looks so is not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.engine import RULES, examine
from yangguang.checking.names import units as known_units
from yangguang.checking.names.organs import Ended, Organ, Organs
from yangguang.checking.subjects import Subject
from yangguang.core.actors import operator
from yangguang.organisations.actions import change_unit, merge_unit
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.names import UnitEntry
from yangguang.organisations.queries import packaged_directory
from yangguang.organisations.tests.factories import actor_for, administrator, make_unit

pytestmark = pytest.mark.task(25)
DAY = dt.date(2021, 6, 1)
CHANGED = dt.date(2019, 2, 28)
OLD = {
    "区文旅局": (("区文体出版局", CHANGED), ("厦门市思明区文化体育出版局", CHANGED)),
    "区司法局": (("区司法处", None),),
}
DISTRICT = Organs(
    tuple(
        Organ(u, OLD.get(u.name, ()), ("局长",) if u.name in ("区财政局", "区民政局") else ())
        for u in packaged_directory().units
    ),
    (Ended("区撤销办", "厦门市思明区撤销办公室", CHANGED),),
)


def slips(text, day=DAY):
    return [(text[s.start : s.end], s.better) for s in DISTRICT.slips(text, day)]


@pytest.mark.parametrize(
    ("text", "written", "better"),
    [
        ("由区文体出版局负责", "区文体出版局", "区文旅局"),
        ("厦门市思明区文化体育出版局", "厦门市思明区文化体育出版局", "厦门市思明区文化和旅游局"),
        ("思明区文体出版局公告", "思明区文体出版局", "厦门市思明区文化和旅游局"),
        ("报送区司法处", "区司法处", "区司法局"),
        ("由区发改委牵头", "区发改委", "区发改局"),
        ("思明区市场监管管理局", "思明区市场监管管理局", "思明区市场监督管理局"),
        ("思明区文化旅游局", "思明区文化旅游局", "思明区文化和旅游局"),
        ("思明区发展与改革局", "思明区发展与改革局", "思明区发展和改革局"),
        ("思明区民正局", "思明区民正局", "思明区民政局"),
        ("向区撤销办申请", "区撤销办", ""),
    ],
)
def test_a_wrong_name_is_found_with_the_right_one(text, written, better):
    assert slips(text) == [(written, better)]


@pytest.mark.parametrize(
    "text",
    [
        "原区文体出版局",
        "《区文体出版局关于开放场馆的通知》",
        "区文体出版局（现区文旅局）",
        "湖里区文体出版局",
        "湖里区发改委",
        "区教育委员会",
        "区财政厅长",
        "思明区人民法院、思明区工商业联合会、思明区人大常委会",
        "思明区民宗局",
        "思明区教育局机关党委",
    ],
)
def test_the_past_other_districts_and_other_organs_are_left_alone(text):
    assert slips(text) == []


def test_a_document_of_the_time_bears_the_name_of_the_time():
    assert slips("区文体出版局", dt.date(2018, 1, 1)) == []


@pytest.mark.parametrize("entry", packaged_directory().units, ids=lambda e: e.name)
def test_no_right_name_is_called_wrong(entry):
    for name in (entry.name, entry.full_name, *entry.aliases):
        assert slips(f"由{name}负责。{name}") == []


@given(
    st.sampled_from([u for u in packaged_directory().units if u.full_name.startswith("厦门市思明区")]),
    st.data(),
)
def test_one_character_left_out_of_a_full_name_is_found(entry, data):
    """The ending stays; of the 人民政府 offices two differ by so little that nothing is guessed."""
    rest = entry.full_name.rpartition("思明区")[2]
    if (
        len(rest) < 6
        or not rest.endswith(("局", "办公室", "办事处", "中心"))
        or "街道" in rest
        or rest.startswith("人民政府")
    ):
        return
    at = data.draw(st.integers(0, len(rest) - 4))
    if rest[at] == rest[at + 1]:
        return
    text = "思明区" + rest[:at] + rest[at + 1 :]
    if DISTRICT.directory.exact(text) is None:
        assert [better for _, better in slips(text)] in (["思明区" + rest], [f"区{rest}"], [entry.name])


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("区财政局主任", ["主任"]),
        ("区财政局党组书记、局长", []),
        ("思明区财政局副主任", ["主任"]),
        ("区财政局局长", []),
        ("区财政局主任科员、区民政局办公室主任", []),
        ("湖里区财政局主任", []),
        ("区教育局主任", []),  # its titles are not known
    ],
)
def test_a_title_that_the_unit_does_not_have_is_asked_about(text, titles):
    assert [text[s.start : s.end] for s in DISTRICT.wrong_titles(text)] == titles


def test_nothing_is_known_without_units():
    assert list(Organs(()).slips("区发改委", DAY)) == []


def test_two_units_that_a_slip_could_mean_are_not_guessed():
    two = Organs((
        Organ(UnitEntry("区城管一局", (), "部门", "某市甲区城市管理一局")),
        Organ(UnitEntry("区城管二局", (), "部门", "某市甲区城市管理二局")),
    ))  # fmt: skip
    assert list(two.slips("甲区城市管理三局", DAY)) == []


# With the database


def found(text, **facts):
    known_units.forget()
    rules = [RULES.get("CHK-E02"), RULES.get("CHK-E03")]
    return [(f.shown, f.severity) for f in examine(Subject.of_text(text, DAY, **facts), rules)]


@pytest.mark.django_db
def test_a_renamed_unit_is_found_by_its_old_name_as_a_hint_and_a_merged_one_to_confirm():
    renamed, old, new = make_unit("区示例甲乙局"), make_unit("区示例丙丁局"), make_unit("区示例戊己局")
    change_unit(renamed, actor=administrator(), name="区示例庚辛局")
    merge_unit(old, actor=administrator(), into=new, on=dt.date(2020, 3, 1))
    assert found("由区示例甲乙局负责") == [("区示例甲乙局", "hint")]
    assert found("由区示例丙丁局负责") == [("区示例丙丁局", "confirm")]
    assert found("由区示例丙丁局负责", written_on=dt.date(2019, 1, 1)) == []
    assert found("由区示例庚辛局、区示例戊己局负责") == []


@pytest.mark.django_db
def test_a_name_that_another_unit_bears_today_is_nobodys_old_one():
    renamed = make_unit("区示例甲乙局")
    change_unit(renamed, actor=administrator(), name="区示例庚辛局")
    make_unit("区示例甲乙局", full_name="厦门市思明区示例甲乙局本部")
    assert found("由区示例甲乙局负责") == []


@pytest.mark.django_db
def test_titles_are_set_for_a_unit_by_its_reviewer_and_by_the_office():
    from yangguang.checking.actions.titles import set_titles
    from yangguang.core.actions import Refused
    from yangguang.organisations.tests.factories import openness_office

    unit = make_unit("区示例甲乙局")
    assert found("区示例甲乙局主任") == []
    set_titles(unit, actor=actor_for(Role.REVIEWER, unit), titles=["局长"])
    assert found("区示例甲乙局主任") == [("主任", "confirm")]
    set_titles(unit, actor=actor_for(Role.OPENNESS, openness_office()), titles=["局长", "主任"])
    assert found("区示例甲乙局主任") == []
    with pytest.raises(Refused):
        set_titles(unit, actor=actor_for(Role.REVIEWER), titles=[])


@pytest.mark.django_db
def test_a_title_is_set_on_screen(client):
    from django.urls import reverse

    from yangguang.organisations.tests.factories import make_person

    unit = make_unit()
    client.force_login(make_person(Role.REVIEWER, unit))
    client.post(reverse("checking:edit-titles", args=[unit.pk]), {"titles": "局长\n副局长"})
    assert Unit.objects.get(pk=unit.pk).titles.titles == ["局长", "副局长"]
    listed = client.get(reverse("checking:titles"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "局长；副局长" in listed


@pytest.mark.django_db
def test_the_packaged_district_says_nothing_wrong_of_itself():
    from yangguang.organisations import loading

    loading.load(loading.packaged_data(), loading.PACKAGED, operator())
    assert found("区政府办、区发改局、区教育局、厦门市思明区财政局、鼓浪屿街道") == []
