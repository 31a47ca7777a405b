"""The guide to handling requests (办理规范指引, 任务 32)."""

from __future__ import annotations

from django.db import models

from yangguang.publications.models import Publication


class HandlingGuide(models.Model):
    """Which public record is the guide. The newest row counts; older ones stay, so that a day in the past is measured by
    what was named then.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="+", verbose_name="办理规范指引"
    )
    named_on = models.DateField("指定日期")
    by_label = models.CharField("指定人", max_length=60)

    class Meta:
        verbose_name = "办理规范指引的指定"
        ordering = ["-named_on", "-id"]

    def __str__(self) -> str:
        return f"《{self.publication}》为办理规范指引"
