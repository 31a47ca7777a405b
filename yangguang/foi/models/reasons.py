"""The library of reasons (说理文本): words for every ground that an officer starts from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.organisations.models import Unit

from .requests import GROUND_CHOICES


class ReasonTextQuerySet(models.QuerySet["ReasonText"]):
    def usable(self, unit: Unit, ground: str = "") -> ReasonTextQuerySet:
        """What the unit's officers may choose from: the district's and their own, of one ground when it is named."""
        found = self.filter(active=True).filter(Q(unit=None) | Q(unit=unit))
        return found.filter(ground=ground) if ground else found


class ReasonText(models.Model):
    """A wording of reasons for a ground; without ``unit`` it is for the whole district. ``packaged`` names ours."""

    ground = models.CharField("处理结果", max_length=12, choices=GROUND_CHOICES)
    title = models.CharField("名称", max_length=100)
    text = models.TextField("说理文本", max_length=3000)
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    active = models.BooleanField("使用", default=True)
    packaged = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    changed_by = models.CharField("修改人", max_length=60, blank=True)

    objects = ReasonTextQuerySet.as_manager()

    class Meta:
        verbose_name = "说理文本"
        ordering = ["ground", "id"]

    def __str__(self) -> str:
        return self.title
