"""The course of a record: sign-offs, released versions, sets that go public together, numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.organisations.models import Unit, User

from .. import kinds
from .publication import Publication


class ReviewRule(models.Model):
    """How many sign-offs a unit's records of a kind need; no unit or no kind means all."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, verbose_name="单位")
    kind = models.CharField("信息类型", max_length=30, blank=True)
    levels = models.PositiveSmallIntegerField("审校次数", default=3)
    # A street office of three people can't find three reviewers; the district may allow it and it stays visible.
    same_person = models.BooleanField("允许同一人承担两审", default=False)

    class Meta:
        verbose_name = "审校规则"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"], name="review_rule_once", condition=Q(unit__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["kind"], name="review_rule_district_once", condition=Q(unit__isnull=True)
            ),
            models.CheckConstraint(condition=Q(levels__gte=1, levels__lte=3), name="review_rule_levels"),
        ]

    def __str__(self) -> str:
        return f"{self.unit or '全区'} {self.kind_name}：{self.levels} 审"

    @property
    def kind_name(self) -> str:
        return kinds.name_of(self.kind) if self.kind else "全部类型"


class SignOff(models.Model):
    """One person's yes or no to one text. A changed text needs new ones."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "通过"
        RETURNED = "returned", "退回"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="signoffs")
    # RESTRICT: it goes with its draft, and with nothing else.
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.RESTRICT, related_name="+")
    # 0 is the publicity department's consent to what is 重大、敏感.
    level = models.PositiveSmallIntegerField("审次")
    decision = models.CharField("结论", max_length=10, choices=Decision.choices)
    afterwards = models.BooleanField("事后补审", default=False)
    note = models.CharField("意见", max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="审核人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "审校意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "level"],
                condition=Q(decision="approved", afterwards=False),
                name="signoff_once_per_level",
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication}：{self.get_decision_display()}"


class Version(models.Model):
    """A text as readers saw it, from its release on; the public history compares these."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.RESTRICT, related_name="+")
    released_at = models.DateTimeField("发布时间")
    released_by = models.CharField("发布人", max_length=100)
    note = models.CharField("更改说明", max_length=500, blank=True)
    major = models.BooleanField("实质性更改", default=False)
    correction = models.BooleanField("更正", default=False)
    urgent = models.BooleanField("应急发布", default=False)

    class Meta:
        verbose_name = "发布版本"
        ordering = ["publication", "number"]
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.publication} 第 {self.number} 版"


class PlannedChange(models.Model):
    """What readers will be told of a change that goes public at a set time; it becomes part of the version then."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="planned_change")
    note = models.CharField("更改说明", max_length=500, blank=True)
    major = models.BooleanField("实质性更改", default=False)

    class Meta:
        verbose_name = "定时发布的更改说明"

    def __str__(self) -> str:
        return f"{self.publication}：{self.note}"


class Counter(models.Model):
    """The last running number of a unit, class and year (索引号); its row is the lock that keeps it gapless."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=11)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "索引号计数"
        constraints = [models.UniqueConstraint(fields=["unit", "category", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}-{self.category}-{self.year}: {self.last}"


class IndexCode(models.Model):
    """A unit's code inside the 索引号. The city hands them out; until then the unit's own code stands (待核)."""

    unit = models.OneToOneField(
        Unit, on_delete=models.CASCADE, related_name="index_code", verbose_name="单位"
    )
    code = models.CharField("机构代码", max_length=12, unique=True)
    verified = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = "索引号机构代码"

    def __str__(self) -> str:
        return self.code


class ReleaseSet(models.Model):
    """A group of records that goes public in one transaction or not at all."""

    class State(models.TextChoices):
        OPEN = "open", "准备中"
        SCHEDULED = "scheduled", "定时发布"
        RELEASED = "released", "已发布"
        ABANDONED = "abandoned", "已取消"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="牵头单位")
    name = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    members = models.ManyToManyField(
        Publication, related_name="release_sets", blank=True, verbose_name="成员"
    )
    release_at = models.DateTimeField("定时发布时间", null=True, blank=True, editable=False)
    trouble = models.CharField("发布失败原因", max_length=500, blank=True, editable=False)
    released_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "同发组"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
