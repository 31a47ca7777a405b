"""The editor: a new draft, a changed one, what was typed and not saved, two people at one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from js_asset import Media

from yangguang.core.actions import Reason, Refused
from yangguang.core.actors import actor_of
from yangguang.documents import bodies, comparing
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires

from .. import forms, kinds, queries
from ..actions import autosaving, drafting
from ..models import Attachment, Autosave, Publication
from .records import record_of

# The editor draws with styles of its own and is loaded by an import map; only its pages allow that.
editor_csp = csp_update({"script-src": [SELF, NONCE], "style-src": [SELF, UNSAFE_INLINE]})


@dataclass
class Page:
    """One opening of the editor: for a record of a unit, or for a new one."""

    request: HttpRequest
    unit: Unit
    record: Publication | None
    start: dict[str, Any]

    def files(self, numbers: list[int]) -> list[Attachment]:
        found = {a.pk: a for a in Attachment.objects.filter(pk__in=numbers, unit=self.unit).defer("html")}
        found |= {a.pk: a for a in self._attached() if a.pk in numbers}
        return [found[n] for n in dict.fromkeys(numbers) if n in found]

    def _attached(self) -> list[Attachment]:
        text = self.record.draft() if self.record else None
        return list(Attachment.objects.filter(pk__in=text.attachments).defer("html")) if text else []

    def form(self, data: QueryDict | None = None) -> forms.PublicationForm:
        """The form; bound to ``data`` it offers the files named there, so that none is lost by a refusal."""
        numbers = [int(n) for n in self.start.get("keep", ())]
        if data is not None:
            numbers += [int(n) for n in data.getlist("keep") if n.isdecimal() and len(n) < 19]
        return forms.PublicationForm(
            data,
            unit=self.unit,
            attached=self.files(numbers),
            extra=self.start.get("extra"),
            initial=self.start,
        )

    def keep_uploads(self, data: QueryDict) -> list[str]:
        """Attach what was sent, whatever becomes of the form; returns what was refused and why."""
        refused = []
        for sent in self.request.FILES.getlist("uploads"):
            try:
                kept = drafting.attach(
                    self.unit, actor=actor_of(self.request), stream=sent.file, name=sent.name or ""
                )
            except Refused as error:
                refused += [str(r) for r in error.reasons]
                continue
            if str(kept.pk) not in data.getlist("keep"):
                data.appendlist("keep", str(kept.pk))
        return refused


@editor_csp
@requires(Act.EDIT)
def write(request: HttpRequest) -> HttpResponse:
    """A new draft; with ``from`` a copy of an earlier record's text."""
    actor = actor_of(request)
    units = queries.editable_units(actor).order_by("order")
    if not units:
        raise Http404("您的账号没有可以起草的单位")
    chosen = request.POST.get("unit") or request.GET.get("unit") or ""
    unit = units.filter(pk=int(chosen[:18])).first() if chosen.isascii() and chosen.isdecimal() else None
    unit = unit or units[0]
    start: dict[str, Any] = {"kind": request.GET.get("kind", "notice"), "source": str(unit)}
    if (source := request.GET.get("from", "")).isdecimal():
        start = forms.initial(record_of(request, int(source[:18])))
        start.pop("base_revision")
        start["keep"] = []
    return _editor(Page(request, unit, None, start), units=units)


