"""Letters, their delivery, and what comes after the reply."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.core.vault import SealedField
from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication

from .requests import FoiRequest, RequestFile, Way


class DeskSettings(models.Model):
    """What a unit's letters bear: its mark in numbers, how to reach it, who reviews its decisions (待核 per unit)."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "区政府部门"
        GOVERNMENT = "government", "区政府"
        STREET = "street", "街道办事处"
        BRANCH = "branch", "上级部门的派出机构"
        VERTICAL = "vertical", "垂直管理部门"
        JUSTICE = "justice", "司法行政部门"

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="foi_desk")
    mark = models.CharField("文书代字", max_length=20)
    kind = models.CharField("复议管辖上的性质", max_length=10, choices=Kind.choices)
    superior = models.CharField("上一级主管部门", max_length=60, blank=True)
    address = models.CharField("受理地址", max_length=200, blank=True)
    postcode = models.CharField("邮政编码", max_length=12, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    fax = models.CharField("传真", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    hours = models.CharField("办公时间", max_length=100, blank=True)
    pay_how = models.CharField("信息处理费的缴费方式", max_length=300, blank=True)
    verified = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = "依申请公开受理设置"

    def __str__(self) -> str:
        return f"{self.unit}受理设置"


class Letter(models.Model):
    """A letter (文书) of a request: kind T01 to T26, number without a gap per unit and year, text frozen when issued."""

    request = models.ForeignKey(FoiRequest, on_delete=models.PROTECT, related_name="letters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=4)
    title = models.CharField("标题", max_length=200)
    mark = models.CharField("代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("顺序号")
    html = SealedField("正文")
    dated = models.DateField("成文日期")
    signed_by_label = models.CharField("签发人", max_length=60, blank=True)
    addressee = SealedField("送达对象")
    # {"文号": true, …}: the elements of regulations 7.2 as they were checked before signing.
    elements = models.JSONField("要素", default=dict)
    pdf = models.ForeignKey(RequestFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    docx = models.ForeignKey(RequestFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField("制发时间")
    void_reason = models.CharField("作废原因", max_length=300, blank=True)
    void_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = "文书"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "serial"], name="foi_letter_number_once")
        ]
        indexes = [models.Index(fields=["request", "kind"])]

    def __str__(self) -> str:
        return f"{self.mark}〔{self.year}〕{self.serial}号"


class Delivery(models.Model):
    """One way in which a letter was sent, and the proof that it arrived (送达凭证)."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="deliveries")
    way = models.CharField("方式", max_length=8, choices=Way.choices)
    sent_on = models.DateField("发出日期")
    served_on = models.DateField("送达日期", null=True, blank=True)
    failed = models.CharField("未送达原因", max_length=200, blank=True)
    proof = SealedField("凭证（单号、签收人等）", blank=True)
    file = models.ForeignKey(RequestFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_label = models.CharField("经办人", max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "送达"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.sent_on}"

    @property
    def audit_unit_id(self) -> int:
        return self.letter.unit_id

    @property
    def audit_label(self) -> str:
        return f"{self.letter} {self}"

    @property
    def is_open(self) -> bool:
        """On its way: neither arrived nor come back."""
        return self.served_on is None and not self.failed


class Conversion(models.Model):
    """转主动公开研判 (条例 art. 44, task 32): may what was released be published for everyone?"""

    class Verdict(models.TextChoices):
        PUBLISH = "publish", "可以转为主动公开"
        KEEP = "keep", "不宜转为主动公开"

    request = models.OneToOneField(FoiRequest, on_delete=models.CASCADE, related_name="conversion")
    verdict = models.CharField("结论", max_length=8, choices=Verdict.choices)
    reason = models.CharField("理由", max_length=500)
    suggested = models.BooleanField("申请人建议", default=False)
    decided_on = models.DateField("研判日期")
    due = models.DateField("最迟公开日期", null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    publication = models.ForeignKey(
        Publication, on_delete=models.SET_NULL, null=True, blank=True, related_name="foi_conversions"
    )

    class Meta:
        verbose_name = "转主动公开研判"

    def __str__(self) -> str:
        return f"{self.request_id} {self.get_verdict_display()}"

    @property
    def audit_unit_id(self) -> int:
        return self.request.unit_id

    @property
    def audit_label(self) -> str:
        return f"{self.request.audit_label} 的转主动公开研判"


class Challenge(models.Model):
    """A review (行政复议) or lawsuit (行政诉讼) against what was decided, and its outcome."""

    class Kind(models.TextChoices):
        REVIEW = "review", "行政复议"
        SUIT = "suit", "行政诉讼（未经复议直接起诉）"
        SUIT_AFTER = "suit_after", "行政诉讼（复议后起诉）"

    class Outcome(models.TextChoices):
        PENDING = "pending", "尚未审结"
        UPHELD = "upheld", "结果维持"
        CORRECTED = "corrected", "结果纠正"
        OTHER = "other", "其他结果"

    request = models.ForeignKey(FoiRequest, on_delete=models.PROTECT, related_name="challenges")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    body = models.CharField("受理机关", max_length=100)
    number = models.CharField("案号", max_length=60, blank=True)
    filed_on = models.DateField("受理日期")
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    decided_on = models.DateField("审结日期", null=True, blank=True)
    how = models.CharField("裁判方式", max_length=60, blank=True)
    summary = SealedField("要点", blank=True)
    lesson = models.CharField("改进措施", max_length=500, blank=True)
    after = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="所不服的复议",
    )

    class Meta:
        verbose_name = "复议诉讼"
        ordering = ["-filed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(outcome="pending") & Q(decided_on=None))
                | (~Q(outcome="pending") & Q(decided_on__isnull=False)),
                name="foi_challenge_decided_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.body}"

    @property
    def audit_unit_id(self) -> int:
        return self.request.unit_id
