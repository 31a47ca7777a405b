"""Inspections and what they saw. An observation is written once and never changed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from yangguang.core.models.audit import AppendOnly

from .findings import Finding
from .sites import Ruleset, Site


class RunState(models.TextChoices):
    QUEUED = "queued", "等待开始"
    RUNNING = "running", "检查中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已停止"


ALIVE = (RunState.QUEUED, RunState.RUNNING)


class Run(models.Model):
    """One inspection of a site. ``beat_at`` is written while it works: an old one means that its process was killed.

    ``score`` is what came out at its end; ``queries.score_of`` counts it again from the set's text and the findings.
    ``bonuses``: {code: points} and ``examined``: [code], given by people.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="runs", verbose_name="网站")
    ruleset = models.ForeignKey(Ruleset, on_delete=models.PROTECT, related_name="+", verbose_name="指标体系")
    state = models.CharField("状态", max_length=9, choices=RunState.choices, default=RunState.QUEUED)
    scheduled = models.BooleanField("定期", default=False)
    by_label = models.CharField("发起人", max_length=60)
    asked_at = models.DateTimeField("发起时间", auto_now_add=True)
    started_at = models.DateTimeField("开始", null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField("结束", null=True)
    attempts = models.PositiveSmallIntegerField("开始次数", default=0)
    stage = models.CharField("阶段", max_length=40, blank=True)
    pages = models.PositiveIntegerField("页面", default=0)
    requests = models.PositiveIntegerField("请求", default=0)
    waiting = models.PositiveIntegerField("等待中", default=0)
    unchanged = models.PositiveIntegerField("未变化", default=0)
    complete = models.BooleanField("查完", default=False)
    stopped = models.CharField("没有查完的原因", max_length=300, blank=True)
    notes = models.JSONField("说明", default=list)
    columns = models.JSONField("栏目", default=list)
    score = models.JSONField("得分", default=dict)
    bonuses = models.JSONField("加分", default=dict)
    examined = models.JSONField("人工看过的指标", default=list)

    class Meta:
        verbose_name = "网站检查"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(state__in=["queued", "running"]),
                name="inspection_one_run_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["site", "-id"])]

    def __str__(self) -> str:
        return f"{self.site} {self.asked_at:%Y-%m-%d}"

    @property
    def alive(self) -> bool:
        return self.state in ALIVE


class Occurrence(models.Model):
    """A finding as one run saw it: on how many pages, the first of them, and what scoring needs."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="occurrences")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="seen")
    count = models.PositiveIntegerField("处数", default=1)
    pages = models.JSONField("所在页面", default=list)
    kind = models.CharField("栏目类别", max_length=20, blank=True)
    share = models.FloatField("占比", null=True)
    marks = models.JSONField("标记", default=list)

    class Meta:
        verbose_name = "发现记录"
        constraints = [models.UniqueConstraint(fields=["run", "finding"], name="inspection_seen_once_a_run")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.count}"


class Observation(models.Model):
    """One thing seen once. Of a defect on many pages a run keeps the first few; ``Occurrence`` counts all."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="observations")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="observations")
    probe = models.CharField("检查点", max_length=80)
    target = models.CharField("对象", max_length=2000)
    page = models.CharField("所在页面", max_length=2000, blank=True)
    evidence = models.JSONField("证据", default=dict)
    at = models.DateTimeField("时间")
    snapshot = models.CharField("快照校验值", max_length=64, blank=True)

    class Meta:
        verbose_name = "检查所见"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.probe} {self.target}"[:200]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("检查所见只能追加，不能修改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("检查所见只能追加，不能删除")
