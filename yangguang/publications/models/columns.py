"""Columns (栏目) and topics (专题): saved queries plus pins. Entries are the query's answer, kept as an index."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.organisations.models import Unit

from .publication import Publication


class Column(models.Model):
    """A list of publications that a query fills; ``query`` is described in ``publications.selections``."""

    class Shape(models.TextChoices):
        COLUMN = "column", "栏目"
        TOPIC = "topic", "专题"

    shape = models.CharField("形式", max_length=10, choices=Shape.choices, default=Shape.COLUMN)
    slug = models.SlugField("网址名", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    description = models.CharField("栏目描述", max_length=300, blank=True)
    keywords = models.CharField("栏目关键词", max_length=200, blank=True)
    column_type = models.CharField("栏目类别", max_length=20, default="信息公开")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级栏目",
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="columns", verbose_name="责任单位")
    order = models.PositiveIntegerField("排序", default=100)
    query = models.JSONField("选取条件", default=dict)
    freshness = models.PositiveIntegerField("更新要求（天）", null=True, blank=True)
    on_home = models.BooleanField("在首页显示", default=False)
    introduction = models.TextField("导语", blank=True)
    opened_on = models.DateField("开设日期")
    closed_on = models.DateField("关闭日期", null=True, blank=True)
    # Kept by the verbs that change entries: no page counts a long list.
    entry_count = models.PositiveIntegerField("条数", default=0, editable=False)
    latest_at = models.DateTimeField("最近更新", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "栏目"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:column", args=[self.slug])

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class ColumnEntry(models.Model):
    """A released record stands in a column: because the query matches, or because someone pinned it."""

    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="entries")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="column_entries")
    published_at = models.DateTimeField()
    matched = models.BooleanField("符合条件", default=True)
    pin = models.PositiveSmallIntegerField("置顶次序", null=True, blank=True)

    class Meta:
        verbose_name = "栏目条目"
        constraints = [
            models.UniqueConstraint(fields=["column", "publication"], name="column_entry_once"),
            models.CheckConstraint(
                condition=Q(matched=True) | Q(pin__isnull=False), name="column_entry_has_cause"
            ),
        ]
        indexes = [
            models.Index(fields=["column", "-published_at", "-publication"], name="column_newest"),
            models.Index(fields=["column", "pin"], name="column_pins", condition=Q(pin__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.column_id} {self.publication_id}"


class Banner(models.Model):
    """An urgent notice over every page of the district or of one unit."""

    class Level(models.TextChoices):
        INFO = "info", "提示"
        WARNING = "warning", "预警"
        EMERGENCY = "emergency", "紧急"

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="范围"
    )
    level = models.CharField("级别", max_length=10, choices=Level.choices, default=Level.WARNING)
    text = models.CharField("内容", max_length=200)
    url = models.CharField("详情链接", max_length=200, blank=True)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")

    class Meta:
        verbose_name = "紧急通知"
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.text
