"""Pages kept as they were when a finding was made and when it was looked at again."""

from __future__ import annotations

from django.db import models

from .findings import Finding


class Moment(models.TextChoices):
    BEFORE = "before", "发现时"
    AFTER = "after", "复查时"


class Kept(models.Model):
    """The page a finding stands on, as it was at one of two moments. ``digest`` is the SHA-256 of its bytes, by which they
    lie compressed in the storage of files (``keeping.py``): the same page kept for many findings is stored once."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="kept")
    moment = models.CharField("时间", max_length=6, choices=Moment.choices)
    page = models.CharField("网址", max_length=2000)
    digest = models.CharField("校验值", max_length=64, db_index=True)
    size = models.PositiveIntegerField("字节")
    at = models.DateTimeField("留存时间")

    class Meta:
        verbose_name = "留存的页面"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "moment"], name="inspection_kept_once_a_moment")
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} {self.page}"[:200]
