"""Work lists (工作清单): what was promised to be done, by whom, and where its progress is public."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from .. import kinds


class WorkList(models.Model):
    """A list of one year, kept by a unit (the keeper), whose entries other units carry out."""

    class State(models.TextChoices):
        DRAFT = "draft", "整理中"
        OPEN = "open", "已公布"
        CLOSED = "closed", "已结束"

    kind = models.CharField("种类", max_length=20, choices=kinds.choices)
    title = models.CharField("名称", max_length=120)
    slug = models.SlugField("网址名", max_length=60, unique=True)
    year = models.PositiveSmallIntegerField("年度")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="登记单位")
    basis = models.CharField("依据", max_length=300, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    opened_at = models.DateTimeField("公布时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.CharField("建立人", max_length=100)

    class Meta:
        verbose_name = "工作清单"
        ordering = ["-year", "kind", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:work-list", args=[self.slug])

    @property
    def sort(self) -> kinds.ListKind:
        """What kind of list this is."""
        return kinds.KINDS.get(self.kind)

    @property
    def public(self) -> bool:
        return self.state != self.State.DRAFT

    def periods(self) -> list[tuple[dt.date, dt.date]]:
        return kinds.periods(self.sort.every, self.year)


class EntryQuerySet(models.QuerySet["Entry"]):
    def standing(self, on: dt.date) -> EntryQuerySet:
        """Entries that stood in their list on a day."""
        return self.filter(listed_on__lte=on).filter(Q(dropped_on=None) | Q(dropped_on__gt=on))


class Entry(models.Model):
    """One line of a list. It outlives new versions of the file: an entry no longer listed is dropped, not deleted."""

    work_list = models.ForeignKey(WorkList, on_delete=models.CASCADE, related_name="entries")
    order = models.PositiveIntegerField(default=0)
    number = models.CharField("序号", max_length=20, blank=True)
    title = models.CharField("名称", max_length=300)
    text = models.TextField("内容", blank=True)
    units_text = models.CharField("责任单位（原文）", max_length=500, blank=True)
    formed_on = models.DateField("形成日期", null=True, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    due_text = models.CharField("完成时限（原文）", max_length=200, blank=True)
    listed_on = models.DateField("列入日期")
    dropped_on = models.DateField("移出日期", null=True, blank=True)
    drop_reason = models.CharField("移出原因", max_length=200, blank=True)
    units: models.ManyToManyField[Unit, EntryUnit] = models.ManyToManyField(
        Unit, through="EntryUnit", related_name="+"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "清单条目"
        ordering = ["work_list", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class EntryUnit(models.Model):
    """A unit that carries an entry out.

    ``by_person``: a person said so; it stays while the file's words for the entry's units stay the same, and the
    answer to a name (``raw``) holds for every later file of the list.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField("牵头", default=False)
    order = models.PositiveSmallIntegerField(default=0)
    raw = models.CharField("原文写法", max_length=100, blank=True)
    by_person = models.BooleanField("人工确认", default=False)

    class Meta:
        verbose_name = "责任单位"
        ordering = ["-leads", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "unit"], name="entry_unit_once")]

    def __str__(self) -> str:
        return str(self.unit)


class Progress(models.Model):
    """A publication shows what became of an entry in a period, or the unit says that there was nothing."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="progress")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    nothing = models.CharField("本期无的说明", max_length=200, blank=True)
    period_from = models.DateField("起")
    period_to = models.DateField("止")
    bound_at = models.DateTimeField("对应时间", auto_now_add=True)
    bound_on = models.DateField("对应日期")
    bound_by = models.CharField("对应人", max_length=100)

    class Meta:
        verbose_name = "公开进展"
        ordering = ["period_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "publication", "period_from"], name="progress_once",
                condition=Q(publication__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["entry", "period_from"], name="nothing_once", condition=Q(publication__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(publication__isnull=False, nothing="") | (Q(publication__isnull=True) & ~Q(nothing="")),
                name="progress_is_content_or_nothing",
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="progress_dates_in_order"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.publication) if self.publication_id else f"本期无：{self.nothing}"


class EntryItem(models.Model):
    """An entry stands under a catalogue item, by the item's key, which outlives the catalogue's versions."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="bindings")
    item = models.CharField("目录事项", max_length=80)

    class Meta:
        verbose_name = "对应的目录事项"
        constraints = [models.UniqueConstraint(fields=["entry", "item"], name="entry_item_once")]

    def __str__(self) -> str:
        return self.item
