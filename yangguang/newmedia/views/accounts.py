"""The register on the workbench: the list with how fresh each account is, one account with its posts and what comes next."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from .. import forms, keeping, queries, rules, tables
from ..actions import filing, posting, register, sending
from ..models import IN_FORCE, Account, AccountState, Platform, Post
from .asking import asked, attempt, found, query_of

ASKED = ("q", "unit", "platform", "state", "fresh")
FRESH = [("stale", "超期"), ("near", "临近"), ("no_reply", "互动没有核查或没有互动")]
PERIOD = 90  # days that an account's statistics look back


def _fitting(facts: list[queries.Fact], fresh: str) -> list[queries.Fact]:
    tests = {
        "stale": lambda f: f.is_stale,
        "near": lambda f: f.standing.freshness == rules.Freshness.NEAR,
        "no_reply": lambda f: f.account.in_force and not f.interaction,
    }
    return [f for f in facts if tests[fresh](f)] if fresh in tests else facts


def _listed(actor: Actor, given: dict[str, str], act: Act = Act.VIEW) -> list[queries.Fact]:
    """Accounts as filtered with their facts, those first that have been silent longest."""
    rows = queries.narrowed(
        scope(actor, act, Account.objects.listed()), {**given, "state": given["state"] or "in_force"}
    )
    facts = _fitting(queries.facts(timezone.localdate(), list(rows)), given["fresh"])
    order = {rules.Freshness.STALE: 0, rules.Freshness.NEAR: 1}
    return sorted(
        facts,
        key=lambda f: (not f.account.in_force, order.get(f.standing.freshness, 2), -(f.standing.days or 0)),
    )


@requires(Act.VIEW)
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of one's units, or of all for the office."""
    actor, given = actor_of(request), asked(request, *ASKED)
    mine = queries.visible(actor)
    facts = _listed(actor, given)
    every = queries.facts(timezone.localdate(), list(mine.in_force()))
    context = {
        "tab": "accounts", "page": Paginator(facts, 40).get_page(request.GET.get("page")), "asked": given,
        "query": query_of(request), "states": [("in_force", "在用"), *AccountState.choices], "fresh": FRESH,
        "platforms": Platform.objects.all(), "units": Unit.objects.filter(pk__in=mine.values("unit")).order_by("order"),
        "counts": {
            "all": len(every), "stale": sum(f.is_stale for f in every),
            "near": sum(f.standing.freshness == rules.Freshness.NEAR for f in every),
            "no_reply": sum(not f.interaction for f in every),
        },
        "limits": queries.limits(), "writes": queries.editable_units(actor).exists(),
        "office": keeping.supervises(actor), "waiting": queries.waiting(actor), "any": mine.exists(),
    }  # fmt: skip
    return render(request, "newmedia/accounts.html", context)


@requires(Act.EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The list as filtered, without telephone numbers."""
    facts = _listed(actor_of(request), asked(request, *ASKED), Act.EXPORT)
    return FORMS[form](f"政务新媒体账号{timezone.localdate():%Y-%m-%d}", tables.account_lines(facts))


@requires(Act.VIEW)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(
        request,
        found(queries.visible(actor_of(request)).select_related("merged_into__platform"), pk, "这个账号"),
    )


def _show(request: HttpRequest, record: Account, used: dict[str, Any] | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    posts = record.posts.select_related("publication", "issue")
    inside = may(actor, Act.EDIT, record.unit) or keeping.supervises(actor)
    begins = today - dt.timedelta(days=PERIOD - 1)
    context = {
        "tab": "accounts", "subject": record, "fact": queries.facts(today, [record])[0], "limits": queries.limits(),
        "statistics": queries.statistics(record, begins, today), "period": PERIOD, "inside": inside,
        "page": Paginator(posts, 20).get_page(request.GET.get("page")), "query": query_of(request),
        "filings": record.filings.select_related("unit")[:10], "messages_list": record.messages.all()[:10],
        "spans": reversed(list(record.spans.all())), "interactions": record.interactions.all()[:5],
        "may": {
            "file": not filing.file_end.reasons(record, actor=actor, reason="—"), "write": not sending.write.reasons(record, actor=actor),
            "note": not posting.note.reasons(record, actor=actor), "fetch": not list(posting.may_fetch(record, actor=actor)),
            "attest": not register.attest.reasons(record, actor=actor), "move": not register.move.reasons(record, actor=actor),
        },
        "attest_form": forms.InteractionForm(initial={"checked_on": today}, auto_id="attest_%s"),
        "followers_form": forms.FollowersForm(initial={"followers_on": today}, auto_id="followers_%s"),
        "state_form": forms.StateForm(initial={"on": today}, auto_id="state_%s"),
        "note_form": forms.PostForm(auto_id="note_%s"), "veto_days": queries.limits()[1],
        **(used or {}),
    }  # fmt: skip
    return render(request, "newmedia/account.html", context, status=422 if used else 200)


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One thing done with an account."""
    actor = actor_of(request)
    record = found(queries.visible(actor), pk, "这个账号")
    if what == "fetch":
        _fetch(request, record, actor)
        return redirect("newmedia:account", pk)
    choices: dict[str, tuple[type[django_forms.Form], str, Any, str]] = {
        "attest": (forms.InteractionForm, "attest_form", register.attest, "已登记互动核查"),
        "followers": (forms.FollowersForm, "followers_form", _followers, "已登记粉丝量"),
        "state": (forms.StateForm, "state_form", register.move, "已改状态"),
        "note": (forms.PostForm, "note_form", posting.note, "已登记推文"),
    }
    if what not in choices:
        raise Http404("没有这个操作")
    make, name, verb, said = choices[what]
    form = make(request.POST, auto_id=name.removesuffix("_form") + "_%s")
    if form.is_valid() and attempt(
        request, form, lambda: verb(record, actor=actor, **form.cleaned_data), said
    ):
        return redirect("newmedia:account", pk)
    return _show(request, record, {name: form})


def _followers(record: Account, *, actor: Actor, followers: int, followers_on: dt.date) -> Any:
    return register.count_followers(record, actor=actor, followers=followers, on=followers_on)


def _fetch(request: HttpRequest, record: Account, actor: Actor) -> None:
    if wrong := list(posting.may_fetch(record, actor=actor)):
        raise Refused(wrong)
    new, trouble = posting.fetch(record, actor=actor)
    if trouble:
        messages.error(request, f"没有取到：{trouble}")
    else:
        messages.success(request, f"新增 {new} 条推文")


@requires(Act.EDIT)
@require_POST
def post_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Say which record a post tells of, or take back what was noted by mistake."""
    actor = actor_of(request)
    rows = scope(actor, Act.EDIT, Post.objects.select_related("account__unit"), "account__unit")
    post = found(rows, pk, "这条推文")
    if what == "drop":
        attempt(request, None, lambda: posting.drop(post, actor=actor), "已删去这条登记")
    elif what == "tie":
        form = forms.TieForm(request.POST)
        if form.is_valid():
            attempt(request, None, lambda: posting.tie(post, actor=actor, **form.cleaned_data), "已保存")
        else:
            messages.error(request, "没有找到这条信息。可以填索引号、文号、编号或网址")
    else:
        raise Http404("没有这个操作")
    return redirect("newmedia:account", post.account_id)


def accounts_of(actor: Actor, act: Act = Act.EDIT) -> Any:
    """The accounts in force that one may work on."""
    return scope(actor, act, Account.objects.listed().filter(state__in=IN_FORCE))
