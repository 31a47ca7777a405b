"""一网可答: one answer with its source, word for word, or the unit that knows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yangguang.answering import rephrasing
from yangguang.answering.telling import Told, tell
from yangguang.core.middleware import client_address
from yangguang.delivery.limits import exceeded, limit
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
    brief = _brief(request, told) if told is not None else None
    context = {
        "nav": "ask",
        "brief": brief,
        "briefly": rephrasing.configured() and brief is None,
        "question": question,
        "told": told,
        "ready": ready,
        "frequent": counted.frequent_now() if told is None else [],
    }
    response = serve(request, "portal/ask.html", context, "search", seconds=30)
    response["X-Robots-Tag"] = "noindex"
    return response


def _brief(request: HttpRequest, told: Told) -> list[rephrasing.Brief] | None:
    """The cited passages in fewer words, when asked for and a model is set up; None when not asked."""
    if request.GET.get("brief") != "1" or told.abstained or not rephrasing.configured():
        return None
    if exceeded(request, "brief", per_minute=6):
        return []
    return rephrasing.brief(told.question, [c.text for c in told.cited if not c.gone])


@limit("api", per_minute=60)
def answer(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    question = legible(request.GET.get("q", ""))
    if len(question) < 2:
        return JsonResponse(
            {"error": "请用 q 写明问题", "fix": "如 ?q=高龄津贴怎么申领"}, status=400, json_dumps_params={"ensure_ascii": False}
        )  # fmt: skip
    told = tell(question)
    said = told.plain()
    if (brief := _brief(request, told)) is not None:
        said["brief"] = [{"text": b.text, "sources": list(b.sources)} for b in brief]
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
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
