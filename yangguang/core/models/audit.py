"""The audit log. Written only by ``core.audit.append``; never updated."""

from __future__ import annotations

from typing import Any

from django.db import models


class AppendOnly(Exception):
    """Someone tried to change or delete what may only be added to."""


class AuditEntry(models.Model):
    """One act: who, when, from where, what, before and after."""

    seq = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    # No foreign keys: an entry outlives what it speaks of.
    actor_id = models.BigIntegerField("操作人编号", null=True, db_index=True)
    actor_label = models.CharField("操作人", max_length=100)
    address = models.CharField("来源地址", max_length=64, blank=True)
    channel = models.CharField("途径", max_length=20)
    code = models.CharField("动作", max_length=80, db_index=True)
    object_type = models.CharField("对象类型", max_length=80)
    object_id = models.CharField("对象编号", max_length=64, blank=True)
    object_label = models.CharField("对象", max_length=200, blank=True)
    unit_id = models.BigIntegerField("单位", null=True, db_index=True)
    before = models.JSONField("之前", default=dict)
    after = models.JSONField("之后", default=dict)
    details = models.JSONField("说明", default=dict)
    personal_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = "操作日志"
        ordering = ["-seq"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"第 {self.seq} 条"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("操作日志只能追加，不能修改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("操作日志只能追加，不能删除")

    @property
    def sentence(self) -> str:
        """The act as its log type tells it."""
        from ..logtypes import LOG_TYPES

        if self.code not in LOG_TYPES:
            return f"{self.code} {self.object_label}"
        return LOG_TYPES.get(self.code).sentence.replace("{object}", f"“{self.object_label}”")


class AuditPersonal(models.Model):
    """The personal data of an entry, apart from the chain so that it can be erased."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="personal")
    salt = models.CharField(max_length=32, blank=True)
    data = models.JSONField(null=True)

    class Meta:
        verbose_name = "操作日志的个人信息"

    def __str__(self) -> str:
        return f"{self.entry} 个人信息"


class AuditHead(models.Model):
    """The end of the chain (one row): the lock that keeps two writers from the same number."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "操作日志尾"

    def __str__(self) -> str:
        return f"至第 {self.seq} 条"
