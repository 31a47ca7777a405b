"""Looking at a record before it is public: as readers would see it, and against what it was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yangguang.documents import bodies, comparing, rendering
from yangguang.organisations.permissions import Act, requires

from .. import extras, kinds, queries
from ..models import Attachment, Publication
from .records import record_of


@requires(Act.VIEW)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest text as readers would see it."""
    found = record_of(request, pk)
    text = found.draft()
    body, _ = rendering.outline(text.body)
    shown = list(
        Attachment.objects.filter(pk__in=[*text.attachments, *bodies.file_ids(text.body)]).defer("html")
    )
    sizes = {a.pk: (a.width, a.height) for a in shown if a.width and a.height}
    context = {
        "record": found,
        "text": text,
        "body": rendering.render(body, sizes=sizes),
        "attachments": [a for a in shown if a.pk in text.attachments],
        "facts": extras.shown(kinds.fields_of(text.kind), text.extra),
    }
    return render(request, "publications/preview.html", context)


@requires(Act.VIEW)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest text against what readers see (or against the revision before)."""
    found = record_of(request, pk)
    text = found.draft()
    old = found
    if not found.live:
        before = found.revisions.order_by("-created_at", "-pk")[1:2].first()
        old = before.as_object() if before else Publication(unit=found.unit)
    context = {
        "record": found,
        "comparison": comparing.diff(old.body, text.body),
        "fields": queries.changed_fields(old, text),
    }
    return render(request, "publications/compare.html", context)
