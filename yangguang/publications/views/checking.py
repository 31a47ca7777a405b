"""What the checks say: while someone writes, and the register of all checks with what people answered for."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from yangguang.checking.engine import RULES, SEVERITY_NAMES
from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.checks import CHECKS
from yangguang.core.exporting import FORMS
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires, scope

from .. import judging, kinds
from ..actions import dismissing
from ..checks import SUBJECT
from ..forms.several import rows_in
from ..models import Dismissal, DismissalQuerySet, Publication, Reach
from ..values import standard
from .autosaves import posted_values
from .files import unit_of
from .records import record_of

_LONGEST = 200_000  # characters of a text that is checked while it is typed
_MOST = 60  # findings shown beside a text


@requires(Act.EDIT)
@require_POST
def live(request: HttpRequest, unit: int) -> JsonResponse:
    """Findings about what is in the editor right now. Nothing is kept, neither the text nor what was found."""
    owner = unit_of(request, str(unit))
    given = request.GET.get("record", "")
    found = record_of(request, int(given[:18]), Act.EDIT) if given.isascii() and given.isdecimal() else None
    try:
        values = posted_values(request)
    except Refused as error:
        return JsonResponse({"errors": [str(r) for r in error.reasons]}, status=422)
    text = _typed(owner, found, values)
    if len(text.body) > _LONGEST:
        return JsonResponse({"findings": [], "more": 0, "note": "正文很长，保存草稿后再检查"})
    judged = judging.judge(text, files=False)
    shown = [j for j in judged if j.dismissed is None]
    return JsonResponse({
        "findings": [
            {
                "severity": j.severity, "label": j.label, "name": j.name, "where": j.where, "place": j.place,
                "text": j.text, "fix": j.fix, "why": j.why, "words": j.words[:200],
            }
            for j in shown[:_MOST]
        ],
        "more": max(len(shown) - _MOST, 0),
        "note": "",
    })  # fmt: skip


def _typed(unit: Unit, record: Publication | None, values: dict[str, list[str]]) -> Publication:
    """The record as the editor holds it now, however unfinished; never saved."""
    text = record.draft() if record is not None else Publication(unit=unit, kind="notice")

    def one(name: str) -> str:
        return next(iter(values.get(name, [])), "").replace("\x00", "")

    for name in ("title", "summary", "document_number", "genre", "topic", "source", "validity", "keywords"):
        if name in values:
            setattr(text, name, one(name).strip())
    if one("kind") in kinds.KINDS:
        text.kind = one("kind")
    for name in ("written_on", "effective_on", "expires_on"):
        if name in values:
            try:
                setattr(text, name, parse_date(one(name)))
            except ValueError:
                setattr(text, name, None)
    text.body = bodies.clean(one("body")[: _LONGEST * 2])
    text.attachments = [
        int(n) for n in values.get("keep", []) if n.isascii() and n.isdecimal() and len(n) < 19
    ]
    typed: dict[str, Any] = {}
    for field in kinds.fields_of(text.kind):
        key = f"x-{text.kind}-{field.name}"
        if field.type == "rows" and any(f"{key}.{c.name}" in values for c in field.columns):
            typed[field.name] = [row for row in rows_in(field, key, values) if any(row.values())]
        elif key in values:
            typed[field.name] = values[key] if field.type in ("choices", "records") else one(key).strip()
        # A half typed date stays as it is; the check of required fields tells what is wrong with it.
        if field.name in typed:
            with contextlib.suppress(ValueError):
                typed[field.name] = standard(field, typed[field.name])
    text.extra = {**(text.extra or {}), **typed}
    return text


@requires(Act.VIEW)
def register(request: HttpRequest) -> HttpResponse:
    """Every check with its why, its article and the way out, and how often people answered that it was wrong."""
    actor = actor_of(request)
    words = cast(
        DismissalQuerySet, scope(actor, Act.VIEW, Dismissal.objects.all())
    ) | Dismissal.objects.exclude(reach=Reach.RECORD)
    standing = words.standing(timezone.localdate())
    answered = Counter(standing.values_list("check_code", flat=True))
    rows = _rows(answered)
    asked = request.GET.get("q", "").strip()[:40]
    if asked:
        rows = [r for r in rows if any(asked in str(v) for v in r.values())]
    if make := FORMS.get(request.GET.get("format", "")):
        heading = ["编号", "分类", "检查项", "程度", "为什么", "依据", "适用", "可说明理由", "在用免提示"]
        names = ("code", "group", "name", "label", "why", "basis", "kinds", "dismissible", "answered")
        return make("检查项", [heading, *([str(r[n]) for n in names] for r in rows)])
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    kept = list(standing.select_related("unit", "publication").order_by("-at")[:200])
    context = {
        "groups": groups,
        "count": len(rows),
        "q": asked,
        "words": [(d, dismissing.reinstate.reasons(d, actor=actor)) for d in kept],
    }
    return render(request, "publications/checks.html", context)


def _rows(answered: Counter[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for rule in sorted(RULES, key=lambda r: r.code):
        rows.append({
            "code": rule.code, "group": rule.group, "name": rule.name, "label": SEVERITY_NAMES[rule.severity],
            "severity": rule.severity, "why": rule.why, "basis": rule.basis,
            "kinds": "、".join(kinds.name_of(k) for k in sorted(rule.kinds)) or "各类信息",
            "dismissible": "可以" if rule.dismissible else "不可以", "answered": answered[rule.code],
        })  # fmt: skip
    for check in sorted((c for c in CHECKS if c.subject == SUBJECT), key=lambda c: c.id):
        rows.append({
            "code": check.id, "group": "栏目与引用", "name": check.name, "label": SEVERITY_NAMES[check.severity],
            "severity": check.severity, "why": check.why, "basis": "", "kinds": "各类信息",
            "dismissible": "可以" if check.dismissible else "不可以", "answered": answered[check.id],
        })  # fmt: skip
    return rows


@requires(Act.EDIT)
@require_POST
def reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a dismissal back."""
    seen = scope(actor_of(request), Act.VIEW, Dismissal.objects.all()) | Dismissal.objects.filter(
        reach=Reach.ALL
    )
    found = get_object_or_404(seen, pk=pk)
    try:
        dismissing.reinstate(found, actor=actor_of(request))
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, "已撤回，这个问题重新提示")
    if found.publication_id and request.POST.get("back") == "record":
        return redirect("publications:record", found.publication_id)
    return redirect("publications:checks")
