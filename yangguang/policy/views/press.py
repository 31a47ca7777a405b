"""Press conferences on the workbench: the year's plan, one conference with everything that belongs to its record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.publications.models import Publication

from .. import forms, queries
from ..actions import press, press_texts
from ..models import Conference, PressText, Requirement
from .pages import attempt


def _visible(request: HttpRequest) -> Any:
    """The plan is everyone's who works on the desk: units must know when they are to speak."""
    return Conference.objects.select_related("host", "unit").prefetch_related("turns", "files", "links")


@requires(Act.VIEW)
def conferences(request: HttpRequest) -> HttpResponse:
    """The year's plan with the state of each, and 重大 documents that still need a conference or a decision."""
    actor = actor_of(request)
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else timezone.localdate().year
    host = queries.press_unit()
    plans = host is not None and may(actor, Act.EDIT, host)
    form = forms.ConferenceForm(request.POST or None) if plans else None
    if request.method == "POST" and form is not None and form.is_valid() and host is not None:
        made = attempt(
            request, form, lambda: press.plan(host, actor=actor, **form.cleaned_data), "已列入年度计划"
        )
        if made:
            return redirect("policy:conference", made.pk)
    rows = _visible(request).filter(Q(year=year) | Q(planned_on__year=year)).order_by("planned_on", "pk")
    major = scope(actor, Act.VIEW, Requirement.objects.all(), unit="document__unit").filter(
        major=True, document__live=True, document__conference_links=None, document__no_conference=None
    )
    context = {
        "rows": [(c, press.gaps(c) if c.state == "held" else []) for c in rows], "year": year, "form": form,
        "plans": plans, "host": host, "major": major.select_related("document__unit")[:50],
        "today": timezone.localdate(), "tab": "press",
    }  # fmt: skip
    return render(request, "policy/conferences.html", context)


