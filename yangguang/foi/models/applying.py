"""The public side of the desk: what an applicant has typed and not sent, what keeps robots out, what readers found."""

from __future__ import annotations

from django.db import models

from yangguang.core.vault import SealedField
from yangguang.publications.models import Publication

from .requests import FoiRequest, RequestFile


class Draft(models.Model):
    """A request that is being written in somebody's browser.

    ``owner`` is a digest of the browser's cookie and ``form`` the form's own random name: a row is found by both, so the
    table opens nothing to whoever reads it. ``content`` is what was typed, as JSON. Sending erases it and leaves ``sent``,
    the digest of what was sent and, sealed and for a short time, the receipt: sending the same form twice makes one request
    and shows the same receipt. ``doubtful``: it looked like a robot's, so a question is asked besides the sum of work.
    """

    owner = models.CharField(max_length=64, db_index=True)
    form = models.CharField(max_length=32, unique=True)
    content = SealedField(blank=True)
    doubtful = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    sent = models.OneToOneField(
        FoiRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="draft"
    )
    sent_digest = models.CharField(max_length=64, blank=True)
    receipt = SealedField(blank=True)
    receipt_until = models.DateTimeField(null=True, blank=True, db_index=True)
    # {"shown": [publication, …], "opened": …, "avoided": …}: what the form has been counted for, each once.
    counted = models.JSONField(default=dict)

    class Meta:
        verbose_name = "申请草稿"

    def __str__(self) -> str:
        return f"草稿 {self.pk}"


class DraftFile(models.Model):
    """A file of a draft, sealed on disk like those of requests."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    part = models.CharField(max_length=12, choices=RequestFile.Part.choices)
    filename = SealedField()
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "申请草稿的文件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"草稿 {self.draft_id} 的文件"


class UsedChallenge(models.Model):
    """A challenge against robots that has been answered: each serves once."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "用过的验证"

    def __str__(self) -> str:
        return self.digest[:8]


class Tries(models.Model):
    """How often something was tried in a span of time; ``key`` is a digest of what and from where, never an address."""

    key = models.CharField(max_length=64)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "尝试次数"
        constraints = [models.UniqueConstraint(fields=["key", "since"], name="foi_tries_once")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"


class MatchDay(models.Model):
    """How many forms of a day were shown something public, opened it, were given up for it, or were sent all the same."""

    day = models.DateField(unique=True)
    shown = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    avoided = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "申请前提示的统计"

    def __str__(self) -> str:
        return f"{self.day}"


class MatchItem(models.Model):
    """How often a public record was shown to people who were writing a request, opened, and taken as the answer."""

    class Via(models.TextChoices):
        SEARCH = "search", "公开信息"
        ANSWERED = "answered", "答复后已公开"

    day = models.DateField()
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    via = models.CharField(max_length=8, choices=Via.choices)
    shown = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    avoided = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "申请前提示的信息"
        constraints = [
            models.UniqueConstraint(fields=["day", "publication", "via"], name="foi_match_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.publication_id}"


class Suggestion(models.Model):
    """The applicant thinks that what was released concerns everyone and suggests publishing it (条例 art. 44)."""

    request = models.OneToOneField(FoiRequest, on_delete=models.CASCADE, related_name="suggestion")
    reason = SealedField("理由", blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "建议转为主动公开"

    def __str__(self) -> str:
        return f"{self.request_id}"
