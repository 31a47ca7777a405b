"""Packages on the workbench: the list, opening one, the one page where everything about it is done."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core import calendar
from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.publications import queries as records
from yangguang.publications.models import Publication, Stage
from yangguang.typesetting.engine import CannotSet

from .. import bundle, forms, queries, timeline
from ..actions import packages, sending, signing
from ..models import Exemption, Explainer, Package
from .pages import attempt, page_of

STATES = (*Package.State.choices,)


def find(request: HttpRequest, pk: int) -> Package:
    found = queries.visible(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个政策文件包，或您不能查看")
    return found


@requires(Act.VIEW)
def packages_list(request: HttpRequest) -> HttpResponse:
    """The packages one may see, with what waits for the office on top."""
    actor = actor_of(request)
    rows = queries.visible(actor)
    state = request.GET.get("state", "")
    word = request.GET.get("q", "").strip()[:100]
    waiting = rows.filter(state=Package.State.SENT).count()
    if state in Package.State.values:
        rows = rows.filter(state=state)
    if word:
        rows = rows.filter(document__title__contains=word)
    context = {
        "page": page_of(request, rows.order_by("-pk")),
        "state": state,
        "q": word,
        "states": STATES,
        "waiting": waiting,
        "deals": may(actor, Act.SUPERVISE),
        "writes": records.editable_units(actor).exists(),
        "query": f"state={state}&q={word}" if state or word else "",
        "tab": "packages",
    }
    return render(request, "policy/packages.html", context)


def _openable(actor: Actor) -> Any:
    """Drafts of policies that are in no open package."""
    rows = Publication.objects.filter(
        kind__in=queries.GATED, live=False, stage=Stage.DRAFT, has_unpublished_changes=True
    )
    busy = Package.objects.filter(state__in=Package.OPEN).values("document")
    return scope(actor, Act.EDIT, rows.exclude(pk__in=busy)).order_by("-pk")


@requires(Act.EDIT)
def open_package(request: HttpRequest) -> HttpResponse:
    """A new package for one of the unit's drafts."""
    actor = actor_of(request)
    documents = _openable(actor)
    start = {"document": request.GET.get("document", "")}
    form = forms.OpenForm(request.POST or None, documents=documents, initial=start)
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        made = attempt(
            request, form,
            lambda: packages.open_package(
                document.unit, actor=actor, document=document, route=form.cleaned_data["route"]
            ),
            "政策文件包已建立，请写解读方案、添加解读材料",
        )  # fmt: skip
        if made:
            return redirect("policy:package", made.pk)
    return render(request, "policy/open.html", {"form": form, "any": documents.exists(), "tab": "packages"})


@requires(Act.VIEW)
def package(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, find(request, pk))


def show(request: HttpRequest, found: Package, bound: dict[str, Any] | None = None) -> HttpResponse:
    """Everything about a package: what comes next, the plan, the texts, the sign-offs, the line of its life."""
    actor = actor_of(request)
    plan = getattr(found, "plan", None)
    standing = queries.standing(found)
    events = timeline.events(found)
    materials = queries.materials(found)
    waiting = standing.to_sign
    first = {
        "send_form": forms.SendForm(), "return_form": forms.ReturnForm(auto_id="return_%s"),
        "accept_form": forms.AcceptForm(), "sign_form": forms.SignForm(members=waiting),
        "schedule_form": forms.ScheduleForm(), "close_form": forms.ReasonForm(auto_id="close_%s"),
        "material_form": forms.MaterialForm(),
        "route_form": forms.RouteForm(initial={"route": found.route}),
        "pick_form": forms.PickForm(choices=_loose(found)), "meeting_form": forms.MeetingForm(),
        **(bound or {}),
    }  # fmt: skip
    reasons = {
        "plan": packages.save_plan.reasons(found, actor=actor),
        "approve_plan": packages.approve_plan.reasons(found, actor=actor),
        "material": packages.draft_material.reasons(found, actor=actor, form="text"),
        "send": sending.send.reasons(found, actor=actor, without_plan=True),
        "recall": sending.recall.reasons(found, actor=actor),
        "return": sending.send_back.reasons(found, actor=actor, reason="·"),
        "accept": sending.accept.reasons(found, actor=actor),
        "meeting": sending.list_for_meeting.reasons(
            found, actor=actor, meeting="·", meeting_on=found.created_at.date()
        ),
        "submit": signing.submit.reasons(found, actor=actor),
        "sign": signing.approve.reasons(found, actor=actor),
        "take_back": signing.recall.reasons(found, actor=actor),
        "release": signing.release.reasons(found, actor=actor),
        "unschedule": signing.unschedule.reasons(found, actor=actor),
        "route": sending.set_route.reasons(found, actor=actor, route=found.route),
        "close": packages.close.reasons(found, actor=actor, reason="·"),
    }
    context = {
        "package": found,
        "document": found.document,
        "plan": plan,
        "plan_rows": bundle.plan_rows(plan),
        "plan_gaps": packages.plan_gaps(plan),
        "materials": materials,
        "texts": _rows(found, materials, standing),
        "standing": standing,
        "waiting": waiting,
        "events": timeline.gaps(events, calendar.load()),
        "drawing": timeline.drawing("办理时间线", events) if len(events) > 1 else "",
        "reasons": reasons,
        "exemptions": Exemption.objects.filter(document=found.document_id).select_related("second_unit"),
        "submissions": found.submissions.select_related("slip").order_by("-number"),
        "meetings": found.meetings.order_by("-pk"),
        "requirement": queries.requirement(found.document_id),
        "works": may(actor, Act.EDIT, found.unit),
        "heads": may(actor, Act.APPROVE, found.unit),
        "deals": may(actor, Act.SUPERVISE),
        "agenda": queries.keeps_agenda(actor),
        "tab": "packages",
        **first,
    }
    return render(request, "policy/package.html", context, status=422 if bound else 200)


