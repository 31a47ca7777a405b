"""Files of the workbench: sent from inside the editor, chosen again, fetched by whoever may look at the unit's drafts."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from .. import queries
from ..actions import drafting
from ..models import Attachment, Publication

CHOICES = 60
MEDIA = {"image": "image/", "video": "video/", "audio": "audio/"}


def described(file: Attachment) -> dict[str, Any]:
    """A file as the editor takes it."""
    return {
        "id": file.pk, "url": file.get_absolute_url(), "name": file.name, "description": file.description,
        "media_type": file.media_type, "width": file.width, "height": file.height,
    }  # fmt: skip


def unit_of(request: HttpRequest, given: str) -> Unit:
    """The unit of this number, if the person may write in its name; else 404."""
    units = queries.editable_units(actor_of(request))
    found = units.filter(pk=int(given[:18])).first() if given.isascii() and given.isdecimal() else None
    if found is None:
        raise Http404("没有这个单位，或您不能以它的名义上传")
    return found


@requires(Act.EDIT)
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Keep one file of a unit: 201 with what it is, or 422 with the reasons against it."""
    unit = unit_of(request, request.POST.get("unit", ""))
    sent = request.FILES.get("file")
    if sent is None:
        return JsonResponse({"errors": ["没有收到文件，请重新选择"]}, status=422)
    try:
        kept = drafting.attach(
            unit, actor=actor_of(request), stream=sent.file, name=sent.name or "",
            description=request.POST.get("description", ""),
        )  # fmt: skip
    except Refused as error:
        return JsonResponse({"errors": [str(r) for r in error.reasons]}, status=422)
    return JsonResponse(described(kept), status=201)


@requires(Act.EDIT)
def choices(request: HttpRequest) -> JsonResponse:
    """Files to choose from: those of the record first, then the unit's newest."""
    unit = unit_of(request, request.GET.get("unit", ""))
    media = MEDIA.get(request.GET.get("media", ""), "")
    files = Attachment.objects.filter(unit=unit, media_type__startswith=media).defer("html")
    first: list[Attachment] = []
    if (given := request.GET.get("record", "")).isdecimal():
        records = scope(actor_of(request), Act.EDIT, Publication.objects.filter(pk=int(given[:18])))
        if record := records.select_related("latest_revision").first():
            first = list(files.filter(pk__in=record.draft().attachments))
    rest = files.exclude(pk__in=[f.pk for f in first]).order_by("-pk")[:CHOICES]
    return JsonResponse({"items": [described(f) for f in [*first, *rest]]})


@requires(Act.VIEW)
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of the workbench, public or not, for whoever may look at its unit's records."""
    found = get_object_or_404(Attachment, pk=pk)
    if not may(actor_of(request), Act.VIEW, found.unit_id):
        raise Http404("没有这个附件")
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
