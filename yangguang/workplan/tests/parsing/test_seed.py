"""The real table of 2021 is read exactly: 39 tasks, every character placed, 18 rows with a question."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from .tables import EXAMPLES, EXPECTED, SEED, read

PLAN = read(SEED, "task-table-2021.txt").to_json()


@pytest.mark.parametrize("number", range(1, 40))
def test_each_task_is_as_expected(number):
    assert PLAN["tasks"][number - 1] == EXPECTED["tasks"][number - 1]


def test_chapters_and_checks():
    assert PLAN["sections"] == EXPECTED["sections"]
    assert PLAN["checks"] == EXPECTED["checks"]
    assert PLAN["problems"] == EXPECTED["problems"]
    assert sorted(u["name"] for u in PLAN["units"]) == sorted(u["name"] for u in EXPECTED["units"])
    for unit in PLAN["units"]:
        assert unit in EXPECTED["units"]


def test_source_is_named():
    for key in ("sha256", "title", "year", "jurisdiction", "columns"):
        assert PLAN["source"][key] == EXPECTED["source"][key]


def test_no_character_is_lost():
    assert PLAN["lossless"] == {"source_characters": 5964, "placed_characters": 5964, "equal": True}
    assert PLAN["loss_marks"] == [231, 232, 234, 236]


def test_eighteen_rows_ask():
    assert len({q["task"] for q in PLAN["questions"]}) == 18
    assert all(q["text"] and q["code"] for q in PLAN["questions"])


def test_the_command_prints_it_without_a_database():
    out = StringIO()
    call_command("plan", "parse", str(EXAMPLES / "task-table-2021.txt"), "--json", stdout=out)
    assert json.loads(out.getvalue())["tasks"] == EXPECTED["tasks"]


def test_the_command_names_what_is_wrong(tmp_path):
    bad = tmp_path / "old.doc"
    bad.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    with pytest.raises(CommandError, match=r"另存为 \.docx"):
        call_command("plan", "parse", str(bad))