def _rows(found: Package, materials: list[Publication], standing: queries.Standing) -> list[dict[str, Any]]:
    """The document and each material, with its form and how far it is signed."""
    courses = {p.pk: c for p, c in standing.steps}
    document = Publication.objects.select_related("unit").get(pk=found.document_id)
    return [
        {
            "record": m,
            "form": "文件" if m.pk == document.pk else queries.form_of(m),
            "course": courses.get(m.pk),
            "removable": m.pk != document.pk,
        }
        for m in (document, *materials)
    ]


def _loose(found: Package) -> Any:
    """The unit's drafted explanations that lie in no package."""
    return (
        Publication.objects.filter(
            kind="explanation", unit=found.unit_id, live=False, stage=Stage.DRAFT, material_of=None
        )
        .defer("body", "extra")
        .order_by("-pk")
    )


@requires(Act.EDIT)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the explanation plan."""
    found = find(request, pk)
    actor = actor_of(request)
    old = getattr(found, "plan", None)
    start = {}
    if old is not None:
        start = {f: getattr(old, f) for f in packages.PLAN_FIELDS}
        start["explainers"] = old.explainers.all()
    pool = Explainer.objects.filter(active=True).select_related("unit")
    form = forms.PlanForm(
        request.POST or None,
        explainers=pool.filter(unit=found.unit) | pool.filter(kind="expert"),
        initial=start,
    )
    reasons = packages.save_plan.reasons(found, actor=actor)
    if reasons and not may(actor, Act.EDIT, found.unit):
        raise Http404("没有这个政策文件包，或您不能办理")
    if request.method == "POST" and form.is_valid():
        values = {k: v for k, v in form.cleaned_data.items() if v is not None}
        if attempt(
            request,
            form,
            lambda: packages.save_plan(found, actor=actor, **values),
            "解读方案已保存，请负责人审定",
        ):
            return redirect("policy:package", pk)
    context = {"package": found, "form": form, "plan": old, "reasons": reasons, "tab": "packages"}
    return render(request, "policy/plan.html", context)


Do = Callable[[Package, Actor, dict[str, Any]], Any]
# What can be posted: the form that reads it, the verb, what is said, the form's name on the page.
ACTS: dict[str, tuple[Any, Do, str, str]] = {
    "approve-plan": (None, lambda p, a, d: packages.approve_plan(p, actor=a), "已审定解读方案", ""),
    "material": (
        forms.MaterialForm, lambda p, a, d: packages.draft_material(p, actor=a, **d),
        "已起草解读材料，请点标题进去写", "material_form",
    ),
    "send": (forms.SendForm, lambda p, a, d: sending.send(p, actor=a, **d), "已报送区政府办", "send_form"),
    "route": (forms.RouteForm, lambda p, a, d: sending.set_route(p, actor=a, **d), "已改变印发方式", "route_form"),
    "recall-sending": (None, lambda p, a, d: sending.recall(p, actor=a), "已撤回报送", ""),
    "return": (forms.ReturnForm, lambda p, a, d: sending.send_back(p, actor=a, **d), "已退文", "return_form"),
    "accept": (forms.AcceptForm, lambda p, a, d: sending.accept(p, actor=a, **d), "已收文", "accept_form"),
    "list": (
        forms.MeetingForm, lambda p, a, d: sending.list_for_meeting(p, actor=a, **d), "已列入会议", "meeting_form",
    ),
    "submit": (None, lambda p, a, d: signing.submit(p, actor=a), "文件和解读材料已一起送审", ""),
    "take-back": (None, lambda p, a, d: signing.recall(p, actor=a), "已撤回，可以修改；改后要重新审签", ""),
    "release": (None, lambda p, a, d: signing.release(p, actor=a), "文件和解读已同步发布", ""),
    "schedule": (
        forms.ScheduleForm, lambda p, a, d: signing.schedule(p, actor=a, **d), "已定时同步发布", "schedule_form",
    ),
    "unschedule": (None, lambda p, a, d: signing.unschedule(p, actor=a), "已取消定时", ""),
    "close": (forms.ReasonForm, lambda p, a, d: packages.close(p, actor=a, **d), "政策文件包已终止", "close_form"),
}  # fmt: skip


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing to a package; a refusal comes back with its reasons and everything that was typed."""
    found = find(request, pk)
    if what in ("sign", "return-text"):
        return _sign(request, found, what)
    if what in ("pick", "remove"):
        return _texts(request, found, what)
    if what not in ACTS:
        raise Http404("没有这个操作")
    form_class, do, said, name = ACTS[what]
    form = form_class(request.POST) if form_class else None
    if form is None or form.is_valid():
        data = dict(form.cleaned_data) if form else {}
        if attempt(request, form, lambda: do(found, actor_of(request), data), said):
            return redirect("policy:package", pk)
    return show(request, find(request, pk), {name: form} if form else None)


