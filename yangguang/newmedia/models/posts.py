"""Posts as they stood on an account: brought in by a feed, a table, an adapter, or noted by hand."""

from __future__ import annotations

from django.db import models

from yangguang.gazette.models import Issue
from yangguang.publications.models import Publication

from .accounts import Account


class Post(models.Model):
    """A post of an account. ``key`` is what makes it the same one when it comes in again."""

    class Source(models.TextChoices):
        FEED = "feed", "自动接入"
        TABLE = "table", "表格导入"
        HAND = "hand", "人工登记"
        SENT = "sent", "本系统发出"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts", verbose_name="账号")
    key = models.CharField(max_length=64, editable=False)
    title = models.CharField("标题", max_length=300)
    url = models.URLField("网址", max_length=600, blank=True)
    posted_at = models.DateTimeField("发布时间")
    reads = models.PositiveIntegerField("阅读量", null=True, blank=True)
    likes = models.PositiveIntegerField("点赞量", null=True, blank=True)
    source = models.CharField("来源", max_length=6, choices=Source.choices)
    # What it tells of; found by its link or its title, or said by hand.
    publication = models.ForeignKey(
        Publication,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="media_posts",
        verbose_name="对应信息",
    )
    issue = models.ForeignKey(
        Issue,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="media_posts",
        verbose_name="对应公报",
    )
    by_label = models.CharField(max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "新媒体推文"
        ordering = ["-posted_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="media_post_once")]
        indexes = [models.Index(fields=["account", "-posted_at"], name="media_post_newest")]

    def __str__(self) -> str:
        return self.title
