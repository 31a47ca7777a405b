"""A year's plan (任务分解表), its chapters, tasks, the parties a cell names, and who was assigned what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from yangguang.duties.models import Duty
from yangguang.organisations.models import Unit

if TYPE_CHECKING:
    from .imports import PlanImport


class WorkPlan(models.Model):
    class State(models.TextChoices):
        CONFIRMING = "confirming", "待确认"
        ISSUED = "issued", "已印发"
        CLOSED = "closed", "已结"

    year = models.PositiveIntegerField("年度")
    title = models.CharField("标题", max_length=200)
    jurisdiction = models.CharField("地区", max_length=40, blank=True)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.CONFIRMING)
    # The table as imported may be shown to the public with its open questions, before it is issued.
    shown_before_issue = models.BooleanField("确认期间公开导入稿", default=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans", verbose_name="印发单位")
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, verbose_name="上年度"
    )
    issued_on = models.DateField("印发日期", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "任务分解表"
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "jurisdiction"], condition=~Q(state="closed"), name="plan_one_a_year"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    @property
    def is_public(self) -> bool:
        return self.shown_before_issue or self.state != self.State.CONFIRMING

    def latest_import(self) -> PlanImport | None:
        """The file that the plan now stands on, without its bytes."""
        return self.imports.filter(state="applied").defer("data").order_by("-applied_at", "-pk").first()


class PlanSection(models.Model):
    """A chapter (一、) or a section within one (（一）)."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    code = models.CharField("序号", max_length=8)
    title = models.CharField("标题", max_length=200)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "章节"
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.code}、{self.title}" if self.parent_id is None else f"（{self.code}）{self.title}"


class PlanTask(models.Model):
    """One row of the table. What a cell did not say is told by its status: read, blank, lost or merged."""

    class CellStatus(models.TextChoices):
        READ = "read", "原文"
        BLANK = "blank", "原表空白"
        LOST = "lost", "原表缺损"
        ANSWERED = "answered", "人工确认"

    class DueKind(models.TextChoices):
        BY_DATE = "by_date", "限期完成"
        SERIES = "series", "按期重复"
        ON_EVENT = "on_event", "发生即办"
        STANDING = "standing", "全年推进"

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="tasks", verbose_name="计划")
    section = models.ForeignKey(PlanSection, on_delete=models.PROTECT, related_name="tasks", null=True)
    number = models.PositiveIntegerField("序号")
    number_source = models.CharField("序号来源", max_length=20, default="text")
    title = models.CharField("任务", max_length=300, blank=True)
    title_status = models.CharField(max_length=10, choices=CellStatus.choices, default=CellStatus.READ)
    title_suggested = models.CharField(max_length=300, blank=True)
    requirement = models.TextField("工作要求", blank=True)
    heading_status = models.CharField(max_length=10, default="read")
    lead_raw = models.TextField("牵头单位原文", blank=True)
    lead_status = models.CharField(max_length=10, choices=CellStatus.choices, default=CellStatus.READ)
    responsible_raw = models.TextField("责任单位原文", blank=True)
    responsible_status = models.CharField(max_length=10, choices=CellStatus.choices, default=CellStatus.READ)
    due_kind = models.CharField("期限类型", max_length=10, choices=DueKind.choices, default=DueKind.STANDING)
    due_on = models.DateField("期限", null=True, blank=True)
    due_text = models.CharField("期限原文", max_length=100, blank=True)
    timing_terms = models.JSONField("时限用语", default=list)
    deadlines = models.JSONField("期限解析", default=list)
    overlaps = models.JSONField("相关任务", default=list)
    irregularities = models.JSONField("原表异常", default=list)
    confidence = models.CharField("把握", max_length=10, default="high")
    source_ref = models.CharField("原表位置", max_length=100, blank=True)
    # Rows that a corrected table no longer has: kept with their evidence, out of the plan.
    withdrawn = models.BooleanField("已撤下", default=False)
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, verbose_name="上年任务"
    )

    class Meta:
        verbose_name = "任务"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], condition=Q(withdrawn=False), name="task_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}.{self.display_title}"

    @property
    def display_title(self) -> str:
        """The title, or the editor's wording marked as such where the source lost it."""
        return self.title or (f"（拟）{self.title_suggested}" if self.title_suggested else "（标题缺失）")


class TaskParty(models.Model):
    """A unit, group or selector that a cell of the task names, with the action it names for it."""

    class Part(models.TextChoices):
        LEAD = "lead", "牵头"
        RESPONSIBLE = "responsible", "责任"

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField("分工", max_length=12, choices=Part.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="task_parties")
    group_code = models.CharField("分组", max_length=40, blank=True)
    raw = models.CharField("原文", max_length=200)
    action = models.CharField("分工内容", max_length=300, blank=True)
    action_no = models.PositiveIntegerField("分工序号", null=True)
    order = models.PositiveIntegerField(default=0)
    by_person = models.BooleanField("人工确认", default=False)

    class Meta:
        verbose_name = "任务分工"
        ordering = ["task", "part", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(group_code=""), name="party_is_unit_or_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.raw} {self.get_part_display()}"


class CitedDocument(models.Model):
    """A document that a task cites: 《title》 with or without its number."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("制发机关", max_length=80, blank=True)
    flag = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "引用文件"

    def __str__(self) -> str:
        return f"《{self.title}》{self.number}"


class Assignment(models.Model):
    """A unit's part of a task, made when the plan is issued (groups are expanded then, and again on change)."""

    task = models.ForeignKey(PlanTask, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments", verbose_name="单位")
    part = models.CharField("分工", max_length=12, choices=TaskParty.Part.choices)
    action = models.CharField("分工内容", max_length=300, blank=True)
    action_no = models.PositiveIntegerField(null=True)
    from_group = models.CharField("来自分组", max_length=40, blank=True)
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, null=True, related_name="assignment")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "任务分派"
        ordering = ["task__number", "part", "unit__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit", "part", "action"], condition=Q(valid_to=None), name="assignment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task.number} {self.unit} {self.get_part_display()}"
