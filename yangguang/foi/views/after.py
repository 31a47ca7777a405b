"""After the reply: whether to publish what was released, reviews and lawsuits; forms on the case page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.core.forms import DateInput
from yangguang.organisations.permissions import Act, requires
from yangguang.publications.models import Publication

from ..actions import after, challenging
from ..models import Challenge, Conversion, FoiRequest
from .pages import attempt, find


class JudgeForm(forms.Form):
    verdict = forms.ChoiceField(label="结论", choices=Conversion.Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DraftForm(forms.Form):
    kind = forms.ChoiceField(label="起草为哪种信息", choices=after.kind_choices, initial="other")


class LinkForm(forms.Form):
    publication = forms.ModelChoiceField(
        label="已经公开的信息", queryset=Publication.objects.filter(live=True), widget=forms.NumberInput,
        help_text="网址 /doc/ 后面的编号",
    )  # fmt: skip


class ChallengeForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=Challenge.Kind.choices)
    body = forms.CharField(label="受理机关", max_length=100)
    number = forms.CharField(label="案号", required=False, max_length=60)
    filed_on = forms.DateField(label="受理日期", widget=DateInput())
    after = forms.ModelChoiceField(label="所不服的复议", queryset=Challenge.objects.none(), required=False)
    confirmed = forms.BooleanField(label="已经核对：未经复议直接起诉", required=False)


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="结果", choices=[c for c in Challenge.Outcome.choices if c[0] != Challenge.Outcome.PENDING]
    )
    decided_on = forms.DateField(label="审结日期", widget=DateInput())
    how = forms.CharField(
        label="裁判方式", required=False, max_length=60, help_text="如 撤销、确认违法、责令履行、驳回"
    )
    summary = forms.CharField(label="要点", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class LessonForm(forms.Form):
    lesson = forms.CharField(label="改进措施", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def context_of(request: HttpRequest, case: FoiRequest, bound: dict[str, Any]) -> dict[str, Any]:
    """What the page shows, with the forms as they were typed."""
    actor = actor_of(request)
    conversion = Conversion.objects.filter(request=case).select_related("publication").first()
    challenge = ChallengeForm(auto_id="challenge_%s")
    challenge.fields["after"].queryset = challenging.reviews_of(case)  # type: ignore[attr-defined]
    return {
        "case": case, "conversion": conversion, "tab": "requests",
        "challenges": case.challenges.all(),
        "forms": {
            "judge": JudgeForm(auto_id="judge_%s"), "draft": DraftForm(auto_id="draft_%s"),
            "link": LinkForm(auto_id="link_%s"), "challenge": challenge, "outcome": OutcomeForm(auto_id="outcome_%s"),
            "lesson": LessonForm(auto_id="lesson_%s"), **bound,
        },
        "reasons": {
            "judge": after.judge.reasons(case, actor=actor, verdict=Conversion.Verdict.PUBLISH, reason="·"),
            "draft": after.draft_publication.reasons(conversion, actor=actor) if conversion else [],
            "challenge": challenging.register.reasons(
                case, actor=actor, kind=Challenge.Kind.REVIEW, body="·", filed_on=case.closed_on
            ),
        },
    }  # fmt: skip


@requires(Act.VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Publishing, reviews and lawsuits of a request."""
    return render(request, "foi/after.html", context_of(request, find(request, pk), {}))


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing after the reply."""
    case, actor = find(request, pk), actor_of(request)
    classes: dict[str, Any] = {
        "judge": JudgeForm, "draft": DraftForm, "link": LinkForm, "challenge": ChallengeForm, "outcome": OutcomeForm,
        "lesson": LessonForm,
    }  # fmt: skip
    if what not in classes:
        raise Http404("没有这个操作")
    form = classes[what](request.POST, auto_id=f"{what}_%s")
    if what == "challenge":
        form.fields["after"].queryset = challenging.reviews_of(case)
    if form.is_valid():
        d = form.cleaned_data
        number = request.POST.get("challenge", "")
        key = int(number) if number.isdecimal() and len(number) < 12 else 0
        verbs: dict[str, Any] = {
            "judge": lambda: after.judge(case, actor=actor, **d),
            "draft": lambda: after.draft_publication(get_object_or_404(Conversion, request=case), actor=actor, **d),
            "link": lambda: after.link_publication(get_object_or_404(Conversion, request=case), actor=actor, **d),
            "challenge": lambda: challenging.register(case, actor=actor, **d),
            "outcome": lambda: challenging.decide(get_object_or_404(case.challenges, pk=key), actor=actor, **d),
            "lesson": lambda: challenging.learn(get_object_or_404(case.challenges, pk=key), actor=actor, **d),
        }  # fmt: skip
        if attempt(request, form, verbs[what], "已登记"):
            return redirect("foi:after", pk)
    return render(request, "foi/after.html", context_of(request, find(request, pk), {what: form}), status=422)
