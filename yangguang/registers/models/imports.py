"""A list as it was received, and what it does not say."""

from __future__ import annotations

from django.db import models

from .lists import Entry, WorkList


class ListImport(models.Model):
    """One received file with its bytes, so that the source stays beside what was read in it."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"

    work_list = models.ForeignKey(WorkList, on_delete=models.CASCADE, related_name="imports")
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    data = models.BinaryField("原件")
    rows = models.JSONField("读到的条目", default=list)
    warnings = models.JSONField("提醒", default=list)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.UPLOADED)
    at = models.DateTimeField("收到时间", auto_now_add=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    by = models.CharField("上传人", max_length=100)

    class Meta:
        verbose_name = "清单文件"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.filename


class Question(models.Model):
    """What an entry's line does not say plainly. A list is not made public while one is open."""

    class About(models.TextChoices):
        UNITS = "units", "责任单位"
        DUE = "due_on", "完成时限"
        FORMED = "formed_on", "形成日期"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="questions")
    about = models.CharField("栏目", max_length=10, choices=About.choices)
    raw = models.CharField("原文", max_length=200, blank=True)
    leads = models.BooleanField("牵头", default=False)
    text = models.CharField("问题", max_length=400)
    suggestions = models.JSONField("建议", default=list)
    answer = models.CharField("答复", max_length=400, blank=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "待确认问题"
        ordering = ["entry__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "about", "raw"], name="list_question_once")]

    def __str__(self) -> str:
        return self.text
