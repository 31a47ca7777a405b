"""Entries of the knowledge base (政务知识库): a question, its answer, and the documents that the answer rests on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.organisations.models import Unit, User
from yangguang.publications import events
from yangguang.publications.models import Publication


class State(models.TextChoices):
    """Where the newest text stands. Whether readers see the entry is ``live``."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审签"
    SIGNED = "signed", "待公开"
    PUBLIC = "public", "已公开"
    WITHDRAWN = "withdrawn", "已撤下"


class Origin(models.TextChoices):
    """What an entry grew from."""

    HAND = "hand", "自拟"
    EXPLANATION = "explanation", "政策解读"
    GUIDE = "guide", "办事指南"
    ANSWER = "answer", "申请答复"
    TABLE = "table", "表格导入"


class KnowledgeQuerySet(models.QuerySet["Entry"]):
    def public(self) -> KnowledgeQuerySet:
        """What readers see."""
        return self.filter(live__in=(True,))

    def listed(self) -> KnowledgeQuerySet:
        """With what a list shows and without long texts."""
        return self.select_related("unit").defer("answer", "draft")


class Entry(models.Model):
    """The row is what readers see; a newer text of a public entry waits in ``draft`` until it is signed and published.

    ``authors`` wrote the text that is not public yet: none of them signs it.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="knowledge_entries", verbose_name="责任单位"
    )
    question = models.CharField("问题", max_length=200)
    # Other ways of asking, one on a line: search finds them, readers see them beneath the question.
    wordings = models.TextField("其他问法", blank=True)
    topic = models.CharField("主题分类", max_length=40, blank=True)
    event = models.CharField("办事场景", max_length=20, blank=True)
    review_on = models.DateField("复核日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    live = models.BooleanField("公开可见", default=False)
    version = models.PositiveIntegerField("修改次数", default=1)
    authors = models.JSONField("撰写人", default=list)
    submitted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    signed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField("退回原因", max_length=300, blank=True)
    origin = models.CharField("来源", max_length=12, choices=Origin.choices, default=Origin.HAND)
    source = models.ForeignKey(
        Publication, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="生成自"
    )
    # Why readers should not rely on it before somebody has looked: sentences, empty when there is no reason.
    doubts = models.JSONField("待复核原因", default=list)
    doubted_on = models.DateField("待复核起", null=True, blank=True)
    reviewed_on = models.DateField("最近复核", null=True, blank=True)
    first_published_at = models.DateTimeField("首次公开", null=True, blank=True)
    published_at = models.DateTimeField("最近公开", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=300, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    # {field: value, "bases": [[publication, quote]]}: the newer text of a public entry; None when there is none.
    draft = models.JSONField("未公开的修改", null=True, blank=True)
    answer = models.TextField("答案", blank=True)

    objects = KnowledgeQuerySet.as_manager()

    class Meta:
        verbose_name = "知识条目"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(live=False) | Q(first_published_at__isnull=False), name="entry_live_has_a_time"
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | Q(live=False), name="entry_withdrawn_is_not_live"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["unit", "state"], name="entry_of_unit"),
            models.Index(fields=["live", "event"], name="entry_by_event"),
            models.Index(fields=["live", "topic"], name="entry_by_topic"),
            models.Index(fields=["live", "review_on"], name="entry_to_review"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("portal:knowledge-entry", args=[self.pk])

    @property
    def event_name(self) -> str:
        found = events.by_code(self.event)
        return found.name if found else ""

    @property
    def other_wordings(self) -> list[str]:
        return [line for line in self.wordings.splitlines() if line]

    @property
    def changing(self) -> bool:
        """Readers see an older text than the unit is at."""
        return self.draft is not None


class Basis(models.Model):
    """A public document that an entry's answer rests on, with the passage that says so.

    ``digest`` and ``validity`` are the document's as somebody last confirmed the answer against it.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="bases")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="knowledge", verbose_name="依据"
    )
    quote = models.CharField("原文", max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    validity = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = "依据"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["entry", "publication"], name="basis_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} ← {self.publication_id}"


class Helpfulness(models.Model):
    """Readers' answers to 有没有帮助 on one day; nothing tells who gave them."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="helpfulness")
    day = models.DateField("日期")
    helpful = models.PositiveIntegerField("有帮助", default=0)
    unhelpful = models.PositiveIntegerField("没帮助", default=0)

    class Meta:
        verbose_name = "帮助评价"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["entry", "day"], name="helpfulness_of_a_day")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day}"


class EntryImport(models.Model):
    """A table of entries as it was read. Either every line becomes a draft, or none does."""

    class State(models.TextChoices):
        WAITING = "waiting", "待确认"
        DONE = "done", "已导入"
        DROPPED = "dropped", "已放弃"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位")
    file_name = models.CharField("文件", max_length=200)
    # [{"number": line, "values": {…}, "faults": [text]}]
    rows = models.JSONField("读到的行", default=list)
    columns = models.JSONField("列", default=list)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    by = models.CharField("导入人", max_length=100)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "知识条目导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("knowledge:import", args=[self.pk])

    @property
    def faulty(self) -> list[dict[str, Any]]:
        return [r for r in self.rows if r["faults"]]


def in_a_year(day: dt.date) -> dt.date:
    """When a new text is looked at again unless somebody says otherwise (待核)."""
    return day + dt.timedelta(days=365)
