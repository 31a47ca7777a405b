"""The list of requests, taking one in, and the one page where everything about it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yangguang.core import calendar, vault
from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.models import Membership, Unit, User
from yangguang.organisations.permissions import Act, may, powers, requires, scope

from .. import forms, queries, similar
from ..actions import charging, clock_acts, closing, consulting, deciding, intake, registering, severing
from ..models import Consultation, FeeNotice, FoiRequest
from ..rules import clock, grounds
from ..rules.receipt import CHANNELS
from .pages import find, page_of, tell

MOST = 20_000  # rows of an export


def _filtered(request: HttpRequest, rows: Any) -> tuple[Any, dict[str, str]]:
    today, days = timezone.localdate(), calendar.load()
    asked = {k: request.GET.get(k, "").strip()[:100] for k in ("b", "q", "unit", "year", "channel")}
    if asked["b"] in queries.BUCKETS:
        rows = rows.filter(queries.in_bucket(asked["b"], today, days))
    if asked["unit"]:
        rows = rows.filter(unit__code=asked["unit"])
    if asked["year"].isdecimal() and len(asked["year"]) == 4:
        rows = rows.filter(year=int(asked["year"]))
    if asked["channel"] in CHANNELS:
        rows = rows.filter(channel=asked["channel"])
    if asked["q"]:
        number = "".join(c for c in asked["q"] if c.isdecimal())
        rows = rows.filter(
            Q(subject__contains=asked["q"]) | (Q(serial=int(number)) if 0 < len(number) < 7 else Q(pk=None))
        )
    return rows, asked


@requires(Act.VIEW)
def requests_list(request: HttpRequest) -> HttpResponse:
    """Requests one may see: what is late and near on top, names masked."""
    actor = actor_of(request)
    rows = queries.visible(actor)
    today, days = timezone.localdate(), calendar.load()
    found, asked = _filtered(request, rows)
    found = (
        found.order_by("closed_on", "due", "-pk")
        if asked["b"] not in ("closed", "")
        else found.order_by("-pk")
    )
    if (form := FORMS.get(request.GET.get("format", ""))) and powers(actor.user).may_anywhere(Act.EXPORT):
        return form("依申请公开", _export(scope(actor, Act.EXPORT, found), today))
    units = scope(actor, Act.VIEW, Unit.objects.filter(pk__in=rows.order_by().values("unit")), unit="pk")
    context = {
        "page": page_of(request, found.defer("content")), "buckets": queries.buckets(rows, today, days), **asked, "today": today,
        "near": days.add(today, queries.SOON).due, "units": units.order_by("order"), "channels": CHANNELS.values(),
        "query": "&".join(f"{k}={v}" for k, v in asked.items() if v), "tab": "requests",
        "takes_in": scope(actor, Act.EDIT, intake.accepting_units(today), unit="pk").exists(),
        "exports": powers(actor.user).may_anywhere(Act.EXPORT),
    }  # fmt: skip
    return render(request, "foi/requests.html", context)


def _export(rows: Any, today: Any) -> Any:
    """The list without personal data."""
    yield (
        "申请编号",
        "受理机关",
        "所需信息",
        "申请方式",
        "申请人类别",
        "收到日期",
        "答复期限",
        "状态",
        "处理结果",
        "办结日期",
        "送达日期",
    )
    for r in rows.defer("content")[:MOST].iterator(chunk_size=500):
        yield (
            r.number, r.unit.name, r.subject, r.channel_name, r.get_applicant_kind_display(), f"{r.received_on or ''}",
            f"{r.due or ''}", r.get_state_display(), r.get_ground_display(), f"{r.closed_on or ''}", f"{r.served_on or ''}",
        )  # fmt: skip


@requires(Act.EDIT)
def register(request: HttpRequest) -> HttpResponse:
    """Take in a request that came by visit, letter, fax or word of mouth."""
    actor = actor_of(request)
    units = scope(actor, Act.EDIT, intake.accepting_units(timezone.localdate()), unit="pk")
    first = units.first()
    token = request.POST.get("form", "") or registering.new_form()
    form = forms.RegisterForm(
        request.POST or None,
        request.FILES or None,
        units=units,
        initial={"unit": first if units.count() == 1 else None},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = registering.register(
                data["unit"], actor=actor, form=token, values=form.values(), channel=data["channel"],
                arrived_on=data["arrived_on"], evidence=data["evidence"], uploads=data["uploads"],
            )  # fmt: skip
        except Refused as error:
            tell(form, error)
            if isinstance(error, registering.Used):
                token = registering.new_form()
        else:
            if made.again:
                messages.info(request, "这张表格刚才已经登记，没有再登记一次")
            if made.code:
                # Sealed, for as long as the officer is signed in: a reload or a look back must not lose it.
                request.session[f"foi-code-{made.request.pk}"] = vault.seal(made.code)
            return redirect("foi:registered", made.request.pk)
    context = {"form": form, "token": token, "any": first is not None, "tab": "requests"}
    return render(request, "foi/register.html", context)


@requires(Act.EDIT)
def registered(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt with its query code, for whoever has just registered it."""
    found = find(request, pk)
    code = vault.unseal(request.session.get(f"foi-code-{pk}", ""))
    return render(request, "foi/registered.html", {"case": found, "code": code, "tab": "requests"})


