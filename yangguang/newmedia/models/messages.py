"""Texts to be posted (推送稿): written here, checked, signed by others than who wrote them, and then sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.gazette.models import Issue
from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication

from .accounts import Account
from .posts import Post


class ShortLink(models.Model):
    """/s/<code>: a short address of a public record or gazette issue of our own; it leads nowhere else."""

    code = models.CharField(max_length=12, unique=True)
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    hits = models.PositiveIntegerField("打开次数", default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "短链接"
        constraints = [
            models.CheckConstraint(
                condition=Q(publication__isnull=False, issue__isnull=True) | Q(publication__isnull=True, issue__isnull=False),
                name="media_link_has_one_target",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("portal:short-link", args=[self.code])


class MessageState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    REVIEWED = "reviewed", "待签发"
    APPROVED = "approved", "待发出"
    SENT = "sent", "已发出"
    DROPPED = "dropped", "已作废"


class Message(models.Model):
    """A text for one account. ``digest`` of title and text tells whether what was signed is what was sent."""

    OPEN = (MessageState.DRAFT, MessageState.SUBMITTED, MessageState.REVIEWED, MessageState.APPROVED)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="messages", verbose_name="账号"
    )
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文", blank=True)
    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="media_messages",
        verbose_name="来自信息",
    )
    issue = models.ForeignKey(
        Issue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="media_messages",
        verbose_name="来自公报",
    )
    link = models.ForeignKey(ShortLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField("状态", max_length=10, choices=MessageState.choices, default=MessageState.DRAFT)
    version = models.PositiveIntegerField("修改次数", default=1)
    authors = models.JSONField("撰写人", default=list)
    # {fingerprint of a finding: why it may stand}
    confirmed = models.JSONField("核实说明", default=dict)
    note = models.CharField("退回原因", max_length=300, blank=True)
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    approved_at = models.DateTimeField("签发时间", null=True, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    sent_url = models.URLField("推文网址", max_length=600, blank=True)
    # When it was out before it was signed, the clerk says why.
    sent_early = models.CharField("先发的原因", max_length=300, blank=True)
    post = models.OneToOneField(
        Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="message"
    )

    class Meta:
        verbose_name = "推送稿"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="media_sent_has_a_time"
            )
        ]
        indexes = [models.Index(fields=["state", "unit"], name="media_message_by_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("newmedia:message", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Step(models.Model):
    """One step of a message's course, with the digest of the text that it speaks of (审核留痕)."""

    class Kind(models.TextChoices):
        WRITTEN = "written", "起草"
        CHANGED = "changed", "修改"
        SUBMITTED = "submitted", "送审"
        REVIEWED = "reviewed", "审核同意"
        APPROVED = "approved", "签发"
        RETURNED = "returned", "退回"
        SENT = "sent", "发出"
        DROPPED = "dropped", "作废"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField("步骤", max_length=10, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    text = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    by_label = models.CharField("办理人", max_length=100)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "审核留痕"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.by_label}"
