"""What texts cite, which numbers were given, which official texts the local ones are held against."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from ..keys import LONGEST
from .norm import Norm


class Law(models.Model):
    """A law, regulation or higher document outside the district's register, from a loaded list."""

    class Level(models.TextChoices):
        LAW = "law", "法律"
        REGULATION = "regulation", "行政法规"
        LOCAL = "local", "地方性法规"
        RULE = "rule", "规章"
        DOCUMENT = "document", "上级规范性文件"

    class Status(models.TextChoices):
        VALID = "valid", "有效"
        AMENDED = "amended", "已修改"
        REPEALED = "repealed", "已废止"
        LAPSED = "lapsed", "已失效"

    title = models.CharField("名称", max_length=300)
    normal_title = models.CharField(max_length=300, db_index=True, editable=False)
    # Title and first day: one law comes back under the same title with another text.
    key = models.CharField(max_length=320, unique=True, editable=False)
    number = models.CharField("文号", max_length=60, blank=True, db_index=True)
    level = models.CharField("效力位阶", max_length=12, choices=Level.choices, default=Level.LAW)
    issuer = models.CharField("制定机关", max_length=120, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    ended_on = models.DateField("失效日期", null=True, blank=True)
    status = models.CharField("时效", max_length=10, choices=Status.choices, default=Status.VALID)
    successor = models.CharField("替代文件", max_length=300, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    verified = models.BooleanField("已对照正式文本核对", default=False)
    packaged = models.BooleanField("随系统提供", default=False, editable=False)

    class Meta:
        verbose_name = "法规名录"
        ordering = ["level", "title", "effective_on"]

    def __str__(self) -> str:
        return self.title


class Indexed(models.Model):
    """The citations and the number of this released record have been read."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "引用索引"

    def __str__(self) -> str:
        return f"{self.publication_id}"


class Citation(models.Model):
    """A released record names a document, or an article, paragraph or item of it. ``norm`` or ``law`` is what that is, when known."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="citations")
    place = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    normal_title = models.CharField(max_length=300, blank=True, db_index=True)
    number = models.CharField(max_length=60, blank=True, db_index=True)
    article = models.CharField(max_length=LONGEST, blank=True)
    words = models.CharField(max_length=80, blank=True)
    surface = models.CharField(max_length=320, blank=True)
    on_purpose = models.BooleanField(default=False)
    norm = models.ForeignKey(Norm, on_delete=models.SET_NULL, null=True, related_name="cited_by")
    law = models.ForeignKey(Law, on_delete=models.SET_NULL, null=True, related_name="cited_by")

    class Meta:
        verbose_name = "引用"
        ordering = ["publication", "place"]
        indexes = [models.Index(fields=["norm", "article"], name="citation_of_norm")]

    def __str__(self) -> str:
        return f"《{self.title}》{self.words}" if self.title else f"{self.number}{self.words}"


class IssuedNumber(models.Model):
    """A released record's 文号, taken apart (机关代字, year, running number)."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="issued_number")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    seq = models.PositiveIntegerField("顺序号")

    class Meta:
        verbose_name = "文号"
        indexes = [
            models.Index(fields=["code", "year", "seq"], name="issued_number_series"),
            models.Index(fields=["unit", "year"], name="issued_number_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.seq}号"


class NumberReason(models.Model):
    """Why no public document stands on a number of a series."""

    class Why(models.TextChoices):
        CLOSED = "closed", "不公开"
        ON_REQUEST = "on_request", "依申请公开"
        VOID = "void", "作废"
        UNUSED = "unused", "未使用"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="发文机关")
    code = models.CharField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    seq = models.PositiveIntegerField("顺序号")
    why = models.CharField("原因", max_length=12, choices=Why.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.CharField("登记人", max_length=100)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "文号说明"
        ordering = ["code", "year", "seq"]
        constraints = [models.UniqueConstraint(fields=["code", "year", "seq"], name="number_reason_once")]

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.seq}号"


class Official(models.Model):
    """The official text (正式版本) of a rule or document on the site, kept as it was taken.

    ``changed_on`` is the day of the official change that this text carries; ``status`` what its source says of it.
    """

    class Status(models.TextChoices):
        VALID = "valid", "有效"
        AMENDED = "amended", "已修改"
        REPEALED = "repealed", "已废止"
        LAPSED = "lapsed", "已失效"

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="official_texts", verbose_name="本站文本"
    )
    source = models.CharField("来源", max_length=120)
    url = models.URLField("网址", max_length=500, blank=True)
    fetched_at = models.DateTimeField("取得时间")
    status = models.CharField("来源标注的时效", max_length=10, choices=Status.choices, default=Status.VALID)
    changed_on = models.DateField("正式文本变动日期")
    file = models.FileField(upload_to="official/%Y/%m", blank=True)
    file_name = models.CharField("文件", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField("登记人", max_length=100)
    added_at = models.DateTimeField(auto_now_add=True)
    text = models.TextField("文本")

    class Meta:
        verbose_name = "正式文本"
        ordering = ["publication", "changed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "sha256", "changed_on"], name="official_text_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="official_text_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.publication}（{self.source}）"

    @property
    def audit_unit_id(self) -> int:
        return self.publication.unit_id
