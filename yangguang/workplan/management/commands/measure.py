"""``yangguang measure``: measure the plan, freeze a quarter, verify the freezes."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yangguang.core.actions import Refused
from yangguang.core.actors import operator
from yangguang.core.indicators import INDICATORS
from yangguang.workplan.management.commands.plan import a_date
from yangguang.workplan.measuring import engine, freezing, queries
from yangguang.workplan.models import WorkPlan
from yangguang.workplan.queries import current_plan


class Command(BaseCommand):
    help = "测量各项任务；measure freeze 2021Q3 冻结季度；measure verify 校验已冻结的结果"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what", nargs="?", choices=["run", "freeze", "verify"], default="run", metavar="run|freeze|verify"
        )
        parser.add_argument("quarter", nargs="?", metavar="季度", help="如 2021Q3（freeze 用）")
        parser.add_argument(
            "--as-of",
            type=a_date,
            metavar="日期",
            help="截至某日，默认今天；freeze：用哪一天的测量，默认这一季度最后一次",
        )
        parser.add_argument("--task", type=int, metavar="序号", help="只看一项任务")
        parser.add_argument("--year", type=int, metavar="年度", help="默认最近一个未结的计划")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = current_plan(options["year"])
        if plan is None:
            raise CommandError("还没有任务分解表。请先导入：yangguang plan import 文件")
        try:
            getattr(self, f"do_{options['what']}")(plan, options)
        except Refused as refused:
            raise CommandError("\n".join(map(str, refused.reasons))) from refused

    def do_run(self, plan: WorkPlan, options: dict[str, Any]) -> None:
        only = options["task"]
        if only is not None and not plan.tasks.filter(number=only, withdrawn=False).exists():
            raise CommandError(f"《{plan.title}》没有第 {only} 项任务")
        started = dt.datetime.now()
        run = engine.measure(plan, actor=operator(), as_of=options["as_of"])
        seconds = (dt.datetime.now() - started).total_seconds()
        said = queries.as_json(run, only)
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"《{plan.title}》截至 {run.as_of}：{run.results.count()} 个结果，{seconds:.1f} 秒")
        for r in said.get("district", ()):
            self.stdout.write(
                f"  {r['code']} {r['name']}：{r['good']}/{r['total']} {r['state']} {r['note']}".rstrip()
            )
        for task in said["tasks"] if only is not None else ():
            self.stdout.write(f"{task['number']}. {task['title']} {task['state']}（{task['proof']}）")
            for r in task["results"]:
                self.stdout.write(
                    f"  {r['code']} {r['name']}：{r['good']}/{r['total']} {r['state']} {r['note']}".rstrip()
                )
                for case in r["cases"]:
                    if case["verdict"] != "good":
                        self.stdout.write(f"    {case['label']}：{case['reason']}")
            for p in task["not_connected"]:
                self.stdout.write(f"  {p['code']} {p['name']}：尚未接入，等“{p['waits_for']}”的记录")
            if task["unprovable"]:
                self.stdout.write(f"  {task['unprovable']}")
        if only is None:
            self.stdout.write(f"已接入 {len(INDICATORS)} 个指标；逐项查看：yangguang measure --task 序号")

    def do_freeze(self, plan: WorkPlan, options: dict[str, Any]) -> None:
        if not options["quarter"]:
            raise CommandError("请写明季度，如 yangguang measure freeze 2021Q3")
        frozen = freezing.freeze_quarter(
            plan, actor=operator(), quarter=options["quarter"].upper(), as_of=options["as_of"]
        )
        self.stdout.write(f"已冻结 {frozen.quarter}（截至 {frozen.as_of}），校验值 {frozen.hash}")

    def do_verify(self, plan: WorkPlan, options: dict[str, Any]) -> None:
        if faults := freezing.verify(plan):
            raise CommandError("\n".join(faults))
        self.stdout.write(f"《{plan.title}》的 {plan.freezes.count()} 次冻结完好")
