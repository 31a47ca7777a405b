"""The register: a normative document, what is done to it, and the days on which it and its articles have force."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from ..force import Act, State
from ..keys import LONGEST, label_of
from ..rules import Term

ACTS = [
    (Act.AMEND, "修改"),
    (Act.REPEAL, "废止"),
    (Act.LAPSE, "宣布失效"),
    (Act.INTERPRET, "解释"),
    (Act.EXTEND, "延续"),
    (Act.SUSPEND, "暂停施行"),
]
TERMS = [
    (Term.GENERAL, "一般文件（按规则的最长有效期）"),
    (Term.TRIAL, "暂行、试行（按规则的最长有效期）"),
    (Term.FIXED, "文件自己写明有效期"),
    (Term.OPEN, "长期有效（须有依据）"),
]


class Registration(models.TextChoices):
    """Where an entry stands: the issuing unit enters it, the register's keeper gives it its number."""

    PENDING = "pending", "待登记"
    RETURNED = "returned", "退回补正"
    REGISTERED = "registered", "已登记"
    VOID = "void", "不予登记"


class NormQuerySet(models.QuerySet["Norm"]):
    def registered(self) -> NormQuerySet:
        return self.filter(registration=Registration.REGISTERED)

    def in_force(self, on: dt.date) -> NormQuerySet:
        """Those that have force on the day. One query whatever the size of the register."""
        return self.filter(pk__in=ForceSpan.objects.on(on).filter(article="").values("norm"))

    def public(self) -> NormQuerySet:
        """What readers see: registered, with a public text."""
        return self.registered().filter(publication__live=True)

    def listed(self) -> NormQuerySet:
        """With what a list shows and without the text."""
        return self.select_related("unit", "publication").defer(
            "body", "publication__body", "publication__extra"
        )


