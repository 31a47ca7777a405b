"""Filings (备案): opening, changing, closing or merging an account, from the unit to the office and to the public."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.core.vault import SealedField
from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication

from .accounts import Account


class FilingKind(models.TextChoices):
    OPEN = "open", "开设"
    CHANGE = "change", "变更"
    CLOSE = "close", "关停"
    MERGE = "merge", "归并"


class FilingState(models.TextChoices):
    SENT = "sent", "待审批"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "待公告备案"
    DONE = "done", "已备案"
    WITHDRAWN = "withdrawn", "已撤回"


class Filing(models.Model):
    """``values`` are the fields that the account gets; the telephone number lies apart, sealed."""

    NOTICE_KINDS = (FilingKind.OPEN, FilingKind.CLOSE, FilingKind.MERGE)

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="media_filings", verbose_name="申报单位"
    )
    kind = models.CharField("事项", max_length=8, choices=FilingKind.choices)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="filings"
    )
    values = models.JSONField("账号信息", default=dict)
    phone = SealedField("联系电话", blank=True, default="")
    into = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入"
    )
    reason = models.CharField("理由", max_length=500)
    # 前置风险识别 (任务分解表第 26 项): which risks the unit has looked at, in its own words.
    risks = models.JSONField("风险自查", default=dict)
    state = models.CharField("状态", max_length=10, choices=FilingState.choices, default=FilingState.SENT)
    note = models.CharField("审批意见", max_length=500, blank=True)
    sent_at = models.DateTimeField("报送时间")
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    due = models.DateField("审批期限", null=True, blank=True)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    notice_due = models.DateField("公告备案期限", null=True, blank=True)
    notice = models.ForeignKey(
        Publication, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="公告"
    )
    notice_url = models.URLField("公告网址", max_length=400, blank=True)
    noticed_on = models.DateField("公告日期", null=True, blank=True)
    number = models.CharField("备案号", max_length=60, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)

    class Meta:
        verbose_name = "新媒体备案"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state__in=["sent", "returned", "approved"]), name="media_filing_open_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="open") | Q(account__isnull=False), name="media_filing_has_its_account"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "unit"], name="media_filing_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.values.get('name') or self.account}"

    def get_absolute_url(self) -> str:
        return reverse("newmedia:filing", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in (FilingState.SENT, FilingState.RETURNED, FilingState.APPROVED)

    @property
    def needs_notice(self) -> bool:
        """开设、关停 and 归并 are told to the public; a changed contact is not."""
        return self.kind in self.NOTICE_KINDS or "name" in self.values
