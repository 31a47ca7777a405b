"""What holds for the gazette as a whole: its name and marks, and how often it comes out in a year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.organisations.models import Unit, User

from .. import rules


class Masthead(models.Model):
    """The gazette's name, who makes it, and what its back page says. There is one."""

    name = models.CharField("公报名称", max_length=60)
    unit = models.OneToOneField(
        Unit, on_delete=models.PROTECT, related_name="gazette", verbose_name="主办单位",
        help_text="部门和街道不办公报，只有政府办（国办发〔2018〕22号）",
    )  # fmt: skip
    sponsor = models.CharField("主办", max_length=80)
    editor = models.CharField("编辑", max_length=80, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    permit = models.CharField("准印证号", max_length=60, blank=True)
    statement = models.TextField("封底说明", blank=True, max_length=600)

    class Meta:
        verbose_name = "公报设置"

    def __str__(self) -> str:
        return self.name


class YearPlan(models.Model):
    """How often the gazette comes out in a year, and by which day after each period."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    frequency = models.CharField("刊期", max_length=10, choices=rules.FREQUENCIES)
    # 待核: no rule from above says by which day; the office sets it.
    days = models.PositiveSmallIntegerField("每期结束后几天内出版", default=15)

    class Meta:
        verbose_name = "出版计划"
        ordering = ["-year"]
        constraints = [models.CheckConstraint(condition=Q(days__lte=60), name="gazette_plan_days")]

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_frequency_display()}"


class NotPrinted(models.Model):
    """Why a normative document of the register is not printed in any issue; ``key`` is the register's (``registers``)."""

    key = models.CharField("登记", max_length=80, unique=True)
    title = models.CharField("名称", max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="制定机关")
    reason = models.CharField("不刊登的理由", max_length=300)
    decided_at = models.DateTimeField("登记时间")
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "不刊登说明"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="gazette_not_printed_says_why")]

    def __str__(self) -> str:
        return self.title
