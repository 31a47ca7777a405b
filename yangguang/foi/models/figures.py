"""The figures of a year for the annual report: frozen when they are locked, or brought in for a year before the system."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.organisations.models import Unit, User


class YearFigures(models.Model):
    """What a unit (None: the district) reports of a year; see ``rules.figures`` for the shapes of the numbers.

    Locked figures stay whatever becomes of the cases afterwards; unlocked ones from cases are not kept here at all but
    counted live, while imported ones are kept from the import on. ``unlocked_reason`` tells why a lock was taken off.
    """

    class Source(models.TextChoices):
        CASES = "cases", "按案件计算"
        IMPORTED = "imported", "导入"

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="foi_figures", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年份")
    source = models.CharField("来源", max_length=8, choices=Source.choices, default=Source.CASES)
    cells = models.JSONField("申请情况", default=dict, blank=True)
    reviews = models.JSONField("复议诉讼", default=dict, blank=True)
    fees = models.JSONField("信息处理费", default=dict, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    locked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    locked_by_label = models.CharField("锁定人", max_length=60, blank=True)
    unlocked_reason = models.CharField("解锁原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "年度申请数据"
        ordering = ["-year", "unit__order"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="foi_figures_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(unit=None), name="foi_figures_district_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or '全区'} {self.year} 年申请数据"

    @property
    def is_frozen(self) -> bool:
        """The numbers are those kept here, not those counted from the cases now."""
        return self.locked_at is not None or self.source == self.Source.IMPORTED


class FiguresImport(models.Model):
    """A file with a past year's figures, with what was read in it; its numbers count once it is applied."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"
        UNDONE = "undone", "已撤销"

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年份")
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    data = models.BinaryField("原件")
    # {"cells": …, "reviews": … or null, "fees": … or null, "unread": [[table, row, column], …], "unit": …, "year": …}
    read = models.JSONField("读到的数据", default=dict)
    notes = models.JSONField("提示", default=list)
    faults = models.JSONField("错误", default=list)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.UPLOADED)
    at = models.DateTimeField("收到时间", auto_now_add=True)
    by_label = models.CharField("上传人", max_length=60)
    # Why the numbers were taken although something does not agree, and why they were taken back.
    note = models.CharField("说明", max_length=300, blank=True)
    undone_reason = models.CharField("撤销原因", max_length=300, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by_label = models.CharField("处理人", max_length=60, blank=True)

    class Meta:
        verbose_name = "年度申请数据文件"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=Q(state="applied"), name="foi_figures_import_once"
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state="applied", unit=None),
                name="foi_figures_import_district_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or '全区'} {self.year} 年申请数据（{self.filename}）"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.UPLOADED

    @property
    def stands(self) -> bool:
        """Its numbers are that year's figures."""
        return self.state == self.State.APPLIED
