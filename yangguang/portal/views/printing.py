"""Public documents as files: the same text, set as an official document."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import http_date

from yangguang.delivery.limits import limit
from yangguang.publications import printing
from yangguang.publications.models import Publication
from yangguang.typesetting.engine import CannotSet

PER_MINUTE = 30


@limit("prints", per_minute=PER_MINUTE)
def document_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """A public document as PDF or Word, at an address that stays; the page sets it again when the text changed."""
    record = get_object_or_404(Publication.objects.select_related("unit"), pk=pk, live=True)
    version = record.versions.order_by("-number").first()
    if version is None or not printing.printable(record):
        raise Http404("这类信息没有排版文件，请看网页")
    try:
        path = printing.kept(record, version, form)
    except CannotSet as error:
        return _plainly(request, record, str(error))
    name = f"{record.title[:80]}.{form}"
    response = FileResponse(
        path.open("rb"), as_attachment=form != "pdf", filename=name, content_type=printing.FORMS[form]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=300"
    response["ETag"] = f'"{path.stem}"'
    response["Last-Modified"] = http_date(version.released_at.timestamp())
    # Chromium's own reader of PDF does not start inside a sandbox.
    response["Content-Security-Policy"] = "frame-ancestors 'none'"
    return response


def _plainly(request: HttpRequest, record: Publication, reason: str) -> HttpResponse:
    return render(
        request, "core/error.html", {"code": 503, "title": "暂时不能生成文件", "text": reason}, status=503
    )
