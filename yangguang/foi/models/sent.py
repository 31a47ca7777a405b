"""Forms of the desk that were sent: the same form twice is one request."""

from __future__ import annotations

from django.db import models

from yangguang.core.vault import SealedField

from .requests import FoiRequest


class SentForm(models.Model):
    """A form of the workbench from which a request was registered.

    ``key`` is a digest of the form's own name and of who was given it; it is unique, so that of two clicks at one moment
    the database lets one through. ``digest`` tells whether what came again is the same. ``receipt`` is the query code,
    sealed and for a short time: whoever clicked twice reads the answer to the second click.
    """

    key = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    request = models.OneToOneField(FoiRequest, on_delete=models.CASCADE, related_name="+")
    receipt = SealedField(blank=True)
    receipt_until = models.DateTimeField(null=True, blank=True, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "已提交的登记表"

    def __str__(self) -> str:
        return f"{self.request_id} 的登记表"
