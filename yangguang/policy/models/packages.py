"""The policy package: a document, its explanation plan and material, and the way they go together to the public."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication


class Form(models.TextChoices):
    """解读形式 (任务 16)."""

    TEXT = "text", "文字解读"
    PICTURE = "picture", "图解"
    CHART = "chart", "图表"
    ANIMATION = "animation", "动漫"
    AUDIO = "audio", "音频"
    VIDEO = "video", "视频"
    H5 = "h5", "H5 页面"
    QA = "qa", "政策问答"
    INTERVIEW = "interview", "在线访谈"
    EXPERT = "expert", "专家解读"
    ARTICLE = "article", "负责人撰文"
    PRESS = "press", "新闻发布会"


# What counts as plain text: an article of an expert is read like any other (INT-07 asks for more than text).
PLAIN_FORMS = frozenset({Form.TEXT, Form.EXPERT, Form.ARTICLE, Form.QA})


class Need(models.TextChoices):
    REQUIRED = "required", "应解读"
    NOT_REQUIRED = "not_required", "不需解读"


class KeyWork(models.TextChoices):
    """The key work whose policies task 13 names."""

    SIX = "six", "六稳六保"
    FIVE = "five", "五促一保一防一控"


class Requirement(models.Model):
    """解读认定: whether a policy document needs an explanation; decided at drafting, 不需解读 with the office's consent."""

    document = models.OneToOneField(
        Publication, on_delete=models.CASCADE, related_name="requirement", verbose_name="文件"
    )
    need = models.CharField("认定", max_length=12, choices=Need.choices)
    reason = models.CharField("不需解读的理由", max_length=500, blank=True)
    major = models.BooleanField("重大文件", default=False)
    people_facing = models.BooleanField("直接面向群众或企业", default=False)
    key_work = models.JSONField("重点工作", default=list, blank=True)
    decided_at = models.DateTimeField("认定时间")
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    consented_at = models.DateTimeField("同意时间", null=True, blank=True)
    consented_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    consent_refused = models.CharField("不同意的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "解读认定"
        constraints = [
            models.CheckConstraint(
                condition=Q(need="required") | ~Q(reason=""), name="requirement_not_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(consented_at=None) | Q(need="not_required"), name="requirement_consent_fits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}：{self.get_need_display()}"

    @property
    def settled(self) -> bool:
        """The decision stands: 应解读, or 不需解读 with consent."""
        return self.need == Need.REQUIRED or self.consented_at is not None

    @property
    def key_words(self) -> list[str]:
        return [KeyWork(k).label for k in self.key_work if k in KeyWork.values]


class Package(models.Model):
    """政策文件包. ``state`` tells where it is on its way; where the texts are in their sign-offs is the records' own."""

    class Route(models.TextChoices):
        DISTRICT = "district", "报区政府或区政府办印发"
        OWN = "own", "本单位印发"

    class State(models.TextChoices):
        DRAFT = "draft", "准备中"
        SENT = "sent", "已报送"
        RETURNED = "returned", "已退文"
        ACCEPTED = "accepted", "已收文"
        LISTED = "listed", "已列入会议"
        PASSED = "passed", "会议通过"
        RELEASED = "released", "已同步发布"
        CLOSED = "closed", "已终止"

    OPEN = (State.DRAFT, State.SENT, State.RETURNED, State.ACCEPTED, State.LISTED, State.PASSED)
    # While the office has it, the texts and the plan stand still.
    AT_OFFICE = (State.SENT,)

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="policy_packages", verbose_name="起草单位"
    )
    document = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="packages", verbose_name="文件"
    )
    route = models.CharField("印发方式", max_length=10, choices=Route.choices, default=Route.DISTRICT)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    needs_meeting = models.BooleanField("要上常务会议", null=True)
    release_set = models.ForeignKey(
        "publications.ReleaseSet", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField("审签完成时间", null=True, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    closed_at = models.DateTimeField("终止时间", null=True, blank=True)
    closed_reason = models.CharField("终止原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "政策文件包"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=~Q(state__in=["released", "closed"]),
                name="package_open_once",
            )
        ]
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.document.title

    def get_absolute_url(self) -> str:
        return reverse("policy:package", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Material(models.Model):
    """A package's explanation material: a record of kind 政策解读 that goes the same way as the document."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="materials")
    explanation = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="material_of", verbose_name="解读材料"
    )

    class Meta:
        verbose_name = "解读材料"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["package", "explanation"], name="policy_material_once")
        ]

    def __str__(self) -> str:
        return self.explanation.title


class ExplanationPlan(models.Model):
    """解读方案: who explains, in which forms, which points, when, and whom to ask; approved by the unit's own head."""

    package = models.OneToOneField(Package, on_delete=models.CASCADE, related_name="plan")
    first_explainer = models.CharField("第一解读人", max_length=60, blank=True)
    explainers = models.ManyToManyField("policy.Explainer", blank=True, verbose_name="其他解读人")
    forms = models.JSONField("解读形式", default=list)
    points = models.TextField("解读要点", blank=True)
    release_on = models.DateField("计划发布日期", null=True, blank=True)
    channels = models.CharField("发布渠道", max_length=200, blank=True)
    contact = models.CharField("联系科室", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    changed_at = models.DateTimeField("修改时间")
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="审定人"
    )

    class Meta:
        verbose_name = "解读方案"

    def __str__(self) -> str:
        return f"{self.package}解读方案"

    @property
    def form_names(self) -> list[str]:
        return [Form(f).label for f in self.forms if f in Form.values]


class Submission(models.Model):
    """One sending of a package to the district office, with what lay in it then; never changed afterwards."""

    class State(models.TextChoices):
        WAITING = "waiting", "待收文"
        ACCEPTED = "accepted", "已收文"
        RETURNED = "returned", "已退文"
        RECALLED = "recalled", "已撤回"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField("次数")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    sent_at = models.DateTimeField("报送时间")
    sent_by = models.CharField("报送人", max_length=60)
    note = models.CharField("说明", max_length=300, blank=True)
    # {"with": bool, "approved_at": ISO, "approved_by": name, "text": {…}}: the plan as it was sent.
    plan = models.JSONField("随附的解读方案", default=dict)
    # [{"publication": pk, "revision": pk, "title": …}]: the texts as they were sent.
    texts = models.JSONField("随附的文本", default=list)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.CharField("处理人", max_length=60, blank=True)

    class Meta:
        verbose_name = "报送"
        ordering = ["package", "number"]
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="submission_number_once"),
            models.UniqueConstraint(
                fields=["package"], condition=Q(state="waiting"), name="submission_waiting_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.package}（第 {self.number} 次报送）"

    @property
    def has_plan(self) -> bool:
        """An explanation plan, approved by the unit's head before sending, lay in it (任务 14)."""
        return bool(self.plan.get("approved_at"))


class ReturnSlip(models.Model):
    """退文单, numbered without a gap per year."""

    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("编号")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="slip")
    no_plan = models.BooleanField("未附经审定的解读方案", default=False)
    reason = models.TextField("退文原因")
    issued_at = models.DateTimeField("退文时间")
    issued_by = models.CharField("退文人", max_length=60)

    class Meta:
        verbose_name = "退文单"
        ordering = ["-year", "-number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="return_slip_number_once")]

    def __str__(self) -> str:
        return f"退文〔{self.year}〕{self.number}号"


class Exemption(models.Model):
    """The only way round: a recorded exception, asked by the unit's head, consented by a second unit."""

    class Covers(models.TextChoices):
        PLAN = "plan", "报送时不附解读方案"
        RELEASE = "release", "文件先公开，解读随后补上"

    class State(models.TextChoices):
        ASKED = "asked", "待同意"
        CONSENTED = "consented", "已同意"
        REFUSED = "refused", "不同意"

    document = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="exemptions", verbose_name="文件"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="申请单位")
    second_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="同意单位")
    covers = models.CharField("豁免事项", max_length=10, choices=Covers.choices)
    reason = models.CharField("理由", max_length=500)
    until = models.DateField("解读最迟发布日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField("答复意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "解读豁免"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(unit=models.F("second_unit")), name="exemption_by_another_unit"
            ),
            models.UniqueConstraint(
                fields=["document", "covers"], condition=~Q(state="refused"), name="exemption_once"
            ),
            models.CheckConstraint(
                condition=~Q(covers="release") | Q(until__isnull=False), name="exemption_says_by_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}：{self.get_covers_display()}"

    def holds(self, on: dt.date) -> bool:
        """Whether the later explanation is still within the promised and consented date."""
        return self.state == self.State.CONSENTED and (self.until is None or on <= self.until)


class MeetingItem(models.Model):
    """A package on the agenda of the 常务会议, with its explanation material as reading (任务 14)."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待审议"
        PASSED = "passed", "通过"
        CHANGED = "changed", "修改后通过"
        DEFERRED = "deferred", "暂缓"
        REJECTED = "rejected", "不予通过"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="meetings")
    meeting = models.CharField("会议", max_length=80)
    meeting_on = models.DateField("会议日期")
    # [{"publication": pk, "revision": pk, "title": …, "form": …}]
    readings = models.JSONField("参阅材料", default=list)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    note = models.CharField("会议意见", max_length=500, blank=True)
    listed_at = models.DateTimeField("列入时间")
    listed_by = models.CharField("列入人", max_length=60)
    decided_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "会议议题"
        ordering = ["-meeting_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["package"], condition=Q(outcome="waiting"), name="meeting_item_waiting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}：{self.package}"
