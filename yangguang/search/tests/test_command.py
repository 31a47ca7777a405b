"""``yangguang search`` as an operator uses it."""

import io

import pytest
from django.core.management import CommandError, call_command

from yangguang.search import indexing
from yangguang.search.engine import engine

from .factories import settle


def run(*words):
    out = io.StringIO()
    call_command("search", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_rebuild_then_query(shelf):
    with pytest.raises(CommandError, match="yangguang search rebuild"):
        run("query", "补贴")
    shelf.put("养老补贴办法（示例）")
    assert "共 1 件" in run("rebuild")
    assert "养老补贴办法（示例）  /1/" in run("query", "補貼")
    assert "包含其中大部分" in run("query", "补贴", "火星")


def test_status_tells_how_the_index_stands(shelf):
    assert "还没有建立" in run("status")
    settle()
    shelf.put("示例公告")
    text = run("status")
    assert "索引可用：0 件" in text
    assert "待编入 1 处变更，最早的是" in text


def test_update_tries_again_what_had_failed_too_often(shelf):
    settle()
    shelf.broken.add(1)
    shelf.put("示例公告", id=1)
    for _ in range(indexing.TRIES):
        settle()
    assert "多次编入失败" in run("status")
    shelf.broken.clear()
    assert "编入 1 处变更" in run("update")
    assert "示例公告" in run("query", "公告")


def test_a_rebuild_beside_another_writer_says_what_to_do(shelf):
    with engine().lock(), pytest.raises(CommandError, match="请过几秒再试"):
        run("rebuild")
