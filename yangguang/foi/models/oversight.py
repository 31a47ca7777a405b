"""How well requests are handled: channels tried, replies sampled, people trained, cases to learn from, alarms, repeats."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication

from .replying import Letter
from .requests import FoiRequest


class ChannelProbe(models.Model):
    """One try of one of a unit's ways to apply (任务 32 渠道畅通). The web form is tried by the system, the others by the
    openness office: nobody vouches for their own telephone.
    """

    class Channel(models.TextChoices):
        ONLINE = "online", "网上申请页面"
        POST = "post", "信函地址"
        PHONE = "phone", "咨询电话"
        DESK = "desk", "当面受理点"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="foi_probes", verbose_name="单位")
    channel = models.CharField("渠道", max_length=6, choices=Channel.choices)
    on = models.DateField("核查日期")
    ok = models.BooleanField("畅通")
    note = models.CharField("情况", max_length=200, blank=True)
    automatic = models.BooleanField("系统核查", default=False)
    by_label = models.CharField("核查人", max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "渠道核查"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["unit", "channel", "on"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_channel_display()} {self.on}"


class ReplyRound(models.Model):
    """One half-year's sample of replies (任务 33). The seed makes the draw repeatable by anybody."""

    year = models.PositiveSmallIntegerField("年份")
    half = models.PositiveSmallIntegerField("半年")
    seed = models.CharField("抽样种子", max_length=40)
    population = models.PositiveIntegerField("抽样时的答复总数", default=0)
    drawn_at = models.DateTimeField("抽样时间")
    drawn_by = models.CharField("抽样人", max_length=60)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "答复文书抽评"
        ordering = ["-year", "-half"]
        constraints = [
            models.UniqueConstraint(fields=["year", "half"], name="foi_round_once"),
            models.CheckConstraint(condition=Q(half__in=[1, 2]), name="foi_round_half"),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{'上' if self.half == 1 else '下'}半年答复文书抽评"


class ReplySample(models.Model):
    """One drawn reply with its scores: {"facts": 0-25, …} by ``rules.sampling.RUBRIC``; ``score`` is their sum."""

    round = models.ForeignKey(ReplyRound, on_delete=models.CASCADE, related_name="samples")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+", verbose_name="文书")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    number = models.PositiveIntegerField("编号")
    scores = models.JSONField("评分", default=dict)
    score = models.PositiveSmallIntegerField("得分", null=True, blank=True)
    comment = models.CharField("评语", max_length=500, blank=True)
    reader = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reader_label = models.CharField("评阅人", max_length=60, blank=True)
    read_at = models.DateTimeField("评阅时间", null=True, blank=True)

    class Meta:
        verbose_name = "抽评的答复文书"
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "letter"], name="foi_sample_once"),
            models.UniqueConstraint(fields=["round", "number"], name="foi_sample_number_once"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="foi_sample_score"),
        ]

    def __str__(self) -> str:
        return f"{self.round}第 {self.number} 号"

    @property
    def audit_unit_id(self) -> int | None:
        """Its entries of the log belong to the unit that samples: the drawn one must not learn its points from the log
        before the round is over.
        """
        sampling = Unit.objects.filter(code=settings.FOI_JUSTICE_UNIT)
        return sampling.values_list("pk", flat=True).first()


class Training(models.Model):
    """A training in handling requests and writing replies (任务 33)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    held_on = models.DateField("日期")
    topic = models.CharField("内容", max_length=200)
    people = models.PositiveIntegerField("人数")
    evidence = models.URLField("佐证网址", max_length=500, blank=True)
    by_label = models.CharField("登记人", max_length=60)

    class Meta:
        verbose_name = "依申请公开培训"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"


class GuidingCase(models.Model):
    """A case from which others should learn (指导案例), told without names; ``request`` is known inside only."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="发布单位")
    issued_on = models.DateField("发布日期")
    title = models.CharField("标题", max_length=200)
    question = models.TextField("问题", max_length=2000)
    lesson = models.TextField("怎样处理", max_length=3000)
    request = models.ForeignKey(
        FoiRequest,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="来自申请",
    )
    by_label = models.CharField("登记人", max_length=60)

    class Meta:
        verbose_name = "指导案例"
        ordering = ["-issued_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Alarm(models.Model):
    """A reminder of a reply that is due (``rules.alarms``): one for each request, step and due date."""

    request = models.ForeignKey(FoiRequest, on_delete=models.CASCADE, related_name="alarms")
    step = models.CharField("提醒", max_length=8)
    due = models.DateField("答复期限")
    on = models.DateField("提醒日")
    mailed_to = models.CharField("已发至", max_length=500, blank=True)
    mailed_at = models.DateTimeField("发出时间", null=True, blank=True)
    trouble = models.CharField("没有发出的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "期限提醒"
        ordering = ["-on", "-id"]
        constraints = [models.UniqueConstraint(fields=["request", "step", "due"], name="foi_alarm_once")]
        indexes = [models.Index(fields=["mailed_at", "on"])]

    def __str__(self) -> str:
        return f"{self.request_id} {self.step} {self.due}"


class CalendarCheck(models.Model):
    """Open requests held against the calendar of working days. ``digest`` is that calendar's; ``moved`` lists which due
    dates moved: {"request": key, "number", "before", "after"}. Unfinished when ``ended_at`` is empty: the next goes on.
    """

    digest = models.CharField("日历校验值", max_length=64)
    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    looked_at = models.PositiveIntegerField("核对的申请", default=0)
    moved = models.JSONField("期限变化", default=list)
    by_label = models.CharField("发起人", max_length=60)

    class Meta:
        verbose_name = "期限重算"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d} 期限重算"


class RepeatedMatter(models.Model):
    """The same information asked for by several people (条例 art. 44(1)): suggested for publication until it is settled.

    ``requests`` are keys of the requests about it; ``people`` counts different applicants.
    """

    class State(models.TextChoices):
        OPEN = "open", "建议公开"
        PUBLISHED = "published", "已主动公开"
        KEPT = "kept", "不宜公开"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="foi_repeated", verbose_name="单位")
    subject = models.CharField("所需信息", max_length=200)
    requests = models.JSONField("申请", default=list)
    people = models.PositiveIntegerField("申请人数")
    found_on = models.DateField("发现日期")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField("理由", max_length=500, blank=True)
    publication = models.ForeignKey(
        Publication,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公开的信息",
    )
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)

    class Meta:
        verbose_name = "多人申请的信息"
        ordering = ["-people", "-id"]
        indexes = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return self.subject
