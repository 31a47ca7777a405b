"""A request (政府信息公开申请), who asked it, and its files. Personal data lies sealed (core.vault)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.core.vault import SealedField
from yangguang.organisations.models import Unit, User

from ..rules import clock
from ..rules.grounds import GROUNDS
from ..rules.receipt import CHANNELS

CHANNEL_CHOICES = [(c.code, c.name) for c in CHANNELS.values()]
GROUND_CHOICES = [(g.code, g.name) for g in GROUNDS.values()]


class ApplicantKind(models.TextChoices):
    """The six columns of the annual table (国办公开办函〔2021〕30号)."""

    PERSON = "C1", "自然人"
    FIRM = "C2", "商业企业"
    RESEARCH = "C3", "科研机构"
    CHARITY = "C4", "社会公益组织"
    LAW = "C5", "法律服务机构"
    OTHER = "C6", "其他"


class Carrier(models.TextChoices):
    """The form in which the applicant wants the information (条例 art. 29(3), 40)."""

    ELECTRONIC = "electronic", "电子文件"
    PAPER = "paper", "纸质复印件"
    VIEW = "view", "查阅、抄录"
    OTHER = "other", "其他"


class Way(models.TextChoices):
    """How the reply reaches the applicant."""

    WEB = "web", "网上领取"
    POST = "post", "邮寄"
    EMAIL = "email", "电子邮件"
    PERSON = "person", "当面领取"
    FAX = "fax", "传真"


class FoiRequestQuerySet(models.QuerySet["FoiRequest"]):
    def open(self) -> FoiRequestQuerySet:
        return self.filter(closed_on=None)

    def due_by(self, day: dt.date) -> FoiRequestQuerySet:
        """Open requests whose reply is due on or before the day."""
        return self.filter(closed_on=None, due__lte=day)


class FoiRequest(models.Model):
    """One request at one organ.

    ``received_on`` is the statutory receipt (条例 art. 31), empty until it is confirmed. ``state``, ``due`` and
    ``due_assumed`` repeat what ``rules.clock`` says of the events, so that lists are quick; ``actions.clocking`` writes
    them with every event and when the calendar changes. ``subject`` is short and masked; ``content`` is what was asked.
    """

    STATES = list(clock.STATES.items())

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="foi_requests", verbose_name="受理机关"
    )
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("编号")
    # What the applicant's receipt says when the organ that gave the number has merged into another.
    former_number = models.CharField("原编号", max_length=200, blank=True)
    query_hash = models.CharField("查询码", max_length=64, unique=True)
    channel = models.CharField("申请方式", max_length=12, choices=CHANNEL_CHOICES)
    arrived_at = models.DateTimeField("到达时间")
    received_on = models.DateField("收到日期", null=True, blank=True)
    receipt_evidence = models.CharField("收到日依据", max_length=300, blank=True)
    registered_by = models.CharField("登记人", max_length=60, blank=True)
    applicant_kind = models.CharField("申请人类别", max_length=2, choices=ApplicantKind.choices)
    subject = models.CharField("所需信息", max_length=200)
    content = SealedField("所需信息的描述")
    carrier = models.CharField(
        "获取信息的形式", max_length=12, choices=Carrier.choices, default=Carrier.ELECTRONIC
    )
    way = models.CharField("获取信息的途径", max_length=8, choices=Way.choices, default=Way.WEB)
    needs_help = models.BooleanField("需要阅读或视听方面的帮助", default=False)
    items = models.PositiveSmallIntegerField("计件数", default=1)
    counts = models.BooleanField("计入当月件数", default=True)
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="拆分自"
    )
    state = models.CharField("状态", max_length=12, choices=STATES, default=clock.TO_CONFIRM)
    due = models.DateField("答复期限", null=True, blank=True)
    due_assumed = models.BooleanField("期限为推定", default=False)
    officer = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="承办人"
    )
    ground = models.CharField("处理结果", max_length=12, choices=GROUND_CHOICES, blank=True)
    row = models.CharField("年报行", max_length=5, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    served_on = models.DateField("送达日期", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = FoiRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "政府信息公开申请"
        ordering = ["-year", "-serial", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "serial"], name="foi_number_once"),
            models.CheckConstraint(condition=Q(items__gte=1), name="foi_items_positive"),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("received_on")),
                name="foi_closed_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | ~Q(row=""), name="foi_closed_counts_somewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due"]),
            models.Index(fields=["closed_on", "due"]),
            models.Index(fields=["received_on", "closed_on"]),
            # The annual table is counted from this index alone (figures/queries.py).
            models.Index(
                fields=["unit", "received_on", "closed_on", "applicant_kind", "row"], name="foi_counted"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("foi:request", args=[self.pk])

    @property
    def number(self) -> str:
        """申请编号, such as 〔2021〕12号 of its organ."""
        return f"{self.unit.name}申请〔{self.year}〕{self.serial}号"

    @property
    def audit_label(self) -> str:
        return f"申请 {self.unit_id}-{self.year}-{self.serial}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def channel_name(self) -> str:
        return CHANNELS[self.channel].name


class Applicant(models.Model):
    """Who asked, as the law asks for it (条例 art. 29(1)): name, proof of identity, how to reach them. All sealed.

    ``person`` is a keyed digest of name and identity number: it finds the same applicant's other requests (fees of a
    month, repeated requests) without the data. ``erased_at``: the retention job has taken the data away.
    """

    class Identity(models.TextChoices):
        RESIDENT = "resident", "居民身份证"
        PASSPORT = "passport", "护照"
        PERMIT = "permit", "港澳台居民证件"
        CREDIT_CODE = "credit", "统一社会信用代码"
        OTHER = "other", "其他证件"

    request = models.OneToOneField(FoiRequest, on_delete=models.CASCADE, related_name="applicant")
    name = SealedField("姓名或名称")
    identity = models.CharField("证件种类", max_length=10, choices=Identity.choices)
    identity_number = SealedField("证件号码")
    representative = SealedField("法定代表人或负责人", blank=True)
    contact = SealedField("联系人", blank=True)
    phone = SealedField("联系电话", blank=True)
    email = SealedField("电子邮箱", blank=True)
    address = SealedField("通信地址", blank=True)
    postcode = models.CharField("邮政编码", max_length=12, blank=True)
    person = models.CharField(max_length=64, db_index=True, editable=False)
    identity_erased_at = models.DateTimeField("证件清除时间", null=True, blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    PERSONAL = (
        "name", "identity", "identity_number", "representative", "contact", "phone", "email", "address", "postcode",
    )  # fmt: skip

    class Meta:
        verbose_name = "申请人"

    def __str__(self) -> str:
        return f"{self.request_id} 的申请人"

    @property
    def masked(self) -> str:
        """The name as lists show it: the first character only (regulations 14.4)."""
        name = self.name
        if not name:
            return "（已清除）" if self.erased_at else "—"
        if self.request.applicant_kind != ApplicantKind.PERSON:
            return f"{name[:2]}***"
        return name[0] + "*" * min(max(len(name) - 1, 1), 3)


class RequestFile(models.Model):
    """A file of a request, kept sealed on disk under a name that tells nothing; ``sha256`` is that of its content."""

    class Part(models.TextChoices):
        APPLICATION = "application", "申请材料"
        IDENTITY = "identity", "身份证明"
        RECEIPT = "receipt", "收到日凭证"
        CORRECTION = "correction", "补正材料"
        CONSULTED = "consulted", "征求意见材料"
        FOUND = "found", "检索到的信息"
        RELEASED = "released", "提供给申请人的信息"
        REDLINE = "redline", "遮盖底稿（内部）"
        LETTER = "letter", "文书"
        PAYMENT = "payment", "缴费凭证"
        PROOF = "proof", "送达凭证"
        REVIEW = "review", "复议诉讼材料"
        OTHER = "other", "其他"

    request = models.ForeignKey(FoiRequest, on_delete=models.CASCADE, related_name="files")
    part = models.CharField("种类", max_length=12, choices=Part.choices)
    filename = SealedField("文件名")
    path = models.CharField(max_length=200, editable=False)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("校验值", max_length=64)
    content_type = models.CharField(max_length=100, blank=True)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)
    by_label = models.CharField("提交人", max_length=60, blank=True)
    from_applicant = models.BooleanField(default=False)

    class Meta:
        verbose_name = "申请的文件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_part_display()


class ClockEvent(models.Model):
    """Something that moves a request's clock; see ``rules.events``. Never changed: a wrong one is made void and replaced."""

    request = models.ForeignKey(FoiRequest, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField("事件", max_length=24)
    on = models.DateField("日期")
    workdays = models.PositiveSmallIntegerField("工作日", default=0)
    until = models.DateField("至", null=True, blank=True)
    party = models.CharField("对象", max_length=20, blank=True)
    received_on = models.DateField("对方收到日期", null=True, blank=True)
    evidence = models.CharField("依据", max_length=300, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    by_label = models.CharField("登记人", max_length=60)
    void_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "时钟事件"
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(kind="received", void_at=None), name="foi_received_once"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(kind="correction_notified", void_at=None),
                name="foi_corrected_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"

    def plain(self) -> Any:
        """The event as the clock's rules read it."""
        from ..rules.events import Event

        return Event(self.kind, self.on, self.workdays, self.until, self.party, self.received_on)


class Message(models.Model):
    """What applicant and organ write to each other about a request, outside of letters."""

    request = models.ForeignKey(FoiRequest, on_delete=models.CASCADE, related_name="messages")
    from_applicant = models.BooleanField("申请人")
    text = SealedField("内容")
    at = models.DateTimeField("时间", auto_now_add=True)
    by_label = models.CharField("写信人", max_length=60)
    read_at = models.DateTimeField("已读", null=True, blank=True)

    class Meta:
        verbose_name = "往来消息"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.at:%Y-%m-%d %H:%M}"
