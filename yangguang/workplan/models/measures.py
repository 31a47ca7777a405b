"""Measurements: runs, results with their cases, freezes; and what people state or waive."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from yangguang.core.indicators import DENOMINATORS, METHODS, State
from yangguang.organisations.models import Unit

from .plans import PlanTask, WorkPlan

STATES = [(s.value, s.value) for s in State]


class TaskIndicator(models.Model):
    """An indicator bound to a task with its target. One indicator may serve several tasks."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField("指标", max_length=20)
    params = models.JSONField("参数", default=dict, blank=True)
    op = models.CharField("比较", max_length=2, default=">=")
    target = models.FloatField("目标")
    warn = models.FloatField("预警线", null=True, blank=True)
    verified = models.BooleanField("目标已核", default=False)
    veto = models.BooleanField("一票否决", default=False)

    class Meta:
        verbose_name = "任务指标"
        ordering = ["task__number", "id"]
        constraints = [models.UniqueConstraint(fields=["task", "code"], name="task_indicator_once")]

    def __str__(self) -> str:
        return f"{self.task.number} {self.code}"


class MeasureRun(models.Model):
    """One measurement of one plan on one day; measuring the same day again replaces its results."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="runs")
    as_of = models.DateField("截至")
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True)
    code_version = models.CharField("程序版本", max_length=60)
    content_hash = models.CharField("结果校验值", max_length=64, blank=True)

    class Meta:
        verbose_name = "测量"
        ordering = ["-as_of", "-id"]
        constraints = [models.UniqueConstraint(fields=["plan", "as_of"], name="measure_once_a_day")]

    def __str__(self) -> str:
        return f"{self.plan.year} 截至 {self.as_of}"


class Result(models.Model):
    """A number: good / total (with excluded), its state, and the definition it was measured by."""

    run = models.ForeignKey(MeasureRun, on_delete=models.CASCADE, related_name="results")
    code = models.CharField("指标", max_length=20)
    version = models.PositiveIntegerField("定义版本")
    method = models.CharField(max_length=10, choices=list(METHODS.items()))
    denominator = models.CharField(max_length=1, choices=list(DENOMINATORS.items()))
    # Both empty: the whole district. A task where the indicator's cases belong to single tasks (plan progress).
    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, null=True, related_name="results")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="results")
    good = models.PositiveIntegerField("合格")
    total = models.PositiveIntegerField("总数")
    excluded = models.PositiveIntegerField("排除", default=0)
    value = models.FloatField("值", null=True)
    state = models.CharField("状态", max_length=10, choices=STATES)
    note = models.CharField("说明", max_length=300, blank=True)
    # What it was judged by on that day (op, target, warn, min_n, params): a later target changes no old result.
    judged = models.JSONField("判定依据", default=dict)

    class Meta:
        verbose_name = "测量结果"
        ordering = ["code", "unit_id"]
        constraints = [
            models.UniqueConstraint(
                "run", "code", Coalesce("task", 0), Coalesce("unit", 0), name="result_once"
            ),
            models.CheckConstraint(condition=Q(good__lte=models.F("total")), name="result_good_in_total"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.good}/{self.total}"


class CaseRecord(models.Model):
    """One counted object behind a result of a run (district and unit results share the run's cases)."""

    run = models.ForeignKey(MeasureRun, on_delete=models.CASCADE, related_name="cases")
    code = models.CharField("指标", max_length=20)
    key = models.CharField("对象", max_length=80)
    label = models.CharField("名称", max_length=200)
    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, null=True, related_name="cases")
    verdict = models.CharField("判定", max_length=8)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    due = models.DateField(null=True)
    fact = models.DateField(null=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "计数对象"
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "code", "unit"])]

    def __str__(self) -> str:
        return self.label


class Freeze(models.Model):
    """A quarter's results as JSON lines, chained to the freeze before; assessments read nothing else."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="freezes")
    quarter = models.CharField("季度", max_length=7)  # 2021Q3
    as_of = models.DateField("截至")
    made_at = models.DateTimeField("冻结时间")
    by = models.CharField("冻结人", max_length=60)
    lines = models.TextField("证据")  # JSON lines
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = "季度冻结"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["plan", "quarter"], name="freeze_once_a_quarter")]

    def __str__(self) -> str:
        return self.quarter


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def approved(self, on: dt.date) -> WaiverQuerySet:
        """Those approved on or before the day and not taken back, whether or not they have ended by then."""
        end_of_day = timezone.make_aware(dt.datetime.combine(on + dt.timedelta(days=1), dt.time()))
        return self.filter(approved_at__lt=end_of_day, withdrawn_at=None)

    def valid(self, on: dt.date) -> WaiverQuerySet:
        """Those that count on the day: approved by then, and not ended."""
        return self.approved(on).filter(expires_on__gte=on)


class Waiver(models.Model):
    """An exception with a reason, an approver of another unit, and an end. Waived is counted, never hidden."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="waivers")
    code = models.CharField("指标", max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="单位")
    key = models.CharField("对象", max_length=80, blank=True)
    reason = models.CharField("理由", max_length=300)
    requested_by = models.CharField("申请人", max_length=60)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.CharField("批准人", max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    refused_reason = models.CharField("不同意理由", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    expires_on = models.DateField("到期日")

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = "豁免"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "code", "unit", "key"],
                condition=Q(approved_at=None, refused_reason="", withdrawn_at=None),
                name="waiver_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.unit or '全区'}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return not (self.approved_at or self.refused_reason or self.withdrawn_at)


class Attestation(models.Model):
    """A person's statement about what no machine can read; it goes stale."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="attestations")
    code = models.CharField("指标", max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    statement = models.TextField("声明")
    url = models.URLField("佐证网址", max_length=500, blank=True)
    file = models.FileField("佐证附件", upload_to="attestations/%Y/", blank=True)
    filename = models.CharField("文件名", max_length=200, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    by = models.CharField("声明人", max_length=60)
    at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField("到期日")

    class Meta:
        verbose_name = "声明"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(url="") | ~Q(file=""), name="attestation_shows_something")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.unit}"
