"""What readers say of a page, and what they go on to do: counted, without who."""

from __future__ import annotations

from django.db import models

from yangguang.publications.models import Publication


class PageFeedback(models.Model):
    """这个页面对您有用吗: an answer without anything that tells who gave it."""

    path = models.CharField("页面", max_length=200, db_index=True)
    useful = models.BooleanField("有用")
    text = models.CharField("意见", max_length=500, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "页面反馈"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.path}：{'有用' if self.useful else '没用'}"


class GuideUse(models.Model):
    """How often readers went on from a 办事指南 to do the thing online, a month; nothing tells who."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    month = models.DateField("月份")  # its first day
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "去办理次数"
        constraints = [models.UniqueConstraint(fields=["publication", "month"], name="guide_use_once")]
        indexes = [models.Index(fields=["month", "publication", "count"], name="guide_use_of_month")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.month:%Y-%m}: {self.count}"
