"""Cleaning-up campaigns (清理整合): every account of the district gets a decision, and the facts show what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from .accounts import Account


class Decision(models.TextChoices):
    KEEP = "keep", "保留"
    RECTIFY = "rectify", "整改"
    CLOSE = "close", "关停"
    MERGE = "merge", "归并"


class Campaign(models.Model):
    title = models.CharField("名称", max_length=100)
    basis = models.CharField("依据", max_length=200, blank=True)
    begins = models.DateField("开始日期")
    due = models.DateField("完成期限")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "新媒体清理"
        ordering = ["-begins", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gte=models.F("begins")), name="media_campaign_days")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("newmedia:campaign", args=[self.pk])


class CampaignEntry(models.Model):
    """One account of a campaign; what was decided of it, and until when it has to be carried out."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="campaign_entries")
    # What its unit proposes; the office decides.
    proposal = models.CharField("单位意见", max_length=8, choices=Decision.choices, blank=True)
    proposal_reason = models.CharField("单位说明", max_length=300, blank=True)
    decision = models.CharField("处理决定", max_length=8, choices=Decision.choices, blank=True)
    into = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="并入"
    )
    reason = models.CharField("决定理由", max_length=300, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    due = models.DateField("完成期限", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "清理账号"
        ordering = ["account__unit__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "account"], name="media_campaign_account_once")
        ]

    def __str__(self) -> str:
        return f"{self.account}：{self.get_decision_display() or '未决定'}"
