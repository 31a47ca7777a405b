"""Units (机构) with dates, names and groups. A merged or renamed unit stays, so that old records keep their owner."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q


class UnitKind(models.TextChoices):
    """The kinds of the task table's units."""

    DEPARTMENT = "部门", "部门"
    STREET = "街道", "街道"
    COMMUNITY = "社区", "社区"
    PARTY = "党委部门", "党委部门"
    INSTITUTION = "事业单位", "事业单位"
    BRANCH = "派出机构", "派出机构"
    VERTICAL = "垂直管理", "垂直管理"


class UnitQuerySet(models.QuerySet["Unit"]):
    def active(self, on: dt.date) -> UnitQuerySet:
        """Units that exist on the day."""
        return self.filter(Q(active_from=None) | Q(active_from__lte=on)).filter(
            Q(active_to=None) | Q(active_to__gte=on)
        )

    def answerable(self, on: dt.date) -> UnitQuerySet:
        """Units that answer for open government themselves: all but communities (条例 art. 2, 4)."""
        return self.active(on).exclude(kind=UnitKind.COMMUNITY)


class Unit(models.Model):
    """A unit that answers for records. ``name`` is the short name that official tables use, such as 区发改局."""

    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("简称", max_length=60)
    full_name = models.CharField("全称", max_length=120)
    full_name_verified = models.BooleanField("全称已核对", default=False)
    kind = models.CharField("类别", max_length=10, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级单位",
    )
    order = models.PositiveIntegerField("排序", default=100)
    active_from = models.DateField("设立日期", null=True, blank=True)
    active_to = models.DateField("撤销日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name="并入",
    )
    # 条例 art. 4: the unit that does the district's daily work of open government (政务公开工作主管部门).
    is_openness_office = models.BooleanField("政务公开主管部门", default=False)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("公开电话", max_length=40, blank=True)
    # What the packaged data last put here: a later load changes only what nobody has changed since (loading.py).
    loaded = models.JSONField(default=dict, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_from=None) | Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="unit_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(active_to__isnull=False), name="unit_merged_is_ended"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(active_to=None) & ~Q(kind="社区"), name="unit_name_unique_today"
            ),
            models.UniqueConstraint(
                fields=["is_openness_office"],
                condition=Q(is_openness_office=True, active_to=None),
                name="unit_openness_office_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_unit_id(self) -> int:
        return self.pk

    def is_active(self, on: dt.date) -> bool:
        return (self.active_from is None or self.active_from <= on) and (
            self.active_to is None or self.active_to >= on
        )

    def successor(self) -> Unit:
        """The unit that answers today for what this one left: the end of the chain of mergers."""
        unit, seen = self, {self.pk}
        while unit.merged_into is not None and unit.merged_into.pk not in seen:
            unit = unit.merged_into
            seen.add(unit.pk)
        return unit


class UnitName(models.Model):
    """Another name under which documents speak of a unit."""

    class Kind(models.TextChoices):
        ALIAS = "alias", "别称"
        FORMER = "former", "曾用名"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names", verbose_name="单位")
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("性质", max_length=10, choices=Kind.choices, default=Kind.ALIAS)

    class Meta:
        verbose_name = "单位别称"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_name_once")]

    def __str__(self) -> str:
        return self.name


class UnitGroup(models.Model):
    """A group of units that documents name as one, such as 各街道. Its members are a query, not a list.

    A selector (``rule`` 人工选定) is a role in a sentence (涉及区级规划编制的单位): a person chooses its members.
    """

    class Rule(models.TextChoices):
        STREETS = "streets", "本区现有街道"
        DEPARTMENTS = "departments", "本区现有政府工作部门（不含党委部门、事业单位、派出机构、垂直管理单位）"
        COMMUNITIES = "communities", "本区现有社区"
        CHOSEN = "chosen", "人工选定"

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    wordings = models.JSONField("文中写法", default=list)
    rule = models.CharField("成员规则", max_length=20, choices=Rule.choices)
    chosen = models.ManyToManyField(Unit, blank=True, related_name="chosen_in", verbose_name="选定成员")

    class Meta:
        verbose_name = "单位分组"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def members(self, on: dt.date) -> UnitQuerySet:
        """The units of the group on the day."""
        kinds = {
            self.Rule.STREETS: UnitKind.STREET,
            self.Rule.DEPARTMENTS: UnitKind.DEPARTMENT,
            self.Rule.COMMUNITIES: UnitKind.COMMUNITY,
        }
        if self.rule == self.Rule.CHOSEN:
            return Unit.objects.filter(pk__in=self.chosen.values("pk")).active(on)
        return Unit.objects.active(on).filter(kind=kinds[self.Rule(self.rule)])


class Contact(models.Model):
    """Who can be reached about open government at a unit; public (条例 art. 12: 公开指南 names it)."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="contact", verbose_name="单位")
    person = models.CharField("联系人", max_length=40)
    office = models.CharField("机构名称", max_length=80, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    confirmed_at = models.DateTimeField("最近确认", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=60, blank=True)

    class Meta:
        verbose_name = "政务公开联系人"
        constraints = [
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="contact_reachable"),
        ]

    def __str__(self) -> str:
        # Without the person's name: the audit log's chain keeps this text for good.
        return f"{self.unit}政务公开联系人"
