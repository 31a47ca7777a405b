"""What an attachment holds, hidden parts included, read once: a file never changes."""

from __future__ import annotations

from django.db import models

from .relations import Attachment


class AttachmentReading(models.Model):
    """The parts of a file as the checks see them; ``edition`` is the reader's, so that a better one reads anew."""

    attachment = models.OneToOneField(
        Attachment, on_delete=models.CASCADE, primary_key=True, related_name="reading"
    )
    edition = models.PositiveSmallIntegerField()
    # [[place, kind, text, rows], …] of checking.subjects.Part
    parts = models.JSONField(default=list)

    class Meta:
        verbose_name = "附件内容"

    def __str__(self) -> str:
        return f"{self.attachment_id}"
