"""新闻发布会: the year's plan, the event, what was said there (任务 17)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Attachment, Publication


class Conference(models.Model):
    """A planned or held press conference. ``public`` shows it to readers: announcement first, record afterwards.

    Announcement, speakers and turns are what readers see; the texts they come from are ``PressText``, signed before.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "已列入计划"
        ANNOUNCED = "announced", "已预告"
        HELD = "held", "已举行"
        CANCELLED = "cancelled", "已取消"

    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="主题责任单位")
    year = models.PositiveSmallIntegerField("计划年度")
    title = models.CharField("主题", max_length=200)
    planned_on = models.DateField("计划日期")
    # The date first planned: a conference moved with a reason still counts as carried out by plan.
    first_planned_on = models.DateField("最初计划日期")
    moved_reason = models.CharField("改期或取消的原因", max_length=300, blank=True)
    starts_at = models.DateTimeField("举行时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    announcement = models.TextField("预告", blank=True)
    # [{"name": …, "post": …}]
    speakers = models.JSONField("发布人", default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLANNED)
    held_on = models.DateField("举行日期", null=True, blank=True)
    public = models.BooleanField("公开", default=False)
    announced_at = models.DateTimeField("预告时间", null=True, blank=True)
    documents: models.ManyToManyField[Publication, ConferenceDocument] = models.ManyToManyField(
        Publication, through="ConferenceDocument", related_name="conferences", verbose_name="相关文件"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "新闻发布会"
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_on__isnull=False), name="conference_held_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(moved_reason=""), name="conference_cancelled_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:conference", args=[self.pk])


class PressText(models.Model):
    """An announcement or a transcript on its way to readers: written, signed as other texts are (三审三校), published.

    A publication's own sign-offs hang on its revisions; this text has no columns, kinds or versions, so it keeps its
    own. ``version`` counts its changes: sign-offs are for the version they were given to. ``unit`` wrote it first (区新闻办,
    the host or the unit whose matter it is); its people sign.
    """

    class Kind(models.TextChoices):
        ANNOUNCEMENT = "announcement", "预告"
        TRANSCRIPT = "transcript", "实录"

    class Stage(models.TextChoices):
        DRAFT = "draft", "起草中"
        REVIEW = "review", "审校中"
        READY = "ready", "待公开"
        PUBLIC = "public", "已公开"

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="texts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="撰写单位")
    kind = models.CharField("类别", max_length=14, choices=Kind.choices)
    # Of an announcement starts_at (ISO 8601), place, announcement, speakers; of a transcript text.
    content = models.JSONField("内容", default=dict)
    stage = models.CharField("阶段", max_length=8, choices=Stage.choices, default=Stage.DRAFT)
    version = models.PositiveIntegerField("稿次", default=1)
    authors = models.ManyToManyField(User, related_name="+", verbose_name="撰写人")
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    public_at = models.DateTimeField("公开时间", null=True, blank=True)
    written_at = models.DateTimeField("最近修改")

    class Meta:
        verbose_name = "发布会文稿"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "kind"], condition=~Q(stage="public"), name="press_text_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(stage="public") | Q(public_at__isnull=False), name="press_text_public_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conference}的{self.get_kind_display()}"

    @property
    def audit_unit_id(self) -> int:
        return self.unit_id


class PressSignOff(models.Model):
    """One person's yes or no to one version of a press text."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "通过"
        RETURNED = "returned", "退回"

    text = models.ForeignKey(PressText, on_delete=models.CASCADE, related_name="signoffs")
    version = models.PositiveIntegerField("稿次")
    level = models.PositiveSmallIntegerField("审次")
    decision = models.CharField("结论", max_length=10, choices=Decision.choices)
    note = models.CharField("意见", max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "发布会文稿审校意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "version", "level"],
                condition=Q(decision="approved"),
                name="press_signoff_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text}：{self.get_decision_display()}"


class ConferenceDocument(models.Model):
    """A document that a conference speaks about."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="links")
    document = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="conference_links")
    at = models.DateTimeField("关联时间")

    class Meta:
        verbose_name = "发布会相关文件"
        constraints = [
            models.UniqueConstraint(fields=["conference", "document"], name="conference_document_once")
        ]

    def __str__(self) -> str:
        return f"{self.conference_id} {self.document_id}"


class Turn(models.Model):
    """One turn of the transcript: a speech, a question, an answer."""

    class Kind(models.TextChoices):
        SPEECH = "speech", "发布"
        QUESTION = "question", "提问"
        ANSWER = "answer", "答问"

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="turns")
    order = models.PositiveIntegerField("次序")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    speaker = models.CharField("发言人", max_length=80)
    text = models.TextField("内容")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "实录"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["conference", "order"], name="turn_order_once")]

    def __str__(self) -> str:
        return f"{self.speaker}：{self.text[:30]}"


class ConferenceFile(models.Model):
    """A picture, video or other file of a conference; public with it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="files")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="conference_uses")
    caption = models.CharField("说明", max_length=200)
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "发布会图片视频"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "attachment"], name="conference_file_once")
        ]

    def __str__(self) -> str:
        return self.caption


class NoConference(models.Model):
    """A recorded decision not to hold a conference about a 重大 document (PRS-03)."""

    document = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="no_conference")
    reason = models.CharField("不召开的理由", max_length=300)
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="决定单位")

    class Meta:
        verbose_name = "不召开发布会的决定"

    def __str__(self) -> str:
        return f"{self.document}：不召开发布会"
