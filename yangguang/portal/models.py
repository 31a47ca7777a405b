"""What readers say of a page."""

from __future__ import annotations

from django.db import models


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
