"""The register (规划清册): plans with their periods, parents, series, texts and exemptions."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication

from .. import rules


class Tier(models.TextChoices):
    """层级. Plans above the district stand in the register only as what the district's carry on."""

    NATIONAL = "national", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区"


class Category(models.TextChoices):
    """类别: the four that the task names, and what else districts draw up."""

    OUTLINE = "outline", "规划纲要"
    SPATIAL = "spatial", "国土空间规划"
    SPECIAL = "special", "专项规划"
    REGIONAL = "regional", "区域规划"
    ANNUAL = "annual", "年度计划"
    OTHER = "other", "其他规划"


# These carry on a plan above them; without one they are orphans (PLN-08).
NEED_PARENT = (Category.SPECIAL, Category.REGIONAL)


class Series(models.Model):
    """Plans that follow one another, such as the five-year plans; each has an ordinal (届次)."""

    name = models.CharField("系列名称", max_length=120, unique=True)
    years = models.PositiveSmallIntegerField("每届年数", default=5)

    class Meta:
        verbose_name = "规划系列"
        ordering = ["-years", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(years__gte=1, years__lte=50), name="series_years_in_range")
        ]

    def __str__(self) -> str:
        return self.name


class SeriesGap(models.Model):
    """Why an ordinal of a series is not held."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="explained")
    ordinal = models.PositiveSmallIntegerField("届次")
    reason = models.CharField("说明", max_length=300)
    by = models.CharField("说明人", max_length=100)
    at = models.DateTimeField("说明时间", auto_now_add=True)

    class Meta:
        verbose_name = "届次缺口说明"
        ordering = ["series", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["series", "ordinal"], name="series_gap_once")]

    def __str__(self) -> str:
        return f"{self.series}第 {self.ordinal} 届缺口"


class PlanQuerySet(models.QuerySet["Plan"]):
    def registered(self) -> PlanQuerySet:
        """Entries that stand: those given up are out of every list and count."""
        return self.filter(given_up_at=None)

    def district(self) -> PlanQuerySet:
        return self.registered().filter(tier=Tier.DISTRICT)


class Plan(models.Model):
    """An entry of the register. ``unit`` is the lead maker (编制单位), who publishes; None above the district.

    ``key`` is the name without what writers vary; it keeps one plan from being registered twice. ``edition`` counts
    corrections: whoever saves an older one is told.
    """

    name = models.CharField("名称", max_length=200)
    key = models.CharField(max_length=200, editable=False)
    tier = models.CharField("层级", max_length=10, choices=Tier.choices, default=Tier.DISTRICT)
    category = models.CharField("类别", max_length=10, choices=Category.choices)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drawn_plans",
        verbose_name="编制单位",
    )
    participants = models.ManyToManyField(
        Unit, blank=True, related_name="joined_plans", verbose_name="参与编制单位"
    )
    outer_maker = models.CharField("区外编制单位", max_length=200, blank=True)
    period_from = models.PositiveSmallIntegerField("规划期起（年）", null=True, blank=True)
    period_to = models.PositiveSmallIntegerField("规划期止（年）", null=True, blank=True)
    approver = models.CharField("批准机关", max_length=120, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    territory = models.CharField("范围", max_length=200, blank=True)
    comment_from = models.DateField("草案公告起", null=True, blank=True)
    comment_to = models.DateField("草案公告止", null=True, blank=True)
    stated = models.CharField(
        "状态（日期说明不了时）", max_length=10, blank=True, choices=[(s, s) for s in rules.STATUSES]
    )
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="所属系列"
    )
    ordinal = models.PositiveSmallIntegerField("届次", null=True, blank=True)
    note = models.CharField("备注（不公开）", max_length=300, blank=True)
    parents: models.ManyToManyField[Plan, ParentLink] = models.ManyToManyField(
        "self",
        through="ParentLink",
        through_fields=("plan", "parent"),
        symmetrical=False,
        related_name="children",
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)
    registered_by = models.CharField("登记人", max_length=100, editable=False)
    given_up_at = models.DateTimeField("撤销登记时间", null=True, blank=True, editable=False)
    given_up_reason = models.CharField("撤销登记原因", max_length=300, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "规划"
        ordering = ["-period_from", "category", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tier", "key"], condition=Q(given_up_at=None), name="plan_registered_once"
            ),
            models.UniqueConstraint(
                fields=["series", "ordinal"], condition=Q(given_up_at=None), name="plan_ordinal_once"
            ),
            models.CheckConstraint(
                condition=Q(period_from=None, period_to=None) | Q(period_to__gte=F("period_from")),
                name="plan_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(comment_to=None) | Q(comment_from=None) | Q(comment_to__gte=F("comment_from")),
                name="plan_comment_in_order",
            ),
            models.CheckConstraint(
                condition=Q(series=None, ordinal=None) | Q(series__isnull=False, ordinal__isnull=False),
                name="plan_ordinal_in_series",
            ),
        ]
        indexes = [models.Index(fields=["tier", "category"], name="plan_by_tier")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:one-plan", args=[self.pk])

    @property
    def period(self) -> tuple[int, int] | None:
        if self.period_from is None or self.period_to is None:
            return None
        return self.period_from, self.period_to

    @property
    def period_text(self) -> str:
        """2021-2025, or one year, or nothing."""
        if self.period is None:
            return ""
        first, last = self.period
        return str(first) if first == last else f"{first}-{last}"

    @property
    def ordinal_text(self) -> str:
        if self.series is None or not self.ordinal:
            return ""
        return rules.ordinal_name(self.ordinal, self.series.years)

    def status(self, on: dt.date) -> str:
        """The state on a day; "" when the register does not tell."""
        return rules.status(
            on, approved_on=self.approved_on, period=self.period, comment=(self.comment_from, self.comment_to),
            repealed_on=self.repealed_on, stated=self.stated,
        )  # fmt: skip

    def missing(self, on: dt.date) -> list[str]:
        """The metadata that the entry lacks (keys of ``rules.METADATA``)."""
        return rules.missing(
            {
                "name": self.name, "tier": self.tier, "category": self.category, "period": self.period,
                "makers": self.unit_id or self.outer_maker, "approver": self.approver,
                "approved_on": self.approved_on, "document_number": self.document_number,
                "territory": self.territory, "status": self.status(on),
            }
        )  # fmt: skip


class ParentLink(models.Model):
    """A plan carries on another, and what of it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="parent_links")
    parent = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="child_links", verbose_name="上位规划"
    )
    carries = models.CharField("承接内容", max_length=300, blank=True)

    class Meta:
        verbose_name = "上位规划"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "parent"], name="parent_link_once"),
            models.CheckConstraint(condition=~Q(plan=F("parent")), name="parent_link_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} ← {self.parent}"


class PlanText(models.Model):
    """A publication that carries a plan's text. When it is public is the publication's to tell, not the register's."""

    class Part(models.TextChoices):
        FULL = "full", "全文"
        DRAFT = "draft", "草案公告"
        ABOUT = "about", "解读或说明"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="texts")
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="plan_texts", verbose_name="公开信息"
    )
    part = models.CharField("是什么", max_length=10, choices=Part.choices, default=Part.FULL)

    class Meta:
        verbose_name = "规划文本"
        ordering = ["part", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "publication"], name="plan_text_once")]

    def __str__(self) -> str:
        return f"{self.plan}：{self.publication}"


class Exemption(models.Model):
    """A plan that is not disclosed, with its legal basis; it counts once someone else has consented."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="exemptions")
    basis = models.CharField("依据", max_length=10)
    reason = models.CharField("理由", max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_by_name = models.CharField("提出人", max_length=100)
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by_name = models.CharField("审定人", max_length=100, blank=True)
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)
    consented = models.BooleanField("同意", null=True)
    decision_note = models.CharField("审定意见", max_length=300, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "不予公开"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(ended_at=None), name="exemption_open_once"),
            models.CheckConstraint(
                condition=Q(consented=None, decided_at=None)
                | Q(consented__isnull=False, decided_at__isnull=False),
                name="exemption_decision_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}不予公开"

    @property
    def audit_unit_id(self) -> int | None:
        return self.plan.unit_id

    @property
    def holds(self) -> bool:
        return self.ended_at is None and self.consented is True

    @property
    def waits(self) -> bool:
        return self.ended_at is None and self.consented is None

    @property
    def basis_text(self) -> str:
        from yangguang.publications.rules import EXEMPTIONS

        return EXEMPTIONS.get(self.basis, self.basis)
