"""The pages of an old issue, as their PDF tells them."""

from __future__ import annotations

from django.db import models

from .issues import Issue


class Page(models.Model):
    """One sheet of an old issue's PDF, counted from 1, and the text that was read from it."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="page_rows")
    sheet = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = "旧刊页"
        ordering = ["sheet"]
        constraints = [models.UniqueConstraint(fields=["issue", "sheet"], name="gazette_page_once")]

    def __str__(self) -> str:
        return f"{self.issue} 第 {self.sheet} 张"
