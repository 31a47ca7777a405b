"""Kept pages on the workbench: as plain text, or to save. They are other people's pages and never run or show as such."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from yangguang.organisations.permissions import Act, requires

from .. import keeping
from ..models import Moment
from ..reading.encoding import decode
from .findings import find


@requires(Act.VIEW)
def kept(request: HttpRequest, pk: int, moment: str) -> HttpResponse:
    """The markup of a page kept for a finding; with ``?save`` its bytes, to be saved."""
    found = find(request, pk)
    if moment not in Moment.values:
        raise Http404("没有这个页面")
    row = keeping.pair(found).get(moment)
    body = keeping.body_of(row) if row is not None else None
    if row is None or body is None:
        raise Http404("这个页面没有留存，或已过保存期限")
    if "save" in request.GET:
        # As it came, under a name that no program opens as a page.
        response = HttpResponse(body, content_type="application/octet-stream")
        name = f"问题{found.pk}{row.get_moment_display()}的页面.html.txt"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    else:
        response = HttpResponse(decode(body).text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
