"""``yangguang check FILE…``: exit codes, places, a stable JSON, no number in what it prints, no database."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.task(25)  # and no django_db: a test that asks the database fails
BAD = "标题\n当事人张三，电话13800138000\n"


def check(*arguments, **options):
    out, code = io.StringIO(), 0
    try:
        call_command("check", *arguments, stdout=out, **options)
    except SystemExit as left:
        code = left.code
    return code, out.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "好.txt").write_text("一切正常", "utf-8")
    (tmp_path / "坏.txt").write_text(BAD, "gb18030")
    (tmp_path / "稿.txt").write_text("此件依申请公开", "utf-8")
    (tmp_path / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    return tmp_path


@pytest.mark.parametrize(("names", "code"), [("好", 0), ("好稿", 1), ("好坏稿旧", 2), ("稿旧", 3)])
def test_the_exit_code_tells_the_worst(folder, names, code):
    endings = {"旧": ".doc"}
    files = [str(folder / f"{n}{endings.get(n, '.txt')}") for n in names]
    assert check(*files, only="CHK-P,CHK-S,CHK-F")[0] == code


def test_a_folder_is_walked_and_the_place_is_told_without_the_number(folder):
    code, said = check(str(folder), only="CHK-P,CHK-S,CHK-F")
    assert code == 2
    assert "正文第 2 行" in said
    assert "138****8000" in said
    assert "13800138000" not in said
    assert "另存为 docx" in said


def test_json_names_place_reason_and_fix(folder):
    code, said = check("--json", str(folder / "坏.txt"), "--only=CHK-P")
    told = json.loads(said)
    assert (code, told["version"], told["counts"]["block"]) == (2, 1, 1)
    finding = told["files"][0]["findings"][0]
    assert (finding["code"], finding["line"], finding["column"], finding["shown"]) == (
        "CHK-P02",
        2,
        9,
        "138****8000",
    )
    assert finding["basis"]
    assert finding["fix"]


def test_the_cell_of_a_table_is_named(tmp_path):
    (tmp_path / "a.csv").write_text("姓名,手机,补贴\n张三,13800138000,1\n", "utf-8")
    told = json.loads(check("--json", str(tmp_path / "a.csv"), "--only=CHK-P02")[1])
    assert told["files"][0]["findings"][0]["cell"] == "B2"


def test_level_and_rules_can_be_narrowed_and_an_unknown_rule_is_told(folder):
    assert check(str(folder / "稿.txt"), "--level=block", "--only=CHK-S")[0] == 0
    assert check(str(folder / "坏.txt"), "--only=CHK-S")[0] == 0
    with pytest.raises(CommandError, match="没有规则 CHK-ZZ"):
        check(str(folder / "坏.txt"), "--only=CHK-ZZ")


def test_standard_input_is_read_and_a_missing_file_is_unreadable(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    assert check("-", "--only=CHK-P")[0] == 2
    code, said = check(str(tmp_path / "没有.txt"), "--only=CHK-P")
    assert code == 3
    assert "打不开" in said


def test_without_files_the_project_itself_is_checked_as_ever():
    assert check()[0] == 0
