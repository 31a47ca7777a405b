"""抽评答复文书 on the desk: the justice unit draws and follows, readers read blind, units see scores when it is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core import vault
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.documents import rendering
from yangguang.organisations.permissions import Act, powers, requires, scope, signed_in

from .. import blinding, oversight
from .. import forms_oversight as forms
from ..actions import sampling as acts
from ..models import ReplyRound, ReplySample
from ..rules import sampling as rules
from .letters import GONE
from .pages import attempt


@requires(Act.VIEW)
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds, what one has to read oneself, and for the justice unit the draw."""
    actor = actor_of(request)
    unit = oversight.justice()
    draws = unit is not None and oversight.does_justice(actor)
    year, half = rules.half_of(timezone.localdate())
    form = forms.DrawForm(request.POST or None, initial={"year": year, "half": half}) if draws else None
    if request.method == "POST" and form is not None and form.is_valid():
        made = attempt(
            request, form, lambda: acts.draw(unit, actor=actor, **form.cleaned_data), "已抽样并分派评阅人"
        )
        if made:
            return redirect("foi:reply-round", made.pk)
    mine = ReplySample.objects.filter(reader=actor.user).select_related("round").order_by("-round", "number")
    context = {
        "rounds": ReplyRound.objects.all()[:20], "justice": unit, "form": form, "tab": "oversight",
        "todo": [s for s in mine if s.read_at is None and s.round.closed_at is None],
        "handed_in": [s for s in mine[:60] if s.read_at is not None],
    }  # fmt: skip
    wrong = form is not None and bool(form.errors)
    return render(request, "foi/oversight/rounds.html", context, status=422 if wrong else 200)


@requires(Act.VIEW)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One round. While it runs nobody sees whose replies they are; afterwards a unit sees its own, the leads all."""
    found = get_object_or_404(ReplyRound, pk=pk)
    actor = actor_of(request)
    follows, draws = oversight.sees_rounds(actor), oversight.does_justice(actor)
    rows = found.samples.select_related("unit", "reader", "letter").defer("letter__html")
    if found.closed_at is None:
        shown: list[ReplySample] = list(rows) if follows else []
    else:
        shown = list(rows if follows else scope(actor, Act.VIEW, rows))
    exports = found.closed_at is not None and powers(actor.user).may_anywhere(Act.EXPORT)
    if exports and (form := FORMS.get(request.GET.get("format", ""))):
        own = set(scope(actor, Act.EXPORT, rows).values_list("pk", flat=True))
        return form(str(found), _export([s for s in shown if follows or s.pk in own]))
    context = {
        "round": found, "samples": shown, "follows": follows, "draws": draws, "rubric": rules.RUBRIC,
        "results": _results(shown) if found.closed_at else [], "good": rules.GOOD, "tab": "oversight",
        "read": sum(s.score is not None for s in shown), "repeats": follows and acts.repeats(found),
        "mean": rules.mean([s.score for s in shown if s.score is not None]) if found.closed_at else None,
        "close_reasons": acts.close.reasons(found, actor=actor), "hand_form": forms.HandForm() if draws else None,
        "exports": exports,
    }  # fmt: skip
    return render(request, "foi/oversight/round.html", context)


def _results(samples: Sequence[ReplySample]) -> list[dict[str, Any]]:
    """Per unit: the mean and each sample with its points and comment; the lowest mean first."""
    by_unit: dict[int, list[ReplySample]] = {}
    for sample in samples:
        by_unit.setdefault(sample.unit_id, []).append(sample)
    found = [
        {
            "unit": rows[0].unit, "mean": rules.mean([s.score for s in rows if s.score is not None]),
            "samples": [(s, [(name, s.scores.get(code)) for code, (name, _) in rules.RUBRIC.items()]) for s in rows],
        }
        for rows in by_unit.values()
    ]  # fmt: skip
    return sorted(found, key=lambda r: (r["mean"] if r["mean"] is not None else 101, r["unit"].order))


def _export(samples: Sequence[ReplySample]) -> Iterator[Sequence[str]]:
    yield ("编号", "单位", "文书", *(name for name, _ in rules.RUBRIC.values()), "得分", "评语")
    for s in samples:
        points = [f"{s.scores.get(code, '')}" for code in rules.RUBRIC]
        yield (f"{s.number}", s.unit.name, str(s.letter), *points, f"{s.score}", s.comment)


@signed_in
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one sample, blind, and score it."""
    actor = actor_of(request)
    rows = ReplySample.objects.select_related("round", "unit", "letter__unit")
    found = rows.filter(pk=pk, reader=actor.user).first()
    if found is None:
        raise Http404("不是您的评阅")
    form = forms.ScoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        scores = {k: form.cleaned_data[k] for k in rules.RUBRIC}
        said = form.cleaned_data["comment"]
        if attempt(
            request, form, lambda: acts.score(found, actor=actor, scores=scores, comment=said), "已提交，谢谢"
        ):  # fmt: skip
            return redirect("foi:reply-rounds")
    try:
        body = rendering.render(blinding.blind(found.letter))
    except (OSError, vault.CannotOpen) as error:
        raise Http404(GONE) from error
    context = {
        "sample": found, "body": body, "form": form, "tab": "oversight",
        "points": [(name, found.scores.get(code)) for code, (name, _) in rules.RUBRIC.items()],
        "reasons": [r for r in acts.score.reasons(found, actor=actor) if found.read_at is None],
    }  # fmt: skip
    return render(request, "foi/oversight/read.html", context, status=422 if form.errors else 200)


@requires(Act.VIEW)
@require_POST
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Another reader for a sample."""
    actor = actor_of(request)
    if not oversight.does_justice(actor):
        raise Http404("由抽评单位办理")
    found = get_object_or_404(ReplySample.objects.select_related("unit", "round"), pk=pk)
    form = forms.HandForm(request.POST)
    if form.is_valid():
        attempt(
            request, None, lambda: acts.hand_over(found, actor=actor, reader=form.cleaned_data["reader"]), "已更换评阅人"
        )  # fmt: skip
    return redirect("foi:reply-round", found.round_id)


@requires(Act.VIEW)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the round."""
    actor = actor_of(request)
    if not oversight.does_justice(actor):
        raise Http404("由抽评单位办理")
    found = get_object_or_404(ReplyRound, pk=pk)
    attempt(request, None, lambda: acts.close(found, actor=actor), "抽评已结束，各单位可以看到结果")
    return redirect("foi:reply-round", pk)
