"""Indicator sets as data: what is packaged, what an overlay may change, and what a wrong file is told."""

from __future__ import annotations

import pytest

from yangguang.inspection import sets

pytestmark = pytest.mark.task(27)

TEXT = sets.packaged()["gbmh-2019-19.toml"]
BASE = sets.read_set(TEXT)
ITEM = (
    'code = "x"\nversion = 1\nname = "示例"\n[[indicator]]\ncode = "A"\nname = "甲"\nclause = "一"\nscope = '
)
HEAD = 'code = "local"\nversion = 1\nname = "示例"\nbase = "gbmh-2019-19@1"\n'


def faults(text: str) -> str:
    with pytest.raises(sets.Unreadable) as error:
        sets.overlaid(BASE, text) if "base" in text else sets.read_set(text)
    return "；".join(error.value.faults)


def test_the_packaged_sets_hold_every_item_of_the_documents():
    codes = {i.code for i in BASE.items}
    assert {
        "W-V1",
        "W-V2",
        "W-V3",
        "M-V1",
        "M-V2",
        "M-V3",
        *(f"D1-{n}" for n in range(1, 8)),
        *(f"D4-{n}" for n in range(1, 8)),
    } <= codes
    assert {f"P-{n:02}" for n in range(1, 12)} == {
        i.code for i in sets.read_set(sets.packaged()["gbgkbh-2019-61.toml"]).items
    }
    assert len(sets.read_set(sets.packaged()["gbf-2017-47.toml"]).items) == 14


def test_deductions_make_a_hundred_and_bonus_thirty_and_unseen_weights_are_unverified():
    assert sum(i.cap for i in BASE.items if i.kind == "deduct") == 100
    assert sum(i.cap for i in BASE.items if i.code.startswith("D2")) == 25
    assert sum(i.cap for i in BASE.items if i.kind == "bonus") == 30
    verified = {i.code for i in BASE.items if i.kind == "deduct" and i.weight_verified}
    assert verified == {"D1-3", "D1-5", "D2-2", "D3-3"}  # those whose weight was seen in a source


def test_a_stale_news_column_is_put_right_under_its_own_item_within_the_shorter_time():
    assert BASE.primary("column.stale", "动态要闻").code == "D1-4"
    assert {i.code for i in BASE.matching("column.stale", "动态要闻")} == {"W-V4-1", "D1-4"}
    assert BASE.due("column.stale", "动态要闻") == 5
    assert BASE.primary("home.stale").code == "W-V3"
    assert BASE.primary("manual.W-V1").code == "W-V1"
    assert BASE.primary("column.stale", "动态要闻", ["筹建中"]) is None


def test_an_overlay_tightens():
    text = (
        HEAD
        + '[days]\n"动态要闻" = 10\n[[tighten]]\ncode = "W-V4-1"\ncount = 3\ndue = 3\n[[tighten]]\ncode = "D1-4"\nscore = 6\n'
    )
    found = sets.overlaid(BASE, text)
    assert found.days["动态要闻"] == 10
    assert found.item("W-V4-1").aggregate.count == 3
    assert (found.item("D1-4").score, found.item("D1-4").cap) == (6, 6)
    assert found.label == "gbmh-2019-19@1+local@1"
    assert found.item("D1-4").local


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('[[tighten]]\ncode = "W-V4-1"\ncount = 6\n', "放宽到 6"),
        ('[[tighten]]\ncode = "W-V2"\nshare = 0.1\n', "放宽到 0.1"),
        ('[[tighten]]\ncode = "W-V2"\ncount = 1\n', "原来不按个数计"),
        ('[[tighten]]\ncode = "D1-4"\nscore = 4\n', "不能低于 5"),
        ('[[tighten]]\ncode = "W-V3"\nscore = 4\n', "不是扣分指标"),
        ('[[tighten]]\ncode = "D1-4"\ndue = 30\n', "不能长于 5 个工作日"),
        ('[[tighten]]\ncode = "D1-4"\nkind = "advice"\n', "不能改kind"),
        ('[[tighten]]\ncode = "X"\n', "不在所依据的指标体系里"),
        ('[days]\n"动态要闻" = 20\n', "放宽到 20"),
        ("passing = 50\n", "合格线不能低于 60"),
        ("bonus_cap = 40\n", "不能由地方改"),
        ('[[indicator]]\ncode = "W-V1"\nname = "甲"\nclause = "一"\nscope = "site"\nkind = "veto"\n', "请写在 [[tighten]]"),
        ('[[indicator]]\ncode = "Y"\nname = "甲"\nclause = "一"\nscope = "site"\nkind = "bonus"\n', "不能增加加分"),
    ],
)  # fmt: skip
def test_an_overlay_that_relaxes_is_refused_and_told_where(change, told):
    assert told in faults(HEAD + change)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code = ", "不是有效的 TOML"),
        ('code = "x"\nversion = 1\nname = "示例"\n', "没有任何指标"),
        ('code = "x"\nversion = 0\nname = "示例"\n', "version"),
        ('code = "x"\nversion = 1\nname = "示例"\nfoo = 1\n', "认不出"),
        (ITEM + '"moon"\nkind = "veto"\n', "scope"),
        (ITEM + '"site"\nkind = "veto"\naggregate = {count = 0}\n', "aggregate"),
        (ITEM + '"site"\nkind = "veto"\ndue = true\n', "due"),
        ("x = 1\n" * 200000, "超过"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_what_is_wrong(text, told):
    assert told in faults(text)