@requires(Act.VIEW)
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, find(request, pk))


def first_forms(found: FoiRequest) -> dict[str, Any]:
    """The forms of the case page as they are before anybody typed."""
    today = timezone.localdate()
    days = calendar.load()
    month = days.add(today, clock.CORRECTION).due
    prefixes: dict[str, Any] = {
        "confirm": forms.ConfirmForm(auto_id="confirm_%s", initial={"on": today}),
        "correction": forms.CorrectionForm(auto_id="correction_%s", initial={"until": month}),
        "corrected": forms.CorrectedForm(auto_id="corrected_%s", initial={"on": today}),
        "extend": forms.ExtendForm(auto_id="extend_%s"),
        "reasons": forms.ReasonsForm(auto_id="reasons_%s", initial={"until": month}),
        "delay": forms.DelayForm(auto_id="delay_%s"),
        "consult": forms.ConsultForm(auto_id="consult_%s"),
        "fee": forms.FeeForm(auto_id="fee_%s"),
        "count": forms.CountForm(auto_id="count_%s", initial={"items": found.items, "counts": found.counts}),
        "split": forms.SplitForm(auto_id="split_%s"),
        "search": forms.SearchForm(auto_id="search_%s", initial={"on": today}),
        "message": forms.MessageForm(auto_id="message_%s"),
        "file": forms.FileForm(auto_id="file_%s"),
        "vet": forms.VetForm(auto_id="vet_%s"),
        "back": forms.ReasonForm(auto_id="back_%s"),
        "withdraw": forms.ReasonForm(auto_id="withdraw_%s"),
        "pay": forms.PayForm(auto_id="pay_%s", initial={"on": today}),
        "waive": forms.ReasonForm(auto_id="waive_%s"),
        "fee_received": forms.OnForm(auto_id="fee_received_%s", initial={"on": today}),
    }
    return prefixes


def why_not(found: FoiRequest, actor: Actor) -> dict[str, list[Any]]:
    """For every act, what forbids it now."""
    today = timezone.localdate()
    later = calendar.load().add(today, clock.CORRECTION).due
    decision = getattr(found, "determination", None)
    fee = FeeNotice.objects.filter(request=found).first()
    said = {
        "confirm": intake.confirm_receipt.reasons(found, actor=actor, on=today, evidence="·"),
        "correction": clock_acts.ask_correction.reasons(found, actor=actor, matters="·", until=later),
        "corrected": clock_acts.record_correction.reasons(found, actor=actor, on=today, text="·"),
        "extend": clock_acts.extend.reasons(found, actor=actor, workdays=1, reason="·"),
        "reasons": clock_acts.ask_reasons.reasons(found, actor=actor, matters="·", until=later),
        "delay": clock_acts.delay.reasons(found, actor=actor, until=later, reason="·"),
        "consult": consulting.ask.reasons(
            found, actor=actor, kind=Consultation.Kind.AGENCY, name="·", address="·", matter="·"
        ),
        "fee": charging.notify.reasons(found, actor=actor, method="pages", pages=31),
        "count": charging.count.reasons(found, actor=actor, items=1, reason="·"),
        "split": charging.split.reasons(found, actor=actor, matters=["·", "·"]),
        "search": deciding.record_search.reasons(found, actor=actor, on=today, where="·", keywords="·", result="·"),
        "message": intake.write.reasons(found, actor=actor, text="·"),
        "withdraw": closing.withdraw.reasons(found, actor=actor, reason="·"),
        "lapse": closing.lapse.reasons(found, actor=actor),
        "decide": deciding.save.reasons(found, actor=actor, version=decision.version if decision else 0),
    }  # fmt: skip
    if decision is not None:
        said |= {
            "submit": deciding.submit.reasons(decision, actor=actor),
            "sign": deciding.sign.reasons(decision, actor=actor),
            "back": deciding.send_back.reasons(decision, actor=actor, reason="·"),
        }
    if fee is not None:
        said |= {
            "pay": charging.pay.reasons(fee, actor=actor, on=today, amount=fee.amount, receipt_number="·"),
            "waive": charging.waive.reasons(fee, actor=actor, reason="·"),
            "fee_received": charging.note_receipt.reasons(fee, actor=actor, on=today),
        }
    return said


