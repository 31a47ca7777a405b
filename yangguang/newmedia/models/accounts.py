"""The register of accounts (政务新媒体账号): whose, for what, who answers for it, since when it is in which state."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.core.vault import SealedField
from yangguang.organisations.models import Unit, User


class Platform(models.Model):
    """A place where accounts are kept, with what it allows a post to be."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=30, unique=True)
    title_limit = models.PositiveIntegerField("标题字数上限", default=64)
    text_limit = models.PositiveIntegerField("正文字数上限", default=20000)
    picture_width = models.PositiveIntegerField("配图宽（像素）", default=900)
    picture_height = models.PositiveIntegerField("配图高（像素）", default=383)
    # A mini programme gives a service: nobody expects posts of it.
    posts = models.BooleanField("考核内容更新", default=True)
    active = models.BooleanField("使用", default=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "平台"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class AccountState(models.TextChoices):
    NORMAL = "normal", "正常"
    RECTIFYING = "rectifying", "整改"
    SUSPENDED = "suspended", "停更"
    CLOSED = "closed", "关停"
    MERGED = "merged", "归并"


# While it may still speak for its unit.
IN_FORCE = (AccountState.NORMAL, AccountState.RECTIFYING, AccountState.SUSPENDED)


class AccountQuerySet(models.QuerySet["Account"]):
    def in_force(self) -> AccountQuerySet:
        return self.filter(state__in=IN_FORCE)

    def listed(self) -> AccountQuerySet:
        return self.select_related("unit", "platform")


class Account(models.Model):
    """One account. Who may be called about it is sealed; the public sees unit, platform, name and what it is for."""

    class Origin(models.TextChoices):
        FILED = "filed", "开设备案"
        IMPORTED = "imported", "清单导入"

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="media_accounts", verbose_name="主办单位"
    )
    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="accounts", verbose_name="平台"
    )
    name = models.CharField("账号名称", max_length=60)
    handle = models.CharField("账号 ID", max_length=80, blank=True)
    url = models.URLField("主页网址", max_length=400, blank=True)
    purpose = models.CharField("用途", max_length=200, blank=True)
    certified_name = models.CharField("认证主体", max_length=80, blank=True)
    registration_number = models.CharField("登记号", max_length=60, blank=True)
    lead = models.CharField("内容负责人", max_length=30, blank=True)
    approver = models.CharField("审批人", max_length=30, blank=True)
    contact = models.CharField("联系人", max_length=30, blank=True)
    phone = SealedField("联系电话", blank=True, default="")
    backup = models.CharField("备岗人员", max_length=30, blank=True)
    state = models.CharField("状态", max_length=12, choices=AccountState.choices, default=AccountState.NORMAL)
    opened_on = models.DateField("开设日期", null=True, blank=True)
    closed_on = models.DateField("关停日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="absorbed"
    )
    # 国办发〔2018〕123号: 一个单位原则上在同一平台只开设一个账号. An exception carries its reason.
    exception = models.CharField("同平台另开的理由", max_length=300, blank=True)
    interaction = models.CharField("互动入口", max_length=200, blank=True)
    followers = models.PositiveIntegerField("粉丝量", null=True, blank=True)
    followers_on = models.DateField("粉丝量统计日期", null=True, blank=True)
    adapter = models.CharField("内容接入方式", max_length=20, blank=True)
    feed_url = models.URLField("内容接入网址", max_length=400, blank=True)
    fetched_at = models.DateTimeField("最近接入", null=True, blank=True, editable=False)
    fetch_trouble = models.CharField("接入失败原因", max_length=300, blank=True, editable=False)
    origin = models.CharField(
        "来源", max_length=10, choices=Origin.choices, default=Origin.FILED, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = "政务新媒体账号"
        ordering = ["unit__order", "platform__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "platform"], condition=Q(state__in=IN_FORCE) & Q(exception=""),
                name="media_account_one_per_platform",
            ),
            models.UniqueConstraint(
                fields=["platform", "handle"], condition=Q(state__in=IN_FORCE) & ~Q(handle=""),
                name="media_account_handle_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IN_FORCE) | Q(closed_on__isnull=False), name="media_account_closed_has_a_day"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "unit"], name="media_account_by_state")]

    def __str__(self) -> str:
        return f"{self.name}（{self.platform.name}）"

    def get_absolute_url(self) -> str:
        return reverse("newmedia:account", args=[self.pk])

    @property
    def in_force(self) -> bool:
        return self.state in IN_FORCE


class StateSpan(models.Model):
    """Since when an account has been in which state: what a past day is judged by."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="spans")
    state = models.CharField("状态", max_length=12, choices=AccountState.choices)
    begins = models.DateField("起")
    reason = models.CharField("原因", max_length=300, blank=True)
    by_label = models.CharField("登记人", max_length=100, blank=True)

    class Meta:
        verbose_name = "状态记录"
        ordering = ["begins", "id"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.begins}"


class Interaction(models.Model):
    """A person looked whether readers can ask there and are answered (国办秘函〔2019〕19号: 互动回应)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="interactions")
    checked_on = models.DateField("核查日期")
    present = models.BooleanField("有有效互动功能")
    evidence = models.URLField("佐证网址", max_length=400, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    by_label = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = "互动核查"
        ordering = ["-checked_on", "-id"]

    def __str__(self) -> str:
        return f"{self.account} {self.checked_on}"


class Sighting(models.Model):
    """An account that somebody came across and the register does not know."""

    class State(models.TextChoices):
        OPEN = "open", "未备案"
        REGISTERED = "registered", "已备案"
        FOREIGN = "foreign", "不是本区账号"

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+", verbose_name="平台")
    name = models.CharField("账号名称", max_length=60)
    handle = models.CharField("账号 ID", max_length=80, blank=True)
    url = models.URLField("网址", max_length=400, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="疑似主办单位"
    )
    source = models.CharField("发现途径", max_length=60, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    found_on = models.DateField("发现日期")
    state = models.CharField("处理", max_length=10, choices=State.choices, default=State.OPEN)
    account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="sightings"
    )
    settled_on = models.DateField("处理日期", null=True, blank=True)
    reason = models.CharField("处理说明", max_length=300, blank=True)
    by_label = models.CharField("登记人", max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = "发现的未登记账号"
        ordering = ["-found_on", "-id"]

    def __str__(self) -> str:
        return f"{self.name}（{self.platform.name}）"
