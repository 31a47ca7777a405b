"""Emergency topics (疫情主题): which are on, and what was decided to be published by when."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from yangguang.organisations.models import Unit
from yangguang.publications.models import Column, Publication

from .. import rules


class Theme(models.Model):
    """A topic that must be kept fresh while it is switched on. ``column`` gathers what its words match."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="登记单位")
    name = models.CharField("主题", max_length=40, unique=True)
    slug = models.SlugField("网址名", max_length=50, unique=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    words = models.JSONField("关键词", default=list)
    column = models.OneToOneField(
        Column, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="栏目"
    )
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "疫情主题"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A theme is on from one moment to another (``off_at`` None: still on)."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="windows")
    on_at = models.DateTimeField("开启时间")
    off_at = models.DateTimeField("关闭时间", null=True, blank=True)
    reason = models.CharField("开启原因", max_length=200, blank=True)
    off_reason = models.CharField("关闭原因", max_length=200, blank=True)
    on_by = models.CharField("开启人", max_length=100)
    off_by = models.CharField("关闭人", max_length=100, blank=True)

    class Meta:
        verbose_name = "主题开启时段"
        ordering = ["-on_at"]
        constraints = [
            models.UniqueConstraint(fields=["theme"], condition=Q(off_at=None), name="theme_on_once"),
            models.CheckConstraint(
                condition=Q(off_at=None) | Q(off_at__gte=F("on_at")), name="window_times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}"


class ThemeRecord(models.Model):
    """A publication that a person put under a theme whose words it does not bear."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="records")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    by = models.CharField("归入人", max_length=100)
    at = models.DateTimeField("归入时间", auto_now_add=True)

    class Meta:
        verbose_name = "归入主题的信息"
        constraints = [models.UniqueConstraint(fields=["theme", "publication"], name="theme_record_once")]

    def __str__(self) -> str:
        return str(self.publication)


class ReleaseDecision(models.Model):
    """发布决定: a responsible person decided that something is to be published; the clock runs from ``decided_at``."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="发布单位")
    theme = models.ForeignKey(
        Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="主题"
    )
    title = models.CharField("事项", max_length=200)
    level = models.CharField("级别", max_length=12, choices=rules.level_choices)
    hours = models.PositiveSmallIntegerField("时限（小时）")
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.CharField("决定人（职务）", max_length=60)
    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="据此发布的信息",
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.CharField("登记人", max_length=100)
    cancelled_at = models.DateTimeField("撤销时间", null=True, blank=True)
    cancel_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "发布决定"
        ordering = ["-decided_at", "-pk"]
        indexes = [models.Index(fields=["decided_at"], name="decision_by_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def deadline(self) -> dt.datetime:
        return self.decided_at + dt.timedelta(hours=self.hours)

    @property
    def published_at(self) -> dt.datetime | None:
        """When readers first saw what was decided; None while they have not."""
        return self.publication.first_published_at if self.publication is not None else None

    @property
    def state(self) -> str:
        """及时, 超时 or 待发布 — whether the last is already late is for the reader's clock to tell."""
        if self.cancelled_at is not None:
            return "已撤销"
        if self.published_at is None:
            return "待发布"
        return "及时" if self.published_at <= self.deadline else "超时"