def may_vet(decision: Any, actor: Actor) -> list[str]:
    """The looks this person may give now."""
    return [
        kind
        for kind in deciding.open_vettings(decision)
        if not deciding.vet.reasons(decision, actor=actor, kind=kind, verdict="fit", text="·")
    ]


def show(request: HttpRequest, found: FoiRequest, bound: dict[str, Any] | None = None) -> HttpResponse:
    """Everything about a request: what is due and why, what can be done, what happened, people, papers."""
    actor = actor_of(request)
    today, days = timezone.localdate(), calendar.load()
    standing = deciding.clock_note(found)
    decision = getattr(found, "determination", None)
    unit = found.unit.successor()
    opens = may(actor, Act.EDIT, unit) or may(actor, Act.APPROVE, unit)
    reads = opens or may(actor, Act.ADVISE, unit)
    context = {
        "case": found, "standing": standing, "clock": standing.clock, "today": today,
        "forms": {**first_forms(found), **(bound or {})}, "reasons": why_not(found, actor),
        "decision": decision, "ground": grounds.GROUNDS.get(decision.ground) if decision else None,
        "lacking": deciding.lacking(decision) if decision else [],
        "vettings": found.vettings.order_by("-pk"), "open_vettings": _names(decision),
        "may_vet": may_vet(decision, actor) if decision else [],
        "consultations": found.consultations.select_related("unit", "file"),
        "fee": FeeNotice.objects.filter(request=found).first(), "fees": _fees(found) if found.received_on else {},
        "searches": found.searches.all(), "files": found.files.all(), "letters": found.letters.prefetch_related("deliveries"),
        "messages_": found.messages.all(), "life": queries.life(found), "similar": similar.similar(found),
        "split_off": found.parts.all(), "severable": severing.severable(found) if opens else set(), "opens": opens, "reads": reads,
        "people": _people(found.unit), "near": days.add(today, queries.SOON).due, "tab": "requests",
        "others": _others(found, actor),
    }  # fmt: skip
    if opens:
        found.messages.filter(from_applicant=True, read_at=None).update(read_at=timezone.now())
    return render(request, "foi/request.html", context, status=422 if bound else 200)


def _names(decision: Any) -> list[str]:
    return [deciding.Kind(k).label for k in deciding.open_vettings(decision)] if decision else []


def _fees(found: FoiRequest) -> dict[str, Any]:
    """What the request would cost by the item, with its working."""
    fee, before = charging.calculated(found, "items", 0)
    return {"before": before, "fee": fee, "month": found.received_on}


def _people(unit: Unit) -> Any:
    today = timezone.localdate()
    return User.objects.filter(
        pk__in=Membership.objects.valid(today).filter(unit=unit).values("user"), is_active=True
    ).order_by("name")


def _others(found: FoiRequest, actor: Actor) -> Any:
    """The same applicant's other requests that this person may see, newest first."""
    rows = queries.visible(actor).filter(applicant__person=found.applicant.person).exclude(pk=found.pk)
    return rows.defer("content").order_by("-pk")[:10]
