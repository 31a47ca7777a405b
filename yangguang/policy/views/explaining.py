"""Explanations on the workbench: what they explain, how good they are, who explains, who was told, who was trained."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core import charts
from yangguang.core.actors import actor_of
from yangguang.core.indicators import Context
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.publications.models import Publication

from .. import board, checks, forms, queries
from ..actions import briefing, explaining
from ..models import Briefing, Explainer, Receipt, Training
from ..texts import elements, overlap, plain
from .pages import attempt, page_of


def _explanation(request: HttpRequest, pk: int, act: Act) -> Publication:
    rows = Publication.objects.select_related("unit", "latest_revision", "explanation")
    found = scope(actor_of(request), act, rows).filter(pk=pk).first()
    if found is None or found.draft().kind != "explanation":
        raise Http404("没有这份解读，或您不能办理")
    return found


def _units(request: HttpRequest, act: Act) -> Any:
    return scope(actor_of(request), act, Unit.objects.order_by("order"), unit="pk")


@requires(Act.EDIT)
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Form, explainer and documents of an explanation."""
    record = _explanation(request, pk, Act.EDIT)
    old = getattr(record, "explanation", None)
    linked = Publication.objects.filter(explained_by__explanation=record).defer("body", "extra")
    start = {"form": old.form if old else "text", "explainer": old.explainer_id if old else None}
    form = forms.DescribeForm(request.POST or None, linked=linked, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def save() -> Publication:
            return explaining.describe(
                record, actor=actor_of(request), form=said["form"], explainer=said["explainer"],
                documents=form.documents(),
            )  # fmt: skip

        if attempt(request, form, save, "已保存，公开页面随之互相链接"):
            return redirect("publications:record", pk)
    return render(request, "policy/describe.html", {"record": record, "form": form, "tab": "packages"})


@requires(Act.VIEW)
def quality(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, what is copied (side by side with the document), what is hard to read, and the way out."""
    record = _explanation(request, pk, Act.VIEW)
    text = record.draft()
    plain_text = bodies.to_text(text.body)
    found = checks.overlap_of(text)
    mine = theirs = None
    if found is not None:
        document, shared = found
        source = bodies.to_text(document.draft().body)
        mine = overlap.marked(plain_text, [(p.start, p.end) for p in shared.passages])
        theirs = overlap.marked(source, [(p.source_start, p.source_end) for p in shared.passages])
    have = elements.present(text.body)
    people = checks.is_people_facing(record.pk)
    wanted = set(elements.ALWAYS + (elements.PEOPLE_FACING if people else ()))
    difficulty = plain.measure(plain_text)
    understood, answers = queries.votes(record.pk)
    context = {
        "record": record,
        "text": text,
        "overlap": found[1] if found else None,
        "document": found[0] if found else None,
        "mine": mine,
        "theirs": theirs,
        "elements": [(e, have.get(e.code), e.code in wanted) for e in elements.ELEMENTS],
        "people": people,
        "difficulty": difficulty,
        "long": [(s, plain.split_long(s)) for s in difficulty.long[:20]],
        "limits": plain,
        "understood": understood,
        "answers": answers,
        "may_edit": may(actor_of(request), Act.EDIT, record.unit),
        "tab": "packages",
    }
    return render(request, "policy/quality.html", context)


@requires(Act.VIEW)
def explainers(request: HttpRequest) -> HttpResponse:
    """The pool of explainers, and a form to recommend one."""
    actor = actor_of(request)
    units = _units(request, Act.REVIEW)
    form = forms.ExplainerForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(
            request, form,
            lambda: explaining.recommend(
                said["unit"], actor=actor, name=said["name"], kind=said["kind"], post=said["post"],
                fields=said["fields_"],
            ), "已入库",
        ):  # fmt: skip
            return redirect("policy:explainers")
    rows = Explainer.objects.filter(active=True).select_related("unit")
    context = {
        "page": page_of(request, rows), "form": form, "recommends": units.exists(),
        "mine": set(units.values_list("pk", flat=True)), "tab": "explainers",
    }  # fmt: skip
    return render(request, "policy/explainers.html", context)


@requires(Act.REVIEW)
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(scope(actor_of(request), Act.REVIEW, Explainer.objects.all()), pk=pk)
    attempt(request, None, lambda: explaining.retire(found, actor=actor_of(request)), "已出库")
    return redirect("policy:explainers")


def _briefings(request: HttpRequest) -> Any:
    actor = actor_of(request)
    sent = scope(actor, Act.VIEW, Briefing.objects.all()).values("pk")
    got = scope(actor, Act.VIEW, Receipt.objects.all()).values("briefing")
    rows = Briefing.objects.select_related("unit", "document")
    return rows.filter(pk__in=sent) | rows.filter(pk__in=got)


@requires(Act.VIEW)
def briefings(request: HttpRequest) -> HttpResponse:
    """What was passed on to one's units and by them."""
    from django.db.models import Count, Q

    rows = _briefings(request).annotate(
        all=Count("receipts", distinct=True),
        read=Count("receipts", distinct=True, filter=Q(receipts__read_at__isnull=False)),
    )
    context = {
        "page": page_of(request, rows.order_by("-pk")),
        "sends": _units(request, Act.REVIEW).exists(),
        "tab": "briefings",
    }
    return render(request, "policy/briefings.html", context)


@requires(Act.REVIEW)
def brief(request: HttpRequest) -> HttpResponse:
    """Pass a policy on to streets and front desks."""
    actor = actor_of(request)
    documents = scope(actor, Act.REVIEW, Publication.objects.public().filter(kind__in=queries.GATED))
    start = {"document": request.GET.get("document", "")}
    form = forms.BriefingForm(request.POST or None, documents=documents.order_by("-pk")[:300]
                              if request.method != "POST" else documents, initial=start)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            request, form,
            lambda: briefing.brief(
                said["document"].unit, actor=actor, document=said["document"], points=said["points"],
                to=said["to"], questions=said["questions"],
            ), "已传达，各单位在待办里签收",
        )  # fmt: skip
        if made:
            return redirect("policy:briefing", made.pk)
    return render(request, "policy/brief.html", {"form": form, "any": documents.exists(), "tab": "briefings"})


@requires(Act.VIEW)
def briefing_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One briefing: the points, and who has acknowledged; a unit acknowledges here."""
    found = _briefings(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这张传达单，或您不能查看")
    actor = actor_of(request)
    receipts = list(found.receipts.select_related("unit"))
    context = {
        "briefing": found,
        "receipts": receipts,
        "mine": [r for r in receipts if not briefing.acknowledge.reasons(r, actor=actor)],
        "read": sum(r.read_at is not None for r in receipts),
        "tab": "briefings",
    }
    return render(request, "policy/briefing.html", context)


@requires(Act.EDIT)
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(scope(actor_of(request), Act.EDIT, Receipt.objects.all()), pk=pk)
    attempt(request, None, lambda: briefing.acknowledge(found, actor=actor_of(request)), "已签收")
    return redirect("policy:briefing", found.briefing_id)


@requires(Act.VIEW)
def training(request: HttpRequest) -> HttpResponse:
    """Trainings of grass-roots staff, and a form to record one."""
    actor = actor_of(request)
    units = _units(request, Act.EDIT)
    form = forms.TrainingForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        unit = said.pop("unit")
        if attempt(request, form, lambda: explaining.record_training(unit, actor=actor, **said), "已登记"):
            return redirect("policy:training")
    rows = Training.objects.select_related("unit", "street")
    own = scope(actor, Act.VIEW, rows).values("pk")
    theirs = scope(actor, Act.VIEW, rows, unit="street").values("pk")
    context = {
        "page": page_of(request, rows.filter(pk__in=own) | rows.filter(pk__in=theirs)), "form": form,
        "records": units.exists(), "tab": "training",
    }  # fmt: skip
    return render(request, "policy/training.html", context)


@requires(Act.VIEW)
def sync(request: HttpRequest) -> HttpResponse:
    """How long explanations came after their documents, and their forms against last year; units see their own."""
    actor, today = actor_of(request), timezone.localdate()
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and 2000 <= int(given[:4]) <= today.year else today.year
    ctx = Context(min(today, dt.date(year, 12, 31)))
    own = set(scope(actor, Act.VIEW, Unit.objects.all(), unit="pk").values_list("pk", flat=True))
    bins = [
        board.Bin(b.name, [r for r in b.rows if r.document.unit_id in own], b.good)
        for b in board.histogram(ctx)
    ]
    explained = bins[: len(board.STEPS)]
    whole = sum(len(b.rows) for b in bins)
    context = {
        "bins": bins, "year": year, "years": sorted({*range(today.year - 4, today.year + 1), year}, reverse=True), "whole": whole,
        "in_time": sum(len(b.rows) for b in bins if b.good), "explained": sum(len(b.rows) for b in explained),
        "chart": charts.values("解读比文件晚几天", [(b.name, len(b.rows)) for b in bins], "份"),
        "mixes": board.mixes(ctx), "tab": "sync",
    }  # fmt: skip
    return render(request, "policy/sync.html", context)
