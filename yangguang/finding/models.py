"""What the district does for being found: results set first, gaps settled, questions judged, searches followed by mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.core.vault import SealedField
from yangguang.organisations.models import Unit


class Pinned(models.Model):
    """A page shown above the results of a question, until a day. ``text`` as ``search.asked.kept`` writes questions."""

    text = models.CharField("检索词", max_length=40, db_index=True)
    title = models.CharField("标题", max_length=100)
    url = models.CharField("网址", max_length=500)
    note = models.CharField("说明", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=1)
    until = models.DateField("显示到", null=True, blank=True)
    by_label = models.CharField("设置人", max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "置顶结果"
        ordering = ["text", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["text", "url"], name="finding_pinned_once")]

    def __str__(self) -> str:
        return f"{self.text}：{self.title}"


class Gap(models.Model):
    """A question that readers ask in vain, and what was done about it."""

    class State(models.TextChoices):
        ASKED = "asked", "已交单位"
        DONE = "done", "已解决"
        KEPT = "kept", "不属于公开范围"

    text = models.CharField("检索词", max_length=40, unique=True)
    state = models.CharField("状态", max_length=6, choices=State.choices)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交办单位"
    )
    note = models.CharField("说明", max_length=300, blank=True)
    since = models.DateField("处理日期")
    by_label = models.CharField("处理人", max_length=60)

    class Meta:
        verbose_name = "检索无结果"
        ordering = ["-since", "text"]

    def __str__(self) -> str:
        return self.text

    @property
    def audit_label(self) -> str:
        return f"检索词“{self.text}”"


class Judged(models.Model):
    """A question of the district's own set, with the page that should come first; without one it has no answer here."""

    question = models.CharField("问题", max_length=200, unique=True)
    kind = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField("应排第一的信息", max_length=300, blank=True)
    active = models.BooleanField("使用", default=True)
    by_label = models.CharField("登记人", max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "检索质量题目"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.question


class Board(models.Model):
    """One run of the set. ``details``: [{"question", "place" (from 1; 0 not among the first ten), "found"}]."""

    day = models.DateField("日期", unique=True)
    questions = models.PositiveIntegerField("题数")
    first = models.FloatField("首位命中率")
    mrr = models.FloatField("MRR@10")
    silent = models.FloatField("无答案题的不答率", null=True, blank=True)
    details = models.JSONField("逐题结果", default=list)

    class Meta:
        verbose_name = "检索质量"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.first:.0%}"


class AnsweredDay(models.Model):
    """How questions of a day were answered, without who asked; ``text`` as ``search.asked.kept`` writes it."""

    day = models.DateField("日期")
    text = models.CharField("问题", max_length=40, blank=True)
    answered = models.PositiveIntegerField("有答案", default=0)
    silent = models.PositiveIntegerField("没有把握，不回答", default=0)
    helpful = models.PositiveIntegerField("有用", default=0)
    unhelpful = models.PositiveIntegerField("没有用", default=0)

    class Meta:
        verbose_name = "问答统计"
        ordering = ["-day", "text"]
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="finding_answered_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.text}"


class Subscription(models.Model):
    """A search that somebody has new results of mailed to them. Asked for, then confirmed from the mailbox itself; the
    address lies sealed, and is gone when they leave."""

    address = SealedField("邮箱")
    owner = models.CharField(max_length=64, db_index=True)
    query = models.CharField("检索条件", max_length=400)
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    sent_at = models.DateTimeField("上次发送", null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "检索订阅"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "query"], name="finding_subscribed_once"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(confirmed_at__isnull=False), name="finding_sent_when_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return self.query
