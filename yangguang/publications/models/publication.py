"""The publication (信息): one record, owned by a unit, at a permanent address; columns are queries over it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin

from yangguang.organisations.models import Unit, User

from .. import kinds


class Openness(models.TextChoices):
    """公开属性 (条例 ch. 2)."""

    OPEN = "open", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    CLOSED = "closed", "不予公开"


class Validity(models.TextChoices):
    """有效性: what a reader must know before relying on a document."""

    NONE = "", "不适用"
    VALID = "valid", "现行有效"
    PARTLY = "partly", "部分失效"
    AMENDED = "amended", "已被修改"
    LAPSED = "lapsed", "已失效"
    REPEALED = "repealed", "已废止"


class Stage(models.TextChoices):
    """Where the newest text of a record stands. Whether readers see the record is ``live``."""

    DRAFT = "draft", "草稿"
    REVIEW = "review", "审校中"
    READY = "ready", "待发布"
    SCHEDULED = "scheduled", "定时发布"
    RELEASED = "released", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"


class Withdrawal(models.TextChoices):
    """What readers find at the address of a withdrawn record."""

    BANNER = "banner", "保留原文并加说明"
    REDIRECT = "redirect", "转到新的文件"
    GONE = "gone", "只显示撤下说明"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self) -> PublicationQuerySet:
        """What readers see.

        ``live = True`` would be written as a bare column, for which SQLite uses no index: with a million records the
        newest twenty took four seconds.
        """
        return self.filter(live__in=(True,))

    def listed(self) -> PublicationQuerySet:
        """With what a list shows and without the body, which may be long."""
        return self.select_related("unit").defer("body", "extra", "latest_revision", "live_revision")


class Publication(PreviewableMixin, LockableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A published or draft record. The row is what readers see; a newer draft lives in ``latest_revision``.

    ``first_published_at`` (发布时间) is set by the server at the first release and never again; ``written_on``
    (成文日期) is the document's own date. Lists that a draft must carry (issuers, catalogue items, attachments) are
    JSON here and become relations at the release, so that an unreleased change reaches no reader.
    """

    kind = models.CharField("信息类型", max_length=30)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="publications", verbose_name="发布机构"
    )
    issuers = models.JSONField("联合发布机构", default=list, blank=True)
    title = models.CharField("标题", max_length=300)
    index_number = models.CharField("索引号", max_length=60, null=True, blank=True, editable=False)
    document_number = models.CharField("文号", max_length=60, blank=True)
    written_on = models.DateField("成文日期", null=True, blank=True)
    topic = models.CharField("主题分类", max_length=40, blank=True)
    genre = models.CharField("体裁", max_length=20, blank=True)
    openness = models.CharField("公开属性", max_length=12, choices=Openness.choices, default=Openness.OPEN)
    openness_basis = models.CharField("不予公开的依据", max_length=10, blank=True)
    validity = models.CharField("有效性", max_length=10, choices=Validity.choices, blank=True, default="")
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("来源", max_length=120, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    items = models.JSONField("目录事项", default=list, blank=True)
    attachments = models.JSONField("附件", default=list, blank=True)
    # 重大、敏感信息 need the publicity department's consent before release (task 11).
    sensitive = models.BooleanField("重大或敏感信息", default=False)

    # Wagtail's default is true; here nothing is public before its release.
    live = models.BooleanField("公开可见", default=False, editable=False)
    stage = models.CharField(
        "环节", max_length=10, choices=Stage.choices, default=Stage.DRAFT, editable=False
    )
    submitted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    release_at = models.DateTimeField("定时发布时间", null=True, blank=True, editable=False)
    release_trouble = models.CharField("定时发布失败原因", max_length=500, blank=True, editable=False)
    # Released before its sign-offs: stays flagged until someone else approves it afterwards.
    urgent_pending = models.BooleanField("待补审", default=False, editable=False)
    withdrawal = models.CharField(
        "撤下方式", max_length=10, choices=Withdrawal.choices, blank=True, editable=False
    )
    withdrawn_reason = models.CharField("撤下原因", max_length=500, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField("建稿时间", auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    summary = models.TextField("内容概述", blank=True)
    extra = models.JSONField("其他元数据", default=dict, blank=True)
    # Last, so that SQLite reads a list's columns without walking through long texts.
    body = models.TextField("正文", blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "信息"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["index_number"],
                condition=Q(index_number__isnull=False),
                name="publication_index_number_once",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(first_published_at__isnull=False),
                name="publication_live_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(live=True) | Q(openness=Openness.OPEN), name="publication_live_is_open"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "live", "-first_published_at"], name="publication_of_unit"),
            models.Index(
                fields=["unit", "kind", "live", "-first_published_at"], name="publication_of_unit_kind"
            ),
            models.Index(fields=["kind", "live", "-first_published_at"], name="publication_of_kind"),
            models.Index(fields=["live", "-first_published_at"], name="publication_newest"),
            models.Index(fields=["unit", "stage"], name="publication_at_stage"),
            # The workbench's lists of open work over every unit.
            models.Index(fields=["stage", "kind"], name="publication_by_stage"),
            models.Index(fields=["unit"], name="publication_urgent", condition=Q(urgent_pending=True)),
            models.Index(fields=["document_number"], name="publication_by_number"),
            # The map for search engines: everything it tells of a record, without reading the record with its long text.
            models.Index(
                fields=["id", "last_published_at", "live"], name="publication_mapped", condition=Q(live=True)
            ),
            models.Index(
                fields=["release_at"], name="publication_scheduled", condition=Q(release_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:document", args=[self.pk])

    @property
    def kind_name(self) -> str:
        return kinds.name_of(self.kind)

    @property
    def published_on(self) -> dt.date | None:
        from django.utils import timezone

        return timezone.localdate(self.first_published_at) if self.first_published_at else None

    def draft(self) -> Publication:
        """The newest text: the latest revision where there is one, else the row itself."""
        if self.latest_revision_id is None or not self.has_unpublished_changes:
            return self
        latest = self.latest_revision.as_object()
        # What the record's course decides is never taken from an old text.
        for name in COURSE_FIELDS:
            setattr(latest, name, getattr(self, name))
        return latest

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "publications/preview.html"


# Fields that verbs set as the record moves on; a revision restores none of them.
COURSE_FIELDS = (
    "stage", "submitted_by_id", "release_at", "release_trouble", "urgent_pending", "withdrawal", "withdrawn_reason",
    "withdrawn_at", "successor_id", "index_number", "first_published_at", "last_published_at", "live",
    "has_unpublished_changes", "latest_revision_id", "live_revision_id", "locked", "locked_at", "locked_by_id",
    "created_at", "created_by_id", "unit_id",
)  # fmt: skip
# Fields an editor writes; a revision is a copy of these.
TEXT_FIELDS = (
    "kind", "issuers", "title", "document_number", "written_on", "topic", "genre", "openness", "openness_basis",
    "validity", "effective_on", "expires_on", "source", "keywords", "items", "attachments", "sensitive", "summary",
    "extra", "body",
)  # fmt: skip
