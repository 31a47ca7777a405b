"""Was this page useful?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yangguang.core.printable import printable
from yangguang.delivery.limits import limit

from ..models import PageFeedback


# Public pages are kept by caches and hold no token. The form changes nothing but this count, takes nothing from a
# signed-in person and is limited by address.
@csrf_exempt
@require_POST
@limit("feedback", per_minute=10)
def tell(request: HttpRequest) -> HttpResponse:
    """Keep an answer and thank for it. Telephone numbers and the like do not belong in it and are cut out."""
    from yangguang.core.privacy import mask

    back = printable(request.POST.get("path", "/"))[:200]
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, None):
        back = "/"
    useful = request.POST.get("useful")
    if useful in ("yes", "no"):
        PageFeedback.objects.create(
            path=back,
            useful=useful == "yes",
            text=mask(printable(request.POST.get("text", "")).strip()[:500]),
        )
    return render(
        request, "portal/thanks.html", {"back": back, "useful": useful, "answered": useful in ("yes", "no")}
    )
