"""Findings and their way: one defect is one finding, wherever and however often it was seen."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.organisations.models import Unit

from ..observing import name_of
from ..sets import SEVERITIES
from .sites import Site


class FindingState(models.TextChoices):
    """待核实 → 误报 / 已确认 → 整改中 → 待复查 → 销号 / 退回."""

    PENDING = "pending", "待核实"
    FALSE = "false", "误报"
    CONFIRMED = "confirmed", "已确认"
    FIXING = "fixing", "整改中"
    RECHECK = "recheck", "待复查"
    CLOSED = "closed", "销号"
    RETURNED = "returned", "退回"


S = FindingState
# A unit has to put it right.
OWED = (S.CONFIRMED, S.FIXING, S.RECHECK, S.RETURNED)
# It counts against the site.
COUNTED = (S.PENDING, *OWED)


class Dismissal(models.Model):
    """What is no defect here, why, and until when: one finding, everything about one address, or a probe beneath it."""

    class Scope(models.TextChoices):
        FINDING = "finding", "只这一个问题"
        TARGET = "target", "这个网址的所有问题"
        PROBE = "probe", "这个网址之下的同类问题"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="dismissals")
    scope = models.CharField("范围", max_length=7, choices=Scope.choices, default=Scope.FINDING)
    fingerprint = models.CharField(max_length=64, blank=True)
    probe = models.CharField("检查点", max_length=80, blank=True)
    target = models.CharField("网址", max_length=2000, blank=True)
    reason = models.CharField("理由", max_length=300)
    until = models.DateField("有效期至")
    by_label = models.CharField("登记人", max_length=60)
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "误报"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}：{self.reason}"[:100]

    def covers(self, finding: Finding, on: dt.date) -> bool:
        """Whether the finding is one of these on a day."""
        if on > self.until:
            return False
        if self.scope == self.Scope.FINDING:
            return self.fingerprint == finding.fingerprint
        if self.scope == self.Scope.TARGET:
            return self.target == finding.target
        return self.probe == finding.probe and finding.target.startswith(self.target)


class FindingQuerySet(models.QuerySet["Finding"]):
    def owed(self) -> FindingQuerySet:
        """Those that a unit has to put right."""
        return self.filter(state__in=OWED)

    def counted(self) -> FindingQuerySet:
        return self.filter(state__in=COUNTED)

    def overdue(self, on: dt.date) -> FindingQuerySet:
        return self.owed().filter(due__lt=on)


class Finding(models.Model):
    """A defect of a site. ``fingerprint`` is made of probe, target and the key within its evidence (ledger.py).

    ``before`` and ``after`` are what was seen when it was found and when it was looked at again; ``last_run_at`` the
    end of the last inspection that saw it.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="findings", verbose_name="网站")
    fingerprint = models.CharField(max_length=64)
    probe = models.CharField("检查点", max_length=80)
    target = models.CharField("对象", max_length=2000)
    item = models.CharField("指标", max_length=60)
    severity = models.CharField("类别", max_length=6, choices=list(SEVERITIES.items()))
    human = models.BooleanField("人工复查", default=False)
    due_days = models.PositiveSmallIntegerField("整改工作日")
    evidence = models.JSONField("证据", default=dict)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="site_findings", verbose_name="责任单位"
    )
    unit_chosen = models.BooleanField("责任单位由人指定", default=False)
    state = models.CharField("状态", max_length=9, choices=FindingState.choices, default=FindingState.PENDING)
    occurrences = models.PositiveIntegerField("处数", default=1)
    pages = models.JSONField("所在页面", default=list)
    recurrence = models.PositiveSmallIntegerField("复发次数", default=0)
    first_seen = models.DateTimeField("首次发现")
    last_seen = models.DateTimeField("最近发现")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    due = models.DateField("整改期限", null=True, blank=True)
    reported_at = models.DateTimeField("报整改时间", null=True, blank=True)
    report = models.CharField("整改说明", max_length=500, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    returned = models.CharField("退回原因", max_length=500, blank=True)
    before = models.JSONField("整改前", default=dict)
    after = models.JSONField("整改后", default=dict)
    checked_at = models.DateTimeField("复查时间", null=True, blank=True)
    dismissal = models.ForeignKey(
        Dismissal,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name="误报依据",
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "检查问题"
        ordering = [F("due").asc(nulls_last=True), "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "fingerprint"], name="inspection_finding_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "fixing", "recheck", "returned"]) | Q(due__isnull=False),
                name="inspection_owed_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="inspection_closed_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["site", "state"]),
            models.Index(fields=["unit", "state", "due"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("inspection:finding", args=[self.pk])

    @property
    def title(self) -> str:
        if self.probe.startswith("manual."):
            return str(self.evidence.get("text") or self.item)[:120]
        try:
            name = name_of(self.probe)
        except KeyError:
            name = EXTRA.get(self.probe, self.probe)
        shown = str(self.evidence.get("name") or "")
        return f"{name}：{shown}" if shown else name

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The evidence in words; what has no Chinese name is of no use to a clerk and stays in the observation."""
        shown = []
        for key, name in FACTS.items():
            value = self.evidence.get(key)
            if value not in (None, "", [], 0):
                shown.append((name, "、".join(map(str, value)) if isinstance(value, list) else str(value)))
        return shown

    @property
    def owed(self) -> bool:
        return self.state in OWED

    def days_over(self, on: dt.date) -> int:
        return max((on - self.due).days, 0) if self.due and self.owed else 0


# What evidence may hold, as it is told.
FACTS = {
    "text": "文字", "status": "状态码", "reason": "说明", "found": "实际", "expected": "应为", "missing": "缺少", "wrong": "不合规",
    "last": "最近更新", "days": "已过天数", "allowed": "要求天数", "source": "依据", "place": "位置", "ms": "用时（毫秒）",
    "handler": "点击动作", "bad": "打不开次数", "total": "访问次数", "until": "监测到", "by": "登记",
}  # fmt: skip
# Probes that are no crawler's.
EXTRA = {
    "availability.week": "一周访问监测不达标", "records.differ": "公众看到的与记录不一致", "message.unanswered": "留言超期未回应",
    "account.stale": "新媒体不更新", "account.no_interaction": "新媒体没有互动功能",
}  # fmt: skip


class Petition(models.Model):
    """What a unit asks for about a finding: that it is none (申诉), or more time (延期); decided once, with a reason."""

    class Kind(models.TextChoices):
        APPEAL = "appeal", "申诉"
        EXTENSION = "extension", "延期"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="petitions")
    kind = models.CharField("种类", max_length=9, choices=Kind.choices)
    text = models.CharField("理由", max_length=500)
    wanted = models.DateField("希望延到", null=True, blank=True)
    by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="提出单位")
    by_label = models.CharField("提出人", max_length=60)
    at = models.DateTimeField("提出时间", auto_now_add=True)
    granted = models.BooleanField("同意", null=True)
    decision = models.CharField("决定说明", max_length=500, blank=True)
    decided_by = models.CharField("决定人", max_length=60, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)

    class Meta:
        verbose_name = "申诉和延期"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "kind"], condition=Q(granted=None), name="inspection_petition_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}"[:100]

    @property
    def audit_label(self) -> str:
        return f"{self.finding}的{self.get_kind_display()}"
