"""Scores are a function of set and findings: 国办秘函〔2019〕19号's veto, caps, pass mark and bonus; more is never better."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.inspection import scoring, sets
from yangguang.inspection.scoring import Defect

pytestmark = pytest.mark.task(25)

RULES = sets.read_set(sets.packaged()["gbmh-2019-19.toml"])
PROBES = (
    "link.broken", "column.stale", "column.blank", "home.stale", "footer.icp", "site.search", "page.labels", "home.find_error_entry",
    "image.broken", "availability.week", "a11y.label", "column.unreadable", "manual.D2-1",
)  # fmt: skip
KINDS = ("", "动态要闻", "通知公告", "政策文件", "政策解读", "领导信息")
DEFECTS = st.builds(
    Defect, st.sampled_from(PROBES), st.integers(0, 60).map(str), st.sampled_from(KINDS), st.sampled_from((None, 0.01, 0.05, 0.2)),
    st.sampled_from(((), ("筹建中",))),
)  # fmt: skip


def stale(number: int, kind: str = "动态要闻") -> list[Defect]:
    return [Defect("column.stale", f"c{n}", kind) for n in range(number)]


def test_a_clean_site_has_all_points_and_says_what_nobody_looked_at():
    found = scoring.score(RULES, [])
    assert (found.verdict, found.total) == (scoring.PASS, 100)
    assert found.provisional
    assert "W-V1" in found.unexamined
    assert "M-V1" not in found.unexamined  # accounts are another register's
    every = [i.code for i in RULES.items if not i.automatic]
    assert not scoring.score(RULES, [], examined=every).provisional


@pytest.mark.parametrize(("number", "vetoed"), [(4, False), (5, True)])
def test_five_stale_columns_of_the_named_kinds_fail_the_site(number, vetoed):
    found = scoring.score(RULES, stale(number))
    assert [v.code for v in found.vetoes] == (["W-V4-1"] if vetoed else [])
    assert (found.total is None) is vetoed


def test_other_columns_need_ten_and_columns_being_set_up_do_not_count():
    assert not scoring.score(RULES, stale(9, "")).vetoes
    assert scoring.score(RULES, stale(10, "")).vetoes
    building = [Defect("column.blank", f"c{n}", "", None, ("筹建中",)) for n in range(9)]
    assert scoring.score(RULES, building).total == 100


def test_a_week_is_a_veto_from_five_per_cent_on():
    assert not scoring.score(RULES, [Defect("availability.week", "x", share=0.0499)]).vetoes
    assert scoring.score(RULES, [Defect("availability.week", "x", share=0.05)]).vetoes


def test_an_item_never_takes_more_than_its_cap():
    broken = [Defect("link.broken", f"x{n}") for n in range(500)]
    found = scoring.score(RULES, broken)
    [line] = found.lines
    assert (line.count, line.points) == (500, 5)
    assert found.total == 95


def test_below_sixty_fails():
    rules = sets.read_set(
        'code = "x"\nversion = 1\nname = "示例"\n[[indicator]]\ncode = "A"\nname = "甲"\nclause = "一"\nscope = "page"\n'
        'kind = "deduct"\nprobe = "link.broken"\nscore = 1\neach = true\ncap = 50\n'
    )
    broken = [Defect("link.broken", f"x{n}") for n in range(41)]
    assert scoring.score(rules, broken[:40]).verdict == scoring.PASS
    assert scoring.score(rules, broken).verdict == scoring.LOW


def test_bonus_counts_only_above_eighty_and_up_to_its_cap():
    bonuses = {"B-1": 20.0, "B-2": 5.0}
    assert scoring.score(RULES, [], bonuses=bonuses).total == 113  # 8 of 20, and 5
    low = [
        *stale(1),
        *stale(1, "政策文件"),
        *stale(1, "政策解读"),
        *(Defect("column.blank", f"b{n}") for n in range(4)),
    ]
    low += [Defect("footer.icp", f"f{n}") for n in range(5)]
    found = scoring.score(RULES, low, bonuses=bonuses)
    assert found.base < 80
    assert found.total == found.base


def test_the_same_thing_seen_twice_is_one():
    assert scoring.score(RULES, [Defect("link.broken", "x")] * 2).total == 99.9


@given(st.lists(DEFECTS, max_size=40), DEFECTS)
def test_one_more_finding_never_raises_the_score(defects, more):
    before, after = scoring.score(RULES, defects), scoring.score(RULES, [*defects, more])
    assert after.worth <= before.worth
    assert not (before.verdict != scoring.PASS and after.verdict == scoring.PASS)


@given(st.lists(DEFECTS, max_size=40), st.randoms())
def test_the_order_does_not_matter_and_caps_hold(defects, chance):
    found = scoring.score(RULES, defects)
    mixed = list(defects)
    chance.shuffle(mixed)
    assert scoring.score(RULES, mixed) == found
    caps = {i.code: i.cap for i in RULES.items}
    assert all(x.points <= caps[x.code] for x in found.lines)
    assert (found.total is None) == bool(found.vetoes)


@given(st.lists(DEFECTS, max_size=30))
def test_a_tightened_set_never_scores_better(defects):
    overlay = (
        'code = "local"\nversion = 1\nname = "示例"\nbase = "gbmh-2019-19@1"\n[[tighten]]\ncode = "W-V4-1"\ncount = 2\n'
        '[[tighten]]\ncode = "D4-3"\nscore = 1\ncap = 9\n[[tighten]]\ncode = "W-V2"\nshare = 0.01\n'
    )
    tight = sets.overlaid(RULES, overlay)
    assert scoring.score(tight, defects).worth <= scoring.score(RULES, defects).worth
