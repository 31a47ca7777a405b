"""``yangguang plan``: read, import, answer, issue and export a task table."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.organisations.models import Unit
from yangguang.organisations.names import UnitDirectory
from yangguang.organisations.queries import packaged_directory, unit_directory
from yangguang.workplan import actions, exporting, parsing
from yangguang.workplan.actions.importing import already_applied
from yangguang.workplan.models import Assignment, Question, WorkPlan
from yangguang.workplan.queries import current_plan, open_questions


def a_date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写作 2021-09-28") from None


def directory() -> UnitDirectory:
    """The site's units; the packaged ones where there is no database yet, or an empty one."""
    try:
        with transaction.atomic():
            if Unit.objects.exists():
                return unit_directory(timezone.localdate())
    except (DatabaseError, RuntimeError):  # RuntimeError: a test that may not touch the database
        pass
    return packaged_directory()


SAID = {"none", "units", "groups", "text", "section", "date"}  # what an answer may hold


def asked_question(
    plan: WorkPlan, number: int, code: str, about: str, said: dict[str, Any]
) -> Question | None:
    """The question that an answer of a file is for: by its kind or column, and by words of it (``about``).

    Of several alike the one with this very answer, so that a file may be run twice, else the first open one.
    """
    alike = plan.questions.filter(Q(code=code) | Q(field=code), task__number=number, task__withdrawn=False)
    found = list(alike.filter(text__contains=about).order_by("pk"))
    given = (q for q in found if q.answered_at and q.answer == said)
    waiting = (q for q in found if not q.answered_at)
    return next(given, None) or next(waiting, None) or (found[0] if found else None)


