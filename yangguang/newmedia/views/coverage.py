"""What had to be told on new media, and on which account it was."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import Actor, actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.permissions import Act, powers, requires

from .. import coverage, keeping, queries
from ..models import Account
from .accounts import accounts_of
from .asking import asked, query_of

SORTS = (coverage.GAZETTE, coverage.POLICY, coverage.EXPLANATION)
STATES = ("未推送", "待推送", "晚推送", "已推送")
PERIODS = (30, 90, 365)


def _rows(actor: Actor, given: dict[str, str], act: Act = Act.VIEW) -> list[coverage.Row]:
    """Public records as filtered; one's own units' for whoever does not see all."""
    today = timezone.localdate()
    days = int(given["days"]) if given["days"] in map(str, PERIODS) else PERIODS[1]
    chosen = coverage.items(today - dt.timedelta(days=days - 1), today, calendar.load())
    held = powers(actor.user)
    if act not in held.everywhere:
        chosen = [i for i in chosen if held.may(act, i.unit)]
    if given["sort"] in SORTS:
        chosen = [i for i in chosen if i.sort == given["sort"]]
    found = coverage.rows(chosen, today)
    return [r for r in found if r.state == given["state"]] if given["state"] in STATES else found


@requires(Act.VIEW)
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Item by item, or as a table of items and accounts."""
    actor, given = actor_of(request), asked(request, "days", "sort", "state", "view")
    every = _rows(actor, {**given, "state": ""})
    rows = [r for r in every if r.state == given["state"]] if given["state"] in STATES else every
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    accounts = list(queries.visible(actor).in_force()) if given["view"] == "matrix" else []
    context = {
        "tab": "coverage", "page": page, "asked": given, "query": query_of(request), "sorts": SORTS, "states": STATES,
        "periods": PERIODS, "counts": {s: sum(r.state == s for r in every) for s in STATES}, "total": len(every),
        "accounts": accounts, "matrix": [(r, [r.on_account(a) for a in accounts]) for r in page] if accounts else [],
        "packs": accounts_of(actor).exists(), "waiting": queries.waiting(actor), "office": keeping.supervises(actor),
    }  # fmt: skip
    return render(request, "newmedia/coverage.html", context)


@requires(Act.EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The whole table: a line for each item, a column for each account, the day of the push where they meet."""
    actor = actor_of(request)
    rows = _rows(actor, asked(request, "days", "sort", "state", "view"), Act.EXPORT)
    accounts = list(Account.objects.listed().filter(pk__in=queries.visible(actor).in_force().values("pk")))
    head = ("类别", "标题", "单位", "公开日期", "推送期限", "情况", *(str(a) for a in accounts))
    lines = (
        (
            r.item.sort, r.item.title, r.item.unit_name, f"{r.item.out}", f"{r.item.due}", r.state,
            *(f"{p.on}" if (p := r.on_account(a)) else "" for a in accounts),
        )
        for r in rows
    )  # fmt: skip
    return FORMS[form](f"新媒体推送情况{timezone.localdate():%Y-%m-%d}", (head, *lines))
