"""Looking at a record before it is public: as readers would see it, and against what it was."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from yangguang.documents import bodies, comparing, rendering
from yangguang.organisations.permissions import Act, requires
from yangguang.typesetting.engine import CannotSet

from .. import extras, kinds, printing, queries
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


@requires(Act.VIEW)
def draft_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The newest text as a document, marked as a draft while it is not public."""
    found = record_of(request, pk)
    text = found.draft()
    watermark = "" if found.live and not found.has_unpublished_changes else "草稿"
    try:
        data = printing.make(text, form, at=timezone.now(), version=None, watermark=watermark)
    except CannotSet as error:
        messages.error(request, str(error))
        return redirect("publications:record", pk)
    response = HttpResponse(data, content_type=printing.FORMS[form])
    name = f"{text.title[:60]}{'（草稿）' if watermark else ''}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
