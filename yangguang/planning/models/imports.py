"""A file brought in: the register or a list of historical plans, with the reading of its columns and its report."""

from __future__ import annotations

from django.db import models

from yangguang.organisations.models import Unit

from .history import HandOver


class RegisterImport(models.Model):
    """One uploaded table. ``report`` holds what the last preview or the import found, row by row."""

    class What(models.TextChoices):
        REGISTER = "register", "规划清册"
        HISTORY = "history", "历史规划清单"

    class State(models.TextChoices):
        READY = "ready", "待预览"
        PREVIEWED = "previewed", "已预览"
        DONE = "done", "已导入"
        DROPPED = "dropped", "已放弃"

    what = models.CharField("导入什么", max_length=10, choices=What.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="导入单位")
    name = models.CharField("名称", max_length=120)
    file = models.FileField("文件", upload_to="planning/%Y/%m")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    columns = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField("列对应", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.READY)
    report = models.JSONField("结果", default=dict)
    hand_over = models.ForeignKey(
        HandOver, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("上传时间", auto_now_add=True)
    by = models.CharField("经办人", max_length=100)

    class Meta:
        verbose_name = "清册导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}：{self.file_name}"

    @property
    def open(self) -> bool:
        return self.state in (self.State.READY, self.State.PREVIEWED)
