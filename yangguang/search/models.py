"""What the index has still to take in."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """A thing that changed; written in the transaction of the change, deleted once the index holds it.

    One whose document could not be made is tried ``indexing.TRIES`` times, then kept for ``yangguang search``.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "待编入检索的变更"

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
