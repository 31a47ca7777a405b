"""Clean-up campaigns (清理), and each unit's quarterly word that its list is right."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from .norm import Norm


class Campaign(models.Model):
    """A clean-up: every document in force on its base day gets a decision; the decisions become three lists."""

    class State(models.TextChoices):
        OPEN = "open", "清理中"
        DECIDED = "decided", "已审定，待公布"
        APPLIED = "applied", "已公布"
        ABANDONED = "abandoned", "已取消"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="组织单位")
    name = models.CharField("名称", max_length=120)
    base_on = models.DateField("清理基准日")
    due = models.DateField("各单位提出意见期限")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    publication = models.ForeignKey(
        Publication,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="清理结果文件",
    )
    effective_on = models.DateField("结果施行日期", null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "清理"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gte=F("base_on")), name="campaign_dates_in_order")
        ]

    def __str__(self) -> str:
        return self.name


class CampaignItem(models.Model):
    """One document of a clean-up: what its unit proposes and what the organiser decides."""

    class Decision(models.TextChoices):
        KEEP = "keep", "继续有效"
        AMEND = "amend", "继续有效并修改"
        REPEAL = "repeal", "废止"
        LAPSE = "lapse", "宣布失效"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="items")
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="campaign_items")
    proposal = models.CharField("单位意见", max_length=10, choices=Decision.choices, blank=True)
    proposal_reason = models.CharField("理由", max_length=300, blank=True)
    proposed_by = models.CharField(max_length=100, blank=True)
    decision = models.CharField("审定", max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField("审定理由", max_length=300, blank=True)
    decided_by = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "清理事项"
        ordering = ["norm__unit__order", "norm__written_on", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "norm"], name="campaign_item_once")]

    def __str__(self) -> str:
        return f"{self.norm}"

    @property
    def audit_unit_id(self) -> int:
        return self.norm.unit_id


class Confirmation(models.Model):
    """A unit's word that its list of documents in force is right, with the list as it was shown and its hash."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="norm_confirmations", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年")
    quarter = models.PositiveSmallIntegerField("季度")
    listed = models.JSONField("清单")
    count = models.PositiveIntegerField("件数")
    sha256 = models.CharField("清单校验值", max_length=64)
    by = models.CharField("确认人", max_length=100)
    at = models.DateTimeField("确认时间", auto_now_add=True)
    note = models.CharField("备注", max_length=300, blank=True)

    class Meta:
        verbose_name = "底数确认"
        ordering = ["-year", "-quarter", "unit__order"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "quarter"], name="norm_confirmation_once"),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="norm_confirmation_quarter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} 年第 {self.quarter} 季度"
