"""Following a search by mail: asking, confirming from the mailbox, leaving."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.delivery.limits import limit
from yangguang.finding import following


# The search page is kept by caches and holds no token. The form sends one mail to the address that is typed, asks
# nothing of a signed-in person and is limited by address.
@csrf_exempt
@require_POST
@limit("follow", per_minute=5)
def ask(request: HttpRequest) -> HttpResponse:
    """Send the mail that asks whether the mailbox wants it."""
    query = request.POST.get("query", "")
    try:
        following.ask(request.POST.get("address", "")[:200], query)
    except Refused as error:
        context = {"state": "refused", "reasons": error.reasons, "query": following.plain_query(query)}
        return render(request, "portal/following.html", context, status=422)
    except following.TROUBLES:
        return render(request, "portal/following.html", {"state": "trouble"}, status=503)
    return render(request, "portal/following.html", {"state": "asked"})


# A mail program's own button posts here without a token (RFC 8058); whoever holds the token may do both.
@never_cache
@csrf_exempt
def act(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """Confirm or leave. Opening the link shows a button: programs that look at every link in a mail decide nothing."""
    if what not in ("confirm", "leave"):
        raise Http404("没有这个操作")
    found = following.by_token(token)
    if found is None:
        state = "left" if what == "leave" else "unknown"
        return render(
            request, "portal/following.html", {"state": state}, status=200 if what == "leave" else 404
        )
    told = following.told(found.query)
    if request.method != "POST":
        state = "confirmed" if what == "confirm" and found.confirmed_at else f"may-{what}"
        return render(request, "portal/following.html", {"state": state, "told": told, "query": found.query})
    if what == "leave":
        following.leave(found)
        return render(request, "portal/following.html", {"state": "left", "told": told})
    state = "confirmed" if following.confirm(found) else "late"
    return render(request, "portal/following.html", {"state": state, "told": told, "query": found.query})
