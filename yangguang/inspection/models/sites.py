"""Sites under inspection and the indicator sets they are measured against."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from yangguang.core.models.audit import AppendOnly
from yangguang.organisations.models import Unit

from ..sets import IndicatorSet, overlaid, read_set


class Ruleset(models.Model):
    """An indicator set, or a local overlay of one, in one version. The text never changes; a change is a new version."""

    code = models.CharField("代码", max_length=100)
    version = models.PositiveIntegerField("版本")
    name = models.CharField("名称", max_length=100)
    document = models.CharField("文件", max_length=100, blank=True)
    text = models.TextField("内容")
    base = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="overlays",
        verbose_name="加严的对象",
    )
    imported_at = models.DateTimeField("导入时间", auto_now_add=True)
    by_label = models.CharField("导入人", max_length=60)

    class Meta:
        verbose_name = "指标体系"
        ordering = ["base_id", "code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="ruleset_version_once")]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}@{self.version}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("指标体系导入后不能修改，请导入新的版本")
        super().save(*args, **kwargs)

    def read(self) -> IndicatorSet:
        """The items in force, the overlay applied."""
        if self.base is not None:
            return overlaid(read_set(self.base.text), self.text)
        return read_set(self.text)


class Site(models.Model):
    """A site that is inspected: ours or another unit's.

    ``allow``: further hosts the crawler may read. ``mapping``: columns set down by hand, [{"url", "name", "kind",
    "exempt", "unit"}]; ``exempt`` such as 筹建中 takes a column out of the count of blank and stale ones.
    """

    class Every(models.TextChoices):
        NEVER = "never", "只手动"
        DAY = "day", "每天"
        WEEK = "week", "每周"

    name = models.CharField("名称", max_length=60)
    address = models.URLField("网址", max_length=300, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sites", verbose_name="主办单位")
    ours = models.BooleanField("本平台的网站", default=False)
    allow = models.JSONField("可以抓取的其他主机", default=list, blank=True)
    every = models.CharField("定期检查", max_length=5, choices=Every.choices, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField("星期", default=5)
    ruleset = models.ForeignKey(Ruleset, on_delete=models.PROTECT, related_name="+", verbose_name="指标体系")
    mapping = models.JSONField("栏目对照", default=list, blank=True)
    limit = models.PositiveIntegerField("最多检查页数", default=20000)
    external = models.BooleanField("检查外部链接", default=True)
    confirm_automatically = models.BooleanField("系统能复查的问题不经核实直接交办", default=False)
    ping_minutes = models.PositiveSmallIntegerField("访问监测间隔（分钟）", default=60)
    active = models.BooleanField("检查中", default=True)
    pinged_at = models.DateTimeField("上次访问", null=True, editable=False)

    class Meta:
        verbose_name = "被检查网站"
        ordering = ["-ours", "unit__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ours"], condition=Q(ours=True), name="inspection_own_site_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="inspection_weekday"),
            # 国办秘函〔2019〕19号: at least 20 a day, which is every 72 minutes at the longest.
            models.CheckConstraint(condition=Q(ping_minutes__gte=5, ping_minutes__lte=72), name="inspection_ping_often"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""
