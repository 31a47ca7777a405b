"""What is taken out of a document before it is given to the applicant (条例 art. 37)."""

from __future__ import annotations

from django.db import models

from yangguang.severance.marks import Mark, read

from .requests import FoiRequest, RequestFile


class Severance(models.Model):
    """The marks on one file of a request, and the files made of them.

    ``base`` is the file as a PDF (the same when it is one); ``sizes`` width and height in points of its pages; ``marks``
    as ``severance.marks.Mark.plain`` tells them; ``version`` grows with every change, ``made_version`` is the one that
    ``released`` and ``redline`` were made of.
    """

    request = models.ForeignKey(FoiRequest, on_delete=models.CASCADE, related_name="severances")
    source = models.OneToOneField(RequestFile, on_delete=models.PROTECT, related_name="severance")
    base = models.ForeignKey(RequestFile, on_delete=models.PROTECT, related_name="+")
    sizes = models.JSONField("页面大小", default=list)
    has_text = models.BooleanField("有文字层", default=False)
    marks = models.JSONField("遮盖", default=list)
    version = models.PositiveIntegerField("版本", default=1)
    released = models.ForeignKey(
        RequestFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="遮盖后的文件",
    )
    redline = models.ForeignKey(
        RequestFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="遮盖底稿",
    )
    made_version = models.PositiveIntegerField("生成时的版本", null=True, blank=True)
    made_at = models.DateTimeField("生成时间", null=True, blank=True)
    by_label = models.CharField("承办人", max_length=60)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "区分处理"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.request_id} 的区分处理"

    @property
    def audit_unit_id(self) -> int:
        return self.request.unit_id

    @property
    def audit_label(self) -> str:
        return f"{self.request.audit_label} 的区分处理"

    @property
    def pages(self) -> int:
        return len(self.sizes)

    @property
    def is_made(self) -> bool:
        """The released file shows the marks as they are now."""
        return self.released_id is not None and self.made_version == self.version

    def read(self) -> list[Mark]:
        return read(self.marks)
