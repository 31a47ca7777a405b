"""一网可答: one answer with its source, word for word, or the unit that knows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yangguang.answering.telling import tell
from yangguang.core.middleware import client_address
from yangguang.delivery.limits import limit
from yangguang.finding import answers
from yangguang.search import asked as counted
from yangguang.search import queries

from ..serving import public, serve
from .finding import legible


@public
@limit("ask", per_minute=60)
def ask(request: HttpRequest) -> HttpResponse:
    """The question box, and below it the answer; it works without JavaScript and its address can be shared."""
    question = legible(request.GET.get("q", ""))
    told = tell(question) if len(question) > 1 else None
    if told is not None:
        answers.note(
            question, "silent" if told.abstained else "answered", request.headers.get("User-Agent", "")
        )
    ready = queries.status().available if told is not None and told.abstained else True
    context = {
        "nav": "ask", "question": question, "told": told, "ready": ready,
        "frequent": counted.frequent_now() if told is None else [],
    }  # fmt: skip
    response = serve(request, "portal/ask.html", context, "search", seconds=30)
    response["X-Robots-Tag"] = "noindex"
    return response


@limit("api", per_minute=60)
def answer(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    question = legible(request.GET.get("q", ""))
    if len(question) < 2:
        return JsonResponse(
            {"error": "请用 q 写明问题", "fix": "如 ?q=高龄津贴怎么申领"}, status=400, json_dumps_params={"ensure_ascii": False}
        )  # fmt: skip
    response = JsonResponse(tell(question).plain(), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


# The page is kept by caches and holds no token. The form changes nothing but a count and is limited by address.
@csrf_exempt
@require_POST
@limit("answer-vote", per_minute=10)
def vote(request: HttpRequest) -> HttpResponse:
    """Was the answer of use?"""
    question, said = legible(request.POST.get("q", "")), request.POST.get("useful")
    known = said in ("yes", "no") and len(question) > 1
    if known:
        answers.vote(question, helpful=said == "yes", address=client_address(request))
    context = {"question": question, "voted": known, "useful": said == "yes"}
    return render(request, "portal/ask_thanks.html", context, status=200 if known else 400)
