"""What happens inside: consultations, vetting, the search for the information, the decision, fees."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.core.vault import SealedField
from yangguang.organisations.models import Unit, User

from .requests import GROUND_CHOICES, FoiRequest, RequestFile


class Consultation(models.Model):
    """A third party (条例 art. 32) or another organ (art. 34) is asked whether the information may be disclosed."""

    class Kind(models.TextChoices):
        THIRD_PARTY = "third_party", "第三方"
        AGENCY = "agency", "其他机关"

    class Answer(models.TextChoices):
        AGREE = "agree", "同意公开"
        PARTLY = "partly", "部分同意"
        REFUSE = "refuse", "不同意公开"
        SILENT = "silent", "逾期未答复"

    request = models.ForeignKey(FoiRequest, on_delete=models.CASCADE, related_name="consultations")
    kind = models.CharField("对象", max_length=12, choices=Kind.choices)
    name = SealedField("名称")
    address = SealedField("联系方式", blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    matter = SealedField("征求意见的信息")
    asked_on = models.DateField("发出日期")
    received_on = models.DateField("对方收到日期", null=True, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer = models.CharField("意见", max_length=8, choices=Answer.choices, blank=True)
    reason = SealedField("理由", blank=True)
    file = models.ForeignKey(RequestFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # 条例 art. 32: a third party that refuses without good reason may be overruled where the public interest asks for it.
    overruled = models.CharField("决定公开的理由", max_length=500, blank=True)
    told_on = models.DateField("告知第三方日期", null=True, blank=True)

    class Meta:
        verbose_name = "征求意见"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def party(self) -> str:
        return f"c{self.pk}"


class Vetting(models.Model):
    """A look at the decision before it is signed: secrecy (条例 art. 17), personal data, legal counsel (task 32)."""

    class Kind(models.TextChoices):
        SECRECY = "secrecy", "保密审查"
        PRIVACY = "privacy", "个人信息审查"
        COUNSEL = "counsel", "法律顾问意见"

    class Verdict(models.TextChoices):
        FIT = "fit", "同意"
        CHANGE = "change", "修改后同意"
        UNFIT = "unfit", "不同意"

    request = models.ForeignKey(FoiRequest, on_delete=models.CASCADE, related_name="vettings")
    kind = models.CharField("审查", max_length=8, choices=Kind.choices)
    version = models.PositiveIntegerField("针对的版本")
    verdict = models.CharField("结论", max_length=8, choices=Verdict.choices)
    text = SealedField("意见", blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    by_label = models.CharField("审查人", max_length=60)

    class Meta:
        verbose_name = "审查"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_verdict_display()}"


class SearchRecord(models.Model):
    """Where, when, by whom and with which words the information was looked for (needed for "does not exist", T15)."""

    request = models.ForeignKey(FoiRequest, on_delete=models.CASCADE, related_name="searches")
    on = models.DateField("检索日期")
    by_label = models.CharField("检索人", max_length=60)
    where = models.CharField("检索范围（系统、台账、档案）", max_length=300)
    keywords = SealedField("检索词和方法")
    result = SealedField("结果")
    found = models.BooleanField("找到", default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "检索记录"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.on} {self.where}"


class Determination(models.Model):
    """What the organ decides on a request. ``version`` grows with every change, and vettings speak of one version.

    ``parts``: [{"what", "ground", "reason"}] of a partial release; ``provided``: [{"title", "carrier", "pages", "file"}].
    """

    class State(models.TextChoices):
        DRAFT = "draft", "拟办"
        SUBMITTED = "submitted", "待签发"
        SIGNED = "signed", "已签发"

    request = models.OneToOneField(FoiRequest, on_delete=models.CASCADE, related_name="determination")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    ground = models.CharField("处理结果", max_length=12, choices=GROUND_CHOICES)
    facts = SealedField("认定的事实", blank=True)
    reasons = SealedField("理由", blank=True)
    provided = models.JSONField("提供的信息", default=list, blank=True)
    parts = models.JSONField("不公开的部分", default=list, blank=True)
    where = models.CharField("获取方式和途径", max_length=500, blank=True)
    other_organ = models.CharField("负责公开的机关和联系方式", max_length=300, blank=True)
    handled_by = models.CharField("依照的规定和办理途径", max_length=500, blank=True)
    earlier = models.ForeignKey(
        FoiRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="此前的申请",
    )
    earlier_text = models.CharField("此前的答复", max_length=200, blank=True)
    different_reason = models.CharField("与同类申请结果不同的理由", max_length=500, blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    signed_by_label = models.CharField("签发人", max_length=60, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "处理决定"

    def __str__(self) -> str:
        return f"{self.request_id} {self.get_ground_display()}"


class FeeNotice(models.Model):
    """A notice of 信息处理费 (国办函〔2020〕109号): one method, its counts, its amount in whole yuan, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", "待缴费"
        PAID = "paid", "已缴费"
        WAIVED = "waived", "已撤销"
        LAPSED = "lapsed", "逾期未缴"

    request = models.OneToOneField(FoiRequest, on_delete=models.PROTECT, related_name="fee")
    method = models.CharField("计费方式", max_length=6, choices=[("items", "按件"), ("pages", "按量")])
    items = models.PositiveIntegerField("本次件数", default=0)
    already = models.PositiveIntegerField("当月此前件数", default=0)
    pages = models.PositiveIntegerField("页数", default=0)
    amount = models.PositiveIntegerField("金额（元）")
    notified_on = models.DateField("通知日期")
    received_on = models.DateField("申请人收到日期", null=True, blank=True)
    pay_until = models.DateField("缴费截止")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    paid_amount = models.PositiveIntegerField("实缴（元）", default=0)
    receipt_number = models.CharField("财政票据号", max_length=60, blank=True)
    waived_reason = models.CharField("撤销原因", max_length=300, blank=True)
    waived_by = models.CharField("撤销人", max_length=60, blank=True)

    class Meta:
        verbose_name = "收费通知"
        ordering = ["-notified_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method="items", pages=0) | Q(method="pages", items=0, already=0),
                name="foi_fee_one_method",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False), name="foi_fee_paid_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} 元（{self.get_method_display()}）"