class Command(BaseCommand):
    help = "任务分解表：检查、导入、答复问题、印发、导出"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="子命令")
        parse = commands.add_parser("parse", help="读出文件里的任务、问题和逐字核对结果，不写数据库")
        parse.add_argument("file", type=Path, metavar="文件")
        parse.add_argument("--json", action="store_true", help="打印全部细节")
        importing = commands.add_parser("import", help="导入文件（同一内容只导入一次）")
        importing.add_argument("file", type=Path, metavar="文件")
        importing.add_argument("--public-draft", action="store_true", help="确认期间就向公众显示导入稿")
        importing.add_argument("--unit", help="印发单位，默认政务公开主管部门")
        answer = commands.add_parser("answer", help="按 JSON 文件批量答复问题，全部有效才写入")
        answer.add_argument("file", type=Path, metavar="文件")
        asked = commands.add_parser("questions", help="列出待确认的问题")
        asked.add_argument("--json", action="store_true")
        issue = commands.add_parser("issue", help="印发")
        issue.add_argument("--on", type=a_date, metavar="日期", help="印发日期，默认今天")
        issue.add_argument("--doc-no", default="", metavar="文号")
        issue.add_argument("--accept", action="store_true", help="提请核对的地方已经核对，确实如此")
        expand = commands.add_parser("expand", help="机构变动后重新展开分组")
        export = commands.add_parser("export", help="按原表样式导出，附当前进展")
        export.add_argument("--format", choices=["docx", "xlsx"], default="docx")
        export.add_argument("-o", "--output", type=Path, required=True, metavar="文件")
        for sub in (answer, asked, issue, expand, export):
            sub.add_argument("--year", type=int, metavar="年度", help="默认最近一个未结的计划")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['what']}")(options)
        except Refused as refused:
            raise CommandError("\n".join(map(str, refused.reasons))) from refused
        except parsing.PlanFileError as error:
            raise CommandError(str(error)) from error

    def plan(self, options: dict[str, Any]) -> WorkPlan:
        plan = current_plan(options.get("year"))
        if plan is None:
            raise CommandError("还没有任务分解表。请先导入：yangguang plan import 文件")
        return plan

    def do_parse(self, options: dict[str, Any]) -> None:
        plan = parsing.parse(options["file"], directory=directory())
        if options["json"]:
            self.stdout.write(json.dumps(plan.to_json(), ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{plan.title}\n{len(plan.tasks)} 项任务，原文 {plan.source_characters} 字，归位 {plan.placed_characters} 字"
        )
        for task in plan.tasks:
            self.stdout.write(
                f"{task.number:>3} {task.title or '（标题缺失）' + (task.title_suggested or '')}"
            )
            for question in task.questions:
                self.stdout.write(f"      ？{question.text}")
        for warning in plan.warnings:
            self.stdout.write(f"注意：{warning}")
        for problem in plan.blocking:
            self.stdout.write(f"不能导入：{problem}")
        if plan.blocking:
            raise CommandError("文件有上述问题，改正后才能导入")

    def do_import(self, options: dict[str, Any]) -> None:
        unit = (
            Unit.objects.filter(name=options["unit"]).first()
            if options["unit"]
            else Unit.objects.filter(is_openness_office=True).first()
        )
        if unit is None:
            raise CommandError("没有找到印发单位。请先装入机构：yangguang organisations load")
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"打不开 {options['file']}：{error.strerror}") from error
        actor = operator()
        if (same := already_applied(hashlib.sha256(data).hexdigest())) is not None:
            self.stdout.write(f"《{same.plan}》已经导入过这份文件，内容没有变化")
            return
        with transaction.atomic():
            received = actions.receive_import(unit, actor=actor, data=data, filename=options["file"].name)
            received = actions.apply_import(received, actor=actor)
            if options["public_draft"] and received.plan.state == WorkPlan.State.CONFIRMING:
                actions.show_before_issue(received.plan, actor=actor, shown=True)
        plan = received.plan
        count = plan.tasks.filter(withdrawn=False).count()
        self.stdout.write(f"已导入《{plan.title}》：{count} 项任务，{open_questions(plan)} 个问题待确认")

    def do_questions(self, options: dict[str, Any]) -> None:
        plan = self.plan(options)
        asked = plan.questions.filter(answered_at=None).select_related("task")
        if options["json"]:
            said = [
                {
                    "task": q.task.number if q.task else None,
                    "code": q.code,
                    "field": q.field,
                    "text": q.text,
                    "suggestions": q.suggestions,
                }
                for q in asked
            ]
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        for question in asked:
            self.stdout.write(
                f"第 {question.task.number if question.task else '?'} 项 [{question.code}] {question.text}"
            )
        self.stdout.write(f"《{plan.title}》还有 {len(asked)} 个问题待确认")

    def do_answer(self, options: dict[str, Any]) -> None:
        plan = self.plan(options)
        try:
            given = json.loads(options["file"].read_text("utf-8"))
            answers = given["answers"] if isinstance(given, dict) else given
            pairs = [(int(a["task"]), str(a.get("code") or a["field"]), a) for a in answers]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"读不懂答复文件 {options['file']}：{error}") from error
        wrong: list[str] = []
        done = 0
        with transaction.atomic():
            for number, code, answer in pairs:
                said = {k: v for k, v in answer.items() if k in SAID}
                question = asked_question(plan, number, code, answer.get("about", ""), said)
                if question is None:
                    wrong.append(f"第 {number} 项没有 {code} 这个问题")
                    continue
                if question.answered_at and question.answer == said:
                    continue
                try:
                    actions.answer_question(question, actor=operator(), answer=said)
                    done += 1
                except Refused as refused:
                    wrong += [f"第 {number} 项 {code}：{r}" for r in refused.reasons]
            if wrong:
                transaction.set_rollback(True)
        if wrong:
            raise CommandError("答复有误，一条也没有写入：\n" + "\n".join(wrong))
        self.stdout.write(f"写入 {done} 个答复，还有 {open_questions(plan)} 个问题待确认")

    def do_issue(self, options: dict[str, Any]) -> None:
        plan = self.plan(options)
        if plan.state == WorkPlan.State.ISSUED:
            self.stdout.write(f"《{plan.title}》已于 {plan.issued_on} 印发")
            return
        plan = actions.issue_plan(
            plan, actor=operator(), on=options["on"], doc_no=options["doc_no"], accepted=options["accept"]
        )
        count = Assignment.objects.filter(task__plan=plan, valid_to=None).count()
        self.stdout.write(f"已印发《{plan.title}》，分派 {count} 件")

    def do_expand(self, options: dict[str, Any]) -> None:
        plan = actions.re_expand(self.plan(options), actor=operator())
        self.stdout.write(f"已按现有机构调整《{plan.title}》的分派")

    def do_export(self, options: dict[str, Any]) -> None:
        plan = self.plan(options)
        data = exporting.export(plan, options["format"])
        try:
            options["output"].write_bytes(data)
        except OSError as error:
            raise CommandError(f"写不了 {options['output']}：{error.strerror}") from error
        self.stdout.write(f"已导出到 {options['output']}")
