"""Roles at units, and the three administrators whose powers are kept apart (三员分立)."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q

from .people import User
from .units import Unit


class Role(models.TextChoices):
    """What a person is at a unit."""

    EDITOR = "editor", "编辑"
    REVIEWER = "reviewer", "审核人"
    HEAD = "head", "负责人"
    OPENNESS = "openness", "政务公开专员"
    LAWYER = "lawyer", "法律顾问"
    SUPERVISOR = "supervisor", "督查员"
    AUDITOR = "auditor", "审计员"


class Administrator(models.TextChoices):
    """The three administrators. One person holds at most one, and none of them handles the units' business."""

    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT = "audit", "审计管理员"


class UnitRole(models.Model):
    """The permission group of one role at one unit; made with the unit, never by hand."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="unit_roles")
    role = models.CharField("角色", max_length=12, choices=Role.choices)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="unit_role")

    class Meta:
        verbose_name = "单位权限组"
        constraints = [models.UniqueConstraint(fields=["unit", "role"], name="unit_role_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid(self, on: dt.date) -> MembershipQuerySet:
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Membership(models.Model):
    """A person holds a role at a unit for a time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name="人员")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships", verbose_name="单位")
    role = models.CharField("角色", max_length=12, choices=Role.choices)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        ordering = ["unit__order", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=Q(valid_to=None), name="membership_open_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.get_role_display()}"


class AdminGrant(models.Model):
    """One person is one of the three administrators."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="admin_grant")
    kind = models.CharField("管理员", max_length=10, choices=Administrator.choices)
    since = models.DateField("自", auto_now_add=True)

    class Meta:
        verbose_name = "管理员授权"

    def __str__(self) -> str:
        return self.get_kind_display()
