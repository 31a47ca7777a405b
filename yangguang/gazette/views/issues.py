"""The workbench's gazette: the year's calendar, one issue with everything that can be done to it, its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.documents import rendering
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.publications import kinds
from yangguang.publications.models import Publication

from .. import building, contents, forms, queries
from ..actions import compiling, course, old, telling
from ..models import Issue, Masthead
from ..tasks import run_build

PER_PAGE = 20


def visible(request: HttpRequest, pk: int, act: Act = Act.VIEW) -> Issue:
    rows = Issue.objects.select_related("unit", "proofed_by", "signed_by")
    found = scope(actor_of(request), act, rows).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这一期，或您不能查看")
    return found


@requires(Act.VIEW)
def issues(request: HttpRequest) -> HttpResponse:
    """The year's calendar with what is late, and every issue."""
    actor = actor_of(request)
    unit = queries.unit()
    today = timezone.localdate()
    given = request.GET.get("year", "")
    rows = scope(actor, Act.VIEW, queries.with_articles(Issue.objects.select_related("unit")))
    years = sorted({today.year, *Issue.objects.values_list("year", flat=True)}, reverse=True)
    year = (
        int(given)
        if given.isdecimal() and len(given) == 4
        else (years[1] if len(years) > 1 and not rows.filter(year=today.year).exists() else today.year)
    )
    context = {
        "year": year,
        "years": years,
        "slots": queries.calendar(year, today),
        "page": Paginator(rows.order_by("-year", "-number"), 24).get_page(request.GET.get("page")),
        "unit": unit,
        "named": Masthead.objects.exists(),
        "edits": unit is not None and may(actor, Act.EDIT, unit),
        "sets": unit is not None and may(actor, Act.REVIEW, unit),
        "today": today,
    }
    return render(request, "gazette/issues.html", context)


@requires(Act.EDIT)
def begin(request: HttpRequest) -> HttpResponse:
    """A new issue."""
    unit = queries.unit()
    if unit is None or not may(actor_of(request), Act.EDIT, unit):
        raise Http404("公报由区政府办编排，您的账号不能新建")
    year = timezone.localdate().year
    number, total = queries.next_number(year)
    start = {"year": year, "number": number, "total": total, "dated": timezone.localdate()}
    form = forms.IssueForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = compiling.begin_issue(unit, actor=actor_of(request), **form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, f"已建立 {made.label}，请选入要刊登的文件")
            return redirect("gazette:issue", made.pk)
    return render(request, "gazette/form.html", {"form": form, "title": "新建一期公报", "button": "建立"})


def tell(form: Any, error: Refused) -> None:
    for reason in error.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))


