"""What made cached pages old."""

from __future__ import annotations

from django.db import models


class Purge(models.Model):
    """Tags whose pages must be rendered anew. Written in the transaction of the act, read by every process."""

    tags = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "页面更新通知"

    def __str__(self) -> str:
        return "、".join(self.tags)
