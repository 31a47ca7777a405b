"""Tables handed in: read, shown line by line, and brought in whole or not at all."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.urls import reverse

from yangguang.core.vault import SealedField
from yangguang.organisations.models import User


class MediaImport(models.Model):
    """What was read lies sealed, since a list of accounts holds telephone numbers, and goes once it is settled."""

    class Kind(models.TextChoices):
        ACCOUNTS = "accounts", "账号清单"
        POSTS = "posts", "推文清单"

    class State(models.TextChoices):
        WAITING = "waiting", "待确认"
        DONE = "done", "已导入"
        DROPPED = "dropped", "已放弃"

    kind = models.CharField("内容", max_length=10, choices=Kind.choices)
    file_name = models.CharField("文件", max_length=200)
    sealed_rows = SealedField(blank=True, default="", editable=False)
    count = models.PositiveIntegerField("行数", default=0)
    outcome = models.CharField("结果", max_length=200, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    by_label = models.CharField("导入人", max_length=100)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "新媒体表格导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("newmedia:import", args=[self.pk])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """[{"number": line, "values": {column: cell}, "read": fault of reading}]"""
        found: list[dict[str, Any]] = json.loads(self.sealed_rows) if self.sealed_rows else []
        return found

    @rows.setter
    def rows(self, found: list[dict[str, Any]]) -> None:
        self.sealed_rows = json.dumps(found, ensure_ascii=False) if found else ""
