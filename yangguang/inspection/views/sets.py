"""Indicator sets: what is in them, looking at one before it is imported, the packaged ones."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.documents.decoding import decode
from yangguang.organisations.permissions import Act, powers, requires

from .. import forms, sets
from ..actions import sites
from ..models import Ruleset
from .findings import tell


@requires(Act.VIEW)
def rulesets(request: HttpRequest) -> HttpResponse:
    """The sets and overlays; uploading one shows it before anything is kept."""
    form = forms.SetForm(
        request.POST if request.POST.get("what") == "preview" else None, request.FILES or None
    )
    may = Act.PLAN in powers(request.user).everywhere
    if request.method == "POST":
        return _received(request, form)
    context = {"tab": "sets", "rows": Ruleset.objects.select_related("base"), "form": form, "may": may,
               "missing": _missing()}  # fmt: skip
    return render(request, "inspection/sets.html", context)


def _missing() -> int:
    have = set(Ruleset.objects.values_list("code", "version"))
    found = map(sets.read_set, sets.packaged().values())
    return sum((s.code, s.version) not in have for s in found)


def _received(request: HttpRequest, form: forms.SetForm) -> HttpResponse:
    actor, what = actor_of(request), request.POST.get("what")
    if what == "packaged":
        if forbidden := sites.import_set.reasons("", actor=actor):
            raise Refused(forbidden)
        made = sites.load_packaged(actor=actor)
        messages.success(request, f"载入了 {len(made)} 套指标体系" if made else "自带的指标体系都已经载入")
        return redirect("inspection:sets")
    if what == "import":
        try:
            kept = sites.import_set("指标体系", actor=actor, text=request.POST.get("text", ""))
        except Refused as refused:
            tell(request, refused)
            return redirect("inspection:sets")
        messages.success(request, "已导入。在网站设置里选用它")
        return redirect("inspection:set", kept.pk)
    if form.is_valid():
        file = form.cleaned_data["file"]
        text = decode(file.read()).text if file.size <= sets.LARGEST else None
        if text is None:
            form.add_error("file", f"文件超过 {sets.LARGEST // 1024} KB")
        else:
            text = text.replace("\r\n", "\n")
            wrong = sites.import_set.reasons("", actor=actor, text=text)
            if not wrong:
                found, base = sites.examine_set(text)
                old = {i.code: i for i in sets.read_set(base.text).items} if base else {}
                changed = [(old.get(i.code), i) for i in found.items if base and old.get(i.code) != i]
                context = {
                    "tab": "sets",
                    "found": found,
                    "base": base,
                    "changed": changed,
                    "text": text,
                    "name": sets.name_of(text),
                }
                return render(request, "inspection/set-preview.html", context)
            tell(request, Refused(wrong), form)
    context = {
        "tab": "sets",
        "rows": Ruleset.objects.select_related("base"),
        "form": form,
        "may": True,
        "missing": _missing(),
    }
    return render(request, "inspection/sets.html", context, status=422)


@requires(Act.VIEW)
def ruleset(request: HttpRequest, pk: int) -> HttpResponse:
    """The items of a set in force: what each looks at, costs, and how long there is."""
    found = get_object_or_404(Ruleset.objects.select_related("base"), pk=pk)
    context = {"tab": "sets", "ruleset": found, "rules": found.read(), "overlays": found.overlays.all()}
    return render(request, "inspection/set.html", context)
