"""Handing over the list of historical plans (清单移交), and what became of each entry."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from .plans import Plan


class HandOver(models.Model):
    """One list, as it was handed over: the file, its digest, who sent it, who received it and when."""

    name = models.CharField("清单名称", max_length=120)
    sender = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="移交单位")
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="接收单位")
    file = models.FileField("文件", upload_to="planning/%Y/%m")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    sent_at = models.DateTimeField("移交时间", auto_now_add=True)
    sent_by = models.CharField("移交人", max_length=100)
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=100, blank=True)

    class Meta:
        verbose_name = "历史规划清单"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="hand_over_file_once"),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="hand_over_between_two"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_unit_id(self) -> int:
        return self.sender_id


class HistoryEntry(models.Model):
    """A plan on the list. Found: it has a publication. Not found: a reason. Dropped: it stood there by mistake."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="entries")
    row = models.PositiveIntegerField("行号")
    name = models.CharField("名称", max_length=200)
    key = models.CharField(max_length=200, unique=True)
    period_text = models.CharField("规划期", max_length=40, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    maker = models.CharField("编制单位", max_length=120, blank=True)
    place = models.CharField("存放处", max_length=120, blank=True)
    plan = models.ForeignKey(
        Plan,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="history",
        verbose_name="清册条目",
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="全文"
    )
    not_found_reason = models.CharField("未找到的原因", max_length=300, blank=True)
    not_found_by = models.CharField("查找人", max_length=100, blank=True)
    not_found_at = models.DateTimeField("登记时间", null=True, blank=True)
    dropped_reason = models.CharField("剔除原因", max_length=300, blank=True)
    dropped_at = models.DateTimeField("剔除时间", null=True, blank=True)

    class Meta:
        verbose_name = "历史规划"
        ordering = ["hand_over", "row"]
        constraints = [
            models.CheckConstraint(
                condition=Q(not_found_at=None) | ~Q(not_found_reason=""), name="history_not_found_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | ~Q(dropped_reason=""), name="history_dropped_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_unit_id(self) -> int:
        return self.hand_over.receiver_id
