"""A table as it was received, and the questions its import asks of a person."""

from __future__ import annotations

from django.db import models

from yangguang.organisations.models import Unit

from .plans import PlanTask, WorkPlan


class PlanImport(models.Model):
    """One received file with its bytes, so that the source can always stand beside the parse."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "待预览确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, null=True, related_name="imports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="导入单位")
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    data = models.BinaryField("原件")
    parsed = models.JSONField("解析结果")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.UPLOADED)
    at = models.DateTimeField("时间", auto_now_add=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    by = models.CharField("导入人", max_length=60)

    class Meta:
        verbose_name = "导入"
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.filename


class Question(models.Model):
    """What the table does not say. Issuing waits until every question has an answer."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="questions")
    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, null=True, related_name="questions")
    code = models.CharField("种类", max_length=40)
    field = models.CharField("栏目", max_length=20)
    text = models.CharField("问题", max_length=500)
    suggestions = models.JSONField("建议", default=list)
    answer = models.JSONField("答复", null=True)
    answer_text = models.CharField("答复内容", max_length=500, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "待确认问题"
        ordering = ["task__number", "id"]

    def __str__(self) -> str:
        return self.text