def _find(request: HttpRequest, pk: int) -> Conference:
    found = _visible(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这场发布会")
    return found


@requires(Act.VIEW)
def conference(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


def _transcript(found: Conference) -> str:
    words = {"question": "问", "answer": "答", "speech": "发布"}
    return "\n".join(f"{words[t.kind]}｜{t.speaker}｜{t.text}" for t in found.turns.all())


def _announcement(found: Conference, waiting: PressText | None) -> dict[str, Any]:
    """What the form starts with: the text on its way, else the public one."""
    if waiting is not None:
        said = dict(waiting.content)
        said["starts_at"] = timezone.localtime(dt.datetime.fromisoformat(said["starts_at"]))
    else:
        said = {
            "starts_at": timezone.localtime(found.starts_at) if found.starts_at else None, "place": found.place,
            "announcement": found.announcement, "speakers": found.speakers,
        }  # fmt: skip
    said["speakers"] = "\n".join("，".join(filter(None, (s["post"], s["name"]))) for s in said["speakers"])
    return said


def _way(text: PressText, request: HttpRequest) -> dict[str, Any]:
    """A text on its way to readers: its steps, what was said of it, and what the person may do with it."""
    actor = actor_of(request)
    verbs = {
        "submit": press_texts.submit, "approve": press_texts.approve, "recall": press_texts.recall,
        "publish": press_texts.publish,
    }  # fmt: skip
    turns = (
        press_texts.read_transcript(text.content["text"]) if text.kind == PressText.Kind.TRANSCRIPT else []
    )
    said = text.content if text.kind == PressText.Kind.ANNOUNCEMENT else {}
    return {
        "text": text, "course": press_texts.course(text), "turns": turns, "said": said,
        "starts_at": dt.datetime.fromisoformat(said["starts_at"]) if said else None,
        "returned": text.signoffs.filter(version=text.version, decision="returned").last(),
        "may": {name: not do.reasons(text, actor=actor) for name, do in verbs.items()},
        "why": press_texts.approve.reasons(text, actor=actor) if text.stage == PressText.Stage.REVIEW else [],
        "return_form": forms.ReturnTextForm(auto_id=f"back{text.pk}_%s"),
    }  # fmt: skip


def _show(request: HttpRequest, found: Conference, bound: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    waiting = {t.kind: t for t in found.texts.exclude(stage=PressText.Stage.PUBLIC).select_related("unit")}
    written = waiting.get(PressText.Kind.TRANSCRIPT)
    linked = list(found.documents.defer("body", "extra").order_by("pk"))
    context = {
        "conference": found,
        "move_form": forms.MoveForm(auto_id="move_%s"), "cancel_form": forms.ReasonForm(auto_id="cancel_%s"),
        "announce_form": forms.AnnounceForm(
            initial=_announcement(found, waiting.get(PressText.Kind.ANNOUNCEMENT))
        ),
        "ways": [_way(t, request) for t in waiting.values()],
        "hold_form": forms.HoldForm(initial={"held_on": found.planned_on}),
        "transcript_form": forms.TranscriptForm(
            initial={"text": written.content["text"] if written else _transcript(found)}
        ),
        "media_form": forms.MediaForm(),
        "link_form": forms.LinkForm(initial={"add": "，".join(str(d.pk) for d in linked)}),
        "documents": linked,
        "gaps": press.gaps(found),
        "due": press.complete_by(found),
        "reasons": {
            "announce": press_texts.announce.reasons(
                found, actor=actor, starts_at=timezone.now(), place="·", announcement="·", speakers="·"
            ),
            "move": press.move.reasons(found, actor=actor, to=timezone.localdate(), reason="·"),
            "hold": press.hold.reasons(found, actor=actor, held_on=timezone.localdate()),
            "transcript": press_texts.write_transcript.reasons(found, actor=actor),
            "attach": press.attach.reasons(found, actor=actor, caption="·"),
            "link": press.link.reasons(found, actor=actor),
        },
        "tab": "press",
        **(bound or {}),
    }  # fmt: skip
    return render(request, "policy/conference.html", context, status=422 if bound else 200)


@requires(Act.EDIT)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Move, cancel, announce, hold, record, upload, link."""
    found = _find(request, pk)
    actor = actor_of(request)
    if not any(
        u is not None and may(actor, Act.EDIT, u) for u in (queries.press_unit(), found.host, found.unit)
    ):
        raise Http404("没有这场发布会，或您不能办理")
    acts: dict[str, tuple[Any, Any, str]] = {
        "move": (forms.MoveForm, lambda d: press.move(found, actor=actor, **d), "已改期"),
        "cancel": (forms.ReasonForm, lambda d: press.cancel(found, actor=actor, **d), "已取消"),
        "announce": (forms.AnnounceForm, lambda d: press_texts.announce(found, actor=actor, **d), "预告已保存，请送审"),
        "hold": (forms.HoldForm, lambda d: press.hold(found, actor=actor, **d), "已登记举行，请尽快补齐资料"),
        "transcript": (
            forms.TranscriptForm, lambda d: press_texts.write_transcript(found, actor=actor, **d), "实录已保存，请送审",
        ),
        "media": (
            forms.MediaForm,
            lambda d: press.attach(
                found, actor=actor, stream=d["file"].file, name=d["file"].name, caption=d["caption"]
            ),
            "已上传",
        ),
        "link": (
            forms.LinkForm,
            lambda d: press.link(found, actor=actor, documents=forms.find_documents(d["add"])), "已关联",
        ),
    }  # fmt: skip
    if what not in acts:
        raise Http404("没有这个操作")
    form_class, do, said = acts[what]
    form = form_class(request.POST, request.FILES)
    if form.is_valid() and attempt(request, form, lambda: do(form.cleaned_data), said):
        return redirect("policy:conference", pk)
    return _show(request, _find(request, pk), {f"{what}_form": form})


TEXT_ACTS: dict[str, tuple[Any, str]] = {
    "submit": (press_texts.submit, "已送审"),
    "approve": (press_texts.approve, "已通过"),
    "return": (press_texts.send_back, "已退回"),
    "recall": (press_texts.recall, "已撤回，可以修改"),
    "publish": (press_texts.publish, "已公开"),
}


@requires(Act.EDIT)
@require_POST
def text_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Send an announcement or a transcript for review, sign it, return it, take it back, publish it."""
    actor = actor_of(request)
    text = (
        PressText.objects.select_related("unit", "conference__host", "conference__unit").filter(pk=pk).first()
    )
    units = (queries.press_unit(), *((text.conference.host, text.conference.unit) if text else ()))
    if (
        text is None
        or what not in TEXT_ACTS
        or not any(u is not None and may(actor, Act.EDIT, u) for u in units)
    ):
        raise Http404("没有这份文稿，或您不能办理")
    do, said = TEXT_ACTS[what]
    more = {"note": request.POST.get("note", "")[:500]} if what in ("approve", "return") else {}
    attempt(request, None, lambda: do(text, actor=actor, **more), said)
    return redirect("policy:conference", text.conference_id)


@requires(Act.EDIT)
@require_POST
def forgo(request: HttpRequest, pk: int) -> HttpResponse:
    """A recorded decision not to hold a conference about a 重大 document."""
    actor = actor_of(request)
    host = queries.press_unit()
    rows = Publication.objects.select_related("unit")
    allowed = scope(actor, Act.APPROVE, rows)
    if host is not None and may(actor, Act.EDIT, host):
        allowed = rows.filter(Q(requirement__major=True))
    document = allowed.filter(pk=pk).first()
    if document is None:
        raise Http404("没有这份文件，或您不能办理")
    reason = request.POST.get("reason", "")
    attempt(request, None, lambda: press.forgo(document, actor=actor, reason=reason), "已记录不召开的决定")
    return redirect("policy:conferences")