def _sign(request: HttpRequest, found: Package, what: str) -> HttpResponse:
    waiting = queries.standing(found).to_sign
    form = forms.SignForm(request.POST, members=waiting)
    if form.is_valid():
        actor, note = actor_of(request), form.cleaned_data["note"]
        member = next((m for m in waiting if m.pk == form.cleaned_data["member"]), None)
        if what == "sign":
            done = attempt(request, form, lambda: signing.approve(found, actor=actor, note=note), "审签通过")
        else:
            done = attempt(
                request,
                form,
                lambda: signing.send_back(found, actor=actor, note=note, member=member),
                "已退回修改",
            )
        if done:
            return redirect("policy:package", found.pk)
    return show(request, find(request, found.pk), {"sign_form": form})


def _texts(request: HttpRequest, found: Package, what: str) -> HttpResponse:
    actor = actor_of(request)
    if what == "pick":
        form: django_forms.Form = forms.PickForm(request.POST, choices=_loose(found))
        if form.is_valid():
            chosen = form.cleaned_data["explanation"]
            if attempt(
                request, form, lambda: packages.add_material(found, actor=actor, explanation=chosen), "已加入"
            ):
                return redirect("policy:package", found.pk)
        return show(request, find(request, found.pk), {"pick_form": form})
    given = request.POST.get("explanation", "")
    chosen = Publication.objects.filter(pk=int(given) if given.isdecimal() and len(given) < 12 else 0).first()
    if chosen is None:
        raise Http404("没有这份解读材料")
    attempt(
        request,
        None,
        lambda: packages.remove_material(found, actor=actor, explanation=chosen),
        "已移出，草稿仍在",
    )
    return redirect("policy:package", found.pk)


@requires(Act.VIEW)
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting's reading on one page, to print."""
    found = find(request, pk)
    context = {**bundle.contents(found), "plan_rows": bundle.plan_rows(getattr(found, "plan", None))}
    return render(request, "policy/reading.html", context)


@requires(Act.VIEW)
def reading_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as one PDF: cover, contents, document, plan, material."""
    found = find(request, pk)
    try:
        made = bundle.pdf(bundle.contents(found))
    except CannotSet as error:
        messages.error(request, str(error))
        return redirect("policy:reading", pk)
    response = HttpResponse(made, content_type="application/pdf")
    name = f"参阅材料-{found.document.title[:40]}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


@requires(Act.VIEW)
def download(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """The PDF, the texts as Word files, and what is attached to them."""
    found = find(request, pk)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        bundle.archive(found, out)
    except CannotSet as error:
        out.close()
        messages.error(request, str(error))
        return redirect("policy:reading", pk)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"参阅材料-{found.document.title[:40]}.zip")
