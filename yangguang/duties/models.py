"""The one assignment engine behind every inbox: who asks whom for what, until when, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from yangguang.organisations.models import Unit


class DutyState(models.TextChoices):
    """待签收 → 已签收 → 办理中 → 报办结 → 办结 / 退回; 撤回 when the cause is gone."""

    WAITING = "waiting", "待签收"
    SIGNED = "signed", "已签收"
    WORKING = "working", "办理中"
    REPORTED = "reported", "报办结"
    CLOSED = "closed", "办结"
    RETURNED = "returned", "退回"
    WITHDRAWN = "withdrawn", "撤回"


class DutyQuerySet(models.QuerySet["Duty"]):
    def open(self) -> DutyQuerySet:
        return self.exclude(state__in=[DutyState.CLOSED, DutyState.WITHDRAWN])


class Duty(models.Model):
    """Something one unit has to do for another.

    ``kind`` names the room's kind (see duties.kinds), ``key`` the thing within it; the pair (kind, key, unit) is
    unique among open duties, so that the same fact never opens two. A duty that ``closes_by_fact`` is closed by
    the measurement that opened it; the others by the asking unit's confirmation.
    """

    kind = models.CharField("种类", max_length=40)
    key = models.CharField("对象", max_length=120)
    title = models.CharField("事项", max_length=200)
    body = models.TextField("要求", blank=True)
    url = models.CharField("相关页面", max_length=300, blank=True)
    asked_by = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="duties_asked", verbose_name="交办单位"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties", verbose_name="承办单位")
    state = models.CharField("状态", max_length=10, choices=DutyState.choices, default=DutyState.WAITING)
    due = models.DateField("期限", null=True, blank=True)
    closes_by_fact = models.BooleanField("由事实自动销号", default=False)
    # A standing task is not finished before this day (the end of the plan's year).
    not_before = models.DateField("最早办结日", null=True, blank=True)
    opened_at = models.DateTimeField("交办时间", auto_now_add=True)
    signed_at = models.DateTimeField("签收时间", null=True)
    reported_at = models.DateTimeField("报办结时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    last_return_reason = models.CharField("退回原因", max_length=300, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "待办"
        ordering = [models.F("due").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "unit"],
                condition=~Q(state__in=["closed", "withdrawn"]),
                name="duty_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due"]),
            models.Index(fields=["asked_by", "state"]),
        ]

    def __str__(self) -> str:
        return self.title


class DutyNote(models.Model):
    """One step of a duty's history, with what was said and shown as evidence."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="notes", verbose_name="待办")
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name="经办人"
    )
    by_label = models.CharField("经办人姓名", max_length=60)
    step = models.CharField("环节", max_length=20)
    text = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "办理记录"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.by_label}"


class Evidence(models.Model):
    """What a unit shows for its work: an address that is checked live, or a file. Its proof level follows from that."""

    note = models.ForeignKey(DutyNote, on_delete=models.CASCADE, related_name="evidence")
    url = models.URLField("网址", max_length=500, blank=True)
    file = models.FileField("附件", upload_to="evidence/%Y/%m/", blank=True)
    filename = models.CharField("文件名", max_length=200, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    checked_at = models.DateTimeField("核验时间", null=True)
    answers = models.BooleanField("能打开", null=True)
    check_note = models.CharField("核验结果", max_length=200, blank=True)

    class Meta:
        verbose_name = "佐证材料"
        constraints = [
            models.CheckConstraint(condition=~Q(url="") | ~Q(file=""), name="evidence_is_something")
        ]

    def __str__(self) -> str:
        return self.filename or self.url


class Reminder(models.Model):
    """A reminder that was due on a day; unique, so that a job run twice reminds once."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("种类", max_length=20)  # T-30, T-7, T-1, 逾期
    on = models.DateField("提醒日")

    class Meta:
        verbose_name = "提醒"
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["duty", "kind", "on"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.duty}"


class Digest(models.Model):
    """The one weekly letter to a unit; kept in the inbox and sent by e-mail where an address is known."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="digests")
    week = models.DateField("所在周（周一）")
    body = models.TextField("内容")
    made_at = models.DateTimeField(auto_now_add=True)
    mailed_to = models.TextField("已发至", blank=True)
    mail_error = models.CharField("发送失败原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "每周提示"
        ordering = ["-week"]
        constraints = [models.UniqueConstraint(fields=["unit", "week"], name="digest_once_a_week")]

    def __str__(self) -> str:
        return f"{self.unit} {self.week}"


class SlipColour(models.TextChoices):
    """The three supervision slips, in order; the next only if the last went unanswered."""

    BLUE = "blue", "蓝色"
    YELLOW = "yellow", "黄色"
    RED = "red", "红色"


class Slip(models.Model):
    """A supervision slip (督办单) about one duty, numbered without gaps per year; 蓝 → 黄 → 红 within one round."""

    year = models.PositiveIntegerField("年份")
    number = models.PositiveIntegerField("编号")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="slips", verbose_name="事项")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="slips", verbose_name="被督办单位")
    # An answered slip ends its round; a duty that stays undone afterwards begins the next one with blue.
    round = models.PositiveSmallIntegerField("轮次", default=1)
    colour = models.CharField("颜色", max_length=6, choices=SlipColour.choices)
    demand = models.TextField("督办要求")
    issued_at = models.DateTimeField("发出时间", auto_now_add=True)
    issued_by = models.CharField("发出人", max_length=60)
    reply_due = models.DateField("回复期限")
    reply = models.TextField("回复", blank=True)
    replied_at = models.DateTimeField("回复时间", null=True)
    replied_by = models.CharField("回复人", max_length=60, blank=True)

    class Meta:
        verbose_name = "督办单"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="slip_number_once"),
            models.UniqueConstraint(fields=["duty", "round", "colour"], name="slip_colour_once"),
        ]

    def __str__(self) -> str:
        return f"督办〔{self.year}〕{self.number}号"
