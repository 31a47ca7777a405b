"""What must be public: standard catalogues in their versions, and the dated statement that there is nothing."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from yangguang.organisations.models import Unit


class Catalogue(models.Model):
    """A version of a standard catalogue (基层政务公开标准目录) of one field."""

    class State(models.TextChoices):
        DRAFT = "draft", "待生效"
        IN_FORCE = "in_force", "现行"
        SUPERSEDED = "superseded", "已被取代"
        DROPPED = "dropped", "已放弃"

    field = models.CharField("领域", max_length=40)
    name = models.CharField("名称", max_length=120)
    version = models.PositiveIntegerField("版本")
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.DRAFT)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    source_name = models.CharField("来源文件", max_length=200)
    sha256 = models.CharField(max_length=64)
    notes = models.TextField("说明", blank=True)
    imported_at = models.DateTimeField("导入时间", auto_now_add=True)
    imported_by = models.CharField("导入人", max_length=100)

    class Meta:
        verbose_name = "标准目录"
        ordering = ["field", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["field", "version"], name="catalogue_version_once"),
            models.UniqueConstraint(
                fields=["field"], condition=Q(state="in_force"), name="catalogue_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"


class Item(models.Model):
    """A row of a standard catalogue. ``key`` stays the same over versions, so bindings outlive them."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="items")
    key = models.CharField("事项编码", max_length=80)
    order = models.PositiveIntegerField()
    number = models.CharField("序号", max_length=20, blank=True)
    first_level = models.CharField("一级事项", max_length=200)
    second_level = models.CharField("二级事项", max_length=200, blank=True)
    content = models.TextField("公开内容（要素）", blank=True)
    basis = models.TextField("公开依据", blank=True)
    limit_text = models.TextField("公开时限", blank=True)
    subject = models.CharField("公开主体", max_length=300, blank=True)
    process = models.CharField("过程", max_length=100, blank=True)
    # [["政府网站", true], …]: true is ■ (must), false is □ (may).
    channels = models.JSONField("公开渠道和载体", default=list)
    whole_society = models.BooleanField("全社会", default=False)
    groups = models.CharField("特定群体", max_length=200, blank=True)
    proactive = models.BooleanField("主动公开", default=False)
    on_request = models.BooleanField("依申请公开", default=False)
    county = models.BooleanField("县级", default=False)
    township = models.BooleanField("乡（镇）级", default=False)
    units = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name="责任单位")

    class Meta:
        verbose_name = "目录事项"
        ordering = ["catalogue", "order"]
        constraints = [models.UniqueConstraint(fields=["catalogue", "key"], name="item_key_once")]
        indexes = [models.Index(fields=["key"], name="item_by_key")]

    def __str__(self) -> str:
        return self.second_level or self.first_level


class Statement(models.Model):
    """本期无此类信息: a unit says, for a period, that there is nothing to publish under an item."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name="单位")
    item = models.CharField("目录事项", max_length=80)
    period_from = models.DateField("起")
    period_to = models.DateField("止")
    reason = models.CharField("说明", max_length=200, blank=True)
    made_by = models.CharField("声明人", max_length=100)
    made_at = models.DateTimeField("声明时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "本期无此类信息"
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="statement_dates_in_order"
            )
        ]
        indexes = [models.Index(fields=["unit", "item"], name="statement_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.item} {self.period_from}至{self.period_to}无此类信息"

    def covers(self, on: dt.date) -> bool:
        return self.withdrawn_at is None and self.period_from <= on <= self.period_to
