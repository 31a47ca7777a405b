"""What an editor has typed and not yet saved: one slot for each editor and record, never a revision."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.organisations.models import Unit, User

from .publication import Publication


class Autosave(models.Model):
    """The fields of the editor's form as they stood. It ends when the draft is saved or the editor throws it away."""

    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    # None: a record not saved yet; one for each editor and unit.
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, blank=True, related_name="autosaves"
    )
    # The revision that the editor had opened.
    base_revision = models.BigIntegerField(null=True, blank=True)
    # {field name: [values]} as the form posts them.
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "自动保存"
        constraints = [
            models.UniqueConstraint(
                fields=["by", "publication"], name="autosave_once", condition=Q(publication__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["by", "unit"], name="autosave_of_new_once", condition=Q(publication__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.publication or '新稿'}"
