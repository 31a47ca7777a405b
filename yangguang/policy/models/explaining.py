"""Explanations as readers meet them: what explains what, who explains, who passed it on, who understood."""

from __future__ import annotations

from django.db import models

from yangguang.duties.models import Duty
from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication

from .packages import Form


class Explainer(models.Model):
    """解读人: someone who explains policies; staff by post, or an expert from outside."""

    class Kind(models.TextChoices):
        HEAD = "head", "单位负责人"
        STAFF = "staff", "业务骨干"
        EXPERT = "expert", "专家学者"
        MEDIA = "media", "媒体和讲解员"

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="explainers", verbose_name="推荐单位"
    )
    name = models.CharField("姓名或称谓", max_length=60)
    post = models.CharField("职务、职称", max_length=80, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    fields = models.CharField("擅长领域", max_length=200, blank=True)
    active = models.BooleanField("在库", default=True)

    class Meta:
        verbose_name = "解读人"
        ordering = ["unit__order", "kind", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name", "post"], name="explainer_once")]

    def __str__(self) -> str:
        return f"{self.name}（{self.post or self.get_kind_display()}）"


class Explanation(models.Model):
    """What a record of kind 政策解读 is as an explanation: its form and who explains."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="explanation")
    form = models.CharField("解读形式", max_length=10, choices=Form.choices, default=Form.TEXT)
    explainer = models.ForeignKey(
        Explainer, on_delete=models.SET_NULL, null=True, blank=True, related_name="explanations"
    )

    class Meta:
        verbose_name = "解读"

    def __str__(self) -> str:
        return f"{self.publication}（{self.get_form_display()}）"


class Explains(models.Model):
    """An explanation explains a document; many to many. Pages show the link when both are public."""

    document = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="explained_by")
    explanation = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="explains")
    at = models.DateTimeField("关联时间", auto_now_add=True)

    class Meta:
        verbose_name = "解读关联"
        constraints = [
            models.UniqueConstraint(fields=["document", "explanation"], name="explains_once"),
            models.CheckConstraint(
                condition=~models.Q(document=models.F("explanation")), name="explains_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.explanation_id} → {self.document_id}"


class Understanding(models.Model):
    """我看懂了: a reader's answer, with nothing that tells who gave it."""

    explanation = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="understandings")
    understood = models.BooleanField("看懂了")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "看懂投票"
        indexes = [models.Index(fields=["explanation", "understood"])]

    def __str__(self) -> str:
        return f"{self.explanation_id}：{'看懂了' if self.understood else '没看懂'}"


class Briefing(models.Model):
    """向下传递: a policy's points for streets and front desks, who acknowledge them."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="传达单位")
    document = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="briefings", verbose_name="文件"
    )
    points = models.TextField("要点")
    questions = models.TextField("窗口常见问答", blank=True)
    sent_at = models.DateTimeField("发出时间")
    sent_by = models.CharField("发出人", max_length=60)
    due = models.DateField("签收期限")

    class Meta:
        verbose_name = "政策传达单"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"政策传达：{self.document}"


class Receipt(models.Model):
    """One unit that a briefing goes to; the duty in its inbox and the moment it acknowledged."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="receipts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="接收单位")
    duty = models.ForeignKey(Duty, on_delete=models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField("签收时间", null=True, blank=True)
    read_by = models.CharField("签收人", max_length=60, blank=True)

    class Meta:
        verbose_name = "传达签收"
        ordering = ["unit__order"]
        constraints = [models.UniqueConstraint(fields=["briefing", "unit"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.briefing}"


class Training(models.Model):
    """A training of grass-roots staff about policies (任务 16)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    street = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="参训街道")
    held_on = models.DateField("日期")
    topic = models.CharField("内容", max_length=200)
    place = models.CharField("地点", max_length=100, blank=True)
    people = models.PositiveIntegerField("人数")
    evidence = models.CharField("佐证网址", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "培训记录"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"
