"""What public templates know of the reader's choices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from . import display
from .traditional import PREFIX


def reader(request: HttpRequest) -> dict[str, Any]:
    """``display`` (the reader's choices), ``hant`` (traditional characters now), ``other_script`` (the same page)."""
    hant = request.META.get("SCRIPT_NAME", "").endswith(PREFIX)
    path = request.path_info + (
        f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    )
    return {
        "display": display.of(request),
        "hant": hant,
        "here": PREFIX + path if hant else path,
        "hans_path": path,
        "hant_path": PREFIX + path,
        "other_script": path if hant else PREFIX + path,
    }
