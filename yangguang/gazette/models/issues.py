"""Issues of the gazette, what they print, how they were set, and where they were told of."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication, Version


class State(models.TextChoices):
    COMPILING = "compiling", "编排"
    PROOFING = "proofing", "校对"
    SIGNING = "signing", "签发"
    SIGNED = "signed", "待出版"
    PUBLISHED = "published", "已出版"


class Issue(models.Model):
    """One issue. A made issue prints frozen versions of records; an old one is a PDF that came in from outside."""

    class Origin(models.TextChoices):
        MADE = "made", "本系统编排"
        OLD = "old", "旧刊入库"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    name = models.CharField("公报名称", max_length=60)
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveSmallIntegerField("期号")
    total = models.PositiveIntegerField("总期号", null=True, blank=True)
    dated = models.DateField("出版日期")
    origin = models.CharField(
        "来源", max_length=6, choices=Origin.choices, default=Origin.MADE, editable=False
    )
    state = models.CharField(
        "环节", max_length=10, choices=State.choices, default=State.COMPILING, editable=False
    )
    # Whoever compiled it may neither proofread nor sign it.
    compilers = models.ManyToManyField(User, related_name="+", blank=True, editable=False)
    proofed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    proofed_at = models.DateTimeField("校对时间", null=True, editable=False)
    signed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    signed_at = models.DateTimeField("签发时间", null=True, editable=False)
    returned = models.CharField("退回意见", max_length=500, blank=True, editable=False)
    published_at = models.DateTimeField("上网时间", null=True, editable=False)
    pdf = models.FileField(upload_to="gazette/%Y", blank=True, editable=False)
    cover = models.FileField(upload_to="gazette/%Y", blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    file_name = models.CharField("原文件名", max_length=200, blank=True, editable=False)
    pages = models.PositiveIntegerField("页数", default=0, editable=False)
    # Sheets before the page that is printed as 1 (cover, contents).
    front = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "公报"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="gazette_issue_once"),
            models.UniqueConstraint(
                fields=["total"], condition=Q(total__isnull=False), name="gazette_issue_total_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="gazette_issue_number"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="gazette_issue_published_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "-year", "-number"], name="gazette_issue_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("portal:gazette-issue", args=[self.year, self.number])

    @property
    def label(self) -> str:
        """2021年第3期（总第15期）, without blanks, as printed."""
        return f"{self.year}年第{self.number}期" + (f"（总第{self.total}期）" if self.total else "")

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_old(self) -> bool:
        return self.origin == Issue.Origin.OLD


class Section(models.Model):
    """A heading of the contents, such as 区政府文件."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="sections")
    name = models.CharField("栏目", max_length=40)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "公报栏目"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["issue", "name"], name="gazette_section_once")]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """What an issue prints: the text as it was, and where it came from. Page numbers are those printed on the pages."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="articles")
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    order = models.PositiveIntegerField(default=0)
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="gazette_articles"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField("标题", max_length=300)
    document_number = models.CharField("文号", max_length=60, blank=True, db_index=True)
    organ = models.CharField("发文机关", max_length=200, blank=True)
    written_on = models.DateField("成文日期", null=True, blank=True)
    first_page = models.PositiveIntegerField("起始页", null=True, blank=True)
    last_page = models.PositiveIntegerField("终止页", null=True, blank=True)
    html = models.TextField("正文", blank=True)

    class Meta:
        verbose_name = "公报文章"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "publication"],
                condition=Q(publication__isnull=False),
                name="gazette_article_once",
            ),
            models.CheckConstraint(
                condition=Q(last_page=None) | Q(first_page__isnull=False, last_page__gte=F("first_page")),
                name="gazette_article_pages",
            ),
        ]
        indexes = [models.Index(fields=["issue", "order"], name="gazette_article_order")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:gazette-article", args=[self.issue.year, self.issue.number, self.pk])

    @property
    def page_words(self) -> str:
        """第 3 页 or 第 3—5 页; "" when it is not known."""
        if self.first_page is None:
            return ""
        last = self.last_page or self.first_page
        return f"第 {self.first_page} 页" if last == self.first_page else f"第 {self.first_page}—{last} 页"


class Build(models.Model):
    """One run of the page setter over an issue; the newest finished one is the proof."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "排版中"
        DONE = "done", "完成"
        FAILED = "failed", "没有成功"

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="builds")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField("正在做", max_length=40, blank=True)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    pdf = models.FileField(upload_to="gazette/proofs", blank=True)
    pages = models.PositiveIntegerField(default=0)
    front = models.PositiveSmallIntegerField(default=0)
    # Article key → [first page, last page].
    placed = models.JSONField(default=dict)
    missing = models.CharField("字体里没有的字", max_length=200, blank=True)
    left_out = models.JSONField("没有印出的图片", default=list)
    trouble = models.CharField("失败原因", max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "排版"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.issue} 排版"


class Correction(models.Model):
    """What was wrong in a published issue. The issue stays as printed; readers see this beside it."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="corrections")
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="corrections"
    )
    page = models.PositiveIntegerField("页码", null=True, blank=True)
    text = models.CharField("更正内容", max_length=600)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    at = models.DateTimeField("发布时间", auto_now_add=True)
    # The issue that prints the notice, chosen when that one is compiled.
    printed_in = models.ForeignKey(
        Issue, on_delete=models.SET_NULL, null=True, blank=True, related_name="printed_corrections"
    )

    class Meta:
        verbose_name = "更正启事"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text


class Push(models.Model):
    """That an issue was told of somewhere: on which account, when, at which address (task 28, 新媒体传播)."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="pushes")
    channel = models.CharField("渠道", max_length=20)
    account = models.CharField("账号", max_length=60, blank=True)
    pushed_at = models.DateTimeField("推送时间")
    url = models.URLField("网址", max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = "推送记录"
        ordering = ["-pushed_at"]

    def __str__(self) -> str:
        return f"{self.channel} {self.account}"
