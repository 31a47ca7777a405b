"""What the index has still to take in, words that mean the same, and what is asked for."""

from __future__ import annotations

from django.db import models


class SynonymGroup(models.Model):
    """Words that find each other, as the district keeps them."""

    words = models.JSONField("词")
    note = models.CharField("说明", max_length=200, blank=True)
    active = models.BooleanField("使用", default=True)
    source = models.CharField("来源", max_length=100, blank=True)
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    changed_by = models.CharField("修改人", max_length=60, blank=True)

    class Meta:
        verbose_name = "同义词"
        ordering = ["id"]

    def __str__(self) -> str:
        return " = ".join(self.words)


class AskedDay(models.Model):
    """How often something was looked for on a day, without who or when. ``text`` is "" for what is not kept: personal
    data, whole letters, single characters. ``empty`` counts those that found nothing."""

    day = models.DateField("日期")
    text = models.CharField("检索词", max_length=40, blank=True)
    times = models.PositiveIntegerField("次数", default=0)
    empty = models.PositiveIntegerField("无结果次数", default=0)

    class Meta:
        verbose_name = "检索统计"
        ordering = ["-day", "-times"]
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="search_asked_once_a_day")]
        indexes = [models.Index(fields=["text"])]

    def __str__(self) -> str:
        return f"{self.day} {self.text}"


class Term(models.Model):
    """A word of public titles, by how it is said: for guessing what a mistyped question meant. Made anew every night."""

    text = models.CharField(max_length=20, unique=True)
    said = models.CharField(max_length=80, db_index=True)
    times = models.PositiveIntegerField()

    class Meta:
        verbose_name = "标题用词"

    def __str__(self) -> str:
        return self.text


class Change(models.Model):
    """A thing that changed; written in the transaction of the change, deleted once the index holds it.

    One whose document could not be made is tried ``indexing.TRIES`` times, then kept for ``yangguang search``.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "待编入检索的变更"

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchNode(models.Model):
    """A host with an index of its own."""

    name = models.CharField("主机", max_length=60, unique=True)
    seen_at = models.DateTimeField("最近一次")

    class Meta:
        verbose_name = "检索主机"

    def __str__(self) -> str:
        return self.name


class Taken(models.Model):
    """A change that a host's index holds while others still wait for it."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="taken")
    node = models.ForeignKey(SearchNode, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "已编入的变更"
        constraints = [models.UniqueConstraint(fields=["change", "node"], name="search_taken_once")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.change_id}"
