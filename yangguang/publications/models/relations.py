"""What a release makes of a draft's lists: relations that pages and indicators look up by index."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from yangguang.organisations.models import Unit, User

from .publication import Publication, Withdrawal


class Issuer(models.Model):
    """A unit under which a released record is found: its owner, and every unit that issued it jointly."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="issuer_rows")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = "发布机构"
        constraints = [models.UniqueConstraint(fields=["publication", "unit"], name="issuer_once")]
        indexes = [models.Index(fields=["unit", "-published_at", "-publication"], name="issuer_newest")]

    def __str__(self) -> str:
        return f"{self.unit_id}"


class Binding(models.Model):
    """A released record stands under a catalogue item. The key outlives the catalogue's versions."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="bindings")
    item = models.CharField("目录事项", max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = "目录对应"
        constraints = [models.UniqueConstraint(fields=["publication", "item", "unit"], name="binding_once")]
        indexes = [
            models.Index(fields=["unit", "item", "-published_at"], name="binding_of_unit"),
            models.Index(fields=["item", "-published_at"], name="binding_of_item"),
        ]

    def __str__(self) -> str:
        return self.item


class Tally(models.Model):
    """How many released records a unit has (under an item; "" counts all), kept by the verbs that change it."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField(default=0)
    latest_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "公开数量"
        constraints = [models.UniqueConstraint(fields=["unit", "item"], name="tally_once")]
        indexes = [models.Index(fields=["item"], name="tally_of_item")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.item}: {self.count}"


class Attachment(models.Model):
    """A file, never changed once uploaded; a new file is a new attachment, so old versions keep theirs."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="attachments/%Y/%m")
    name = models.CharField("文件名", max_length=200)
    description = models.CharField("说明", max_length=200, blank=True)
    extension = models.CharField(max_length=12)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField("大小（字节）")
    # Of pictures, in pixels as they are shown; a page keeps their place while they load.
    width = models.PositiveIntegerField("宽", null=True, blank=True)
    height = models.PositiveIntegerField("高", null=True, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    html = models.TextField("网页版", blank=True)
    html_note = models.CharField("网页版说明", max_length=300, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "附件"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where readers fetch it once a released record uses it; before that only who may look at the unit's drafts."""
        return reverse("portal:file", args=[self.pk, self.name])

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class AttachmentMention(models.Model):
    """Some text of a record, released or not, has named this file; so it is never swept away."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="attachment_mentions")
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        verbose_name = "附件提及"
        constraints = [
            models.UniqueConstraint(fields=["publication", "attachment"], name="attachment_mention_once")
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.attachment_id}"


class Link(models.Model):
    """A released record points to another: an explanation to its document, a statement to the one before."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="links")
    to = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="linked_from")
    # The name of the kind's field that points, such as explains.
    name = models.CharField("关系", max_length=30)

    class Meta:
        verbose_name = "关联"
        constraints = [
            models.UniqueConstraint(fields=["publication", "to", "name"], name="publication_link_once")
        ]
        indexes = [models.Index(fields=["to", "name"], name="publication_link_to")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.name} {self.to_id}"


class Mark(models.Model):
    """What a released record's own field says (服务对象 自然人, 办事场景 出生), where lists of its kind look it up by that."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField("信息类型", max_length=30)
    # The name of the kind's field, and one of its values.
    name = models.CharField("项目", max_length=30)
    value = models.CharField("内容", max_length=80)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = "项目对应"
        constraints = [models.UniqueConstraint(fields=["publication", "name", "value"], name="mark_once")]
        indexes = [
            models.Index(
                fields=["kind", "name", "value", "-published_at", "-publication"], name="mark_of_value"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class AttachmentUseQuerySet(models.QuerySet["AttachmentUse"]):
    def public(self) -> AttachmentUseQuerySet:
        """Of records whose text readers see: live ones, and withdrawn ones that keep their text under a notice."""
        return self.filter(
            models.Q(publication__live=True) | models.Q(publication__withdrawal=Withdrawal.BANNER)
        )


class AttachmentUse(models.Model):
    """A released record shows this file: only then may readers fetch it."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="attachment_uses")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="uses")
    order = models.PositiveSmallIntegerField(default=0)
    # Shown inside the text; the list of attachments leaves it out.
    inline = models.BooleanField("在正文中", default=False)

    objects = AttachmentUseQuerySet.as_manager()

    class Meta:
        verbose_name = "附件引用"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "attachment"], name="attachment_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.attachment_id}"