@requires(Act.VIEW)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue: where it stands, what it prints, what can be done now."""
    return show(request, visible(request, pk))


def show(request: HttpRequest, found: Issue, bound: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    last = building.newest(found)
    running = building.is_running(last)
    edit = compiling.remove_article.reasons(found, actor=actor, article=0)
    stale = {s.article.pk: s.words for s in queries.stale(found)} if not found.is_public else {}
    groups = contents.grouped(found)
    context: dict[str, Any] = {
        "issue": found,
        "groups": groups,
        "count": sum(len(a) for _, a in groups),
        "empty_sections": [s.name for s, a in groups if s and not a],
        "stale": stale,
        "last": last,
        "running": running,
        "proof": building.proof(found),
        "current": building.is_current(found) if not found.is_old and not found.is_public else False,
        "editable": not edit,
        "edit_reasons": edit,
        "compilers": found.compilers.all(),
        "sections_form": forms.SectionsForm(initial={"names": "\n".join(s.name for s, _ in groups if s)}),
        "issue_form": forms.IssueForm(
            initial={"year": found.year, "number": found.number, "total": found.total, "dated": found.dated}
        ),
        "note_form": forms.NoteForm(),
        "corrections": found.corrections.select_related("article", "printed_in"),
        "pushes": found.pushes.all(),
        "reasons": {
            "build": course.build_proof.reasons(found, actor=actor),
            "send": course.send_to_proof.reasons(found, actor=actor),
            "proof": course.proofread.reasons(found, actor=actor),
            "return": course.send_back.reasons(found, actor=actor, note="—"),
            "sign": course.sign_off.reasons(found, actor=actor),
            "publish": course.publish.reasons(found, actor=actor),
            "accept": old.accept.reasons(found, actor=actor),
            "drop": compiling.drop_issue.reasons(found, actor=actor),
        },
    }
    if found.is_public:
        context["correct_reasons"] = telling.correct.reasons(found, actor=actor, text="—")
        context["push_reasons"] = telling.drop_push.reasons(found, actor=actor, push=0)
        context["correction_form"] = forms.CorrectionForm(issue=found)
        context["push_form"] = forms.PushForm()
    elif not edit and not found.is_old:
        context |= _chooser(request, found)
    response = render(request, "gazette/issue.html", {**context, **(bound or {})})
    if running:
        response["Refresh"] = "3"  # the progress, without JavaScript
    return response


def _chooser(request: HttpRequest, found: Issue) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()[:100]
    kind = request.GET.get("kind", "")
    rows = queries.candidates(found, words, kind if kind in kinds.KINDS else "")
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "words": words,
        "kind": kind,
        "kinds": kinds.choices(),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "waiting": forms.waiting_corrections(found),
    }


def _articles(request: HttpRequest) -> int:
    given = request.POST.get("article", "")
    return int(given) if given.isdecimal() and len(given) < 13 else 0


def _add(found: Issue, request: HttpRequest) -> str:
    keys = [int(v) for v in request.POST.getlist("record") if v.isdecimal() and len(v) < 13]
    records = list(
        Publication.objects.filter(pk__in=keys).order_by("-first_published_at", "-pk").defer("body")
    )
    if not records:
        raise Refused(["没有勾选文件"])
    section = found.sections.filter(pk=request.POST.get("section") or 0).first()
    compiling.add_articles(found, actor=actor_of(request), records=records, section=section)
    return f"选入 {len(records)} 件"


def _place(found: Issue, request: HttpRequest) -> str:
    places: dict[int, tuple[int | None, int]] = {}
    for article in found.articles.values_list("pk", flat=True):
        number, section = (request.POST.get(f"{n}-{article}", "") for n in ("number", "section"))
        if number.isdecimal() and len(number) < 6:
            places[article] = (int(section) if section.isdecimal() else None, int(number))
    compiling.place_articles(found, actor=actor_of(request), places=places)
    return "栏目和次序已保存"


def _build(found: Issue, request: HttpRequest) -> str:
    build = course.build_proof(found, actor=actor_of(request))
    run_build.enqueue(build.pk)
    return "开始排版，完成后可以看校样"


def _simple(do: Callable[..., Any], said: str) -> Callable[[Issue, HttpRequest], str]:
    def act_(found: Issue, request: HttpRequest) -> str:
        do(found, actor=actor_of(request))
        return said

    return act_


def _with_article(do: Callable[..., Any], said: str, **more: Any) -> Callable[[Issue, HttpRequest], str]:
    def act_(found: Issue, request: HttpRequest) -> str:
        do(found, actor=actor_of(request), article=_articles(request), **more)
        return said

    return act_


def _sections(found: Issue, request: HttpRequest) -> str:
    names = request.POST.get("names", "")[:2000].splitlines()
    compiling.set_sections(found, actor=actor_of(request), names=names)
    return "栏目已保存"


def _corrections(found: Issue, request: HttpRequest) -> str:
    keys = [int(v) for v in request.POST.getlist("correction") if v.isdecimal() and len(v) < 13]
    compiling.print_corrections(found, actor=actor_of(request), corrections=keys)
    return "更正已选好"


def _drop_push(found: Issue, request: HttpRequest) -> str:
    given = request.POST.get("push", "")
    telling.drop_push(found, actor=actor_of(request), push=int(given) if given.isdecimal() else 0)
    return "已删去"


def _link(found: Issue, request: HttpRequest) -> str:
    given = request.POST.get("publication", "").strip()
    record = (
        Publication.objects.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 13 else None
    )
    if given and record is None:
        raise Refused(["没有这份文件，请填写文件网址里的数字"])
    old.link(found, actor=actor_of(request), article=_articles(request), publication=record)
    return "已对应" if record else "已取消对应"


ACTS: dict[str, Callable[[Issue, HttpRequest], str]] = {
    "add": _add, "place": _place, "build": _build, "sections": _sections, "corrections": _corrections,
    "up": _with_article(compiling.move_article, "已上移", up=True),
    "down": _with_article(compiling.move_article, "已下移", up=False),
    "remove": _with_article(compiling.remove_article, "已移出"),
    "renew": _with_article(compiling.renew_article, "已换成最新公开的文本"),
    "send": _simple(course.send_to_proof, "已送校对"), "proof": _simple(course.proofread, "校对通过，等待签发"),
    "sign": _simple(course.sign_off, "已签发，请排版一次后出版"), "publish": _simple(course.publish, "已出版"),
    "accept": _simple(old.accept, "已入库"), "drop-push": _drop_push, "link": _link,
}  # fmt: skip
# Acts with a form of their own: the form, what does it, what is said, under which name the page shows it.
FORMS: dict[str, tuple[Any, Callable[..., Any], str, str]] = {
    "change": (forms.IssueForm, compiling.change_issue, "已保存", "issue_form"),
    "return": (forms.NoteForm, course.send_back, "已退回编排", "note_form"),
    "correct": (forms.CorrectionForm, telling.correct, "更正启事已发布", "correction_form"),
    "push": (forms.PushForm, telling.record_push, "推送已登记", "push_form"),
}


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing to an issue. A refusal comes back with its reasons and everything that was typed."""
    found = visible(request, pk)
    if what == "drop":
        return _drop(request, found)
    if what in FORMS:
        return _act_by_form(request, found, what)
    if what not in ACTS:
        raise Http404("没有这个操作")
    try:
        messages.success(request, ACTS[what](found, request))
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    # The pressed article stays in view, and with it the keyboard's place.
    anchor = f"#article-{_articles(request)}" if what in ("up", "down", "renew", "link") else ""
    query = request.POST.get("query", "")[:500]
    return redirect(
        reverse("gazette:issue", args=[pk]) + (f"?{query}" if query and what == "add" else "") + anchor
    )


