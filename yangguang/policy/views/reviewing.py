"""抽评 on the workbench: the office draws and follows; readers read blind; units see scores when it is over."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.documents import bodies
from yangguang.organisations.models import Unit, User
from yangguang.organisations.permissions import Act, may, requires, scope, signed_in
from yangguang.publications.models import Publication

from .. import forms, rules
from ..actions import reviewing
from ..models import Reading, ReviewRound, ReviewSample
from .pages import attempt


@signed_in
def reviews(request: HttpRequest) -> HttpResponse:
    """The rounds, what one has to read oneself, and for the office the draw."""
    actor = actor_of(request)
    draws = may(actor, Act.SUPERVISE)
    year, half = rules.half_of(timezone.localdate())
    form = forms.DrawForm(request.POST or None, initial={"year": year, "half": half}) if draws else None
    if request.method == "POST" and form is not None and form.is_valid():
        office = Unit.objects.filter(is_openness_office=True).first()
        if office is None:
            raise Http404("还没有设置政务公开主管部门")
        said = dict(form.cleaned_data)
        said["readers"] = list(said["readers"])
        made = attempt(
            request, form, lambda: reviewing.draw(office, actor=actor, **said), "已抽样并分派评阅人"
        )
        if made:
            return redirect("policy:review", made.pk)
    mine = (
        Reading.objects.filter(reader=actor.user, sample__round__closed_at=None)
        .select_related("sample__round")
        .order_by("sample__number")
    )
    context = {
        "rounds": ReviewRound.objects.all()[:20], "todo": [r for r in mine if r.read_at is None],
        "handed_in": [r for r in mine if r.read_at is not None],
        "form": form, "draws": draws, "sees": may(actor, Act.SUPERVISE) or _has_units(request), "tab": "reviews",
    }  # fmt: skip
    return render(request, "policy/reviews.html", context)


def _has_units(request: HttpRequest) -> bool:
    return scope(actor_of(request), Act.VIEW, Unit.objects.all(), unit="pk").exists()


def blind(text: str, unit: Unit) -> str:
    """The text without the unit's names, titles of its documents kept: readers must not know whose it is."""
    names = {unit.name, unit.full_name, unit.name.removeprefix("区"), *(n.name for n in unit.names.all())}
    for name in sorted((n for n in names if len(n) > 2), key=len, reverse=True):
        text = text.replace(name, "某单位")
    # Telephone numbers tell a unit as surely as its name.
    return re.sub(r"0\d{2,3}[-－—]?\d{7,8}|(?<!\d)\d{7,8}(?!\d)", "（电话）", text)


@requires(Act.VIEW)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: for the office every sample; for a unit, once it is over, its own."""
    found = get_object_or_404(ReviewRound, pk=pk)
    actor = actor_of(request)
    office = may(actor, Act.SUPERVISE)
    rows = found.samples.select_related("explanation__unit").prefetch_related("readings__reader")
    if not office:
        rows = (
            scope(actor, Act.VIEW, rows, unit="explanation__unit")
            if found.closed_at
            else ReviewSample.objects.none()
        )
    samples: list[dict[str, Any]] = []
    for sample in rows:
        first, third = reviewing.totals(sample) if office or found.closed_at else ([], None)
        readings = list(sample.readings.all())
        # Whoever draws may read as well: what they read stays without its unit until the round is over.
        hidden = found.closed_at is None and any(r.reader_id == actor.user_id for r in readings)
        samples.append(
            {
                "sample": sample, "first": first, "third": third, "apart": rules.differ(first),
                "readings": readings,
                "hidden": hidden,
                "needs_third": rules.differ(first) and not any(r.third for r in readings),
            }
        )  # fmt: skip
    settled = [s["sample"].score for s in samples if s["sample"].score is not None]
    context = {
        "round": found, "samples": samples, "office": office,
        "mean": sum(settled) / len(settled) if settled else None, "settled": len(settled),
        "people": User.objects.filter(is_active=True, memberships__isnull=False).distinct().order_by("name")
        if office else (),
        "close_reasons": reviewing.close.reasons(found, actor=actor), "rubric": rules.RUBRIC, "tab": "reviews",
    }  # fmt: skip
    return render(request, "policy/review.html", context)


def _files(record: Publication) -> list[dict[str, Any]]:
    """The pictures and films of a picture story, under numbers instead of names."""
    uses = record.attachment_uses.select_related("attachment").defer("attachment__html")
    return [
        {
            "url": reverse("portal:file", args=[u.attachment_id, u.attachment.name]),
            "picture": u.attachment.is_image,
        }
        for u in uses
    ]


@signed_in
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one sample, blind, and score it."""
    actor = actor_of(request)
    found = (
        Reading.objects.filter(pk=pk, reader=actor.user)
        .select_related("sample__round", "sample__explanation__unit")
        .first()
    )
    if found is None:
        raise Http404("不是您的评阅")
    form = forms.ScoreForm(request.POST or None, initial={**found.scores, "comment": found.comment})
    if request.method == "POST" and form.is_valid():
        scores = {k: form.cleaned_data[k] for k in rules.RUBRIC}
        comment = form.cleaned_data["comment"]
        if attempt(
            request,
            form,
            lambda: reviewing.score(found, actor=actor, scores=scores, comment=comment),
            "已提交，谢谢",
        ):
            return redirect("policy:reviews")
    record = found.sample.explanation
    text = blind(bodies.to_text(record.body), record.unit)
    context = {
        "reading": found, "sample": found.sample, "title": blind(record.title, record.unit),
        "paragraphs": text.split("\n"), "files": _files(record), "form": form, "tab": "reviews",
    }  # fmt: skip
    return render(request, "policy/reading_blind.html", context)


@requires(Act.SUPERVISE, anywhere=False)
@require_POST
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """A third reader by hand."""
    found = get_object_or_404(ReviewSample.objects.select_related("explanation"), pk=pk)
    given = request.POST.get("reader", "")
    reader = get_object_or_404(User, pk=int(given) if given.isdecimal() and len(given) < 12 else 0)
    attempt(
        request,
        None,
        lambda: reviewing.appoint_third(found, actor=actor_of(request), reader=reader),
        "已请人复评",
    )
    return redirect("policy:review", found.round_id)


@requires(Act.SUPERVISE, anywhere=False)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ReviewRound, pk=pk)
    attempt(
        request,
        None,
        lambda: reviewing.close(found, actor=actor_of(request)),
        "抽评已结束，各单位可以看到结果",
    )
    return redirect("policy:review", pk)
