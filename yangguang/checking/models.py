"""Lists of expressions (用语清单) with their versions, and the titles of organs' officers."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.organisations.models import Unit

from .wordlists import expressions
from .wordlists.expressions import Expression, Sort


class WordListQuerySet(models.QuerySet["WordList"]):
    def counting(self) -> WordListQuerySet:
        """Lists that are searched for."""
        return self.filter(active=True, in_force__isnull=False)


class WordList(models.Model):
    """A list of expressions. What counts is its version in force; older versions stay and may come back.

    ``code`` is that of the packaged list it took over, None for one's own. A ``restricted`` list is shown only to people of
    its unit who keep it; others see what a finding says of their own text. A list that is not for ``everyone`` counts
    in documents of its unit only.
    """

    code = models.CharField("编码", max_length=40, unique=True, null=True, blank=True)
    name = models.CharField("名称", max_length=60)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="word_lists", verbose_name="维护单位"
    )
    everyone = models.BooleanField("适用于全区", default=False)
    restricted = models.BooleanField("限制查看", default=False)
    active = models.BooleanField("启用", default=True)
    note = models.CharField("说明", max_length=300, blank=True)
    in_force = models.ForeignKey(
        "WordListVersion", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="在用版本"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = WordListQuerySet.as_manager()

    class Meta:
        verbose_name = "用语清单"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="word_list_name_of_unit")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("checking:list", args=[self.pk])


class WordListVersion(models.Model):
    """The entries of a list at one time; never changed. ``content`` is ``expressions.pack``."""

    word_list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    size = models.PositiveIntegerField("条数")
    content = models.BinaryField("词条")
    digest = models.CharField(max_length=64)
    reason = models.CharField("原因", max_length=300)
    based_on = models.PositiveIntegerField("修改自版本", null=True)
    by = models.CharField("修改人", max_length=100)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "用语清单版本"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["word_list", "number"], name="word_list_version_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 版"

    def entries(self) -> list[Expression]:
        """The expressions, in the list's order."""
        return [expressions.from_row(r) for r in expressions.unpack(bytes(self.content))]

    @classmethod
    def of(
        cls, word_list: WordList, number: int, entries: Iterable[Expression], **fields: Any
    ) -> WordListVersion:
        """A version that is not saved yet."""
        kept = list(entries)
        content = expressions.pack(kept)
        digest = hashlib.sha256(content).hexdigest()
        return cls(
            word_list=word_list, number=number, size=len(kept), content=content, digest=digest, **fields
        )


class WordListImport(models.Model):
    """A table that was handed in for a list, as it was read; nothing counts before it is brought in."""

    class State(models.TextChoices):
        WAITING = "waiting", "待确认"
        DONE = "done", "已导入"
        DROPPED = "dropped", "已放弃"

    class Mode(models.TextChoices):
        ADD = "add", "补充和更新（同一个词以文件为准）"
        REPLACE = "replace", "整份替换（文件里没有的词删去）"

    word_list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField("文件", max_length=200)
    mode = models.CharField("方式", max_length=8, choices=Mode.choices, default=Mode.ADD)
    sort = models.CharField("没有写类型的按", max_length=8, choices=[(s.value, s.value) for s in Sort])
    content = models.BinaryField("读到的行")  # packed: [[number, {column: cell}, [fault]]]
    size = models.PositiveIntegerField("行数")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    by = models.CharField("导入人", max_length=100)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "用语清单导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("checking:import", args=[self.pk])

    @property
    def unit_id(self) -> int:
        return self.word_list.unit_id

    @staticmethod
    def packed(lines: list[Any]) -> bytes:
        return zlib.compress(json.dumps(lines, ensure_ascii=False).encode())

    def unpacked(self) -> list[Any]:
        found: list[Any] = json.loads(zlib.decompress(bytes(self.content)))
        return found


class UnitTitles(models.Model):
    """What the head and the other officers of a unit are called (局长, 主任): a text that says otherwise is asked about."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="titles", verbose_name="单位")
    titles = models.JSONField("职务称谓", default=list)
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = "职务称谓"
        ordering = ["unit__order"]
        constraints = [models.CheckConstraint(condition=~Q(titles=[]), name="unit_titles_not_empty")]

    def __str__(self) -> str:
        return f"{self.unit}：{'、'.join(self.titles)}"
