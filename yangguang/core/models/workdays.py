"""The calendar of working days, as the yearly notice of the State Council's general office sets it."""

from __future__ import annotations

from django.db import models


class Workday(models.Model):
    """One day that the calendar knows. Days it does not know are computed as 推定 (weekends only)."""

    class Source(models.TextChoices):
        PACKAGE = "package", "随软件提供"
        NOTICE = "notice", "导入的放假通知"

    date = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("工作日")
    name = models.CharField("节日名称", max_length=40, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    notice = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = "工作日历"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {'工作日' if self.is_workday else self.name or '休息日'}"
