"""我的待办: the first screen after sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core import calendar
from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.permissions import Act, powers, requires, signed_in

from .. import actions, queries
from ..forms import DutyFilter
from ..models import Duty, DutyState
from ..sources import SOURCES, Source, Waiting
from .pages import narrowed, numbers, page_of

ROWS = 6  # of each group on the first screen


@dataclass
class Section:
    """One group as the page shows it: its first rows, and how many there are."""

    key: str
    title: str
    count: int
    items: list[queries.Item]

    @property
    def hidden(self) -> int:
        return self.count - len(self.items)


@dataclass
class Personal:
    """What a source holds for the person: the first rows, and how many there are."""

    source: Source
    rows: list[Waiting]
    count: int


def _personal(actor: Actor, today: Any) -> list[Personal]:
    found = [(s, s.read(actor, today)) for s in SOURCES]
    return [Personal(s, rows[:ROWS], len(rows)) for s, rows in found if rows]


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, grouped by what to do next; one group or a search with all its rows, otherwise each one's first."""
    actor = actor_of(request)
    today = timezone.localdate()
    days = calendar.load()
    held = powers(request.user)
    number = queries.counts(actor, today)
    form = DutyFilter(request.GET)
    group = request.GET.get("group", "")
    if group and group not in queries.TITLES:
        raise Http404("没有这一组")
    personal = _personal(actor, today)
    context: dict[str, Any] = {
        "personal": personal,
        "tiles": [(k, t, number[k]) for k, t in queries.TITLES.items() if _has(k, held, number[k])],
        "shown": group,
        "form": form,
        "today": today,
        "works": held.may_anywhere(Act.EDIT),
        "supervises": Act.SUPERVISE in held.everywhere,
        "slips": _slips(actor),
        "total": sum(number.values()) + sum(p.count for p in personal),
        "many_units": len(held.at.get(Act.EDIT, ())) > 1 or Act.SUPERVISE in held.everywhere,
        "waiting": number[queries.WAITING],
    }
    if context["supervises"]:
        context["late_asked"] = queries.asked(actor, today).filter(queries.late(today)).count()
    if group or form.narrows:
        duties = queries.inbox(actor, group, today) if group else _all(actor)
        context["page"] = page = page_of(request, narrowed(duties, form, today))
        title = queries.TITLES.get(group, "查找结果")
        sections = [Section(group, title, page.paginator.count, queries.items(page, today, days))]
    else:
        sections = [
            Section(k, t, number[k], queries.items(queries.inbox(actor, k, today)[:ROWS], today, days))
            for k, t in queries.TITLES.items()
            if number[k]
        ]
    context["sections"] = sections
    return render(request, "duties/inbox.html", context)


def _has(group: str, held: Any, number: int) -> bool:
    """Whether a group can ever hold something for the person; the others need no tile."""
    if group == queries.JUDGE:
        return number > 0 or Act.SUPERVISE in held.everywhere or bool(held.at.get(Act.REVIEW))
    return bool(held.may_anywhere(Act.EDIT))


def _all(actor: Actor) -> Any:
    own, judged = queries.mine(actor).values("pk"), queries.to_judge(actor).values("pk")
    both = Duty.objects.filter(Q(pk__in=own) | Q(pk__in=judged))
    return queries.with_reminder(both).select_related("unit", "asked_by")


def _slips(actor: Actor) -> Any:
    answerable = powers(actor.user).at.get(Act.REVIEW, frozenset())
    return queries.slips_waiting(queries.slips_of(actor)).filter(unit__in=answerable)


@require_POST
@requires(Act.EDIT)
def sign_selected(request: HttpRequest) -> HttpResponse:
    """Sign for the ticked duties, or for all that wait."""
    actor = actor_of(request)
    waiting = queries.mine(actor).filter(state=DutyState.WAITING)
    if "all" not in request.POST:
        waiting = waiting.filter(pk__in=numbers(request, "duty"))
    done, refused = actions.sign_all(list(waiting), actor=actor)
    if done:
        messages.success(request, f"已签收 {done} 件。")
    elif not refused:
        messages.warning(request, "没有选中待签收的事项。")
    for text in refused:
        messages.error(request, text)
    return redirect("duties:inbox")
