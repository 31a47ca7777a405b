"""What an editor types, kept while they type (the page's script), and thrown away when they say so."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires

from ..actions import autosaving, drafting
from ..models import Autosave, Publication
from .files import unit_of
from .records import record_of


def posted_values(request: HttpRequest) -> dict[str, list[str]]:
    """{field: [values]} out of the posted JSON. Raises Refused when it is anything else."""
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        said = None
    fits = isinstance(said, dict) and all(
        isinstance(v, list) and all(isinstance(x, str) for x in v) for v in said.values()
    )
    if not fits:
        raise Refused(["收到的内容不完整，请刷新页面"])
    found: dict[str, list[str]] = said
    return found


def _told(request: HttpRequest, unit: Unit, record: Publication | None) -> JsonResponse:
    """Keep what was posted and say when, and what the editor must know: a lock, another's text, another editor."""
    actor = actor_of(request)
    try:
        values = posted_values(request)
        base = next(iter(values.get("base_revision", [])), "")
        kept = autosaving.keep(
            actor, unit, record, values=values, base_revision=int(base) if base.isdecimal() else None
        )
    except Refused as error:
        return JsonResponse({"errors": [str(r) for r in error.reasons]}, status=422)
    said: dict[str, Any] = {
        "saved_at": timezone.localtime(kept.saved_at).strftime("%H:%M:%S"), "locked": [], "conflict": [], "others": [],
    }  # fmt: skip
    if record is not None:
        said["locked"] = [str(r) for r in drafting.who_locked(record)]
        latest = record.latest_revision
        if latest is not None and kept.base_revision not in (None, latest.pk):
            when = timezone.localtime(latest.created_at).strftime("%H:%M")
            said["conflict"] = [f"{latest.user or '其他人'}在 {when} 保存了新的文本，您保存时可以对照选用"]
        said["others"] = [str(o.by) for o in autosaving.others(actor, record, timezone.now())]
    return JsonResponse(said)


@requires(Act.EDIT)
def of_new(request: HttpRequest, unit: int) -> HttpResponse:
    """The slot of a record not saved yet. GET gives a page's script a fresh token after signing in again."""
    owner = unit_of(request, str(unit))
    return (
        JsonResponse({"token": get_token(request)})
        if request.method != "POST"
        else _told(request, owner, None)
    )


@requires(Act.EDIT)
def of_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The slot of a record."""
    record = record_of(request, pk, Act.EDIT)
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    return _told(request, record.unit, record)


@requires(Act.EDIT)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one's own slot away."""
    found = Autosave.objects.filter(pk=pk, by=actor_of(request).user_id).first()
    if found is None:
        return redirect("publications:records")
    autosaving.drop(actor_of(request), found.unit, found.publication)
    messages.success(request, "自动保存的内容已丢弃")
    if found.publication_id:
        return redirect("publications:edit", found.publication_id)
    return redirect("publications:write")
