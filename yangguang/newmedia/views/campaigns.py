"""Cleaning up: the campaigns, one of them account by account, proposals and decisions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actors import Actor, actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.permissions import Act, requires, scope

from .. import forms, keeping, queries
from ..actions import campaigning as acts
from ..models import Campaign, CampaignEntry, Decision
from .asking import asked, attempt, found, office


@requires(Act.VIEW)
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns there were; the office begins one."""
    actor = actor_of(request)
    supervises = keeping.supervises(actor)
    form = forms.CampaignForm(
        request.POST if request.method == "POST" and supervises else None,
        initial={"begins": timezone.localdate()},
    )
    if form.is_bound and form.is_valid():
        made = attempt(
            request,
            form,
            lambda: acts.begin(office(), actor=actor, **form.cleaned_data),
            "清理已开始，各单位已收到待办",
        )
        if made:
            return redirect("newmedia:campaign", made.pk)
    rows = [(c, *_counts(_entries(actor, c))) for c in Campaign.objects.all()]
    context = {
        "tab": "campaigns",
        "rows": rows,
        "form": form,
        "office": supervises,
        "waiting": queries.waiting(actor),
    }
    return render(request, "newmedia/campaigns.html", context, status=422 if form.errors else 200)


def _entries(actor: Actor, campaign: Campaign, act: Act = Act.VIEW) -> Any:
    rows = campaign.entries.select_related("account__unit", "account__platform", "into__platform", "campaign")
    return scope(actor, act, rows, "account__unit")


def _counts(entries: Any) -> tuple[int, int, int]:
    """(accounts, decided, carried out)."""
    rows = list(entries)
    return len(rows), sum(bool(e.decision) for e in rows), sum(e.done_on is not None for e in rows)


@requires(Act.VIEW)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, get_object_or_404(Campaign, pk=pk))


def _show(request: HttpRequest, record: Campaign, wrong: tuple[int, str, Any] | None = None) -> HttpResponse:
    actor, given = actor_of(request), asked(request, "state")
    entries = list(_entries(actor, record))
    tests: dict[str, Any] = {
        "undecided": lambda e: not e.decision, "open": lambda e: e.decision and e.done_on is None,
        "done": lambda e: e.done_on is not None,
    }  # fmt: skip
    shown = [e for e in entries if given["state"] not in tests or tests[given["state"]](e)]
    rows = []
    for entry in shown[:200]:
        kind, form = (wrong[1], wrong[2]) if wrong and wrong[0] == entry.pk else ("", None)
        decide = not acts.decide.reasons(entry, actor=actor, decision=Decision.KEEP)
        propose = not acts.propose.reasons(entry, actor=actor, proposal=Decision.KEEP, reason="")
        start = {
            "decision": entry.decision or entry.proposal,
            "into": entry.into_id,
            "reason": entry.reason,
            "due": entry.due or record.due,
        }
        decision = (
            forms.DecisionForm(account=entry.account, auto_id=f"d{entry.pk}_%s", initial=start)
            if decide
            else None
        )
        proposal = (
            forms.ProposalForm(auto_id=f"p{entry.pk}_%s", initial={"proposal": entry.proposal})
            if propose
            else None
        )
        rows.append({
            "entry": entry, "decide": form if kind == "decide" else decision, "propose": form if kind == "propose" else proposal,
            "file": entry.decision in (Decision.CLOSE, Decision.MERGE) and not acts.file.reasons(entry, actor=actor),
            "open": kind,
        })  # fmt: skip
    context = {
        "tab": "campaigns", "campaign": record, "rows": rows, "counts": _counts(entries), "asked": given,
        "more": max(len(shown) - 200, 0), "end": acts.end.reasons(record, actor=actor), "office": keeping.supervises(actor),
        "today": timezone.localdate(), "waiting": queries.waiting(actor),
    }  # fmt: skip
    return render(request, "newmedia/campaign.html", context, status=422 if wrong else 200)


@requires(Act.EXPORT)
def export(request: HttpRequest, pk: str, form: str) -> HttpResponse:
    record = get_object_or_404(Campaign, pk=int(pk))
    head = (
        "主办单位",
        "平台",
        "账号",
        "单位意见",
        "单位说明",
        "决定",
        "并入",
        "理由",
        "完成期限",
        "完成日期",
    )
    lines = (
        (
            str(e.account.unit), e.account.platform.name, e.account.name, e.get_proposal_display(), e.proposal_reason,
            e.get_decision_display(), str(e.into or ""), e.reason, f"{e.due or ''}", f"{e.done_on or ''}",
        )
        for e in _entries(actor_of(request), record, Act.EXPORT)
    )  # fmt: skip
    return FORMS[form](record.title, (head, *lines))


@requires(Act.SUPERVISE, anywhere=False)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """No more decisions in it."""
    record = get_object_or_404(Campaign, pk=pk)
    attempt(request, None, lambda: acts.end(record, actor=actor_of(request)), "清理已结束，没办完的继续计入")
    return redirect("newmedia:campaign", pk)


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Propose, decide, or file what was decided."""
    actor = actor_of(request)
    rows = scope(
        actor,
        Act.VIEW,
        CampaignEntry.objects.select_related("account__unit", "account__platform", "campaign"),
        "account__unit",
    )
    entry = found(rows, pk, "这个清理账号")
    if what == "file":
        attempt(request, None, lambda: acts.file(entry, actor=actor), "已报送，主管部门同意后公告")
        return redirect("newmedia:campaign", entry.campaign_id)
    if what == "decide":
        form: Any = forms.DecisionForm(request.POST, account=entry.account, auto_id=f"d{pk}_%s")
        verb: Any = acts.decide
    elif what == "propose":
        form, verb = forms.ProposalForm(request.POST, auto_id=f"p{pk}_%s"), acts.propose
    else:
        raise Http404("没有这个操作")
    if form.is_valid() and attempt(
        request, form, lambda: verb(entry, actor=actor, **form.cleaned_data), "已保存"
    ):
        return redirect("newmedia:campaign", entry.campaign_id)
    return _show(request, entry.campaign, (entry.pk, what, form))
