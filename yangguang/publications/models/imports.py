"""Bulk import: where texts come from, each run over a file, what came in, what was rejected."""

from __future__ import annotations

import datetime as dt

from django.db import models

from yangguang.organisations.models import Unit

from .publication import Publication

SILENT = dt.timedelta(minutes=5)  # the longest that one piece takes on a slow machine, many times over


class ImportSource(models.Model):
    """A place that texts come from, with the reading of its columns, remembered from run to run."""

    name = models.CharField("来源名称", max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="发布机构")
    kind = models.CharField("信息类型", max_length=30)
    # {"标题": "title", …}: the file's column → our field.
    mapping = models.JSONField("列对应", default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "导入来源"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="import_source_once")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One file. ``position`` is the last row dealt with, so a stopped run goes on behind it."""

    class State(models.TextChoices):
        READY = "ready", "待预览"
        PREVIEWED = "previewed", "已预览"
        RUNNING = "running", "导入中"
        DONE = "done", "已完成"
        STOPPED = "stopped", "已停止"
        FAILED = "failed", "出错"

    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, related_name="batches")
    file_name = models.CharField("文件", max_length=200)
    path = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64, blank=True)
    columns = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.READY)
    position = models.PositiveIntegerField("已处理到", default=0)
    rows = models.PositiveIntegerField("已读行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    created = models.PositiveIntegerField("导入", default=0)
    duplicates = models.PositiveIntegerField("重复", default=0)
    rejected = models.PositiveIntegerField("退回", default=0)
    preview = models.JSONField("预览结果", default=dict, blank=True)
    trouble = models.CharField("出错原因", max_length=500, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    started_at = models.DateTimeField("开始", null=True, blank=True)
    finished_at = models.DateTimeField("完成", null=True, blank=True)
    # Written with every piece; a running import that has been silent has lost its process.
    beat_at = models.DateTimeField("最近进展", null=True, blank=True)
    by = models.CharField("经办人", max_length=100)

    class Meta:
        verbose_name = "批量导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source}：{self.file_name}"

    @property
    def audit_unit_id(self) -> int:
        return self.source.unit_id

    def is_lost(self, now: dt.datetime) -> bool:
        """Whether the process that ran it is gone: nothing was written for a while."""
        last = self.beat_at or self.started_at
        return self.state == self.State.RUNNING and (last is None or now - last > SILENT)

    @property
    def percent(self) -> int:
        return min(100 * self.rows // self.total, 100) if self.total else 0


class ImportedRow(models.Model):
    """What has come in, by what makes it the same text: a unit never gets it twice."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="imported")
    row = models.PositiveIntegerField()
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "已导入的行"
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="imported_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"


class Reject(models.Model):
    """A row that did not come in, and why."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rejects")
    row = models.PositiveIntegerField("行号")
    title = models.CharField("标题", max_length=200, blank=True)
    duplicate = models.BooleanField("重复", default=False)
    reason = models.CharField("原因", max_length=300)

    class Meta:
        verbose_name = "未导入的行"
        ordering = ["batch", "row", "id"]

    def __str__(self) -> str:
        return f"第 {self.row} 行：{self.reason}"