@editor_csp
@requires(Act.EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a record's text. What readers see stays until the new text is signed off and released."""
    found = record_of(request, pk, Act.EDIT)
    if blocked := drafting.who_locked(found):
        for reason in blocked:
            messages.error(request, str(reason))
        return redirect("publications:record", pk)
    return _editor(Page(request, found.unit, found, forms.initial(found)))


def _editor(page: Page, **more: Any) -> HttpResponse:
    request, actor = page.request, actor_of(page.request)
    kept = autosaving.slot(actor, page.unit, page.record)
    if request.method != "POST":
        if "recover" in request.GET and kept is not None:
            return _show(page, page.form(_as_posted(kept)), recovered=kept, **more)
        return _show(page, page.form(), kept=kept if kept and _differs(page, kept) else None, **more)
    data = request.POST.copy()
    refused = page.keep_uploads(data)
    form = page.form(data)
    if "switch" in data:  # without a script: show the fields of the kind that was chosen
        return _show(page, page.form(data), unchecked=True, **more)
    if not form.is_valid() or refused:
        for text in refused:
            form.add_error("uploads", text)
        return _show(page, form, **more)
    try:
        saved = _save(page, form, data.get("overwrite", ""))
    except Refused as error:
        for reason in error.reasons:
            form.add_reason(reason.field, str(reason))
        return _show(page, form, conflict=_conflict(page, form, error.reasons), **more)
    autosaving.drop(actor, page.unit, page.record)
    messages.success(request, "已保存" if page.record else f"草稿已保存：{saved}")
    return redirect("publications:record", saved.pk)


def _save(page: Page, form: forms.PublicationForm, overwrite: str) -> Publication:
    actor = actor_of(page.request)
    if page.record is None:
        return drafting.create(page.unit, actor=actor, values=form.values())
    base = form.cleaned_data.get("base_revision")
    # Whoever has seen the other's text and chooses their own says which text they have seen.
    base = int(overwrite) if overwrite.isascii() and overwrite.isdecimal() and len(overwrite) < 19 else base
    return drafting.save_draft(page.record, actor=actor, values=form.values(), base_revision=base)


def _show(page: Page, form: forms.PublicationForm, *, unchecked: bool = False, **more: Any) -> HttpResponse:
    nonce = str(page.request.csp_nonce)  # type: ignore[attr-defined]
    media = form.media
    if isinstance(media, Media):
        media.nonce = nonce
    record = page.record
    context = {
        "form": form,
        "media": media,
        "unit": page.unit,
        "record": record,
        "limit": settings.ATTACHMENT_LIMIT,
        "others": autosaving.others(actor_of(page.request), record, timezone.now()) if record else [],
        "show_errors": form.is_bound and not unchecked and "recovered" not in more,
        **more,
    }
    return render(page.request, "publications/edit.html", context)


def _as_posted(kept: Autosave) -> QueryDict:
    """What was kept, as if it had been posted; the text it was written on stays the one it was."""
    data = QueryDict(mutable=True)
    for name, values in kept.values.items():
        data.setlist(name, values)
    return data


def _differs(page: Page, kept: Autosave) -> bool:
    """Whether the slot holds anything that the newest text does not."""
    given = _as_posted(kept)
    if page.record is None:
        return bool(given.get("title", "").strip() or bodies.to_text(given.get("body", "")).strip())
    form = page.form(given)
    if not form.is_valid():
        return True
    text = page.record.draft()
    try:
        values = drafting.clean_values(form.values(), kind=text.kind)
    except Refused:
        return True
    values["body"] = bodies.clean(values["body"])
    return any(getattr(text, name) != value for name, value in values.items())


def _conflict(page: Page, form: forms.PublicationForm, reasons: list[Reason]) -> dict[str, Any] | None:
    """The other's text beside one's own, when someone saved in between."""
    if page.record is None or not any(r.field == "base_revision" for r in reasons):
        return None
    record = record_of(page.request, page.record.pk, Act.EDIT)
    text = record.draft()
    mine = form.values()
    labels = {
        name: str(form.fields[name].label)
        for name in ("title", "summary", "document_number", "written_on", "source")
    }
    return {
        "revision": record.latest_revision_id,
        "who": record.latest_revision.user or "其他人",
        "at": record.latest_revision.created_at,
        "comparison": comparing.diff(text.body, bodies.clean(mine["body"])),
        "fields": [
            (label, getattr(text, name) or "", mine[name] or "")
            for name, label in labels.items()
            if (getattr(text, name) or "") != (mine[name] or "")
        ],
        "kind": (kinds.name_of(text.kind), kinds.name_of(mine["kind"]))
        if text.kind != mine["kind"]
        else None,
    }