def _act_by_form(request: HttpRequest, found: Issue, what: str) -> HttpResponse:
    form_class, do, said, name = FORMS[what]
    more = {"issue": found} if form_class is forms.CorrectionForm else {}
    form = form_class(request.POST, **more)
    if form.is_valid():
        try:
            do(found, actor=actor_of(request), **form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, said)
            return redirect("gazette:issue", found.pk)
    return show(request, visible(request, found.pk), {name: form})


def _drop(request: HttpRequest, found: Issue) -> HttpResponse:
    try:
        compiling.drop_issue(found, actor=actor_of(request))
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
        return redirect("gazette:issue", found.pk)
    messages.success(request, "已放弃这一期")
    return redirect("gazette:issues")


@requires(Act.VIEW)
def proof_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The newest proof, or the PDF itself once it is out."""
    found = visible(request, pk)
    made = building.proof(found)
    file = found.pdf if found.pdf else made.pdf if made else None
    if not file:
        raise Http404("还没有校样，请先排版")
    response = FileResponse(file.open("rb"), content_type="application/pdf", filename=f"{found.label}.pdf")
    response["Content-Security-Policy"] = "frame-ancestors 'none'"
    return response


@requires(Act.VIEW)
def article(request: HttpRequest, pk: int, article: int) -> HttpResponse:
    """One article as it will be printed, with its way to the record."""
    found = visible(request, pk)
    shown = get_object_or_404(found.articles.select_related("publication", "section"), pk=article)
    context = {
        "issue": found,
        "article": shown,
        "body": rendering.render(shown.html),
        "link_reasons": old.link.reasons(found, actor=actor_of(request), article=article, publication=None),
    }
    return render(request, "gazette/article.html", context)


def day_of(text: str) -> dt.date | None:
    """A date as a browser sends it; None for an empty or impossible one."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
