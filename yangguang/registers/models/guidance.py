"""上级指引 (VersionWatch): what higher authorities changed in a field, and what the district did about it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from yangguang.catalog.models import Catalogue
from yangguang.organisations.models import Unit

from .. import rules


class Guidance(models.Model):
    """A guidance or its new version. It is answered by a revision of the district's catalogue or by a dated note."""

    field = models.CharField("领域", max_length=40)
    issuer = models.CharField("印发机关", max_length=80)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期")
    address = models.URLField("网址", max_length=300, blank=True)
    note = models.CharField("要点", max_length=500, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="负责跟进的单位")
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)
    registered_by = models.CharField("登记人", max_length=100)
    revision = models.ForeignKey(
        Catalogue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="修订后的目录",
    )
    unchanged_reason = models.CharField("无需修订的理由", max_length=500, blank=True)
    answered_on = models.DateField("跟进日期", null=True, blank=True)
    answered_by = models.CharField("跟进人", max_length=100, blank=True)
    withdrawn_at = models.DateTimeField("撤销登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "上级指引"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["field", "title", "issued_on"], condition=Q(withdrawn_at=None), name="guidance_once"
            ),
            models.CheckConstraint(
                condition=Q(revision=None) | Q(unchanged_reason=""), name="guidance_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due_on(self) -> dt.date:
        return rules.guidance_due(self.issued_on)
