"""A finding that a person says is no mistake, with the reason, the reach and the day it ends."""

from __future__ import annotations

import datetime as dt

from django.db import models

from yangguang.organisations.models import Unit, User

from .publication import Publication


class Reach(models.TextChoices):
    """Whose records the word holds for."""

    RECORD = "record", "只在这条信息"
    UNIT = "unit", "本单位的信息"
    ALL = "all", "全区的信息"


class DismissalQuerySet(models.QuerySet["Dismissal"]):
    def standing(self, on: dt.date) -> DismissalQuerySet:
        """Neither ended by its day nor taken back."""
        return self.filter(until__gte=on, ended_at=None)

    def over(self, record: Publication) -> DismissalQuerySet:
        """Those that reach a record; a record not saved yet is reached by its unit's and the district's."""
        reached = models.Q(reach=Reach.ALL) | models.Q(reach=Reach.UNIT, unit=record.unit_id)
        if record.pk:
            reached |= models.Q(reach=Reach.RECORD, publication=record.pk)
        return self.filter(reached)


class Dismissal(models.Model):
    """``fingerprint`` names the check and the words, so a changed word is a finding again."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, blank=True, related_name="dismissals",
        verbose_name="信息",
    )  # fmt: skip
    check_code = models.CharField("检查项", max_length=40)
    fingerprint = models.CharField(max_length=40)
    # Masked where it is personal data.
    shown = models.CharField("涉及文字", max_length=200, blank=True)
    finding = models.CharField("问题", max_length=500)
    reach = models.CharField("范围", max_length=10, choices=Reach.choices)
    reason = models.CharField("理由", max_length=300)
    until = models.DateField("有效至")
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="说明人"
    )
    by_label = models.CharField(max_length=80)
    at = models.DateTimeField("说明时间", auto_now_add=True)
    ended_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = DismissalQuerySet.as_manager()

    class Meta:
        verbose_name = "免提示"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["fingerprint", "ended_at"], name="dismissal_of_finding")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reach="record") | models.Q(publication__isnull=False),
                name="dismissal_of_a_record_names_it",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="dismissal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.check_code}“{self.shown[:20]}”"
