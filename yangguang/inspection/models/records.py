"""Probes of availability, and the quarterly brief."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .sites import Site


class Ping(models.Model):
    """One visit to a site's home. ``ms`` until the answer was whole; ``ok``: it came within the limit, below 400."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="pings")
    at = models.DateTimeField("时间")
    ok = models.BooleanField("打得开")
    ms = models.PositiveIntegerField("用时（毫秒）")
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = "访问监测"
        ordering = ["-at"]
        indexes = [models.Index(fields=["site", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'通' if self.ok else '不通'}"


class Brief(models.Model):
    """A quarter's circular (通报). ``opening`` and ``demands`` are edited; ``figures`` are counted when it is drawn up and
    again on request, and frozen with the number when it is issued."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已印发"

    year = models.PositiveSmallIntegerField("年份")
    quarter = models.PositiveSmallIntegerField("季度")
    number = models.PositiveSmallIntegerField("期号", null=True, blank=True)
    title = models.CharField("标题", max_length=120)
    opening = models.TextField("总体情况")
    demands = models.TextField("整改要求")
    figures = models.JSONField("数据", default=dict)
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField("起草时间", auto_now_add=True)
    by_label = models.CharField("起草人", max_length=60)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    # The bytes as issued, so that what was sent can always be shown.
    file = models.BinaryField(null=True, editable=False)
    sha256 = models.CharField("校验值", max_length=64, blank=True)

    class Meta:
        verbose_name = "检查通报"
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="inspection_brief_once_a_quarter"),
            models.UniqueConstraint(fields=["year", "number"], name="inspection_brief_number_once"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="inspection_brief_quarter"),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(number__isnull=False, issued_on__isnull=False), name="inspection_brief_issued"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def issued(self) -> bool:
        return self.state == self.State.ISSUED
