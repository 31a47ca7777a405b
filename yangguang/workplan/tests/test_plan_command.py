"""``yangguang plan`` as an operator uses it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from yangguang.workplan.models import Assignment, PlanImport, Question, WorkPlan

from .factories import ANSWERS, EXAMPLES, SEED, district, imported, table

TABLE = str(EXAMPLES / "task-table-2021.txt")
SAMPLE = str(EXAMPLES / "answers-2021.json")


def plan(*args):
    out = io.StringIO()
    call_command("plan", *args, stdout=out)
    return out.getvalue()


@pytest.mark.task(39)
def test_parse_needs_no_database():
    """No database mark: touching one would fail the test."""
    said = json.loads(plan("parse", TABLE, "--json"))
    assert (len(said["tasks"]), said["lossless"]["equal"], len(said["questions"])) == (39, True, 28)
    assert "39 项任务，原文 5964 字，归位 5964 字" in plan("parse", TABLE)


def test_a_file_that_is_no_table_is_refused_in_words(tmp_path):
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"PK\x03\x04 not a document")
    with pytest.raises(CommandError, match="损坏"):
        plan("parse", str(bad))
    with pytest.raises(CommandError, match="打不开"):
        plan("parse", str(tmp_path / "没有.txt"))


@pytest.mark.django_db
class TestWrites:
    @pytest.fixture(autouse=True)
    def _units(self):
        self.officer = district()

    def file(self, tmp_path, content):
        path = tmp_path / "答复.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return str(path)

    @pytest.mark.task(39)
    def test_import_answer_issue_export(self, tmp_path):
        assert "39 项任务，28 个问题待确认" in plan("import", TABLE, "--public-draft")
        assert WorkPlan.objects.get().shown_before_issue
        assert "内容没有变化" in plan("import", TABLE)
        assert PlanImport.objects.count() == 1
        assert len(json.loads(plan("questions", "--json"))) == 28
        assert "写入 28 个答复，还有 0 个问题" in plan("answer", SAMPLE)
        assert "写入 0 个答复" in plan("answer", SAMPLE)
        said = plan("issue", "--on", "2021-07-01")
        assert f"分派 {Assignment.objects.count()} 件" in said
        assert "已于 2021-07-01 印发" in plan("issue")
        out = tmp_path / "表.docx"
        plan("export", "-o", str(out))
        assert "39 项任务" in plan("parse", str(out))
        assert "已按现有机构调整" in plan("expand", "--year", "2021")

    def test_one_wrong_answer_and_none_is_written(self, tmp_path):
        imported(self.officer)
        wrong = self.file(tmp_path, [ANSWERS[1], {"task": 14, "code": "lead_blank", "units": ["区没有局"]}])
        with pytest.raises(CommandError, match="第 14 项 lead_blank：机构名录里没有“区没有局”"):
            plan("answer", wrong)
        with pytest.raises(CommandError, match="没有 title_lost 这个问题"):
            plan("answer", self.file(tmp_path, [{"task": 13, "code": "title_lost", "text": "甲"}]))
        assert not Question.objects.filter(answered_at__isnull=False).exists()

    def test_an_answer_may_name_the_column(self, tmp_path):
        imported(self.officer)
        plan("answer", self.file(tmp_path, [{"task": 13, "field": "lead", "none": True}]))
        assert Question.objects.get(task__number=13).answer == {"none": True}

    @pytest.mark.parametrize("content", ["", "[1]", '{"answers": [{"task": "x"}]}', "not json"])
    def test_a_broken_answer_file_is_named(self, tmp_path, content):
        imported(self.officer)
        with pytest.raises(CommandError, match="读不懂答复文件"):
            plan("answer", self.file(tmp_path, content))

    def test_what_stops_the_issue_is_said(self):
        plan("import", TABLE)
        with pytest.raises(CommandError, match="还有 28 个问题没有答复"):
            plan("issue")

    def test_without_a_plan_the_way_is_shown(self):
        with pytest.raises(CommandError, match="yangguang plan import"):
            plan("questions")

    def test_a_corrected_file_changes_the_plan(self, tmp_path):
        plan("import", TABLE)
        path = tmp_path / "更正.txt"
        path.write_bytes(SEED.decode().replace("办好政府公报。", "办好政府公报和数据库。").encode())
        plan("import", str(path))
        assert WorkPlan.objects.count() == 1
        assert WorkPlan.objects.get().tasks.get(number=28).title == "办好政府公报和数据库。"
        # The first file again is a step back, and is done as asked.
        plan("import", TABLE)
        assert WorkPlan.objects.get().tasks.get(number=28).title == "办好政府公报。"

    def test_a_date_out_of_the_year_is_accepted_by_word_only(self):
        rows = [("1.甲事（示例）", "2022年3月底前完成。", "区财政局", "区司法局")]
        imported(self.officer, table(rows))
        with pytest.raises(CommandError, match="不在 2021 年内"):
            plan("issue")
        plan("issue", "--accept")
        assert WorkPlan.objects.get().state == "issued"