class Norm(models.Model):
    """A register entry (登记) of one normative document.

    ``body`` is its text as issued; what later acts change are relations, and the text on a day is computed from both.
    ``expires_on`` is the end of its validity as issued (the document's own words, or the rule's limit). The fields
    after it are kept by ``actions.keeping`` from the relations: the validity after extensions, the end and its cause.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="norms", verbose_name="制定机关")
    issuers = models.ManyToManyField(
        Unit, related_name="joint_norms", blank=True, verbose_name="联合制定机关"
    )
    publication = models.OneToOneField(
        Publication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="norm",
        verbose_name="公开文本",
    )
    register_number = models.CharField("登记号", max_length=40, null=True, blank=True, editable=False)
    registration = models.CharField(
        "登记状态", max_length=12, choices=Registration.choices, default=Registration.PENDING, editable=False
    )
    registered_on = models.DateField("登记日期", null=True, blank=True, editable=False)
    registration_note = models.CharField("登记意见", max_length=300, blank=True, editable=False)
    title = models.CharField("名称", max_length=300)
    # For finding what texts cite: the title without its dress, and the title inside 关于印发《…》的通知.
    normal_title = models.CharField(max_length=300, db_index=True, editable=False)
    inner_title = models.CharField(max_length=300, db_index=True, blank=True, editable=False)
    short_name = models.CharField("简称", max_length=60, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    topic = models.CharField("主题分类", max_length=40, blank=True)
    written_on = models.DateField("成文日期", null=True, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    term = models.CharField("有效期性质", max_length=10, choices=TERMS, default=Term.GENERAL)
    term_basis = models.CharField("有效期依据", max_length=200, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    # Kept by the verbs.
    valid_until = models.DateField("延续后有效期至", null=True, blank=True, editable=False)
    review_on = models.DateField("应评估日", null=True, blank=True, editable=False)
    ends_on = models.DateField("效力终止日", null=True, blank=True, editable=False)
    end_cause = models.CharField("终止原因", max_length=10, choices=ACTS, blank=True, editable=False)
    amended_on = models.DateField("首次修改生效日", null=True, blank=True, editable=False)
    changed_at = models.DateTimeField("登记最近变动", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    body = models.TextField("原文", blank=True)

    objects = NormQuerySet.as_manager()

    class Meta:
        verbose_name = "规范性文件"
        ordering = ["-written_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register_number"],
                condition=Q(register_number__isnull=False),
                name="norm_register_number_once",
            ),
            models.UniqueConstraint(
                fields=["document_number"],
                condition=~Q(document_number="") & ~Q(registration="void"),
                name="norm_document_number_once",
            ),
            models.CheckConstraint(
                condition=~Q(registration="registered") | Q(register_number__isnull=False),
                name="norm_registered_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(effective_on=None) | Q(expires_on__gte=F("effective_on")),
                name="norm_dates_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "registration"], name="norm_of_unit"),
            models.Index(fields=["title"], name="norm_by_title"),
            models.Index(fields=["valid_until"], name="norm_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:norm", args=[self.pk])

    @property
    def is_registered(self) -> bool:
        return self.registration == Registration.REGISTERED

    def state(self, on: dt.date) -> State:
        """The word for how it stands on the day, from the kept fields (suspensions are told by the spans)."""
        if self.effective_on is None:
            return State.UNDATED
        if self.ends_on is not None and on > self.ends_on:
            return State.REPEALED if self.end_cause == Act.REPEAL else State.LAPSED
        if on < self.effective_on:
            return State.PENDING
        changed = self.amended_on is not None and self.amended_on <= on
        return State.AMENDED if changed else State.VALID


class Article(models.Model):
    """An article, paragraph or item of the text as issued; its key never changes (see norms.keys)."""

    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="articles")
    key = models.CharField(max_length=LONGEST)
    label = models.CharField("条", max_length=60)
    order = models.PositiveIntegerField()

    class Meta:
        verbose_name = "条款"
        ordering = ["norm", "order"]
        constraints = [models.UniqueConstraint(fields=["norm", "key"], name="article_once")]

    def __str__(self) -> str:
        return self.label


class ForceSpan(models.Model):
    """Days of force of a document (``article`` "") or of a part of it that some act touched; both ends included."""

    class Manager(models.Manager["ForceSpan"]):
        def on(self, day: dt.date) -> models.QuerySet[ForceSpan]:
            return self.filter(first__lte=day).filter(Q(last=None) | Q(last__gte=day))

    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="spans")
    article = models.CharField(max_length=LONGEST, blank=True)
    first = models.DateField()
    last = models.DateField(null=True)

    objects = Manager()

    class Meta:
        verbose_name = "效力期间"
        ordering = ["norm", "article", "first"]
        constraints = [
            models.UniqueConstraint(fields=["norm", "article", "first"], name="force_span_once"),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=F("first")), name="force_span_in_order"
            ),
        ]
        indexes = [models.Index(fields=["article", "first", "last"], name="force_span_on_a_day")]

    def __str__(self) -> str:
        return f"{self.first}—{self.last or ''}"


class Relation(models.Model):
    """What one act does to a document or to some of its articles, paragraphs, items, from a day on.

    ``source`` is the document that does it when the register holds it; else its title and number are told.
    ``holds`` are the paragraphs and items that the new wordings of an amendment have.
    """

    source = models.ForeignKey(
        Norm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acts_on_others",
        verbose_name="依据文件",
    )
    source_title = models.CharField("依据文件名称", max_length=300, blank=True)
    source_number = models.CharField("依据文件文号", max_length=60, blank=True)
    target = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="acts", verbose_name="对象")
    act = models.CharField("关系", max_length=10, choices=ACTS)
    on = models.DateField("生效日期")
    until = models.DateField("至", null=True, blank=True)
    articles = models.JSONField("条款", default=list, blank=True)
    holds = models.JSONField(default=list, blank=True, editable=False)
    note = models.CharField("说明", max_length=300, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.CharField("录入人", max_length=100)

    class Meta:
        verbose_name = "文件关系"
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["target", "on"], name="relation_of_target")]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=True) | ~Q(source=F("target")), name="relation_not_with_itself"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}{self.target}"

    @property
    def audit_unit_id(self) -> int:
        return self.target.unit_id

    @property
    def source_words(self) -> str:
        """The document that does it, in words."""
        if self.source is not None:
            number = self.source.document_number
            return f"《{self.source.title}》" + (f"（{number}）" if number else "")
        number = f"（{self.source_number}）" if self.source_number else ""
        return (f"《{self.source_title}》" if self.source_title else "") + number

    @property
    def article_words(self) -> str:
        return "、".join(label_of(k) for k in self.articles)


class ArticleChange(models.Model):
    """The new wording that an amendment gives an article, paragraph or item; "" strikes it."""

    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="changes")
    key = models.CharField(max_length=LONGEST)
    html = models.TextField(blank=True)

    class Meta:
        verbose_name = "条文修改"
        ordering = ["relation", "id"]
        constraints = [models.UniqueConstraint(fields=["relation", "key"], name="article_change_once")]

    def __str__(self) -> str:
        return f"{self.relation_id} {label_of(self.key)}"


class Step(models.TextChoices):
    """Steps of the making of a document whose facts the register keeps."""

    COMMENT = "comment", "公开征求意见"
    FAIRNESS = "fairness", "公平竞争审查"
    LEGALITY = "legality", "合法性审核"
    DELIBERATION = "deliberation", "集体审议"
    FILING = "filing", "备案"
    REVIEW = "review", "期满前评估"


class Procedure(models.Model):
    """The fact that a step was done, or why it was not needed."""

    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="procedures")
    step = models.CharField("环节", max_length=14, choices=Step.choices)
    done_from = models.DateField("开始日期", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    number = models.CharField("文号或编号", max_length=60, blank=True)
    by_whom = models.CharField("办理单位", max_length=120, blank=True)
    note = models.CharField("结论、意见采纳情况或网址", max_length=300, blank=True)
    exempt_reason = models.CharField("不需要的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "制定程序"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["norm", "step"], name="procedure_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=False) | ~Q(exempt_reason=""), name="procedure_done_or_exempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.norm} {self.get_step_display()}"

    @property
    def audit_unit_id(self) -> int:
        return self.norm.unit_id


class TermRule(models.Model):
    """The district's numbers for documents published from a day on; see norms.rules.TermRule."""

    since = models.DateField("公布日期自", unique=True)
    general_years = models.PositiveSmallIntegerField("一般文件有效期上限（年）", default=5)
    trial_years = models.PositiveSmallIntegerField("暂行、试行有效期上限（年）", default=2)
    review_months = models.PositiveSmallIntegerField("期满前评估（月）", default=6)
    filing_days = models.PositiveSmallIntegerField("公布后备案（日）", default=15)
    comment_days = models.PositiveSmallIntegerField("公开征求意见（日）", default=30)
    basis = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已对照正式文本核对", default=False)

    class Meta:
        verbose_name = "有效期规则"
        ordering = ["since"]

    def __str__(self) -> str:
        return f"{self.since} 起公布的文件"


class RegisterCounter(models.Model):
    """The last 登记号 of a year; its row is the lock that keeps the numbers gapless."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "登记号计数"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
